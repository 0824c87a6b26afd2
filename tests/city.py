"""A very small city for tests: two feeders, three places, three accounts, one supervisor."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from actions.accounts import code_hash
from actions.conversation.language import fold
from storage import Database, Session
from storage.models import (
    Account,
    Bill,
    Feeder,
    HouseRange,
    Outage,
    OutageArea,
    Place,
    Spelling,
    Staff,
    StaffChat,
    Substation,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in the utility's zone."""

DESK = -500
SUPERVISOR, DISPATCHER, AGENT = 901, 902, 903


async def build(db: Database) -> None:
    """Puts the city into an empty database."""
    async with db.transaction() as tx:
        await _network(tx)
        await _accounts(tx)
        tx.add(Staff(telegram_id=SUPERVISOR, name="Su", role="supervisor", queue="all"))
        tx.add(Staff(telegram_id=DISPATCHER, name="Di", role="dispatcher", queue="repairs"))
        tx.add(Staff(telegram_id=AGENT, name="An", role="agent", queue="complaints"))
        tx.add(StaffChat(queue="all", chat_id=DESK))


async def _network(tx: Session) -> None:
    tx.add(Substation(code="S1", name="南山变", name_en="Nanshan"))
    await tx.flush()
    for code, name, name_en, zone in (
        ("F1", "城东线", "East line", "urban"),
        ("F2", "山村线", "Hill line", "rural"),
    ):
        tx.add(Feeder(code=code, name=name, name_en=name_en, substation_code="S1", zone=zone))
        await tx.flush()
        for spelling in (code, name, name_en):
            tx.add(Spelling(folded=fold(spelling), feeder_code=code))
    places = (
        (1, "建设路", "Jianshe Road", "street", "城东区", "East District"),
        (2, "阳光花园", "Sunshine Gardens", "community", "城东区", "East District"),
        (3, "阳光花园", "Sunshine Gardens", "community", "城西区", "West District"),
        (4, "柳树村", "Willow Village", "village", "北乡", "North Township"),
    )
    for number, name, name_en, kind, district, district_en in places:
        tx.add(
            Place(id=number, code=f"P{number}", kind=kind, name=name, name_en=name_en,
                  district=district, district_en=district_en)
        )  # fmt: skip
        await tx.flush()
        for spelling in {fold(name), fold(name_en)}:
            tx.add(Spelling(folded=spelling, place_id=number))
    for place, low, high, parity, feeder in (
        (1, 1, 99, "odd", "F1"), (1, 2, 98, "even", "F2"), (2, 1, 40, "all", "F1"),
        (3, 1, 40, "all", "F2"), (4, 1, 200, "all", "F2"),
    ):  # fmt: skip
        tx.add(HouseRange(place_id=place, low=low, high=high, parity=parity, feeder_code=feeder))


async def _accounts(tx: Session) -> None:
    for number, place, house, feeder, zone, phone, tier in (
        ("1000000001", 1, 11, "F1", "urban", "19900000001", "standard"),
        ("1000000002", 4, 8, "F2", "rural", "19900000002", "diamond"),
        ("1000000003", 1, 12, "F2", "rural", "19900000003", "standard"),
    ):
        tx.add(
            Account(number=number, holder="X", place_id=place, house_number=house, unit="",
                    feeder_code=feeder, zone=zone, tier=tier, phone=phone,
                    code_hash=code_hash(number, "ABC123"))
        )  # fmt: skip
        await tx.flush()
        tiers = [{"tier": 1, "kwh": "200", "price": "0.52", "amount": "104.00"}]
        tx.add(
            Bill(account_number=number, period="2026-10", kwh=Decimal(200),
                 amount=Decimal("104.00"), due_on=date(2026, 11, 30), tiers=tiers)
        )  # fmt: skip


async def outage(
    db: Database, feeder: str = "F1", kind: str = "fault", starts: timedelta = timedelta(hours=-1),
    until: timedelta | None = timedelta(hours=2), now: datetime = NOW,
) -> int:  # fmt: skip
    """A notice on a feeder; its id."""
    async with db.transaction() as tx:
        row = Outage(
            source="test", external_id=f"{feeder}{starts}", kind=kind, reason="storm",
            starts_at=now + starts, until=now + until if until else None, version=1,
            state="published", published_at=now,
        )  # fmt: skip
        tx.add(row)
        await tx.flush()
        tx.add(OutageArea(outage_id=row.id, feeder_code=feeder, parity="all"))
    return row.id

"""Outage notices: whom they affect, what is known at a place, which alerts are due."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from storage import broadcasts
from storage.engine import Session
from storage.models import (
    Account,
    AccountLink,
    Broadcast,
    HouseRange,
    Outage,
    OutageAlert,
    OutageArea,
    OutageVersion,
    Person,
    Subscription,
)


async def add(tx: Session, outage: Outage, areas: Sequence[OutageArea]) -> Outage:
    """Stores a notice and what it covers."""
    tx.add(outage)
    await tx.flush()
    await add_areas(tx, outage.id, areas)
    return outage


async def get(tx: Session, outage_id: int) -> Outage:
    """The notice with this id, locked until the transaction ends."""
    found = select(Outage).where(Outage.id == outage_id).with_for_update()
    return (await tx.execute(found)).scalar_one()


async def areas(tx: Session, outage_id: int) -> list[OutageArea]:
    """What a notice covers."""
    found = select(OutageArea).where(OutageArea.outage_id == outage_id).order_by(OutageArea.id)
    return list((await tx.execute(found)).scalars())


async def add_areas(tx: Session, outage_id: int, new: Sequence[OutageArea]) -> None:
    """Adds to what a notice covers."""
    for area in new:
        area.outage_id = outage_id
        tx.add(area)
    await tx.flush()


async def drop_areas(tx: Session, area_ids: Sequence[int]) -> None:
    """Takes away from what a notice covers."""
    gone = delete(OutageArea).where(OutageArea.id.in_(area_ids))
    await tx.execute(gone.execution_options(synchronize_session="evaluate"))


async def keep_version(
    tx: Session, outage: Outage, facts: dict[str, Any], now: datetime, by: str = ""
) -> None:
    """Keeps what the notice says in its present version, and who made it so."""
    tx.add(OutageVersion(outage_id=outage.id, version=outage.version, at=now, facts=facts, by=by))
    await tx.flush()


async def last_versions(tx: Session, outage_id: int, limit: int = 2) -> list[OutageVersion]:
    """The versions of a notice that were kept last, the newest first."""
    found = select(OutageVersion).where(OutageVersion.outage_id == outage_id)
    ordered = found.order_by(OutageVersion.version.desc()).limit(limit)
    return list((await tx.execute(ordered)).scalars())


async def open_ones(tx: Session, limit: int = 30) -> list[Outage]:
    """Notices that were published and are not over, earliest first."""
    return await _open(tx, Outage.state != "draft", limit)


async def drafts(tx: Session, limit: int = 30) -> list[Outage]:
    """Notices that nobody was told of yet, earliest first."""
    return await _open(tx, Outage.state == "draft", limit)


async def _open(tx: Session, which: ColumnElement[bool], limit: int) -> list[Outage]:
    found = select(Outage).where(Outage.ended_at.is_(None), which)
    return list((await tx.execute(found.order_by(Outage.starts_at).limit(limit))).scalars())


async def due_to_start(tx: Session, now: datetime) -> list[Outage]:
    """Published notices whose time has come."""
    found = select(Outage).where(
        Outage.ended_at.is_(None), Outage.state == "published", Outage.starts_at <= now
    )
    return list((await tx.execute(found.with_for_update())).scalars())


def _within(area: Any, number: Any) -> ColumnElement[bool]:
    """The house number lies in the area's range, on its side of the street."""
    return and_(
        or_(area.low.is_(None), number >= area.low),
        or_(area.high.is_(None), number <= area.high),
        or_(
            area.parity == "all",
            and_(area.parity == "odd", number % 2 == 1),
            and_(area.parity == "even", number % 2 == 0),
        ),
    )


def _covers_account(area: Any) -> ColumnElement[bool]:
    at_house = and_(area.place_id == Account.place_id, _within(area, Account.house_number))
    fed = or_(
        area.feeder_code == Account.feeder_code, area.transformer_code == Account.transformer_code
    )
    return or_(fed, at_house)


def _covers_subscription(area: Any) -> ColumnElement[bool]:
    number = Subscription.house_number
    same_place = and_(
        area.place_id == Subscription.place_id, or_(number.is_(None), _within(area, number))
    )
    fed = exists().where(
        HouseRange.place_id == Subscription.place_id,
        or_(
            HouseRange.feeder_code == area.feeder_code,
            HouseRange.transformer_code == area.transformer_code,
        ),
        or_(number.is_(None), _within(HouseRange, number)),
    )
    return or_(same_place, fed)


def _audience(outage_id: int) -> Any:
    """Ids of the persons linked to an account in the area, or subscribed to a place in it."""
    linked = (
        select(AccountLink.person_id)
        .join(Account, Account.number == AccountLink.account_number)
        .join(OutageArea, _covers_account(OutageArea))
        .where(OutageArea.outage_id == outage_id)
    )
    subscribed = (
        select(Subscription.person_id)
        .join(OutageArea, _covers_subscription(OutageArea))
        .where(OutageArea.outage_id == outage_id)
    )
    return union(linked, subscribed).subquery()


def _reachable(outage_id: int) -> Select[Any]:
    audience = _audience(outage_id)
    return (
        select(Person)
        .join(audience, audience.c.person_id == Person.id)
        .where(Person.reachable.is_(True), Person.chat_id.is_not(None))
    )


async def chats_reached(tx: Session, outage_id: int) -> int:
    """How many chats an alert of this notice goes to."""
    counted = select(func.count()).select_from(_reachable(outage_id).subquery())
    return (await tx.execute(counted)).scalar_one()


async def customers_affected(tx: Session, outage_id: int) -> int:
    """How many accounts lie in the area."""
    counted = select(func.count(func.distinct(Account.number))).join(
        OutageArea, and_(OutageArea.outage_id == outage_id, _covers_account(OutageArea))
    )
    return (await tx.execute(counted)).scalar_one()


async def queue_alert(
    tx: Session, outage: Outage, name: str, bodies: dict[str, dict[str, Any]], lane: int,
    now: datetime,
) -> int:  # fmt: skip
    """Queues an alert to everybody it concerns, each in their language; how many chats.

    One INSERT … SELECT a language, in the caller's transaction: nobody is missed, nobody twice.
    All of them are one broadcast, whose progress is seen and which can be paused.
    """
    wave = Broadcast(kind="outage", outage_id=outage.id, name=name, total=0, sent=0, failed=0,
                     created_by=outage.published_by, created_at=now, started_at=now)  # fmt: skip
    await broadcasts.add(tx, wave)
    people, prefix = _reachable(outage.id), f"outage:{outage.id}:{outage.version}:{name}:"
    for language, body in bodies.items():
        meant = people.where(Person.language == language)
        wave.total += await broadcasts.insert(tx, meant, prefix, body, lane, now, wave.id)
    if not wave.total:
        await tx.delete(wave)
    await tx.flush()
    return wave.total


async def affecting(
    tx: Session,
    feeder_codes: Collection[str],
    spots: Collection[tuple[int, int | None]],
    since: datetime,
) -> list[Outage]:
    """Notices for these feeders or these (place, house number or null), not over before `since`."""
    area = aliased(OutageArea)
    conditions: list[ColumnElement[bool]] = [area.feeder_code.in_(list(feeder_codes))]
    for place_id, house in spots:
        here = area.place_id == place_id
        conditions.append(here if house is None else and_(here, _within(area, literal(house))))
    found = (
        select(Outage)
        .join(area, area.outage_id == Outage.id)
        .where(or_(*conditions), Outage.state.not_in(("draft", "discarded")))
        .where(Outage.kind != "arrears")  # a neighbour's unpaid bills are nobody's business
        .where(or_(Outage.ended_at.is_(None), Outage.ended_at >= since))
        .distinct()
        .order_by(Outage.starts_at)
    )
    return list((await tx.execute(found)).scalars())


async def schedule(tx: Session, outage_id: int, alerts: dict[str, datetime]) -> None:
    """Sets when the alerts of a notice are due; one not named any more is dropped."""
    found = select(OutageAlert).where(OutageAlert.outage_id == outage_id)
    existing = {row.name: row for row in (await tx.execute(found)).scalars()}
    for name, row in existing.items():
        if name not in alerts and row.done_at is None:
            await tx.delete(row)
    for name, due_at in alerts.items():
        if name not in existing:
            tx.add(OutageAlert(outage_id=outage_id, name=name, due_at=due_at))
        elif existing[name].due_at != due_at:
            existing[name].due_at, existing[name].done_at = due_at, None
    await tx.flush()


async def alerts_due(
    tx: Session, now: datetime, limit: int = 100
) -> list[tuple[OutageAlert, Outage]]:
    """Alerts whose moment has come, with their notices."""
    found = (
        select(OutageAlert, Outage)
        .join(Outage, Outage.id == OutageAlert.outage_id)
        .where(OutageAlert.due_at <= now, OutageAlert.done_at.is_(None))
        .order_by(OutageAlert.due_at)
        .limit(limit)
        .with_for_update()
    )
    return [(alert, outage) for alert, outage in await tx.execute(found)]

"""Outages counted: how many customers were off, from when to when, and how often a feeder was."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, distinct, func, literal_column, select

from storage.areas import within
from storage.dialect import insert_new
from storage.engine import Session
from storage.feeds import PRIVATE
from storage.models import (
    Account,
    Feeder,
    FeederWarning,
    Outage,
    OutageArea,
    Person,
    Place,
    Ticket,
    Transformer,
)

Shares = dict[str, float]
"""Customers by group: the code of a feeder, a district, or "" for all."""

GROUPS: dict[str, Any] = {"feeder": Account.feeder_code, "district": Place.district}
ALL: Any = literal_column("''")


@dataclass
class Interruption:
    """An outage that came true, and how many customers of each group it concerned."""

    kind: str
    starts_at: datetime
    ended_at: datetime | None
    customers: Shares = field(default_factory=dict)


def _came_true(since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    """Notices that began in the interval. One customer's own disconnection is no interruption."""
    return [
        Outage.starts_at >= since, Outage.starts_at < until,
        Outage.state.in_(("published", "in_progress", "restored")), Outage.kind.not_in(PRIVATE),
    ]  # fmt: skip


async def interruptions(
    tx: Session, since: datetime, until: datetime, by: str
) -> list[Interruption]:
    """All outages that began in the interval, long and short, with whom they concerned.

    `by`: feeder, district or "" (all together). Nobody is counted twice in one outage, however its
    areas overlap. The figure that a source gives counts before the accounts that we know; it is
    divided as these are or, where we know none, evenly among the groups that the notice names.
    Five statements, however many outages there are.
    """
    row = Outage
    found = select(row.id, row.kind, row.starts_at, row.ended_at, row.customers)
    supplied, named = await _supplied(tx, by), await _named(tx, since, until)
    partly = await _partly(tx, since, until, by)
    result = []
    for number, kind, starts_at, ended_at, said in await tx.execute(
        found.where(*_came_true(since, until)).order_by(row.starts_at)
    ):
        areas = named.get(number, _Named())
        known = partly.get(number, {}) if areas.in_part else _sum(supplied, areas.feeders)
        shares = known if said is None else _divided(said, known, areas.groups(by))
        result.append(Interruption(kind, starts_at, ended_at, shares))
    return result


@dataclass
class _Named:
    """What the areas of a notice name. `in_part`: not only whole feeders."""

    feeders: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    in_part: bool = False

    def groups(self, by: str) -> set[str]:
        return {"feeder": self.feeders, "district": self.districts}.get(by) or {""}


async def _named(tx: Session, since: datetime, until: datetime) -> dict[int, _Named]:
    area = OutageArea
    found = (
        select(area.outage_id, area.feeder_code, Transformer.feeder_code, Place.district)
        .join(Outage, Outage.id == area.outage_id)
        .outerjoin(Transformer, Transformer.code == area.transformer_code)
        .outerjoin(Place, Place.id == area.place_id)
        .where(*_came_true(since, until))
    )
    result: dict[int, _Named] = defaultdict(_Named)
    for outage_id, feeder, of_transformer, district in await tx.execute(found):
        one = result[outage_id]
        one.feeders |= {feeder or of_transformer} - {None}
        one.districts |= {district} - {None}
        one.in_part |= feeder is None
    return result


async def _supplied(tx: Session, by: str) -> dict[str, Shares]:
    """Accounts by feeder, and of each by group."""
    found = select(Account.feeder_code, GROUPS.get(by, ALL), func.count()).select_from(Account)
    found = found.group_by(Account.feeder_code)
    result: dict[str, Shares] = defaultdict(dict)
    for feeder, name, count in await tx.execute(_grouped(found, by)):
        result[feeder][name] = count
    return result


def _grouped(found: Select[Any], by: str) -> Select[Any]:
    if by == "district":
        found = found.join(Place, Place.id == Account.place_id)
    return found.group_by(GROUPS[by]) if by else found


def _sum(supplied: dict[str, Shares], feeders: Collection[str]) -> Shares:
    """An account hangs on one feeder, so those of several feeders add up."""
    total: Shares = defaultdict(float)
    for feeder in feeders:
        for name, count in supplied.get(feeder, {}).items():
            total[name] += count
    return total


def _divided(said: int, known: Shares, named: Collection[str]) -> Shares:
    if total := sum(known.values()):
        return {name: said * count / total for name, count in known.items()}
    return {name: said / len(named) for name in named}


async def _partly(
    tx: Session, since: datetime, until: datetime, by: str
) -> dict[int, Shares]:  # fmt: skip
    """Accounts of the outages that name more than whole feeders: each account once.

    The accounts are read once and put together here: a join of tens of thousands of outages with
    all their accounts takes minutes.
    """
    in_part = (
        select(OutageArea.outage_id)
        .join(Outage, Outage.id == OutageArea.outage_id)
        .where(OutageArea.feeder_code.is_(None), *_came_true(since, until))
    )
    if not by:  # the source's figure is all that is needed
        in_part = in_part.where(Outage.customers.is_(None))
    row = OutageArea
    found = select(
        row.outage_id, row.feeder_code, row.transformer_code, row.place_id, row.low, row.high,
        row.parity,
    )  # fmt: skip
    areas: dict[int, set[_Area]] = defaultdict(set)
    for outage_id, *area in await tx.execute(found.where(row.outage_id.in_(in_part))):
        areas[outage_id].add(_Area(*area))
    if not areas:
        return {}
    accounts, known = await _accounts(tx, by), dict[frozenset[_Area], Shares]()
    for named in {frozenset(one) for one in areas.values()}:
        hit = set[int]().union(*(accounts.within(area) for area in named))
        known[named] = Counter(accounts.groups[number] for number in hit)
    return {outage_id: known[frozenset(named)] for outage_id, named in areas.items()}


class _Area(NamedTuple):
    feeder: str | None
    transformer: str | None
    place: int | None
    low: int | None
    high: int | None
    parity: str

    def holds(self, house: int) -> bool:
        """As `storage.audience.within`."""
        side = self.parity == "all" or (house % 2 == 1) == (self.parity == "odd")
        return side and (self.low or house) <= house <= (self.high or house)


@dataclass
class _Accounts:
    """All accounts, numbered, by what supplies them and where they are (with the house number)."""

    groups: list[str] = field(default_factory=list)
    by_supply: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def within(self, area: _Area) -> list[int]:
        """The accounts in an area."""
        if area.place is None:
            name = f"F:{area.feeder}" if area.feeder else f"T:{area.transformer}"
            return self.by_supply.get(name, [])
        return [n for n, house in self.by_place.get(area.place, []) if area.holds(house)]


async def _accounts(tx: Session, by: str) -> _Accounts:
    row, kept = Account, _Accounts()
    found = select(
        row.feeder_code, row.transformer_code, row.place_id, row.house_number, GROUPS.get(by, ALL)
    ).select_from(row)
    if by == "district":
        found = found.join(Place, Place.id == row.place_id)
    for number, (feeder, transformer, place, house, group) in enumerate(await tx.execute(found)):
        kept.groups.append(group)
        kept.by_supply[f"F:{feeder}"].append(number)
        kept.by_supply[f"T:{transformer}"].append(number)
        kept.by_place[place].append((number, house))
    return kept


async def served(tx: Session, by: str) -> Shares:
    """How many accounts each group has."""
    return _sum(groups := await _supplied(tx, by), groups)


async def districts(tx: Session) -> dict[str, str]:
    """The districts: their names as in the data, and in English."""
    found = await tx.execute(select(Place.district, Place.district_en).distinct())
    return dict(found.all())


# A feeder's own history.


def _of_feeder() -> Select[*tuple[Any, ...]]:
    row = Outage
    return (
        select(OutageArea.feeder_code, row.id, row.kind, row.starts_at, row.ended_at)
        .join(OutageArea, OutageArea.outage_id == row.id)
        .where(OutageArea.feeder_code.is_not(None))
        .distinct()
        .order_by(row.starts_at, row.id)
    )


@dataclass(frozen=True)
class Off:
    """One time that a feeder was off as a whole."""

    outage_id: int
    kind: str
    starts_at: datetime
    ended_at: datetime | None


async def history(
    tx: Session, feeder_codes: Collection[str], since: datetime, until: datetime
) -> dict[str, list[Off]]:
    """When these feeders were off as a whole, oldest first; only those that were."""
    found = _of_feeder().where(OutageArea.feeder_code.in_(list(feeder_codes)))
    result: dict[str, list[Off]] = defaultdict(list)
    for feeder, *off in await tx.execute(found.where(*_came_true(since, until))):
        result[feeder].append(Off(*off))
    return result


async def often_off(
    tx: Session, since: datetime, until: datetime, times: int, done: str
) -> list[str]:
    """Feeders with so many outages, long or short, that had no warning of level `done` since."""
    warned = select(FeederWarning.feeder_code).where(
        FeederWarning.level == done, FeederWarning.at >= since
    )
    found = (
        select(OutageArea.feeder_code)
        .join(Outage, Outage.id == OutageArea.outage_id)
        .where(OutageArea.feeder_code.is_not(None), *_came_true(since, until))
        .where(OutageArea.feeder_code.not_in(warned))
        .group_by(OutageArea.feeder_code)
        .having(func.count(distinct(Outage.id)) >= times)
        .order_by(OutageArea.feeder_code)
    )
    return [code for code in (await tx.execute(found)).scalars() if code is not None]


async def lock_feeder(tx: Session, code: str) -> Feeder:
    """The feeder, locked until the transaction ends: of two that look at it one warns."""
    found = select(Feeder).where(Feeder.code == code).with_for_update()
    return (await tx.execute(found)).scalar_one()


async def warnings(tx: Session, feeder_code: str, since: datetime) -> list[FeederWarning]:
    """The warnings of a feeder since a moment, newest first."""
    found = select(FeederWarning).where(
        FeederWarning.feeder_code == feeder_code, FeederWarning.at >= since
    )
    return list((await tx.execute(found.order_by(FeederWarning.id.desc()))).scalars())


async def warn(tx: Session, warning: FeederWarning) -> FeederWarning:
    """Keeps a warning."""
    tx.add(warning)
    await tx.flush()
    return warning


async def plan_number(tx: Session, warning: FeederWarning) -> str:
    """The number of the ticket that a warning opened; empty where it opened none."""
    found = select(Ticket.number).where(Ticket.id == warning.ticket_id)
    return (await tx.execute(found)).scalar_one_or_none() or ""


OURS = 0
"""Telegram gives nobody this id: the utility itself, in the place of a customer."""


async def ourselves(tx: Session, now: datetime) -> Person:
    """The person of a ticket that we open ourselves. No chat belongs to it: nobody is written to."""
    made = {"telegram_id": OURS, "first_name": "", "language": "en", "language_chosen": False,
            "reachable": False, "wrong_codes": 0, "created_at": now}  # fmt: skip
    await insert_new(tx, Person, [made])
    return (await tx.execute(select(Person).where(Person.telegram_id == OURS))).scalar_one()

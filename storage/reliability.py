"""Outages counted: how many customers were off, from when to when, and how often a feeder was."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from storage.engine import Session
from storage.feeds import PRIVATE
from storage.models import (
    Account,
    Outage,
    OutageArea,
    Place,
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


def came_true(since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    """Notices that began in the interval. One customer's own disconnection is no interruption."""
    return [
        Outage.starts_at >= since, Outage.starts_at < until,
        Outage.state.in_(("published", "in_progress", "restored")), Outage.kind.not_in(PRIVATE),
    ]  # fmt: skip


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
class _Named:
    """What a notice names. `in_part`: not only whole feeders."""

    areas: set[_Area] = field(default_factory=set)
    feeders: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    in_part: bool = False

    def groups(self, by: str) -> set[str]:
        """The groups that it names."""
        return {"feeder": self.feeders, "district": self.districts}.get(by) or {""}


_Known = dict[frozenset[_Area], Shares]


async def _named(tx: Session, since: datetime, until: datetime) -> dict[int, _Named]:
    row = OutageArea
    found = (
        select(row.outage_id, Transformer.feeder_code, Place.district, row.feeder_code,
               row.transformer_code, row.place_id, row.low, row.high, row.parity)
        .join(Outage, Outage.id == row.outage_id)
        .outerjoin(Transformer, Transformer.code == row.transformer_code)
        .outerjoin(Place, Place.id == row.place_id)
        .where(*came_true(since, until))
    )  # fmt: skip
    result: dict[int, _Named] = defaultdict(_Named)
    for outage_id, of_transformer, district, *columns in await tx.execute(found):
        one, area = result[outage_id], _Area._make(columns)
        one.areas.add(area)
        one.feeders |= {area.feeder or of_transformer} - {None}
        one.districts |= {district} - {None}
        one.in_part |= area.feeder is None
    return result


async def interruptions(
    tx: Session, since: datetime, until: datetime, by: str
) -> list[Interruption]:
    """All outages that began in the interval, long and short, with whom they concerned.

    `by`: feeder, district or "" (all together). Nobody is counted twice in one outage, however its
    areas overlap. The figure that a source gives counts before the accounts that we know; it is
    divided as these are or, where we know none, evenly among the groups that the notice names.
    Four statements, however many outages there are.
    """
    row = Outage
    found = select(row.id, row.kind, row.starts_at, row.ended_at, row.customers)
    outages = (await tx.execute(found.where(*came_true(since, until)).order_by(row.id))).all()
    supplied, named = await _supplied(tx, by), await _named(tx, since, until)
    in_part = {
        frozenset(named[number].areas) for number, *_, said in outages
        if named[number].in_part and (by or said is None)  # else the source's figure is enough
    }  # fmt: skip
    partly, result = await _partly(tx, in_part, by), []
    for number, kind, starts_at, ended_at, said in outages:
        one = named[number]
        known = partly.get(frozenset(one.areas), {}) if one.in_part else _sum(supplied, one.feeders)
        shares = known if said is None else _divided(said, known, one.groups(by))
        result.append(Interruption(kind, starts_at, ended_at, shares))
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


async def _partly(tx: Session, wanted: Collection[frozenset[_Area]], by: str) -> _Known:
    """Accounts in areas that are more than whole feeders: each account once.

    They are read once and put together here: a join of tens of thousands of outages with all
    their accounts takes minutes.
    """
    if not wanted:
        return {}
    accounts, known = await _accounts(tx, by), _Known()
    for areas in wanted:
        hit = set[int]().union(*(accounts.within(area) for area in areas))
        known[areas] = dict(Counter(accounts.groups[number] for number in hit))
    return known


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

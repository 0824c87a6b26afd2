"""Outages counted: how many customers were off, from when to when, and how often a feeder was."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from storage.areas import IS_PUBLIC, Extent
from storage.engine import Session
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
        Outage.state.in_(("published", "in_progress", "restored")), IS_PUBLIC,
    ]  # fmt: skip


@dataclass
class _Named:
    """What a notice names. `in_part`: not only whole feeders."""

    areas: set[Extent] = field(default_factory=set)
    feeders: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    in_part: bool = False

    def groups(self, by: str) -> set[str]:
        """The groups that it names."""
        return {"feeder": self.feeders, "district": self.districts}.get(by) or {""}


_Known = dict[frozenset[Extent], Shares]


async def _named(tx: Session, since: datetime, until: datetime) -> dict[int, _Named]:
    row = OutageArea
    found = (
        select(row.outage_id, Transformer.feeder_code, Place.district, row.feeder_code,
               row.transformer_code, row.place_id, row.low, row.high, row.parity,
               row.account_number)
        .join(Outage, Outage.id == row.outage_id)
        .outerjoin(Transformer, Transformer.code == row.transformer_code)
        .outerjoin(Place, Place.id == row.place_id)
        .where(*came_true(since, until))
    )  # fmt: skip
    return await asyncio.to_thread(_gathered, await tx.execute(found))


def _gathered(found: Iterable[tuple[Any, ...]]) -> dict[int, _Named]:
    result: dict[int, _Named] = defaultdict(_Named)
    for outage_id, of_transformer, district, *columns in found:
        one, area = result[outage_id], Extent(*columns)
        one.areas.add(area)
        one.feeders |= {area.feeder_code or of_transformer} - {None}
        one.districts |= {district} - {None}
        one.in_part |= area.feeder_code is None
    return result


async def interruptions(
    tx: Session, since: datetime, until: datetime, by: str
) -> list[Interruption]:
    """All outages that began in the interval, long and short, with whom they concerned.

    `by`: feeder, district or "" (all together). Nobody is counted twice in one outage, however its
    areas overlap. The figure that a source gives counts before the accounts that we know; it is
    divided as these are or, where we know none, evenly among the groups that the notice names.
    Four statements, however many outages there are; what is worked out of them is worked out in a
    thread, for it takes seconds where there are tens of thousands.
    """
    row = Outage
    found = select(row.id, row.kind, row.starts_at, row.ended_at, row.customers)
    outages = (await tx.execute(found.where(*came_true(since, until)).order_by(row.id))).all()
    supplied, named = await _supplied(tx, by), await _named(tx, since, until)
    in_part = {
        frozenset(named[number].areas) for number, *_, said in outages
        if named[number].in_part and (by or said is None)  # else the source's figure is enough
    }  # fmt: skip
    partly = await _partly(tx, in_part, by)
    return await asyncio.to_thread(_put_together, outages, supplied, named, partly, by)


def _put_together(
    outages: Iterable[Any], supplied: dict[str, Shares], named: dict[int, _Named], partly: _Known,
    by: str,
) -> list[Interruption]:  # fmt: skip
    result = []
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


async def _partly(tx: Session, wanted: Collection[frozenset[Extent]], by: str) -> _Known:
    """Accounts in areas that are more than whole feeders: each account once.

    They are read once and put together here: a join of tens of thousands of outages with all
    their accounts takes minutes.
    """
    if not wanted:
        return {}
    found = await tx.execute(_accounts(by))
    return await asyncio.to_thread(_counted, found, wanted)


def _counted(found: Iterable[tuple[Any, ...]], wanted: Collection[frozenset[Extent]]) -> _Known:
    accounts, known = _Accounts(), _Known()
    for number, account in enumerate(found):
        accounts.add(number, *account)
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

    def add(
        self, number: int, feeder: str, transformer: str | None, place: int, house: int, group: str
    ) -> None:
        """Takes up the next account."""
        self.groups.append(group)
        self.by_supply[f"F:{feeder}"].append(number)
        self.by_supply[f"T:{transformer}"].append(number)
        self.by_place[place].append((number, house))

    def within(self, area: Extent) -> list[int]:
        """The accounts in an area."""
        if area.place_id is None:
            line, name = area.feeder_code, area.transformer_code
            return self.by_supply.get(f"F:{line}" if line else f"T:{name}", [])
        return [n for n, house in self.by_place.get(area.place_id, []) if area.holds(house)]


def _accounts(by: str) -> Select[Any]:
    row = Account
    found = select(
        row.feeder_code, row.transformer_code, row.place_id, row.house_number, GROUPS.get(by, ALL)
    ).select_from(row)
    return found.join(Place, Place.id == row.place_id) if by == "district" else found


async def served(tx: Session, by: str) -> Shares:
    """How many accounts each group has."""
    return _sum(groups := await _supplied(tx, by), groups)


async def districts(tx: Session) -> dict[str, str]:
    """The districts: their names as in the data, and in English."""
    found = await tx.execute(select(Place.district, Place.district_en).distinct())
    return dict(found.all())

"""Loading the utility's own data in bulk: what is there, and bringing rows to what a file says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, tuple_, update

from storage.engine import Session
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

T = TypeVar("T")
Row = dict[str, Any]

CHUNK = 1000
"""Rows of one statement: far below the 32,766 parameters that SQLite allows."""

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Counts:
    """What became of the lines of a file. `gone`: rows that the file no longer has."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new, self.changed + other.changed, self.same + other.same,
            self.gone + other.gone,
        )  # fmt: skip

    @staticmethod
    def of(fates: Sequence[str]) -> "Counts":
        """Counts the fates that `upsert` tells."""
        return Counts(fates.count(NEW), fates.count(CHANGED), fates.count(SAME))


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterable[list[T]]:
    """The rows in lists of at most `size`."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


# What is there.


async def substation_codes(tx: Session) -> set[str]:
    """All substations."""
    return set((await tx.execute(select(Substation.code))).scalars())


async def feeder_zones(tx: Session) -> dict[str, str]:
    """All feeders: code → zone."""
    return dict((await tx.execute(select(Feeder.code, Feeder.zone))).all())


async def place_ids(tx: Session) -> dict[str, int]:
    """All places: code → id."""
    return dict((await tx.execute(select(Place.code, Place.id))).all())


async def account_numbers(tx: Session) -> set[str]:
    """The numbers of all accounts."""
    return set((await tx.execute(select(Account.number))).scalars())


async def house_ranges(tx: Session) -> list[tuple[int, int, int, str, str]]:
    """All house ranges: place id, low, high, parity, feeder."""
    row = HouseRange
    found = select(row.place_id, row.low, row.high, row.parity, row.feeder_code)
    return [(p, low, high, parity, f) for p, low, high, parity, f in await tx.execute(found)]


async def supplies(tx: Session, place_ids: Collection[int]) -> list[tuple[str, int, int, str, str]]:
    """The accounts at some places: number, place id, house number, feeder, zone."""
    row, found = Account, []
    for ids in chunks(place_ids):
        wanted = select(
            row.number, row.place_id, row.house_number, row.feeder_code, row.zone
        ).where(row.place_id.in_(ids))
        found += [(n, p, house, f, zone) for n, p, house, f, zone in await tx.execute(wanted)]
    return found


async def imported_outages(
    tx: Session, source: str, external_ids: Collection[str]
) -> dict[str, tuple[Outage, list[OutageArea]]]:
    """The notices of a source by their ids there, each with what it covers."""
    found: dict[str, tuple[Outage, list[OutageArea]]] = {}
    for ids in chunks(external_ids):
        wanted = select(Outage).where(Outage.source == source, Outage.external_id.in_(ids))
        outages = list((await tx.execute(wanted.with_for_update())).scalars())
        covered = select(OutageArea).where(OutageArea.outage_id.in_([o.id for o in outages]))
        areas = list((await tx.execute(covered)).scalars())
        by_outage: dict[int, list[OutageArea]] = defaultdict(list)
        for area in areas:
            by_outage[area.outage_id].append(area)
        for outage in outages:
            found[outage.external_id] = (outage, by_outage[outage.id])
    return found


# Bringing rows to what a file says.


async def upsert_substations(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores substations by code; the fate of each."""
    return await _upsert(tx, Substation, ("code",), rows)


async def upsert_feeders(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores feeders by code; the fate of each."""
    return await _upsert(tx, Feeder, ("code",), rows)


async def upsert_places(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores places by code; the fate of each."""
    return await _upsert(tx, Place, ("code",), rows)


async def upsert_accounts(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores accounts by number; the fate of each."""
    return await _upsert(tx, Account, ("number",), rows)


async def upsert_bills(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores bills by account and period; the fate of each."""
    return await _upsert(tx, Bill, ("account_number", "period"), rows)


async def upsert_staff(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores members of staff by Telegram id; the fate of each."""
    return await _upsert(tx, Staff, ("telegram_id",), rows)


async def upsert_staff_chats(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores the staff chats by queue; the fate of each."""
    return await _upsert(tx, StaffChat, ("queue",), rows)


async def _upsert(
    tx: Session, model: type[Any], key: tuple[str, ...], rows: Sequence[Row]
) -> list[str]:
    """Inserts the rows whose key is not there, updates those that differ; the fate of each."""
    fates: list[str] = []
    for chunk in chunks(rows):
        existing = await _existing(tx, model, key, chunk)
        new: list[Row] = []
        changed: list[Row] = []
        for row in chunk:
            there = existing.get(tuple(row[name] for name in key))
            fates.append(_fate(row, there))
            if there is None:
                new.append(row)
            elif fates[-1] == CHANGED:
                changed.append({**row, **_primary(model, there)})
        if new:
            await tx.execute(insert(model), new)
        if changed:
            await tx.execute(update(model), changed)
    return fates


def _fate(row: Row, there: Row | None) -> str:
    if there is None:
        return NEW
    return SAME if all(there[name] == value for name, value in row.items()) else CHANGED


def _primary(model: type[Any], there: Row) -> Row:
    return {column.name: there[column.name] for column in model.__table__.primary_key}


async def _existing(
    tx: Session, model: type[Any], key: tuple[str, ...], rows: Sequence[Row]
) -> dict[tuple[Any, ...], Row]:
    columns = list(model.__table__.columns)
    keys = [tuple(row[name] for name in key) for row in rows]
    if len(key) == 1:
        same_key = getattr(model, key[0]).in_([k[0] for k in keys])
    else:
        same_key = tuple_(*(getattr(model, name) for name in key)).in_(keys)
    found = (await tx.execute(select(*columns).where(same_key))).mappings()
    return {tuple(row[name] for name in key): dict(row) for row in found}


async def set_place_spellings(tx: Session, wanted: Mapping[int, set[str]]) -> set[int]:
    """Sets in which folded ways places are written; the ids of those where that changed."""
    rows = {place_id: {(folded,) for folded in ways} for place_id, ways in wanted.items()}
    return set(await _set_parts(tx, Spelling, "place_id", ("folded",), rows))


async def set_feeder_spellings(tx: Session, wanted: Mapping[str, set[str]]) -> set[str]:
    """Sets in which folded ways feeders are written; the codes of those where that changed."""
    rows = {code: {(folded,) for folded in ways} for code, ways in wanted.items()}
    return set(await _set_parts(tx, Spelling, "feeder_code", ("folded",), rows))


async def set_house_ranges(
    tx: Session, wanted: Mapping[int, set[tuple[int, int, str, str]]]
) -> dict[int, tuple[int, int]]:
    """Sets the ranges of places; of each that changed, how many were added and taken away."""
    columns = ("low", "high", "parity", "feeder_code")
    return await _set_parts(tx, HouseRange, "place_id", columns, wanted)


async def _set_parts(
    tx: Session, model: type[Any], owner: str, columns: tuple[str, ...], wanted: Mapping[Any, Any]
) -> dict[Any, tuple[int, int]]:
    """Brings the parts of each owner to what is wanted; how many came and went, where any did."""
    moved: dict[Any, tuple[int, int]] = {}
    for owners in chunks(wanted):
        there = await _parts(tx, model, owner, columns, owners)
        new: list[Row] = []
        gone: list[int] = []
        for one in owners:
            parts = there.get(one, {})
            added = sorted(wanted[one] - parts.keys())
            removed = [ids for part, ids in parts.items() if part not in wanted[one]]
            new += [{owner: one, **dict(zip(columns, part, strict=True))} for part in added]
            gone += removed
            if added or removed:
                moved[one] = (len(added), len(removed))
        await _exchange(tx, model, new, gone)
    return moved


async def _parts(
    tx: Session, model: type[Any], owner: str, columns: tuple[str, ...], owners: Collection[Any]
) -> dict[Any, dict[tuple[Any, ...], int]]:
    """Owner → part → id."""
    fields = [getattr(model, name) for name in (owner, "id", *columns)]
    found = select(*fields).where(fields[0].in_(list(owners)))
    there: dict[Any, dict[tuple[Any, ...], int]] = {}
    for one, row_id, *part in await tx.execute(found):
        there.setdefault(one, {})[tuple(part)] = row_id
    return there


async def _exchange(tx: Session, model: type[Any], new: Sequence[Row], gone: Sequence[int]) -> None:
    for ids in chunks(gone):
        await tx.execute(
            delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False)
        )
    for rows in chunks(new):
        await tx.execute(insert(model), rows)


async def set_supplies(tx: Session, rows: Sequence[Row]) -> None:
    """Hangs accounts on another feeder; each row with number, feeder_code and zone."""
    for chunk in chunks(rows):
        await tx.execute(update(Account), chunk)


async def set_zones(tx: Session, zones: Mapping[str, str]) -> None:
    """Gives the accounts of feeders the zone of their feeder."""
    for code, zone in zones.items():
        await tx.execute(
            update(Account)
            .where(Account.feeder_code == code, Account.zone != zone)
            .values(zone=zone)
            .execution_options(synchronize_session=False)
        )


async def set_areas(tx: Session, outage_id: int, areas: Sequence[OutageArea]) -> None:
    """Replaces what a notice covers."""
    await tx.execute(
        delete(OutageArea)
        .where(OutageArea.outage_id == outage_id)
        # The areas that were read are forgotten, for SQLite gives their ids to the new ones.
        .execution_options(synchronize_session="evaluate")
    )
    for area in areas:
        area.outage_id = outage_id
        tx.add(area)
    await tx.flush()

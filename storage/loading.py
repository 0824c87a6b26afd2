"""Loading the utility's own data in bulk: what is there, and bringing rows to what a file says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, tuple_, update

from storage.engine import Session
from storage.models import (
    Account,
    Bill,
    Feeder,
    Outage,
    OutageArea,
    Place,
    Staff,
    StaffChat,
    Substation,
    Transformer,
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


async def transformer_feeders(tx: Session) -> dict[str, str]:
    """All transformers: code → feeder."""
    return dict((await tx.execute(select(Transformer.code, Transformer.feeder_code))).all())


async def place_ids(tx: Session) -> dict[str, int]:
    """All places: code → id."""
    return dict((await tx.execute(select(Place.code, Place.id))).all())


async def account_numbers(tx: Session) -> set[str]:
    """The numbers of all accounts."""
    return set((await tx.execute(select(Account.number))).scalars())


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


async def upsert_transformers(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores transformers by code; the fate of each."""
    return await _upsert(tx, Transformer, ("code",), rows)


async def upsert_places(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores places by code; the fate of each."""
    return await _upsert(tx, Place, ("code",), rows)


async def upsert_accounts(tx: Session, rows: Sequence[Row]) -> list[str]:
    """Stores accounts by number; the fate of each.

    A `medical` of None leaves a home as it is: it may have been registered in the chat.
    """
    return await _upsert(tx, Account, ("number",), rows, {"medical": False})


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
    tx: Session, model: type[Any], key: tuple[str, ...], rows: Sequence[Row],
    unsaid: Mapping[str, Any] = MappingProxyType({}),
) -> list[str]:  # fmt: skip
    """Inserts the rows whose key is not there, updates those that differ; the fate of each.

    `unsaid`: columns of which None means that the file does not say, with what a new row gets.
    """
    fates: list[str] = []
    for chunk in chunks(rows):
        existing = await _existing(tx, model, key, chunk)
        new: list[Row] = []
        changed: list[Row] = []
        for row in chunk:
            there = existing.get(tuple(row[name] for name in key))
            row = row | {name: (there or unsaid)[name] for name in unsaid if row[name] is None}
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

"""Storing what an import has checked: file by file, in the caller's transaction, in chunks."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import starmap
from pathlib import Path

from actions.accounts import code_hash
from actions.conversation.language import fold
from actions.importing import notices
from actions.importing.check import lay_ranges
from actions.importing.files import lines
from actions.importing.known import Known
from actions.importing.rows import (
    ACCOUNTS,
    BILLS,
    FEEDERS,
    HOUSE_RANGES,
    NOTICES,
    PLACES,
    STAFF,
    STAFF_CHATS,
    SUBSTATIONS,
    TABLES,
    TRANSFORMERS,
    Row,
    rows,
)
from storage import Session, loading, supply_loading
from storage.loading import CHANGED, SAME, Counts, chunks

Upsert = Callable[[Session, list[Row]], Awaitable[list[str]]]
Hashes = dict[tuple[str, str], str]
"""Account number and code → what is stored of the code."""


class Refused(Exception):
    """A line is wrong after all; the transaction must not be committed."""


async def store(tx: Session, folder: Path, known: Known, hashes: Hashes) -> dict[str, Counts]:
    """Stores each file that is there; what became of its lines. Raises Refused for a mistake."""
    counts: dict[str, Counts] = {}
    for table in TABLES:
        if not (folder / table.file).exists():
            continue
        found = rows(table, folder, known)
        if table is ACCOUNTS:
            counts[table.file] = await _accounts(tx, known, found, hashes)
        else:
            counts[table.file] = await WRITERS[table.file](tx, known, found)
        if known.mistakes:
            raise Refused
    return counts


def hash_codes(folder: Path) -> Hashes:
    """Hashes the codes of accounts.csv on all cores; the hash function lets go of the lock."""
    path = folder / ACCOUNTS.file
    if not path.exists():
        return {}
    found = lines(path, ACCOUNTS.columns, ACCOUNTS.optional, [])
    pairs = [(cells.values["number"], cells.values["code"]) for cells in found]
    with ThreadPoolExecutor() as threads:
        hashed = threads.map(_hash_all, [pairs[at : at + 100] for at in range(0, len(pairs), 100)])
        return {pair: value for part in hashed for pair, value in part}


def _hash_all(pairs: list[tuple[str, str]]) -> list[tuple[tuple[str, str], str]]:
    return list(zip(pairs, starmap(code_hash, pairs), strict=True))


async def _in_chunks(upsert: Upsert, tx: Session, found: Iterable[Row]) -> Counts:
    counts = Counts()
    for chunk in chunks(found):
        counts += Counts.of(await upsert(tx, chunk))
    return counts


async def _substations(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    return await _in_chunks(loading.upsert_substations, tx, found)


async def _feeders(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    fates, spellings = await _named(loading.upsert_feeders, _feeder_spellings, tx, found)
    changed = [code for code, fate in fates.items() if fate == CHANGED]
    await supply_loading.set_zones(tx, {code: known.feeders[code] for code in changed})
    return _counted(fates, await supply_loading.set_feeder_spellings(tx, spellings))


async def _transformers(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    return await _in_chunks(loading.upsert_transformers, tx, found)


async def _places(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    fates, spellings = await _named(loading.upsert_places, _place_spellings, tx, found)
    ids = await loading.place_ids(tx)
    known.places.update(ids)
    codes = {ids[code]: code for code in fates}
    moved = await supply_loading.set_place_spellings(
        tx, {ids[c]: ways for c, ways in spellings.items()}
    )
    return _counted(fates, {codes[place_id] for place_id in moved})


async def _named(
    upsert: Upsert, spell: Callable[[Row, list[str]], set[str]], tx: Session, found: Iterator[Row]
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Stores what has names; by code, its fate and its folded spellings."""
    fates: dict[str, str] = {}
    spellings: dict[str, set[str]] = {}
    for chunk in chunks(found):
        spellings |= {row["code"]: spell(row, row.pop("aliases")) for row in chunk}
        told = await upsert(tx, chunk)
        fates |= {row["code"]: fate for row, fate in zip(chunk, told, strict=True)}
    return fates, spellings


def _feeder_spellings(row: Row, aliases: list[str]) -> set[str]:
    return _folded([row["code"], row["name"], row["name_en"], *aliases])


def _place_spellings(row: Row, aliases: list[str]) -> set[str]:
    return _folded([row["name"], row["name_en"], row["district"] + row["name"], *aliases])


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _counted(fates: dict[str, str], moved: set[str]) -> Counts:
    """A line whose row is the same but whose spellings moved has changed."""
    return Counts.of(
        [CHANGED if fate == SAME and code in moved else fate for code, fate in fates.items()]
    )


async def _house_ranges(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    ranges = list(found)
    streets = lay_ranges(ranges, known)
    wanted = {_id(known, place): street.ranges for place, street in streets.items()}
    moved = await supply_loading.set_house_ranges(tx, wanted)
    await _rehang(tx, known, set(moved))
    added = sum(new for new, _gone in moved.values())
    gone = sum(gone for _new, gone in moved.values())
    changed = sum(min(pair) for pair in moved.values())
    return Counts(added - changed, changed, len(ranges) - added, gone - changed)


async def _rehang(tx: Session, known: Known, place_ids: set[int]) -> None:
    """Accounts whose place got other ranges follow them."""
    codes = {place_id: code for code, place_id in known.places.items() if place_id in place_ids}
    moved = []
    for number, place_id, house, *hangs in await supply_loading.supplies(tx, place_ids):
        supply = known.streets[codes[place_id]].supply_at(house)
        if supply is None:
            continue
        feeder, transformer = supply
        wanted = [feeder, known.feeders[feeder], transformer or None]
        if wanted != hangs:
            names = ("feeder_code", "zone", "transformer_code")
            moved.append({"number": number, **dict(zip(names, wanted, strict=True))})
    await supply_loading.set_supplies(tx, moved)


def _id(known: Known, place: str) -> int:
    place_id = known.places[place]
    assert place_id is not None, place
    return place_id


async def _accounts(tx: Session, known: Known, found: Iterator[Row], hashes: Hashes) -> Counts:
    ready = (_account(known, row, hashes) for row in found)
    return await _in_chunks(loading.upsert_accounts, tx, ready)


def _account(known: Known, row: Row, hashes: Hashes) -> Row:
    number, code = row["number"], row.pop("code")
    row["place_id"] = _id(known, row.pop("place"))
    row["code_hash"] = hashes.get((number, code)) or code_hash(number, code)
    return row


async def _bills(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    return await _in_chunks(loading.upsert_bills, tx, found)


async def _notices(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    counts = Counts()
    for chunk in chunks(found):
        counts += Counts.of(await notices.write(tx, known, chunk))
    return counts


async def _staff(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    active = ({**row, "active": True} for row in found)
    return await _in_chunks(loading.upsert_staff, tx, active)


async def _staff_chats(tx: Session, known: Known, found: Iterator[Row]) -> Counts:
    return await _in_chunks(loading.upsert_staff_chats, tx, found)


WRITERS: dict[str, Callable[[Session, Known, Iterator[Row]], Awaitable[Counts]]] = {
    SUBSTATIONS.file: _substations, FEEDERS.file: _feeders,
    TRANSFORMERS.file: _transformers, PLACES.file: _places,
    HOUSE_RANGES.file: _house_ranges, BILLS.file: _bills, NOTICES.file: _notices,
    STAFF.file: _staff, STAFF_CHATS.file: _staff_chats,
}  # fmt: skip

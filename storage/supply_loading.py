"""Loading what has many parts in bulk: house ranges, spellings, and what accounts hang on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.engine import Session
from storage.loading import Row, chunks
from storage.models import Account, HouseRange, Spelling


async def house_ranges(tx: Session) -> list[tuple[int, int, int, str, str, str]]:
    """All house ranges: place id, low, high, parity, feeder, transformer or ""."""
    row = HouseRange
    found = select(
        row.place_id, row.low, row.high, row.parity, row.feeder_code, row.transformer_code
    )
    rows = await tx.execute(found)
    return [(p, low, high, parity, f, t or "") for p, low, high, parity, f, t in rows]


async def supplies(
    tx: Session, place_ids: Collection[int]
) -> list[tuple[str, int, int, str, str, str | None]]:
    """The accounts at some places: number, place id, house number, feeder, zone, transformer."""
    row, found = Account, []
    for ids in chunks(place_ids):
        wanted = select(
            row.number,
            row.place_id,
            row.house_number,
            row.feeder_code,
            row.zone,
            row.transformer_code,
        ).where(row.place_id.in_(ids))
        found += [(n, p, house, f, z, t) for n, p, house, f, z, t in await tx.execute(wanted)]
    return found


async def set_place_spellings(tx: Session, wanted: Mapping[int, set[str]]) -> set[int]:
    """Sets in which folded ways places are written; the ids of those where that changed."""
    rows = {place_id: {(folded,) for folded in ways} for place_id, ways in wanted.items()}
    return set(await _set_parts(tx, Spelling, "place_id", ("folded",), rows))


async def set_feeder_spellings(tx: Session, wanted: Mapping[str, set[str]]) -> set[str]:
    """Sets in which folded ways feeders are written; the codes of those where that changed."""
    rows = {code: {(folded,) for folded in ways} for code, ways in wanted.items()}
    return set(await _set_parts(tx, Spelling, "feeder_code", ("folded",), rows))


async def set_house_ranges(
    tx: Session, wanted: Mapping[int, set[tuple[int, int, str, str, str]]]
) -> dict[int, tuple[int, int]]:
    """Sets the ranges of places; of each that changed, how many were added and taken away."""
    columns = ("low", "high", "parity", "feeder_code", "transformer_code")
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
            new += [
                {owner: one, **{c: v if v != "" else None for c, v in zip(columns, p, strict=True)}}
                for p in added
            ]
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
        there.setdefault(one, {})[tuple("" if v is None else v for v in part)] = row_id
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

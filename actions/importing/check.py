"""Checking an import: every line of every file, and what the lines say together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from actions.importing.files import Mistake
from actions.importing.known import Known, Range, Street, on_side
from actions.importing.rows import ACCOUNTS, HOUSE_RANGES, TABLES, Row, rows
from storage import Session, supply_loading


async def check(tx: Session, folder: Path, known: Known) -> None:
    """Reads every line once and keeps none of them: files may be larger than the memory."""
    for table in TABLES:
        found = rows(table, folder, known)
        if table is HOUSE_RANGES:
            lay_ranges(list(found), known)
        else:
            for _row in found:
                pass
    await _check_left_out(tx, known)


def lay_ranges(found: Sequence[Row], known: Known) -> dict[str, Street]:
    """Puts the streets of the file in place of those the database has; overlaps are mistakes."""
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_place[row["place"]].append(row)
    for ranges in by_place.values():
        known.mistakes += _overlaps(ranges)
        known.first_range[ranges[0]["place"]] = ranges[0]["line"]
    streets = {place: Street(map(_range, ranges)) for place, ranges in by_place.items()}
    known.streets |= streets
    return streets


def _range(row: Row) -> Range:
    return (row["low"], row["high"], row["parity"], row["feeder"], row["transformer"])


def _overlaps(ranges: Sequence[Row]) -> Iterator[Mistake]:
    """Ranges of one place that share a house number; each later line is told once."""
    told: set[int] = set()
    for odd in (True, False):
        wanted = ("all", "odd" if odd else "even")
        side = [(*on_side(r["low"], r["high"], odd), r) for r in ranges if r["parity"] in wanted]
        in_order = sorted((s for s in side if s[0] <= s[1]), key=lambda s: (s[0], s[2]["line"]))
        for one, other in _touching(in_order):
            first, later = sorted((one["line"], other["line"]))
            if later not in told:
                told.add(later)
                reason = f"{other['place']}: overlaps the range of line {first}"
                yield Mistake(HOUSE_RANGES.file, later, reason)


def _touching(side: Sequence[tuple[int, int, Row]]) -> Iterator[tuple[Row, Row]]:
    """Each range with the furthest-reaching one before it, where they share a number."""
    reach: tuple[int, int, Row] | None = None
    for part in side:
        if reach is not None and part[0] <= reach[1]:
            yield reach[2], part[2]
        if reach is None or part[1] > reach[1]:
            reach = part


async def _check_left_out(tx: Session, known: Known) -> None:
    """Accounts that the database has and the files do not must still hang on a feeder."""
    if any(mistake.file == HOUSE_RANGES.file for mistake in known.mistakes):
        return  # a range that is wrong would be told once for each of its accounts
    codes = {known.places[place]: place for place in known.first_range}
    ids = [place_id for place_id in codes if place_id is not None]
    for number, place_id, house, *_hangs in await supply_loading.supplies(tx, ids):
        place = codes[place_id]
        if number in known.lines[ACCOUNTS.file] or known.streets[place].supply_at(house):
            continue
        reason = f"account {number} at {place} {house} would be in no house range"
        known.mistakes.append(Mistake(HOUSE_RANGES.file, known.first_range[place], reason))

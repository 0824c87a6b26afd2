"""`wattline import DIR`: the utility's own data from CSV files, checked whole before any is stored.

Every line of every file is read first and every mistake is told with its line; if there is any,
nothing is changed. What is right is stored in one transaction. Importing again updates: rows are
found by their code, number or id. `importing.rows.TABLES` says what each file holds.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from actions.importing.check import check
from actions.importing.files import Mistake
from actions.importing.known import load
from actions.importing.rows import BILLS, NOTICES, TABLES
from actions.importing.store import Refused, hash_codes, store
from actions.policy import Policy
from storage import Database
from storage.loading import Counts


@dataclass(frozen=True)
class Report:
    """What became of each file that was there, or every mistake that kept it from becoming so."""

    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[Mistake] = field(default_factory=list)


async def import_folder(
    db: Database, folder: Path, policy: Policy, zone: ZoneInfo, now: datetime
) -> Report:
    """Imports the CSV files of a folder; a file that is absent is left out.

    `now` is what relative times count from. Mistakes are in the report, not raised. The codes of
    accounts cost 5 ms each to hash, which is done before the transaction opens.
    """
    if problems := _wrong_files(folder):
        return Report(errors=problems)
    accounts_too = any((folder / table.file).exists() for table in (BILLS, NOTICES))
    async with db.reading() as tx:
        known = await load(tx, now, zone, policy, accounts_too)
        await check(tx, folder, known)
    if known.mistakes:
        return Report(errors=_in_order(known.mistakes))
    hashes = await asyncio.to_thread(hash_codes, folder)
    try:
        async with db.transaction() as tx:
            known = await load(tx, now, zone, policy, accounts_too)
            return Report(counts=await store(tx, folder, known, hashes))
    except Refused:  # the data changed between checking and storing
        return Report(errors=_in_order(known.mistakes))


def format_report(report: Report) -> str:
    """The report for people: a line for each file, or for each mistake."""
    if report.errors:
        lines = [str(error) for error in report.errors]
        many = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        return "\n".join([*lines, f"{many}; nothing was changed."])
    return "\n".join(f"{file}: {_in_words(counts)}" for file, counts in report.counts.items())


def _in_words(counts: Counts) -> str:
    told = f"{counts.new} new, {counts.changed} changed, {counts.same} same"
    return f"{told}, {counts.gone} gone" if counts.gone else told


def _wrong_files(folder: Path) -> list[Mistake]:
    """A mistyped file name must not pass for a file that is absent."""
    if not folder.is_dir():
        return [Mistake(str(folder), 0, "there is no such folder")]
    known = [table.file for table in TABLES]
    there = sorted(path.name for path in folder.glob("*.csv"))
    told = f"the files are {', '.join(known)}"
    if not there:
        return [Mistake(str(folder), 0, f"there is no CSV file in it; {told}")]
    return [Mistake(name, 0, f"is none of ours; {told}") for name in there if name not in known]


def _in_order(mistakes: Iterable[Mistake]) -> list[Mistake]:
    place = {table.file: number for number, table in enumerate(TABLES)}
    return sorted(mistakes, key=lambda mistake: (place[mistake.file], mistake.line))

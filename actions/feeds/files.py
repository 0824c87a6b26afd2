"""Outage records in a file: CSV or JSON, read into what `Taker` takes."""

import csv
import json
import re
from pathlib import Path
from typing import Any

AREA = re.compile(r"(\S+)(?:\s+(\d{1,4})\s*-\s*(\d{1,4}))?(?:\s+(all|odd|even))?")
COLUMNS = (
    "id", "sequence", "at", "reported", "kind", "reason", "cause", "start", "etr", "completion",
    "discarded", "customers", "areas",
)  # fmt: skip


class BadFile(ValueError):
    """The file is no list of outages; the message says why."""


def read(path: Path) -> list[Any]:
    """The records of a file by its ending, .csv or .json. Raises BadFile.

    JSON: a list of records, or an object with the list in `records`. CSV: the columns of
    `COLUMNS` (empty cells are absent); areas as `feeder F03|place P012 1-39 odd|transformer T7`.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("not UTF-8 text") from None
    return _from_json(text) if path.suffix.lower() == ".json" else _from_csv(text)


def _from_json(text: str) -> list[Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"not readable as JSON: {error}") from None
    records = read.get("records") if isinstance(read, dict) else read
    if not isinstance(records, list):
        raise BadFile("holds no list of records")
    return records


def _from_csv(text: str) -> list[Any]:
    reader = csv.DictReader(text.splitlines(), strict=True)
    unknown = [name for name in reader.fieldnames or [] if name.strip() not in COLUMNS]
    if unknown or not reader.fieldnames:
        told = f"unknown column {', '.join(unknown)}; " if unknown else "no header row; "
        raise BadFile(f"{told}the columns are {','.join(COLUMNS)}")
    try:
        return [_record(row) for row in reader]
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}: not readable as CSV: {error}") from None


def _record(row: dict[Any, Any]) -> dict[str, Any]:
    """A line as JSON would say it; what is wrong in it is found where records are read."""
    cells = {str(n).strip(): v.strip() for n, v in row.items() if isinstance(v, str) and v.strip()}
    record: dict[str, Any] = dict(cells)
    if None in row:
        record["cells"] = "more than the header has"
    if "areas" in cells:
        record["areas"] = [_area(part.strip()) for part in cells["areas"].split("|")]
    if not cells.get("customers", "0").isdigit():
        record["customers"] = cells["customers"].split()
    return record


def _area(written: str) -> Any:
    """ "feeder F03", "transformer T7", "place P012" or "place P012 1-39 odd"."""
    what, _space, rest = written.partition(" ")
    found = AREA.fullmatch(rest.strip())
    if what not in ("feeder", "transformer", "place") or not found:
        return written
    code, low, high, parity = found.groups()
    return {what: code, "low": low, "high": high, "parity": parity or "all"}

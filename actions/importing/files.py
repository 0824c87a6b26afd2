"""CSV files as `wattline import` reads them: line by line, never a whole file in memory."""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where, and why; `line` counts from 1, 0 is the whole file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.reason}"


class Wrong(ValueError):
    """A cell does not hold what it must; the message says why, for the person who wrote it."""


@dataclass
class Cells:
    """One line of a file: its cells by column, and where its mistakes are collected."""

    file: str
    line: int
    values: dict[str, str]
    mistakes: list[Mistake]
    wrong: bool = False

    def take(self, column: str, read: Callable[[str], T]) -> T | None:
        """The cell as `read` understands it; None, and a mistake noted, where it does not."""
        try:
            return read(self.values.get(column, ""))
        except Wrong as error:
            self.blame(f"{column}: {error}")
            return None

    def blame(self, reason: str) -> None:
        """Notes a mistake of this line."""
        self.wrong = True
        self.mistakes.append(Mistake(self.file, self.line, reason))


def lines(
    path: Path, columns: Sequence[str], optional: Collection[str], mistakes: list[Mistake]
) -> Iterator[Cells]:
    """The lines of a file below its header. What cannot be read as a table is a mistake.

    Columns come in any order; those in `optional` may be absent. Empty lines are passed over.
    """
    with path.open("rb") as raw:
        reader = csv.reader(_decoded(raw, path.name, mistakes), strict=True)
        try:
            header = _header(next(reader, []))
            if problem := _header_problem(header, columns, optional):
                mistakes.append(Mistake(path.name, 1, problem))
                return
            yield from _body(reader, header, path.name, mistakes)
        except csv.Error as error:
            mistakes.append(Mistake(path.name, reader.line_num, f"not readable as CSV: {error}"))


def _decoded(raw: Iterator[bytes], file: str, mistakes: list[Mistake]) -> Iterator[str]:
    for number, line in enumerate(raw, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            mistakes.append(Mistake(file, number, "not UTF-8 text"))
            yield line.decode("utf-8", errors="replace")


def _header(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _header_problem(
    header: list[str], columns: Sequence[str], optional: Collection[str]
) -> str | None:
    """What is wrong with a header row, in words."""
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header and name not in optional]
    twice = {name for name in header if header.count(name) > 1}
    problems = {
        "unknown column": unknown,
        "missing column": missing,
        "column given twice": sorted(twice - set(unknown)),
    }
    told = [f"{what} {', '.join(map(repr, names))}" for what, names in problems.items() if names]
    return f"{'; '.join(told)}; the columns are {','.join(columns)}" if told else None


def _body(reader: Any, header: list[str], file: str, mistakes: list[Mistake]) -> Iterator[Cells]:
    start = reader.line_num + 1
    for row in reader:
        cells = Cells(file, start, {}, mistakes)
        start = reader.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            cells.blame(f"{len(row)} cells where the header has {len(header)}")
            continue
        cells.values = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        yield cells

"""The alarm: does a message speak of danger that exists now? Runs beside the model, always.

A message fires if one danger of the table is said, is no idiom, is not negated or merely feared,
and the message as a whole does not look back on something over. In doubt it fires.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nlu.folding import fold

_TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("hazards.yml").read_text("utf-8"))
_PARTS: dict[str, str] = {name: "|".join(p) for name, p in _TABLE["parts"].items()}
_CLAUSE = r"[^,.;!?。;!?\n]"
_ONLY_FEARED = {"fire", "explosion", "shock"}
_BEFORE = 60  # characters before a danger word in which a negation is looked for


def _filled(pattern: str) -> str:
    for name, part in _PARTS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


def _compiled(entry: str | dict[str, list[str]]) -> re.Pattern[str]:
    """A pattern of the table; ``near: [A, B]`` becomes A and B near each other in either order.

    ASCII, so that ``\\b`` lies between a Chinese character and a Latin word ("有spark").
    """
    if isinstance(entry, str):
        return re.compile(_filled(entry), re.ASCII)
    first, second = map(_filled, entry["near"])
    gap = f"{_CLAUSE}{{0,{35 if first.isascii() else 14}}}?"
    either = f"(?:{first}){gap}(?:{second})|(?:{second}){gap}(?:{first})"
    return re.compile(either, re.ASCII)


def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_filled(pattern) for pattern in _TABLE[name]), re.ASCII)


_DANGERS = [(name, _compiled(e)) for name, entries in _TABLE["dangers"].items() for e in entries]
_HARMLESS, _NEGATED, _FEARED = map(_any_of, ("harmless", "negated", "hypothetical"))
_MENDED, _PAST, _THANKS = map(_any_of, ("mended", "past", "thanks"))
_LOOKING_BACK, _NOW, _WORRYING = map(_any_of, ("looking_back", "now", "worrying"))
_SUSPECT = _any_of("suspect")


def hazards(text: str) -> list[str]:
    """The kinds of danger that ``text`` reports as present, in the table's order."""
    folded = fold(text)
    said = [name for name, match in _said(folded) if not _taken_back(name, match, folded)]
    return [] if said and is_over(folded) else said


def is_hazard(text: str) -> bool:
    """Whether ``text`` reports a danger that exists now."""
    return bool(hazards(text))


def is_figurative(text: str) -> bool:
    """Whether words of danger stand in ``text`` as a manner of speaking, and none in earnest."""
    return bool(_HARMLESS.search(fold(text))) and not hazards(text)


def is_worrying(text: str) -> bool:
    """Whether ``text`` has any word of danger, or of a thing of the grid, whatever it says of it."""
    return bool(_WORRYING.search(fold(text)))


def is_suspect(text: str) -> bool:
    """Whether ``text`` tells of something odd in a thing of the grid, which may be a danger."""
    folded = fold(text)
    return any(
        not is_negated(folded, f.start()) for f in _SUSPECT.finditer(folded)
    ) and not is_over(folded)


def _said(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Every danger word with the idioms blanked out (their length is kept)."""
    sober = _HARMLESS.sub(lambda m: "#" * len(m.group()), folded)
    for name, pattern in _DANGERS:
        for match in pattern.finditer(sober):
            yield name, match


def _taken_back(name: str, match: re.Match[str], folded: str) -> bool:
    if is_negated(folded, match.start()):
        return True
    return name in _ONLY_FEARED and bool(_FEARED.search(_before(folded, match.start())))


def _before(folded: str, start: int) -> str:
    return folded[max(0, start - _BEFORE) : start]


def is_negated(folded: str, start: int) -> bool:
    """Whether what stands at ``start`` of a folded text is denied right before it."""
    return bool(_NEGATED.search(_before(folded, start)))


def is_over(folded: str) -> bool:
    """Mended or long past, and nothing says that it goes on."""
    if _NOW.search(folded):
        return False
    mended = _MENDED.search(folded)
    past = _PAST.search(folded) and _LOOKING_BACK.search(folded)
    return bool(mended or past or (_THANKS.search(folded) and mended))

"""What a notice covers, as staff write it: lines, transformers, places, house numbers and sides."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from actions import places
from actions.forms import Problem, Slots
from actions.words import feeder_name
from actions.work import Turn
from locales import mark
from storage import network, people
from storage.areas import Extent
from storage.models import OutageArea

_ = mark

SEPARATORS = re.compile(r"[,;、\n]")
RANGE = re.compile(r"(\d{1,4})\s*[号號]?\s*(?:[-–—~至到]|to)\s*(\d{1,4})(?:\s*[号號])?")
ACCOUNT = re.compile(r"\d{10}")
_HOUSES = "(?:(?:号|號|数|數)(?:侧|側|门牌|門牌)?|侧|側|边|邊)"
SIDES = {
    "odd": re.compile(rf"\(?(?:\bodd(?: (?:numbers?|side|houses?))?\b|[单單奇]{_HOUSES})\)?", re.I),
    "even": re.compile(
        rf"\(?(?:\beven(?: (?:numbers?|side|houses?))?\b|[双雙偶]{_HOUSES})\)?", re.I
    ),
}
"""Which side of the street is meant."""

Area = dict[str, Any]
"""An area as a form keeps it: feeder, transformer, place with low, high and parity, or account_number."""


async def read(turn: Turn, slots: Slots) -> Any:
    """The answer to "which places or lines?": all areas of it, or what is not known."""
    found = await read_text(turn, turn.incoming.text)
    if isinstance(found, list) and (problem := not_for(turn, slots.get("kind"), found)):
        return problem
    return found


def not_for(turn: Turn, kind: str | None, areas: Sequence[Area]) -> Problem | None:
    """What is wrong with these areas for this kind: unpaid bills are one customer's own affair."""
    if kind != "arrears" or all(area.get("account_number") for area in areas):
        return None
    return Problem(
        turn.t(
            _(
                "Unpaid bills concern single accounts. Please write their numbers, with commas between."
            )
        )
    )


async def read_text(turn: Turn, written: str) -> list[Area] | Problem | None:
    """Places, house ranges, transformers, lines and accounts, with commas between."""
    areas: list[Area] = []
    unknown: list[str] = []
    for part in _parts(written):
        found = await _area(turn, part)
        if isinstance(found, Problem):
            return found
        if found is None:
            unknown.append(part)
        elif found not in areas:
            areas.append(found)
    if unknown:
        return Problem(turn.t(_("I do not know: {names}. Please write all places again, as they are in the data."),
                              names=", ".join(unknown)))  # fmt: skip
    return areas or None


def _parts(text: str) -> list[str]:
    narrow = unicodedata.normalize("NFKC", text)
    return [part.strip() for part in SEPARATORS.split(narrow) if part.strip()]


async def _area(turn: Turn, part: str) -> Area | Problem | None:
    """One area; a Problem where several are called so, null where none is."""
    if called := await network.transformers_called(turn.tx, part):
        if len(called) == 1:
            return {"transformer": called[0].code}
        return _several(turn, part, [f"{t.code} {feeder_name(t, 'en')}" for t in called])
    if ACCOUNT.fullmatch(part):
        known = await people.account(turn.tx, part)
        return {"account_number": part} if known else None
    numbers = RANGE.search(part)
    rest = part.replace(numbers.group(), " ") if numbers else part
    parity, named = _side(rest)
    spots = await places.find(turn, named)
    if not spots and parity != "all":  # a name may hold such a word
        parity, spots = "all", await places.find(turn, rest)
    if not spots:
        return None
    if len(spots) > 1:
        names = [await places.name(turn, s, turn.person.language, True) for s in spots]
        return _several(turn, part, names)
    return _with_houses(turn, part, spots[0].value, numbers, parity)


def _several(turn: Turn, part: str, names: list[str]) -> Problem:
    return Problem(turn.t(_("“{part}” could be: {names}. Please write it with its district."),
                          part=part, names=" / ".join(names)))  # fmt: skip


def _side(part: str) -> tuple[str, str]:
    """odd, even or all, and the words without it."""
    for parity, words in SIDES.items():
        if found := words.search(part):
            return parity, part.replace(found.group(), " ")
    return "all", part


def _with_houses(
    turn: Turn, part: str, area: Area, numbers: re.Match[str] | None, parity: str
) -> Area | Problem:
    house = area.pop("house", None)
    if "place" not in area:
        return area
    if numbers:
        low, high = sorted(int(number) for number in numbers.groups())
        area |= {"low": low, "high": high}
        if parity != "all" and low == high and low % 2 != (parity == "odd"):
            return Problem(
                turn.t(_("In “{part}” there is no such number on that side."), part=part)
            )
    elif house is not None:
        area |= {"low": house, "high": house}
    return area if parity == "all" else area | {"parity": parity}


def as_stored(areas: Sequence[Area]) -> list[OutageArea]:
    """The areas of a form as rows that are not stored yet."""
    return [
        Extent(
            area.get("feeder"), area.get("transformer"), area.get("place"), area.get("low"),
            area.get("high"), area.get("parity", "all"), area.get("account_number"),
        ).row()
        for area in areas
    ]  # fmt: skip

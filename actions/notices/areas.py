"""What a notice covers, as staff write it: lines, transformers, places, house numbers and sides.

Nothing of the words is passed over: what is not known or not understood is named, and what was
found beside it is kept meanwhile (`actions.notices.missing`).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions import places
from actions.forms import Problem
from actions.places import Spot
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


@dataclass(frozen=True)
class Doubt:
    """Words that are no area that we know. `said`: why, where it is not simply unknown; `could`:
    what they may mean."""

    part: str
    said: str = ""
    could: tuple[Area, ...] = ()


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


async def read_text(turn: Turn, written: str) -> tuple[list[Area], list[Doubt]]:
    """Places, house ranges, transformers, lines and accounts, with commas between; and what else
    is said. More house numbers after a comma are of the place before it."""
    areas: list[Area] = []
    doubts: list[Doubt] = []
    for part in _parts(written):
        for one in await _apart(turn, part):
            found = _more_houses(one, areas) or await _area(turn, one)
            if isinstance(found, Doubt):
                doubts.append(found)
            elif found is None:
                doubts.append(Doubt(one, could=await _nearest(turn, one)))
            elif found not in areas:
                areas.append(found)
    return areas, doubts


MORE = re.compile(r"(\d{1,4})\s*[号號]?(?:\s*(?:[-–—~至到]|to)\s*(\d{1,4})\s*[号號]?)?")


def _more_houses(part: str, before: list[Area]) -> Area | None:
    """ "15-21" after "Harbour Road 1-9"."""
    numbers = MORE.fullmatch(part)
    if numbers is None or not before or "low" not in before[-1]:
        return None
    low, high = sorted((int(numbers[1]), int(numbers[2] or numbers[1])))
    return {"place": before[-1]["place"], "low": low, "high": high}


async def _nearest(turn: Turn, part: str) -> tuple[Area, ...]:
    """What an unknown name is most like, with the house numbers that stand beside it."""
    numbers = RANGE.search(part)
    parity, rest = _side(part.replace(numbers.group(), " ") if numbers else part)
    made = [_with_houses(part, s.value, numbers, parity) for s in await places.alike(turn, rest)]
    return tuple(area for area in made if area is not None)


def _parts(text: str) -> list[str]:
    narrow = unicodedata.normalize("NFKC", text)
    return [part.strip() for part in SEPARATORS.split(narrow) if part.strip()]


AND = re.compile(r"\s+(?:and|plus)\s+|\s*[&+]\s*|\s*(?:以及|和|与|與|及|跟)\s*", re.I)
CODE = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,3}-?\d{1,4}(?![A-Za-z\d])")
"""What looks like the code of a line or transformer."""
OF_A_CODE = re.compile(
    r"\b(?:the|lines?|feeders?|transformers?)\b|线路?|線路?|馈线|饋線|变压器|變壓器", re.I
)
"""What stands beside a code and says no more than it."""


async def _apart(turn: Turn, part: str) -> list[str]:
    """Several areas that are written without a comma, each on its own: "F05 F06", "Mill Lane and F07".

    A name that holds such a word stays one: nothing is cut where no piece of it is known.
    """
    pieces = [piece.strip() for piece in AND.split(part) if piece.strip()]
    if len(pieces) > 1 and not any([await _area(turn, piece) for piece in pieces]):
        pieces = [part]
    return [one for piece in pieces for one in await _by_codes(turn, piece)]


async def _by_codes(turn: Turn, part: str) -> list[str]:
    """The codes in it that are known, and what else it says."""
    codes = [code for code in CODE.findall(part) if isinstance(await _area(turn, code), dict)]
    rest = part
    for code in codes:
        rest = rest.replace(code, " ", 1)
    others = CODE.search(rest) or await places.find(turn, OF_A_CODE.sub(" ", rest))
    if len(codes) == 1 and not others:
        return [part]
    rest = " ".join(OF_A_CODE.sub(" ", rest).split()) if codes else rest
    return [*codes, *([rest] if rest else [])]


async def _area(turn: Turn, part: str) -> Area | Doubt | None:
    """One area; a doubt where several are called so or not all is understood, null where none is."""
    if called := await network.transformers_called(turn.tx, part):
        found: list[Area] = [{"transformer": one.code} for one in called]
        names = [f"{t.code} {feeder_name(t, 'en')}" for t in called]
        return found[0] if len(found) == 1 else _several(turn, part, names, found)
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
        made = [_with_houses(part, spot.value, numbers, parity) for spot in spots]
        return _several(turn, part, names, [area for area in made if area])
    said = _("In “{part}” there is no such number on that side.")
    if unread := await _unread(
        turn, named if parity != "all" else rest, spots[0], numbers is not None
    ):
        said = _("Of “{part}” I do not understand “{unread}”. Please write house numbers like 1-40, or leave them out.")  # fmt: skip
    elif area := _with_houses(part, spots[0].value, numbers, parity):
        return area
    return Doubt(part, turn.t(said, part=part, unread=unread))


async def _unread(turn: Turn, said: str, spot: Spot, has_range: bool) -> str:
    """What nobody read; beside a range of houses another number is nobody's."""
    return await places.unread_in(turn, said, replace(spot, house=None) if has_range else spot)


def _several(turn: Turn, part: str, names: list[str], could: list[Area]) -> Doubt:
    said = turn.t(_("“{part}” could be: {names}. Please write one of these."),
                  part=part, names=" / ".join(names))  # fmt: skip
    return Doubt(part, said, tuple(could))


def _side(part: str) -> tuple[str, str]:
    """odd, even or all, and the words without it."""
    for parity, words in SIDES.items():
        if found := words.search(part):
            return parity, part.replace(found.group(), " ")
    return "all", part


def _with_houses(part: str, area: Area, numbers: re.Match[str] | None, parity: str) -> Area | None:
    """The area with its house numbers; null where that side of the street has none of them."""
    house = area.pop("house", None)
    if "place" not in area:
        return area
    if numbers:
        low, high = sorted(int(number) for number in numbers.groups())
        area |= {"low": low, "high": high}
        if parity != "all" and low == high and low % 2 != (parity == "odd"):
            return None
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

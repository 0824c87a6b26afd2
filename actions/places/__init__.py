"""What people call a place → the places, feeders and house numbers of the data.

One function, `find`. Names are compared folded (case, width, Traditional) and found inside longer
text; the longest name wins. A name that stands for several places gives all of them.
"""

import re
from dataclasses import dataclass
from typing import Any

from actions.language import fold, to_traditional
from actions.words import feeder_name, place_name
from actions.work import Turn, Work
from storage import network
from storage.models import HouseRange, Place

LONGEST_NAME, SHORTEST_HAN, SHORTEST_LATIN = 40, 2, 5
"""Characters of a folded name; a shorter one is found only where it is the whole text."""

NUMBER_AFTER = re.compile(r"^(\d{1,4})(?:号|號|弄|栋|幢|座|楼|$|\D)")
NUMBER_BEFORE = re.compile(r"(?:^|\D)(\d{1,4})$")


@dataclass(frozen=True)
class Spot:
    """A place with a house number, or a feeder: what a person meant by their words.

    `supply`: the feeder that is known to supply it, because it is a customer's account.
    """

    place_id: int | None = None
    house: int | None = None
    feeder_code: str | None = None
    supply: str | None = None

    @property
    def value(self) -> dict[str, Any]:
        """As a form keeps it."""
        given = {"place": self.place_id, "house": self.house, "feeder": self.feeder_code}
        return {name: value for name, value in given.items() if value is not None}


async def find(work: Work, text: str) -> list[Spot]:
    """The spots that `text` names: one where it is clear, several where it could be each."""
    folded = fold(text)[:200]
    names = _parts(folded)
    rows = await network.spelled(work.tx, names)
    if not rows:
        return []
    best = max(len(row.folded) for row in rows)
    longest = [row for row in rows if len(row.folded) == best]
    house = _house_number(folded, longest[0].folded)
    spots = {
        Spot(row.place_id, house if row.place_id else None, row.feeder_code) for row in longest
    }
    return await _in_named_district(work, sorted(spots, key=str), folded)


def _parts(folded: str) -> set[str]:
    """Every part of the text that is long enough to be a name, and the whole of it."""
    parts = {folded} if folded else set()
    for start in range(len(folded)):
        for end in range(start + SHORTEST_HAN, min(start + LONGEST_NAME, len(folded)) + 1):
            part = folded[start:end]
            if _cuts_number(folded, start) or _cuts_number(folded, end):
                continue  # "feeder 15" is not feeder 1
            if len(part) >= SHORTEST_LATIN or not part.isascii():
                parts.add(part)
    return parts


def _cuts_number(folded: str, at: int) -> bool:
    return folded[at - 1 : at].isdigit() and folded[at : at + 1].isdigit()


def _house_number(folded: str, name: str) -> int | None:
    """ "建设路12号" and "14 Mill Lane": the number beside the name."""
    before, _, after = folded.partition(name)
    found = NUMBER_AFTER.match(after) or NUMBER_BEFORE.search(before)
    return int(found.group(1)) if found else None


async def _in_named_district(work: Work, spots: list[Spot], folded: str) -> list[Spot]:
    """Where a name repeats in two districts and the text names one of these, only that."""
    ids = [spot.place_id for spot in spots if spot.place_id is not None]
    if len(ids) < 2:
        return spots
    named = {
        place.id
        for place in await network.places(work.tx, ids)
        if fold(place.district) in folded or fold(place.district_en) in folded
    }
    return [spot for spot in spots if spot.place_id in named] or spots


async def feeders_of(work: Work, spot: Spot) -> set[str]:
    """The feeders on which a spot hangs; several where no house number narrows them."""
    if known := spot.feeder_code or spot.supply:
        return {known}
    if spot.place_id is None:
        return set()
    ranges = await network.house_ranges(work.tx, [spot.place_id])
    fitting = [row for row in ranges if spot.house is None or holds(row, spot.house)]
    return {row.feeder_code for row in fitting}


def holds(row: HouseRange, number: int) -> bool:
    """Whether a house number lies in a range, on its side of the street."""
    side = row.parity == "all" or (row.parity == "odd") == (number % 2 == 1)
    return side and row.low <= number <= row.high


async def zone_of(work: Work, spot: Spot) -> str:
    """urban, rural or remote; urban, the strictest promise, where the data cannot tell."""
    feeders = await network.feeders(work.tx, await feeders_of(work, spot))
    zones = {feeder.zone for feeder in feeders}
    return next((zone for zone in ("urban", "rural", "remote") if zone in zones), "urban")


async def name(work: Work, spot: Spot, language: str, with_district: bool = False) -> str:
    """A spot as its reader writes it."""
    if spot.feeder_code:
        (feeder,) = await network.feeders(work.tx, [spot.feeder_code])
        return feeder_name(feeder, language)
    assert spot.place_id is not None
    place = await network.place(work.tx, spot.place_id)
    written = place_name(place, language, spot.house)
    return f"{_district(place, language)} · {written}" if with_district else written


def _district(place: Place, language: str) -> str:
    if language == "en":
        return place.district_en
    return place.district if language == "zh_Hans" else to_traditional(place.district)


async def from_turn(turn: Turn) -> list[Spot]:
    """The spots that a message names: by the recognised entities, else by its whole text."""
    for kind in ("location", "feeder"):
        for words in turn.understanding.values(kind):
            if spots := await find(turn, words):
                return spots
    return await find(turn, turn.incoming.text)

"""What people call a place → the places, feeders and house numbers of the data.

`find` reads any text, `from_turn` a message: there "my street" is the linked address.
"""

import re
from dataclasses import replace
from typing import Any

from actions.conversation.language import fold, to_traditional
from actions.places import index
from actions.places.finding import alike as alike
from actions.places.finding import denies
from actions.places.finding import each as each
from actions.places.finding import find as find
from actions.places.finding import holds as holds
from actions.places.finding import names_district as names_district
from actions.places.finding import unread_in as unread_in
from actions.places.houses import number_alone, other_number
from actions.places.spot import Spot as Spot
from actions.places.units import says_house as says_house
from actions.places.units import unit_in as unit_in
from actions.places.writing import normal
from actions.words import feeder_name, place_name
from actions.work import Turn, Work
from storage import Session, network, people
from storage.models import Place

HOME = re.compile(
    r"(?<![邻别人])(?:我|俺|咱)们?(?:的?(?:家|屋企)|(?:们|家)?(?:这|那)?(?:条|个)?(?:街|小区|楼|村|巷|路))|"
    r"\b(?:my|our) (?:street|road|lane|place|house|home|flat|apartment|building|block|address|"
    r"neighbou?rhood|village|area|shop|office)\b|\bat home\b|^(?:home|家里?)$|屋企|"
    r"(?:我|俺|咱)们?(?:这|那)(?:边|里|儿|一带|一片)?$"
)
"""Words for where the person lives."""

NUMBERED = re.compile(r"\d|[零〇一二两兩三四五六七八九十百廿幺][号號]")
LABEL = re.compile(r"门牌|門牌|号码|號碼|number|\bno\b|house", re.IGNORECASE)


async def feeders_of(work: Work, spot: Spot) -> set[str]:
    """The feeders on which a spot hangs; several where no house number narrows them."""
    if known := spot.feeder_code or spot.supply:
        return {known}
    if spot.place_id is None:
        return set()
    ranges = await network.house_ranges(work.tx, [spot.place_id])
    fitting = [row for row in ranges if spot.house is None or holds(row, spot.house)]
    return {row.feeder_code for row in fitting}


async def transformers_of(work: Work, spot: Spot) -> set[str]:
    """The transformers whose areas a spot lies in; all of a line, where a line is meant."""
    if spot.feeder_code:
        return await network.transformers_on(work.tx, spot.feeder_code)
    if spot.transformer:
        return {spot.transformer}
    if spot.place_id is None:
        return set()
    ranges = await network.house_ranges(work.tx, [spot.place_id])
    fitting = [row for row in ranges if spot.house is None or holds(row, spot.house)]
    return {row.transformer_code for row in fitting if row.transformer_code}


async def as_written(work: Work, spot: Spot, unit: str) -> Spot:
    """The spot without the number of a building (5栋) that the data do not have as a house number."""
    if spot.place_id is None or not says_house(unit, spot.house):
        return spot
    place = await network.place(work.tx, spot.place_id)
    ranges = await network.house_ranges(work.tx, [spot.place_id])
    has_it = place.kind == "community" and any(holds(row, spot.house or 0) for row in ranges)
    return spot if has_it else replace(spot, house=None)


async def with_house(work: Work, value: dict[str, Any] | None, said: str) -> dict[str, Any] | None:
    """A place with the house number that `said` is; null where it is none, or not one of this place.

    In place of another number only where the words say that it is one: 门牌是17号.
    """
    number = number_alone(normal(said))
    if not value or number is None or "place" not in value:
        return None
    if value.get("house") is not None and not LABEL.search(said):
        return None
    ranges = await network.house_ranges(work.tx, [value["place"]])
    is_there = not ranges or any(holds(row, number) for row in ranges)
    return {**value, "house": number} if is_there else None


async def other_house(
    work: Work, value: dict[str, Any] | None, spot: Spot, said: str
) -> dict[str, Any] | None:
    """Another house of the same street that `said` goes on to: 二百零四号呢; null where it is none."""
    number = other_number(normal(said))
    if not value or number is None or spot.place_id is None:
        return None
    return await with_house(work, {"place": spot.place_id}, f"no. {number}")


async def zone_of(work: Work, spot: Spot) -> str:
    """urban, rural or remote; urban, the strictest promise, where the data cannot tell."""
    feeders = await network.feeders(work.tx, await feeders_of(work, spot))
    zones = {feeder.zone for feeder in feeders}
    return next((zone for zone in ("urban", "rural", "remote") if zone in zones), "urban")


async def name(
    work: Work, spot: Spot, language: str, with_district: bool = False, unit: str = ""
) -> str:  # fmt: skip
    """A spot as its reader writes it; `unit`: building, floor or flat, as somebody wrote it."""
    if spot.feeder_code:
        (feeder,) = await network.feeders(work.tx, [spot.feeder_code])
        return feeder_name(feeder, language)
    assert spot.place_id is not None
    place = await network.place(work.tx, spot.place_id)
    house = None if says_house(unit, spot.house) else spot.house
    between = ", " if language == "en" else " " if unit[:1].isalpha() and unit.isascii() else ""
    written = place_name(place, language, house) + (f"{between}{unit}" if unit else "")
    return f"{district_name(place, language)} · {written}" if with_district else written


def district_name(place: Place, language: str) -> str:
    """The district of a place as its reader writes it."""
    if language == "en":
        return place.district_en
    return place.district if language == "zh_Hans" else to_traditional(place.district)


async def from_turn(turn: Turn) -> list[Spot]:
    """The spots that a message names: by the recognised entities, else by its whole text.

    What stands beside an entity in the text (a house number, the district) narrows it. "My street"
    is the linked address; of several, all.
    """
    text = turn.incoming.text
    for kind in ("location", "feeder"):
        named = turn.understanding.values(kind)  # a place with a number is the more exact one
        named = [words for words in named if not denies(normal(text), normal(words))]
        for words in sorted(named, key=lambda name: NUMBERED.search(name) is None):
            if spots := await find(turn, words):
                return await _narrowed(turn, spots, text) if words != text else spots
            if spots := await _home(turn, words):
                return spots
    if spots := await find(turn, text):
        return spots
    own = await _home(turn, text)
    return own if len(own) == 1 else []


async def _narrowed(turn: Turn, spots: list[Spot], text: str) -> list[Spot]:
    """The same places as the whole text says them, where that is no more of them."""
    whole = await find(turn, text)
    ids = {(spot.place_id, spot.feeder_code) for spot in spots}
    if not whole or not {(spot.place_id, spot.feeder_code) for spot in whole} <= ids:
        return spots
    return spots if spots[0].house is not None and whole[0].house is None else whole


async def _home(turn: Turn, words: str) -> list[Spot]:
    """The linked addresses, where the words mean the person's own; by nickname, if they name one."""
    if not HOME.search(normal(words)):
        return []
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    called = [row for row in linked if row[0].nickname and fold(row[0].nickname) in fold(words)]
    return [
        Spot(account.place_id, account.house_number, supply=account.feeder_code,
             transformer=account.transformer_code)
        for _link, account, _place in called or linked
    ]  # fmt: skip


async def prepare(tx: Session) -> None:
    """Builds the index of all names before the first customer waits for it."""
    await index.kept(tx)

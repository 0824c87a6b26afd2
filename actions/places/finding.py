"""Text → spots: exact names, then pinyin, then sounds, then the nearest misspelt ones."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.conversation.language import fold
from actions.places import index as indexes
from actions.places import near, written
from actions.places.houses import house_number
from actions.places.index import Index, Name
from actions.places.rest import unread
from actions.places.spot import Spot
from actions.places.writing import joined, normal, pieces, sound
from actions.places.written import Hit
from actions.work import Work
from storage import network
from storage.models import HouseRange, Place

DISTRICT_KINDS = ("区", "县", "市", "镇", "乡")
JOINS = re.compile(r"[,，、;；/\n&+]|\b(?:and|plus|also|then)\b|和|与|跟|及|还有|另外|同埋|同")
"""What stands between the places of an enumeration."""
DENIES = re.compile(
    r"(?:(?<![是系要还])(?:不是|唔系|并非|而非)|(?<![在喺])(?:不在|唔喺)|\b(?:not|isnt|instead of|rather than) ?(?:on|in|at|to|the|my)?)"
    r"[\s\"“”「]*(?:\d{1,4}[\s,]*)?$"
)
"""Right before a name, over normal text: that place is not meant."""
ALIKE = 0.5
"""So much of a name must be as in the data for it to be worth asking about."""
DISTRICT_WORDS = (" district", " county", " township", " town", " city")


async def find(work: Work, text: str) -> list[Spot]:
    """The spots that `text` names: one where it is clear, several where it could be each.

    None where the words name no place of the data; what is only like a name is among several, so
    that the caller asks, and never alone.
    """
    said = normal(text)
    hits = await _current(work, said)
    return await _spots(work, said, hits) if hits else []


async def unread_in(work: Work, text: str, spot: Spot) -> str:
    """The words of a text that names this spot and says something else as well; or ""."""
    names = [(hit.start, hit.end) for hit in await _current(work, normal(text)) if hit.sure]
    place = None if spot.place_id is None else await network.place(work.tx, spot.place_id)
    return unread(text, names, place, spot.house)


async def alike(work: Work, text: str) -> list[Spot]:
    """The spots whose names are nearest to a text that names none; to be asked about, never taken."""
    index, found = await indexes.kept(work.tx), pieces(normal(text))
    numbers = [int(piece.text) for piece in found if piece.text.isdecimal()]
    key = "".join(piece.word for piece in found if not piece.text.isdecimal())
    near_by = process.extract(
        key, list(index.written), scorer=OSA.normalized_similarity,
        score_cutoff=ALIKE, limit=near.MOST_CHOICES,
    ) if key else []  # fmt: skip
    house = numbers[0] if len(numbers) == 1 and numbers[0] < 10_000 else None
    names = chain.from_iterable(index.written[name] for name, _likeness, _at in near_by)
    return list(dict.fromkeys(_spot(name, house) for name in names))[: near.MOST_CHOICES]


async def each(work: Work, text: str) -> list[list[Spot]]:
    """What each name in an enumeration ("14 Mill Lane, the harbour and Hill Road 3") may mean.

    The house number of a name is sought between the words or signs that join the names.
    """
    said = normal(text)
    hits = [hit for hit in await _current(work, said) if hit.sure]
    groups = []
    places = _places_rather_than_lines(sorted(hits, key=lambda hit: hit.start))
    for hit in _meant_ones(said, places):
        start = max((m.end() for m in JOINS.finditer(said, 0, hit.start)), default=0)
        following = JOINS.search(said, hit.end)
        part = said[start : following.start() if following else len(said)]
        here = replace(hit, start=hit.start - start, end=hit.end - start)
        groups.append(await _meant(work, part, here))
    return groups


async def _current(work: Work, said: str) -> list[Hit]:
    index = await indexes.kept(work.tx)
    hits = _hits(index, said)
    used = set(chain.from_iterable(hit.names for hit in hits))
    if not await indexes.is_current(work.tx, index, used):
        hits = _hits(await indexes.renewed(work.tx), said)
    return hits


def _hits(index: Index, said: str) -> list[Hit]:
    found = pieces(said)
    for look in (written.written, written.romanised, written.sounding, near.nearest):
        if hits := look(index, said, found):
            return hits
    return []


async def _spots(work: Work, said: str, hits: list[Hit]) -> list[Spot]:
    sure = [hit for hit in hits if hit.sure]
    if not sure:
        return _choice(said, hits)
    hits = _meant_ones(said, _places_rather_than_lines(sure))
    numbered = [hit for hit in hits if _house(said, hit) is not None]
    hits = numbered[:1] if len(numbered) == 1 else hits
    groups = [await _meant(work, said, hit) for hit in hits]
    groups = [group for group in groups if not _is_wider(group, groups)]
    return list(dict.fromkeys(chain.from_iterable(groups)))


def _choice(said: str, hits: list[Hit]) -> list[Spot]:
    """What might be meant; nothing where there is only one such, for then it would be a guess."""
    spots = dict.fromkeys(chain.from_iterable(_of_hit(said, hit) for hit in hits))
    return list(spots)[: near.MOST_CHOICES] if len(spots) > 1 else []


def _places_rather_than_lines(hits: list[Hit]) -> list[Hit]:
    of_places = [hit for hit in hits if any(name.place_id is not None for name in hit.names)]
    return of_places or hits


def denies(said: str, words: str) -> bool:
    """Whether a normalised text names this place as the one that is not meant."""
    at = said.find(words)
    return at > 0 and DENIES.search(said[:at]) is not None


def _meant_ones(said: str, hits: list[Hit]) -> list[Hit]:
    """Without what the words exclude ("21 Mill Lane, not Hill Road"), where something else is left."""
    denied = [hit for hit in hits if DENIES.search(said[: hit.start])]
    names = {hit.names for hit in denied}
    left = [
        hit for hit in hits
        if hit not in denied and (hit.names not in names or _house(said, hit) is not None)
    ]  # fmt: skip
    return left or hits


def _is_wider(group: Sequence[Spot], groups: Sequence[Sequence[Spot]]) -> bool:
    """Whether another name in the text says more narrowly which of these is meant."""
    ids = {spot.place_id for spot in group}
    return any({s.place_id for s in other} < ids for other in groups if other)


def _house(said: str, hit: Hit) -> int | None:
    return house_number(said[: hit.start], said[hit.end :], hit.is_latin)


def _of_hit(said: str, hit: Hit) -> list[Spot]:
    house = _house(said, hit)
    spots = {_spot(name, house) for name in hit.names}
    return sorted(spots, key=lambda spot: (spot.place_id or 0, spot.feeder_code or ""))


def _spot(name: Name, house: int | None) -> Spot:
    return Spot(name.place_id, None if name.place_id is None else house, name.feeder_code)


async def _meant(work: Work, said: str, hit: Hit) -> list[Spot]:
    """Of places with the same name: those in the named district, and that have such a house."""
    spots = _of_hit(said, hit)
    ids = [spot.place_id for spot in spots if spot.place_id is not None]
    if len(ids) < 2:
        return spots
    rest = f"{said[: hit.start]}\n{said[hit.end :]}"
    there = {p.id for p in await network.places(work.tx, ids) if names_district(rest, p)}
    spots = [spot for spot in spots if spot.place_id in there] or spots
    return await _with_such_a_house(work, spots)


def names_district(rest: str, place: Place) -> bool:
    """Whether the text names the district of a place, in Chinese, English or pinyin."""
    folded = joined(rest)
    whole = {fold(place.district_en)}
    return any(
        way in folded if way in whole or not way.isascii() else re.search(rf"\b{way}\b", rest)
        for way in ways_of_district(place) if len(way) > 1
    )  # fmt: skip


def ways_of_district(place: Place) -> set[str]:
    """How people write the district of a place, folded: whole, short, in English, in pinyin."""
    han, english = place.district, place.district_en.casefold()
    short = han.removesuffix(next((k for k in DISTRICT_KINDS if han.endswith(k)), ""))
    short_english = english
    for word in DISTRICT_WORDS:
        short_english = short_english.removesuffix(word)
    ways = {fold(han), fold(english), fold(short_english)}
    return ways | ({fold(short), "".join(map(sound, fold(short)))} if len(short) > 1 else set())


async def _with_such_a_house(work: Work, spots: list[Spot]) -> list[Spot]:
    """Without those places whose house numbers are known and do not reach that far."""
    if len(spots) < 2 or spots[0].house is None:
        return spots
    ids = [spot.place_id for spot in spots if spot.place_id is not None]
    ranges = await network.house_ranges(work.tx, ids)
    known = {row.place_id for row in ranges}
    having = {row.place_id for row in ranges if holds(row, spots[0].house)}
    fitting = [s for s in spots if s.place_id in having or s.place_id not in known]
    return fitting or spots


def holds(row: HouseRange, number: int) -> bool:
    """Whether a house number lies in a range, on its side of the street."""
    side = row.parity == "all" or (row.parity == "odd") == (number % 2 == 1)
    return side and row.low <= number <= row.high

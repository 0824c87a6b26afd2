"""Several places that a person may mean: which one, by a button or in words."""

import re
from typing import Any

from actions import places
from actions.conversation.language import fold
from actions.places import Spot
from actions.places.writing import joined, normal
from actions.work import Turn
from locales import mark
from storage import network

_ = mark

Value = dict[str, Any]
"""A place as a form keeps it."""


def _spot(value: Value) -> Spot:
    return Spot(value.get("place"), value.get("house"), value.get("feeder"))


async def question(turn: Turn, offered: list[Value]) -> str:
    """Asks which of these places it is."""
    names = {await places.name(turn, _spot(value), turn.person.language) for value in offered}
    same = _("There are several places of that name. Which one is it?")
    return turn.t(same if len(names) == 1 else _("Which of these places is it?"))


async def label(turn: Turn, value: Value, language: str = "") -> str:
    """A place with its district, as its button says it."""
    language = language or turn.person.language
    return await places.name(turn, _spot(value), language, with_district=True)


async def chosen(turn: Turn, offered: list[Value]) -> Value | None:
    """The one that an answer in words names: by its rank, its district, a part of its name."""
    if not offered or not turn.incoming.text:
        return None
    said = normal(turn.incoming.text)
    for rank, pattern in enumerate(RANKS):
        if pattern.fullmatch(said):
            return offered[rank - 1] if rank <= len(offered) else None
    ids = [value["place"] for value in offered if "place" in value]
    rows = {place.id: place for place in await network.places(turn.tx, ids)}
    there = [v for v in offered if "place" in v and places.names_district(said, rows[v["place"]])]
    return there[0] if len(there) == 1 else await _by_part(turn, offered, said)


async def _by_part(turn: Turn, offered: list[Value], said: str) -> Value | None:
    part = fold(FILLERS.sub("", said))
    labels = [
        "".join([fold(await label(turn, value, language)) for language in ("zh_Hans", "en")])
        for value in offered
    ]
    fits = [v for v, name in zip(offered, labels, strict=True) if len(part) > 1 and part in name]
    return fits[0] if len(fits) == 1 else None


_ONE = r"(?: ?one| ?place| ?of them|个|條|条|项|处)?"
RANKS = tuple(
    re.compile(rf"\W*(?:the |我?(?:要|选|是))?(?:{rank}){_ONE}(?:吧|的|那个|please| please)?\W*")
    for rank in (
        r"last|latter|最后(?:一)?|后者|下面(?:那)?", r"1|1st|first|first one|former|top|第一|头一|前者|上面(?:那)?|一",
        r"2|2nd|second|第二|二", r"3|3rd|third|第三|三", r"4|4th|fourth|第四|四",
    )
)  # fmt: skip
"""The last, the first, the second …, and nothing more; over normalised text."""
FILLERS = re.compile(
    r"\b(?:the|one|that|in|at|it|is|its|i|mean|meant|please|of|district|yes)\b|那个|那边|这个|的|嗰个|是|我|在|啊|吧|呢|哦|边"
)


async def are_named(turn: Turn, spots: list[Spot]) -> bool:
    """Whether the message names each of these places, by names of their own."""
    said = joined(normal(turn.incoming.text))
    ids = [spot.place_id for spot in spots]
    if None in ids:
        return False
    rows = await network.places(turn.tx, [i for i in ids if i is not None])
    names = {place.name for place in rows}
    written = all(fold(p.name) in said or fold(p.name_en) in said for p in rows)
    return len(names) == len(set(ids)) > 1 and written

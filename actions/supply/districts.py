"""Outages in a whole district, or anywhere: "which areas have no power now?"."""

import re
from typing import Any

from actions import places
from actions.places.writing import normal
from actions.supply import outage_dates, outages
from actions.words import when
from actions.work import Turn, Work
from locales import Html, join, mark, text
from storage import network
from storage.models import Place

_ = mark

MOST_TOLD = 8
EVERYWHERE = re.compile(
    r"哪些?(?:里|儿|区|地方|小区|路段|片区|线路)(?:.{0,6})(?:停|没电|断电|冇电)|边度(?:.{0,4})(?:停|冇)|(?:停电|没电)的?(?:区域|地方|范围|小区)|"
    r"(?:全市|全城|市里|市内|本市|整个?城|全区)|"
    r"\b(?:which|what) (?:areas?|streets?|districts?|parts?|places?|lines?|communities)\b|"
    r"\bwhere (?:is|are|will) (?:the |there )?(?:power|outage|electricity|planned|any)|"
    r"\b(?:anywhere|all over|whole|across|in|around) (?:in |of )?(?:the )?(?:city|town)\b"
)
"""Asks for all places and names none; over normalised text."""


async def named(turn: Turn) -> dict[str, Any] | None:
    """The district that a message asks about, or all of them, as a form keeps a place."""
    said = normal(turn.incoming.text)
    for place in await network.one_of_each_district(turn.tx):
        if places.names_district(said, place):
            return {"district": place.district}
    return {"district": ""} if EVERYWHERE.search(said) else None


async def tell(turn: Turn, district: str, state: dict[str, Any]) -> None:
    """What is off there now and what is planned, or what touches the date that was asked about."""
    dates = outage_dates.taken_up(turn, state)
    found = await outages.in_district(turn, district)
    if dates:
        found = [one for one in found if outage_dates.meets(one, dates, turn)]
    period = outage_dates.in_words(dates, turn) if dates else ""
    told = {"place": await name(turn, district, turn.person.language), "time": when(turn, turn.now)}
    if not found:
        nothing = _("For {place}, {period}, no outage is known to us, as of {time}.") if dates else _(
            "For {place} no outage is known to us, as of {time}.")  # fmt: skip
        turn.say(turn.t(nothing, period=period, **told))
        return
    known = (
        _("For {place}, {period}, I know of this:") if dates else _("For {place} I know of this:")
    )
    turn.say(turn.t(known, period=period, **told))
    for one in found[:MOST_TOLD]:
        turn.say(await outages.describe(turn, one))
    rest: list[Html] = []
    if count := len(found[MOST_TOLD:]):
        rest.append(turn.t(_("… and {count} more"), count=count))
    rest.append(
        turn.t(
            _("If you send me your street and house number, I tell you whether it is among them.")
        )
    )
    turn.say(join(rest))


async def name(work: Work, district: str, language: str) -> str:
    """A district as the reader writes it."""
    if not district:
        return text(language, _("our whole area"))
    place: Place = (await network.places_in(work.tx, district))[0]
    return places.district_name(place, language)

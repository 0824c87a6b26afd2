"""Outage notices at a place, and a notice in people's words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions import places
from actions.places import Spot
from actions.supply import reasons
from actions.words import feeder_name, listed, period, place_name
from actions.work import Turn, Work
from locales import Html, join, mark, text
from storage import network
from storage import outages as rows
from storage.models import Outage, OutageArea

_ = mark

RECENT = timedelta(hours=24)
"""An outage that ended this recently is still told of."""
KEPT = timedelta(days=60)
"""A cancellation is looked for so far back: no work is announced earlier."""
SOON = timedelta(hours=1)


async def by_id(work: Work, outage_id: int) -> Outage:
    """The notice with this id."""
    return await rows.get(work.tx, outage_id)


async def at(work: Work, spot: Spot, since: datetime | None = None) -> list[Outage]:
    """Notices for a spot: present, coming, and over since not long ago (or not before `since`)."""
    return [o for o in await _all_at(work, spot, since) if o.state != "cancelled"]


async def cancelled_at(work: Work, spot: Spot, since: datetime | None = None) -> list[Outage]:
    """Notices for a spot that will not, or did not, take place though it was announced.

    `since`: when what is asked about would have begun, where that is long ago.
    """
    found = await _all_at(work, spot, min(since or work.now, work.now) - KEPT)
    return [outage for outage in found if outage.state == "cancelled"]


async def _all_at(work: Work, spot: Spot, since: datetime | None) -> list[Outage]:
    feeders = await places.feeders_of(work, spot)
    transformers = await places.transformers_of(work, spot)
    spots = [] if spot.place_id is None else [(spot.place_id, spot.house)]
    since = min(since or work.now, work.now - RECENT)
    return await rows.affecting(work.tx, feeders, transformers, spots, spot.accounts, since)


async def in_district(work: Work, district: str) -> list[Outage]:
    """Notices for any place of a district that are not over; for all places where it is empty.

    What concerns single accounts (arrears, safety) is nobody else's business.
    """
    if not district:
        found = await rows.open_ones(work.tx)
    else:
        ids = [place.id for place in await network.places_in(work.tx, district)]
        ranges = await network.house_ranges(work.tx, ids)
        found = await rows.affecting(
            work.tx, {r.feeder_code for r in ranges},
            {r.transformer_code for r in ranges if r.transformer_code},
            [(place_id, None) for place_id in ids], [], work.now,
        )  # fmt: skip
    public = [o for o in found if o.kind not in ("arrears", "safety")]
    return [o for o in public if o.state not in ("cancelled", "discarded") and o.ended_at is None]


async def current_at(work: Work, spot: Spot) -> list[Outage]:
    """Notices that may be the reason why a spot has no power now."""
    soon = work.now + SOON
    return [o for o in await at(work, spot) if o.ended_at is None and o.starts_at <= soon]


async def describe(work: Turn, outage: Outage) -> Html:
    """A notice in the person's language: what, where, why, from when to when."""
    return await describe_in(work, outage, work.person.language)


async def describe_in(work: Work, outage: Outage, language: str) -> Html:
    """A notice in a language."""
    title = text(language, TITLES[outage.kind])
    reason = reasons.in_words(outage.reason, language)
    lines: list[str] = [
        text(language, _("<b>{title}</b>: {where}"), title=title,
             where=await where(work, outage, language)),
        *([] if outage.state in NEVER else [text(language, _("Why: {reason}"), reason=reason)]),
        text(language, _("When: {period}"), period=_when(work, outage, language)),
    ]  # fmt: skip
    return join(lines)


TITLES = {
    "planned": _("Planned outage"), "temporary": _("Temporary works"), "fault": _("Fault"),
    "load_shedding": _("Load shedding"), "arrears": _("Disconnection for unpaid bills"),
    "safety": _("Disconnection for safety"),
}  # fmt: skip


NEVER = ("cancelled", "discarded")
"""Of these the time that was announced is told: there was no outage that could be over."""


def _when(work: Work, outage: Outage, language: str) -> str:
    if outage.ended_at is not None and outage.state not in NEVER:
        at = period(outage.starts_at, outage.ended_at, work.now, work.zone, language)
        return text(language, _("over: {period}"), period=at)
    return period(outage.starts_at, outage.until, work.now, work.zone, language)


async def where(work: Work, outage: Outage, language: str, to_staff: bool = False) -> str:
    """What a notice covers, in words."""
    areas = await rows.areas(work.tx, outage.id)
    return await areas_in_words(work, areas, language, to_staff)


async def areas_in_words(
    work: Work, areas: Sequence[OutageArea], language: str, to_staff: bool = False
) -> str:
    """Lines, transformers' areas, places and house numbers as their reader writes them.

    Accounts are named to staff only: the same text goes to all customers concerned.
    """
    names: list[str] = []
    if not to_staff and any(area.account_number for area in areas):
        names.append(text(language, _("your own connection")))
    for area in areas:
        if area.account_number and to_staff:
            names.append(text(language, _("account {number}"), number=area.account_number))
        elif area.feeder_code:
            names.append(await places.name(work, Spot(feeder_code=area.feeder_code), language))
        elif area.transformer_code:
            (transformer,) = await network.transformers(work.tx, [area.transformer_code])
            names.append(feeder_name(transformer, language))
        elif area.place_id is not None:
            name = await _place_told_apart(work, area.place_id, language)
            names.append(name + _numbers(area, language))
    return listed(names, language)


async def _place_told_apart(work: Work, place_id: int, language: str) -> str:
    """A place's name, with its district where another place is called so too."""
    place = await network.place(work.tx, place_id)
    twice = await network.is_twice(work.tx, place.name)
    if twice:
        return await places.name(work, Spot(place_id=place_id), language, True)
    return place_name(place, language)


SIDES = {"odd": _("odd numbers"), "even": _("even numbers"), "all": ""}


def _numbers(area: OutageArea, language: str) -> str:
    """ " 1-39 (odd numbers)": which houses of a place, where not all of them."""
    side = SIDES[area.parity] if area.low is None or area.low != area.high else ""
    told = text(language, _(" ({side})"), side=text(language, side)) if side else ""
    if area.low is None and area.high is None:
        return told
    if area.low == area.high:
        return f" {area.low}"
    return f" {area.low or 1}-{area.high or ''}{told}"

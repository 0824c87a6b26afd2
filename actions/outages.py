"""What customers ask about outages: at their address, a place, a feeder; now and to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions import asking, outage_dates, places
from actions.feeds import silence
from actions.forms import Form, Problem, Question, Slots, begin, register
from actions.places import Spot
from actions.reasons import REASONS
from actions.times import Interval
from actions.words import feeder_name, listed, period, place_name, when
from actions.work import Button, Rows, Turn, Work
from locales import Html, join, mark, text
from storage import network, people
from storage import outages as rows
from storage.models import Outage, OutageArea

_ = mark

RECENT = timedelta(hours=24)
"""An outage that ended this recently is still told of."""

SOON = timedelta(hours=1)


async def by_id(work: Work, outage_id: int) -> Outage:
    """The notice with this id."""
    return await rows.get(work.tx, outage_id)


async def at(work: Work, spot: Spot, since: datetime | None = None) -> list[Outage]:
    """Notices for a spot: present, coming, and over since not long ago (or not before `since`)."""
    feeders = await places.feeders_of(work, spot)
    spots = [] if spot.place_id is None else [(spot.place_id, spot.house)]
    found = await rows.affecting(work.tx, feeders, spots, min(since or work.now, work.now - RECENT))
    return [outage for outage in found if outage.state != "cancelled"]


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
    lines: list[str] = [
        text(language, _("<b>{title}</b>: {where}"), title=title,
             where=await where(work, outage, language)),
        text(language, _("Why: {reason}"),
             reason=text(language, REASONS[outage.reason]) if outage.reason in REASONS
             else outage.reason),
        text(language, _("When: {period}"), period=_when(work, outage, language)),
    ]  # fmt: skip
    return join(lines)


TITLES = {
    "planned": _("Planned outage"), "temporary": _("Temporary works"), "fault": _("Fault"),
    "load_shedding": _("Load shedding"), "arrears": _("Disconnection for unpaid bills"),
    "safety": _("Disconnection for safety"),
}  # fmt: skip


def _when(work: Work, outage: Outage, language: str) -> str:
    if outage.ended_at is not None:
        at = period(outage.starts_at, outage.ended_at, work.now, work.zone, language)
        return text(language, _("over: {period}"), period=at)
    return period(outage.starts_at, outage.until, work.now, work.zone, language)


async def where(work: Work, outage: Outage, language: str) -> str:
    """What a notice covers, in words."""
    return await areas_in_words(work, await rows.areas(work.tx, outage.id), language)


async def areas_in_words(work: Work, areas: Sequence[OutageArea], language: str) -> str:
    """Lines, transformers' areas, places and house numbers as their reader writes them."""
    names = []
    for area in areas:
        if area.feeder_code:
            names.append(await places.name(work, Spot(feeder_code=area.feeder_code), language))
        elif area.transformer_code:
            (transformer,) = await network.transformers(work.tx, [area.transformer_code])
            names.append(feeder_name(transformer, language))
        elif area.place_id is not None:
            place = await network.place(work.tx, area.place_id)
            names.append(place_name(place, language) + _numbers(area, language))
    return listed(names, language)


SIDES = {"odd": _("odd numbers"), "even": _("even numbers"), "all": ""}


def _numbers(area: OutageArea, language: str) -> str:
    """ " 1-39 (odd numbers)": which houses of a place, where not all of them."""
    if area.low is None and area.high is None:
        return ""
    numbers = f" {area.low or 1}-{area.high or ''}"
    if not (side := SIDES[area.parity]) or area.low == area.high:
        return numbers
    return numbers + text(language, _(" ({side})"), side=text(language, side))


# The question.


async def start(turn: Turn) -> None:
    """Answers at once where the place is known; asks for it where not."""
    spots = await places.from_turn(turn)
    if not spots and not turn.understanding.values("location"):
        linked = await people.linked_accounts(turn.tx, turn.person.id)
        if linked:
            for _link, account, _place in linked:
                await tell(turn, {"account": account.number})
            return
    if len(spots) == 1:
        await tell(turn, spots[0].value)
    elif spots:
        question = await asking.which_place(turn, spots)
        await _ask_which(turn, question)
    else:
        if turn.understanding.values("location"):
            turn.say(_unknown(turn))
        await begin(turn, FORM, outage_dates.kept(outage_dates.asked(turn)))


async def _ask_which(turn: Turn, question: Problem) -> None:
    dated = outage_dates.kept(outage_dates.asked(turn))
    buttons = [
        [Button(b.label, {"do": "outage.at", "place": b.do["value"], **dated}) for b in row]
        for row in question.buttons
    ]
    turn.say(question.text, buttons)


async def tell(turn: Turn, place: dict[str, Any], state: dict[str, Any] | None = None) -> None:
    """What is known at a place, and what the person can do; first what was asked about.

    `state`: a form's slots or a button's `do`, which keep the date that was asked about.
    """
    spot = await asking.spot_of(turn, place)
    name = await asking.place_words(turn, place)
    dates = outage_dates.taken_up(turn, state or {})
    found = await at(turn, spot, dates.start if dates else None)
    if (stale := await silence.warning(turn)) is not None:
        turn.say(stale)
    if dates:
        found = await _tell_dated(turn, name, dates, found, stale is not None)
    elif not found and stale is None:
        turn.say(turn.t(_("For {place} no outage is known to us, as of {time}."), place=name,
                        time=when(turn, turn.now)))  # fmt: skip
    if found:
        known = _("Besides, I know of this:") if dates else _("For {place} I know of this:")
        turn.say(turn.t(known, place=name))
        for outage in found[:5]:
            turn.say(await describe(turn, outage))
    turn.say(turn.t(_("What would you like to do?")), _next_steps(turn, place))


async def _tell_dated(
    turn: Turn, name: str, dates: Interval, found: list[Outage], stale: bool
) -> list[Outage]:
    """Tells the notices of an interval, or that there is none in it; the others still to tell."""
    inside = [outage for outage in found if outage_dates.meets(outage, dates, turn)]
    when_asked = outage_dates.in_words(dates, turn)
    if inside:
        turn.say(turn.t(_("For {place}, {period}, I know of this:"), place=name, period=when_asked))
    elif not stale:
        turn.say(turn.t(_("For {place}, {period}, no outage is known to us, as of {time}."),
                        place=name, period=when_asked, time=when(turn, turn.now)))  # fmt: skip
    for outage in inside[:5]:
        turn.say(await describe(turn, outage))
    recent = turn.now - RECENT
    others = [o for o in found if o not in inside]
    return [o for o in others if o.ended_at is None or o.ended_at >= recent]


def _next_steps(turn: Turn, place: dict[str, Any]) -> Rows:
    return [
        [Button(turn.t(_("My power is off: report it")), {"do": "fault.at", "place": place})],
        [Button(turn.t(_("Tell me about outages here")), {"do": "alerts.at", "place": place})],
    ]


def _unknown(turn: Turn) -> str:
    return turn.t(
        _(
            "I do not know this place. Try the street with the house number, or the name of the community."
        )
    )


async def read_place(turn: Turn, slots: Slots) -> Any:
    """A place or line that we know; what we do not know is said."""
    known = await asking.read_known_place(turn, slots)
    if isinstance(known, dict) and "point" in known:
        return Problem(
            turn.t(
                _(
                    "I cannot look up a point on the map yet. Please send the street and house number."
                )
            )
        )
    return Problem(_unknown(turn)) if known is None and turn.incoming.text else known


async def _finish(turn: Turn, slots: Slots) -> None:
    await tell(turn, slots["place"], slots)


FORM = register(
    Form(
        "outage_query",
        _("your question about outages"),
        (
            Question("place", _("For which place? Send the street and house number, the community or the line."),
                     read_place, offer=asking.account_rows, takes="location"),
        ),
        _finish,
        intents=frozenset({"ask_outage"}),
    )
)  # fmt: skip


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """One of several places of the same name was chosen."""
    turn.toast()
    await tell(turn, do["place"], do)

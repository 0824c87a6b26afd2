"""What customers ask about outages: at their address, a place, a line, a point; now, on a day, ever."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions import places
from actions.conversation import asking, several, talked_of
from actions.feeds import silence
from actions.forms import Form, Problem, Slots, begin, choose, close, current, register
from actions.kinds import FOR_THE_ACCOUNT, STATES
from actions.matters import same_matter
from actions.matters.matter import promises
from actions.supply import (
    cancellations,
    dependents,
    districts,
    history,
    nearby,
    outage_dates,
    outages,
    standing,
)
from actions.supply.arrivals import asks_arrival
from actions.times import Interval
from actions.words import when
from actions.work import Button, Rows, Turn
from locales import join, mark
from nlu.folding import fold
from storage import people, tickets
from storage.models import Outage, Ticket

_ = mark

MOST_TOLD = 5
MOST_PLACES = 3


async def start(turn: Turn, goes_on: bool = False) -> None:
    """Answers at once where the place is known or was talked about; asks for it where not.

    `goes_on`: it is about the same days as the last answer, unless it names others.
    """
    if follows_arrival(turn) and await told_repair(turn):
        return
    await outage_dates.leave_houses(turn)
    state = (talked_of.about(turn) if goes_on else {}) | _state(turn)
    spots = await _named(turn)
    told = [spot.value for spot in spots]
    if not spots:
        told = await _without_name(turn)
    if len(told) == 1 or (told and (not spots or await several.are_named(turn, spots))):
        for place in told[:MOST_PLACES]:
            await tell(turn, place, state)
    elif spots:
        await begin(turn, FORM, {**state, "which": told})
    elif not await told_repair(turn):
        if _names_place(turn):
            turn.say(_unknown(turn))
        await begin(turn, FORM, state)


def follows_arrival(turn: Turn) -> bool:
    """Whether the message asks when the crew comes."""
    return asks_arrival(fold(turn.incoming.text))


async def _named(turn: Turn) -> list[places.Spot]:
    """The places that the message names; all of them, where each has a name of its own."""
    whole = await places.find(turn, turn.incoming.text)
    all_named = len(whole) > 1 and await several.are_named(turn, whole)
    return whole if all_named else await places.from_turn(turn)


async def _without_name(turn: Turn) -> list[dict[str, Any]]:
    """Where no place is named: a district, the place talked about, the person's own, their ticket's."""
    if (district := await districts.named(turn)) is not None:
        return [district]
    if _names_place(turn):
        return []
    before = talked_of.place(turn) if turn.incoming.text else None
    if before is not None and not SEVERAL.search(fold(turn.incoming.text)):
        return [before]
    if linked := await people.linked_accounts(turn.tx, turn.person.id):
        return [{"account": account.number} for _link, account, _place in linked]
    ticket = await _newest(turn) if turn.incoming.text else None
    place = asking.place_in(ticket) if ticket else {}
    return [place] if "place" in place else []


SEVERAL = re.compile(
    r"\b(?:(?:all|both)(?: of)? )?(?:my|our) (?:\w+ )?(?:places|addresses|accounts|homes|houses|properties|flats)\b|\bboth (?:of them|places|addresses|accounts)\b|我的?(?:几个|两个|所有|全部)(?:地址|地方|户号|房子|家)"
)
"""Whoever asks about all their places does not mean the one talked about."""
DEICTIC = re.compile(
    r"\W*(?:(?:over )?(?:here|there)|it|this place|that place|same (?:place|address)|这里|那里|这儿|那儿|这边|那边|呢度|嗰度|同一个地方)\W*"
)


def _names_place(turn: Turn) -> bool:
    """Whether the message names a place of its own; "here" is the one talked about."""
    named = [fold(words) for words in turn.understanding.values("location")]
    return any(not (DEICTIC.fullmatch(w) or places.HOME.search(w)) for w in named)


async def _newest(turn: Turn, *kinds: str) -> Ticket | None:
    """The person's newest open ticket (of some kinds)."""
    mine = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    return next((ticket for ticket in mine if not kinds or ticket.kind in kinds), None)


async def told_repair(turn: Turn, at: dict[str, Any] | None = None) -> bool:
    """Tells what we promised for the person's newest open repair (there); False where is none."""
    if at is None:
        ticket = await _newest(turn, "repair")
    else:
        ticket = await same_matter.same_matter(turn, "repair", at)
    if ticket is None:
        return False
    lines: list[str] = [turn.t(_("Your repair {number}: {state}."), number=ticket.number,
                               state=turn.t(STATES[ticket.state]))]  # fmt: skip
    turn.say(join([*lines, *await promises(turn, ticket, turn.person.language)]))
    return True


def _state(turn: Turn) -> dict[str, Any]:
    """What the message asks about, as a form or a button keeps it until the place is known."""
    often = {"how_often": True} if history.is_asked(turn) else {}
    return outage_dates.kept(outage_dates.asked(turn)) | often


async def tell(turn: Turn, place: dict[str, Any], state: dict[str, Any] | None = None) -> None:
    """What is known at a place, and what the person can do; first what was asked about.

    `state`: a form's slots or a button's `do`, which keep what was asked about.
    """
    state = state or {}
    await outage_dates.leave_houses(turn)
    dates = None if state.get("how_often") else outage_dates.taken_up(turn, state)
    talked_of.remember(turn, place, answered=True, about=outage_dates.kept(dates))
    if "district" in place:
        await districts.tell(turn, place["district"], state)
    elif state.get("how_often"):
        await history.tell(turn, place)
    else:
        await _tell_place(turn, place, state)


async def _tell_place(turn: Turn, place: dict[str, Any], state: dict[str, Any]) -> None:
    spot = await asking.spot_of(turn, place)
    name = await asking.place_words(turn, place)
    dates = outage_dates.taken_up(turn, state)
    found = sorted(await outages.at(turn, spot, dates.start if dates else None), key=_rank(turn))
    if (stale := await silence.warning(turn)) is not None:
        turn.say(stale)
    reported = not dates and await told_repair(turn, place)
    cancelled = await outages.cancelled_at(turn, spot, dates.start if dates else None)
    gone = await cancellations.tell(turn, name, dates, cancelled, found)
    await _tell_all(turn, gone)
    is_answer = dates is not None or cancellations.is_asked(turn.incoming.text)
    known = stale is not None or (bool(gone) and is_answer)
    if dates:
        found = await _tell_dated(turn, name, dates, found, known)
    elif not found and not known and not reported:
        turn.say(turn.t(_("For {place} no outage is known to us, as of {time}."), place=name,
                        time=when(turn, turn.now)))  # fmt: skip
    if found:
        lead = _("Besides, I know of this:") if dates else _("For {place} I know of this:")
        turn.say(turn.t(lead, place=name))
        await _tell_all(turn, found)
    turn.say(turn.t(_("What would you like to do?")), _next_steps(turn, place))


def _rank(turn: Turn) -> Callable[[Outage], tuple[int, datetime]]:
    """What is off now comes first, then what is to come, then what is over."""

    def rank(outage: Outage) -> tuple[int, datetime]:
        over, coming = outage.ended_at is not None, outage.starts_at > turn.now
        return 2 if over else 1 if coming else 0, outage.starts_at

    return rank


async def _tell_all(turn: Turn, found: list[Outage]) -> None:
    language = turn.person.language
    for outage in found[:MOST_TOLD]:
        stands = await standing.lines(turn, outage, language)
        turn.say(join([await outages.describe(turn, outage), *stands]))
    if rest := len(found[MOST_TOLD:]):
        turn.say(turn.t(_("… and {count} more"), count=rest))


async def _tell_dated(
    turn: Turn, name: str, dates: Interval, found: list[Outage], known: bool
) -> list[Outage]:
    """Tells the notices of an interval, or that there is none in it; those still to tell.

    `known`: something was said of it already. Where there is none, what comes a few days before
    or after may be what is meant; all else was not asked for.
    """
    inside = [outage for outage in found if outage_dates.meets(outage, dates, turn)]
    when_asked = outage_dates.in_words(dates, turn)
    if inside:
        turn.say(turn.t(_("For {place}, {period}, I know of this:"), place=name, period=when_asked))
    elif not known:
        turn.say(turn.t(_("For {place}, {period}, no outage is known to us, as of {time}."),
                        place=name, period=when_asked, time=when(turn, turn.now)))  # fmt: skip
    await _tell_all(turn, inside)
    near = [o for o in found if o.starts_at > turn.now and outage_dates.is_near(o, dates)]
    return [] if inside or dates.end <= turn.now else near


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
    """A place or line that we know, or one near a shared point; what we do not know is said."""
    known = await asking.read_known_place(turn, slots)
    if known is None and (district := await districts.named(turn)) is not None:
        return district
    if isinstance(known, dict) and "point" in known:
        near = [[choose(label, place)] for label, place in await nearby.choices(turn)]
        return Problem(turn.t(nearby.WHICH if near else nearby.TOO_FAR), near)
    return Problem(_unknown(turn)) if known is None and turn.incoming.text else known


UNSAID = {"unsaid": True}


async def _finish(turn: Turn, slots: Slots) -> None:
    if slots["place"] == UNSAID:
        turn.say(
            turn.t(
                _(
                    "All right. Whenever you like, send me a street or a community, or share your location."
                )
            )
        )
        return
    await tell(turn, slots["place"], slots)


async def _offer(turn: Turn, slots: Slots) -> Rows:
    """The places of that name, each keeping what was asked about; else the linked accounts."""
    kept = {name: value for name, value in slots.items() if name not in ("place", "which")}
    return [
        [Button(b.label, {"do": "outage.at", "place": b.do["value"], **kept}) for b in row]
        if slots.get("which") else row
        for row in await asking.place_rows(turn, slots)
    ]  # fmt: skip


FORM = register(
    Form(
        "outage_query",
        _("your question about outages"),
        (
            asking.place_question(
                _("For which place? Send the street and house number, the community or the line."),
                read_place, offer=_offer, keyboard="", unsaid=UNSAID),
        ),
        _finish,
        intents=frozenset({"ask_outage"}),
        hears=dependents.hears,
    )
)  # fmt: skip


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """One of several places, of the same name or near a point, was chosen."""
    turn.toast()
    if (opened := current(turn)) is not None and opened[0] is FORM:
        close(turn)
    await tell(turn, do["place"], do)

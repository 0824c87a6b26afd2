"""What customers ask about outages: at their address, a place, a line, a point; now, on a day, ever."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions import places
from actions.conversation import asking
from actions.feeds import silence
from actions.forms import Form, Problem, Question, Slots, begin, choose, register
from actions.supply import history, nearby, outage_dates, outages, standing
from actions.supply.outages import RECENT
from actions.times import Interval
from actions.words import when
from actions.work import Button, Rows, Turn
from locales import join, mark
from storage import people
from storage.models import Outage

_ = mark

MOST_TOLD = 5


async def start(turn: Turn) -> None:
    """Answers at once where the place is known; asks for it where not."""
    spots = await places.from_turn(turn)
    if not spots and not turn.understanding.values("location"):
        linked = await people.linked_accounts(turn.tx, turn.person.id)
        if linked:
            for _link, account, _place in linked:
                await tell(turn, {"account": account.number}, _state(turn))
            return
    if len(spots) == 1:
        await tell(turn, spots[0].value, _state(turn))
    elif spots:
        question = await asking.which_place(turn, spots)
        await _ask_which(turn, question)
    else:
        if turn.understanding.values("location"):
            turn.say(_unknown(turn))
        await begin(turn, FORM, _state(turn))


def _state(turn: Turn) -> dict[str, Any]:
    """What the message asks about, as a form or a button keeps it until the place is known."""
    often = {"how_often": True} if history.is_asked(turn) else {}
    return outage_dates.kept(outage_dates.asked(turn)) | often


async def _ask_which(turn: Turn, question: Problem) -> None:
    state = _state(turn)
    buttons = [
        [Button(b.label, {"do": "outage.at", "place": b.do["value"], **state}) for b in row]
        for row in question.buttons
    ]
    turn.say(question.text, buttons)


async def tell(turn: Turn, place: dict[str, Any], state: dict[str, Any] | None = None) -> None:
    """What is known at a place, and what the person can do; first what was asked about.

    `state`: a form's slots or a button's `do`, which keep what was asked about.
    """
    if (state or {}).get("how_often"):
        await history.tell(turn, place)
        return
    spot = await asking.spot_of(turn, place)
    name = await asking.place_words(turn, place)
    dates = outage_dates.taken_up(turn, state or {})
    found = sorted(await outages.at(turn, spot, dates.start if dates else None), key=_rank(turn))
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
    await _tell_all(turn, inside)
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
    """A place or line that we know, or one near a shared point; what we do not know is said."""
    known = await asking.read_known_place(turn, slots)
    if isinstance(known, dict) and "point" in known:
        near = [[choose(label, place)] for label, place in await nearby.choices(turn)]
        return Problem(turn.t(nearby.WHICH if near else nearby.TOO_FAR), near)
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
    """One of several places, of the same name or near a point, was chosen."""
    turn.toast()
    await tell(turn, do["place"], do)

"""A new time for a promise that cannot be kept: staff give it, the customer hears it with an apology."""

from datetime import datetime, timedelta
from typing import Any

from actions import times
from actions.counter import cards
from actions.forms import Form, Problem, Question, Slots, begin, register
from actions.kinds import STATES
from actions.matters import incidents, matter
from actions.matters.matter import PROMISES
from actions.promises import deadlines, owed
from actions.promises.working_time import DAY
from actions.words import moment, when
from actions.work import Button, Rows, Turn
from locales import Html, mark, text
from storage import tickets
from storage.models import Deadline, Ticket

_ = mark

LATER = {"60": _("+1 h"), "120": _("+2 h"), "day": _("+1 day"), "": _("Another time")}


def offer(ticket: Ticket, deadline: Deadline, language: str) -> Rows:
    """The buttons that give a customer a new time."""
    made = [
        Button(text(language, label), {"do": "desk.new_time", "ticket": ticket.id,
                                       "name": deadline.name, "later": later,
                                       "due": deadline.due_at.isoformat()})
        for later, label in LATER.items()
    ]  # fmt: skip
    return [made[:3], made[3:]]


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button of `offer`: of a promise that is still open."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    deadline = await _open(turn, ticket.id, do.get("name", ""))
    if deadline is None:
        state = turn.t(STATES[ticket.state])
        turn.toast(turn.t(_("{number}: {state}"), number=ticket.number, state=state))
    elif do.get("due") not in (None, deadline.due_at.isoformat()):
        turn.toast(_has_new_time(turn, deadline))
    elif later := do.get("later", ""):
        due_at = _later(turn, deadline, later)
        turn.toast(turn.t(_("New time: {time}"), time=when(turn, due_at)))
        await give(turn, ticket, deadline, due_at)
    else:
        turn.toast()
        await _begin(turn, deadline)


async def command(turn: Turn) -> None:
    """/new_time and a number: asks until when, for what is due next."""
    ticket = await matter.named(turn)
    deadline = await _open(turn, ticket.id, "") if ticket is not None else None
    if deadline is not None:
        await _begin(turn, deadline)
    elif ticket is not None:
        turn.say(turn.t(_("Nothing is promised for {number} at the moment."), number=ticket.number))


async def _begin(turn: Turn, deadline: Deadline) -> None:
    due = deadline.due_at.isoformat()
    slots = {"ticket": deadline.ticket_id, "name": deadline.name, "due": due}
    await begin(turn, FORM, slots)


def _has_new_time(turn: Turn, deadline: Deadline) -> str:
    return turn.t(_("It has a new time already: {time}"), time=when(turn, deadline.due_at))


async def _open(turn: Turn, ticket_id: int, name: str) -> Deadline | None:
    """The open promise of this name; the earliest made to the customer, where the name is empty."""
    rows = await tickets.deadlines(turn.tx, ticket_id)
    fits = [row for row in rows if row.name == name or (not name and PROMISES.get(row.name))]
    return next((row for row in fits if row.state == "open"), None)


def _later(turn: Turn, deadline: Deadline, later: str) -> datetime:
    """So much later than promised, or than now where that is over; in time when somebody works."""
    hours, working = owed.hours(turn), deadlines.counts_working_time(deadline.counted)
    base = max(deadline.due_at, turn.now)
    if later != "day":
        return deadlines.later(hours, working, base, timedelta(minutes=int(later)))
    if not working:
        return base + DAY
    local = base.astimezone(turn.zone)
    day = hours.nth_day(local.date(), 1)
    return datetime.combine(day, local.time(), turn.zone)


async def give(turn: Turn, ticket: Ticket, deadline: Deadline, due_at: datetime) -> None:
    """Moves a deadline of a ticket, and of all of its incident, and tells their customers."""
    event_id = await _move(turn, ticket, deadline, due_at)
    for one in await incidents.others(turn, ticket):
        row = await _open(turn, one.id, deadline.name)
        if row is not None and row.due_at < due_at:
            await _move(turn, one, row, due_at)
    await cards.refresh(turn, ticket, event_id)


async def _move(turn: Turn, ticket: Ticket, deadline: Deadline, due_at: datetime) -> int:
    """`first_due_at` keeps what was promised first. Returns the event in the history."""
    assert turn.staff is not None
    step = {"is": "moved", "from": deadline.due_at.isoformat(), "at": due_at.isoformat()}
    deadline.counted = [*deadline.counted, step]
    deadline.first_due_at = deadline.first_due_at or deadline.due_at
    deadline.started_at, deadline.due_at, deadline.step = turn.now, due_at, 0
    deadline.paused_at, deadline.pause_reason = None, ""
    deadline.remind_at = owed.next_word(turn, ticket, deadline)
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "new_time", turn.now)
    if promised := PROMISES.get(deadline.name):

        def reads(language: str) -> dict[str, Html]:
            at = moment(due_at, turn.now, turn.zone, language)
            return {"promise": text(language, promised, time=at)}

        told = _("{number}: I am sorry, we need longer than we promised. The new time: {promise}")
        await matter.tell(turn, ticket, event.id, told, reads=reads)
    return event.id


# Another time, typed.


async def _read(turn: Turn, slots: Slots) -> Any:
    at = times.read(turn.incoming.text, turn.now, turn.zone)
    if at is None:
        return Problem(
            turn.t(_("Please write the time like 2026-11-25 08:00, tomorrow 8:00, +2h or now."))
        )
    if at <= turn.now:
        return Problem(turn.t(_("That is {time}, in the past. Until when?"), time=when(turn, at)))
    await tickets.get(turn.tx, slots["ticket"])  # locked first: what is read now still holds then
    deadline = await _open(turn, slots["ticket"], slots["name"])
    if deadline is not None and deadline.due_at.isoformat() != slots["due"]:
        return at.isoformat()  # told when it is to be given
    if deadline is not None and at <= deadline.due_at:
        return Problem(
            turn.t(_("That is not later than promised ({time})."), time=when(turn, deadline.due_at))
        )
    return at.isoformat()


async def _give_typed(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.get(turn.tx, slots["ticket"])
    deadline = await _open(turn, ticket.id, slots["name"])
    if deadline is None:
        turn.say(turn.t(_("{number}: {state}"), number=ticket.number,
                        state=turn.t(STATES[ticket.state])))  # fmt: skip
        return
    if deadline.due_at.isoformat() != slots["due"]:
        turn.say(_has_new_time(turn, deadline))
        return
    due_at = datetime.fromisoformat(slots["until"])
    await give(turn, ticket, deadline, due_at)
    turn.say(_done(turn, due_at))


def _done(turn: Turn, due_at: datetime) -> Html:
    return turn.t(_("The customer has been told: {time}."), time=when(turn, due_at))


UNTIL = Question(
    "until", _("Until when can you promise it? The customer will read it."), _read, free=True
)
FORM = register(Form("desk.new_time", _("New time"), (UNTIL,), _give_typed, staff_only=True))

"""What is owed to a ticket: its deadlines, and the moments when somebody hears of them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from actions.kinds import KINDS
from actions.matters import matter
from actions.policy import Policy
from actions.promises import deadlines
from actions.promises.deadlines import Case, at_share, counts_working_time
from actions.promises.working_time import Hours
from actions.words import moment
from actions.work import Message, Work
from locales import join, text
from storage import people, tickets
from storage.models import Deadline, Ticket

ASKED_BEFORE_CLOSING = timedelta(hours=1)
TOLD_BEFORE_CLOSING = timedelta(minutes=15)
"""What would fall into the night is said so long before the desk closes."""

Moments = dict[str, datetime]


def hours(work: Work) -> Hours:
    """The utility's working hours."""
    return Hours(work.policy.calendar, work.zone)


def _case(ticket: Ticket) -> Case:
    return Case(ticket.subclass, ticket.detail, ticket.zone, ticket.tier)


async def promise(work: Work, ticket: Ticket, only: str = "") -> None:
    """Gives a ticket the deadlines of its kind, counted from now (`only` this one); or renews them."""
    rules = KINDS[ticket.kind].rules(work.policy)
    for due in deadlines.owed(rules, _case(ticket), work.now, hours(work)):
        if only in ("", due.name):
            await store(work, ticket, due)


async def promise_next(
    work: Work, ticket: Ticket, kept: Collection[str], tell: bool = True
) -> None:
    """What begins to be owed now that these promises are kept; the customer hears it."""
    rules = KINDS[ticket.kind].rules(work.policy)
    begun = deadlines.owed(rules, _case(ticket), work.now, hours(work), kept) if kept else []
    person = await people.get(work.tx, ticket.person_id)
    for due in begun:
        await store(work, ticket, due)
        if tell and person.chat_id is not None and (promised := matter.PROMISES.get(due.name)):
            at = moment(due.due_at, work.now, work.zone, person.language)
            line = join([ticket.number, text(person.language, promised, time=at)], ": ")
            key = f"promise:{ticket.id}:{due.name}:{due.due_at:%Y%m%d%H%M%S}"
            await work.queue(key, person.chat_id, matter.tell_lane(ticket), Message(line))


async def store(work: Work, ticket: Ticket, due: deadlines.Due) -> None:
    """Keeps a deadline, with the moment when somebody hears of it first."""
    row = Deadline(name=due.name, started_at=due.started_at, due_at=due.due_at, counted=due.counted)
    await tickets.promise(
        work.tx, ticket.id, due.name, due.started_at, due.due_at,
        next_word(work, ticket, row), due.counted,
    )  # fmt: skip


def next_word(work: Work, ticket: Ticket, deadline: Deadline) -> datetime | None:
    """When somebody hears next of an open deadline."""
    coming = [at for at in moments(work, ticket, deadline).values() if at > work.now]
    return min(coming, default=None)


def moments(work: Work, ticket: Ticket, deadline: Deadline) -> Moments:
    """Who hears when: `near` the owner, `ask` the owner for a new time, `late` the customer that it
    will be later, `missed` the superiors. Nothing is warned of where nobody has taken a danger.

    Staff hear it while they are there, and the customer before the promise is broken.
    """
    missed = {"missed": staffed(work, ticket, deadline.due_at)}
    if deadline.name == "acknowledge":
        return missed
    start, working = _start(ticket, deadline), counts_working_time(deadline.counted)

    def gone(share: float) -> datetime:
        return at_share(hours(work), working, start, deadline.due_at, share)

    rules = work.policy
    late = gone(rules.tell_after)
    late = _in_hours(work, ticket, late, deadline.due_at, start, TOLD_BEFORE_CLOSING) or late
    ask = _in_hours(work, ticket, gone(rules.ask_after), late, start, ASKED_BEFORE_CLOSING) or late
    near = staffed(work, ticket, gone(rules.remind_after))
    found = {"near": near} if near < ask else {}
    return found | ({"ask": ask} if ask < late else {}) | {"late": late} | missed


def _start(ticket: Ticket, deadline: Deadline) -> datetime:
    """From when its time runs; deadlines of before that was kept run from the receipt."""
    return deadline.started_at or ticket.created_at


def is_staffed_always(policy: Policy, ticket: Ticket) -> bool:
    """Whether somebody is there for this ticket day and night."""
    return ticket.kind == "hazard" or ticket.queue in policy.calendar.around_the_clock


def staffed(work: Work, ticket: Ticket, at: datetime) -> datetime:
    """This moment, or where nobody works on such tickets then, the next opening."""
    return at if is_staffed_always(work.policy, ticket) else hours(work).opens(at)


def _in_hours(
    work: Work, ticket: Ticket, at: datetime, limit: datetime, start: datetime,
    before_closing: timedelta,
) -> datetime | None:  # fmt: skip
    """When somebody is there, before `limit`: from `at` on, else before the last closing."""
    open_at = staffed(work, ticket, at)
    if open_at < limit or open_at == at:
        return open_at
    closing = hours(work).closed_before(at) - before_closing
    return closing if closing > start else None

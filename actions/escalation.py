"""Deadlines that come near or are missed: the owner hears it, then the superiors, again and again."""

from datetime import datetime, timedelta

from actions import cards
from actions.matter import DEADLINES
from actions.words import moment
from actions.work import REPLY, SAFETY, Button, Message, Work
from locales import mark, text
from storage import staff, tickets
from storage.models import Deadline, Staff, Ticket

_ = mark

LADDER = ("dispatcher", "supervisor")
"""Who is called, in this order, about a danger that nobody has taken."""
MOST_STEPS = 12
"""After so many calls without an answer more of the same is noise; /status still shows it."""


async def run_due(work: Work) -> int:
    """Tick: says what is due to be said about deadlines. Harmless when run twice or late."""
    due = await tickets.reminders_due(work.tx, work.now)
    for deadline, ticket in due:
        if work.now < deadline.due_at:
            await _warn(work, deadline, ticket)
            deadline.remind_at = deadline.due_at
        else:
            await _missed(work, deadline, ticket)
            deadline.step += 1
            deadline.remind_at = _next_call(work, deadline, ticket)
    return len(due)


def _next_call(work: Work, deadline: Deadline, ticket: Ticket) -> datetime | None:
    if deadline.step >= MOST_STEPS:
        return None
    danger = ticket.kind == "hazard"
    pause = (
        work.policy.hazard_escalate_every_minutes if danger else work.policy.escalate_every_minutes
    )
    # Later each time where nobody is in danger: a nightly alarm every half hour helps nobody.
    return work.now + timedelta(minutes=pause * (1 if danger else 2**deadline.step))


async def _warn(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    owner = await tickets.owner_of(work.tx, ticket)
    chats = [await cards.private(work, owner)] if owner else await cards.readers(work, ticket.queue)
    for chat_id, language in chats:
        line = text(language, _("⏳ {number}: “{name}” is due {time}."), number=ticket.number,
                    name=text(language, DEADLINES[deadline.name]),
                    time=moment(deadline.due_at, work.now, work.zone, language))  # fmt: skip
        await _say(work, deadline, ticket, chat_id, language, line, "near")


async def _missed(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    if deadline.step == 0:
        await tickets.record(work.tx, ticket, "system", "missed", work.now, shown=False)
    note = (
        _("🚨 {number}: nobody has acknowledged this danger. Please take it now.")
        if deadline.name == "acknowledge"
        else _("❗ {number}: “{name}” was due {time} and is missed.")
    )
    for member in await _called(work, deadline, ticket):
        chat_id, language = await cards.private(work, member)
        line = text(language, note, number=ticket.number,
                    name=text(language, DEADLINES[deadline.name]),
                    time=moment(deadline.due_at, work.now, work.zone, language))  # fmt: skip
        await _say(work, deadline, ticket, chat_id, language, line, f"missed{deadline.step}")


async def _called(work: Work, deadline: Deadline, ticket: Ticket) -> list[Staff]:
    """Who hears of a missed deadline now: the owner first, then one person more at each step."""
    everybody = await staff.everybody(work.tx)
    superiors = [p for role in LADDER for p in everybody if p.role == role]
    owner = await tickets.owner_of(work.tx, ticket)
    if deadline.name == "acknowledge":
        called = superiors or everybody
        return called[deadline.step % len(called) :][:1] if called else []
    if owner is not None and deadline.step == 0:
        return [owner]
    return [p for p in superiors if p.role == "supervisor"] or superiors


async def _say(
    work: Work, deadline: Deadline, ticket: Ticket, chat_id: int, language: str, line: str,
    step: str,
) -> None:  # fmt: skip
    lane = SAFETY if ticket.kind == "hazard" else REPLY
    show = Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id})
    take = Button(text(language, _("Take")), {"do": "desk.take", "ticket": ticket.id})
    rows = [[show, take]] if ticket.state == "new" else [[show]]
    await work.queue(f"deadline:{deadline.id}:{step}:{chat_id}", chat_id, lane, Message(line, rows))

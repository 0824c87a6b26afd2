"""Requests that stop midway are looked into: the owner hears it, then the supervisor and the customer."""

from actions.counter import cards
from actions.kinds import KINDS
from actions.matters import matter
from actions.promises import owed
from actions.promises.deadlines import latest_step
from actions.words import when
from actions.work import REPLY, SAFETY, Button, Message, Turn, Work
from locales import mark, text
from storage import staff, tickets
from storage.models import Ticket

_ = mark


async def run_due(work: Work) -> int:
    """Tick: first the owner; where still nothing happens, the supervisors and the customer, once."""
    count = 0
    for kind in KINDS.values():
        since = latest_step(kind.rules(work.policy).stalls_after, work.now, owed.hours(work))
        for ticket in await tickets.untouched(work.tx, kind.name, since):
            count += await _ask_owner(work, ticket)
        for ticket in await tickets.untouched(work.tx, kind.name, since, since):
            count += await _look_into(work, ticket)
    return count


def _is_there(work: Work, ticket: Ticket) -> bool:
    return owed.staffed(work, ticket, work.now) == work.now


async def _ask_owner(work: Work, ticket: Ticket) -> bool:
    if not _is_there(work, ticket):
        return False
    ticket.stalled_at = work.now
    owner = await tickets.owner_of(work.tx, ticket)
    chats = [await cards.private(work, owner)] if owner else await cards.readers(work, ticket.queue)
    for chat in chats:
        await _say(
            work,
            ticket,
            chat,
            _("💤 {number} has stood still for long. What is the next step?"),
            "owner",
        )
    return True


async def _look_into(work: Work, ticket: Ticket) -> bool:
    if not _is_there(work, ticket):
        return False
    for member in await staff.everybody(work.tx):
        if member.role == "supervisor":
            chat = await cards.private(work, member)
            await _say(
                work,
                ticket,
                chat,
                _(
                    "💤 {number} still stands still. Please look into it; the customer knows that you do."
                ),
                "supervisor",
            )
    event = await tickets.record(work.tx, ticket, "system", "stalled", work.now)
    await matter.tell(
        work, ticket, event.id,
        _("{number}: I am sorry that nothing has happened for so long. We have looked into it: a supervisor now sees to it that it goes on."),
    )  # fmt: skip
    return True


async def _say(work: Work, ticket: Ticket, chat: tuple[int, str], note: str, to: str) -> None:
    chat_id, language = chat
    assert ticket.step_at is not None
    show = Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id})
    line = text(language, note, number=ticket.number)
    lane = SAFETY if ticket.kind == "hazard" else REPLY
    key = f"stalled:{ticket.id}:{ticket.step_at:%Y%m%d%H%M%S}:{to}:{chat_id}"
    await work.queue(key, chat_id, lane, Message(line, [[show]]))


async def list_stalled(turn: Turn) -> None:
    """/stalled: open tickets that nobody has touched for too long, the longest wait first."""
    found: list[Ticket] = []
    for kind in KINDS.values():
        since = latest_step(kind.rules(turn.policy).stalls_after, turn.now, owed.hours(turn))
        found += await tickets.stalled(turn.tx, kind.name, since)
    found.sort(key=lambda ticket: ticket.step_at or ticket.created_at)
    if not found:
        turn.say(turn.t(_("Nothing stands still.")))
        return
    rows = []
    for ticket in found[:20]:
        last = when(turn, ticket.step_at or ticket.created_at)
        label = f"{ticket.number} · {turn.t(KINDS[ticket.kind].title)} · {last}"
        rows.append([Button(label, {"do": "desk.show", "ticket": ticket.id})])
    title = turn.t(_("Standing still ({count}), with the time of the last step:"), count=len(found))
    turn.say(title, rows)

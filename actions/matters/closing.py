"""Closing a ticket: what was done and learnt, whether it is solved, and taking it up again.

For `confirm_days` (policy.yml) after the closing its customer may say that it is not solved; then
the same owner has it again, and the first promises stay to be seen. Silence closes the question.
The survey waits until that question is answered or closed.
"""

from datetime import timedelta

from actions.counter import cards, routing
from actions.kinds import KINDS
from actions.kinds.steps import Said, Step
from actions.matters import incidents
from actions.promises import owed
from actions.words import moment
from actions.work import Turn, Work
from locales import mark
from storage import closing as rows
from storage import surveys, tickets
from storage.models import Ticket

_ = mark

ASKED = _("{number} is done: {note}\nIs it solved? You can tell me until {until}.")
OFFERS = ((_("Solved"), "closing.solved"), (_("Not solved"), "closing.not_solved"))
"""Under a closed ticket, while its customer may answer."""


async def close(turn: Turn, ticket: Ticket, said: Said) -> None:
    """The work is done: nothing is owed any more, and the customer may confirm it."""
    assert turn.staff is not None
    ticket.closed_at, ticket.closing, ticket.waiting_for = turn.now, said, ""
    ticket.confirm_by = ticket.confirmed_at = None
    if KINDS[ticket.kind].confirmed:
        ticket.confirm_by = turn.now + timedelta(days=turn.policy.closing.confirm_days)
    await tickets.settle(turn.tx, ticket.id, None, turn.now)
    asked = turn.now + timedelta(minutes=turn.policy.survey.after_minutes)
    await surveys.plan(turn.tx, ticket, max(asked, ticket.confirm_by or asked))
    if learnt := {slot: words for slot, words in said.items() if slot != "note" and words}:
        note = "; ".join(f"{slot}: {words}" for slot, words in learnt.items())
        await tickets.record(
            turn.tx, ticket, turn.staff.name, "learnt", turn.now, note, shown=False
        )


def told(work: Work, ticket: Ticket, step: Step) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the customer hears of a step, and the buttons under it."""
    return (ASKED, OFFERS) if is_asked(work, ticket) else (step.told, step.offers)


def read(work: Work, ticket: Ticket, step: Step, said: Said, language: str) -> Said:
    """The values of what is told: the answers of staff, and until when it may be denied."""
    values = step.reads(work, said, language)
    if ticket.confirm_by is not None:
        until = moment(ticket.confirm_by, work.now, work.zone, language)
        values = {**values, "until": until}
    return values


def is_asked(work: Work, ticket: Ticket) -> bool:
    """Whether the customer may still say that it is not solved."""
    asked = ticket.state == "resolved" and ticket.confirm_by is not None
    return asked and ticket.confirmed_at is None and work.now < (ticket.confirm_by or work.now)


async def run_due(work: Work) -> int:
    """Tick: who did not answer in time leaves it closed. Harmless when run twice or late."""
    due = await rows.unanswered(work.tx, work.now)
    for ticket in due:
        ticket.confirm_by = None
        await tickets.record(work.tx, ticket, "system", "unanswered", work.now, shown=False)
    return len(due)


async def reopen(turn: Turn, ticket: Ticket, note: str, news: str) -> None:
    """The same owner takes the matter up again. `news`: what they read above the customer's `note`.

    The promises are given anew; what was promised first stays in each, and the card says since when
    the matter is open. An owner who has left is none: then it waits to be taken.
    """
    owner = await tickets.owner_of(turn.tx, ticket)
    if owner is not None and not owner.active:
        ticket.owner_id = None
    ticket.state = "new" if ticket.owner_id is None else "taken"
    ticket.closed_at = ticket.confirm_by = ticket.confirmed_at = None
    ticket.reopened += 1
    first = await rows.first_promises(turn.tx, ticket.id)
    await owed.promise(turn, ticket)
    await rows.keep_first_promises(turn.tx, ticket.id, first)
    event = await tickets.record(turn.tx, ticket, "customer", "reopened", turn.now, note)
    await cards.refresh(turn, ticket, event.id)
    await incidents.look_if_over(turn, ticket)
    await cards.note_to_owner(turn, ticket, event.id, news, note)
    if ticket.owner_id is None:
        await routing.offer(turn, ticket)

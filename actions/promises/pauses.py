"""Pauses: while we rightly wait, some clocks of a ticket stand still, and everybody sees why.

`pauses` in policy.yml says which clocks each reason stops. Nothing stops the clock until somebody
has acknowledged a danger and is on site.
"""

from typing import Any

from actions.counter import cards
from actions.kinds import STATES
from actions.matters import matter
from actions.matters.matter import WAITING
from actions.policy import Policy
from actions.policy.counter import PauseReason
from actions.promises import deadlines, owed
from actions.work import Button, Turn, Work
from locales import mark
from storage import tickets
from storage.models import Deadline, Ticket

_ = mark

TOLD: dict[str, str] = {
    "customer": _("{number}: we need an answer from you before we can go on. Just write it here; until then our clock stands still."),
    "access": _("{number}: we were there, but nobody could let us in. Write to me when somebody is there; until then our clock stands still."),
    "appointment": _("{number}: we come on the day agreed with you; until then our clock stands still."),
}  # fmt: skip
NEVER_OF_A_DANGER = ("acknowledge", "arrival")


def stops(work: Work, ticket: Ticket, deadline: Deadline, reason: PauseReason) -> bool:
    """Whether a reason rightly stops this clock. What is broken already stays broken."""
    running = deadline.state == "open" and work.now < deadline.due_at
    return running and may_stop(work.policy, ticket.kind, deadline.name, reason)


def may_stop(policy: Policy, kind: str, name: str, reason: PauseReason) -> bool:
    """Whether a reason is one that stops clocks of this name, for this kind of ticket. Pure."""
    if kind == "hazard" and name in NEVER_OF_A_DANGER:
        return False
    return name in policy.pauses.get(reason, [])


async def pause(
    work: Work, ticket: Ticket, reason: PauseReason, by: str, quietly: bool = False
) -> None:
    """The ticket waits, for a reason; those of its clocks that this rightly stops stand still.

    `quietly`: whoever asks for it tells the customer in other words, and shows the card anew.
    """
    if ticket.waiting_for == reason:
        return
    await _start_clocks(work, ticket)
    ticket.waiting_for = reason
    for row in await tickets.deadlines(work.tx, ticket.id):
        if stops(work, ticket, row, reason):
            row.paused_at, row.pause_reason = work.now, reason
    event = await tickets.record(work.tx, ticket, by, f"paused_{reason}", work.now)
    if not quietly:
        await matter.tell(work, ticket, event.id, TOLD[reason])
        await cards.refresh(work, ticket, event.id)


async def resume(work: Work, ticket: Ticket, by: str = "system") -> None:
    """The wait is over: what stood still runs on, and is due later by the time it stood."""
    if not ticket.waiting_for:
        return
    ticket.waiting_for, ticket.step_at = "", work.now  # what waited did not stall
    await _start_clocks(work, ticket)
    event = await tickets.record(work.tx, ticket, by, "go_on", work.now)
    await cards.refresh(work, ticket, event.id)


async def _start_clocks(work: Work, ticket: Ticket) -> None:
    for row in await tickets.deadlines(work.tx, ticket.id):
        if row.paused_at is not None and row.state == "open":
            _run_on(work, ticket, row)


def _run_on(work: Work, ticket: Ticket, row: Deadline) -> None:
    """Moves all of a deadline's moments by the time that its clock stood still."""
    assert row.paused_at is not None
    hours, working = owed.hours(work), deadlines.counts_working_time(row.counted)
    stood = deadlines.stood_still(hours, working, row.paused_at, work.now)
    step = {
        "is": "paused", "reason": row.pause_reason, "since": row.paused_at.isoformat(),
        "until": work.now.isoformat(), "seconds": int(stood.total_seconds()),
    }  # fmt: skip
    row.counted = [*row.counted, step]
    if row.first_due_at is None or row.first_due_at > row.paused_at:
        row.first_due_at = deadlines.later(hours, working, row.first_due_at or row.due_at, stood)
    row.due_at = deadlines.later(hours, working, row.due_at, stood)
    row.started_at = deadlines.later(hours, working, row.started_at or ticket.created_at, stood)
    row.paused_at, row.pause_reason = None, ""
    row.remind_at = owed.next_word(work, ticket, row)


# What staff press and type.


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.pause` (with a reason; else it is asked) and `desk.go_on`."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    if ticket.owner_id is None or ticket.closed_at is not None:
        state = turn.t(STATES[ticket.state])
        _answer(turn, turn.t(_("{number}: {state}"), number=ticket.number, state=state))
    elif do["do"] == "desk.go_on":
        await _go_on(turn, ticket)
    elif do.get("reason") in WAITING:
        await _pause(turn, ticket, do["reason"])
    else:
        turn.toast()
        _ask_reason(turn, ticket)


async def command(turn: Turn) -> None:
    """/pause and a number, perhaps with the reason; /go_on and a number."""
    ticket = await matter.named(turn)
    if ticket is not None:
        said = turn.incoming.text.casefold().split()
        reason = next((reason for reason in WAITING if reason in said), "")
        await press(turn, {"do": f"desk.{turn.incoming.command}", "ticket": ticket.id,
                           "reason": reason})  # fmt: skip


async def _pause(turn: Turn, ticket: Ticket, reason: PauseReason) -> None:
    assert turn.staff is not None
    if ticket.waiting_for == reason:
        _answer(turn, turn.t(_("{number} waits already."), number=ticket.number))
        return
    _answer(turn, turn.t(WAITING[reason]))
    await pause(turn, ticket, reason, turn.staff.name)


async def _go_on(turn: Turn, ticket: Ticket) -> None:
    assert turn.staff is not None
    if not ticket.waiting_for:
        _answer(turn, turn.t(_("{number} waits for nothing."), number=ticket.number))
        return
    _answer(turn, turn.t(_("Go on")))
    await resume(turn, ticket, turn.staff.name)


def _answer(turn: Turn, said: str) -> None:
    """Briefly over the pressed button; as a message to who typed a command."""
    turn.toast(said)
    if not turn.incoming.callback_id:
        turn.say(said)


def _ask_reason(turn: Turn, ticket: Ticket) -> None:
    rows = [
        [Button(turn.t(label), {"do": "desk.pause", "ticket": ticket.id, "reason": reason})]
        for reason, label in WAITING.items()
    ]
    turn.say(turn.t(_("What does {number} wait for?"), number=ticket.number), rows)

"""What staff say a ticket is: its sub-class, and that it is grave."""

from typing import Any

from actions.counter import cards
from actions.forms import Form, Question, Slots, begin, register
from actions.kinds import KINDS, STATES
from actions.kinds.steps import read_account
from actions.work import Button, Turn
from locales import mark
from storage import tickets
from storage.models import Ticket

_ = mark


async def press_subclass(turn: Turn, do: dict[str, Any]) -> None:
    """Offers the sub-classes of the ticket's class; then keeps the one that was chosen."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    names = KINDS[ticket.kind].details.get(ticket.subclass, {})
    if ticket.closed_at is not None or not names:
        _say_state(turn, ticket)
    elif do.get("detail") in names:
        await _keep_subclass(turn, ticket, do["detail"])
    else:
        turn.toast()
        rows = [[Button(turn.t(label), {**do, "detail": name})] for name, label in names.items()]
        turn.say(turn.t(_("What is {number} about, more exactly?"), number=ticket.number), rows)


async def _keep_subclass(turn: Turn, ticket: Ticket, detail: str) -> None:
    assert turn.staff is not None
    label = KINDS[ticket.kind].details[ticket.subclass][detail]
    turn.toast(turn.t(label))
    if ticket.detail == detail:
        return
    note = f"{ticket.detail or '—'} → {detail}"
    ticket.detail = detail
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "sorted", turn.now, note,
                                 shown=False)  # fmt: skip
    await cards.refresh(turn, ticket, event.id)


async def press_grave(turn: Turn, do: dict[str, Any]) -> None:
    """Asks why it is grave; from then on it is closed only with cause, measures and lesson."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    kind = KINDS[ticket.kind]
    if ticket.closed_at is not None or not kind.closing:
        _say_state(turn, ticket)
    elif kind.grave(ticket):
        turn.toast(turn.t(_("{number} is grave already."), number=ticket.number))
    else:
        turn.toast()
        await begin(turn, GRAVE, {"ticket": ticket.id})


async def _keep_grave(turn: Turn, slots: Slots) -> None:
    assert turn.staff is not None
    ticket = await tickets.get(turn.tx, slots["ticket"])
    if KINDS[ticket.kind].grave(ticket):  # it became so while this was written
        turn.say(turn.t(_("{number} is grave already."), number=ticket.number))
        return
    ticket.facts = {**ticket.facts, "grave": slots["why"]}
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "grave", turn.now, slots["why"],
                                 shown=False)  # fmt: skip
    await cards.refresh(turn, ticket, event.id)
    turn.say(turn.t(_("{number} is grave now: it is closed with its cause, who was informed, the measures and the lesson."), number=ticket.number))  # fmt: skip


GRAVE = register(
    Form(
        "desk.grave", _("Mark as grave"),
        (Question("why", _("Why is it grave?"), read_account, free=True),),
        _keep_grave, staff_only=True,
    )
)  # fmt: skip


def _say_state(turn: Turn, ticket: Ticket) -> None:
    state = turn.t(STATES[ticket.state])
    turn.toast(turn.t(_("{number}: {state}"), number=ticket.number, state=state))

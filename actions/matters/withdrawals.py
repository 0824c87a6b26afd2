"""A customer takes a ticket back, as long as nothing has happened that cannot be undone."""

from typing import Any

from actions.counter import cards
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import KINDS, STATES
from actions.matters import incidents, matter, tickets
from actions.work import Button, Rows, Turn
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark

REASONS = {"itself": _("It solved itself"), "by_us": _("You have solved it")}


async def ask(turn: Turn, ticket: Ticket) -> None:
    """An irreversible act is confirmed first."""
    if _is_too_late(turn, ticket):
        return
    yes = Button(turn.t(_("Yes, withdraw it")), {"do": "ticket.withdraw!", "ticket": ticket.id})
    no = Button(turn.t(_("No, keep it")), {"do": "ticket.show", "ticket": ticket.id})
    what = await tickets.described(turn, ticket)
    turn.say(turn.t(_("Withdraw {number} ({what})?"), number=ticket.number, what=what), [[yes, no]])


async def withdraw(turn: Turn, ticket: Ticket) -> None:
    """Takes a ticket back; why is asked afterwards, and need not be answered."""
    if _is_too_late(turn, ticket):
        return
    ticket.state, ticket.closed_at, ticket.waiting_for = "withdrawn", turn.now, ""
    event = await rows.record(
        turn.tx, ticket, "customer", "withdrawn", turn.now, person_id=turn.person.id
    )
    await rows.void_deadlines(turn.tx, ticket.id)
    await cards.refresh(turn, ticket, event.id)
    await incidents.look_if_over(turn, ticket)
    await cards.note_to_owner(turn, ticket, event.id, _("{number} was withdrawn by the customer."))
    if ticket.person_id != turn.person.id:  # somebody else of the same account
        told = _("{number} was withdrawn by somebody of your account.")
        await matter.tell(turn, ticket, event.id, told)
    said = _("{number} is withdrawn. Thank you for telling us. If you like, tell us why:")
    turn.say(turn.t(said, number=ticket.number), _why(turn, ticket))


def _is_too_late(turn: Turn, ticket: Ticket) -> bool:
    """Says so where a ticket cannot be taken back any more."""
    if ticket.state not in KINDS[ticket.kind].final and ticket.closed_at is None:
        return False
    said = _("{number} cannot be withdrawn any more: {state}.")
    if ticket.state == "withdrawn":
        said = _("{number} is withdrawn already.")
    turn.say(turn.t(said, number=ticket.number, state=turn.t(STATES[ticket.state])))
    return True


# The reason.


def _why(turn: Turn, ticket: Ticket) -> Rows:
    labels = {**REASONS, "other": _("Another reason"), "none": _("Skip")}
    return [
        [Button(turn.t(label), {"do": "ticket.why", "ticket": ticket.id, "reason": name})]
        for name, label in labels.items()
    ]


async def press_why(turn: Turn, do: dict[str, Any]) -> None:
    """The reason, or a question for it; a second press changes nothing."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    turn.toast()
    if ticket is None or ticket.state != "withdrawn" or "why" in ticket.facts:
        turn.say(turn.t(_("That is noted already. Thank you!")))
    elif do["reason"] == "other":
        await begin(turn, WHY, {"ticket": ticket.id})
    elif do["reason"] == "none":
        turn.say(turn.t(_("All right. Thank you!")))
    else:
        await _keep(turn, ticket, do["reason"], turn.t(REASONS[do["reason"]]))


async def _keep(turn: Turn, ticket: Ticket, reason: str, words: str) -> None:
    ticket.facts = {**ticket.facts, "why": reason}
    event = await rows.record(
        turn.tx, ticket, "customer", "why", turn.now, words, person_id=turn.person.id
    )
    note = _("{number}: why the customer withdrew it:")
    await cards.note_to_owner(turn, ticket, event.id, note, words)
    turn.say(turn.t(_("Thank you, I pass that on.")))


async def _keep_words(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.own_ticket(turn, slots["ticket"])
    if ticket is not None and ticket.state == "withdrawn" and slots.get("reason"):
        await _keep(turn, ticket, "other", slots["reason"])


WHY = register(
    Form(
        "withdraw.why", _("why you withdrew it"),
        (Question("reason", _("What is the reason? A few words are enough."), read_words,
                  optional=True, free=True),),
        _keep_words, stopped=_("All right. Thank you!"),
    )
)  # fmt: skip

"""Claims for damage: the visit that is agreed, decisions above one's authority, and objections.

The things of a claim are asked about in `actions.kinds.items`; its steps stand in its kind.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from actions.counter import authority, cards
from actions.counter.staff import LEADERS
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import Step
from actions.kinds.steps import Said, read_account
from actions.matters import closing, matter, tickets
from actions.promises import owed, pauses
from actions.promises.deadlines import Due
from actions.words import quote
from actions.work import REPLY, Button, Message, Turn
from locales import join, mark, text
from storage import people, staff
from storage import tickets as rows
from storage.models import Approval, Ticket

_ = mark

# The visit.


async def agree(turn: Turn, ticket: Ticket, step: Step, said: Said) -> None:
    """A moment was agreed with the customer: it is promised, and until then the clocks stand still."""
    assert turn.staff is not None
    at = datetime.fromisoformat(said[step.agrees])
    counted = [{"is": "agreed", "at": turn.now.isoformat()}]
    await owed.store(turn, ticket, Due("appointment", turn.now, at, counted))
    await pauses.pause(turn, ticket, "appointment", turn.staff.name, quietly=True)


async def press_other_time(turn: Turn, do: dict[str, Any]) -> None:
    """The agreed moment does not suit the customer: they say when, and the owner hears it."""
    ticket = await _own(turn, do)
    if ticket is not None and ticket.closed_at is None:
        await begin(turn, OTHER_TIME, {"ticket": ticket.id})
    elif ticket is not None:
        await tickets.show(turn, ticket)


async def _pass_on_time(turn: Turn, slots: Slots) -> None:
    ticket = await rows.get(turn.tx, slots["ticket"])
    await tickets.add_words(turn, ticket, "added", slots["time"])
    turn.say(turn.t(_("You hear from us here when we come.")))


OTHER_TIME = register(
    Form(
        "claim.other_time", _("another time for our visit"),
        (Question("time", _("When would suit you? Two or three times help."), read_words, free=True),),
        _pass_on_time,
    )
)  # fmt: skip

# The decision.


async def why_not(turn: Turn, ticket: Ticket, step: Step) -> str:
    """Why a step cannot be taken now by this member of staff; empty where it can."""
    assert turn.staff is not None
    if step.amount and ticket.facts.get("approval"):
        return turn.t(_("The decision waits for the approval of a second person."))
    anew = ticket.facts.get("objected") and step.name in ("decide", "reject")
    if anew and turn.staff.role not in LEADERS:
        return turn.t(_("The customer has objected: a supervisor decides on it now."))
    return ""


async def decide(turn: Turn, ticket: Ticket, step: Step, said: Said) -> None:
    """Money is paid by whoever has the authority; else the step waits until somebody approves it."""
    person = await people.get(turn.tx, ticket.person_id)
    facts = {"ticket": ticket.id, "step": step.name, "said": said}
    approval = await authority.decide(
        turn, "claim", ticket.id, Decimal(said[step.amount]), said["reason"], ticket.number, facts,
        profits=person.telegram_id,
    )  # fmt: skip
    if approval is None or approval.state != "asked":
        return
    ticket.facts = {**ticket.facts, "approval": approval.id}
    assert turn.staff is not None
    event = await rows.record(turn.tx, ticket, turn.staff.name, "prepared", turn.now)
    await cards.refresh(turn, ticket, event.id)
    await matter.tell(turn, ticket, event.id,
                      _("{number}: our decision is prepared; a second person now looks at it."))  # fmt: skip


async def _not_approved(turn: Turn, approval: Approval) -> None:
    """It has to be decided in another way; whoever asked is told why."""
    assert turn.staff is not None
    ticket = await rows.get(turn.tx, approval.subject_id)
    ticket.facts = {name: fact for name, fact in ticket.facts.items() if name != "approval"}
    event = await rows.record(turn.tx, ticket, turn.staff.name, "not_approved", turn.now,
                              approval.facts["why"], shown=False)  # fmt: skip
    await cards.refresh(turn, ticket, event.id)


authority.ON_REFUSED["claim"] = _not_approved

# Objections.


async def press_object(turn: Turn, do: dict[str, Any]) -> None:
    """The customer does not accept a refusal: within the days of policy.yml a supervisor looks at it."""
    ticket = await _own(turn, do)
    if ticket is None:
        return
    refused = ticket.facts.get("reject")
    if refused is None:
        await tickets.show(turn, ticket)
    elif turn.now > _until(turn, refused):
        turn.say(turn.t(_("The time to object is over: it was {days} days. For everything else I am here."), days=turn.policy.claims.object_days))  # fmt: skip
    else:
        await begin(turn, OBJECT, {"ticket": ticket.id})


def _until(turn: Turn, refused: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(refused["on"]) + timedelta(days=turn.policy.claims.object_days)


async def _object(turn: Turn, slots: Slots) -> None:
    ticket = await rows.get(turn.tx, slots["ticket"])
    if "reject" not in ticket.facts:
        await tickets.show(turn, ticket)
        return
    facts = {name: fact for name, fact in ticket.facts.items() if name != "reject"}
    ticket.facts = {**facts, "objected": True}
    if ticket.closed_at is not None:
        await closing.reopen(turn, ticket, slots["why"], NEWS)
    else:
        await _take_up(turn, ticket)
    event = await rows.record(turn.tx, ticket, "customer", "objected", turn.now, slots["why"],
                              person_id=turn.person.id)  # fmt: skip
    await _call_supervisors(turn, ticket, event.id, slots["why"])
    turn.say(turn.t(_("I have passed on your objection to {number}. A supervisor looks at it anew, and you hear the answer here."), number=ticket.number))  # fmt: skip


NEWS = _("⚖️ The customer of {number} objects to the refusal:")


async def _take_up(turn: Turn, ticket: Ticket) -> None:
    """It is where it was before the refusal, with a new time for the answer."""
    ticket.state = "contacted"
    await owed.promise(turn, ticket, only="answer")
    await pauses.resume(turn, ticket)


async def _call_supervisors(turn: Turn, ticket: Ticket, event_id: int, words: str) -> None:
    await cards.refresh(turn, ticket, event_id)
    for member in await staff.everybody(turn.tx):
        if member.role == "supervisor":
            chat_id, language = await cards.private(turn, member)
            line = text(language, NEWS, number=ticket.number)
            show = Button(
                text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id}
            )
            key = f"objected:{ticket.id}:{event_id}:{chat_id}"
            await turn.queue(key, chat_id, REPLY, Message(join([line, quote(words)]), [[show]]))


OBJECT = register(
    Form(
        "claim.object", _("your objection"),
        (Question("why", _("Why do you not agree? Please tell me in your own words; a photo or a paper helps too."), read_account, free=True),),
        _object,
    )
)  # fmt: skip


async def _own(turn: Turn, do: dict[str, Any]) -> Ticket | None:
    """The customer's ticket that a button is about; says so where it is not theirs."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    turn.toast("" if ticket else turn.t(_("This is not there any more.")))
    return ticket if ticket and ticket.kind == "claim" else None

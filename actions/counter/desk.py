"""The desk: the steps that staff take with tickets."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions.counter import authority
from actions.counter.cards import buttons, card, refresh
from actions.forms import Form, Slots, begin, register
from actions.kinds import KINDS, STATES, STEPS, Kind, Step
from actions.kinds.steps import Said
from actions.matters import claims, closing, incidents, matter
from actions.promises import owed, pauses
from actions.work import Turn
from locales import mark
from storage import people, tickets
from storage.models import Approval, Ticket

_ = mark


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a card. Of two people at once one wins and the other is told who."""
    assert turn.staff is not None
    name = str(do["do"]).removeprefix("desk.")
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    step = KINDS[ticket.kind].step(name)
    if name == "show":
        turn.toast()
        turn.say(await card(turn, ticket, turn.person.language),
                 buttons(ticket, turn.person.language))  # fmt: skip
    elif step is None or ticket.state not in step.since:
        turn.toast(await _too_late(turn, ticket))
    elif problem := await _why_not(turn, ticket, step):
        turn.toast(problem)
    elif step.asks:
        turn.toast()
        await begin(turn, FORM_OF[ticket.kind, name],
                    {"ticket": ticket.id, "grave": KINDS[ticket.kind].grave(ticket)})  # fmt: skip
    else:
        turn.toast(turn.t(step.label))
        await take_step(turn, ticket, step, {})


async def _too_late(turn: Turn, ticket: Ticket) -> str:
    """Where the ticket stands, and who was quicker: took the last step, or owns it."""
    owner = await tickets.owner_of(turn.tx, ticket)
    who = owner.name if owner else turn.t(_("the customer"))
    past = await tickets.history(turn.tx, ticket.id, shown_only=False)
    who = next((e.actor for e in reversed(past) if e.what in STEPS), who)
    return turn.t(_("{number}: {state} ({who})"), number=ticket.number,
                  state=turn.t(STATES[ticket.state]), who=who)  # fmt: skip


JUST = timedelta(minutes=10)
"""A step that leaves the state as it is would else be taken twice by two who press at once."""


async def _why_not(turn: Turn, ticket: Ticket, step: Step) -> str:
    """Why a step cannot be taken now, though the state allows it; empty where it can."""
    assert turn.staff is not None
    if problem := await claims.why_not(turn, ticket, step):
        return problem
    past = [] if step.state else await tickets.history(turn.tx, ticket.id, shown_only=False)
    done = [e.actor for e in past if e.what == step.name and e.at > turn.now - JUST]
    if done and done[-1] != turn.staff.name:  # whoever did it may put it right
        return turn.t(
            _("{number}: {name} has just done this."), number=ticket.number, name=done[-1]
        )
    return ""


async def take_step(turn: Turn, ticket: Ticket, step: Step, said: Said) -> None:
    """Takes the step for a ticket and all of its incident, and brings their card up to date."""
    event_id = 0
    for one in await incidents.for_step(turn, ticket, step):
        event_id = await _take(turn, one, step, said)
    await refresh(turn, ticket, event_id)
    await incidents.look_if_over(turn, ticket)


async def _take(turn: Turn, ticket: Ticket, step: Step, said: Said) -> int:
    """One ticket takes the step: its deadlines are met and its customer is told."""
    assert turn.staff is not None
    ticket.state = step.state or ticket.state
    if ticket.owner_id is None:
        ticket.owner_id = turn.staff.id
    await pauses.resume(turn, ticket, turn.staff.name)  # whoever takes a step waits no longer
    if step.state == "resolved":
        await closing.close(turn, ticket, said)
    else:
        await tickets.settle(turn.tx, ticket.id, step.meets, turn.now)
    event_id = await _record_step(turn, ticket, step, said)
    if step.agrees:
        await claims.agree(turn, ticket, step, said)
    if ticket.closed_at is None:
        await owed.promise_next(turn, ticket, step.meets)
    return event_id


async def _record_step(turn: Turn, ticket: Ticket, step: Step, said: Said) -> int:
    """The answers stay with the ticket; the customer hears of the step in their language."""
    assert turn.staff is not None
    if step.asks and ticket.closed_at is None:
        ticket.facts = {**ticket.facts, step.name: {**said, "on": turn.now.isoformat()}}

    def read(language: str) -> Said:
        return closing.read(turn, ticket, step, said, language)

    note = read((await people.get(turn.tx, ticket.person_id)).language).get("note", "")
    event = await tickets.record(turn.tx, ticket, turn.staff.name, step.name, turn.now, note)
    told, offers = closing.told(turn, ticket, step)
    # The customer sees a first name, never the account of the member of staff.
    await matter.tell(turn, ticket, event.id, told, offers, read, name=turn.staff.name)
    return event.id


async def _say_state(turn: Turn, ticket: Ticket) -> None:
    state = turn.t(STATES[ticket.state])
    turn.say(turn.t(_("{number}: {state}"), number=ticket.number, state=state))


def _step_form(kind: Kind, step: Step) -> Form:
    """What staff must say for a step; a grave matter is closed only with all that was learnt."""

    async def finish(turn: Turn, slots: Slots) -> None:
        ticket = await tickets.get(turn.tx, slots["ticket"])
        if learnt and kind.grave(ticket) and not slots["grave"]:  # it became so meanwhile
            await begin(turn, form, {**slots, "grave": True})
            return
        if ticket.state not in step.since:
            turn.say(await _too_late(turn, ticket))
            return
        if problem := await _why_not(turn, ticket, step):
            turn.say(problem)
        else:
            said = {q.slot: slots[q.slot] for q in questions if q.slot in slots}
            await (claims.decide if step.amount else take_step)(turn, ticket, step, said)
        await _say_state(turn, ticket)

    learnt = kind.closing if step.state == "resolved" else ()
    questions = (*step.asks, *(replace(q, when=_is_grave) for q in learnt))
    form = Form(f"desk.{kind.name}.{step.name}", step.label, questions, finish, staff_only=True)
    return register(form)


async def _approved(turn: Turn, approval: Approval) -> None:
    """Money that was decided on, perhaps by a second person: now the step is taken."""
    ticket = await tickets.get(turn.tx, approval.subject_id)
    ticket.facts = {name: fact for name, fact in ticket.facts.items() if name != "approval"}
    step = KINDS[ticket.kind].step(approval.facts["step"])
    if step is not None and ticket.state in step.since:
        await take_step(turn, ticket, step, approval.facts["said"])


authority.ON_APPROVED["claim"] = _approved


def _is_grave(slots: Slots) -> bool:
    return bool(slots["grave"])


FORM_OF = {
    (kind.name, step.name): _step_form(kind, step)
    for kind in KINDS.values() for step in kind.steps if step.asks
}  # fmt: skip

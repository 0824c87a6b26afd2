"""The desk: the steps that staff take with tickets, and the lists they ask for."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import matter
from actions import tickets as matters
from actions.cards import buttons, card, note_to_owner, refresh
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import KINDS, STATES, WORKED_ON, Kind, Step
from actions.words import moment
from actions.work import Button, Turn
from locales import join, mark
from storage import surveys, tickets
from storage.models import Ticket

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
    elif ticket.state not in (step.since if step else WORKED_ON):
        await _too_late(turn, ticket)
    elif step is None:
        turn.toast()
        await begin(turn, HAND_OVER, {"ticket": ticket.id})
    elif step.asks:
        turn.toast()
        await begin(turn, FORM_OF[ticket.kind, name],
                    {"ticket": ticket.id, "grave": KINDS[ticket.kind].grave(ticket)})  # fmt: skip
    else:
        turn.toast(turn.t(step.label))
        await take_step(turn, ticket, step, {})


async def _too_late(turn: Turn, ticket: Ticket) -> None:
    owner = await tickets.owner_of(turn.tx, ticket)
    who = owner.name if owner else turn.t(_("the customer"))
    turn.toast(turn.t(_("{number}: {state} ({who})"), number=ticket.number,
                      state=turn.t(STATES[ticket.state]), who=who))  # fmt: skip


async def take_step(turn: Turn, ticket: Ticket, step: Step, said: dict[str, str]) -> None:
    """Takes the step, meets its deadlines, updates the cards and tells the customer."""
    assert turn.staff is not None
    ticket.state = step.state
    if ticket.owner_id is None:
        ticket.owner_id = turn.staff.id
    if step.state == "resolved":
        await _close(turn, ticket, said)
    else:
        await tickets.settle(turn.tx, ticket.id, step.meets, turn.now)
    await _record_and_tell(turn, ticket, step.name, said.get("note", ""), step.told)


async def _close(turn: Turn, ticket: Ticket, said: dict[str, str]) -> None:
    ticket.closed_at, ticket.closing = turn.now, said
    await tickets.settle(turn.tx, ticket.id, None, turn.now)
    due_at = turn.now + timedelta(minutes=turn.policy.survey.after_minutes)
    await surveys.plan(turn.tx, ticket, due_at)


async def _record_and_tell(turn: Turn, ticket: Ticket, what: str, note: str, told: str) -> int:
    assert turn.staff is not None
    event = await tickets.record(turn.tx, ticket, turn.staff.name, what, turn.now, note)
    await refresh(turn, ticket, event.id)
    # The customer sees a first name, never the account of the member of staff.
    await matter.tell(turn, ticket, event.id, told, name=turn.staff.name, note=note)
    return event.id


async def _hand_over(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.get(turn.tx, slots["ticket"])
    if ticket.closed_at is not None:
        await _say_state(turn, ticket)
        return
    ticket.state, ticket.owner_id = "new", None
    await matters.promise(turn, ticket, only="acknowledge")  # a danger must be taken again
    told = _("{number} goes to a colleague: {note}")
    event_id = await _record_and_tell(turn, ticket, "hand_over", slots["note"], told)
    wanted = _("↪️ {number} was handed over. Who takes it?")
    await note_to_owner(turn, ticket, event_id, wanted, slots["note"])
    await _say_state(turn, ticket)


async def _say_state(turn: Turn, ticket: Ticket) -> None:
    state = turn.t(STATES[ticket.state])
    turn.say(turn.t(_("{number}: {state}"), number=ticket.number, state=state))


def _step_form(kind: Kind, step: Step) -> Form:
    """What staff must say for a step; a grave matter is closed only with all that was learnt."""

    async def finish(turn: Turn, slots: Slots) -> None:
        ticket = await tickets.get(turn.tx, slots["ticket"])
        if ticket.state in step.since:
            said = {q.slot: slots[q.slot] for q in questions if q.slot in slots}
            await take_step(turn, ticket, step, said)
        await _say_state(turn, ticket)

    learnt = kind.closing if step.state == "resolved" else ()
    questions = (*step.asks, *(replace(q, when=_is_grave) for q in learnt))
    return register(
        Form(f"desk.{kind.name}.{step.name}", step.label, questions, finish, staff_only=True)
    )


def _is_grave(slots: Slots) -> bool:
    return bool(slots["grave"])


FORM_OF = {
    (kind.name, step.name): _step_form(kind, step)
    for kind in KINDS.values() for step in kind.steps if step.asks
}  # fmt: skip
HAND_OVER = register(
    Form(
        "desk.hand_over", _("Hand over"),
        (Question("note", _("Why is it handed over? The customer will read it."), read_words,
                  free=True),),
        _hand_over, staff_only=True,
    )
)  # fmt: skip


# What staff ask for.


async def list_queue(turn: Turn) -> None:
    """The open tickets of the queue, oldest first."""
    assert turn.staff is not None
    wanted = turn.incoming.text.strip() or turn.staff.queue
    queues = ("complaints", "repairs", "business") if wanted == "all" else (wanted,)
    await _list(turn, await tickets.open_in(turn.tx, queues), _("Open tickets in {queue}:"), wanted)


async def list_mine(turn: Turn) -> None:
    """The open tickets that the member of staff owns."""
    assert turn.staff is not None
    mine = await tickets.owned_by(turn.tx, turn.staff.id)
    await _list(turn, mine, _("Your open tickets:"), "")


async def _list(turn: Turn, found: list[Ticket], title: str, queue: str) -> None:
    if not found:
        turn.say(turn.t(_("No open tickets here.")))
        return
    rows = [
        [Button(f"{t.number} · {turn.t(KINDS[t.kind].title)} · {turn.t(STATES[t.state])}",
                {"do": "desk.show", "ticket": t.id})]
        for t in found
    ]  # fmt: skip
    turn.say(turn.t(title, queue=queue), rows)


async def show_ticket(turn: Turn) -> None:
    """One ticket by its number, with its whole history."""
    number = matter.number_in(turn) or turn.incoming.text.strip()
    ticket = await tickets.by_number(turn.tx, number)
    if ticket is None:
        turn.say(turn.t(_("There is no ticket {number}."), number=number or "—"))
        return
    lines: list[str] = [await card(turn, ticket, turn.person.language, whole=True)]
    for event in await tickets.history(turn.tx, ticket.id, shown_only=False):
        at = moment(event.at, turn.now, turn.zone, turn.person.language)
        lines.append(f"• {at} · {event.actor} · {event.what} {event.note}".rstrip())
    turn.say(join(lines), buttons(ticket, turn.person.language))

"""Hand-over: the owner asks somebody, and stays answerable until it is accepted.

Offers of new tickets are in `actions.counter.routing`, who is there in `actions.counter.shifts`, and what those who
are asked read in `actions.counter.unanswered`.
"""

from datetime import timedelta
from typing import Any

from actions.counter import cards, unanswered
from actions.counter.looking import QUEUE_NAMES
from actions.counter.staff import DESK, LEADERS, QUEUES
from actions.forms import Form, Question, Slots, begin, choose, read_words, register
from actions.kinds import STATES, WORKED_ON
from actions.matters import matter
from actions.matters.incidents import together
from actions.promises import owed
from actions.work import REPLY, Message, Rows, Turn, Work
from locales import mark, text
from storage import ownership as asked_rows
from storage import staff, tickets
from storage.models import HandOver, Staff, Ticket

_ = mark

MOST_COLLEAGUES = 12
"""So many buttons are offered; anybody else can be named."""
IS_OVER = {
    "accepted": _("{number}: {name} has accepted it already."),
    "refused": _("{number}: {name} has refused it already."),
    "taken_back": _("{number}: it was taken back."),
}


# Asking.


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """ "Hand over" under a card: to whom, and why."""
    assert turn.staff is not None
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    owner = await tickets.owner_of(turn.tx, ticket)
    if ticket.state not in WORKED_ON:
        turn.toast(_state(turn, ticket))
    elif turn.staff.id != ticket.owner_id and turn.staff.role not in LEADERS:
        turn.toast(turn.t(_("{number} belongs to {name}; only they or a supervisor hand it over."),
                          number=ticket.number, name=owner.name if owner else "—"))  # fmt: skip
    elif (asked := await asked_rows.open_of(turn.tx, ticket.id)) is not None:
        turn.toast()
        await _say_busy(turn, ticket, asked)
    else:
        turn.toast()
        await begin(turn, HAND_OVER, {"ticket": ticket.id})


async def _say_busy(turn: Turn, ticket: Ticket, asked: HandOver) -> None:
    language = turn.person.language
    name = await unanswered.asked_name(turn, asked, language)
    turn.say(turn.t(_("{number}: {name} has been asked already and has not answered yet."),
                    number=ticket.number, name=name),
             [[unanswered.button(language, _("Take back"), "take_back", asked)]])  # fmt: skip


def _state(turn: Turn, ticket: Ticket) -> str:
    return turn.t(_("{number}: {state}"), number=ticket.number, state=turn.t(STATES[ticket.state]))


async def _colleagues(turn: Turn, ticket: Ticket) -> list[Staff]:
    """Who may take it: those on shift first, and of these those of its queue."""
    found = [
        m for m in await staff.everybody(turn.tx) if m.role in DESK and m.id != ticket.owner_id
    ]
    return sorted(found, key=lambda m: (not m.on_shift, m.queue not in (ticket.queue, "all")))


async def _offer_colleagues(turn: Turn, slots: Slots) -> Rows:
    ticket = await tickets.get(turn.tx, slots["ticket"])
    made = []
    for member in (await _colleagues(turn, ticket))[:MOST_COLLEAGUES]:
        there = (
            member.name if member.on_shift else turn.t(_("{name} (off shift)"), name=member.name)
        )
        made.append(choose(there, member.id))
    queues = [choose(turn.t(QUEUE_NAMES[queue]), queue) for queue in QUEUES]
    return [*(made[i : i + 2] for i in range(0, len(made), 2)), queues]


async def _read_colleague(turn: Turn, slots: Slots) -> Any:
    """A colleague's name, or a queue's, typed."""
    said = turn.incoming.text.strip().casefold()
    ticket = await tickets.get(turn.tx, slots["ticket"])
    queues = {turn.t(name).casefold(): queue for queue, name in QUEUE_NAMES.items()}
    named = {m.name.casefold(): m.id for m in reversed(await _colleagues(turn, ticket))}
    if said in QUEUES:
        return said
    return named.get(said) or queues.get(said)


async def _ask(turn: Turn, slots: Slots) -> None:
    """The form is filled: the other is asked; whoever asks themselves has it at once."""
    assert turn.staff is not None
    ticket, to = await tickets.get(turn.tx, slots["ticket"]), slots["to"]
    busy = await asked_rows.open_of(turn.tx, ticket.id)
    allowed = turn.staff.id == ticket.owner_id or turn.staff.role in LEADERS
    if busy is not None:
        await _say_busy(turn, ticket, busy)
        return
    if ticket.state not in WORKED_ON or not allowed:
        turn.say(_state(turn, ticket))
        return
    to_queue = to if to in QUEUES else ""
    row = await asked_rows.add(turn.tx, HandOver(
        ticket_id=ticket.id, from_id=turn.staff.id, to_id=None if to_queue else int(to),
        to_queue=to_queue, reason=slots["note"], asked_at=turn.now, remind_at=_remind_at(turn, ticket),
        state="asked",
    ))  # fmt: skip
    if row.to_id == turn.staff.id:
        await _take_over(turn, row, ticket)
        return
    name = await unanswered.asked_name(turn, row, turn.person.language)
    await _record(turn, ticket, "hand_over_asked", f"{name}: {row.reason}")
    await unanswered.say_asked(turn, row, ticket, "asked")
    said = _("I have asked {name} to take over {number}. Until it is accepted, you answer for it.")
    turn.say(turn.t(said, name=name, number=ticket.number),
             [[unanswered.button(turn.person.language, _("Take back"), "take_back", row)]])  # fmt: skip


def _remind_at(work: Work, ticket: Ticket) -> Any:
    wait = timedelta(minutes=work.policy.routing.hand_over_minutes)
    return owed.staffed(work, ticket, work.now + wait)


async def _record(turn: Turn, ticket: Ticket, what: str, note: str) -> None:
    assert turn.staff is not None
    await tickets.record(turn.tx, ticket, turn.staff.name, what, turn.now, note, shown=False)


# Answering.


async def answer(turn: Turn, do: dict[str, Any]) -> None:
    """Accept, Refuse or Take back. Of two at once one wins, and the other is told who."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    row = await asked_rows.get(turn.tx, int(do.get("hand_over", 0)))
    if row is None or row.ticket_id != ticket.id or row.from_id is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    name = str(do["do"]).removeprefix("desk.")
    problem = await _why_not(turn, row, ticket, name)
    turn.toast(problem)
    if problem:
        return
    if name == "accept":
        await _take_over(turn, row, ticket)
    elif name == "refuse":
        await begin(turn, REFUSE, {"ticket": ticket.id, "hand_over": row.id})
    else:
        await _take_back(turn, row, ticket)


async def _why_not(turn: Turn, row: HandOver, ticket: Ticket, name: str) -> str:
    """Why this cannot be pressed (any more); empty where it can."""
    assert turn.staff is not None
    if row.state != "asked":
        by = "" if row.answered_by is None else (await staff.get(turn.tx, row.answered_by)).name
        return turn.t(IS_OVER[row.state], number=ticket.number, name=by)
    if ticket.closed_at is not None:
        return _state(turn, ticket)
    if name == "take_back":
        mine = turn.staff.id in (row.from_id, ticket.owner_id) or turn.staff.role in LEADERS
        return "" if mine else turn.t(_("Only who asked can take it back."))
    if row.to_id is None:
        asked = turn.staff.queue in (row.to_queue, "all") and turn.staff.id != row.from_id
    else:
        asked = turn.staff.id == row.to_id
    whom = await unanswered.asked_name(turn, row, turn.person.language)
    return "" if asked else turn.t(_("Not you, but {name} was asked."), name=whom)


def _end(turn: Turn, row: HandOver, state: str) -> None:
    assert turn.staff is not None
    row.state, row.remind_at = state, None
    row.answered_at, row.answered_by = turn.now, turn.staff.id


async def _take_over(turn: Turn, row: HandOver, ticket: Ticket) -> None:
    """Accepted: the ticket has a new owner, and now the customer hears of it."""
    assert turn.staff is not None
    _end(turn, row, "accepted")
    before = ticket.owner_id
    for one in await together(turn, ticket):
        await _change_owner(turn, one, row)
    for member_id in {row.from_id, before} - {turn.staff.id, None}:
        await unanswered.tell(turn, row, member_id, _("✅ {name} has accepted {number}. It is not yours any more."),
                    name=turn.staff.name, number=ticket.number)  # fmt: skip
    turn.say(turn.t(_("{number} is yours now."), number=ticket.number),
             cards.buttons(ticket, turn.person.language))  # fmt: skip


async def _change_owner(turn: Turn, ticket: Ticket, row: HandOver) -> None:
    assert turn.staff is not None
    ticket.owner_id = turn.staff.id
    event = await tickets.record(
        turn.tx, ticket, turn.staff.name, "hand_over", turn.now, row.reason
    )
    await cards.refresh(turn, ticket, event.id)
    if row.to_queue not in ("", ticket.queue):
        ticket.queue = row.to_queue
        await cards.refresh(turn, ticket, event.id)
    told = _("{number}: from now on {name} takes care of your matter. The reason: {note}")
    await matter.tell(turn, ticket, event.id, told, name=turn.staff.name, note=row.reason)


async def _refuse(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.get(turn.tx, slots["ticket"])
    row = await asked_rows.get(turn.tx, slots["hand_over"])
    assert turn.staff is not None
    assert row is not None
    if problem := await _why_not(turn, row, ticket, "refuse"):
        turn.say(problem)
        return
    _end(turn, row, "refused")
    await _record(turn, ticket, "hand_over_refused", slots["note"])
    await unanswered.tell(turn, row, row.from_id,
                _("↩️ {name} does not take over {number}: {note}\nIt stays with its owner."),
                name=turn.staff.name, number=ticket.number, note=slots["note"])  # fmt: skip
    turn.say(turn.t(_("All right. {number} stays where it is.")
             , number=ticket.number))  # fmt: skip


async def _take_back(turn: Turn, row: HandOver, ticket: Ticket) -> None:
    _end(turn, row, "taken_back")
    await _record(turn, ticket, "hand_over_taken_back", "")
    for chat_id, language in await unanswered.asked_chats(turn, row):
        said = text(language, _("{number} is not handed over after all."), number=ticket.number)
        await turn.queue(f"hand_over:{row.id}:back:{chat_id}", chat_id, REPLY, Message(said))
    turn.say(turn.t(_("{number} is not handed over. You answer for it."), number=ticket.number))


HAND_OVER = register(
    Form(
        "desk.hand_over", _("Hand over"),
        (
            Question("to", _("To whom? Tap or write a name; until it is accepted, you answer for it."),
                     _read_colleague, offer=_offer_colleagues),
            Question("note", _("Why is it handed over? The customer will read it."), read_words,
                     free=True),
        ),
        _ask, staff_only=True,
    )
)  # fmt: skip
REFUSE = register(
    Form(
        "desk.refuse", _("Refuse"),
        (Question("note", _("Why not? Your colleague will read it."), read_words, free=True),),
        _refuse, staff_only=True,
    )
)  # fmt: skip

"""How a live talk begins and ends: who may, what stands in the way, and what both sides hear."""

from dataclasses import dataclass
from typing import Any

from actions.counter import cards
from actions.counter.replies import is_reachable
from actions.counter.staff import LEADERS
from actions.kinds import STATES
from actions.matters.incidents import together
from actions.work import REPLY, Button, Message, Rows, Turn, Work
from locales import mark, text
from storage import ownership, people, staff, tickets
from storage import relay as rows
from storage.models import Person, Relay, Staff, Ticket

_ = mark

END = _("End the talk")


@dataclass(frozen=True)
class Ending:
    """Why a talk is over, as either side reads it. An empty text is not said."""

    to_customer: str
    to_staff: str


ENDED = Ending(
    _("The talk with {name} about {number} is over. I answer you again; just write to me."),
    _("Your talk with {customer} about {number} is over."),
)
SILENCE = Ending(
    _(
        "It has been quiet for {minutes} minutes, so the talk with {name} about {number} is over. I answer you again; just write to me."
    ),
    _("It has been quiet for {minutes} minutes: your talk with {customer} about {number} is over."),
)
UNREACHABLE = Ending(
    "",
    _(
        "{customer} cannot be reached any more: your talk about {number} is over, and what you wrote last may not have arrived."
    ),
)
OWNER_LEFT = Ending(
    _(
        "The talk with {name} about {number} is over; a colleague takes care of it. I answer you again; just write to me."
    ),
    _("{number} is not yours any more: your talk with {customer} is over."),
)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.talk`: the owner begins a talk with the customer of a ticket."""
    await begin(turn, await tickets.get(turn.tx, int(do["ticket"])), do)


async def begin(turn: Turn, ticket: Ticket, do: dict[str, Any]) -> None:
    """Opens a talk, or says what stands in the way.

    do: `over`: a supervisor takes the ticket over for it, from the owner with this id. `instead`: the talk that they lead ends.
    """
    assert turn.staff is not None
    if not await _may_talk(turn, ticket, do.get("over", 0)):
        return
    customer = await people.get(turn.tx, ticket.person_id)
    if not await _can_talk(turn, ticket, customer):
        return
    if not await _is_free(turn, ticket, customer, do):
        return
    if ticket.owner_id != turn.staff.id:
        await _take_over(turn, ticket)
    relay = await rows.start(turn.tx, ticket.id, turn.staff.id, customer.id, turn.now)
    if relay is None:  # somebody was quicker by a moment
        await _is_free(turn, ticket, customer, {})
        return
    await _say_begun(turn, relay, ticket, customer)


def _answer(turn: Turn, said: str, buttons: Rows | None = None) -> None:
    turn.toast("" if buttons else said)
    if buttons or not turn.incoming.callback_id:
        turn.say(said, buttons)


def _button(turn: Turn, label: str, ticket: Ticket, name: str = "talk", **more: int) -> Rows:
    return [[Button(turn.t(label), {"do": f"desk.{name}", "ticket": ticket.id, **more})]]


async def _may_talk(turn: Turn, ticket: Ticket, over: int) -> bool:
    """The owner talks; a supervisor by taking over. Others are told whose it is."""
    assert turn.staff is not None
    owner = await tickets.owner_of(turn.tx, ticket)
    if ticket.closed_at is not None:
        state = turn.t(STATES[ticket.state])
        _answer(turn, turn.t(_("{number}: {state}"), number=ticket.number, state=state))
    elif owner is None:
        first = turn.t(_("Nobody has taken {number} yet. Take it, then you can talk."), number=ticket.number)  # fmt: skip
        _answer(turn, first, _button(turn, _("Take"), ticket, "take"))
    elif owner.id == turn.staff.id or (over == owner.id and turn.staff.role in LEADERS):
        return True
    elif turn.staff.role in LEADERS:
        whose = turn.t(_("{number} is {name}'s. To talk with the customer you take it over."), number=ticket.number, name=owner.name)  # fmt: skip
        _answer(turn, whose, _button(turn, _("Take over and talk"), ticket, over=owner.id))
    else:
        _answer(turn, turn.t(_("{number} is {name}'s: only they can talk with the customer."), number=ticket.number, name=owner.name))  # fmt: skip
    return False


async def _can_talk(turn: Turn, ticket: Ticket, customer: Person) -> bool:
    """Both must be within reach, and two people."""
    if customer.id == turn.person.id:
        _answer(turn, turn.t(_("This is your own matter.")))
        return False
    if turn.person.chat_id is None:
        _answer(turn, turn.t(_("Talks run in your private chat with me. Open it once and press Start.")))  # fmt: skip
        return False
    if await is_reachable(turn, ticket):
        return True
    turn.toast()
    return False


async def _is_free(turn: Turn, ticket: Ticket, customer: Person, do: dict[str, Any]) -> bool:
    """One talk at a time on either side; ends those that may be ended for the new one."""
    assert turn.staff is not None
    mine = await rows.of_staff(turn.tx, turn.staff.id)
    theirs = await rows.of_customer(turn.tx, customer.id)
    if mine is not None and mine.person_id == customer.id and mine.ticket_id == ticket.id:
        _answer(turn, turn.t(_("You are in this talk already: just write here.")))
        return False
    if mine is not None and not do.get("instead"):
        await _ask_instead(turn, mine, ticket, do.get("over", 0))
        return False
    if theirs is not None and theirs != mine and not (do.get("over") and theirs.ticket_id == ticket.id):  # fmt: skip
        leader = await staff.get(turn.tx, theirs.staff_id)
        _answer(turn, turn.t(_("{name} is talking with this customer already."), name=leader.name))
        return False
    if await _is_busy_otherwise(turn, customer):
        _answer(turn, turn.t(_("One of you is in a talk of another kind; please try again later.")))
        return False
    for other in {row.id: row for row in (mine, theirs) if row is not None}.values():
        of = await rows.locked(turn.tx, other)
        if of is not None:
            await end(turn, other, of, ENDED if other is mine else OWNER_LEFT)
    return True


async def _is_busy_otherwise(turn: Turn, customer: Person) -> bool:
    """A member of staff is a customer too, and writes in one chat: it must be clear to whom."""
    everybody = await staff.everybody(turn.tx)
    as_staff = next((p for p in everybody if p.telegram_id == customer.telegram_id), None)
    leads = as_staff is not None and await rows.of_staff(turn.tx, as_staff.id) is not None
    return leads or await rows.of_customer(turn.tx, turn.person.id) is not None


async def _ask_instead(turn: Turn, mine: Relay, ticket: Ticket, over: int) -> None:
    with_whom = await people.get(turn.tx, mine.person_id)
    about = await tickets.get(turn.tx, mine.ticket_id)
    asked = turn.t(
        _("You are talking with {name} about {number}. End that talk and begin the new one?"),
        name=with_whom.first_name, number=about.number,
    )  # fmt: skip
    _answer(turn, asked, _button(turn, _("End it and begin"), ticket, instead=True, over=over))


async def _take_over(turn: Turn, ticket: Ticket) -> None:
    """The supervisor owns it from here; the owner of before is told."""
    assert turn.staff is not None
    before = await tickets.owner_of(turn.tx, ticket)
    if (asked := await ownership.open_of(turn.tx, ticket.id)) is not None:
        asked.state, asked.remind_at = "taken_back", None
        asked.answered_at, asked.answered_by = turn.now, turn.staff.id
    for one in await together(turn, ticket):
        one.owner_id = turn.staff.id
        event = await tickets.record(
            turn.tx, one, turn.staff.name, "taken_over", turn.now, before.name if before else "",
            shown=False,
        )  # fmt: skip
        await cards.refresh(turn, one, event.id)
    if before is not None:
        chat_id, language = await cards.private(turn, before)
        line = text(language, _("{name} has taken {number} over from you, to talk with the customer."),
                    name=turn.staff.name, number=ticket.number)  # fmt: skip
        key = f"over:{ticket.id}:{turn.incoming.update_id}"
        await turn.queue(key, chat_id, REPLY, Message(line))


async def _say_begun(turn: Turn, relay: Relay, ticket: Ticket, customer: Person) -> None:
    assert turn.staff is not None
    assert customer.chat_id is not None
    await tickets.record(turn.tx, ticket, turn.staff.name, "talk", turn.now)
    if turn.incoming.private:
        turn.conversation.form = None  # a question of ours must not take the first words
    do = {"do": "talk.end", "relay": relay.id}
    opened = text(
        customer.language,
        _("👤 {name} of our staff is here now and talks with you about {number}. Just write: words, pictures, voice, files or your location. Until the talk is over I keep quiet."),
        name=turn.staff.name, number=ticket.number,
    )  # fmt: skip
    message = Message(opened, [[Button(text(customer.language, END), do)]])
    await turn.queue(f"talk:{relay.id}:customer", customer.chat_id, REPLY, message)
    line = turn.t(
        _("💬 You are talking with {name} about {number}. What you write to me here goes to them. /t: ready texts, /end: end the talk."),
        name=customer.first_name, number=ticket.number,
    )  # fmt: skip
    mine = Message(line, [[Button(turn.t(END), do)]])
    await turn.queue(f"talk:{relay.id}:staff", turn.person.chat_id or 0, REPLY, mine)
    turn.toast(
        turn.t(_("Go on in your private chat with me.")) if not turn.incoming.private else ""
    )


async def end(work: Work, relay: Relay, ticket: Ticket, why: Ending) -> None:
    """Ends a talk that is locked, and says so to both."""
    relay.closed_at = work.now
    customer = await people.get(work.tx, relay.person_id)
    leader: Staff = await staff.get(work.tx, relay.staff_id)
    await tickets.record(work.tx, ticket, "system", "talk_ended", work.now, shown=False)
    values = {
        "name": leader.name, "customer": customer.first_name, "number": ticket.number,
        "minutes": f"{work.policy.relay.silence_minutes:g}",
    }  # fmt: skip
    if customer.chat_id is not None and why.to_customer:
        line = text(customer.language, why.to_customer, **values)
        await work.queue(f"talk:{relay.id}:end", customer.chat_id, REPLY, Message(line))
    chat_id, language = await cards.private(work, leader)
    line = text(language, why.to_staff, **values)
    show = Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id})
    await work.queue(f"talk:{relay.id}:ended", chat_id, REPLY, Message(line, [[show]]))

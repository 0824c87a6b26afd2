"""What staff write about a ticket: notes for themselves, messages to the customer, ready texts."""

from datetime import datetime, timedelta
from typing import Any

from actions.counter import cards
from actions.forms import Form, Question, Slots, begin, close, current, read_words, register
from actions.kinds import KINDS
from actions.matters import matter
from actions.policy.counter import ReadyText, reply_fields
from actions.words import moment, place_name, quote
from actions.work import REPLY as REPLY_LANE
from actions.work import Button, Message, Rows, Turn, Work
from locales import join, mark, text
from storage import finding, network, people, relay, tickets
from storage.models import Ticket

_ = mark


SAYS = _("👤 <b>{name}</b> · {number}\n{words}")
"""What a person says through us, under their first name."""


async def press_note(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.note`: a note that no customer ever sees; asks for the words, where none were typed."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    turn.toast()
    if words := str(do.get("text", "")):
        await _note(turn, ticket, words)
    else:
        await begin(turn, NOTE, {"ticket": ticket.id})


async def press_reply(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.reply`: a message to the customer; offers ready texts, where no words were typed."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    turn.toast()
    if words := str(do.get("text", "")):
        await reply(turn, ticket, words)
    elif await is_reachable(turn, ticket):
        await begin(turn, REPLY, {"ticket": ticket.id})


# Notes.


async def _note(turn: Turn, ticket: Ticket, words: str) -> None:
    assert turn.staff is not None
    event = await tickets.record(
        turn.tx, ticket, turn.staff.name, "note", turn.now, words, shown=False
    )
    turn.say(turn.t(_("Noted in {number}. The customer does not see it."), number=ticket.number))
    if ticket.owner_id not in (None, turn.staff.id):
        await cards.note_to_owner(turn, ticket, event.id, _("📝 A note in {number}:"), words)


async def _note_written(turn: Turn, slots: Slots) -> None:
    await _note(turn, await tickets.get(turn.tx, slots["ticket"]), slots["words"])


# Messages to the customer.


async def is_reachable(turn: Turn, ticket: Ticket) -> bool:
    """Whether the customer can be written to; says so, and how else to reach them, where not."""
    person = await people.get(turn.tx, ticket.person_id)
    if person.chat_id is not None and person.reachable:
        return True
    contact = turn.t(_("not given")) if ticket.contact in ("", "chat") else ticket.contact
    turn.say(
        turn.t(
            _("{number}: the customer cannot be reached in chat; they have blocked us or never wrote in private. Phone: {contact}"),
            number=ticket.number, contact=contact,
        )
    )  # fmt: skip
    return False


async def reply(turn: Turn, ticket: Ticket, words: str) -> bool:
    """Sends the customer a message and keeps it in the history; False where they are out of reach."""
    assert turn.staff is not None
    if not await is_reachable(turn, ticket):
        return False
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "reply", turn.now, words)
    person = await people.get(turn.tx, ticket.person_id)
    assert person.chat_id is not None
    line = text(person.language, SAYS, name=turn.staff.name, number=ticket.number, words=words)
    answer = Button(text(person.language, _("Answer")), {"do": "ticket.add", "ticket": ticket.id})
    # To this one person: others who follow the ticket were not spoken to.
    message = Message(line, [[answer]] if ticket.closed_at is None else [])
    key = f"ticket:{ticket.id}:{event.id}"
    await turn.queue(key, person.chat_id, matter.tell_lane(ticket), message)
    turn.say(turn.t(_("Sent to {name} ({number})."), name=person.first_name, number=ticket.number))
    if ticket.owner_id not in (None, turn.staff.id):
        told = _("💬 A colleague answered the customer of {number}:")
        await cards.note_to_owner(turn, ticket, event.id, told, words)
    return True


async def _reply_written(turn: Turn, slots: Slots) -> None:
    await reply(turn, await tickets.get(turn.tx, slots["ticket"]), slots["words"])


LOOKED_BACK = timedelta(minutes=10)
"""So long after it was sent a message is watched: who has blocked us is known within seconds."""


async def run_due(work: Work) -> int:
    """Tick: the owner hears of a message that did not arrive, once."""
    failed = await relay.undelivered(work.tx, "reply", work.now - LOOKED_BACK)
    for event in failed:
        ticket = await tickets.get(work.tx, event.ticket_id)
        for chat_id, language in await cards.those_of(work, ticket):
            note = text(language, _("{number}: this message did not reach the customer; they may have blocked us:"), number=ticket.number)  # fmt: skip
            key = f"undelivered:{event.id}:{chat_id}"
            await work.queue(key, chat_id, REPLY_LANE, Message(join([note, quote(event.note)])))
    return len(failed)


# Ready texts.


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """`reply.show` previews a ready text as the customer will read it; `reply.send` sends it."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    turn.toast()
    if do["do"] == "reply.show":
        await _preview(turn, ticket, str(do.get("name", "")))
    elif do.get("words"):
        await _send_once(turn, ticket, do)
    else:
        turn.say(turn.t(_("This is not there any more.")))


async def offer(turn: Turn, ticket: Ticket) -> Rows:
    """A button for each ready text for which the ticket has all that it names."""
    known = await _fields(turn, ticket, turn.person.language)
    made = [
        Button(ready.title[turn.person.language],
               {"do": "reply.show", "ticket": ticket.id, "name": name})
        for name, ready in turn.policy.replies.items() if _can_fill(ready, known)
    ]  # fmt: skip
    return [made[i : i + 2] for i in range(0, len(made), 2)]


def _can_fill(ready: ReadyText, known: dict[str, str]) -> bool:
    return all(known[name] for written in ready.text.values() for name in reply_fields(written))


async def _fields(turn: Turn, ticket: Ticket, language: str) -> dict[str, str]:
    """What a ready text may name; empty where the ticket does not hold it."""
    person = await people.get(turn.tx, ticket.person_id)
    due_at = (await finding.next_due(turn.tx, [ticket.id])).get(ticket.id)
    return {
        "number": ticket.number,
        "kind": text(language, KINDS[ticket.kind].title),
        "due": moment(due_at, turn.now, turn.zone, language) if due_at else "",
        "name": person.first_name,
        "place": await _place(turn, ticket, language),
    }


async def _place(turn: Turn, ticket: Ticket, language: str) -> str:
    if ticket.place_id is None or language == cards.STAFF_LANGUAGE:
        return ticket.place_text
    return place_name(await network.place(turn.tx, ticket.place_id), language)


async def _preview(turn: Turn, ticket: Ticket, name: str) -> None:
    ready, person = turn.policy.replies.get(name), await people.get(turn.tx, ticket.person_id)
    known = await _fields(turn, ticket, person.language)
    if ready is None or not _can_fill(ready, known):
        turn.say(turn.t(_("This is not there any more.")))
        return
    words = ready.text[person.language].format(**known)
    do = {
        "do": "reply.send", "ticket": ticket.id, "words": words, "shown": turn.now.isoformat(),
    }  # fmt: skip
    shown = turn.t(
        _("{name} will read:\n{words}"), name=person.first_name, words=quote(words, 2000)
    )
    turn.say(shown, [[Button(turn.t(_("Send")), do)]])


async def _send_once(turn: Turn, ticket: Ticket, do: dict[str, Any]) -> None:
    """Of two who press Send under the same preview the second is told who sent it."""
    shown, words = datetime.fromisoformat(do["shown"]), str(do["words"])
    past = await tickets.history(turn.tx, ticket.id, shown_only=False)
    same = [e for e in past if e.what == "reply" and e.note == words and e.at >= shown]
    if same:
        turn.say(turn.t(_("{name} has sent this to the customer already."), name=same[0].actor))
        return
    await reply(turn, ticket, words)
    if (opened := current(turn)) is not None and opened[0] is REPLY:
        close(turn)


async def _offer(turn: Turn, slots: Slots) -> Rows:
    return await offer(turn, await tickets.get(turn.tx, slots["ticket"]))


NOTE = register(
    Form("desk.note", _("Note"),
         (Question("words", _("What shall be noted? The customer does not see it."), read_words,
                   free=True),),
         _note_written, staff_only=True)
)  # fmt: skip
REPLY = register(
    Form("desk.reply", _("Reply"),
         (Question("words",
                   _("What shall the customer read? Write it, or choose a ready text."),
                   read_words, free=True, offer=_offer),),
         _reply_written, staff_only=True)
)  # fmt: skip

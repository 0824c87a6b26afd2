"""Live talks: the owner of a ticket and its customer write to each other through the bot.

While a talk is open the bot is quiet: it passes on what either says, and keeps it with the ticket.
Neither sees the other's account: the customer a first name and the number, staff the same. A danger
that the customer names is an alarm all the same, and commands and buttons work as ever.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import forms
from actions.conversation import asking
from actions.counter import cards, replies, talks
from actions.counter.replies import SAYS
from actions.incoming import FILES
from actions.matters.hazards import HAZARD
from actions.promises import pauses
from actions.work import REPLY, Message, Turn, Work
from locales import Html, join, mark, text
from storage import people, staff, tickets
from storage import relay as rows
from storage.models import Person, Relay, Staff, Ticket

_ = mark

CARRIED = (
    "text", "edited", *FILES, "sticker", "contact", "location",
    "other",
)  # fmt: skip
"""Kinds of messages that belong to a talk. Commands and buttons do what they always do."""
LONGEST_QUOTE = 120
LONGEST_CAPTION = 1024
"""Characters under a file (Telegram's limit)."""


async def carried(turn: Turn, danger: bool) -> bool:
    """Passes on a message that belongs to a talk; True where the bot has nothing to add.

    `danger`: the message speaks of one; from a customer it is passed on and handled too.
    """
    if not turn.incoming.private or turn.incoming.kind not in CARRIED:
        return False
    relay, from_staff = await _talk_of(turn)
    if relay is None or (from_staff and forms.current(turn) is not None):
        return False  # staff answer a question of ours first
    ticket = await rows.locked(turn.tx, relay)
    if ticket is None or not await _goes_on(turn, relay, ticket):
        return from_staff  # their words were meant for the customer, not for the bot
    await _carry(turn, relay, ticket, from_staff)
    opened = forms.current(turn)
    return from_staff or not (danger or (opened and opened[0] is HAZARD))


async def _talk_of(turn: Turn) -> tuple[Relay | None, bool]:
    """The open talk of who writes, and whether they lead it."""
    if turn.staff is not None and (led := await rows.of_staff(turn.tx, turn.staff.id)):
        return led, True
    return await rows.of_customer(turn.tx, turn.person.id), False


async def _goes_on(turn: Turn, relay: Relay, ticket: Ticket) -> bool:
    """Ends a talk whose leader owns the ticket no more, or has left us."""
    leader = await staff.get(turn.tx, relay.staff_id)
    if leader.active and ticket.owner_id == leader.id:
        return True
    await talks.end(turn, relay, ticket, talks.OWNER_LEFT)
    return False


async def _carry(turn: Turn, relay: Relay, ticket: Ticket, from_staff: bool) -> None:
    customer = await people.get(turn.tx, relay.person_id)
    leader = await staff.get(turn.tx, relay.staff_id)
    if from_staff and not customer.reachable:
        await talks.end(turn, relay, ticket, talks.UNREACHABLE)
        return
    chat_id, language = await _other_side(turn, customer, leader, from_staff)
    name = leader.name if from_staff else customer.first_name
    messages = _meant(turn, name, ticket.number, language, from_staff)
    if not messages:
        if turn.incoming.kind != "edited":  # a live location moves on by edits
            turn.say(turn.t(_("I cannot pass this on. Please send words, a picture, a file, a voice message or a location.")))  # fmt: skip
        return
    relay.last_at = turn.now
    for number, message in enumerate(messages):
        await turn.queue(f"relay:{turn.incoming.update_id}:{number}", chat_id, REPLY, message)
    await _keep(turn, ticket, leader.name if from_staff else "customer")


async def _other_side(
    turn: Turn, customer: Person, leader: Staff, from_staff: bool
) -> tuple[int, str]:
    if not from_staff:
        return await cards.private(turn, leader)
    assert customer.chat_id is not None
    return customer.chat_id, customer.language


def _meant(
    turn: Turn, name: str, number: str, language: str, from_staff: bool
) -> list[Message]:  # fmt: skip
    """The message as the other side gets it; nothing where it cannot be passed on."""
    said = turn.incoming
    head = text(language, SAYS, name=name, number=number, words=_words(turn, language))
    if said.kind == "location" and said.latitude is not None:
        where = Message(latitude=said.latitude, longitude=said.longitude)
        return [Message(head), where]
    if said.is_file:
        file = Message(head, file_id=said.file_id, file_kind=said.kind)
        return [file] if len(head) <= LONGEST_CAPTION else [Message(head), replace(file, text="")]
    if said.kind == "contact" and said.phone and not from_staff:
        phone = text(language, _("Phone: {phone}"), phone=said.phone)
        return [Message(text(language, SAYS, name=name, number=number, words=phone))]
    return [Message(head)] if said.kind in ("text", "edited") and said.text else []


def _words(turn: Turn, language: str) -> Html:
    """What is said, under the words it answers; an edited message says that it is one."""
    said, lines = turn.incoming, []
    if said.quoted:
        words = said.quoted.replace("\n", " ")[:LONGEST_QUOTE]
        lines.append(text(language, _("↩ {words}"), words=words))
    if said.kind == "edited":
        lines.append(text(language, _("✏️ Corrected:")))
    return join([*lines, said.text] if said.text else lines)


async def _keep(turn: Turn, ticket: Ticket, actor: str) -> None:
    """Words go into the history, files to the attachments; the customer's answer starts the clocks."""
    said, kind = turn.incoming, turn.incoming.kind
    note = {"contact": said.phone, "location": _point(turn)}.get(kind, said.text)
    what = "corrected" if kind == "edited" else "said" if kind == "text" else f"sent_{kind}"
    await tickets.record(turn.tx, ticket, actor, what, turn.now, note, shown=False)
    if said.is_file:
        await tickets.attach(turn.tx, ticket.id, [asking.file_of(turn)], turn.now)
    elif kind == "location":
        place = {"kind": "location", "caption": note}
        await tickets.attach(turn.tx, ticket.id, [place], turn.now)
    if actor == "customer" and ticket.waiting_for == "customer":
        await pauses.resume(turn, ticket)


def _point(turn: Turn) -> str:
    said = turn.incoming
    return f"{said.latitude:.5f}, {said.longitude:.5f}" if said.latitude is not None else ""


# Commands, buttons and the silence.


async def end_command(turn: Turn) -> None:
    """/end: the member of staff ends their talk."""
    assert turn.staff is not None
    relay = await rows.of_staff(turn.tx, turn.staff.id)
    if relay is None:
        turn.say(turn.t(_("You are in no talk. /talk and a ticket's number begins one.")))
    else:
        await _end_now(turn, relay)


async def press_end(turn: Turn, do: dict[str, Any]) -> None:
    """The button under a talk, for its two sides only."""
    relay = await rows.get(turn.tx, int(do["relay"]))
    leads = relay and turn.staff is not None and turn.staff.id == relay.staff_id
    if relay is None or not (leads or turn.person.id == relay.person_id):
        turn.toast(turn.t(_("This talk is over already.")))
        return
    turn.toast()
    await _end_now(turn, relay)


async def _end_now(turn: Turn, relay: Relay) -> None:
    ticket = await rows.locked(turn.tx, relay)
    if ticket is not None:
        await talks.end(turn, relay, ticket, talks.ENDED)


async def ready_texts(turn: Turn) -> None:
    """/t: the ready texts for the customer with whom the member of staff talks."""
    assert turn.staff is not None
    relay = await rows.of_staff(turn.tx, turn.staff.id)
    if relay is None:
        turn.say(turn.t(_("You are in no talk. /reply and a ticket's number offers ready texts.")))
        return
    ticket = await tickets.get(turn.tx, relay.ticket_id)
    offered = await replies.offer(turn, ticket)
    turn.say(turn.t(_("Which text? You see it before it goes.")), offered)


async def run_due(work: Work) -> int:
    """Tick: ends talks in which nobody writes any more, or one side cannot be reached."""
    since = work.now - timedelta(minutes=work.policy.relay.silence_minutes)
    due = await rows.to_end(work.tx, since)
    for relay in due:
        ticket = await rows.locked(work.tx, relay)
        if ticket is not None:
            customer = await people.get(work.tx, relay.person_id)
            leader = await staff.get(work.tx, relay.staff_id)
            why = talks.SILENCE if customer.reachable else talks.UNREACHABLE
            await talks.end(work, relay, ticket, why if leader.active else talks.OWNER_LEFT)
    return len(due)

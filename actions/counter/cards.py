"""Tickets as cards in the staff chats, and words between customers and those who work them."""

from dataclasses import replace

from actions.kinds import KINDS, STATES, WORKED_ON
from actions.matters import matter
from actions.matters.matter import DEADLINES
from actions.words import moment, quote
from actions.work import REPLY, SAFETY, Button, Message, Rows, Work
from locales import Html, join, mark, text
from storage import incidents, outbox, people, staff, tickets
from storage.models import Attachment, Staff, Ticket

_ = mark

STAFF_LANGUAGE = "zh_Hans"
"""Language of a group, where nobody's own can be known; in private each reads their own."""


async def readers(work: Work, queue: str) -> list[tuple[int, str]]:
    """(chat, language) where the tickets of a queue appear: its group, else its staff's chats."""
    groups = await staff.chats(work.tx)
    if group := groups.get(queue) or groups.get("all"):
        return [(group, STAFF_LANGUAGE)]
    everybody = await staff.everybody(work.tx)
    mine = [p for p in everybody if p.queue in (queue, "all")]
    return [await private(work, person) for person in mine or everybody]


async def private(work: Work, member: Staff) -> tuple[int, str]:
    """(chat, language) of a member of staff; a private chat has the id of its person."""
    language = await people.language_of(work.tx, member.telegram_id)
    return member.telegram_id, language or STAFF_LANGUAGE


async def show_new(work: Work, ticket: Ticket) -> None:
    """The card of a new ticket goes to the chats of its queue."""
    lane = matter.tell_lane(ticket)
    for chat_id, language in await readers(work, ticket.queue):
        message = Message(await card(work, ticket, language), buttons(ticket, language))
        await work.queue(f"card:{ticket.id}:{chat_id}", chat_id, lane, message)
    await show_new_files(work, ticket)


async def show_new_files(work: Work, ticket: Ticket) -> None:
    """The files that came with this message go where the card hangs."""
    files = await tickets.attachments(work.tx, ticket.id)
    new = [file for file in files if file.at == work.now]
    for chat_id, _language in await readers(work, ticket.queue) if new else []:
        for file in new:
            key = f"file:{file.id}:{chat_id}"
            await work.queue(key, chat_id, matter.tell_lane(ticket), _sent_on(ticket, file))


def _sent_on(ticket: Ticket, file: Attachment) -> Message:
    """A customer's file, or the point on the map that they shared."""
    if file.kind == "location":
        latitude, longitude = (float(part) for part in file.caption.split(","))
        return Message(latitude=latitude, longitude=longitude)
    said = f"{ticket.number}: {file.caption}" if file.caption else ticket.number
    return Message(join([said]), file_id=file.file_id, file_kind=file.kind)


async def card(work: Work, ticket: Ticket, language: str, whole: bool = False) -> Html:
    """A ticket as staff read it; `whole`: with all the words of a long story."""
    sign, kind = KINDS[ticket.kind].sign, text(language, KINDS[ticket.kind].title)
    state = text(language, STATES[ticket.state])
    owner = await tickets.owner_of(work.tx, ticket)
    lines: list[str] = [
        text(language, _("{sign} <b>{number}</b> · {kind}"), sign=sign, number=ticket.number,
             kind=f"{kind} · {_subclass(ticket, language)}" if ticket.subclass else kind),
        text(language, _("State: {state}{owner}"), state=state,
             owner=f" · {owner.name}" if owner else ""),
    ]  # fmt: skip
    lines += await _reports(work, ticket, language)
    if ticket.waiting_for:
        lines.append(Html(f"⏸ {text(language, matter.WAITING[ticket.waiting_for])}"))
    if ticket.place_text:
        lost = ticket.facts.get("place_unknown") and ticket.place_id is None
        where = _("⚠️ Place not found: {place}") if lost else _("Where: {place}")
        lines.append(text(language, where, place=ticket.place_text))
    lines.append(text(language, _("Contact: {contact}"), contact=_contact(ticket, language)))
    lines += [
        text(language, _("{name} by {time}"), name=text(language, DEADLINES[row.name]),
             time=moment(row.due_at, work.now, work.zone, language))
        for row in await tickets.deadlines(work.tx, ticket.id) if row.state == "open"
    ]  # fmt: skip
    if ticket.tier not in ("standard", ""):
        lines.append(text(language, _("Customer tier: {tier}"), tier=ticket.tier))
    if found := matter.BREAKER.get(str(ticket.facts.get("breaker"))):
        lines.append(text(language, _("Their own switches: {found}"), found=text(language, found)))
    lines += matter.known(work, ticket, language)
    return join([*lines, ticket.words if whole else quote(ticket.words)])


MOST_PLACES = 10


async def _reports(work: Work, ticket: Ticket, language: str) -> list[Html]:
    """How many have reported the same, and from where; empty where nobody else has."""
    if ticket.incident_id is None:
        return []
    together = await incidents.members(work.tx, ticket.incident_id)
    open_ones = [t for t in together if t.closed_at is None] or together
    if len(open_ones) < 2:
        return []
    head = text(language, _("👥 {count} reports, worked on together:"), count=len(open_ones))
    lines = [
        text(language, _("• {number} · {place}"), number=t.number, place=t.place_text or "?")
        for t in open_ones[:MOST_PLACES]
    ]
    rest = len(open_ones) - len(lines)
    return [head, *lines, *([text(language, _("… and {count} more"), count=rest)] if rest else [])]


def _subclass(ticket: Ticket, language: str) -> str:
    kind = KINDS[ticket.kind]
    detail = kind.details.get(ticket.subclass, {}).get(ticket.detail, ticket.detail)
    labels = [kind.subclasses.get(ticket.subclass, ticket.subclass), detail]
    return " · ".join(text(language, label) for label in labels if label)


def _contact(ticket: Ticket, language: str) -> str:
    return text(language, _("chat")) if ticket.contact in ("", "chat") else ticket.contact


def buttons(ticket: Ticket, language: str) -> Rows:
    """The steps that are possible now."""
    if ticket.closed_at is not None:
        return []
    steps = [
        (step.label, f"desk.{step.name}") for step in KINDS[ticket.kind].steps_from(ticket.state)
    ]
    if ticket.state in WORKED_ON:
        steps.append((_("Hand over"), "desk.hand_over"))
        steps.append((_("Goodwill"), "desk.goodwill"))
    if ticket.incident_id is not None:
        steps.append((_("Split one off"), "desk.split"))
    made = [Button(text(language, lb), {"do": do, "ticket": ticket.id}) for lb, do in steps]
    rows = [made[i : i + 2] for i in range(0, len(made), 2)]
    rows += _writing_buttons(ticket, language) if ticket.state in WORKED_ON else []
    rows += _sorting_buttons(ticket, language)
    return rows + (_clock_buttons(ticket, language) if ticket.owner_id is not None else [])


def _writing_buttons(ticket: Ticket, language: str) -> Rows:
    """What staff write: for themselves, to the customer once, or in a talk."""
    made = ((_("Note"), "note"), (_("Reply"), "reply"), (_("Talk"), "talk"))
    return [
        [Button(text(language, label), {"do": f"desk.{do}", "ticket": ticket.id})
         for label, do in made]
    ]  # fmt: skip


def _sorting_buttons(ticket: Ticket, language: str) -> Rows:
    """What narrows a ticket down, and what makes it grave."""
    kind, made = KINDS[ticket.kind], []
    if ticket.subclass in kind.details:
        made.append((_("Sub-class"), "desk.subclass"))
    if kind.closing and not kind.grave(ticket):
        made.append((_("Mark as grave"), "desk.grave"))
    row = [Button(text(language, label), {"do": do, "ticket": ticket.id}) for label, do in made]
    return [row] if row else []


def _clock_buttons(ticket: Ticket, language: str) -> Rows:
    """What stops and starts the clocks of a ticket, and how they are counted."""

    def button(label: str, name: str, **more: str) -> Button:
        return Button(text(language, label), {"do": f"desk.{name}", "ticket": ticket.id, **more})

    waits = [button(matter.WAITING[why], "pause", reason=why) for why in ("customer", "access")]
    go_on = [button(_("Go on"), "go_on")]
    return [go_on if ticket.waiting_for else waits, [button(_("How was this counted?"), "explain")]]


async def refresh(work: Work, ticket: Ticket, event_id: int) -> None:
    """Brings the cards of a ticket up to date where they hang.

    Tickets of one incident have one card, that of their lead; another's card says only whose it is.
    """
    lead = await incidents.lead(work.tx, ticket)
    for chat_id, language in await readers(work, lead.queue):
        shown = Message(await card(work, lead, language), buttons(lead, language))
        await _hang(work, lead, chat_id, event_id, shown)
        if lead is ticket or not await outbox.is_known(work.tx, f"card:{ticket.id}:{chat_id}"):
            continue
        told = text(language, _("{number} goes with {lead}."), number=ticket.number,
                    lead=lead.number)  # fmt: skip
        folded = Message(told, [[_show_button(lead, language)]])
        closed = Message(await card(work, ticket, language))
        await _hang(work, ticket, chat_id, event_id, closed if ticket.closed_at else folded)


async def _hang(
    work: Work, ticket: Ticket, chat_id: int, event_id: int, message: Message
) -> None:  # fmt: skip
    """Puts a card in the place of the one that hangs, or hangs it where there is none."""
    key = f"card:{ticket.id}:{chat_id}"
    if await outbox.is_known(work.tx, key):
        key, message = f"{key}:{event_id}", replace(message, edits=key)
    await work.queue(key, chat_id, REPLY, message)


async def those_of(work: Work, ticket: Ticket) -> list[tuple[int, str]]:
    """(chat, language) of the owner of a ticket; of its queue, while nobody owns it."""
    owner = await tickets.owner_of(work.tx, ticket)
    return [await private(work, owner)] if owner else await readers(work, ticket.queue)


async def note_to_owner(
    work: Work, ticket: Ticket, event_id: int, note: str, words: str = "", **values: object
) -> None:
    """A word to the owner of a ticket; to the chats of its queue, while nobody owns it."""
    for chat_id, language in await those_of(work, ticket):
        line = text(language, note, number=ticket.number, **values)
        message = Message(join([line, quote(words)]) if words else line,
                          [[_show_button(ticket, language)]])  # fmt: skip
        key = f"note:{ticket.id}:{event_id}:{chat_id}"
        await work.queue(key, chat_id, matter.tell_lane(ticket), message)


def _show_button(ticket: Ticket, language: str) -> Button:
    return Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id})


async def pass_urge(work: Work, ticket: Ticket, event_id: int) -> None:
    """The customer presses: the owner hears it."""
    await note_to_owner(work, ticket, event_id, _("⏰ The customer of {number} asks to hurry."))


async def pass_urge_up(work: Work, ticket: Ticket, event_id: int) -> None:
    """The customer had to press often: the supervisors hear it too."""
    for member in await staff.everybody(work.tx):
        if member.role == "supervisor":
            chat_id, language = await private(work, member)
            line = text(language, _("⏰ {number} was urged {count} times."),
                        number=ticket.number, count=ticket.urged)  # fmt: skip
            message = Message(line, [[_show_button(ticket, language)]])
            await work.queue(f"urge:{ticket.id}:{event_id}:{chat_id}", chat_id, REPLY, message)


ADDED = _("✏️ The customer added to {number}:")


async def pass_words(
    work: Work, ticket: Ticket, event_id: int, words: str, note: str = ADDED
) -> None:
    """What the customer added goes to the owner, with its picture."""
    await note_to_owner(work, ticket, event_id, note, words)


async def warn_staff(work: Work, key: str, queue: str, note: str, lane: int = SAFETY) -> None:
    """A word to the chats of a queue about something that needs a person."""
    for chat_id, language in await readers(work, queue):
        await work.queue(f"{key}:{chat_id}", chat_id, lane, Message(text(language, note)))

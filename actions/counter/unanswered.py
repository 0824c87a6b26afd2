"""Hand-overs that nobody has answered yet: what those asked read, a reminder, and the list."""

from actions.counter import cards
from actions.counter.looking import QUEUE_NAMES
from actions.counter.staff import QUEUES
from actions.words import quote, when
from actions.work import REPLY, Button, Message, Rows, Turn, Work
from locales import join, mark, text
from storage import ownership as asked_rows
from storage import staff
from storage.models import HandOver, Ticket

_ = mark


async def asked_name(work: Work, row: HandOver, language: str) -> str:
    """The person or queue that was asked."""
    if row.to_id is None:
        return text(language, QUEUE_NAMES[row.to_queue])
    return (await staff.get(work.tx, row.to_id)).name


async def asked_chats(work: Work, row: HandOver) -> list[tuple[int, str]]:
    """(chat, language) of those who were asked."""
    if row.to_id is None:
        return await cards.readers(work, row.to_queue)
    return [await cards.private(work, await staff.get(work.tx, row.to_id))]


async def say_asked(work: Work, row: HandOver, ticket: Ticket, moment: str) -> None:
    """Asks (or reminds: `moment`) those who may accept, with the card."""
    assert row.from_id is not None
    asker = await staff.get(work.tx, row.from_id)
    for chat_id, language in await asked_chats(work, row):
        said = text(language, _("🤝 {name} asks you to take over {number}. The reason:"),
                    name=asker.name, number=ticket.number)  # fmt: skip
        parts = [said, quote(row.reason), await cards.card(work, ticket, language)]
        message = Message(join(parts), [answers(language, row)])
        await work.queue(f"hand_over:{row.id}:{moment}:{chat_id}", chat_id, REPLY, message)


def answers(language: str, row: HandOver, number: str = "") -> list[Button]:
    """Accept, and Refuse: one of a whole queue cannot refuse for all."""
    made = [button(language, _("Accept"), "accept", row, number)]
    return (
        made if row.to_id is None else [*made, button(language, _("Refuse"), "refuse", row, number)]
    )


def button(language: str, label: str, do: str, row: HandOver, number: str = "") -> Button:
    """A button that answers a hand-over; `number` where several tickets are listed."""
    said = f"{text(language, label)} {number}".rstrip()
    return Button(said, {"do": f"desk.{do}", "ticket": row.ticket_id, "hand_over": row.id})


async def tell(work: Work, row: HandOver, member_id: int | None, said: str, **values: str) -> None:
    """A word about a hand-over to somebody it concerns."""
    if member_id is not None and (member := await staff.get(work.tx, member_id)).active:
        chat_id, language = await cards.private(work, member)
        key = f"hand_over:{row.id}:{row.state}:told:{chat_id}"
        await work.queue(key, chat_id, REPLY, Message(text(language, said, **values)))


async def run_due(work: Work) -> int:
    """Tick: who was asked and has not answered is reminded, once, and the asker hears of it."""
    due = await asked_rows.due(work.tx, work.now, offers=False)
    for row, ticket in due:
        row.remind_at = None
        if ticket.closed_at is not None:
            row.state, row.answered_at = "taken_back", work.now
            continue
        await say_asked(work, row, ticket, "reminded")
        said = _("⏳ Your hand-over of {number} is not answered yet. You still answer for it.")
        await tell(work, row, row.from_id, said, number=ticket.number)
    return len(due)


async def list_hand_overs(turn: Turn) -> None:
    """/handovers: what is asked of me and by me, and the new tickets that I am offered."""
    assert turn.staff is not None
    language, me = turn.person.language, turn.staff
    queues = QUEUES if me.queue == "all" else (me.queue,)
    lines: list[str] = []
    rows: Rows = []
    for _row, ticket in await asked_rows.offers_to(turn.tx, me.id):
        lines.append(turn.t(_("👉 {number}: offered to you"), number=ticket.number))
        rows.append([Button(turn.t(_("Take {number}"), number=ticket.number),
                            {"do": "desk.take", "ticket": ticket.id})])  # fmt: skip
    for row, ticket in await asked_rows.asked_of(turn.tx, me.id, queues):
        assert row.from_id is not None
        asker = (await staff.get(turn.tx, row.from_id)).name
        said = _("🤝 {number}: {name} asks you to take it over, {time}: {note}")
        lines.append(_line(turn, row, ticket, said, asker))
        rows.append(answers(language, row, ticket.number))
    for row, ticket in await asked_rows.asked_by(turn.tx, me.id):
        said = _("⏳ {number}: you asked {name}, {time}: {note}")
        lines.append(_line(turn, row, ticket, said, await asked_name(turn, row, language)))
        rows.append([button(language, _("Take back"), "take_back", row, ticket.number)])
    turn.say(join(lines) if lines else turn.t(_("No hand-over waits for an answer.")), rows)


def _line(turn: Turn, row: HandOver, ticket: Ticket, said: str, name: str) -> str:
    at = when(turn, row.asked_at)
    return turn.t(said, number=ticket.number, name=name, time=at, note=row.reason)

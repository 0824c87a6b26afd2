"""More words, pictures or a place for a ticket that is open: they reach the owner at once."""

from typing import Any

from actions.forms import Choice, Form, Question, Slots, begin, read_words, register
from actions.matters import tickets
from actions.work import Turn
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark

DONE = ""


async def ask(turn: Turn, ticket: Ticket) -> None:
    """Asks what to add; pictures are added as they come."""
    if ticket.closed_at is not None:
        await tickets.show(turn, ticket)
        return
    await begin(turn, ADD, {"ticket": ticket.id})


async def _read(turn: Turn, slots: Slots) -> Any:
    """Words, or a shared location."""
    if turn.incoming.latitude is not None:
        return {"point": f"{turn.incoming.latitude:.5f}, {turn.incoming.longitude:.5f}"}
    return await read_words(turn, slots)


async def _add(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.own_ticket(turn, slots["ticket"])
    said = slots.get("addition", DONE)
    if ticket is None or said == DONE:
        turn.say(turn.t(_("All right.")))
    elif ticket.closed_at is not None:
        await tickets.show(turn, ticket)
    elif isinstance(said, dict):
        place = {"kind": "location", "caption": said["point"]}
        await rows.attach(turn.tx, ticket.id, [place], turn.now)
        await tickets.add_words(turn, ticket, "added", said["point"])
    else:
        await tickets.add_words(turn, ticket, "added", said)


ADD = register(
    Form(
        "ticket.add", _("what you want to add"),
        (Question("addition", _("What shall I add? Send words, pictures, a voice message or a location."),
                  _read, choices=(Choice(_("That is all"), DONE),), free=True, takes="location"),),
        _add, stopped=_("All right."),
    )
)  # fmt: skip

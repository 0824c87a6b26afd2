"""A ticket in people's words: its promises, its history, and news of it."""

import re

from actions.kinds import STEPS
from actions.words import moment
from actions.work import REPLY, SAFETY, Message, Turn, Work
from locales import Html, mark, text
from storage import people, tickets
from storage.models import Ticket

_ = mark

PROMISES = {
    "first_contact": _("We contact you by {time}."),
    "answer": _("You have our answer by {time}."),
    "arrival": _("The crew is on site by {time}."),
    "acknowledge": "",
    "visit": _("We come and look at it by {time}."),
}
NUMBER = re.compile(r"WL[-\s]?(\d{8})[-\s]?(\d{3,5})", re.IGNORECASE)
DEADLINES = {
    "acknowledge": _("Acknowledge"), "first_contact": _("First contact"), "answer": _("Answer"),
    "arrival": _("On site"), "visit": _("Visit"),
}  # fmt: skip

OTHER_EVENTS = {
    "opened": _("you reported it"), "hand_over": _("handed to a colleague: {note}"),
    "urged": _("you asked us to hurry"), "added": _("you added: {note}"),
    "withdrawn": _("you withdrew it"), "reopened": _("taken up again: {note}"),
    "escalated": _("passed to a superior"), "missed": _("a deadline was missed"),
    "edited": _("you corrected your words: {note}"),
}  # fmt: skip
EVENTS = OTHER_EVENTS | {step.name: step.event for step in STEPS.values()}
"""What happened to a ticket, as its customer reads it."""
BREAKER = {
    "still_off": _("All on, still no power"), "neighbours": _("The neighbours are dark too"),
    "trips": _("It trips again at once"),
}  # fmt: skip
"""What a customer without power found at their own switches."""


async def promises(work: Work, ticket: Ticket, language: str) -> list[Html]:
    """The promises that are still open, in the customer's words."""
    lines = []
    for row in await tickets.deadlines(work.tx, ticket.id):
        if row.state == "open" and PROMISES.get(row.name):
            at = moment(row.due_at, work.now, work.zone, language)
            lines.append(text(language, PROMISES[row.name], time=at))
    return lines


def tell_lane(ticket: Ticket) -> int:
    """News of a danger goes first."""
    return SAFETY if ticket.kind == "hazard" else REPLY


async def tell(work: Work, ticket: Ticket, event_id: int, news: str, **values: object) -> None:
    """Sends the customer news of a ticket, in the language they read now, where they write to us."""
    person = await people.get(work.tx, ticket.person_id)
    if person.chat_id is not None:
        key = f"ticket:{ticket.id}:{event_id}"
        line = text(person.language, news, number=ticket.number, **values)
        await work.queue(key, person.chat_id, tell_lane(ticket), Message(line))


def number_in(turn: Turn) -> str:
    """A ticket number in the message, as we write it."""
    found = NUMBER.search(turn.incoming.text)
    if found:
        return f"WL-{found.group(1)}-{found.group(2)}"
    return next(iter(turn.understanding.values("ticket_number")), "")

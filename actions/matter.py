"""What a ticket is called: kinds, states, promises and steps in people's words; telling of news."""

import re
from dataclasses import dataclass

from actions.words import moment
from actions.work import REPLY, SAFETY, Message, Turn, Work
from locales import Html, mark, text
from storage import people, tickets
from storage.models import Ticket

_ = mark

KINDS = {
    "complaint": _("Complaint"), "repair": _("Repair"), "hazard": _("Danger report"),
    "claim": _("Claim for damage"), "bill_doubt": _("Bill enquiry"),
    "application": _("Application"), "misconduct": _("Report of misconduct"),
    "suggestion": _("Suggestion"), "praise": _("Praise"), "callback": _("Callback request"),
}  # fmt: skip
CLASSES = {
    "service": _("Service"), "business": _("Business handling"),
    "interruption": _("Outages and repairs"), "power_quality": _("Voltage and power quality"),
    "construction": _("Construction, poles and lines"),
}  # fmt: skip
"""The five classes of complaints (95598 rules)."""

STATES = {
    "new": _("received, not yet taken"), "taken": _("taken in hand"),
    "contacted": _("we have been in contact"), "on_the_way": _("the crew is on the way"),
    "arrived": _("the crew is on site"), "resolved": _("resolved"), "withdrawn": _("withdrawn"),
}  # fmt: skip
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

EVENTS = {
    "opened": _("you reported it"), "take": _("somebody took it in hand"),
    "contacted": _("we contacted you"), "on_the_way": _("the crew set out"),
    "arrived": _("the crew arrived"), "resolve": _("resolved: {note}"),
    "hand_over": _("handed to a colleague: {note}"), "urged": _("you asked us to hurry"),
    "added": _("you added: {note}"), "withdrawn": _("you withdrew it"),
    "reopened": _("taken up again: {note}"), "escalated": _("passed to a superior"),
    "missed": _("a deadline was missed"), "edited": _("you corrected your words: {note}"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step of the work: the state it leads to, from which, and which deadlines it meets."""

    label: str
    state: str
    since: tuple[str, ...]
    meets: tuple[str, ...]
    told: str


STEPS = {
    "take": Step(_("Take"), "taken", ("new",), ("acknowledge",),
                 _("{number}: {name} has taken your matter in hand.")),
    "contacted": Step(_("Contact made"), "contacted", ("taken",), ("acknowledge", "first_contact"),
                      _("{number}: we have noted our contact with you.")),
    "on_the_way": Step(_("On the way"), "on_the_way", ("taken", "contacted"), ("acknowledge",),
                       _("{number}: the crew is on the way.")),
    "arrived": Step(_("Arrived"), "arrived", ("taken", "contacted", "on_the_way"),
                    ("acknowledge", "arrival", "visit", "first_contact"),
                    _("{number}: the crew has arrived.")),
}  # fmt: skip
BREAKER = {
    "still_off": _("All on, still no power"), "neighbours": _("The neighbours are dark too"),
    "trips": _("It trips again at once"),
}  # fmt: skip
"""What a customer without power found at their own switches."""
CREW_KINDS = ("repair", "hazard", "claim", "application")
IRREVERSIBLE = ("arrived", "resolved", "withdrawn")
OPEN_STATES = ("taken", "contacted", "on_the_way", "arrived")


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

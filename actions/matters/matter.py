"""A ticket in people's words: its promises, its history, and news of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from actions.kinds import KINDS, STATES, STEPS
from actions.words import moment, shortened
from actions.work import REPLY, SAFETY, Button, Message, Turn, Work
from locales import Html, mark, text
from storage import finding, tickets
from storage.models import Ticket

_ = mark

PROMISES = {
    "first_contact": _("We will contact you by {time}."),
    "answer": _("You will have our answer by {time}."),
    "arrival": _("The crew will be on site by {time}."),
    "acknowledge": "",
    "visit": _("We will come and look at it by {time}."),
    "restoration": _("The repair will be done by {time}."),
    "appointment": _("Our appointment with you: {time}."),
}
NUMBER = re.compile(r"WL[-\s]?(\d{8})[-\s]?(\d{3,5})", re.IGNORECASE)
TYPED_NUMBER = re.compile(r"\s*(?:WL[-\s]?)?(?:(\d{8})[-\s]?)?(\d{1,5})(?!\d)\s*", re.IGNORECASE)
"""A ticket's number as staff type it, with or without its day."""
DEADLINES = {
    "acknowledge": _("Acknowledge"), "first_contact": _("First contact"), "answer": _("Answer"),
    "arrival": _("On site"), "visit": _("Visit"), "restoration": _("Power back"),
    "appointment": _("Appointment"),
}  # fmt: skip

WAITING: dict[str, str] = {
    "customer": _("Waiting for the customer"), "access": _("No access"),
    "appointment": _("Waiting for an appointment"),
}  # fmt: skip
"""Why the clocks of a ticket stand still, as staff press it."""
STANDING_STILL = {
    "customer": _("We wait for your answer; as soon as it is here, we go on and tell you by when."),
    "access": _("Nobody could let us in. Tell us when somebody is there, and we go on."),
    "appointment": _("We wait for the day agreed with you."),
}
"""What a customer reads in the place of a promise whose clock stands still."""

OTHER_EVENTS = {
    "opened": _("you reported it"), "hand_over": _("handed to a colleague: {note}"),
    "urged": _("you asked us to hurry"), "added": _("you added: {note}"),
    "withdrawn": _("you withdrew it"), "reopened": _("taken up again: {note}"),
    "confirmed": _("you told us that it is solved"), "objected": _("you objected: {note}"),
    "escalated": _("passed to a superior"), "missed": _("a deadline was missed"),
    "edited": _("you corrected your words: {note}"), "why": _("you told us why: {note}"),
    "joined": _("others have told us of the same; it is worked on together"),
    "late": _("we told you that it takes longer"), "new_time": _("we gave you a new time"),
    "paused_customer": _("we wait for your answer"), "paused_access": _("nobody let us in"),
    "paused_appointment": _("we wait for the day agreed with you"), "go_on": _("we go on with it"),
    "stalled": _("we looked into why nothing happened"),
    "goodwill": _("you got a credit: {note}"), "visit_promised": _("we promised you a visit: {note}"),
    "reply": _("we wrote to you: {note}"), "talk": _("we talked with you here in the chat"),
}  # fmt: skip
EVENTS = OTHER_EVENTS | {step.name: step.event for step in STEPS.values()}
"""What happened to a ticket, as its customer reads it."""
OTHERS = {
    "opened": _("somebody of your account reported it"),
    "urged": _("somebody of your account asked us to hurry"),
    "added": _("somebody of your account added something"),
    "edited": _("somebody of your account corrected their words"),
    "withdrawn": _("somebody of your account withdrew it"),
    "reopened": _("taken up again"),
    "confirmed": _("somebody of your account told us that it is solved"),
    "objected": _("somebody of your account objected"),
}
"""The same, where somebody else linked to the account did it: their words are theirs."""
BREAKER = {
    "still_off": _("All on, still no power"), "neighbours": _("The neighbours are dark too"),
    "trips": _("It trips again at once"), "unknown": _("I cannot look"),
}  # fmt: skip
"""What a customer without power found at their own switches."""


def known(work: Work, ticket: Ticket, language: str) -> list[str]:
    """What was kept with a ticket, and its past, for everybody who sees it."""
    facts = {**ticket.facts, "subclass": ticket.subclass, "state": ticket.state}
    lines = KINDS[ticket.kind].shows(work, facts, language)
    if ticket.reopened:
        since = moment(ticket.created_at, work.now, work.zone, language)
        lines.append(text(language, _("Open since {time}; times taken up again: {count}"),
                          time=since, count=ticket.reopened))  # fmt: skip
    if number := ticket.facts.get("follows"):
        lines.append(text(language, _("Goes on from {number}"), number=number))
    return lines


NO_PLACE = _("We do not find this place. Somebody asks you for it first; then you hear when the crew comes.")  # fmt: skip


async def promises(work: Work, ticket: Ticket, language: str) -> list[Html]:
    """The promises that are still open, in the customer's words.

    Of a place that nobody has found yet none is made to the customer; the desk has its deadlines.
    """
    if ticket.facts.get("place_unknown") and ticket.place_id is None:
        return [text(language, NO_PLACE)]
    lines = []
    for row in await tickets.deadlines(work.tx, ticket.id):
        if row.state == "open" and PROMISES.get(row.name):
            if row.paused_at is not None:
                lines.append(text(language, STANDING_STILL[row.pause_reason]))
                continue
            at = moment(row.due_at, work.now, work.zone, language)
            lines.append(text(language, PROMISES[row.name], time=at))
    return lines


def tell_lane(ticket: Ticket) -> int:
    """News of a danger goes first."""
    return SAFETY if ticket.kind == "hazard" else REPLY


async def tell(
    work: Work, ticket: Ticket, event_id: int, news: str,
    offers: Sequence[tuple[str, str]] = (),
    reads: Callable[[str], Mapping[str, object]] = lambda language: {}, **values: object,
) -> None:  # fmt: skip
    """Sends news of a ticket to whoever reported it, and to whoever urged or added to it.

    Each hears it in the language they read now, where they write to us. `reads`: values of a
    language; `offers`: label and deed of the buttons under it.
    """
    for person in await tickets.followers(work.tx, ticket):
        if person.chat_id is None:
            continue
        mine = person.id == ticket.person_id
        key = f"ticket:{ticket.id}:{event_id}" + ("" if mine else f":{person.id}")
        language = person.language
        line = text(language, news, number=ticket.number, **{**values, **reads(language)})
        row = [Button(text(language, lb), {"do": do, "ticket": ticket.id}) for lb, do in offers]
        message = Message(line, [row] if row else [])
        await work.queue(key, person.chat_id, tell_lane(ticket), message)


async def named(turn: Turn) -> Ticket | None:
    """The ticket whose number staff typed after a command; says so where there is none.

    "WL-20261121-0042", "20261121 42" or only "42": where several days have that number it asks
    which is meant, and the answer does what the command does.
    """
    found, number = await by_typed_number(turn), number_in(turn) or turn.incoming.text.strip()
    if len(found) == 1:
        return await tickets.get(turn.tx, found[0].id)
    if found:
        turn.say(turn.t(_("Which ticket do you mean?")), [[_this_one(turn, t)] for t in found[:8]])
    else:
        turn.say(turn.t(_("There is no ticket {number}."), number=shortened(number, 40) or "—"))
    return None


async def by_typed_number(turn: Turn) -> list[Ticket]:
    """The tickets whose number stands at the beginning of what staff typed, newest first."""
    typed = TYPED_NUMBER.match(turn.incoming.text)
    if typed is None:
        return []
    try:
        day = date.fromisoformat(typed[1]) if typed[1] else None
    except ValueError:  # eight digits, and no day
        return []
    return await finding.by_digits(turn.tx, day, int(typed[2]))


def after_number(turn: Turn) -> str:
    """What staff typed after the number of a ticket."""
    return TYPED_NUMBER.sub("", turn.incoming.text, count=1).strip()


def _this_one(turn: Turn, ticket: Ticket) -> Button:
    label = f"{ticket.number} · {turn.t(KINDS[ticket.kind].title)} · {turn.t(STATES[ticket.state])}"
    name = {"ticket": "show"}.get(turn.incoming.command, turn.incoming.command)
    return Button(label, {"do": f"desk.{name}", "ticket": ticket.id, "text": after_number(turn)})


def number_in(turn: Turn) -> str:
    """A ticket number in the message, as we write it."""
    found = NUMBER.search(turn.incoming.text)
    if found:
        return f"WL-{found.group(1)}-{found.group(2)}"
    return next(iter(turn.understanding.values("ticket_number")), "")

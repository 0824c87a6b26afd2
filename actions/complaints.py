"""Complaints: an apology first, then only what was not said yet."""

from datetime import timedelta
from typing import Any

from actions import asking, files, tickets
from actions.forms import (
    Form,
    Problem,
    Question,
    Slots,
    begin,
    choose,
    put_aside,
    read_words,
    register,
)
from actions.kinds import KINDS
from actions.meaning import button, mean
from actions.work import Button, Rows, Turn
from locales import join, mark
from nlu.understanding import Entity
from storage import tickets as rows
from storage.models import Ticket

_ = mark

SUBJECTS = {
    "complaint_service": "service", "complaint_business": "business",
    "complaint_interruption": "interruption", "complaint_power_quality": "power_quality",
    "complaint_construction": "construction",
}  # fmt: skip


CLASSES = KINDS["complaint"].subclasses
SAME_MATTER = timedelta(days=3)
"""A complaint about the same subject within this time may be the same one."""


async def start(turn: Turn) -> None:
    """Begins a complaint; where the person has complained of the same lately, asks about it first."""
    if (earlier := await _earlier(turn)) is not None:
        _ask_if_same(turn, earlier)
        return
    await _begin(turn)


async def _earlier(turn: Turn) -> Ticket | None:
    """The person's open complaint of the same subject, or the newest where none is said."""
    since = turn.now - SAME_MATTER
    recent = await rows.recent_of_kind(turn.tx, turn.person.id, "complaint", since)
    subject = SUBJECTS.get(turn.understanding.intent)
    same = [t for t in recent if t.closed_at is None and subject in (None, t.subclass)]
    return same[0] if same else None


def _ask_if_same(turn: Turn, ticket: Ticket) -> None:
    """Whether the words belong to a complaint that we have already."""
    subject = turn.t(CLASSES[ticket.subclass]) if ticket.subclass in CLASSES else ""
    again = button(turn, turn.t(_("It is something new")), turn.understanding.intent)
    add = {"do": "complaint.add", "ticket": ticket.id, "text": turn.incoming.text}
    turn.say(
        turn.t(_("You have complained about “{subject}” already: {number}. Is it the same matter?"),
               subject=subject, number=ticket.number),
        [[Button(turn.t(_("Add to {number}"), number=ticket.number), add)],
         [Button(again.label, {**again.do, "do": "complaint.new"})]],
    )  # fmt: skip


async def press_add(turn: Turn, do: dict[str, Any]) -> None:
    """It is the same matter: the words are added to it."""
    turn.toast()
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    if ticket is None or ticket.closed_at is not None:
        turn.say(turn.t(_("This is not there any more.")))
    else:
        await tickets.add_words(turn, ticket, "added", do["text"])


async def press_new(turn: Turn, do: dict[str, Any]) -> None:
    """It is another matter: a complaint of its own."""
    turn.toast()
    mean(turn, do["intent"], do["text"], tuple(Entity(*entity) for entity in do["entities"]))
    put_aside(turn)
    await _begin(turn)


async def _begin(turn: Turn) -> None:
    """Begins a complaint with what the first message says already."""
    slots = await asking.known_from(turn)
    intent = turn.understanding.intent
    if intent in SUBJECTS:
        slots |= {"guess": SUBJECTS[intent], "words": turn.incoming.text}
        slots["message_id"] = turn.incoming.message_id
    if kept := files.kept(turn):
        slots["photos"] = kept
    turn.say(
        turn.t(_("I am sorry that this happened. I make sure that it reaches the right people."))
    )
    await begin(turn, FORM, slots)


async def _ask_class(turn: Turn, slots: Slots) -> str:
    if guess := slots.get("guess"):
        return turn.t(
            _("I note it under “{subject}”. Is that right?"), subject=turn.t(CLASSES[guess])
        )
    return turn.t(_("What is it about?"))


async def _offer_classes(turn: Turn, slots: Slots) -> Rows:
    guess = slots.get("guess")
    first = [[choose(turn.t(_("Yes, that is right")), guess)]] if guess else []
    rest = [[choose(turn.t(label), name)] for name, label in CLASSES.items() if name != guess]
    return first + rest


async def _forget_guess(turn: Turn, slots: Slots) -> None:
    """What the person chose is no guess any more, also where they change it later."""
    slots.pop("guess", None)


async def _read_class(turn: Turn, slots: Slots) -> Any:
    """A class by its words, by what was understood, or a yes to the one proposed."""
    intent = turn.understanding.intent
    if intent == "affirm" and slots.get("guess"):
        return str(slots["guess"])
    if intent == "deny" and slots.pop("guess", None):
        return Problem(await _ask_class(turn, slots), await _offer_classes(turn, slots))
    said = turn.incoming.text.strip().casefold()
    by_name = {turn.t(label).casefold(): name for name, label in CLASSES.items()}
    if intent in SUBJECTS and said not in by_name and slots.get("words"):
        slots["words"] = f"{slots['words']}\n{turn.incoming.text.strip()}"
    return by_name.get(said) or SUBJECTS.get(intent)


async def _summary(turn: Turn, slots: Slots) -> str:
    subject = turn.t(_("Subject: {subject}"), subject=turn.t(CLASSES[slots["subclass"]]))
    title = turn.t(_("<b>Your complaint</b>"))
    return join([title, subject, *await asking.facts(turn, slots)])


async def _finish(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.open_ticket(turn, "complaint", slots)
    opening = turn.t(_("Thank you. Your complaint is recorded, in your own words."))
    await tickets.confirm(turn, ticket, opening)


FORM = register(
    Form(
        "complaint",
        _("your complaint"),
        (
            Question("subclass", _("Subject"), _read_class, say=_ask_class, offer=_offer_classes),
            Question("words", _("What happened? Please tell me in your own words."), read_words,
                     free=True),
            asking.OPTIONAL_PLACE,
            asking.PHOTOS,
            asking.CONTACT,
        ),
        _finish,
        summary=_summary,
        after={"subclass": _forget_guess},
        intents=frozenset({"complaint", *SUBJECTS}),
        send_label=_("Send the complaint"),
    )
)  # fmt: skip

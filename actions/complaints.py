"""Complaints: an apology first, then only what was not said yet."""

from typing import Any

from actions import asking, files, tickets
from actions.forms import Form, Problem, Question, Slots, begin, choose, read_words, register
from actions.matter import CLASSES
from actions.work import Rows, Turn
from locales import join, mark

_ = mark

SUBJECTS = {
    "complaint_service": "service", "complaint_business": "business",
    "complaint_interruption": "interruption", "complaint_power_quality": "power_quality",
    "complaint_construction": "construction",
}  # fmt: skip


async def start(turn: Turn) -> None:
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

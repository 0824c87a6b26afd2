"""Complaints: an apology first, then only what was not said yet."""

from actions.conversation import asking, contact
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import KINDS
from actions.matters import files, same_matter, subjects, tickets
from actions.work import Turn
from locales import join, mark

_ = mark

SUBJECTS = {
    "complaint_service": "service", "complaint_business": "business",
    "complaint_interruption": "interruption", "complaint_power_quality": "power_quality",
    "complaint_construction": "construction",
}  # fmt: skip


COMPLAINT = KINDS["complaint"]


async def start(turn: Turn) -> None:
    """Begins a complaint; where the person has complained of the same lately, asks about it first."""
    subject = SUBJECTS.get(turn.understanding.intent, "")
    if not await same_matter.is_asked(turn, "complaint", subclass=subject):
        await _begin(turn)


async def _begin(turn: Turn) -> None:
    """Begins a complaint with what the first message says already."""
    slots = await asking.known_from(turn) | {"message_id": turn.incoming.message_id}
    intent = turn.understanding.intent
    if intent in SUBJECTS:
        slots |= {"guess": SUBJECTS[intent], "words": turn.incoming.text}
    if kept := files.kept(turn):
        slots["photos"] = kept
    turn.say(
        turn.t(_("I am sorry that this happened. I make sure that it reaches the right people."))
    )
    await begin(turn, FORM, slots)


async def _summary(turn: Turn, slots: Slots) -> str:
    title = turn.t(_("<b>Your complaint</b>"))
    return join([title, *subjects.line(turn, COMPLAINT, slots), *await asking.facts(turn, slots)])


async def _finish(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.open_ticket(turn, "complaint", slots)
    opening = turn.t(_("Thank you. Your complaint is recorded, in your own words."))
    await tickets.confirm(turn, ticket, opening)


FORM = register(
    Form(
        "complaint",
        _("your complaint"),
        (
            subjects.question(COMPLAINT, SUBJECTS),
            Question("words", _("What happened? Please tell me in your own words."), read_words,
                     free=True, name=_("What happened")),
            asking.OPTIONAL_PLACE,
            asking.PHOTOS,
            contact.QUESTION,
        ),
        _finish,
        summary=_summary,
        after={"subclass": subjects.forget_guess},
        intents=frozenset({"complaint", *SUBJECTS}),
        send_label=_("Send the complaint"),
    )
)  # fmt: skip

"""Everything else that becomes a ticket by being told: one table, one row a kind."""

from dataclasses import dataclass

from actions import asking, files, tickets
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.matter import KINDS
from actions.work import Turn
from locales import join, mark

_ = mark


@dataclass(frozen=True)
class Request:
    """A kind of ticket: how it opens, what it asks for, how it ends."""

    kind: str
    intents: tuple[str, ...]
    opening: str
    words: str
    done: str
    questions: tuple[Question, ...] = ()


REQUESTS = (
    Request("claim", ("claim_compensation",),
            _("I am sorry for the damage. Somebody comes and looks at it; please keep the broken things and the receipts."),
            _("What was damaged, when and how? Please tell me in your own words."),
            _("Your claim is recorded."),
            (asking.PLACE, asking.PHOTOS, asking.CONTACT)),
    Request("bill_doubt", ("dispute_bill",),
            _("A bill that looks wrong deserves an explanation. I pass it to those who can check the readings."),
            _("What looks wrong to you? Please tell me in your own words."),
            _("Your enquiry is recorded."),
            (asking.OPTIONAL_PLACE, asking.CONTACT)),
    Request("application", ("ask_connection",),
            _("New supply, more capacity, a change of name, solar or a charger: a colleague of ours prepares it with you."),
            _("What would you like to have connected or changed?"),
            _("Your request is recorded."),
            (asking.PLACE, asking.CONTACT)),
    Request("misconduct", ("report_misconduct",),
            _("Thank you for telling us. What you say is treated confidentially."),
            _("What have you seen, and when?"),
            _("Your report is recorded."),
            (asking.OPTIONAL_PLACE, asking.PHOTOS, asking.CONTACT)),
    Request("suggestion", ("give_suggestion",),
            _("Thank you for thinking along."),
            _("What would you suggest?"),
            _("Your suggestion is recorded; somebody reads it and answers.")),
    Request("praise", ("give_praise",),
            _("That is good to hear, thank you! I pass it on to the people concerned."),
            _("Who or what did well? Please tell me in your own words."),
            _("Your praise is passed on.")),
    Request("callback", ("ask_human",),
            _("Of course. A colleague gets in touch with you."),
            _("What is it about? A few words are enough."),
            _("Your request for a person is recorded."),
            (asking.CONTACT,)),
)  # fmt: skip

BY_INTENT = {intent: request for request in REQUESTS for intent in request.intents}
SHORT = {"callback"}
"""Kinds whose first message rarely says what it is about ("a person please")."""


async def start(turn: Turn) -> None:
    """Begins the request that was understood, its words being those of the message."""
    request = BY_INTENT[turn.understanding.intent]
    slots = await asking.known_from(turn)
    if request.kind not in SHORT and turn.incoming.text:
        slots |= {"words": turn.incoming.text, "message_id": turn.incoming.message_id}
    if kept := files.kept(turn):
        slots["photos"] = kept
    turn.say(turn.t(request.opening))
    await begin(turn, FORM_OF[request.kind], slots)


def _form(request: Request) -> Form:
    async def summary(turn: Turn, slots: Slots) -> str:
        title = turn.t(_("<b>{kind}</b>"), kind=turn.t(KINDS[request.kind]))
        return join([title, *await asking.facts(turn, slots)])

    async def finish(turn: Turn, slots: Slots) -> None:
        ticket = await tickets.open_ticket(turn, request.kind, slots)
        await tickets.confirm(turn, ticket, turn.t(request.done))

    words = Question("words", request.words, read_words, free=True)
    return register(
        Form(
            request.kind, KINDS[request.kind], (words, *request.questions), finish,
            summary=summary, intents=frozenset(request.intents),
        )
    )  # fmt: skip


FORM_OF = {request.kind: _form(request) for request in REQUESTS}

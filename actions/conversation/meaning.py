"""What a message seems to mean: how sure we are, and how a person is asked which it was."""

import re
from dataclasses import replace

from actions.work import Button, Turn
from locales import mark
from nlu.folding import fold
from nlu.understanding import Entity, Understanding

_ = mark

NAMES = {
    "complaint": _("make a complaint"), "complaint_service": _("complain about service"),
    "complaint_business": _("complain about business handling"),
    "complaint_interruption": _("complain about outages or repairs"),
    "complaint_power_quality": _("complain about voltage"),
    "complaint_construction": _("complain about construction, poles or lines"),
    "report_fault": _("report a fault"), "report_hazard": _("report a danger"),
    "report_misconduct": _("report misconduct"), "claim_compensation": _("claim for damage"),
    "dispute_bill": _("have a bill checked"), "ask_connection": _("a connection or a change"),
    "give_suggestion": _("make a suggestion"), "give_praise": _("praise somebody"),
    "ask_human": _("speak to a person"), "ask_outage": _("ask about an outage"),
    "ask_bill": _("see my bill"), "ask_payment": _("pay"), "ask_tariff": _("prices"),
    "ask_ticket": _("see my tickets"), "urge_ticket": _("chase up a ticket"),
    "withdraw_ticket": _("withdraw a ticket"), "ask_outlet": _("find a hall"),
    "subscribe_alerts": _("get outage alerts"), "unsubscribe_alerts": _("stop alerts"),
    "bind_account": _("link my account"), "ask_help": _("see what you can do"),
}  # fmt: skip
"""What a person is asked whether they meant it, in their words."""

QUESTIONS = {
    "ask_outage", "ask_bill", "ask_payment", "ask_tariff", "ask_ticket", "ask_outlet", "ask_help",
}  # fmt: skip
"""Answered in the middle of a form, which is then taken up again."""

SMALL_TALK = {"greet", "goodbye", "thank", "affirm", "deny"}


BESIDE = SMALL_TALK | {"inform"}
"""What stands beside a request without being another one: a greeting, thanks, an address."""
MORE_THAN_HALF = 0.6
WORTH_OFFERING = 0.04
MAY_BE = 0.2


def is_sure(turn: Turn) -> bool:
    """Whether the likeliest intent is likely enough to act on.

    "Hello" or an address in a message is no rival of the request that comes with it.
    """
    said = turn.understanding
    if said.is_sure or said.intent not in NAMES or said.confidence < MORE_THAN_HALF:
        return said.is_sure
    beside = sum(p for name, p in said.intents if name in BESIDE)
    return said.confidence >= said.act * (1 - beside)


COMPLAINTS = {name for name in NAMES if name.startswith("complaint")}


OUTRIGHT = re.compile(
    r"(?<!not )\b(?:i want to|i'd like to|i would like to|i wish to|i need to|i have to) (?:complain\b|(?:make|file|lodge) a complaint\b)|^complain (?:that|about|because)\b|"
    r"(?<!不是)(?<!不)(?<!唔係)(?<!没说)(?:我要|我想|我得|还要|也要|还想|还得|就要)(?:再)?(?:投诉|客诉)(?!的|人)|投诉你们"
)
"""Words that say that they complain; over folded text."""
LEAD_IN = 12
"""Characters: what says so only later may well begin with another wish."""


def as_one_complaint(said: Understanding) -> Understanding:
    """What may be a complaint of one subject or of another is a complaint; its subject is asked.

    So is what begins by calling itself one, where the model is sure of nothing else.
    """
    found = OUTRIGHT.search(fold(said.text))
    outright = found is not None and found.start() <= LEAD_IN
    if said.is_sure or not (said.intent in COMPLAINTS or outright):
        return said
    together = min(1.0, sum(p for name, p in said.intents if name in COMPLAINTS))
    least = WORTH_OFFERING if outright else 0.0  # a bare one has no subject
    with_subject = [
        name for name, p in said.intents if name in COMPLAINTS - {"complaint"} and p >= least
    ]
    if (together < said.act or not with_subject) and not outright:
        return said
    rest = tuple((name, p) for name, p in said.intents if name not in COMPLAINTS)
    name = with_subject[0] if with_subject else "complaint"
    return replace(said, intents=((name, max(together, said.act)), *rest))


def has_rival(said: Understanding) -> bool:
    """Whether small talk or a bare value may as well be a request."""
    return any(p >= MAY_BE for name, p in said.intents if name in NAMES)


def mean(turn: Turn, intent: str, words: str, entities: tuple[Entity, ...] = ()) -> None:
    """From here on the turn is about `intent`, said in `words`."""
    hazard = turn.understanding.hazard
    turn.understanding = Understanding(words, ((intent, 1.0),), entities, hazard, "model")
    turn.incoming = replace(turn.incoming, text=words)


def button(turn: Turn, label: str, intent: str) -> Button:
    """A button that says what this message said, its intent being `intent`."""
    entities = [[e.kind, e.text, e.start, e.end] for e in turn.understanding.entities]
    do = {"do": "intent", "intent": intent, "entities": entities, "text": turn.incoming.text}
    return Button(label, do)


def likely(turn: Turn) -> list[str]:
    """The two likeliest intents that one can ask a person about."""
    ranked = turn.understanding.intents
    return [name for name, p in ranked if name in NAMES and p >= WORTH_OFFERING][:2]


def offer_two(turn: Turn) -> None:
    """Asks which of the two likeliest was meant."""
    offer(turn, likely(turn))


def offer(turn: Turn, intents: list[str]) -> None:
    """Asks which of these was meant, or none."""
    rows = [[button(turn, turn.t(NAMES[name]), name)] for name in intents]
    other = _("Neither") if len(rows) > 1 else _("No, something else")
    neither = button(turn, turn.t(other), "")
    ranking = [list(pair) for pair in turn.understanding.intents[:5]]
    rows.append([Button(neither.label, {**neither.do, "do": "neither", "intents": ranking})])
    turn.say(turn.t(_("I want to get this right. Do you mean:")), rows)


URGENT_FIRST = ("report_fault", "ask_outage", "urge_ticket", "ask_ticket")
"""Of several things asked in one message these come first, in this order."""


def asked_together(said: Understanding) -> list[Understanding]:
    """The parts of a message that ask for different things, the urgent one first."""
    asked = [part for part in said.also if part.is_sure and part.intent in NAMES]
    parts = list({part.intent: part for part in reversed(asked)}.values())[::-1]
    rank = {intent: number for number, intent in enumerate(URGENT_FIRST)}
    parts.sort(key=lambda part: rank.get(part.intent, len(rank)))
    return parts if len(parts) > 1 else []


def has_words(text: str) -> bool:
    """Faces and signs alone are answered only where they are understood with certainty."""
    return any(map(str.isalnum, text))

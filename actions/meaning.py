"""What a message seems to mean: how sure we are, and how a person is asked which it was."""

from dataclasses import replace

from actions.work import Button, Turn
from locales import mark
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
    "ask_ticket": _("see my tickets"), "urge_ticket": _("hurry a ticket up"),
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


def is_sure(turn: Turn) -> bool:
    """Whether the likeliest intent is likely enough to act on."""
    return turn.understanding.is_sure


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
    return [name for name, _p in turn.understanding.intents if name in NAMES][:2]


def offer_two(turn: Turn) -> None:
    """Asks which of the two likeliest was meant."""
    rows = [[button(turn, turn.t(NAMES[name]), name)] for name in likely(turn)]
    rows.append([Button(turn.t(_("Neither")), {"do": "neither"})])
    turn.say(turn.t(_("I want to get this right. Do you mean:")), rows)

"""Whether a message is an alarm: surely, perhaps (then it is asked, once), or not.

Words decide first, in `nlu.hazard` and `nlu.life`; then the model, where it is sure or the words at
least name something that may be dangerous. What only the model half suspects is asked.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

from actions import forms, places
from actions.conversation import asking, talked_of
from actions.conversation.meaning import is_sure
from actions.conversation.short_answers import STARTS_NO, STARTS_YES, YES, is_short
from actions.forms import Form
from actions.matters import after_alarm, all_clear, hazards, without_power
from actions.matters.after_alarm import SAYS_NONE, says_more
from actions.supply import outages
from actions.work import Button, Turn
from locales import join, mark
from nlu import life
from nlu.folding import fold
from nlu.hazard import is_figurative, is_hazard, is_suspect, is_worrying
from nlu.understanding import Entity
from storage import people

_ = mark

WISHES_TO_BE_TOLD = re.compile(
    r"\b(?:if|when|whenever|unless|in case)\b[^.,!?]{0,20}\b(?:dangerous|danger|an emergency|urgent)\b[^.!?]{0,20}\b(?:tell|warn|wake|notify|alert|inform|message|call|text|let) (?:me|us)\b|"
    r"\b(?:tell|warn|wake|notify|alert|inform|message|call|text) (?:me|us)\b[^.!?]{0,30}\b(?:if|when|whenever)\b[^.,!?]{0,20}\b(?:dangerous|danger|emergency|urgent)\b|"
    r"(?:如果|要是|万一|假如|若|有)(?:是|有|很|真的?)*危险.{0,6}(?:告诉|通知|提醒|叫|话)(?:醒)?我|危险(?:的话|的时候|时|先|就|还是|仍).{0,6}(?:告诉|通知|提醒|叫|话)(?:醒)?我"
)
"""Over folded text: a danger that may come is to be told, none is there."""

Level = Literal["now", "perhaps", ""]
Step = Callable[[Turn], Awaitable[None]]


async def level(turn: Turn) -> Level:
    """What a message is; what staff write down about a danger is no new one."""
    text, opened = turn.incoming.text, forms.current(turn)
    if not turn.incoming.private or not text or turn.incoming.kind in ("button", "command"):
        return ""
    if opened and opened[0].staff_only:
        return ""
    calm = all_clear.said(text)
    if (calm or without_power.says_back(text)) and await _is_calmed(turn, calm):
        _mean_none(turn, _others(turn))
        return ""  # its ticket hears it
    if calm == "taken back" and is_hazard(text):
        return "perhaps"
    if is_hazard(text) or life.risks(text) or life.smells_of_gas(text):
        return "now"
    if (
        (lives := life.perhaps(text))
        and "device" in lives
        and not life.assured(text)
        and await _is_dark(turn)
    ):
        return "now"
    if lives and not _means_else(turn, lives):
        return "perhaps"
    found = await _by_the_model(turn, opened[0] if opened else None)
    return "perhaps" if not found and _is_beside_business(turn, opened is not None) else found


def _is_beside_business(turn: Turn, in_form: bool) -> bool:
    """Whether something odd of the grid is named in a message that is taken for other business."""
    business = turn.understanding.intent in BUSINESS and is_sure(turn)
    return business and not in_form and is_suspect(turn.incoming.text)


BUSINESS = {
    "ask_bill", "ask_payment", "ask_tariff", "ask_outlet", "bind_account", "subscribe_alerts",
    "unsubscribe_alerts",
}  # fmt: skip
"""Answered by looking something up: nobody reads the rest of such a message."""


async def _is_calmed(turn: Turn, calm: all_clear.AllClear) -> bool:
    """Whether the words are good news of a danger that this person has reported lately."""
    ticket = await after_alarm.reported(turn)
    if ticket is None or calm:
        return ticket is not None
    return without_power.is_back(turn, ticket)


async def _is_dark(turn: Turn) -> bool:
    """Whether the person reports a fault, waits for a repair, or is where we know of an outage."""
    opened = forms.current(turn)
    reports = opened is not None and "report_fault" in opened[0].intents
    if reports or await hazards.open_repair(turn) is not None:
        return True
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    homes = [{"account": account.number} for _link, account, _place in linked]
    for place in [talked_of.place(turn), *homes]:
        if place and await outages.current_at(turn, await asking.spot_of(turn, place)):
            return True
    return False


ABOUT_POWER = {"report_fault", "ask_outage", "urge_ticket", "ask_ticket", "inform", "out_of_scope"}


def _means_else(turn: Turn, lives: list[str]) -> bool:
    """Whether the message clearly wants something in which a life is not at risk now."""
    sure = turn.understanding.source == "model" and is_sure(turn)
    return sure and ("device" not in lives or turn.understanding.intent not in ABOUT_POWER)


async def _by_the_model(turn: Turn, form: Form | None) -> Level:
    """What the model alone thinks: not of an answer that fits what was asked."""
    said, text = turn.understanding, turn.incoming.text
    clear = said.intent == "report_hazard" and is_sure(turn)
    if not (said.hazard or clear):
        return ""
    if SAYS_NONE.search(fold(text)) or WISHES_TO_BE_TOLD.search(fold(text)):
        _mean_none(turn, _others(turn))
        return ""
    if form is hazards.HAZARD and said.values("location"):
        return ""  # it says where
    if not is_worrying(text) and (await _answers(turn, form) or await _is_bare_place(turn)):
        _mean_none(turn, [("inform", 1.0)])
        return ""
    return "now" if (clear or is_worrying(text)) and not is_figurative(text) else "perhaps"


async def _answers(turn: Turn, form: Form | None) -> bool:
    """Whether the text is a place we know where one is asked for, or words of an offered button."""
    state = turn.conversation.form
    question = next((q for q in form.questions if state and q.slot == state["asked"]), None) if form else None  # fmt: skip
    if question is None:
        return False
    words = fold(turn.incoming.text).strip()
    if len(words) > 1 and any(words in fold(turn.t(choice.label)) for choice in question.choices):
        return True
    return question.takes == "location" and bool(await places.from_turn(turn))


async def _is_bare_place(turn: Turn) -> bool:
    """Whether the text is the name of a place we know, and nothing else."""
    spots = await places.from_turn(turn)
    return bool(spots) and not await says_more(turn, spots[0].value)


# Asked, where it may be one.


async def ask(turn: Turn) -> None:
    """Asks before the alarm is raised; the words are kept for either answer.

    Where a life may hang on power, what is known of the outage there is told beside.
    """
    said = turn.understanding
    kept = {
        "text": turn.incoming.text, "entities": [[e.kind, e.text, e.start, e.end] for e in said.entities],
        "intents": [[name, p] for name, p in _others(turn)],
    }  # fmt: skip
    turn.conversation.memory["alarm"] = kept
    lives = life.perhaps(turn.incoming.text)
    if "device" in lives and life.fears_outage(turn.incoming.text):
        spots = await places.from_turn(turn)
        where = spots[0].value if len(spots) == 1 else talked_of.place(turn)
        if known := await without_power.known(turn, where):
            turn.say(join(known))
    question = _("Is somebody's life at risk there right now?") if lives else _("Is something dangerous there right now?")  # fmt: skip
    turn.say(turn.t(question), [[
        Button(turn.t(_("Yes, danger")), {"do": "danger.yes", **kept}),
        Button(turn.t(_("No")), {"do": "danger.no", **kept}),
    ]])  # fmt: skip


def forget(turn: Turn) -> None:
    """The question is beside the point: something else was done, or it is an alarm anyway."""
    turn.conversation.memory.pop("alarm", None)


async def press(turn: Turn, do: dict[str, Any], raise_it: Step, go_on: Step) -> None:
    """The answer by button."""
    turn.toast()
    _say_again(turn, do)
    await (raise_it if do["do"] == "danger.yes" else go_on)(turn)


async def answered(turn: Turn, raise_it: Step, go_on: Step) -> bool:
    """The answer in words; False where nothing was asked or something else is said."""
    kept = turn.conversation.memory.pop("alarm", None)
    text = turn.incoming.text
    if kept is None or turn.incoming.kind != "text" or not is_short(text):
        return False
    if YES.fullmatch(text) or STARTS_YES.match(text) or re.search(r"危险|danger", fold(text)):
        _say_again(turn, kept)
        await raise_it(turn)
    elif STARTS_NO.match(text) or re.match(r"\W*(?:没|无|冇)", fold(text)):
        _say_again(turn, kept)
        await go_on(turn)
    else:
        return False
    return True


def _say_again(turn: Turn, kept: dict[str, Any]) -> None:
    """From here on the turn is about the words that were asked about, and no alarm by themselves."""
    turn.incoming = replace(turn.incoming, kind="text", text=kept["text"])
    entities = tuple(Entity(*entity) for entity in kept["entities"])
    turn.understanding = replace(turn.understanding, text=kept["text"], entities=entities)
    _mean_none(turn, kept["intents"])


def _others(turn: Turn) -> list[tuple[str, float]]:
    """What else the message may mean, likeliest first."""
    return [(name, p) for name, p in turn.understanding.intents if name != "report_hazard"][:5]


def _mean_none(turn: Turn, intents: Sequence[Sequence[Any]]) -> None:
    """The message means one of these, and no danger."""
    rest = sum(p for _name, p in intents) or 1.0
    ranked = tuple((name, p / rest) for name, p in intents)
    turn.understanding = replace(turn.understanding, hazard=False, source="model", intents=ranked)

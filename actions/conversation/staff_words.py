"""What staff write in one of their forms that answers nothing: one question back, or wait."""

import re
from typing import Any

from actions import forms
from actions.forms import Form, Question
from actions.work import Turn
from locales import mark

_ = mark

BACK = re.compile(
    r"\W*(?:(?:please|go|take me|one|a|step|question|请|請|我要|我想|想|先)\s*)*"
    r"(?:back|previous|返回|后退|後退|回退|退回|回到?上一[步题題个個项項]|上一[步题題个個项項])"
    r"(?:\s*(?:one|a|step|question|please|上一[步题題个個项項]|(?:个|個)?问题|(?:个|個)?問題|吧|了))*\W*",
    re.IGNORECASE,
)
HOLD = re.compile(
    r"\W*(?:(?:no|oh|please|不|不要|先)[\s,，.。!！]*)*"
    r"(?:wait|hold on|hang on|stop|not yet|one moment|don['’]?t|do not|等等|等一下|等下|等一等|稍等|慢着|慢著|停|先别|先別|别|別|且慢)"
    r"(?:\s*(?:please|wait|a (?:moment|second|minute)|send(?: it)?|yet|急|发|發|取消|吧|，|,))*\W*",
    re.IGNORECASE,
)


async def take(turn: Turn, form: Form, state: dict[str, Any], question: Question | None) -> bool:
    """Goes one question back, or waits; False where the message may be an answer.

    "Wait" is an answer where words are asked for that somebody will read.
    """
    if not form.staff_only or turn.incoming.kind != "text":
        return False
    text = turn.incoming.text
    words_wanted = question is not None and question.free and not question.optional
    if BACK.fullmatch(text):
        await _back(turn, form, state)
    elif not words_wanted and HOLD.fullmatch(text) and not _cancels(turn):
        turn.say(
            turn.t(
                _("I wait, and nothing goes out. “back” goes one question back, “cancel” stops.")
            )
        )
        await forms.ask(turn)
    else:
        return False
    return True


def _cancels(turn: Turn) -> bool:
    """ "Stop" may as well end the form; the model knows."""
    stops = re.search(r"stop|停", turn.incoming.text, re.IGNORECASE)
    return bool(stops) and turn.understanding.intent == "cancel"


async def _back(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    before = _given_before(form, state)
    if before is None:
        turn.say(turn.t(_("This is the first question. To stop, write “cancel”.")))
        await forms.ask(turn)
    else:
        await forms.reopen(turn, before.slot)


def _given_before(form: Form, state: dict[str, Any]) -> Question | None:
    """The last question before the one that is being asked that has an answer."""
    slots, slotted = state["slots"], [question.slot for question in form.questions]
    asked = slotted.index(state["asked"]) if state["asked"] in slotted else len(slotted)
    given = [q for q in form.questions[:asked] if q.slot in slots and q.when(slots)]
    return given[-1] if given else None

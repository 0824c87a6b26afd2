"""A line of a notice that is said by its name, whatever was asked: "the end is 18:00"."""

import re
from dataclasses import replace
from typing import Any

from actions import forms, times
from actions.conversation import corrections
from actions.conversation.short_answers import is_no
from actions.forms import Problem
from actions.work import Turn
from locales import mark

_ = mark

NAMES = {
    "kind": r"kind|type|类型|類型|种类|種類",
    "areas": r"places?|areas?|streets?|lines?|地点|地點|地址|范围|範圍|区域|區域|线路|線路|位置",
    "reason": r"reason|cause|原因|理由|事由",
    "from": r"beginning|begin|start|开始|開始|起始|停电|停電",
    "until": r"end|finish|结束|結束|终止|終止|恢复|恢復|来电|來電|复电|復電",
}
NAMED = re.compile(
    r"\W*(?:(?:no|sorry|wait|oops|actually|and|also|please|change|correct|set|make|put|the|不对|不對|错了|錯了|等等|对了|對了|把|请|請|改一下|更正)[\s,，:：.。]*)*"
    r"(?:" + "|".join(f"(?P<{slot}>{names})" for slot, names in NAMES.items()) + r")"
    r"(?:\s*(?:time|date|时间|時間|时刻|時刻))?\s*"
    r"(?:\b(?:is now|is|are|was|were|should be|must be|to)\b|[=:：]|应该是|應該是|应为|應為|改成|改为|改為|改到|换成|換成|是|为|為)\s*"
    r"(?P<new>\S.{0,300})",
    re.IGNORECASE | re.DOTALL,
)


async def take(turn: Turn, state: dict[str, Any]) -> bool:
    """Keeps a line that was said by name, and goes on with the question; False where none was.

    Where words of any kind are asked for, only what is read as that line is none of them.
    """
    slots, asked = state["slots"], state["asked"]
    if slots.get("odd", {}).get("slot") == asked and is_no(turn.incoming.text):
        del slots["odd"]
        await forms.ask(turn)
        return True
    found, opened = NAMED.fullmatch(turn.incoming.text.strip(" \n。.!！")), forms.current(turn)
    slot = next((name for name in NAMES if found and found[name]), "")
    if found is None or opened is None or (asked, slot) == LATE_WHY:
        return False
    question = next((q for q in opened[0].questions if q.slot == slot), None)
    if question is None:
        return await _elsewhere(turn, slot, found["new"])
    if slot == "until" and "from" not in slots:
        return await _hold_end(turn, state, found["new"])
    free = any(q.free for q in opened[0].questions if q.slot == asked and q.slot != slot)
    before = slots.get("so_far")
    value = await _read(turn, question, slots, found["new"])
    if value is None or (isinstance(value, Problem) and free and not _half_known(slots)):
        slots["so_far"] = before
        return False
    if isinstance(value, Problem):
        await _refuse(turn, state, slot, value)
    else:
        if slot != asked:
            turn.say(turn.t(_("Corrected.") if slots.get(slot) else _("Noted.")))
        await corrections.put(turn, opened[0], slots, slot, value)
        await forms.ask(turn)
    return True


def _half_known(slots: forms.Slots) -> bool:
    return bool((slots.get("so_far") or {}).get("areas"))


async def _elsewhere(turn: Turn, slot: str, said: str) -> bool:
    """Another line's time, where one line of a notice is changed: it is no reason."""
    if slot not in ("from", "until") or not times.mentions(said):
        return False
    other = _("That is another line of the notice. First the one that you are changing, or write “cancel”.")  # fmt: skip
    turn.say(turn.t(other))
    await forms.ask(turn)
    return True


LATE_WHY = ("late_reason", "reason")
"""Asked why it is late, "the reason is …" is the answer."""


async def _read(turn: Turn, question: forms.Question, slots: forms.Slots, new: str) -> Any:
    """The new words, read as the answer to their question."""
    said, turn.incoming = turn.incoming, replace(turn.incoming, text=new)
    value = await question.read(turn, slots)
    turn.incoming = said
    return value


async def _hold_end(turn: Turn, state: dict[str, Any], said: str) -> bool:
    """An end that can be read only when the beginning is known."""
    if not times.mentions(said):
        return False
    state["slots"]["until_said"] = said
    turn.say(turn.t(_("Noted.")))
    await forms.ask(turn)
    return True


async def _refuse(turn: Turn, state: dict[str, Any], slot: str, problem: Problem) -> None:
    """Why it cannot be taken. Places that are half known are asked for at once."""
    if slot == "areas" and _half_known(state["slots"]):
        state["slots"].pop(slot, None)
        state["asked"] = slot
    if state["asked"] == slot:
        forms.say_problem(turn, problem)
    else:
        turn.say(problem.text)
        await forms.ask(turn)

"""Corrections: "not the 12th, the 21st", and messages edited after they were sent."""

import re
from typing import Any

from actions import asking, forms, places, tickets
from actions.forms import Form
from actions.work import Turn
from locales import mark
from storage import tickets as rows

_ = mark

PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:不对|不對|错了|錯了|说错了|說錯了)?[，,\s]*(?:不是|唔係|唔系)(?P<old>.{1,40}?)[，,、\s]*(?:而是|应该是|應該是|是|係|系|改成)(?P<new>.{1,80})$",
        r"^(?:不对|不對|错了|錯了|说错了|說錯了|打错了|打錯了)[，,。\s]*(?:应该是|應該是|是|改成|係)?(?P<new>.{1,80})$",
        r"^(?:应该是|應該是|改成|更正[:：]?)(?P<new>.{1,80})$",
        r"^(?:no,?\s+|sorry,?\s+)?(?:it'?s |it is )?not (?P<old>.{1,40}?)[,;.]?\s+(?:but|it'?s|it is|i meant)\s+(?P<new>.{1,80})$",
        r"^(?:no,?\s+)?(?:sorry,?\s+)?(?:i mean|i meant|correction:?|make that|it should be|should be)\s+(?P<new>.{1,80})$",
    )
)


def correction(text: str) -> tuple[str, str] | None:
    """(old, new) where the text corrects something said before; old may be empty."""
    for pattern in PATTERNS:
        if found := pattern.match(text.strip()):
            return (found.groupdict().get("old") or "").strip(), found["new"].strip(" 。.!！")
    return None


async def take(turn: Turn, form: Form, state: dict[str, Any]) -> bool:
    """Replaces the answer that a correction is about; False where the message is none."""
    found = correction(turn.incoming.text)
    if found is None:
        return False
    old, new = found
    slot, value = await _meant(turn, form, state["slots"], old, new)
    if slot is None:
        return False
    state["slots"][slot] = value
    if slot in form.after:
        await form.after[slot](turn, state["slots"])
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)
    return True


async def _meant(
    turn: Turn, form: Form, slots: forms.Slots, old: str, new: str
) -> tuple[str | None, Any]:
    """Which answer is corrected, and its new value."""
    names = {question.slot for question in form.questions}
    if "contact" in slots and (phone := asking.PHONE.search(new)):
        return "contact", phone.group()
    if "place" in names and "place" in slots:
        if spots := await places.find(turn, new):
            return "place", spots[0].value
        text = str(slots["place"].get("text", "")) if slots["place"] else ""
        if old and old in text:
            return "place", {"text": text.replace(old, new)}
        if re.fullmatch(r"\d{1,4}(?:号|號)?", new) and slots["place"]:
            return "place", {**slots["place"], "house": int(re.sub(r"\D", "", new))}
    if old and old in str(slots.get("words") or ""):
        return "words", str(slots["words"]).replace(old, new)
    return None, None


async def edited(turn: Turn) -> None:
    """A message was edited: the answer it gave follows; a ticket it began keeps both wordings."""
    opened = forms.current(turn)
    sources = opened[1]["sources"] if opened else {}
    slot = next((s for s, message in sources.items() if message == turn.incoming.message_id), None)
    if opened is not None and slot is not None:
        await _answer_again(turn, *opened, slot)
        return
    if opened is not None and opened[1]["slots"].get("message_id") == turn.incoming.message_id:
        opened[1]["slots"]["words"] = turn.incoming.text
        turn.say(turn.t(_("Corrected.")))
        await forms.ask(turn)
        return
    await _edited_later(turn)


async def _answer_again(turn: Turn, form: Form, state: dict[str, Any], slot: str) -> None:
    question = next((q for q in form.questions if q.slot == slot), None)
    value = await question.read(turn, state["slots"]) if question else None
    if value is None or isinstance(value, forms.Problem):
        return
    state["slots"][slot] = value
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)


async def _edited_later(turn: Turn) -> None:
    message_id = turn.incoming.message_id
    ticket = (
        await rows.by_source_message(turn.tx, turn.person.id, message_id) if message_id else None
    )
    if ticket is not None and ticket.closed_at is None:
        await tickets.add_words(turn, ticket, "edited", turn.incoming.text)
    else:
        turn.say(
            turn.t(
                _(
                    "I saw that you edited a message, but I had answered it already. Please write it to me again."
                )
            )
        )

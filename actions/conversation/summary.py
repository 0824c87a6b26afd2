"""At the summary of a form: it is sent, corrected, or added to, and always shown again."""

import re
from typing import Any

from actions import forms
from actions.conversation import beside, contact, corrections, second_wish, typed
from actions.conversation.numbers import simple
from actions.conversation.short_answers import agrees, refuses
from actions.forms import Form, Slots
from actions.work import Turn
from locales import mark

_ = mark

ADDS = re.compile(
    r"\W*(?:还有|另外|对了|补充|再补充|再加|加上|忘了说|顺便|also|and|plus|besides|by the way|p\.?s\b|one more|please add|add|moreover|i forgot)",
    re.IGNORECASE,
)
"""Over folded text: goes on with the story, whatever it is about."""


async def take(turn: Turn, form: Form, state: dict[str, Any]) -> bool:
    """A yes, a no, more of the story; False where it is none of these."""
    intent, text = turn.understanding.intent, turn.incoming.text
    if agrees(text, intent):
        await _send(turn, form, state)
    elif refuses(text, intent):
        turn.say(turn.t(_("What shall I change?")), forms.change_buttons(turn))
    elif form.staff_only:
        return False
    elif intent in form.intents or ADDS.match(simple(text)):
        return await add(turn, form, state["slots"], any_words=True)
    else:
        return False
    return True


async def _send(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    """Sends what was just shown; where something else was asked since, it is shown again.

    A second wish that is offered beside the summary is nothing to which a "send" could belong.
    """
    shown = await typed.is_newest(turn, "form.send", state["serial"])
    if form.staff_only or shown or await second_wish.stands_alone(turn):
        await forms.finish(turn)
    else:
        await forms.ask(turn)


async def corrected(turn: Turn, form: Form, state: dict[str, Any]) -> bool:
    """Another phone, another place, the chat instead of a phone; False where it is none of these."""
    if form.staff_only:
        return False
    slots, text = state["slots"], turn.incoming.text
    known = str(slots.get("contact") or "")
    slot, value = "contact", contact.phone_in(turn, but_not=known)
    text = text.replace(known, " ") if value and known else text
    if "contact" not in slots:
        value = ""
    elif not value and contact.wants_chat(text):
        value = contact.CHAT
    if value and value != contact.CHAT and not beside.says_only(text, value) and slots.get("words"):
        slots["words"] = f"{slots['words']}\n{text.strip()}"
    if not value:
        slot, value = "place", await corrections.other_place(turn, form, slots)
    if not value:
        return False
    await corrections.put(turn, form, slots, slot, value)
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)
    return True


async def add(turn: Turn, form: Form, slots: Slots, any_words: bool = False) -> bool:
    """Keeps other words with the story and shows the summary again; False where there is no story.

    `any_words`: also where they are few.
    """
    text = turn.incoming.text
    tells = beside.is_sentence(text) or (any_words and any(map(str.isalnum, text)))
    if form.staff_only or not slots.get("words") or not tells:
        return False
    await beside.add_words(turn, slots)
    return True

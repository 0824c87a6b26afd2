"""What a customer writes outside any form: acted on, offered as one of two, or asked back about."""

from dataclasses import replace

from actions import forms
from actions.conversation import (
    asking,
    in_form,
    language,
    menu,
    misunderstood,
    second_wish,
    talked_of,
)
from actions.conversation.meaning import (
    NAMES,
    QUESTIONS,
    SMALL_TALK,
    as_one_complaint,
    asked_together,
    has_rival,
    has_words,
    is_sure,
    likely,
    mean,
    offer_two,
)
from actions.matters import after_alarm, confirming, in_words, just_made, surveys
from actions.supply import dependents, follow_ups
from actions.tables import INTENTS, READERS
from actions.work import Turn
from locales import mark
from nlu.understanding import Understanding

_ = mark

ANSWERED_ALWAYS = SMALL_TALK | {"inform", "cancel"}
"""Costs nothing where it is wrong."""


async def take(turn: Turn) -> None:
    """Acts where it is sure; offers the two likeliest where not; else says so."""
    await _take(turn)
    await in_words.remind(turn)


async def _take(turn: Turn) -> None:
    misunderstood.remember(turn)
    said = turn.understanding = as_one_complaint(turn.understanding)
    if await surveys.take(turn) or await confirming.take(turn):
        return
    if await just_made.take(turn) or await follow_ups.take(turn):
        return
    if language.asks_for(turn):
        await menu.welcome(turn)
        return
    if menu.told_number(turn) or await after_alarm.told_more(turn) or await dependents.heard(turn):
        return
    said = turn.understanding  # another wish may have been read from the words
    if several := asked_together(said):
        await _act_on_all(turn, several)
    elif await _read_plainly(turn):
        return
    elif not said.intents or not said.is_likely:
        await _unsure(turn)
    elif (
        is_sure(turn)
        or (said.intent in ANSWERED_ALWAYS and not has_rival(said) and has_words(said.text))
        or (said.intent == "out_of_scope" and said.confidence > 0.5 and not likely(turn))
    ):
        await _act_and_more(turn, said.intent)
    elif pair := second_wish.both_in(said.text, likely(turn)):
        mean(turn, pair[0], said.text, said.entities)
        await act(turn)
        _say_later(turn, pair[1])
    elif likely(turn) and has_words(said.text):
        known = await asking.known_from(turn, at_home=False)
        talked_of.remember(turn, known.get("place"))  # what is chosen, or told next, is there
        offer_two(turn)
    else:
        await _unsure(turn)


async def _act_and_more(turn: Turn, answered: str) -> None:
    """Does it. What is asked besides is named; until when power is off is told at once."""
    await act(turn)
    asks_until = second_wish.find(turn.incoming.text, answered) == "ask_outage"
    if asks_until and forms.current(turn) is None:
        mean(turn, "ask_outage", turn.incoming.text, turn.understanding.entities)
        await act(turn)
    else:
        second_wish.name(turn, answered)


async def _unsure(turn: Turn) -> None:
    if not await in_words.offer_instead(turn):
        await misunderstood.unsure(turn)


async def _read_plainly(turn: Turn) -> bool:
    for take in READERS if turn.incoming.kind == "text" else ():
        if await take(turn):
            return True
    return False


async def _act_on_all(turn: Turn, parts: list[Understanding]) -> None:
    """Answers each; where one opens a form, the questions are answered within it."""
    for part in parts:
        turn.understanding = part
        turn.incoming = replace(turn.incoming, text=part.text)
        opened = forms.current(turn)
        if opened is None:
            await act(turn)
        elif part.intent in QUESTIONS:
            await in_form.digress(turn, act)
        else:
            _say_later(turn, part.intent)


def _say_later(turn: Turn, intent: str) -> None:
    """What is asked for besides waits until what is open, if anything, is done."""
    if "then" in turn.conversation.memory:
        second_wish.offer(turn, {**second_wish.wish(turn, intent), "second": True})
        return
    turn.conversation.memory["then"] = second_wish.wish(turn, intent)
    if forms.current(turn) is not None:
        noted = _("The other thing I do afterwards: {what}.")
        turn.say(turn.t(noted, what=turn.t(NAMES[intent])))
        turn.messages.insert(0, turn.messages.pop())  # what is asked stays the last thing said


async def act(turn: Turn) -> None:
    """Does what the recognised intent asks for."""
    await INTENTS.get(turn.understanding.intent, menu.not_built)(turn)

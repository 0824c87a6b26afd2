"""In the middle of a form: an answer, a correction, a question of another kind, a new request."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from actions import forms
from actions.conversation import (
    asides,
    beside,
    contact,
    corrections,
    language,
    menu,
    misunderstood,
    summary,
)
from actions.conversation.meaning import NAMES, QUESTIONS, SMALL_TALK, is_sure, mean
from actions.conversation.short_answers import ASKS, LEAVES, NO, SKIPS, UNSAID, is_short
from actions.forms import Form, Problem, Question, Slots
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import files
from actions.matters.matter import number_in
from actions.work import Turn
from locales import mark
from storage import tickets

_ = mark

Act = Callable[[Turn], Awaitable[None]]
"""Does what the recognised intent asks for; the dialogue's own."""

VERY_SURE = 0.8
"""Needed to take a free text, or a place in the person's own words, for anything else."""

NO_SENTENCE = re.compile(r"\W*(?=[^\W_]*\d)[A-Za-z0-9]+\W*")
"""A code or a number: whatever the model makes of it, it asks for nothing."""
WORTH_ASKING, LONGEST_PLACE = 0.5, 150
"""Characters; a longer answer to "where?" goes on with the story."""


async def take(turn: Turn, form: Form, state: dict[str, Any], act: Act) -> None:
    """Takes a message that came while `form` is open."""
    question = next((q for q in form.questions if q.slot == state["asked"]), None)
    if turn.incoming.is_file:
        await beside.note_phone(turn, form, state)
        await files.in_form(turn, form, state)
    elif (shared := _answer_shared(turn, form)) is not None:
        await _answered(turn, form, shared, state, act)
    elif state.pop("resumes", False) and await asides.resumed(turn):
        return
    elif asides.stays(turn, form, question) or _speaks_other(turn, form, question):
        await forms.ask(turn)
    elif (
        await beside.take(turn, form, state, question)
        or (question is None and await summary.corrected(turn, form, state))
        or await asides.begins_anew(turn, form, question)
    ):
        return
    elif await _wants_out(turn, question):
        await asides.cancel(turn)
    elif await corrections.take(turn, form, state) or (
        form.hears is not None and await form.hears(turn, state)
    ):
        return
    elif not form.staff_only and menu.told_number(turn):
        await forms.ask(turn)
    elif _digresses(turn, form, question):
        await digress(turn, act)
    elif question is None:
        await _at_summary(turn, form, state)
    else:
        await _answered(turn, form, question, state, act)


def _answer_shared(turn: Turn, form: Form) -> Question | None:
    """The question that a shared contact or location answers, whatever is being asked."""
    kind = turn.incoming.kind
    return next((q for q in form.questions if q.takes == kind), None)


def _speaks_other(turn: Turn, form: Form, question: Question | None) -> bool:
    """Another language is asked for, and spoken from now on."""
    return not (form.staff_only or (question and question.free)) and language.asks_for(turn)


async def _wants_out(turn: Turn, question: Question | None) -> bool:
    """Whether the form is to be stopped; "no need any more" means it too, where no ticket is open."""
    said = turn.understanding
    chances = dict(said.intents)
    free = question is not None and question.free
    if not free and question is not None and UNSAID.search(turn.incoming.text):
        return False
    if question is not None and question.optional and SKIPS.fullmatch(turn.incoming.text):
        return False
    if LEAVES.fullmatch(turn.incoming.text):
        return True
    if question is not None and question.slot == "contact" and contact.is_refused(said.text):
        return False
    if said.intent == "cancel" and said.confidence >= (VERY_SURE if free else said.act):
        return True
    both = chances.get("cancel", 0) + chances.get("withdraw_ticket", 0)
    if said.source != "model" or said.intent not in ("cancel", "withdraw_ticket"):
        return False
    if both < VERY_SURE or number_in(turn) or (question is not None and question.optional):
        return False
    if free or (question is not None and question.choices and await _answers(turn, question)):
        return False  # "no need any more, it is back" is an answer to some
    return not await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, True, 1)


async def _answers(turn: Turn, question: Question) -> bool:
    value = await question.read(turn, {})
    return value is not None and not isinstance(value, Problem)


def _digresses(turn: Turn, form: Form, question: Question | None) -> bool:
    """A question of another kind; in free text it must really be one."""
    said = turn.understanding
    if said.source != "model" or said.intent not in QUESTIONS or form.staff_only:
        return False
    if said.intent in form.intents or not turn.incoming.private:
        return False
    if form.own and form.own.search(turn.incoming.text):
        return False
    if question is not None and question.free:
        return said.confidence >= VERY_SURE and bool(ASKS.search(turn.incoming.text))
    asks = not beside.has_story(form) and ASKS.search(turn.incoming.text)
    return said.confidence >= (WORTH_ASKING if asks else max(0.6, turn.understanding.act))


async def digress(turn: Turn, act: Act) -> None:
    """Answers a question; where it needs a form of its own, the open one waits."""
    before = turn.conversation.form
    turn.conversation.form = None
    misunderstood.remember(turn)
    await act(turn)
    if turn.conversation.form is None:
        turn.conversation.form = before
        await forms.ask(turn)
    elif before is not None and before["name"] != turn.conversation.form["name"]:
        forms.waiting(turn).append(before)


async def _answered(
    turn: Turn, form: Form, question: Question, state: dict[str, Any], act: Act
) -> None:
    value = beside.by_label(turn, question)
    if value is None and _skips(turn, question):
        await forms.fill(turn, question.slot, None)
        return
    if value is None:
        value = await question.read(turn, state["slots"])
    if _is_left_unsaid(turn, question, value):
        await forms.fill(turn, question.slot, None if question.optional else question.unsaid)
    elif (_is_unknown_place(value) and _goes_on(turn, form, state["slots"])) or (
        value is None and _tells_more(turn, form, state["slots"])
    ):
        await beside.add_words(turn, state["slots"])
    elif beside.wants_person(turn, form, question, value):
        misunderstood.remember(turn)
        mean(turn, "ask_human", turn.incoming.text)
        forms.put_aside(turn)
        await act(turn)
    elif other := _other_request(turn, form, question, value):
        asides.ask_aside(turn, form, other)
    elif isinstance(value, Problem):
        await beside.not_taken(turn, question, value, state)
    elif value is None and beside.tells_beside(turn, question, state["slots"]):
        await beside.add_words(turn, state["slots"])
    elif value is None or _is_small_talk(turn, value):
        turn.say(turn.t(_("I did not get that.")))
        await beside.missed(turn, state)
    else:
        await forms.fill(turn, question.slot, value)


def _skips(turn: Turn, question: Question) -> bool:
    """ "No" or "skip" to a question that need not be answered."""
    if not question.optional:
        return False
    if SKIPS.fullmatch(turn.incoming.text) or turn.incoming.text.strip() == turn.t(_("Skip")):
        return True
    says_no = turn.understanding.intent == "deny" and is_sure(turn)
    return says_no and (not question.free or len(turn.incoming.text) <= 12)


def _is_left_unsaid(turn: Turn, question: Question, value: Any) -> bool:
    """ "I don't know", "none of your business", and no more that would be an answer."""
    text = turn.incoming.text
    if (question.free and not question.optional) or not (
        value is None or isinstance(value, Problem) or _is_unknown_place(value)
    ):
        return False
    if question.optional and is_short(text) and (UNSAID.search(text) or NO.search(text)):
        return True
    if question.unsaid is None or not UNSAID.search(text):
        return False
    return not _is_unknown_place(value) or len(text) <= 12


def _tells_more(turn: Turn, form: Form, slots: Slots) -> bool:
    """A sentence where a picture or a button was asked for goes on with the story."""
    goes_on = turn.understanding.intent in form.intents
    return bool(slots.get("words")) and goes_on and not is_short(turn.incoming.text)


def _is_unknown_place(value: Any) -> bool:
    """A place of which we have only the person's words."""
    return isinstance(value, dict) and set(value) == {"text"}


def _goes_on(turn: Turn, form: Form, slots: Slots) -> bool:
    """A long text, where a place was asked for, is the rest of the story; so is the same again."""
    said = turn.understanding
    again = said.intent in form.intents and said.confidence >= VERY_SURE
    no_place = said.source == "model" and not said.values("location")
    is_story = len(turn.incoming.text) > LONGEST_PLACE or (again and no_place)
    return is_story and bool(slots.get("words"))


def _is_small_talk(turn: Turn, value: Any) -> bool:
    said = turn.understanding
    chats = said.intent in SMALL_TALK and said.confidence >= VERY_SURE
    return _is_unknown_place(value) and chats


def _other_request(
    turn: Turn, form: Form, question: Question | None, value: Any = None
) -> str | None:
    """The intent of a new request, where the message is one rather than an answer."""
    said = turn.understanding
    if (question and question.free) or said.source != "model" or form.staff_only:
        return None
    if said.intent not in NAMES or said.intent in QUESTIONS or said.intent in form.intents:
        return None
    if NO_SENTENCE.fullmatch(turn.incoming.text):
        return None
    if _is_unknown_place(value):
        return said.intent if said.confidence >= VERY_SURE else None
    unread = isinstance(value, Problem) and value.unclear and not beside.has_story(form)
    if (value is None or unread) and question is not None:  # it costs nothing to ask
        if form.own and form.own.search(turn.incoming.text) and not is_sure(turn):
            return None
        return said.intent if said.confidence >= WORTH_ASKING else None
    answers = value is not None and not (
        isinstance(value, Problem) and (value.unclear or not value.buttons)
    )
    return said.intent if is_sure(turn) and not answers else None


async def _at_summary(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    if await summary.take(turn, form, state):
        return
    if other := _other_request(turn, form, None):
        asides.ask_aside(turn, form, other)
    elif ASKS.search(turn.incoming.text) or not await summary.add(turn, form, state["slots"]):
        turn.say(turn.t(_("Please check and send it, or tell me what to change.")))
        await forms.ask(turn)


async def _choose(turn: Turn, do: dict[str, Any]) -> None:
    await forms.fill(turn, do["slot"], do["value"])


async def _send(turn: Turn, do: dict[str, Any]) -> None:
    await forms.finish(turn)


async def _change(turn: Turn, do: dict[str, Any]) -> None:
    turn.say(turn.t(_("What shall I change?")), forms.change_buttons(turn))


async def _cancel(turn: Turn, do: dict[str, Any]) -> None:
    await asides.cancel(turn)


async def _again(turn: Turn, do: dict[str, Any]) -> None:
    await forms.reopen(turn, do["question"])


BUTTONS: dict[str, Callable[[Turn, dict[str, Any]], Awaitable[None]]] = {
    "form.choose": _choose, "form.send": _send, "form.change": _change,
    "form.cancel": _cancel, "form.again": _again,
}  # fmt: skip


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button of the question that is being asked; one of an earlier question says so."""
    opened = forms.current(turn)
    fits = opened is not None and do.get("serial") == opened[1]["serial"]
    if opened is None or not fits or do.get("slot") not in (opened[1]["asked"], None):
        turn.toast(turn.t(_("This button belongs to an earlier question.")))
        if opened is not None:
            await forms.ask(turn)
        return
    turn.toast()
    await BUTTONS[do["do"]](turn, do)

"""What is said in a form beside an answer: thanks, a phone number, a skip where there is none."""

import re
from typing import Any

from actions import forms, places
from actions.conversation import asking, contact, corrections, second_wish, staff_words
from actions.conversation.language import HAN
from actions.conversation.meaning import is_sure
from actions.conversation.numbers import simple
from actions.conversation.short_answers import ASKS, is_short, is_yes
from actions.forms import Form, Problem, Question, Slots
from actions.work import Turn
from locales import mark

_ = mark

THANKS = re.compile(
    r"\W*(?:(?:好的?|行|嗯|哦|ok(?:ay)?|great|perfect|many|那|太|非常|先|alright|all right|very kind|much appreciated)[\s,，.。!！]*)*"
    r"(?:谢谢|谢了|谢啦|谢|多谢|感谢|唔该(?:晒)?|thanks|thank you|thankyou|thx|ty|cheers)"
    r"(?:[\s,，.。!！]*(?:你|您|们|哈|啊|啦|了|哦|very much|so much|a lot|again|then|for (?:your|the) (?:help|answer|reply)))*\W*",
    re.IGNORECASE,
)
"""Over folded text: thanks, and nothing else."""
SKIP = re.compile(
    r"\W*(?:skip(?: (?:it|this|that))?|pass|next|跳过|略过|下一[个题步])\W*", re.IGNORECASE
)
LEAD_IN = re.compile(
    r"(?:call|phone|mobile|cell|telephone|number|contact|reach|ring|my|me|is|on|at|the|it|s|please|and|to|should|be|new|change|no|wrong|sorry|"
    r"电话|电|话|手机|号码?|联系|方式|我|的|打|给|是|请|可以|改成|改为|换成|换个|改|换|错了|应该|不对|把)",
    re.IGNORECASE,
)
"""Words around a phone number that tell nothing else."""


async def take(turn: Turn, form: Form, state: dict[str, Any], question: Question | None) -> bool:
    """Takes what is no answer to the question; False where the message may be one."""
    if form.staff_only:
        return await staff_words.take(turn, form, state, question)
    if await note_phone(turn, form, state):
        turn.say(turn.t(_("I have noted your phone number.")))
    elif await _note_chat(turn, form, state, question):
        turn.say(turn.t(_("Noted: I answer you here in the chat.")))
    elif await _note_house(turn, form, state, question) or (
        question is not None and await _note_place(turn, form, state, question)
    ):
        turn.say(
            turn.t(
                _("Noted: {place}"), place=await asking.place_words(turn, state["slots"]["place"])
            )
        )
    elif is_thanks(turn.incoming.text) and not _is_meant_for_somebody(form, question):
        turn.say(turn.t(_("You are welcome!")))
    elif question is not None and not question.optional and SKIP.fullmatch(_plain(turn)):
        return await _skip(turn, question)
    else:
        return False
    await forms.ask(turn)
    return True


def _is_meant_for_somebody(form: Form, question: Question | None) -> bool:
    """Words that are passed on as they are: a comment, an answer to staff."""
    return question is not None and question.free and (question.optional or form.summary is None)


def is_thanks(text: str) -> bool:
    """Whether a message is thanks and nothing else."""
    return bool(THANKS.fullmatch(simple(text)))


def _plain(turn: Turn) -> str:
    return simple(turn.incoming.text)


async def note_phone(turn: Turn, form: Form, state: dict[str, Any]) -> bool:
    """Keeps a phone number that comes before it is asked for; whether the message was only that."""
    if state["asked"] in ("contact", "confirm"):
        return False
    phone = contact.phone_in(turn)
    if not phone or all(question.slot != "contact" for question in form.questions):
        return False
    await corrections.put(turn, form, state["slots"], "contact", phone)
    return not turn.incoming.is_file and says_only(turn.incoming.text, phone)


async def _note_chat(turn: Turn, form: Form, state: dict[str, Any], asked: Question | None) -> bool:
    """Keeps that the person wants to be reached here, where that is not asked yet."""
    asks_other = asked is not None and asked.slot not in ("contact", "place", "breaker")
    if not asks_other or (asked and asked.free) or not contact.wants_chat(turn.incoming.text):
        return False
    if state["slots"].get("contact") or all(q.slot != "contact" for q in form.questions):
        return False
    await corrections.put(turn, form, state["slots"], "contact", contact.CHAT)
    return True


async def _note_place(
    turn: Turn, form: Form, state: dict[str, Any], asked: Question
) -> bool:  # fmt: skip
    """Keeps an address that comes where something else is asked and none is known yet."""
    slots = state["slots"]
    if asked.free or asked.slot == "place" or slots.get("place"):
        return False
    value = await corrections.other_place(turn, form, slots)
    if not value:
        return False
    await corrections.put(turn, form, slots, "place", value)
    return True


async def _note_house(
    turn: Turn, form: Form, state: dict[str, Any], asked: Question | None
) -> bool:
    """Keeps a house number that comes after its street, where it answers nothing else."""
    slots = state["slots"]
    if asked is not None and (asked.free or asked.slot == "place"):
        return False
    value = await places.with_house(turn, slots.get("place"), turn.incoming.text)
    if not value or (asked is not None and await _is_answer(turn, asked, slots)):
        return False
    await corrections.put(turn, form, slots, "place", value)
    return True


async def _is_answer(turn: Turn, asked: Question, slots: Slots) -> bool:
    read = await asked.read(turn, dict(slots))
    return read is not None and not isinstance(read, Problem)


def by_label(turn: Turn, question: Question) -> Any:
    """The choice whose label was typed instead of tapped."""
    said = turn.incoming.text.strip().casefold()
    labels = {turn.t(choice.label).casefold(): choice.value for choice in question.choices}
    return labels.get(said)


def says_only(text: str, phone: str) -> bool:
    """Whether a message holds a phone number and nothing worth keeping beside it."""
    rest = LEAD_IN.sub("", simple(text.replace(phone, " ")))
    return sum(map(str.isalnum, rest)) <= 2


async def _skip(turn: Turn, question: Question) -> bool:
    """A question that must be answered: what is known anyway, or why it is asked again."""
    if question.unsaid is not None:
        await forms.fill(turn, question.slot, question.unsaid)
        return True
    turn.say(
        turn.t(_("I need an answer here to go on; a few words will do. To stop, write “cancel”."))
    )
    await forms.ask(turn)
    return True


# Words that are no answer, and are kept.


def tells_beside(turn: Turn, question: Question, slots: Slots) -> bool:
    """Whether words, where a picture was asked for, tell more of what the form is about."""
    kept = question.slot == "photos" and bool(slots.get("words"))
    return kept and is_sentence(turn.incoming.text) and not is_yes(turn.incoming.text)


async def add_words(turn: Turn, slots: Slots) -> None:
    """Keeps a message with the story and asks again what was asked."""
    slots["words"] = f"{slots['words']}\n{turn.incoming.text.strip()}"
    turn.say(turn.t(_("I have kept it with your words.")))
    await forms.ask(turn)


def _keep(turn: Turn, question: Question, slots: Slots) -> None:
    opened = forms.current(turn)
    if not slots.get("words") and (
        question.slot == "contact" or (opened and not has_story(opened[0]))
    ):
        return
    slots["words"] = "\n".join(filter(None, (slots.get("words"), turn.incoming.text.strip())))
    turn.say(turn.t(_("I have kept it with your words.")))


async def not_taken(
    turn: Turn, question: Question, problem: Problem, state: dict[str, Any]
) -> None:  # fmt: skip
    """Says why an answer cannot be taken; what is not known is asked for no more than twice.

    Words where a phone number was asked for go with the story.
    """
    again = state.get("missed") == question.slot
    if (
        _may_lack(turn, question) or not problem.buttons
    ):  # else those answer it, and need no patience
        state["missed"] = question.slot
    if again and _may_lack(turn, question) and turn.incoming.text:
        turn.say(turn.t(_("Let us go on without it.")))
        await forms.fill(turn, question.slot, None)
        return
    if (question.slot == "contact" or problem.unclear) and is_sentence(turn.incoming.text):
        _keep(turn, question, state["slots"])
    if again and turn.incoming.text and question.unsaid is not None and not problem.buttons:
        await forms.fill(turn, question.slot, question.unsaid)
    else:
        forms.say_problem(turn, problem)


def _may_lack(turn: Turn, question: Question) -> bool:
    """Whether a customer's form goes on without the answer; staff mean what they write."""
    opened = forms.current(turn)
    return question.optional and opened is not None and not opened[0].staff_only


def wants_person(turn: Turn, form: Form, question: Question, value: Any) -> bool:
    """A sure wish for a person, where no story is lost by it: it is served without asking back.

    `value`: what was read as an answer; where something was, the message is one.
    """
    unread = value is None or (isinstance(value, Problem) and value.unclear)
    lost = unread or (isinstance(value, dict) and set(value) == {"text"})
    if form.staff_only or question.free or has_story(form) or not lost:
        return False
    said = turn.understanding
    sure = said.source == "model" and said.intent == "ask_human" and is_sure(turn)
    return sure or (is_short(turn.incoming.text) and second_wish.asks_for_person(turn))


def has_story(form: Form) -> bool:
    """Whether a form has a place for what is told beside the answers."""
    return any(question.slot == "words" for question in form.questions)


async def missed(turn: Turn, state: dict[str, Any]) -> None:
    """Asks once more what was not answered; the second time it goes on without, where it can."""
    opened = forms.current(turn)
    asked = (
        next((q for q in opened[0].questions if q.slot == state["asked"]), None) if opened else None
    )
    again = asked is not None and state.get("missed") == asked.slot
    state["missed"] = state["asked"]
    lacks = asked is not None and (_may_lack(turn, asked) or asked.unsaid is not None)
    if asked is not None and again and turn.incoming.text and lacks:
        turn.say(turn.t(_("Let us go on without it.")))
        await forms.fill(turn, asked.slot, asked.unsaid)
    else:
        await forms.ask(turn)


def is_sentence(text: str) -> bool:
    """Whether a message tells something: a few words, and no question."""
    words = len(re.findall(r"[A-Za-z]{2,}", text)) + len(HAN.findall(text)) / 2
    return words >= 2 and not ASKS.search(text)

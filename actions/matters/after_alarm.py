"""What the reporter of a danger writes afterwards: nothing of it is lost, and it is answered.

A place or a number is put right, a question is answered, that it is no danger after all is passed
on, and so is everything else that is not clearly about another thing.
"""

import re
from datetime import timedelta
from typing import Any

from actions import forms
from actions.conversation import asking, contact
from actions.conversation.meaning import is_sure, mean
from actions.conversation.short_answers import UNSAID, is_short
from actions.forms import Problem, Slots
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import (
    all_clear,
    beside_danger,
    crew,
    danger_place,
    safety,
    tickets,
    without_power,
)
from actions.matters.matter import promises
from actions.supply.arrivals import asks_when
from actions.work import SAFETY, Button, Rows, Turn
from locales import join, mark
from nlu.folding import fold
from storage import tickets as rows
from storage.models import Ticket

_ = mark

LISTENS = timedelta(hours=2)
"""So long after a danger was reported what its reporter writes goes to the people on duty."""
PASSED_ON = _("Passed on to our people on duty.")
NONE = _("It is no danger")
SAYS_NONE = re.compile(
    r"看错|看花|搞错|弄错|误报|误会|虚惊|不是(?:真的)?(?:着火|起火|冒烟|危险|火花|漏电)|(?:没有?|冇)危险了?|没事了|冇事|"
    r"是(?:在)?(?:放|打)?(?:烟花|鞭炮|烧烤|灯光|电焊|烟火)|"
    r"比喻|开玩笑|说笑|讲笑|打个比方|\b(?:joking|kidding)\b|\bfigure of speech\b|"
    r"\bfalse alarm\b|\b(?:no|not a|no real) danger\b|\bnot dangerous\b|\bi was (?:wrong|mistaken)\b|\bmy mistake\b|"
    r"\bit (?:was|is) (?:only |just )?(?:an? |the |some )?(?:bbq|barbecue|fireworks?|welding|welder|reflection|grill|steam|fog)\b"
)
OF_POWER = re.compile(
    r"停电|来电|有电|送电|复电|\b(?:power|electricity|lights?|outage|bill|alerts?)\b"
)
"""These over folded text."""
PLACE_LIKE = re.compile(
    r"\d\s*号|路|街|村|巷|弄|旁|附近|对面|门口|前面|后面|路口|小区|学校|桥|栋|幢|广场|公园|市场|医院|车站|田|河|"
    r"\b(?:street|st|road|rd|lane|avenue|ave|village|square|park|school|bridge|near|opposite|behind|beside|next to|in front of|corner|between|at the|on the)\b"
)


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+|[㐀-鿿]", fold(text)))


PLAIN = _tokens(
    "at on in the it is was its it's a of my our number no house phone mobile cell call me please sorry and "
    "我是在的号就了那这电话手机码打给您你好"
)
"""Tokens that add nothing to a place or a phone."""


async def reported(turn: Turn) -> Ticket | None:
    """The newest open danger that this person has reported lately."""
    mine = await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    recent = [
        t for t in mine
        if t.kind == "hazard" and t.person_id == turn.person.id and turn.now - t.created_at < LISTENS
    ]  # fmt: skip
    return await rows.get(turn.tx, recent[0].id) if recent else None


def none_button(turn: Turn, ticket: Ticket) -> Rows:
    """Under the alarm: the way back for whoever was mistaken."""
    return [[Button(turn.t(NONE), {"do": "danger.none", "ticket": ticket.id})]]


async def press_none(turn: Turn, do: dict[str, Any]) -> None:
    """ "It is no danger": said to the people on duty, who decide."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    turn.toast()
    if ticket is None or ticket.closed_at is not None:
        turn.say(turn.t(_("Thank you. This one is closed already.")))
    else:
        await _is_none(turn, ticket, turn.t(NONE))


async def _is_none(turn: Turn, ticket: Ticket, words: str) -> None:
    await crew.hear(turn, ticket, words, crew.NO_DANGER)
    opened = forms.current(turn)
    if opened is not None and opened[0].name == "hazard":
        forms.close(turn)
    turn.say(turn.t(_("Thank you for telling us. I have passed it on; our people decide whether they still come and look.")),
             keyboard="remove")  # fmt: skip


# While we ask where it is and whom to call.


async def hears(turn: Turn, state: dict[str, Any]) -> bool:
    """Takes a text in the danger form; False where it is a plain answer, or another request."""
    text, asked = turn.incoming.text, state["asked"]
    if turn.incoming.kind not in ("text", "edited") or not text.strip():
        return False
    turn.lane = SAFETY
    ticket = await rows.get(turn.tx, state["slots"]["ticket"])
    if await _is_told(turn, ticket):
        if forms.current(turn) is not None:
            await forms.ask(turn)
        return True
    if beside_danger.wants_else(turn):  # answered; in doubt they hear it all the same
        if not beside_danger.is_business(turn):
            await crew.hear(turn, ticket, text.strip())
        return False
    if await _wishes(turn, ticket):
        return False
    value = await _answer(turn, asked)
    if isinstance(value, Problem) or (value is None and await _is_plain(turn, asked)):
        return False
    if value is None:
        await _put_right(turn, ticket, state)
        await crew.hear(turn, ticket, text.strip())
        turn.say(turn.t(PASSED_ON))
        await forms.ask(turn)
        return True
    if await says_more(turn, value):
        await crew.hear(turn, ticket, text.strip())
        turn.say(turn.t(PASSED_ON))
    await forms.fill(turn, asked, value)
    return True


async def _answer(turn: Turn, asked: str) -> Any:
    """The answer to what is asked: a place that reads like one, or a phone."""
    text = turn.incoming.text
    if asked == "contact":
        phone = await contact.read(turn, {})
        return None if isinstance(phone, Problem) or phone == contact.CHAT else phone
    known = await asking.read_known_place(turn, {})
    if known is not None:
        return known
    named = turn.understanding.values("location") or PLACE_LIKE.search(fold(text))
    says = turn.understanding.intent == "inform" and is_sure(turn) and not UNSAID.search(text)
    return {"text": text.strip()[:300]} if named or says else None


async def _is_plain(turn: Turn, asked: str) -> bool:
    """What the form itself deals with: a choice, "don't know", small talk."""
    text = turn.incoming.text.strip()
    if asked == "contact" and await contact.read(turn, {}) == contact.CHAT:
        return True
    small = turn.understanding.intent in ("affirm", "greet", "goodbye", "thank")
    return is_short(text) and (small or bool(UNSAID.search(text)))


async def _put_right(turn: Turn, ticket: Ticket, state: dict[str, Any]) -> bool:
    """Puts the danger where the words say, if they say so; the crew hears it."""
    place = await danger_place.said(turn, asking.place_in(ticket))
    if place is None:
        return False
    state["slots"]["place"] = place
    await crew.told(turn, {"ticket": ticket.id, "place": place})
    return True


async def says_more(turn: Turn, value: Any, words: str = "") -> bool:
    """Whether a text (the message's, or `words`) holds more than the place or phone taken from it."""
    names = [str(value)]
    if isinstance(value, dict):
        names = [await asking.place_words(turn, value, lang) for lang in ("en", "zh_Hans")]
    return bool(_tokens(words or turn.incoming.text) - _tokens(" ".join(names)) - PLAIN)


# Afterwards.


async def told_more(turn: Turn) -> bool:
    """Takes what is written after a danger report; False where it is about something else."""
    ticket = await reported(turn) if turn.incoming.text.strip() else None
    if ticket is None or turn.incoming.text.startswith("/"):
        return False
    turn.lane = SAFETY
    if await _is_told(turn, ticket):
        return True
    if beside_danger.may_be_misread(turn) and turn.incoming.kind == "text":
        await _pass_on(turn, ticket)
        return False
    if (
        beside_danger.is_small_talk(turn)
        or beside_danger.wants_else(turn)
        or await _is_number(turn)
    ):
        return False
    if await _wishes(turn, ticket):
        return False
    state: dict[str, Any] = {"slots": {}}
    if (phone := contact.PHONE.search(turn.incoming.text)) is not None:
        await crew.told(turn, {"ticket": ticket.id, "contact": phone.group()})
    await _put_right(turn, ticket, state)
    await _pass_on(turn, ticket)
    return True


async def _wishes(turn: Turn, ticket: Ticket) -> bool:
    """Takes a few words for the other wish that they name; the people on duty hear them all the same."""
    wish = beside_danger.named_wish(turn) if turn.incoming.kind == "text" else ""
    if wish:
        await crew.hear(turn, ticket, turn.incoming.text.strip())
        mean(turn, wish, turn.incoming.text, turn.understanding.entities)
    return bool(wish)


async def _pass_on(turn: Turn, ticket: Ticket) -> None:
    await crew.hear(turn, ticket, turn.incoming.text.strip())
    turn.say(turn.t(PASSED_ON))


async def in_other_form(turn: Turn) -> bool:
    """Takes in the middle of another form what is about the danger; the form goes on.

    False where the form may read the message, too.
    """
    opened = forms.current(turn)
    if opened is None or opened[0].staff_only or opened[0].name == "hazard":
        return False
    if turn.incoming.kind != "text" or (ticket := await reported(turn)) is None:
        return False
    asks = asks_when(fold(turn.incoming.text)) and is_short(turn.incoming.text)
    if not (asks and await _is_told(turn, ticket)) and not await _is_heard(turn, ticket, *opened):
        return False
    await forms.ask(turn)
    return True


async def _is_heard(turn: Turn, ticket: Ticket, form: forms.Form, state: Slots) -> bool:
    """Passes on a sentence that is no answer to what is asked; what may be one is heard beside."""
    question = next((q for q in form.questions if q.slot == state["asked"]), None)
    if question is None or question.free or not beside_danger.may_be_of_danger(turn):
        return False
    if (question.optional or question.unsaid is not None) and beside_danger.leaves_unsaid(turn):
        return False
    value = await question.read(turn, dict(state["slots"]))
    is_words = isinstance(value, dict) and set(value) == {"text"}
    if not is_words and value is not None and not isinstance(value, Problem):
        return False
    if turn.understanding.intent in form.intents and value is not None:
        return False
    await _pass_on(turn, ticket)
    return not is_words


async def _is_told(turn: Turn, ticket: Ticket) -> bool:
    """Answers "no danger after all", "when do they come?" and "may I touch it?"; passes them on."""
    folded = fold(turn.incoming.text)
    taken_back = all_clear.said(folded) == "taken back"
    if taken_back or (SAYS_NONE.search(folded) and not re.search(r"\d", folded)):
        await _is_none(turn, ticket, turn.incoming.text.strip())
        return True
    if without_power.is_back(turn, ticket):
        await without_power.tell_back(turn, ticket)
        return True
    is_asked = asks_when(folded) and not beside_danger.is_business(turn)
    if until := await without_power.answer(turn, ticket):
        answer = until
    elif is_asked and not OF_POWER.search(folded):
        answer = await promises(turn, ticket, turn.person.language)
    elif (safe := safety.answer(turn, ticket.words)) is not None and _is_for_us(turn, ticket):
        answer = [safe]
    else:
        return False
    await crew.hear(turn, ticket, turn.incoming.text.strip())
    turn.say(join([*answer, turn.t(PASSED_ON)]))
    return True


def _is_for_us(turn: Turn, ticket: Ticket) -> bool:
    """Whether words that ask for advice are no other wish; with a life at stake they are advised on."""
    on_life = safety.hangs_on_life(ticket.words) and not beside_danger.is_business(turn)
    return bool(on_life) or not beside_danger.wants_else(turn)


async def _is_number(turn: Turn) -> bool:
    """Whether the message asks about a ticket of theirs by its number."""
    named = turn.understanding.values("ticket_number")
    return bool(named) and await tickets.visible(turn, named[0]) is not None

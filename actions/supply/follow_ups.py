"""What goes on from an answer about outages: "why?", "and on Friday?", "when will they be here?"."""

import re
from dataclasses import replace

from actions import forms, places, times
from actions.conversation import asking, talked_of
from actions.conversation.meaning import SMALL_TALK
from actions.conversation.misunderstood import says_missed
from actions.conversation.short_answers import is_short
from actions.supply import cancellations, districts, history, lookups
from actions.supply.arrivals import asks_arrival
from actions.work import Turn
from nlu import life
from nlu.folding import fold

VERY_SURE = 0.8
LAST_DAY = 31
"""After an answer for some days 三十号呢 is another day; 八十二号呢 never is."""

_END = r"(?:啊|呀|呢|吗|嘛|了|的|哦|喔|咧)*\W*"
_ASKS = (
    r"为(?:什么|啥|何)(?:会|要|又|还|突然)*(?:停(?:电)?|没电|断电)?|点解(?:会|要)?(?:停电|冇电)?|干嘛停电?|怎么(?:回事|停的|会停|又停)|(?:是|系)?(?:什么|咩|乜)(?:原因|事|问题)|原因(?:是什么)?",
    r"(?:那|还|大概|大约|请问|到底|仲|而家|现在)*(?:要|需要|得)?(?:等)?(?:多久|几耐|多长时间)(?:才|能|可以|会|先)*(?:好|来电|恢复|修好|修完|有电|到)?",
    r"(?:那|请问|到底|大概)*(?:什么时候|啥时候|何时|几时|几点)(?:才|能|可以|会|先)*(?:有)?(?:好|来电?|恢复(?:供电)?|修好|修完|有电|送电|复电|返电|回来)",
    r"(?:这|那)?(?:是|系)?(?:不是|唔系)?(?:计划|检修|故障)(?:性)?(?:停电)?(?:还是(?:故障|计划)(?:停电)?)?",
    r"(?:而家|现在|宜家)(?:有冇|有没有|冇)电",
)
_ENGLISH = (
    r"(?:but |and )*why(?: (?:is|was|did|has|that|it|the|power|electricity|off|out|gone|happen(?:ed)?|go|so|not|again|this))*",
    r"(?:and )?(?:whats|what is|what was|what) (?:the )?(?:reason|cause|happened|wrong)",
    r"(?:and |so )*(?:for )?how (?:long|much (?:time|longer))(?: (?:more|time|longer|left|will|it|take|still|does|did|last|now|is|be|off|until|until its back|to wait|do i have to wait))*",
    r"(?:and |so |but )*when (?:will|does|is|can|do) (?:it|the (?:power|light|lights|electricity)|power|we) ?(?:be |come |get |have )*(?:back|on|again|restored|fixed|over|power|finish(?:ed)?)*",
    r"(?:and )?(?:is|was) (?:it|that|this) (?:a )?(?:planned|scheduled|a fault|unplanned|maintenance)(?: (?:work|works|outage|one|or not))*",
    r"(?:and )?(?:is it )?still (?:off|out)|(?:is it|is the power) (?:back|on)(?: (?:now|yet|again))*",
)
GOES_ON = re.compile(rf"\W*(?:{'|'.join((*_ASKS, *_ENGLISH))}){_END}", re.IGNORECASE)
"""Asks more about the outage that was told of, in a few words that name no place."""
AND = re.compile(
    r"^\W*(?:and|what about|how about|那么?|咁|还有|那边)\b|^那|呢\W*$|^\W*(?:and )?(?:on|at|in)\b"
)
"""Asks the same of another day or place."""


PLAIN = re.compile(
    r"\W*(?:(?:are|is) there )?(?:any |current |known )*(?:planned |scheduled )?(?:outages?|power ?cuts?|blackouts?|works?|maintenance) (?:in|at|on|for)\b.{2,60}|"
    r".{2,12}(?:区|县|镇|乡)(?:今天|明天|现在)?(?:停电(?:吗|没有?|情况|通知)?|有没有停电|哪里停电)\W*"
)
"""Asks about outages in the plainest words; over folded text."""


COMING = re.compile(
    r"\b(?:anything|something|what(?:'s| is)|any (?:\w+ )?(?:works?|outages?|cuts?|interruptions?|maintenance))\b.{0,40}\b(?:coming up|planned|scheduled|happening|going on|going off)\b|"
    r"有(?:没有?|冇|无|什么|啥|咩)?.{0,6}(?:计划|安排|检修|施工|停电)"
)
WHERE = re.compile(
    r"\b(?:my|our|both|these|those)(?: \w+)? (?:roads?|streets?|lanes?|places?|houses?|homes?|flats?|apartments?|buildings?|blocks?|address(?:es)?|neighbou?rhoods?|villages?|areas?|shops?|offices?)\b|"
    r"(?:我|咱)们?(?:这|那)?(?:家|条?街|条?路|小区|村|楼|店|边|里|几个地方|两个地方)"
)
OF_ELSE = re.compile(
    r"\b(?:bills?|invoices?|pay\w*|owe|tickets?|complain\w*|alerts?|messages?|hir\w+|jobs?)\b|账单|电费|缴费|交费|工单|投诉|提醒|通知我"
)


def _is_of_what_comes(turn: Turn) -> bool:
    """ "Is anything coming up on my road this month?" asks for no bill, though it names a month."""
    said = fold(turn.incoming.text)
    somewhere = WHERE.search(said) or turn.understanding.values("location")
    return bool(somewhere and COMING.search(said)) and not OF_ELSE.search(said)


def read(turn: Turn) -> None:
    """Questions how often, and where, the power is off are that, whatever the model takes them for."""
    opened = forms.current(turn)
    if opened is not None:
        asked = next((q for q in opened[0].questions if q.slot == opened[1]["asked"]), None)
        if opened[0].staff_only or (asked is not None and asked.free):
            return
    if turn.incoming.kind != "text" or not turn.incoming.private:
        return
    text = turn.incoming.text
    alone = history.is_asked(turn, alone=True) or cancellations.is_asked_alone(text)
    if alone or PLAIN.fullmatch(fold(text)) or _is_of_what_comes(turn):
        _is_about_outages(turn)


def _is_about_outages(turn: Turn) -> None:
    said = turn.understanding
    turn.understanding = replace(said, intents=(("ask_outage", 1.0),), source="model", also=())


async def take(turn: Turn) -> bool:
    """Answers what goes on from the last answer; False where the message is something else."""
    text = fold(turn.incoming.text).strip()
    if turn.incoming.kind != "text" or not text or life.depends(text):
        return False
    urges = turn.understanding.intent in ("urge_ticket", "withdraw_ticket")
    if not urges and asks_arrival(text) and await lookups.told_repair(turn):
        return True
    if not talked_of.was_answered_last(turn):
        return False
    if await _told_house(turn, text):
        return True
    if not await _goes_on(turn, text):
        return False
    _is_about_outages(turn)
    await lookups.start(turn, goes_on=not _is_date(turn, text))
    return True


async def _told_house(turn: Turn, text: str) -> bool:
    """ "十五号" after an answer for a whole street is one of its houses, and no date; so is 82号呢."""
    before, about = talked_of.place(turn), talked_of.about(turn)
    house = None if about else await places.with_house(turn, before, text)
    if house is None:
        spot = await asking.spot_of(turn, before)
        house = await places.other_house(turn, before, spot, text)
    if about and house is not None and house["house"] <= LAST_DAY:
        return False
    if house is not None:
        turn.incoming = replace(turn.incoming, text="")
        turn.understanding = replace(turn.understanding, entities=())
        await lookups.tell(turn, house, about)
    return house is not None


async def _goes_on(turn: Turn, text: str) -> bool:
    if not is_short(text):
        return False
    if GOES_ON.fullmatch(re.sub(r"['’`]", "", text)) or cancellations.is_asked(text):
        return True
    if _is_bare_place(turn, text):
        return True
    if turn.understanding.intent not in ("inform", "ask_outage") and not AND.search(text):
        return False
    return _is_date(turn, text) or bool(AND.search(text) and await places.from_turn(turn))


def _is_bare_place(turn: Turn, text: str) -> bool:
    """Whether hardly more than a place is said: the same is asked of it, whatever the model says."""
    named = sum(len(fold(words)) for words in turn.understanding.values("location"))
    is_all = named >= 0.8 * len(text.strip(" ?.!？。！呢"))
    return named > 0 and is_all and not turn.understanding.hazard


def _is_date(turn: Turn, text: str) -> bool:
    """Whether little more than a day or an hour is said."""
    return times.interval(text, turn.now, turn.zone, past=False) is not None


# The question for a place.


async def gives_way(turn: Turn) -> None:
    """Leaves the question "for which place?" where the message is no answer to it.

    Thanks, another wish or another question is then taken as what it is; a place that we do not
    know is asked for once more. What waited meanwhile is taken up, and the message is its answer.
    """
    opened = forms.current(turn)
    if opened is None or opened[0] is not lookups.FORM or turn.incoming.kind != "text":
        return
    if says_missed(turn.incoming.text) or await _may_answer(turn, opened[1]):
        return
    forms.close(turn)
    if forms.waiting(turn):
        turn.conversation.form = forms.waiting(turn).pop()


async def _may_answer(turn: Turn, state: dict[str, object]) -> bool:
    said = turn.understanding
    slots: forms.Slots = {}
    if isinstance(state["slots"], dict):
        slots = state["slots"]
    if said.intent == "cancel" or await asking.read_known_place(turn, slots) is not None:
        return True
    if await districts.named(turn) is not None:
        return True
    if said.source == "model" and said.intent not in ("inform", "report_hazard"):
        least = said.act if said.intent in SMALL_TALK else VERY_SURE
        if said.confidence >= least and not said.values("location"):
            return False
    if GOES_ON.fullmatch(fold(turn.incoming.text)):
        return False
    first = not state.get("missed")
    state["missed"] = True
    return first

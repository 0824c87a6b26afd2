"""When it is wrong: said so, noted for staff to label, and led to a short menu and a person.

What is noted of a message: the ranking of its intents, and its text, masked, where `policy.yml`
says that texts are collected.
"""

import re
from dataclasses import replace
from typing import Any

from actions import forms
from actions.conversation import language, menu
from actions.conversation.masking import masked
from actions.conversation.meaning import button
from actions.conversation.numbers import simple
from actions.work import Button, Rows, Turn
from locales import join, mark
from nlu.understanding import Entity, Understanding
from storage import misunderstood as kept

_ = mark

MOST_INTENTS = 5
"""So many of a ranking are kept; the right one is hardly ever below."""

# How people say it. The whole message must be one of these: in a longer one there is more to answer.

_I = r"我(?:们)?(?:在|想|要|究竟|到底|刚才|刚刚)*"
_SAID = r"(?:说|讲|问|表达|指)"
_WHAT = rf"{_I}{_SAID}?(?:的|嘅)?(?:意思|话|问题|是?什么|是?啥|乜嘢?|咩|野|嘢)?"
_YOU = r"(?:你|您|机器人|小助手|bot|ai)(?:们|哋)?"
_HOW = r"(?:这个?机器人|根本|完全|还是|仍然|又|都|就|好像|是不是|怎么|真的|压根|并)*"
_NOT = r"(?:没有?|不|未|冇|唔|听不|看不|搞不|没能)(?:听|看|搞|理|弄)?(?:懂|明白?|解|清楚|get到?)"
_THIS = r"(?:这个?|呢个|那个?)"
_IS_NOT = r"(?:根本|又)?(?:不是|唔系|唔係)"
_END = r"(?:啊|吧|呢|呀|吗|啦|了|喔|哦|喎|耶|诶|嘛|哎)*"
_CHINESE = (
    rf"{_YOU}{_HOW}{_NOT}(?:{_WHAT})?",
    rf"{_HOW}{_NOT}{_WHAT}",
    rf"(?:{_YOU})?{_HOW}听唔(?:明|懂)(?:{_WHAT})?",
    rf"(?:{_YOU})?{_HOW}(?:答非所问|文不对题|牛头不对马嘴|鸡同鸭讲)",
    rf"{_YOU}{_HOW}(?:(?:理解|搞|弄|听|会)错|误会|误解)(?:了?{_I}的?)?(?:意思?)?了?",
    rf"(?:理解错|会错|误会|误解)了?(?:{_I}的?)(?:意思?)?",
    r"(?:理解错|会错意)了",
    rf"{_I}{_SAID}(?:的|嘅)?{_IS_NOT}{_THIS}(?:意思|问题)?",
    rf"(?:{_I})?{_IS_NOT}(?:要|想)?(?:{_SAID}{_THIS}|{_THIS}意思)",
    rf"(?:{_THIS})?{_IS_NOT}{_I}(?:{_SAID}|要|想要|想知道|需要)(?:的|嘅)(?:问题|意思|东西|答案|嘢)?",
    rf"(?:{_YOU})?{_HOW}(?:没有?|冇|未)回?答到?{_I}的?(?:问题)?",
)
CHINESE = re.compile(
    rf"(?:不是|不对|唔系|唔係|喂|哎|唉|额|拜托|no)*(?:(?:{'|'.join(_CHINESE)}){_END})+"
)
_BOT = r"(?:you|u|ya|this bot|the bot|bot|this thing|it)"
_REALLY = r"(?:really|still|clearly|just|obviously|completely|totally|so|even|ever)"
_NO = r"(?:dont|do not|doesnt|does not|didnt|did not|cant|cannot|can not|couldnt|arent|are not|isnt|is not|havent|have not|not|never)"
_MEANT = r"what i (?:(?:am|was|have|had) )?(?:asked|asking|ask|meant|mean|said|saying|wanted|want)(?: (?:for|about|to know))?"
_GET = r"(?:understand|understood|understanding|get|got|getting|follow|following)"
_ME = r"(?:me|it|what i (?:say|said|mean|meant|am saying|asked|want)|my (?:question|point|message)|the (?:question|point))"
_ENGLISH = (
    rf"(?:(?:thats|that is|this is|its|it is|that was|this was) )?(?:{_REALLY} )?not (?:at all )?{_MEANT}",
    rf"(?:that|this|it) (?:isnt|is not|wasnt|was not) {_MEANT}",
    rf"(?:{_BOT}|youre|ur|you are|youve) (?:{_REALLY} )*{_NO} (?:{_REALLY} )*{_GET}(?: {_ME})?",
    rf"(?:youre|ur|you are) (?:{_REALLY} )*misunderstanding(?: {_ME})?",
    rf"(?:{_BOT}|youve) (?:have )?(?:{_REALLY} )*(?:misunderstood|misunderstand|misread)(?: {_ME})?",
    rf"(?:{_BOT}|youve) (?:have )?(?:got|understood) (?:me|it|that) (?:all )?wrong",
    rf"(?:{_BOT}|youve) (?:have )?(?:missed|missing) (?:the|my) point",
    rf"(?:that|this|it|{_BOT}) (?:{_REALLY} )*(?:doesnt|does not|didnt|did not) answer (?:my|the) question",
    r"(?:(?:thats|that is|this is|its) )?(?:not my question|(?:the )?wrong answer)",
    r"i (?:didnt|did not|wasnt|was not|am not|never) (?:ask|asked|asking|mean|meant)(?: (?:for|about))? (?:that|this)",
)
ENGLISH = re.compile(
    rf"(?:(?:no|nope|sorry|hey|but|um|well|look|come on|ugh) )*(?:{'|'.join(_ENGLISH)})"
    r"(?: (?:at all|bot|again|man|mate|please))*"
)
LONGEST = 60
"""Letters; who writes more says more than this."""


def says_missed(text: str) -> bool:
    """Whether a message says that the answer missed the point, and nothing else."""
    plain = re.sub(r"['’`´]", "", simple(text))
    words = re.sub(r"[\W_]+", " ", plain).strip()
    words = re.sub(r"\b(i)m\b", "i am", re.sub(r"\bive\b", "i have", words))
    if not words or len(words) > LONGEST:
        return False
    return bool(ENGLISH.fullmatch(words) or CHINESE.fullmatch(words.replace(" ", "")))


def is_said(turn: Turn) -> bool:
    """Whether the person says that we missed the point; an answer to an open question does not."""
    if turn.incoming.kind != "text" or not turn.incoming.private:
        return False
    if (opened := forms.current(turn)) is not None:
        form, state = opened
        asked = next((q for q in form.questions if q.slot == state["asked"]), None)
        if form.staff_only or (asked is not None and asked.free):
            return False
    return says_missed(turn.incoming.text)


# What is noted.


def _facts(turn: Turn) -> dict[str, Any]:
    """What may be kept of this message."""
    said = turn.understanding
    written_in = language.detect(said.text, turn.person.language)
    ranking = [[name, round(p, 4)] for name, p in said.intents[:MOST_INTENTS]]
    text = masked(said, written_in) if turn.policy.collect_messages else None
    return {"language": written_in, "text": text or None, "intents": ranking}


async def _record(turn: Turn, why: str, facts: dict[str, Any] | None) -> None:
    """Counts it, and keeps it where there is something to learn from."""
    await turn.count("not_understood")
    if facts is not None and facts["intents"]:
        await kept.add(turn.tx, turn.now, why, **facts)


def remember(turn: Turn) -> None:
    """Keeps in mind what was said, in case the answer turns out to miss the point."""
    if turn.incoming.kind != "text" or not turn.incoming.private:
        return
    last = turn.conversation.memory.get("last") or {}
    if last.get("update") != turn.incoming.update_id:  # else this is a part of that message
        turn.conversation.memory["last"] = {"update": turn.incoming.update_id, **_facts(turn)}


def forget_older(turn: Turn) -> None:
    """Of all messages only the newest is kept in mind."""
    last = turn.conversation.memory.get("last")
    if last is not None and last["update"] != turn.incoming.update_id:
        del turn.conversation.memory["last"]


# What is answered.


async def unsure(turn: Turn) -> None:
    """Nothing recognised with any confidence: said, with the menu and a way to a person."""
    said = turn.incoming.kind == "text" and turn.incoming.private
    turn.conversation.memory.pop("last", None)  # noted here, once
    await _record(turn, "unsure", _facts(turn) if said else None)
    turn.say(
        turn.t(_("I am not sure what you mean. Could you say it another way, or choose here?")),
        menu.short_rows(turn),
    )


async def press_neither(turn: Turn, do: dict[str, Any]) -> None:
    """Neither of the two likeliest was meant; what is chosen instead knows what was said."""
    turn.toast()
    text, intents = str(do.get("text", "")), tuple((n, p) for n, p in do.get("intents", []))
    entities = tuple(Entity(*entity) for entity in do.get("entities", []))
    turn.understanding = Understanding(text, intents, entities, False, "model")
    turn.incoming = replace(turn.incoming, text=text)
    await _record(turn, "neither", _facts(turn) if text else None)
    _say_short(turn)


async def missed(turn: Turn) -> None:
    """The person says that we missed the point of the message before this one."""
    last = turn.conversation.memory.pop("last", None)
    facts = {name: last[name] for name in ("language", "text", "intents")} if last else None
    await _record(turn, "wrong", facts)
    turn.incoming = replace(turn.incoming, text="")  # "you don't get it" is nobody's complaint
    turn.understanding = replace(turn.understanding, entities=())
    _say_short(turn)


SHORT = ("report_fault", "ask_outage", "ask_bill", "complaint")


def _say_short(turn: Turn) -> None:
    """The four likeliest things, a person, and the way back to a form that is open."""
    sorry = turn.t(_("I am sorry, I did not get what you mean. What is it about? A person can help you too."))  # fmt: skip
    opened = forms.current(turn)
    if opened is None:
        turn.say(sorry, _short_rows(turn))
        return
    opened[1]["resumes"] = True
    go_on = [Button(turn.t(_("Go on with it")), {"do": "form.go_on"}),
             Button(turn.t(_("Cancel")), {"do": "form.drop"})]  # fmt: skip
    middle = turn.t(_("We are in the middle of {title}. What shall we do?"),
                    title=turn.t(opened[0].title))  # fmt: skip
    turn.say(join([sorry, middle]), [*_short_rows(turn), go_on])


def _short_rows(turn: Turn) -> Rows:
    labels = {intent: label for label, intent in menu.ENTRIES}
    entries = [button(turn, turn.t(labels[intent]), intent) for intent in SHORT]
    return [entries[:2], entries[2:], [button(turn, turn.t(labels["ask_human"]), "ask_human")]]

"""The other thing that a message asks for: named with a button, so that it is not lost.

The model ranks intents of the whole message; a second wish shows in its own part, behind "and",
by words that hardly mean anything else.
"""

import re
from typing import Any

from actions.conversation import typed
from actions.conversation.meaning import NAMES, OUTRIGHT, URGENT_FIRST, button
from actions.work import Button, Turn
from locales import mark
from nlu.folding import fold

_ = mark

JOINS = re.compile(
    r"\s*(?:[,;.!?，；。！？、]+|\b(?:and|also|then|plus|but)\b|还有|另外|以及|顺便|而且|再就是|同时|和|,?另)\s*"
)
POWER = {"ask_outage", "report_fault", "complaint_interruption", "urge_ticket", "report_hazard", "ask_ticket"}  # fmt: skip
"""Words of power being off belong to each of these."""
CLUES = {
    "report_fault": (r"\bno (?:power|electricity)\b|\bpower(?:'s| is)? (?:out|off|gone)\b|家里?没电|家里?停电|家冇电|跳闸", POWER),
    "ask_outage": (r"\bwhen (?:is|will|does|do|are|can)\b.{0,50}\b(?:back(?: on)?|on again|restored)(?: \w+)?\W*$|\bhow long\b.{0,20}\b(?:power|outage|off)\b|(?:什么时候|几点|何时|几时|多久).{0,6}(?:来电|恢复供电|有电|复电|返电)", POWER | {"unsubscribe_alerts"}),
    "dispute_bill": (r"\bbill (?:is|was|looks|seems) (?:wrong|incorrect|not right)\b|(?:账单|帐单|电费)也?(?:不对|有问题|有错|错了|算错)", {"ask_bill", "ask_payment"}),
    "ask_bill": (r"\b(?:how much is|show me|see|what is|what's) (?:my|the) (?:last |current )?bill\b|(?<!pay )\bmy bill\b|(?:我的|上个月|这个月|本月)(?:的)?(?:电费|账单|帐单)", {"dispute_bill", "ask_payment"}),
    "ask_tariff": (r"\b(?:the|your|current) (?:(?:night|off-peak|peak|day) )?(?:price|prices|tariff|rate)\b|\bprice per\b|电价|一度电?多少钱", {"ask_bill"}),
    "ask_payment": (r"(?:\bto|\bi|\bi'll|\blet me|\bhow|\bwhere) pay (?:my|the|this|that|[a-z]+'?s)(?: last| current| month's)? bills?\b|^pay (?:my|the) bills?\b|怎么[交缴]费|哪里[交缴]费", {"ask_bill", "dispute_bill"}),
    "ask_outlet": (r"\bopening hours\b|\b(?:nearest|closest) (?:hall|office)\b|营业厅|营业时间", set[str]()),
    "subscribe_alerts": (r"\b(?:subscribe|sign) me\b|\balerts? (?:for|about)\b|订阅|开通.{0,4}提醒", {"unsubscribe_alerts"}),
    "bind_account": (r"\blink my account\b|绑定", {"ask_bill"}),
    "claim_compensation": (r"\b(?:want|claim|get|need) (?:money|compensation|a refund)\b|\bcompensat\w+\b|赔偿|索赔|赔钱", {"dispute_bill"}),
    "ask_human": (r"\b(?:talk|speak) (?:to|with) (?:somebody|someone|a (?:real |live )?(?:person|human)|an? (?:agent|operator|representative)|customer service)\b|转(?:接)?人工|找(?:个)?人工|人工(?:客服|服务|坐席)|真人", set[str]()),
    "complaint": (OUTRIGHT.pattern, set[str]()),
}  # fmt: skip
"""Words of an intent, over folded text, and the intents to which they belong as well."""

REFUSES = re.compile(
    r"\b(?:don't|do not|not|no need|without|instead of)\b|不(?:用|要|想|需|找|转)|别|唔|无需"
)


def find(words: str, answered: str) -> str:
    """The intent of a second wish in `words`, where `answered` is the first; empty where none is. Pure."""
    parts = [part for part in JOINS.split(fold(words)) if part.strip()]
    if len(parts) < 2:
        return ""
    for intent, (clue, akin) in CLUES.items():
        if intent == answered or answered in akin or answered.startswith(intent):
            continue
        if any(re.search(clue, part) for part in parts):
            return intent
    return ""


def asks_for_person(turn: Turn) -> bool:
    """Whether the words ask for a person, whatever the model takes them for."""
    said = fold(turn.incoming.text)
    return bool(re.search(CLUES["ask_human"][0], said)) and not REFUSES.search(said)


def both_in(words: str, likely: list[str]) -> list[str]:
    """The two likeliest intents, where the words hold each of them in a part of its own. Pure."""
    if len(likely) != 2:
        return []
    urgent_first = sorted(likely, key=lambda name: name not in URGENT_FIRST)
    first, second = urgent_first
    each = [find(words, second), find(words, first)]
    named = all(each) and first.startswith(each[0]) and second.startswith(each[1])
    return urgent_first if named else []


def wish(turn: Turn, intent: str) -> dict[str, Any]:
    """What a button does that goes on with what this message asks for besides."""
    return button(turn, "", intent).do


def name(turn: Turn, answered: str) -> None:
    """Says what was asked besides, with a button that does it; offered again after an open form."""
    if other := find(turn.incoming.text, answered):
        do = {**wish(turn, other), "second": True}
        offer(turn, do)
        if turn.conversation.form is not None and "then" not in turn.conversation.memory:
            turn.conversation.memory["then"] = do


def offer(turn: Turn, do: dict[str, Any]) -> None:
    """A second wish, as a button."""
    label = turn.t(NAMES[do["intent"]])
    turn.say(turn.t(_("You also wrote about something else. Shall I go on with it?")),
             [[Button(label[:1].upper() + label[1:], do)]])  # fmt: skip


async def stands_alone(turn: Turn) -> bool:
    """Whether a second wish, and nothing else, was offered since the form was shown."""
    offered = await typed.newest(turn)
    return bool(offered) and all(do.get("second") for do in offered)

"""How a person is reached: a phone number in whatever words, or here in the chat."""

import re
from typing import Any

from actions.conversation.numbers import simple
from actions.conversation.short_answers import UNSAID, is_no, is_short, is_yes
from actions.forms import Choice, Problem, Question, Slots
from actions.work import Turn
from locales import mark

_ = mark

PHONE = re.compile(r"\+?\d[\d\s\-]{5,17}\d")
CALL_ME = re.compile(
    r"(?:电话|電話|手机|手機|打给我|打給我|\b(?:phone|mobile|cell|tel|call|ring|reach)\b)\D{0,14}(\+?\d[\d\s\-]{5,17}\d)",
    re.IGNORECASE,
)
"""A number that is called a phone, whatever the model takes it for."""
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{3} ?\d{3} ?\d{4}(?!\d)")
FIGURES = str.maketrans("零〇幺一二两三四五六七八九", "0011223456789")
SPELLED = re.compile("[零〇幺一二两三四五六七八九]{7,}")
CHAT = "chat"
IN_CHAT = re.compile(
    r"(?:\W|just|right|only|please|write|reply|answer|message|text|me|to|contact|reach|you|can|it|in|via|by|on|over|through|use|the|this|is|s|fine|ok|good|yes|no|better|thanks|"
    r"就|在|用|可以|行|好的?|那|都|请|我们?|发|回复?|喺|吧|啊|了|呀|啦|嘛|上|即可|联系|不用电话|傾|倾)*"
    r"(?:chat|here|telegram|wechat|聊天?|微信|这里?|这儿|这边|呢度|度)"
    r"(?:\W|in|the|on|is|s|fine|ok|okay|good|please|thanks|better|chat|telegram|works|will do|only|就|好的?|行|可以|吧|啊|了|呀|啦|嘛|里|上|聊|即可|联系|倾|傾|天|直接|回(?:复|覆|信)?|我|说|讲|找|给)*",
    re.IGNORECASE,
)
"""Over folded text: by chat, and nothing else."""
NO_CALL = re.compile(
    r"(?:不用|不必|不要|不需要?|无需|唔使|唔好|别|免)再?(?:联系|联络|打|回复?|回电|覆|复|搵|找|call)(?:电话)?(?:俾|给|畀)?(?:我|电话)|"
    r"\b(?:no need to|do not|don['’]?t|not) (?:call|phone|ring|contact|reach) me\b|\bno (?:phone )?calls?\b",
    re.IGNORECASE,
)
"""Not to be called: what there is to say is said here. Over folded text, as the next."""
NO_NUMBER = re.compile(
    r"匿名|不(?:想|愿意?|方便|要|肯|能)?(?:留|给|说|提供|报)|唔(?:想|要|好)?(?:留|俾|畀|讲|报)|没(?:有)?(?:电话|手机)|冇(?:电话|手机)|登记|预留|备案|(?:跟|和|同)?(?:之前|以前|上次|原来|刚才)(?:的|那个|一样)|同上|老号码|你们有|有我的?(?:电话|号码)|"
    r"\banonym|\bno (?:phone|number|mobile|contact)|\b(?:do not|don['’]?t|won['’]?t|rather not|not) (?:have|want|wish|like|give|giving|share)|"
    r"\bon file\b|\b(?:same|as) (?:as )?(?:before|last time|always|usual)|\byou (?:already )?(?:have|know|got) (?:it|my|mine)|\balready (?:have|gave|told|sent)",
    re.IGNORECASE,
)
"""Over folded text."""


async def read(turn: Turn, slots: Slots) -> Any:
    """A shared contact, a phone number in the text, or "here in the chat".

    Who gives no number, whatever the reason, is reached in the chat.
    """
    if turn.incoming.phone:
        return turn.incoming.phone
    text = turn.incoming.text
    found = PHONE.search(_in_figures(text))
    if found:
        return found.group()
    if is_refused(text) or is_yes(text) or is_no(text):
        return CHAT
    if not text:
        return None
    return Problem(turn.t(_("Please send a phone number, or tap “Here in the chat”.")))


def wants_chat(text: str) -> bool:
    """Whether the words say to be reached here, or not to be called, and nothing else."""
    said = simple(text)
    return bool(IN_CHAT.fullmatch(said) or (is_short(text) and NO_CALL.search(said)))


def is_refused(text: str) -> bool:
    """Whether no number is given, or no call wanted: then the chat it is."""
    return wants_chat(text) or gives_none(text)


def gives_none(text: str) -> bool:
    """Whether a few words say that no number is given, whatever the reason."""
    return is_short(text) and bool(NO_NUMBER.search(simple(text)) or UNSAID.search(text))


def phone_in(turn: Turn, but_not: str = "") -> str:
    """A phone number in a message that is about something else; empty where none is sure to be one.

    `but_not`: the one that is known, where a message names both.
    """
    named = turn.understanding.values("phone") or CALL_ME.findall(turn.incoming.text)
    if not named:
        named = MOBILE.findall(_in_figures(turn.incoming.text))
    return next((str(number) for number in named if number != but_not), "")


def _in_figures(text: str) -> str:
    """A number spelled as it is read out, in figures."""
    return SPELLED.sub(lambda found: found.group().translate(FIGURES), simple(text))


def in_words(turn: Turn, contact: str) -> str:
    """How the person wants to be reached, in words."""
    return turn.t(_("here in the chat")) if contact in (CHAT, "") else contact


QUESTION = Question(
    "contact",
    _("How can we reach you? Send a phone number, or choose the chat."),
    read, choices=(Choice(_("Here in the chat"), CHAT),), takes="contact", unsaid=CHAT,
    name=_("Contact"),
)  # fmt: skip

"""What a customer without power found at their own switches, in whatever words."""

import re
import unicodedata
from typing import Any

from actions import times
from actions.conversation import beside, contact
from actions.conversation.short_answers import is_short, is_yes
from actions.forms import Problem, Slots, choose
from actions.matters.known_cause import OTHERS_HAVE
from actions.matters.matter import BREAKER
from actions.work import Button, Rows, Turn
from locales import mark
from nlu.folding import fold

_ = mark

ASK = _("Please look at your own switches first, it is often quicker than a crew: has the main switch or the safety switch tripped? Switch it on again once. Do the neighbours have power?")  # fmt: skip
FOUND = {"fixed": _("It works again"), **BREAKER}
WILL_LOOK = re.compile(
    r"\W*(?:(?:哈|嘿|呵|haha|lol|ok(?:ay)?|alright|all right|will do|sure|let me (?:look|check)|one (?:moment|sec\w*)|hang on|"
    r"好|行|嗯|我?(?:去|先)?(?:看看|看一下|瞧瞧)|等[等我一]?下?|稍等)(?:的|喔|哦|啊|吧|呀|先|了)?[\s,，.。!！]*)++\W*", re.IGNORECASE,
)  # fmt: skip
FIXED = re.compile(
    r"(?<![没沒未有])(?:就|都|又)?好了(?![吗嗎没沒])|(?<![没沒未冇不])(?:[有来來][电電][了啦喇嘞]|[电電][来來][了啦喇]|恢复了|恢復了|有返[电電])|"
    r"\b(?:works? again|working again|back on|is back|it['’]?s back|sorted|fixed it)\b",
    re.IGNORECASE,
)
POWER_THERE = re.compile(
    r"\W*(?:(?:现在|現在|都|已经|已經|我|家里?|邻居|鄰居)?有[电電]|power|there is power|yes,? power)\W*",
    re.IGNORECASE,
)
"""Whose power, the words do not say."""
CANNOT = re.compile(
    r"(?:不|唔)(?:知道?|会|會|懂|敢|晓得|曉得|识|識).{0,12}|(?:找|看)不到|没(?:有)?(?:看|查|检查)|沒(?:有)?(?:看|查|檢查)|未睇|在哪|喺边|"
    r"\b(?:how to|where)\b.*\b(?:is|are|check|find|look|switch|box|breakers?)\b|\b(?:can['’]?t|cannot|could ?n['’]?t|have ?n['’]?t|did ?n['’]?t|not|don['’]?t dare)\b.{0,20}\b(?:checked|check|look|looked|reach|find|see|home|there)\b|"
    r"\b(?:don['’]?t|do not) (?:know|understand)\b",
    re.IGNORECASE,
)
NO_NEED = re.compile(
    r"\W*(?:不用|不必|不需要|唔使|算|不要)了?(?:谢谢|謝謝|吧|啦)*\W*|\W*(?:no need|never ?mind|not needed|forget it)\b.*",
    re.IGNORECASE,
)
TRIPS = re.compile(
    r"一?(?:合|推|送|开|開|按)(?:上去?|起来|起來)?.{0,4}就.{0,2}跳|[老一又]直?跳闸|又跳|[推合送]不上去?|"
    r"\b(?:won['’]?t|doesn['’]?t|will not) (?:stay|hold)(?: up| on| in)?\b|"
    r"\b(?:trips|tripping|keeps? (?:on )?tripping|trips? (?:again|at once|straight))\b", re.IGNORECASE,
)  # fmt: skip
AFTER_RESET = re.compile(
    r"[合推送开開按]|又跳|\b(?:again|reset\w*|switch\w*|turn\w*|push\w*|won['’]?t|doesn['’]?t|will not)\b",
    re.IGNORECASE,
)
"""Somebody has tried it already."""
STAYS = re.compile(
    r"[没沒冇未無无不][有]?(?:任何)?(?:东西|東西)?跳|都?合着|都?合上|(?:闸|閘|开关|開關|空开|掣)都?(?:正常|没问题|沒問題|好的|是好的|冇事)|"
    r"\b(?:nothing|none|not|n['’]?t|no \w+) (?:has |have |had )?(?:been )?(?:tripp\w*|blown)\b|"
    r"\b(?:switch\w*|breakers?|fuses?)\b.{0,12}\b(?:are|is|look|all)\b.{0,8}\b(?:on|up|ok|okay|fine|good)\b|(?:都|全)是?(?:开着|開著|开的|開的|正常)|\b(?:everything|all)\b (?:of them )?(?:is |are |looks? )?(?:on|up|fine|ok|okay|good)\b|[还還仍]是?[没沒冇]|\bstill (?:dead|dark|off|nothing|no)\b",
    re.IGNORECASE,
)
NEIGHBOURS = re.compile(
    r"(?:邻居|鄰居|隔壁|整栋|整棟|整幢|全楼|全小区|整条街|整條街|左邻右舍).{0,4}(?:也|都).{0,3}(?:没|沒|冇|停|黑)|"
    r"\b(?:neighbou?rs?|next door|whole (?:street|building|block)|everyone)\b.{0,20}\b(?:too|also|out|dark|off|no power|as well)\b",
    re.IGNORECASE,
)
"""What people say of their switches, in other words than the buttons'."""


SWITCHES_ON = re.compile(
    r"(?:闸|閘|开关|開關|空开|掣|保险丝|保險絲)(?:(?![没沒冇不未坏壞]).){0,6}(?:正常|[没沒]问题|[没沒]問題|[没沒]事|[没沒冇無无]有?跳|合着|合上|开着|開著|好的|冇事)|(?:没|沒|冇|未)(?:有)?跳(?:闸|閘|掣)|"
    r"\b(?:switch\w*|breakers?|fuses?|rcds?)\b.{0,12}\b(?:is|are|looks?|all|still)\b(?:(?!\bnot\b|n['’]?t\b|\boff\b).){0,8}\b(?:on|up|ok|okay|fine|good|in)\b|"
    r"\b(?:nothing|none|no \w+)(?: of (?:the|my|our|them)(?: \w+)?)? (?:has |have |had |is )?(?:been )?(?:tripped|blown)\b|"
    r"\b(?:switch\w*|breakers?|fuses?)\b.{0,8}(?:\bnot|n['’]?t) (?:been )?(?:tripped|blown)\b|"
    r"\b(?:breakers?|fuses?|rcds?|main switch)(?:['’]?s)? (?:all )?(?:on|up|in|ok|okay|fine|good)\b(?! fire)|\b(?:all|every|main) (?:the |my |our )?switch(?:es)? (?:are )?(?:on|up|ok|okay|fine|good)\b|"
    r"(?:^|[,.;]\s*)(?:they(?:['’]re| are) )?all (?:on|up)(?=\s*(?:$|[,.;!]))",
    re.IGNORECASE,
)
"""Of a whole story: "still no power" says nothing of the switches, these words do."""


def note_told(slots: Slots, text: str) -> None:
    """Keeps what a story says by itself of the switches and the neighbours: it is not asked."""
    if OTHERS_HAVE.search(fold(text)):
        slots["alone"] = True
        if slots.get("breaker") == "neighbours":  # said before, and not so
            del slots["breaker"]
    if "breaker" not in slots and (found := _told(text, bool(slots.get("alone")))):
        slots["breaker"] = found
        slots["more"] = {**slots.get("more", {}), "breaker": found}


def _told(words: str, alone: bool) -> str | None:
    if TRIPS.search(words) and AFTER_RESET.search(words):
        return "trips"
    if NEIGHBOURS.search(words) and not alone:
        return "neighbours"
    return "still_off" if SWITCHES_ON.search(words) else None


async def say(turn: Turn, slots: Slots) -> str:
    """The question; not about the neighbours, where the person has told of them."""
    if slots.get("alone"):
        return turn.t(_("Please look at your own switches first, it is often quicker than a crew: has the main switch or the safety switch tripped? Switch it on again once."))  # fmt: skip
    return turn.t(ASK)


async def hears(turn: Turn, state: dict[str, Any]) -> bool:
    """What is told instead of an answer (since when, whom to call, that only this house is dark)."""
    slots, text = state["slots"], turn.incoming.text
    if state["asked"] != "breaker" or not is_short(text) or _found(text):
        return False
    if contact.PHONE.fullmatch(text.strip()):
        slots["contact"] = text.strip()
    elif times.mentions(text) or OTHERS_HAVE.search(fold(text)):
        slots["words"] = "\n".join(filter(None, (slots.get("words"), text.strip())))
        note_told(slots, text)
    else:
        return False
    turn.say(turn.t(_("I have noted it.")))
    await beside.missed(turn, state)
    return True


async def read(turn: Turn, slots: Slots) -> Any:
    """What was found; None where the words say nothing of it."""
    text = unicodedata.normalize("NFKC", turn.incoming.text)
    if WILL_LOOK.fullmatch(text) or is_yes(text):  # the question holds two
        return Problem(turn.t(_("Take your time. What did you find?")), _choices(turn))
    if NO_NEED.fullmatch(text):
        return _whether_to_go_on(turn)
    if POWER_THERE.fullmatch(text):
        return Problem(
            turn.t(_("Do you have power again yourself, or only the neighbours?")), _choices(turn)
        )
    says_nothing_new = turn.understanding.intent in ("deny", "report_fault")
    return _found(text) or ("still_off" if says_nothing_new else None)


def _found(text: str) -> str | None:
    fixed, stays = FIXED.search(text), list(STAYS.finditer(text))
    if fixed and (not stays or fixed.start() > stays[-1].start()):  # "I switched it on, it is back"
        return "fixed"
    if TRIPS.search(text) and not stays:
        return "trips"
    if NEIGHBOURS.search(text) and not OTHERS_HAVE.search(fold(text)):
        return "neighbours"
    if stays:
        return "still_off"
    if CANNOT.search(text):
        return "unknown"
    return None


def _choices(turn: Turn) -> Rows:
    return [[choose(turn.t(label), name)] for name, label in FOUND.items()]


def _whether_to_go_on(turn: Turn) -> Problem:
    """ "No need" may be said of the switches, or of the whole report."""
    go_on = Button(turn.t(_("Go on with it")), {"do": "form.go_on"})
    stop = Button(turn.t(_("Cancel")), {"do": "form.drop"})
    return Problem(turn.t(_("Shall we go on with your report?")), [[go_on], [stop]])

"""What a customer without power found at their own switches, in whatever words."""

import re
from typing import Any

from actions.forms import Problem, Slots, choose
from actions.matters.matter import BREAKER
from actions.work import Turn
from locales import mark

_ = mark

FOUND = {"fixed": _("It works again"), **BREAKER}
WILL_LOOK = re.compile(
    r"\W*(?:(?:哈|嘿|呵|haha|lol|ok(?:ay)?|alright|all right|will do|sure|let me (?:look|check)|one (?:moment|sec\w*)|hang on|"
    r"好|行|嗯|我?(?:去|先)?(?:看看|看一下|瞧瞧)|等[等我一]?下?|稍等)(?:的|喔|哦|啊|吧|呀|先|了)?[\s,，.。!！]*)+\W*", re.IGNORECASE,
)  # fmt: skip
FIXED = re.compile(
    r"(?<![没沒未])(?:就|都|又)?好了(?![吗嗎没沒])|[有来來]电了|[有來]電了|[电電][来來]了|恢复了|恢復了|有返電|\b(?:works? again|working again|back on|is back|it['’]?s back|sorted|fixed it)\b",
    re.IGNORECASE,
)
TRIPS = re.compile(
    r"一?(?:合|推|送|开|開|按)(?:上去?|起来|起來)?.{0,4}就.{0,2}跳|[老一又]直?跳闸|又跳|[推合送]不上去?|"
    r"\b(?:won['’]?t|doesn['’]?t|will not) (?:stay|hold)(?: up| on| in)?\b|"
    r"\b(?:trips|tripping|keeps? (?:on )?tripping|trips? (?:again|at once|straight))\b", re.IGNORECASE,
)  # fmt: skip
STAYS = re.compile(
    r"[没沒冇未無无不][有]?(?:任何)?(?:东西|東西)?跳|都?合着|都?合上|(?:闸|閘|开关|開關|空开|掣)都?(?:正常|没问题|沒問題|好的|是好的|冇事)|"
    r"\b(?:nothing|none|not|n['’]?t|no \w+) (?:has |have |had )?(?:been )?(?:tripp\w*|blown)\b|"
    r"\b(?:switch\w*|breakers?|fuses?)\b.{0,12}\b(?:are|is|look|all)\b.{0,8}\b(?:on|up|ok|okay|fine|good)\b|[还還仍]是?[没沒冇]|\bstill (?:dead|dark|off|nothing|no)\b",
    re.IGNORECASE,
)
NEIGHBOURS = re.compile(
    r"(?:邻居|鄰居|隔壁|整栋|整棟|整幢|全楼|全小区|整条街|整條街|左邻右舍).{0,4}(?:也|都).{0,3}(?:没|沒|冇|停|黑)|"
    r"\b(?:neighbou?rs?|next door|whole (?:street|building|block)|everyone)\b.{0,20}\b(?:too|also|out|dark|off|no power|as well)\b",
    re.IGNORECASE,
)
"""What people say of their switches, in other words than the buttons'."""


async def read(turn: Turn, slots: Slots) -> Any:
    """What was found; None where the words say nothing of it."""
    text = turn.incoming.text
    if WILL_LOOK.fullmatch(text):
        found = [[choose(turn.t(label), name)] for name, label in FOUND.items()]
        return Problem(turn.t(_("Take your time. What did you find?")), found)
    if FIXED.search(text) and not STAYS.search(text):
        return "fixed"
    if TRIPS.search(text) and not STAYS.search(text):
        return "trips"
    if NEIGHBOURS.search(text):
        return "neighbours"
    if STAYS.search(text):
        return "still_off"
    intent = turn.understanding.intent
    return {"affirm": "still_off", "deny": "still_off", "report_fault": "still_off",
            "thank": "fixed"}.get(intent)  # fmt: skip

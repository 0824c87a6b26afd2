"""Two wishes, of which the person is asked which one: "both", "the first one", "先办第一个" in words."""

import re
from typing import Any

from actions.conversation.meaning import QUESTIONS
from actions.conversation.numbers import simple

Do = dict[str, Any]

_LEAD = r"(?:(?:yes|ok(?:ay)?|please|no|do|just|i(?:'d| would) like|i (?:want|need)|let us|let's|start with|begin with|好的?|嗯|我|我们|就|那|先|要|想|选|办|做|弄|查|看|处理|请|帮我)[\s,，.。]*)*"
_END = (
    r"(?:[\s,，]*(?:please|first|thanks|then|now|吧|了|啊|呀|呢|先|都|办|一下|再说|好了|可以吗))*"
)
_THING = r"(?:个|件|项|样|者)(?:事情?|问题)?"


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"\W*{_LEAD}(?:{words}){_END}\W*")


FIRST = _whole(
    rf"(?:the )?(?:first|former|1st)(?: one| thing| part)?|(?:第一|头一|前一?|前面那?一?|上面那?一?){_THING}"
)
SECOND = _whole(
    rf"(?:the )?(?:second|latter|2nd|other|last)(?: one| thing| part)?|(?:第二|后一?|后面那?一?|下面那?一?|另外?一?|最后一?){_THING}"
)
BOTH = _whole(
    r"(?:the )?(?:both|two)(?: of (?:them|these|those|it))?|all of (?:them|it)|(?:the )?(?:first|1st)\b.{1,16}\bthen\b.{1,24}|one after the other|"
    rf"(?:这|那)?(?:两|二|2){_THING}(?:都|全|全都|一起|同时|一并)?(?:要|办|查|做|弄|看|处理|需要|想要?)?|"
    r"(?:都|全都?|一起|一并|同时)(?:要|办|做|弄|查|处理)|第一个.{0,6}(?:再|然后|接着).{0,4}第二个"
)
"""Over simplified lower case: nothing more is said than this."""


def chosen(offered: list[Do], text: str, in_form: bool) -> Do | None:
    """What the words choose under a question with two wishes; null where it is none, or they do not.

    `in_form`: a form is open, which is the first wish where only the second one has a button.
    """
    said = simple(text).strip()
    kinds = [bool(way.fullmatch(said)) for way in (BOTH, FIRST, SECOND)]
    pair = _pair(offered, in_form)
    if not any(kinds) or pair is None:
        return None
    first, second = pair
    if kinds[0]:
        return _both(first, second)
    return first if kinds[1] else second


def _pair(offered: list[Do], in_form: bool) -> tuple[Do, Do] | None:
    """The two wishes in the order in which they were named."""
    wishes = [do for do in offered if do.get("do") == "intent"]
    if len(wishes) == 2 and len(offered) == 3 and offered[2].get("do") == "neither":
        return wishes[0], wishes[1]
    goes_on = [do for do in offered if do.get("do") == "form.go_on"]
    if len(wishes) == 1 and goes_on and in_form:
        return goes_on[0], wishes[0]
    if len(offered) == 1 and wishes and wishes[0].get("second"):
        return ({"do": "form.go_on"}, wishes[0]) if in_form else (wishes[0], wishes[0])
    return None


def _both(first: Do, second: Do) -> Do:
    """Questions first: they are answered at once, and nothing waits for them."""
    if first == second or (first["do"] != "intent" and second["intent"] in QUESTIONS):
        return second
    if second["intent"] in QUESTIONS and first.get("intent") not in QUESTIONS:
        first, second = second, first
    return {"do": "wishes.both", "first": first, "then": second}

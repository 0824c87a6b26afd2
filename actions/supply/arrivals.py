"""Whether somebody asks when the crew comes."""

import re

ARRIVAL = re.compile(
    r"(?:师傅|抢修|维修|工人|人员|你们|你哋|有人|人)?.{0,6}(?:什么时候|啥时候|几时|几点|多久|几耐|何时).{0,4}(?:能|可以|会|先|才)?(?:到|来人|来修|派人|嚟|上门)|(?:师傅|抢修|维修|工人|人员|人)(?:呢|到哪|来了吗|几时到|在哪)|"
    r"\b(?:when|how long|what time|where)\b.{0,24}\b(?:they|you|crew|team|technicians?|engineers?|electricians?|somebody|someone|anybody|anyone|repair ?m[ae]n)\b.{0,24}|"
    r"\b(?:any|no) (?:sign|news|word|trace) (?:of|from|about|when) (?:\w+ )?(?:lads?|guys?|boys?|m[ae]n|people|crew|team|technicians?|engineers?|electricians?|van|them|anyone|anybody|somebody|someone)\b|"
    r"\b(?:are|is) (?:they|the crew|somebody|someone|anybody|anyone|you) (?:still )?(?:coming|on (?:the|their|your) way|here)\b"
)
"""Asks when the crew comes."""
WAITING = re.compile(
    r"多久|几点|什么时候|何时|几时|几耐|到哪|你们在哪|人在哪|人呢|快到|怎么还|还没(?:来|到|有人)|会来吗|有人来|来了[吗没么]|"
    r"\b(?:how (?:long|soon|much longer)|still waiting|hurry)\b|\bwhere (?:r (?:you|they)|is (?:help|everybody))\b|"
    r"\bwhen\b[^.?!]{0,30}\b(?:come|coming|arrive|here|there)\b|\b(?:are|is) (?:help|anyone|anybody|someone|somebody)(?: really)? (?:coming|on (?:the|your|their) way)\b"
)
"""The same from somebody to whom a crew was promised just now: few words do."""
LONGEST_ARRIVAL = 60
UNLIKE_ARRIVAL = re.compile(
    r"\b(?:power|light|lights|electricity|answer|pay|bill|call)\b|来电|复电|恢复|回复|答复|hurry|快点|快一点|快些|催"
)


def asks_arrival(text: str) -> bool:
    """Whether a folded text asks when the crew comes."""
    short = len(text) <= LONGEST_ARRIVAL and not UNLIKE_ARRIVAL.search(text)
    return short and ARRIVAL.search(text) is not None


def asks_when(text: str) -> bool:
    """Whether somebody who waits for the crew asks, in a folded text, when it comes."""
    return bool(ARRIVAL.search(text) or WAITING.search(text))

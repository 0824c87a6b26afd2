"""Whether work that was announced still takes place: a cancelled notice is told, not denied."""

import re
from datetime import timedelta

from actions.supply import outage_dates
from actions.times import Interval
from actions.words import when
from actions.work import Turn
from locales import mark
from nlu.folding import fold
from storage.models import Outage

_ = mark

WORKS = r"(?:outages?|power ?cuts?|shut-?downs?|switch-?offs?|works?|maintenance|interruptions?)"
ASKED = re.compile(
    r"\bcancel+ed\b|\bcancel+ation\b|\bcall(?:ed|ing)?(?: \w+){0,4} off\b|\bstill (?:happening|going ahead|planned|scheduled|taking place|valid)\b|"
    rf"\b(?:{WORKS}|it|this|that)(?: \w+){{0,5}} still on\b(?! (?:fire|batter))|\bstill (?:have|do|doing) the {WORKS}\b|\b(?:going|go|went) ahead\b|\b(?:take|took|taking) place\b|"
    rf"\b{WORKS}\b.{{0,40}}\b(?:never|not|n't) (?:happen(?:ed)?|come|came)\b|"
    r"取消(?:了|掉|没|吗|咗|未)|(?:是不是|有没有|是否|被|已经?|为什么|为啥|为何|怎么|点解)(?:又|会)?取消|不停了(?:吗|没)|还(?:会|要)?停不停|还停电?吗|还(?:会|要)停(?:电)?吗|照常停|(?:停电|检修|施工)(?:还)?(?:照常|如期|照旧)"
)
"""Over folded text."""
OF_OUTAGE = re.compile(
    rf"\b{WORKS}\b.{{0,80}}\b(?:cancel+ed|called off|still (?:on|happening|going ahead|planned|taking place)|going ahead)\b|\b(?:cancel+ed|called off|call off|calling off)\b.{{0,20}}\b{WORKS}\b|"
    r"(?:停电|检修|施工|通知).{0,12}(?:取消(?:了|掉|没|吗|咗|未)|还停吗)|(?:为什么|为啥|怎么|点解).{0,8}取消.{0,4}(?:停电|检修|施工)"
)
"""The outage is named too, so that no other matter can be meant."""
OTHERS = re.compile(
    r"\b(?:tickets?|reports?|complaints?|alerts?|messages?|applications?|claims?|bills?|requests?|appointments?)\b|工单|投诉|提醒|申请|账单|报修"
)
A_WHILE = timedelta(days=7)
"""So long after its time a cancelled one is still what "was it cancelled?" means."""


def is_asked(text: str) -> bool:
    """Whether a text asks if, or why, an outage was cancelled."""
    return bool(ASKED.search(fold(text)))


def is_asked_alone(text: str) -> bool:
    """Whether it asks that, and can be nothing else, whatever the model takes it for."""
    said = fold(text)
    return bool(OF_OUTAGE.search(said)) and not OTHERS.search(said)


async def tell(
    turn: Turn, name: str, dates: Interval | None, cancelled: list[Outage], found: list[Outage]
) -> list[Outage]:
    """Says that what was announced is cancelled, or is not; the cancelled notices, to be shown.

    `found`: the notices that hold. Without the question a cancelled one is told only where it
    would be the answer.
    """
    asked = is_asked(turn.incoming.text)
    if dates is not None:
        found = [o for o in found if outage_dates.meets(o, dates, turn)]
    gone = [o for o in cancelled if _is_meant(turn, o, dates, asked)]
    if not asked and any(o.ended_at is None for o in found):
        return []
    if gone:
        turn.say(turn.t(_("This was announced for {place} and has been cancelled:"), place=name))
    elif asked and found:
        turn.say(turn.t(_("I know of no cancellation, as of {time}."), time=when(turn, turn.now)))
    return gone


def _is_meant(turn: Turn, outage: Outage, dates: Interval | None, asked: bool) -> bool:
    if dates is not None:
        return outage_dates.would_meet(outage, dates)
    since = turn.now - A_WHILE if asked else turn.now
    return (outage.until or outage.starts_at) > since

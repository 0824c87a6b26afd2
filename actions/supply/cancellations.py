"""Whether work that was announced still takes place: a cancelled notice is told, not denied."""

import re

from actions.supply import outage_dates
from actions.times import Interval
from actions.words import when
from actions.work import Turn
from locales import mark
from nlu.folding import fold
from storage.models import Outage

_ = mark

ASKED = re.compile(
    r"\b(?:cancel+ed|called off|still (?:happening|going ahead|planned|taking place))\b|"
    r"取消(?:了|掉|没|吗|咗|未)|(?:是不是|有没有|是否|被|已经?)取消|不停了(?:吗|没)|还(?:会|要)?停不停|还停电?吗"
)
"""Over folded text."""


def is_asked(text: str) -> bool:
    """Whether a text asks if an outage was cancelled."""
    return bool(ASKED.search(fold(text)))


async def tell(
    turn: Turn, name: str, dates: Interval | None, cancelled: list[Outage], found: list[Outage]
) -> list[Outage]:
    """Says that what was announced is cancelled, or is not; the cancelled notices, to be shown.

    `found`: the notices that hold. Without the question a cancelled one is told only where it
    would be the answer.
    """
    asked = is_asked(turn.incoming.text)
    gone = [o for o in cancelled if _is_meant(turn, o, dates)]
    if not asked and any(o.ended_at is None for o in found):
        return []
    if gone:
        turn.say(turn.t(_("This was announced for {place} and has been cancelled:"), place=name))
    elif asked and found:
        turn.say(turn.t(_("I know of no cancellation, as of {time}."), time=when(turn, turn.now)))
    return gone


def _is_meant(turn: Turn, outage: Outage, dates: Interval | None) -> bool:
    if dates is not None:
        return outage_dates.would_meet(outage, dates)
    return (outage.until or outage.starts_at) > turn.now

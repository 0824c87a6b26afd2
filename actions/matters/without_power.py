"""Somebody whose life hangs on a device waits for us: the outage we know of, and power that is back."""

import re

from actions.conversation import asking
from actions.matters import all_clear, crew, safety
from actions.matters.matter import promises
from actions.supply import outages
from actions.work import Turn
from locales import Html, mark
from nlu import life
from nlu.folding import fold
from nlu.hazard import is_hazard
from storage.models import Ticket

_ = mark

BACK = re.compile(
    r"\b(?:power|electricity|lights?|supply|everything|it)(?:'s|s| is| are| has come| have come| came| just came)?(?: now)? back\b|\b(?:is|came|come) back on\b|"
    r"(?:来|有)电[了啦咗]|来咗电|返电|有返电|恢复(?:供电)?了|复电了"
)
NOT_BACK = re.compile(
    r"[?]|\b(?:when|not|if|once|until|till|no power|was)\b|n't\b|什么时候|几点|何时|几时|几耐|多久|没|未|吗|嘛|么|如果|等"
)
ASKS_UNTIL = re.compile(
    r"\b(?:how (?:long|much longer|soon)|when|what time|till when|until when)\b[^.!?]{0,40}\b(?:off|out|back|on|again|power|electricity|outage|cut|works?|restored|over|last)\b(?! site)|"
    r"(?:多久|几时|什么时候|何时|几点|几耐|多长时间).{0,8}(?:来电|有电|恢复|复电|返电|停)|停(?:电)?(?:到|多久|几耐)"
)
"""Over folded text: power is there again; it is not; until when it is off."""


async def known(turn: Turn, place: object) -> list[Html]:
    """The outages that we know of where the device stands, each with the end that is expected."""
    if not isinstance(place, dict) or not place:
        return []
    found = await outages.current_at(turn, await asking.spot_of(turn, place))
    told = [await outages.describe(turn, outage) for outage in found[:2]]
    return [turn.t(_("We know of this outage at your place:")), *told] if told else []


def says_back(text: str) -> bool:
    """Whether a text says that power is there again."""
    folded = fold(text)
    doubts = NOT_BACK.search(folded) or all_clear.GOES_ON.search(folded)
    worse = set(life.risks(text)) - {"device"} or is_hazard(text)
    return bool(BACK.search(folded)) and not (doubts or worse)


def is_back(turn: Turn, ticket: Ticket) -> bool:
    """Whether the reporter, whose danger was the missing power, says that it is there again."""
    return says_back(turn.incoming.text) and safety.hangs_on_life(ticket.words) in (
        "device",
        "trapped",
    )


async def answer(turn: Turn, ticket: Ticket) -> list[Html]:
    """The answer to "how much longer is it off?" of such a person; empty where it is not asked."""
    asks = ASKS_UNTIL.search(fold(turn.incoming.text))
    if not asks or not safety.hangs_on_life(ticket.words):
        return []
    crew_comes = await promises(turn, ticket, turn.person.language)
    return [*await known(turn, asking.place_in(ticket)), *crew_comes]


async def tell_back(turn: Turn, ticket: Ticket) -> None:
    """Passes on that power is back; people decide whether they still come."""
    await crew.hear(turn, ticket, turn.incoming.text.strip(), crew.POWER_BACK)
    turn.say(turn.t(_("Good that the power is back. I have passed it on; our people decide whether they still come and look. If it fails again, write it here.")))  # fmt: skip

"""Whether an outage that we know of can be why a customer has no power, by what they say themselves."""

import re
from datetime import datetime, timedelta

from actions import times
from actions.forms import Slots
from actions.work import Turn
from nlu.folding import fold
from storage.models import Outage

LONG_BEFORE = timedelta(hours=2)
"""A notice may be later than the first dark house, but not by more."""
OLDEST = timedelta(days=14)

OTHERS_HAVE = re.compile(
    r"(?:邻居|隔壁|隔离|楼上|楼下|对门|别人|别家|其他人|其他家|其它|人家|周围)(?:们|家|都|也|屋企|那边|的|还|仲|是)*(?:有(?:电|灯)|正常|亮|没停|没事|冇停|好好的)|"
    r"(?:只有|就|单单|得|净系)(?:是)?(?:我|俺)(?:们|哋)?(?:一)?(?:家|屋企|户|这)|"
    r"\b(?:neighbou?rs?|next door|everyone else|everybody else|the others|other (?:houses|flats))\b.{0,20}\b(?:have|has|got|with|still|is|are)\b"
    r"(?! (?:no|not|n't|also|off|out|dark|lost|without|too)\b).{0,14}\b(?:lights?|power|electricity|on|fine|ok|okay|lit|normal)\b|"
    r"\bonly (?:in )?(?:my|our|mine|me|us|this|the) ?(?:house|flat|home|apartment|place|own)?\b"
)
"""The others have power: over folded text, as all of these."""
A_PART = re.compile(
    r"\bhalf (?:of )?(?:my|the|our|a)\b|\bsome (?:of the |of my )?(?:rooms?|lights?|sockets?|outlets?|plugs?)\b|\bpart(?:s|ly)? of (?:my|the|our) (?:house|flat|home|apartment)\b|"
    r"\b(?:the )?(?:lights?|fridge|sockets?|plugs?) (?:still |do |does )*works?\b|\b(?:one|only the) (?:room|kitchen|bathroom|socket|bedroom)\b|"
    r"(?:一半|半边|部分|有的|有些|有几个?|几个|一个|一间)(?:的)?(?:家|屋|房|房间|插座|灯|电器|没电|有电|冇电)|缺相|灯(?:是|都|还|仲)?(?:亮|着|有)"
)
"""A part of the house has power."""
STREET_LIGHT = re.compile(r"\b(?:street|road) ?(?:lights?|lamps?)|\blamp ?posts?\b|路灯|街灯")
LIT = re.compile(
    r"(?:lights?|lamps?|lamp ?posts?)(?: (?:are|is))?(?: still| all)* (?:on|lit|fine|ok|working|work)\b|(?:路灯|街灯)(?:都|还|仲|也|是)*(?:亮(?!不)|正常|有电|着)"
)
OWN_HOUSE = re.compile(
    r"\b(?:my|our) (?:house|home|flat|apartment|place|shop|power|lights?)\b|(?<!has )(?<!have )\bno (?:power|electricity)\b|\b(?:power|electricity) (?:is |went )?(?:off|out|gone)\b|"
    r"(?:我|俺)(?:们|哋)?(?:的)?(?:家|屋企|店)|家里|家中|屋里|屋企|(?<!路灯)(?<!街灯)(?:停电|[没冇无]电)"
)


def is_street_light(words: str) -> bool:
    """Whether a report is about a light of the street, and not about the person's own supply."""
    said = fold(words)
    return bool(STREET_LIGHT.search(said)) and not (LIT.search(said) or OWN_HOUSE.search(said))


def began(turn: Turn) -> str | None:
    """Since when, by the words of this message, the power is off there; ISO, or null."""
    said = turn.understanding.values("time")
    said += [found.group() for found in SINCE.finditer(fold(turn.incoming.text))]
    for words in said:
        found = times.interval(words, turn.now, turn.zone, past=True)
        if found and turn.now - OLDEST < found.start < turn.now:
            return found.start.isoformat()
    return None


SINCE = re.compile(
    r"\bsince .{2,24}|\bfor (?:the last |about )?\w+ (?:hours?|days?)\b|(?:从|自).{1,10}(?:开始|起|就)"
)


def may_be(turn: Turn, slots: Slots, outage: Outage) -> bool:
    """Whether nothing that was said speaks against this outage as the cause."""
    words = fold(f"{slots.get('words') or ''}\n{turn.incoming.text}")
    if any(said.search(words) for said in (OTHERS_HAVE, A_PART, STREET_LIGHT)):
        return False
    since = slots.get("began")
    return since is None or datetime.fromisoformat(since) > outage.starts_at - LONG_BEFORE

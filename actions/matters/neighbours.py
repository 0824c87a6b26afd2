"""Whether it is somebody else's power that is off: a neighbour's, while the reporter's own is on."""

import re

from actions.places import HOME
from actions.places.writing import normal
from nlu.folding import fold

CLAUSES = re.compile(
    r"[,，.。;；!！?？、\n]+|\b(?:but|and|while|whereas|when)\b|但是?|不过|而是?|然后"
)
THEY = re.compile(
    r"\bneighbou?r\w*|\bnext door\b|\b(?:house|flat|people|family|man|woman|lady) (?:next to|opposite|above|below|across)\b|"
    r"隔壁|隔离|邻居|对门|对面(?:家|那家|邻居)|楼[上下](?:的?(?:邻居|那?家|住户)|(?=[没冇停]))|别人家"
)
OFF = re.compile(
    r"\b(?:no|without|lost) (?:power|electricity|lights?|current)\b|\b(?:power|electricity|lights?|supply|that|it|one)\b.{0,14}\b(?:off|out|gone|dead|down)\b|\b(?:has|have|got) none\b|"
    r"\b(?:do|does)(?: not|n't)\b(?! know)|\b(?:is|are|'s) (?:off|out|dark)\b|[没冇无]电|停(?:了)?电|断电|停了|黑(?:了|着)"
)
ON = re.compile(
    r"\b(?:have|has|got|with) (?:power|electricity|lights?)\b|\b(?:fine|ok|okay|normal|alright|all right|working)\b|\b(?:is|are|'s) (?:still )?on\b|\b(?:did|has|is|are|does)(?: not|n't)\b|有电|正常|没停|没事|没问题|亮着|好好的|冇停"
)
ALSO = re.compile(
    r"\b(?:too|also|both|as well|neither|either|whole|all|everybody|everyone)\b|\b(?:me|us|i|we) and (?:my|our|the)\b|也|都|一起|整[栋幢条个]|全|我们?家?[和跟与及]"
)
"""The reporter's own is off as well; over folded text, as all of these."""
TELLS = re.compile(r"\b(?:said|says|say|told|tells|asked|thinks?|noticed)\b|[说讲]|告诉")
"""A neighbour who says that the power is off speaks of both."""
NOT_OWN = re.compile(r"\bnot (?:my|our|mine|ours|me|us|at (?:my|our))\b|不是我|唔系我")


def is_theirs(words: str) -> bool:
    """Whether a report says that a neighbour has no power, and nowhere that the reporter has none."""
    said = fold(words)
    clauses = [clause for clause in CLAUSES.split(said) if clause.strip()]
    theirs = [c for c in clauses if THEY.search(c) and _is_off(c)]
    if not theirs or ALSO.search(said) or TELLS.search(said):
        return False
    return not any(_is_off(c) for c in clauses if c not in theirs and not NOT_OWN.search(c))


def is_own_on(words: str) -> bool:
    """Whether the words say, too, that the reporter has power: "the neighbours are dark" does not."""
    said = fold(words)
    own = [clause for clause in CLAUSES.split(said) if not THEY.search(clause)]
    return bool(NOT_OWN.search(said)) or any(ON.search(c) and not OFF.search(c) for c in own)


def names_home(words: str) -> bool:
    """Whether a place in words is the reporter's home or "next door": none that one could find."""
    return bool(HOME.search(normal(words)) or THEY.search(fold(words)))


def _is_off(clause: str) -> bool:
    return bool(OFF.search(clause)) and not ON.search(clause)

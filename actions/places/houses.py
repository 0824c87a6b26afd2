"""The house or building number that stands beside the name of a place."""

import re

from actions.places.writing import SMALL, TENS, number_in_words, number_of

NUMERAL = r"(\d{1,4}|[零〇一二两三四五六七八九十百廿幺]{1,7})"
GAP = r"[\s,，、.:：“”\"()（）_-]*"
IN_WORDS = rf"((?:(?:{'|'.join([*SMALL, *TENS, 'hundred', 'and'])})[\s-]*)+)"
HOUSE_LABEL = (
    r"(?:(?:no|nr|number|num|house|block|blk|building|bldg|tower|door|at|门牌|门牌号|#)[\s.:]*)"
)
NOT_A_HOUSE = (
    r"(?!\d|\s*(?:个|小时|点|时|分|天|日|月|年|次|度|块|元|户|人|条|周|星期|%|k[vw]|h\b|hrs?|hours?|"
    r"min|days?|weeks?|months?|years?|times|am\b|pm\b|a\.m|p\.m|o.?clock|people|houses|homes|线|:\d|/\d|"
    r"th\b|st\b|nd\b|rd\b))"
)
UNIT_LABEL = re.compile(
    r"(?:flat|unit|apt|apartment|room|rm|floor|feeder|line|since|past|till|until)[\s.]*$"
)

MARKED_AFTER = re.compile(rf"^{GAP}第?{NUMERAL}\s*(?:号|栋|幢|座|弄|楼|hao\b|dong\b)")
BARE_AFTER = re.compile(rf"^{GAP}{HOUSE_LABEL}*(\d{{1,4}})[a-d]?\b{NOT_A_HOUSE}")
LAST_AFTER = re.compile(rf"^{GAP}{NUMERAL}\W*$")
WORDS_AFTER = re.compile(rf"^{GAP}{HOUSE_LABEL}*{IN_WORDS}$")
BUILDING_AFTER = re.compile(rf"{NUMERAL}\s*(?:号楼|栋|幢)")
MARKED_BEFORE = re.compile(rf"{NUMERAL}\s*(?:号楼|栋|幢|座)\W*$")
BARE_BEFORE = re.compile(r"(?:^|[^\d/.:-])(\d{1,4})\s?[a-d]?\s*号?[\s,#]*$")
SLASH_BEFORE = re.compile(r"(?:flat|unit|apt|apartment)[\s.]*\d+\s*/\s*(\d{1,4})[\s,]*$")
WORDS_BEFORE = re.compile(rf"(?:^|[^a-z]){IN_WORDS}[\s,]*$")

OTHER = re.compile(
    rf"\W*(?:那|还有|隔壁|门牌(?:号码?)?|号码|房号)*第?{NUMERAL}\s*(?:号(?:院|门)?)?(?:那家|那边|那里|的|家)?(?:呢|怎么样|又如何)\W*|"
    r"\W*(?:(?:and|what about|how about)\s+)+(?:(?:at|the|for|my|neighbou?rs?|house|next door)\s+)*(?:(?:no|nr|number|num|house|#)[\s.:]*)?(\d{1,4})[a-d]?\W*"
)
"""Asks the same of another house: 二百零四号呢, 82号呢, "and number 14?"."""
ALONE = re.compile(
    rf"\W*(?:(?:那|是|在|我家?|门牌(?:号码?)?|号码|房号|应该)*(?:是|为)?第?{NUMERAL}\s*号(?:院|门)?(?:呢|吧|的|啊|那里|那家|才对|才是|才啱)*|"
    r"(?:(?:and|it is|it's|its|at|the|house|what about|how about)\s+)*(?:no|nr|number|num|house|#)[\s.:]*(\d{1,4})[a-d]?)\W*"
)


def number_alone(said: str) -> int | None:
    """The house number that a normalised text is, and nothing else: 十五号, 15号呢, "number 15"."""
    found = ALONE.fullmatch(said)
    return number_of(found[1] or found[2]) if found else None


def other_number(said: str) -> int | None:
    """The number of another house that a normalised text goes on to, and nothing else."""
    found = OTHER.fullmatch(said)
    return number_of(found[1] or found[2]) if found else None


def house_number(before: str, after: str, is_latin: bool) -> int | None:
    """The number in "路12号", "3栋2单元", "Lane 14", "no. 14 …", "Flat 3/14 …", "十二号".

    `before` and `after`: the normalised text on both sides of the name. A number before a Chinese
    name counts only where it is a building's; times, amounts and flats are no house numbers.
    """
    return _after(after) or _before(before, is_latin)


def _after(after: str) -> int | None:
    for pattern in (MARKED_AFTER, BARE_AFTER, LAST_AFTER):
        if found := pattern.match(after):
            return number_of(found.group(1))
    if found := WORDS_AFTER.match(after):
        return number_in_words(found.group(1))
    found = BUILDING_AFTER.search(after)
    return number_of(found.group(1)) if found else None


def _before(before: str, is_latin: bool) -> int | None:
    if found := MARKED_BEFORE.search(before):
        return number_of(found.group(1))
    if not is_latin:
        return None
    if found := SLASH_BEFORE.search(before):
        return int(found.group(1))
    if found := BARE_BEFORE.search(before):
        return None if UNIT_LABEL.search(before[: found.start(1)]) else int(found.group(1))
    return _words_before(before)


def _words_before(before: str) -> int | None:
    found = WORDS_BEFORE.search(before)
    if not found or UNIT_LABEL.search(before[: found.start(1)]):
        return None
    if found.group(1).strip() == "one" and not re.search(
        r"\bn(?:o|umber)\W*$", before[: found.start(1)]
    ):
        return None  # "this one, Mill Lane"
    return number_in_words(found.group(1))

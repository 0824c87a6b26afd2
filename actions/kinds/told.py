"""What a sentence says of things: which of them it names, how old each is, and what it cost.

A price is a figure with a currency, after a word of paying, or with nothing else beside it; the
figures of clocks, dates and ages are none. Pure.
"""

import re
from decimal import Decimal

from actions.conversation import numbers
from actions.conversation.numbers import simple
from actions.times import without_times
from nlu.folding import fold

HIGHEST_PRICE = Decimal(10_000_000)
AGE = re.compile(
    r"(?:about |大概|大约|快)?(?:(?<![\d.])\d{1,2}(?:\.\d+)?|[一二两三四五六七八九十半]+|\ban?\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half a)\b)[\s-]*"
    r"(?:个?半?(?:years?|yrs?|months?|weeks?)|个?半?年半?|个半?月|半月|岁)(?:[ -]old)?"
)
"""Over folded text."""
YEAR = re.compile(r"\b(?:in|since|from) (?:19|20)\d\d\b")
AGO = re.compile(r"\s*(?:ago|(?:之|以)?前)")
BOUGHT = re.compile(r"\b(?:bought|purchased|got|new)\b|买|入手")
TOGETHER = re.compile(r"一共|总共|合计|加起来|\b(?:together|altogether|in total|both)\b")
CUTS = re.compile(
    r"(?<!\d)[,.]|[,.](?!\d)|[;。、!?\n]|\band\b|(?<![暖])和|跟|还有|以及|同埋", re.IGNORECASE
)
"""Where one thing ends and the next begins; over folded text."""

_WORDS = "|".join([*numbers.WORDS, *numbers.SCALES])
_HAN = "".join([*numbers.DIGITS, *numbers.TENS, *numbers.POWERS, *numbers.MYRIADS])
FIGURE = (
    rf"(?:\d[\d,]*(?:\.\d+)?\s*(?:[万千百]|k(?![a-z])|(?:thousand|grand|hundred|million)\b)?[{_HAN}]*|[{_HAN}]+"
    rf"|(?:a )?\b(?:{_WORDS})(?:(?:[ -]|\band\b)*(?:{_WORDS}))*\b)"
)
CURRENCY = "(?:" + "|".join(p for unit, p in numbers.UNIT_WORDS if unit != "kWh") + "|¥|块)"
_COINS = rf"(?:\s*[零{_HAN}\d]+\s*[毛角分]?(?:\s*[{_HAN}\d]+\s*分)?|半)?(?![{_HAN}\d]*\s*[个台年岁月只次])"
MONEY = re.compile(rf"(?:{CURRENCY})\s*{FIGURE}|{FIGURE}\s*{CURRENCY}(?![a-z])(?:{_COINS})?")
PAID = re.compile(
    rf"(?:\b(?:costs?|paid|pay|price\w*|worth|for)\b|花了?|价钱?格?|值)[^\d,;。{_HAN}]{{0,12}}?(?P<sum>{FIGURE})"
    r"(?=\s*(?:$|[^\w\s-]|and\b|(?:in|at|from|for|when|new)\b|back\b|左右|多|买|吧|了|用|啦))"
)
FILL = re.compile(
    r"\b(?:about|around|roughly|approx\w*|maybe|perhaps|probably|nearly|almost|over|more|less|than|like|i|we|think|guess|believe|it['’]?s|it|was|is|were|the|that|they|cost\w*|paid|pay|"
    r"price\w*|worth|for|my|me|us|a|new|back|then|when|bought|or|so|just|only|each|in|at|of|no|not|yes|wrong|sorry|actually|oh|should|be|make|correct\w*|ago|old|and|but|something)\b|"
    r"大概|大约|差不多|约|左右|多|上下|应该|可能|当时|那时候?|这个|那个|它|嘅|咗|原价|价格|价钱|不对|错了?|改成|改为|新的|买来|买入|时候?|不到|将近|总共|花|买|要|值|是|系|的|了|吧|啦|啊|呢|前|我|钱|用"
)
"""Words around a price that say nothing else; over folded text."""


def price_in(text: str, *names: str) -> str | None:
    """What a message gives as a price, with cents; `names`: the things it may speak of."""
    said = YEAR.sub(" ", without_times(AGE.sub(" ", simple(text))))
    found = MONEY.search(said)
    if found is not None:
        return _sum(found.group())
    if (paid := PAID.search(said)) is not None:
        return _sum(paid["sum"])
    for name in names:
        for alias in aliases(name):
            said = re.sub(alias, " ", said)
    rest = re.sub(r"[\s~!?:;()\-。、…]+|(?<!\d)[,.]|[,.](?!\d)", " ", FILL.sub(" ", said))
    return _sum(rest) if re.fullmatch(FIGURE, " ".join(rest.split())) else None


def _sum(said: str) -> str | None:
    found = numbers.amount(said)
    if found is None or not 0 < found.value < HIGHEST_PRICE:
        return None
    return f"{found.value:.2f}"


def age_in(text: str) -> str | None:
    """How old a thing is said to be; "two years ago" is its age only where it was bought then."""
    said = fold(text)
    for found in AGE.finditer(said):
        if not AGO.match(said, found.end()) or BOUGHT.search(said):
            return found.group().strip()
    return None


def aliases(name: str) -> list[str]:
    """Patterns of how a thing of that name is called again: 电视机 also 电视."""
    said = fold(name).strip()
    if re.search(r"[a-z0-9]", said):
        return [
            rf"(?<![a-z]){re.escape(w)}(?:'s)?(?![a-z])"
            for w in dict.fromkeys((said, said.split()[-1]))
        ]
    return [re.escape(w) for w in dict.fromkeys((said, said[:2], said[-2:])) if len(w) > 1]


def told_of(text: str, names: list[str]) -> dict[str, dict[str, str]]:
    """Price and age of each thing, from the clause that names it."""
    said = fold(text)
    found: dict[str, dict[str, str]] = {}
    spots = _mentions(said, names)
    starts = [_start(said, spots[i - 1][1] if i else 0, spot[0]) for i, spot in enumerate(spots)]
    for (_at, _end, name), start, end in zip(spots, starts, [*starts[1:], len(said)], strict=False):
        clause, told = said[start:end], found.setdefault(name, {})
        price = None if TOGETHER.search(clause) else price_in(clause, name)
        if price:
            told.setdefault("item_price", price)
        if age := age_in(clause):
            told.setdefault("item_age", age)
    return {name: told for name, told in found.items() if told}


def _mentions(said: str, names: list[str]) -> list[tuple[int, int, str]]:
    """Where each thing is named, the longest name where several fit."""
    found = sorted(
        ((m.start(), m.end(), name) for name in names for alias in aliases(name)
         for m in re.finditer(alias, said)),
        key=lambda spot: (spot[0], -spot[1]),
    )  # fmt: skip
    kept: list[tuple[int, int, str]] = []
    for spot in found:
        if not kept or spot[0] >= kept[-1][1]:
            kept.append(spot)
    return kept


def _start(said: str, after: int, at: int) -> int:
    """Where the clause begins that names a thing at `at`."""
    cuts = [cut.end() for cut in CUTS.finditer(said, after, at)]
    return cuts[-1] if cuts else (at if after else 0)


def name_of(part: str) -> str:
    """The thing that a part of a list names, without what is said of it; empty where it names none."""
    said = fold(part)
    told = [m.span() for pattern in (AGE, MONEY, PAID) for m in pattern.finditer(said)]
    told += [m.span() for m in re.finditer(r"(?<![a-z\d])\d{3,}$", said)]
    if not told:
        return part.strip()
    first, last = min(told)[0], max(end for _start, end in told)
    return next(filter(None, (_edges(part[:first]), _edges(part[last:]))), "")


def _edges(name: str) -> str:
    return re.sub(
        r"(?:[\s,，:：(（\-]|\b(?:is|was|costs?|bought|for|old|worth|about|an?|the|my|our)\b|用了?|买了?|花了?|的|了|是)+$|^(?:[\s,，)）\-]|\bold\b|的|用了?|买了?|了)+",
        "",
        name,
        flags=re.IGNORECASE,
    )

"""Which months and years people name when they ask about bills: "March", "去年三月", "this year".

Pure; a month is a bill's period, "2026-03". One without a year is the last that has begun.
"""

import re
from collections.abc import Iterator
from datetime import date

from nlu.folding import fold

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DIGITS = "一二三四五六七八九"
CHINESE = [*DIGITS, "十", "十一", "十二"]
_EN = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MAY = r"(?<=for )may|(?<=in )may|(?<=of )may|(?<=last )may|(?<=this )may|(?<=and )may|(?<=vs )may|(?<=with )may|(?<=from )may|(?<=to )may|(?<=between )may|(?<=since )may|(?<=through )may|may(?='s|'?s? bill|,? 20\d\d|-[a-z]| (?:and|vs|to|through|until|till) )"
_ZH_YEAR = r"前年|去年|上年|今年|本年|20\d\d年?"
NAMED = re.compile(
    rf"(?:\b(?P<near>last|this|previous)(?P<whole> year's)? )?\b(?P<en>{_EN}|{_MAY})\b\.?(?!-?\d)(?: (?!20)\d{{1,2}}(?:st|nd|rd|th)?\b(?P<day>))?(?:,? (?:of )?(?P<year>20\d\d|last year|this year))?|"
    rf"(?P<zyear>{_ZH_YEAR})?的?(?<![\d十個个])(?P<zh>1[0-2]|0?[1-9]|十[一二]?|[{DIGITS}])月(?:份)?(?P<zday>\d{{1,2}}[日号])?|"
    r"\b(?P<dated>20\d\d[-/.](?:0[1-9]|1[0-2]))\b|"
    r"(?P<before>\bmonth before last\b|上上个?月)|(?P<last>\blast month\b|上个?月(?!\d))|(?P<now>\b(?:this|current) month\b|这个?月|本月|当月|今个月)|"
    rf"(?P<alone>\b(?:last|this) year\b|{_ZH_YEAR})"
)
OWES = re.compile(r"\bow(?:e|ed|ing)\b|欠|没交|未[交缴]|没缴|没付")
ALL = re.compile(
    r"\b(?:how much|total|sum|altogether|in all|add(?:ed)? up|spend|spent|paid|pay|cost|used?|consum\w+|kwh)\b|"
    r"一共|总共|合计|共|全部|加起来|交了|缴了|花了|用了|多少"
)
YEAR = re.compile(
    rf"\b(?P<near>this|last|current) year\b|\b(?P<soon>so far this year|year to date|since january|annual\w*|yearly|(?:the |a )?whole year|all year)\b|\b(?:in|of|for|during) (?P<named>20\d\d)\b|"
    rf"(?P<zyear>{_ZH_YEAR})(?!.{{0,3}}月)|(?P<zsoon>全年|整年|年度|年初到)"
)
SPAN = re.compile(
    rf"\b(?:last|past|previous) (?P<en>\d{{1,2}}|two|three|four|six|twelve) months\b|(?P<year>\bpast year\b)|(?:最近|过去|近|前|这)(?:(?P<zh>\d{{1,2}}|[{DIGITS}两十]|十二)个?(?P<unit>月|年)|(?P<half>半年))"
)
COUNTS = {"two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12, "两": 2, "十": 10, "十二": 12}
SIDE_BY_SIDE = re.compile(
    r"\b(?:vs|versus|compar\w*|against|than|difference|differ\w*)\b|比|对比|相差|差多少|差别|和.{1,10}哪个"
)


_ZH_NUMBER = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{DIGITS}])"
SHORT_RANGE = re.compile(rf"(?<![\d十月个個])({_ZH_NUMBER})(?=[到至~-]{_ZH_NUMBER}月)")
"""6到8月 is 6月到8月."""
TO = re.compile(r" ?(?:to|till|until|through|thru|[-~到至]|直到|一直到)(?: the end of)? ?")
BOTH_ENDS = re.compile(r" and ")
BETWEEN = re.compile(r"\bbetween $")
SINCE = re.compile(r"\bsince $|自从?$")
TO_NOW = re.compile(
    r" ?(?:to|till|until|through) (?:now|today|date)\b|[到至](?:现在|今天?|目前)|以来|开始到|起到"
)


def months_in(words: str, today: date) -> list[str]:
    """The months that are named, each once, as they are said; the day of a month names none.

    "June to August" names July too, unless the two are laid side by side.
    """
    said = SHORT_RANGE.sub(r"\1月", fold(words))
    found = list(NAMED.finditer(said))
    earlier = any(one["near"] == "this" or one["zyear"] in ("今年", "本年") for one in found)
    ranges = not SIDE_BY_SIDE.search(said)
    named: list[str] = []
    year, before = 0, None
    for one in found:
        if one["day"] is not None or one["zday"]:
            continue
        if one["alone"]:
            named += _same_in(one["alone"], named, today)
            continue
        number = _number(one)
        year = _year(one, today, earlier) or (year if one["en"] or one["zh"] else 0)
        month = _relative(one, today) or f"{year or _nearest(number, today)}-{number:02}"
        if ranges and before is not None and _reaches(said, before, one):
            named += _from_to(named.pop(), month, bool(_year(before, today, earlier)))
        elif ranges and _reaches_now(said, one):
            named += _from_to(month, list(_backwards(today, 2))[1], True)
        else:
            named.append(month)
        before = one
    return list(dict.fromkeys(named))


def month_by_name(words: str, today: date) -> str:
    """The one month that is called by its name, "July" or 7月; empty where none or several are."""
    said = fold(words)
    named = [one for one in NAMED.finditer(said) if one["en"] or one["zh"] or one["dated"]]
    months = months_in(words, today)
    return months[0] if len(named) == len(months) == 1 else ""


def _reaches(said: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two months are the ends of what is asked about."""
    joint = said[first.end() : last.start()]
    between = BETWEEN.search(said[: first.start()]) and BOTH_ENDS.fullmatch(joint)
    return bool(between or TO.fullmatch(joint))


def _reaches_now(said: str, first: re.Match[str]) -> bool:
    return bool(SINCE.search(said[: first.start()]) or TO_NOW.match(said, first.end()))


def _from_to(first: str, last: str, year_said: bool) -> list[str]:
    """All months from one to another. Where the first is later, the year that nobody said is wrong."""
    (year, month), (end, final) = (map(int, period.split("-")) for period in (first, last))
    if first > last and year_said:
        end = year + (final < month)
    elif first > last:
        year = end - (final < month)
    steps = range(year * 12 + month - 1, end * 12 + final)
    return [f"{at // 12}-{at % 12 + 1:02}" for at in list(steps)[-LONGEST:]]


LONGEST = 60
"""Months of a range; nobody has more bills."""


def _number(one: re.Match[str]) -> int:
    """1 to 12; 0 where the month is not named as such."""
    if one["en"]:
        return MONTHS.index(one["en"][:3]) + 1
    written = one["zh"] or "0"
    return int(written) if written.isdigit() else CHINESE.index(written) + 1


def _year(one: re.Match[str], today: date, earlier: bool) -> int:
    """The year that is said with a month; 0 where none is. "Last March" beside "this March" is a year before."""
    said = one["year"] or one["zyear"] or ""
    if digits := re.match(r"20\d\d", said):
        return int(digits[0])
    if said in BACK:
        return today.year - BACK[said]
    if one["near"] == "this":
        return today.year
    if one["whole"]:
        return today.year - 1
    if one["near"] and (earlier or _number(one) >= today.month):
        return today.year - 1
    return 0


BACK = {"last year": 1, "this year": 0, "去年": 1, "上年": 1, "前年": 2, "今年": 0, "本年": 0}


def _nearest(month: int, today: date) -> int:
    return today.year if month <= today.month else today.year - 1


def _relative(one: re.Match[str], today: date) -> str:
    if one["dated"]:
        return f"{one['dated'][:4]}-{one['dated'][5:]}"
    back = 2 if one["before"] else 1 if one["last"] else 0 if one["now"] else None
    if back is None:
        return ""
    return next(iter(list(_backwards(today, back + 1))[back:]))


def _same_in(said: str, named: list[str], today: date) -> Iterator[str]:
    """ "March … and last year": the same month in another year."""
    digits = re.match(r"20\d\d", said)
    year = int(digits[0]) if digits else today.year - BACK[said]
    if len(named) == 1:
        yield f"{year}-{named[0][5:]}"


def _backwards(today: date, count: int) -> Iterator[str]:
    """This month and those before it, so many."""
    year, month = today.year, today.month
    for _count in range(count):
        yield f"{year}-{month:02}"
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)


def asked_in_all(words: str, today: date) -> list[str]:
    """The months over which a sum is asked ("how much did I pay this year"); empty where none is."""
    said = fold(words)
    if OWES.search(said) or not ALL.search(said):
        return []
    if span := SPAN.search(said):
        return sorted(list(_backwards(today, _count(span) + 1))[1:])
    if len(months_in(words, today)) > 0 or not (one := YEAR.search(said)):
        return []
    year = _year_meant(one, today)
    return [f"{year}-{month:02}" for month in range(1, 13)]


def _count(span: re.Match[str]) -> int:
    if span["year"] or span["half"]:
        return 12 if span["year"] else 6
    written = span["en"] or span["zh"]
    count = int(written) if written.isdigit() else COUNTS.get(written) or DIGITS.index(written) + 1
    return count * 12 if span["unit"] == "年" else count


def _year_meant(one: re.Match[str], today: date) -> int:
    if one["named"]:
        return int(one["named"])
    said = one["zyear"] or ""
    if digits := re.match(r"20\d\d", said):
        return int(digits[0])
    return today.year - (BACK.get(said, 0) or int(one["near"] == "last"))


def compares(words: str, today: date) -> bool:
    """Whether two months are named to be laid side by side."""
    return len(months_in(words, today)) == 2 and bool(SIDE_BY_SIDE.search(fold(words)))

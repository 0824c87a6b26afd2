"""Which days are meant: of a date, a weekday, a month, a season or a feast, as [first, after).

Where several years, months or weeks fit, the direction decides: a report means the latest that has
begun, a question about plans the earliest that is not over, and without either the nearest.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import chinese_calendar

from actions.times.vocabulary import Token

Days = tuple[date, date]
"""The first day, and the day after the last."""

Said = Mapping[str, Token]
"""What was said of the day, by kind."""

DAY = timedelta(days=1)
DATED = {"date", "year", "year_shift", "month_shift", "quarter_shift"}
SECTIONS = {"start": (1, 8), "middle": (10, 21), "end": (25, 32), "first": (1, 11),
            "second": (11, 21), "third": (21, 32)}  # fmt: skip
"""Days of a month, the second number being the day after: 月初 1-7, 月中 10-20, 月底 from 25."""
YEAR_SECTIONS = {"start": (1, 1), "middle": (6, 2), "end": (12, 1)}
FIXED_FEASTS = {"national": (10, 1, 7), "new year": (1, 1, 1), "labour": (5, 1, 5),
                "christmas": (12, 25, 1), "christmas eve": (12, 24, 1), "boxing day": (12, 26, 1),
                "new year's eve": (12, 31, 1)}  # fmt: skip
LUNAR_FEASTS = {"spring": "Spring Festival", "autumn": "Mid-autumn Festival",
                "boat": "Dragon Boat Festival", "tomb": "Tomb-sweeping Day"}  # fmt: skip
"""Where the holidays of a year are announced (chinesecalendar knows them), else nowhere."""


def months_after(day: date, months: int) -> date:
    """The same day some months later or earlier; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def pick(fitting: Iterable[Days], today: date, past: bool | None) -> Days | None:
    """The one meant of several."""
    found = sorted(fitting)
    if past is True:
        return next((d for d in reversed(found) if d[0] <= today), None)
    if past is False:
        return next((d for d in found if d[1] > today), None)
    return min(found, key=lambda d: _distance(d, today), default=None)


def _distance(days: Days, today: date) -> timedelta:
    if days[0] <= today < days[1]:
        return timedelta(0)
    return days[0] - today if days[0] > today else today - days[1] + DAY


def resolve(said: Said, today: date, past: bool | None) -> Days | None:
    """The days that were said; None where no calendar has them."""
    lean = next((t.name for t in said.values() if t.name in ("last", "next")), "")
    if lean in ("last", "next") and "weekday" not in said:
        started = pick(_candidates(said, today), today, past=lean == "last")
        if started and lean == "last" and started[1] > today:
            return pick(_candidates(said, today), started[0] - DAY, past=True)
        if started and lean == "next" and started[0] <= today:
            return pick(_candidates(said, today), started[1], past=False)
        return started
    if relative := _relative(said, today):
        return relative
    if DATED & set(said):
        past = None  # 下个月 lies ahead, whichever way we look
    return pick(_candidates(said, today), today, past)


def is_open(said: Said, today: date) -> bool:
    """Whether the direction decides which day is meant: 周三 and 25号, not 昨天 or 2026-11-25."""
    leans = any(t.name in ("last", "next") for t in said.values())
    return not leans and not DATED & set(said) and _relative(said, today) is None


def _relative(said: Said, today: date) -> Days | None:
    """Days that count from today and need no direction."""
    if "offset" in said:
        first = today + said["offset"].n[0] * DAY
        return first, first + DAY
    if "weekday" in said and (weekday := _weekday(said["weekday"], today)):
        return weekday, weekday + DAY
    monday = today - today.weekday() * DAY
    if "weekend" in said and said["weekend"].n:
        first = monday + (7 * said["weekend"].n[0] + 5) * DAY
        return first, first + 2 * DAY
    if "week" in said:
        first = monday + 7 * said["week"].n[0] * DAY
        return first, first + 7 * DAY
    return None


def _weekday(token: Token, today: date) -> date | None:
    """Of a week counted from this one; "last" is the latest before today, "X week" a week on."""
    day = today + (token.n[0] - today.weekday()) * DAY
    if len(token.n) > 1:
        return day + 7 * token.n[1] * DAY
    if token.name == "last":
        return day if day < today else day - 7 * DAY
    ahead = {"this": 0, "coming": 0 if day >= today else 7, "next": 7}.get(token.name)
    if token.name == "week":
        ahead = 7 if day > today else 14
    return None if ahead is None else day + ahead * DAY


def _candidates(said: Said, today: date) -> Iterator[Days]:
    if "date" in said:
        yield from _date(*said["date"].n)
    elif "weekday" in said or "weekend" in said:
        first = (
            today + (said["weekday"].n[0] if "weekday" in said else 5) * DAY - today.weekday() * DAY
        )
        length = 1 if "weekday" in said else 2
        yield from ((first + w * 7 * DAY, first + (w * 7 + length) * DAY) for w in (-1, 0, 1))
    elif "month_shift" in said:
        yield from _in_month(said, months_after(today.replace(day=1), said["month_shift"].n[0]))
    elif "quarter_shift" in said:
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        first = months_after(first, 3 * said["quarter_shift"].n[0])
        yield first, months_after(first, 3)
    elif names_part_of_year(said):
        for year in _years(said, today):
            yield from _in_year(said, year)
    elif "dom" in said or "section" in said:
        first = today.replace(day=1)
        for months in range(-3, 4):
            yield from _in_month(said, months_after(first, months))
    elif "year_part" in said or "year" in said or "year_shift" in said:
        for year in _years(said, today):
            yield date(year, 1, 1), date(year + 1, 1, 1)


def names_part_of_year(said: Said) -> bool:
    """Whether something was said that a year has one of; 去年底 is the end of the year."""
    kinds = ("month_day", "month", "season", "feast", "quarter", "half_year", "year_part")
    year_end = "section" in said and ("year" in said or "year_shift" in said)
    return any(kind in said for kind in kinds) or year_end


def _years(said: Said, today: date) -> Iterable[int]:
    if "year" in said:
        return [said["year"].n[0]]
    if "year_shift" in said:
        return [today.year + said["year_shift"].n[0]]
    return range(today.year - 8, today.year + 9)  # a 29 February is up to eight years away


def _in_year(said: Said, year: int) -> Iterator[Days]:
    if "month_day" in said:
        yield from _date(year, *said["month_day"].n)
    elif "month" in said:
        if 1 <= said["month"].n[0] <= 12:
            yield from _in_month(said, date(year, said["month"].n[0], 1))
    elif "feast" in said:
        yield from feast(said["feast"].name, year)
    elif "season" in said:
        yield _months(year, said["season"].n[0], 3)
    elif "quarter" in said:
        yield _months(year, said["quarter"].n[0], 3)
    elif "half_year" in said:
        yield _months(year, said["half_year"].n[0], 6)
    else:
        part = said.get("year_part") or said["section"]
        yield _months(year, *YEAR_SECTIONS.get(part.name, (12, 1)))


def _months(year: int, month: int, count: int) -> Days:
    first = date(year, month, 1)
    return first, months_after(first, count)


def _in_month(said: Said, first: date) -> Iterator[Days]:
    """A day or a section of a month, or the whole of it."""
    after = months_after(first, 1)
    if "dom" in said:
        yield from _date(first.year, first.month, said["dom"].n[0])
    elif "section" in said:
        start, end = SECTIONS[said["section"].name]
        yield first + (start - 1) * DAY, min(first + (end - 1) * DAY, after)
    else:
        yield first, after


def _date(year: int, month: int, day: int) -> Iterator[Days]:
    try:
        first = date(year, month, day)
    except ValueError:
        return
    yield first, first + DAY


def feast(name: str, year: int) -> Iterator[Days]:
    """The days of a feast; nothing where they are not known for that year."""
    if name in FIXED_FEASTS:
        month, day, length = FIXED_FEASTS[name]
        yield date(year, month, day), date(year, month, day) + length * DAY
    elif name == "easter":
        yield easter(year), easter(year) + DAY
    else:
        wanted = LUNAR_FEASTS[name]
        days = [
            d
            for d, feast in chinese_calendar.holidays.items()
            if d.year == year and feast == wanted
        ]
        if days:
            yield min(days), max(days) + DAY


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature, 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)

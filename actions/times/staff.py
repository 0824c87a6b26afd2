"""Times as staff type them: "25.11. 8:00", "next Tuesday 8:00", 下周二 8:00, "+2h", "now".

The words are the customers' (`vocabulary`), but a moment is wanted and nothing is passed over: what
holds a word that says no time, or a date of which two are possible, is not read at all.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from actions.times.folding import LONGEST, fold
from actions.times.grammar import DAY_KINDS, DAYS, SECONDS, as_point, weeks_joined
from actions.times.resolving import Point, Present, resolve
from actions.times.vocabulary import HAN, Token, stretches

Lean = Literal["next", "nearest", "last"]
"""Which of the hours that fit is meant where no day was said."""

FILLING = re.compile(
    r"[\s,.;:()!日号的在于]+|(?:at|on|the|of|by|about|around|approx|approximately)"
)
"""What says nothing and may stand beside a time."""
LEADING = {"from", "since", "until", "to"}
POINT = {"date", "month_day", "dom", "weekday", "offset", "week", "clock", "part"}
NOW = {"now", "right now", "现在", "马上", "立即", "即刻", "而家", "immediately", "at once"}
AHEAD = re.compile(r"\+ ?(?=\d)|(?<=\d)(h|m)(?![a-z])")
SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d\d))?(?![\d/])")
REWRITTEN = (
    (re.compile(r"(?<![\d./:-])(\d{1,2})-(\d{1,2})(?= +\d{1,2} ?[:点])"), r"\1月\2日"),
    (re.compile(r"(?<![\d./:-])(\d{1,2})\.(\d{1,2})(?= +\d)"), r"\1.\2."),
)
"""Dates that only an hour after them tells from other numbers: 12-8 8:00, 25.11 8:00."""
TIMED = re.compile(r"(?=.*\d)(?!\d+分$).*[^\d.,~ ]")
"""A figure and what makes it a time; 5分 may be five cents."""
FAR = timedelta(days=300)
"""A day of the year that lies so far ahead was meant to be the one that has just gone by."""


def read(said: str, now: datetime, zone: ZoneInfo, lean: Lean = "next") -> datetime | None:
    """The moment meant, aware; null where it is not clear or not all of it is understood.

    Where no day was said it is the next such hour after `now`; with `lean` the nearest or the last.
    """
    if fold(said).strip(" .。!") in NOW:
        return now
    present = Present(now, zone, False)
    try:
        words = _words(said)
        if words is None or ambiguous(said, now.astimezone(zone).year):
            return None
        return _after_length(words, present) or _at(words, present, lean)
    except (OverflowError, ValueError):  # a day that no calendar has
        return None


def ambiguous(said: str, year: int) -> str:
    """A date of which two are possible (08/12), the one that is day first in ISO's form; or "".

    With full stops the day stands first where the text is not Chinese.
    """
    for found in SLASHED.finditer(fold(said)):
        first, second = int(found[1]), int(found[3])
        dotted = found[2] == "." and not HAN.search(found.string)
        is_clock = found[2] == "." and found[4] is None
        if first != second and 1 <= first <= 12 and 1 <= second <= 12 and not (dotted or is_clock):
            written = int(found[4] or year)
            return f"{written + 2000 * (written < 100)}-{second:02d}-{first:02d}"
    return ""


def names_a_day(said: str) -> bool:
    """Whether a day is said that counts from today or is written out, so that nothing else moves it.

    "Tuesday" and 8号 are such days after another day, if one was said before.
    """
    named = [t for t in _days_counted(_words(said) or []) if t.kind in DAY_KINDS]
    moves = {"weekday", "dom"}
    return any(t.kind not in moves or t.name or len(t.n) > 1 for t in named)


def says_when(said: str) -> bool:
    """Whether a day or a length is said, so that it is more than a bare hour."""
    return any(t.kind == "length" or t.kind in DAY_KINDS for t in _words(said) or [])


def mentions(said: str) -> bool:
    """Whether words of a time stand in a text, understood or not."""
    kinds = {token.kind for _said, token in stretches(_rewritten(said)) if token}
    return bool(kinds & {"date", "month_day", "weekday", "offset", "clock", "week", "length"})


def without_times(said: str) -> str:
    """A text without the figures of its clocks, dates and lengths; as it was where it has none.

    A figure with no word or sign of a time beside it may be anything, and stays.
    """
    told = [(stretch, bool(t and TIMED.search(stretch))) for stretch, t in stretches(fold(said))]
    if not any(is_time for _stretch, is_time in told):
        return said
    return "".join(" " if is_time else stretch for stretch, is_time in told)


def _rewritten(said: str) -> str:
    folded = fold(said)
    for pattern, instead in REWRITTEN:
        folded = pattern.sub(instead, folded)
    return AHEAD.sub(lambda m: {"h": " hours", "m": " minutes"}.get(m[1] or "", "in "), folded)


def _words(said: str) -> list[Token] | None:
    """All that was said as tokens; null where something of it says no time."""
    words: list[Token] = []
    for stretch, token in stretches(_rewritten(said)) if len(said) <= LONGEST else [(said, None)]:
        if token is not None:
            words.append(token)
        elif not FILLING.fullmatch(stretch):
            return None
    return weeks_joined(words)


def _after_length(words: list[Token], present: Present) -> datetime | None:
    """ "+2h", "in 90 min", "half an hour ago", an hour and twenty minutes."""
    lengths = [t for t in words if t.kind == "length"]
    others = {t.kind for t in words} - {"length"}
    if not lengths or not others <= {"in", "after", "before"} or len(others) > 1:
        return None
    if any(t.name not in SECONDS for t in lengths):
        return None
    seconds = sum(t.amount * SECONDS[t.name] for t in lengths)
    return present.now + timedelta(seconds=-seconds if others == {"before"} else seconds)


def _at(words: list[Token], present: Present, lean: Lean) -> datetime | None:
    """A clock, on a day if one was said."""
    words = _days_counted(words)
    inner = [t for n, t in enumerate(words) if t.kind not in LEADING or 0 < n < len(words) - 1]
    kinds = [t.kind for t in inner]
    if "clock" not in kinds or not set(kinds) <= POINT or len(set(kinds)) < len(kinds):
        return None
    point = as_point(words)
    if len(point.day) > 1:
        point.day.pop("weekday", None)  # "tomorrow, Tuesday": it is looked at in `_agrees`
    past = lean == "last" and set(point.day) <= {"weekday", "dom"}
    found = _nearest(point, present) if lean == "nearest" else _moment(point, present, past)
    return found if found and _agrees(words, point, found) else None


def _days_counted(words: list[Token]) -> list[Token]:
    """ "In 3 days 8:00" says a day as "tomorrow" does."""
    kinds = [t.kind for t in words]
    for at, token in enumerate(words):
        beside = {*kinds[at - 1 : at], *kinds[at + 1 : at + 2]}
        if token.kind == "length" and token.name in DAYS and {"in", "after"} & beside:
            counted = Token("offset", (round(token.amount * DAYS[token.name]),))
            rest = [t for t in words if t is not token and t.kind not in ("in", "after")]
            return [counted, *rest]
    return words


def _agrees(words: list[Token], point: Point, found: datetime) -> bool:
    """Whether "Tue 24 Nov" is a Tuesday, and no two other days were said."""
    weekday = next((t.n[0] for t in words if t.kind == "weekday"), found.weekday())
    return len(point.day) < 2 and weekday == found.weekday()


def _moment(point: Point, present: Present, past: bool) -> datetime | None:
    """The moment of a point; null where the clock is vague."""
    if point.clock is None or point.clock.n[2]:
        return None
    if point.clock.n[0] in (12, 24) and point.part in ("evening", "night", "late"):
        return None  # of which day is twelve at night? better asked than guessed
    found = resolve(point, replace(present, past=past))
    if found is None or found.kind != "moment":
        return None
    if "month_day" in point.day and not past and found.start - present.now > FAR:
        return _year_before(found.start, present)
    return found.start


def _year_before(at: datetime, present: Present) -> datetime:
    return present.at(at.date().replace(year=at.year - 1), at.hour + at.minute / 60)


def _nearest(point: Point, present: Present) -> datetime | None:
    """ "00:20" half an hour later has been, "23:00" in the afternoon is to come."""
    found = [at for past in (True, False) if (at := _moment(point, present, past)) is not None]
    return min(found, key=lambda at: abs(at - present.now), default=None)

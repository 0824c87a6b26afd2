"""What a customer's words about time mean as an interval, in Chinese, Cantonese and English.

A grammar of ours: fold the writing, name the words, join them. `bench/times.py` compares it with
dateparser and recognizers-text, which know neither the direction nor half of the sayings.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.times import days
from actions.times.days import DAY
from actions.times.folding import fold
from actions.times.resolving import Interval, Point, Present, resolve
from actions.times.vocabulary import Token, tokens

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "year": 12}
A_MOMENT_AGO = timedelta(minutes=30)
"""How far back 刚才 and "just now" reach."""

DAY_KINDS = {
    "date", "month_day", "dom", "weekday", "weekend", "week", "offset", "month", "month_shift",
    "section", "season", "feast", "quarter", "quarter_shift", "half_year", "year", "year_shift", "year_part",
}  # fmt: skip
LEANS = {"in", "within", "last", "next", "before", "after"}


def interval(text: str, now: datetime, zone: ZoneInfo, past: bool | None = None) -> Interval | None:
    """What a time entity means; None where it is habitual (每天晚上), vague or no time at all.

    `past`: reports look back (True), questions about planned work look forward (False). A length
    alone ends now, or begins now when looking forward. Weeks begin on Monday; "next Friday" is
    next week's, "last Friday" the latest before today. 25/11 and 3/4 are day first in a text
    without Chinese letters, month first in one with them, unless there is no such month. Only the
    first 200 characters are read; never raises.
    """
    present = Present(now, zone, past)
    try:
        said = weeks_joined(list(tokens(fold(text))))
        return None if any(t.kind == "never" for t in said) else _meant(said, present)
    except (OverflowError, ValueError):  # a year that no calendar has
        return None


def weeks_joined(said: list[Token]) -> list[Token]:
    """ "Monday to Friday next week": both days are of that week."""
    week = next((t for t in said if t.kind == "week"), None)
    if week is None or not any(t.kind == "weekday" for t in said):
        return said
    return [
        replace(t, n=(t.n[0], week.n[0])) if t.kind == "weekday" and len(t.n) == 1 else t
        for t in said if t is not week
    ]  # fmt: skip


def _meant(said: list[Token], present: Present) -> Interval | None:
    kinds = [t.kind for t in said]
    if "just" in kinds:
        return present.interval(present.now - A_MOMENT_AGO, present.now, "period")
    if "these" in kinds or "recently" in kinds:
        return _these_days(said, present)
    if (length := _length(said)) is not None:
        return _of_length(length, kinds, present)
    if "since" in kinds:
        return _since(as_point(said), present)
    if (cut := _cut(kinds)) and (found := _range(said, cut, present)):
        return found
    if "from" in kinds and present.past:
        return _since(as_point(said), present)
    return _leaning(said, present)


def _these_days(said: list[Token], present: Present) -> Interval | None:
    """这两天 are yesterday and today, or today and tomorrow; 前几天 the week before today."""
    today = present.today
    these = next((t for t in said if t.kind == "these"), None)
    if these is None:
        return present.interval(present.at(today - 7 * DAY), present.at(today), "period")
    first = today if present.past is False else today - (these.n[0] - 1) * DAY
    return present.interval(present.at(first), present.at(first + these.n[0] * DAY), "period")


# Lengths.


def _length(said: list[Token]) -> Token | None:
    """The length, where it is about one and not about a day or an hour too."""
    length = next((t for t in said if t.kind == "length"), None)
    if length is None or any(t.kind in DAY_KINDS or t.kind in ("clock", "part") for t in said):
        return None
    short = [t.amount * SECONDS[t.name] for t in said if t.kind == "length" and t.name in SECONDS]
    # "an hour and twenty minutes" is one length
    return replace(length, name="second", amount=sum(short)) if len(short) > 1 else length


def _of_length(length: Token, kinds: list[str], present: Present) -> Interval | None:
    """A length before or after now; with 前/ago or 后/in the moment, day or month at its end."""
    at = kinds.index("length")
    if "in" in kinds or "after" in kinds[at:]:
        return _at_distance(length, 1, present)
    if "before" in kinds[at:]:
        return _at_distance(length, -1, present)
    back = bool({"last", "before", "since"} & set(kinds))
    ahead = "next" in kinds or ("within" in kinds and present.past is not True)
    if ahead or (present.past is False and not back):
        return present.interval(present.now, shifted(present, length, 1), "duration")
    return present.interval(shifted(present, length, -1), present.now, "duration")


def shifted(present: Present, length: Token, sign: int) -> datetime:
    """Now plus or minus a length: hours by the clock that never jumps, days by the calendar."""
    if length.name in SECONDS:
        seconds = timedelta(seconds=sign * length.amount * SECONDS[length.name])
        return (present.now.astimezone(UTC) + seconds).astimezone(present.zone)
    local = present.now.astimezone(present.zone)
    if length.name in DAYS:
        return local + timedelta(days=sign * length.amount * DAYS[length.name])
    months, rest = divmod(length.amount * MONTHS[length.name], 1)
    day = days.months_after(local.date(), sign * int(months)) + sign * round(rest * 30) * DAY
    return local.replace(year=day.year, month=day.month, day=day.day)


def _at_distance(length: Token, sign: int, present: Present) -> Interval | None:
    """As exact as the unit: hours give a moment, days a day, months a month, years a year."""
    at = shifted(present, length, sign)
    if length.name in SECONDS:
        return present.interval(at, at + timedelta(minutes=1), "moment")
    first = at.date()
    if length.name in DAYS:
        return present.interval(present.at(first), present.at(first + DAY), "day")
    first = first.replace(day=1) if length.name == "month" else first.replace(day=1, month=1)
    after = days.months_after(first, MONTHS[length.name])
    return present.interval(present.at(first), present.at(after), "period")


# Points.


def as_point(said: Sequence[Token]) -> Point:
    """Day, part of the day and clock; of each kind the first that was said."""
    day: dict[str, Token] = {}
    for token in said:
        if token.kind in DAY_KINDS:
            day.setdefault(token.kind, token)
    if len(day) > 1 and {"date", "month_day", "dom"} & set(day):
        for kind in ("weekday", "weekend"):
            day.pop(kind, None)  # "Wed 25 Nov": the date is exact
    part = next((t.name for t in said if t.kind == "part"), "")
    clock = next((t for t in said if t.kind == "clock"), None)
    bare = next((t for t in said if t.kind == "bare"), None)
    if clock is None and bare is not None:
        clock = Token("clock", (bare.n[0], 0, 0), "open")
    return Point(day, part, clock, any(t.kind == "now" for t in said))


def _since(point: Point, present: Present) -> Interval | None:
    """From a point until now; 从明天起 has no end that is known and means its first day."""
    start = resolve(point, replace(present, past=True))
    if start and start.start >= present.now:
        return start
    return present.interval(start.start, present.now, "period") if start else None


def _leaning(said: list[Token], present: Present) -> Interval | None:
    """A point, or what lies before or after it: "until 5pm", 三点以后, "before noon"."""
    kinds = {t.kind for t in said}
    is_end = "until" in kinds or bool(said and said[0].kind == "to")
    point = resolve(as_point(said), replace(present, past=False) if is_end else present)
    if point is None:
        return None
    day = point.start.date()
    if "week_of" in kinds:
        monday = day - day.weekday() * DAY
        return present.interval(present.at(monday), present.at(monday + 7 * DAY), "period")
    if is_end:
        end = point.start if point.kind == "moment" else point.end
        return present.interval(present.now, end, "period")
    if {"after", "after "} & kinds:
        return present.interval(_after(point), present.at(day + DAY), "period")
    if {"before", "before "} & kinds:
        start = present.at(day) if point.kind == "moment" else present.now
        return present.interval(start, point.start, "period")
    return point


def _after(point: Interval) -> datetime:
    return point.start if point.kind == "moment" else point.end


# Ranges.


def _cut(kinds: list[str]) -> int | None:
    """Where the first point of a range ends."""
    joins = {"to", "until"} | ({"and"} if "between" in kinds else set())
    return next((i for i, kind in enumerate(kinds) if kind in joins and i > 0), None)


def _range(said: list[Token], cut: int, present: Present) -> Interval | None:
    left, right = as_point(said[:cut]), as_point(said[cut + 1 :])
    if left.is_empty or right.is_empty:
        return None
    if not left.day and right.day and left.clock:
        left, right = replace(left, day=right.day), replace(right, day={})
    left = _with_half_of_day(left, right)
    start = resolve(left, present)
    if start is None:
        return None
    end = _end(left, right, start, present)
    return present.interval(start.start, end, "period") if end else None


def _with_half_of_day(left: Point, right: Point) -> Point:
    """2-4pm is both in the afternoon, 11-1pm is not: the latest hour before the end."""
    ours, theirs = left.clock, right.clock
    if not ours or not theirs or left.part or ours.name != "open" or ours.n[0] > 12:
        return left
    if theirs.name not in ("am", "pm"):
        if theirs.n[0] > 12 or theirs.name == "24" or not left.day:
            return replace(left, clock=replace(ours, name="24"))
        return left
    same = (ours.n[0] % 12, ours.n[1]) < (theirs.n[0] % 12, theirs.n[1])
    other = "am" if theirs.name == "pm" else "pm"
    return replace(left, clock=replace(ours, name=theirs.name if same else other))


def _end(left: Point, right: Point, start: Interval, present: Present) -> datetime | None:
    """The end of a range, looked for from its start on."""
    if right.now:
        return present.now
    if not right.day and right.clock:
        return _next_hour(right, start, present)
    is_open = days.is_open(right.day, present.today)
    since = replace(present, now=start.start, past=False) if is_open else present
    if found := resolve(right, since):
        return found.start if found.kind == "moment" else found.end
    return None


def _next_hour(right: Point, start: Interval, present: Present) -> datetime | None:
    """The first such hour after the start."""
    found = resolve(right, Present(start.start + timedelta(minutes=1), present.zone, False))
    return found.start if found else None

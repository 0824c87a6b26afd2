"""From days, parts of days and clocks to an interval of aware moments.

A clock of twelve hours is settled by the part of the day that was said (晚上八点 is 20:00, 昨晚两点 is
two in the small hours of today); without one by the direction: a report means the last such hour,
a question about plans the next one; on a named day one to five are in the afternoon.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from actions.times import days
from actions.times.days import DAY
from actions.times.vocabulary import Token

Kind = Literal["moment", "day", "period", "duration"]
MINUTE = timedelta(minutes=1)
PARTS = {
    "small": (0, 6), "dawn": (5, 8), "morning": (6, 12), "noon": (11, 14), "afternoon": (12, 18),
    "dusk": (17, 20), "evening": (18, 24), "night": (18, 30), "late": (22, 30), "daytime": (6, 18),
}  # fmt: skip
"""Hours from and to; above 24 they are the next day's: last night lasts until six this morning."""


@dataclass(frozen=True)
class Interval:
    """Half-open: `start` belongs to it, `end` does not; both aware, in the utility's zone.

    `kind`: moment (one minute), day (midnight to midnight), period (anything with two ends) or
    duration (a length that ends or begins now).
    """

    start: datetime
    end: datetime
    kind: Kind


@dataclass(frozen=True)
class Present:
    """Now, where, and which way to look."""

    now: datetime
    zone: ZoneInfo
    past: bool | None

    @property
    def today(self) -> date:
        """The date at the utility."""
        return self.now.astimezone(self.zone).date()

    def at(self, day: date, hours: float = 0) -> datetime:
        """A wall clock's hour of a day; in the hour that spring takes away, the one after it."""
        minutes = round(hours * 60)
        day += (minutes // 1440) * DAY
        wall = datetime.combine(day, time(minutes % 1440 // 60, minutes % 60), self.zone)
        return wall.astimezone(UTC).astimezone(self.zone)

    def interval(self, start: datetime, end: datetime, kind: Kind) -> Interval | None:
        """The interval, in the zone; None where it would be empty."""
        if end.astimezone(UTC) <= start.astimezone(UTC):
            return None
        return Interval(start.astimezone(self.zone), end.astimezone(self.zone), kind)


@dataclass(frozen=True)
class Point:
    """What was said of one point in time: its day by kind of saying, part of the day, clock."""

    day: dict[str, Token] = field(default_factory=dict)
    part: str = ""
    clock: Token | None = None
    now: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.day or self.part or self.clock or self.now)


def resolve(point: Point, present: Present) -> Interval | None:
    """The interval of a point."""
    if point.now:
        return present.interval(present.now, present.now + MINUTE, "moment")
    if not point.day:
        return _without_day(point, present)
    found = days.resolve(point.day, present.today, present.past)
    if found is None:
        return None
    if point.clock or point.part:
        return _on_the_side(point, present, found)
    kind: Kind = "day" if found[1] - found[0] == DAY else "period"
    return present.interval(present.at(found[0]), present.at(found[1]), kind)


def _on_the_side(point: Point, present: Present, found: days.Days) -> Interval | None:
    """周三晚上 on a Wednesday afternoon is last week's in a report: the hour decides, too."""
    read = _on_named_day(point, present, found)
    if read is None or not days.is_open(point.day, present.today):
        return read
    if present.past is True and read.start > present.now:
        other = days.resolve(point.day, found[0] - DAY, True)
    elif present.past is False and read.end <= present.now:
        other = days.resolve(point.day, found[1], False)
    else:
        return read
    return _on_named_day(point, present, other) if other else read


def _on_named_day(point: Point, present: Present, found: days.Days) -> Interval | None:
    """An hour or part of a day that was named; of a month or week it says nothing certain."""
    if found[1] - found[0] > 2 * DAY:
        return None
    if point.clock is None:
        return _span(present, found[0], PARTS[point.part])
    hours = _hours(point.clock, point.part)
    if hours is None:
        return None
    if len(hours) > 1:
        hours = [h for h in hours if 6 <= h < 18] or hours
        if "offset" in point.day and point.day["offset"].n == (0,):
            hours = [_nearest(present, hours)]
    at = present.at(found[0], hours[0])
    if present.past and hours[0] >= 24 and at > present.now:
        at = present.at(found[0] - DAY, hours[0])  # 今天半夜三点: the night that is over
    return _of_clock(present, at, point.clock)


def _nearest(present: Present, hours: list[float]) -> float:
    """Of two hours of today: the last one gone by, or the next one to come."""
    gone = [h for h in hours if present.at(present.today, h) <= present.now]
    to_come = [h for h in hours if h not in gone]
    if present.past is False:
        return (to_come or hours)[0]
    return (gone or hours)[-1]


def _without_day(point: Point, present: Present) -> Interval | None:
    """An hour or part of the day alone: the last one, the next one, or today's."""
    around = [present.today + n * DAY for n in (-2, -1, 0, 1, 2)]
    if point.clock:
        hours = _hours(point.clock, point.part)
        if hours is None:
            return None
        found = [
            _of_clock(present, present.at(day, h), point.clock) for day in around for h in hours
        ]
        if present.past is None and len(hours) == 1:
            return found[2]
    elif point.part:
        found = [_span(present, day, PARTS[point.part]) for day in around]
        if present.past is None:
            return found[2]
    else:
        return None
    return _pick([f for f in found if f], present)


def _pick(found: list[Interval], present: Present) -> Interval | None:
    """As `days.pick`, by the hour. The hour that has just begun is past, not to come."""
    found.sort(key=lambda i: i.start)
    if present.past is True:
        return next((i for i in reversed(found) if i.start <= present.now), None)
    if present.past is False:
        return next((i for i in found if i.end > present.now), None)
    return min(found, key=lambda i: abs(i.start - present.now), default=None)


def _span(present: Present, day: date, hours: tuple[int, int]) -> Interval | None:
    return present.interval(present.at(day, hours[0]), present.at(day, hours[1]), "period")


def _of_clock(present: Present, at: datetime, clock: Token) -> Interval | None:
    """A moment; 八点多 is the hour that begins then."""
    if clock.n[2]:
        return present.interval(at, at + timedelta(hours=1), "period")
    return present.interval(at, at + MINUTE, "moment")


def _hours(clock: Token, part: str) -> list[float] | None:
    """The hours from midnight that a clock can mean; None where there is no such hour."""
    hour, minute, _vague = clock.n
    if hour > 24 or minute > 59 or hour * 60 + minute > 1440:
        return None
    if clock.name in ("am", "pm"):
        return [hour % 12 + 12 * (clock.name == "pm") + minute / 60] if 1 <= hour <= 12 else None
    exact = hour + minute / 60
    if part:
        return [_in_part(exact, PARTS[part])]
    if clock.name == "24" or hour == 0 or hour > 12:
        return [exact]
    return sorted((hour % 12 + minute / 60, hour % 12 + 12 + minute / 60))


def _in_part(hour: float, part: tuple[int, int]) -> float:
    """The reading of an hour that lies in a part of the day, or else nearest to it."""
    readings = [hour] if 13 <= hour < 24 else [hour - 12, hour, hour + 12, hour + 24]
    if hour < 1 or hour >= 24:
        readings = [hour % 24, hour % 24 + 24]
    allowed = [h for h in readings if 0 <= h < 36] or readings
    middle = sum(part) / 2
    return min(allowed, key=lambda h: (not part[0] <= h < part[1], abs(h - middle)))

"""Working time: when the desk is open, and how much of that lies between two moments.

Hours are half-open: the moment of opening is inside, the moment of closing is not. Hours that run
over midnight belong to the day on which they begin. All moments are aware; answers are in UTC.
"""

import functools
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from actions.promises.work_calendar import Spans, WorkCalendar

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Day:
    """A day at the utility: its hours (none: closed) and why it is not like its weekday.

    `known`: a calendar knows the holidays of its year; else only the week speaks.
    """

    spans: Spans
    holiday: str = ""
    make_up: str = ""
    known: bool = True


@dataclass(frozen=True)
class Hours:
    """The working hours of a calendar in a time zone."""

    calendar: WorkCalendar
    zone: ZoneInfo

    def day(self, day: date) -> Day:
        """The utility's own table first, then the Chinese calendar, then the week."""
        own = self.calendar
        if day in own.holidays:
            return Day((), holiday=own.holidays[day])
        if day in own.workdays:
            return Day(own.make_up, make_up=own.workdays[day])
        usual = own.of_weekday(day.weekday())
        if day.year in own.complete_years:
            return Day(usual)
        official = _official(day)
        if official is None:
            return Day(usual, known=False)
        off, name = official
        if off:
            return Day((), holiday=name)
        return Day(own.make_up, make_up=name) if name else Day(usual)

    def is_working_day(self, day: date) -> bool:
        """Whether the desk opens on this day at all."""
        return bool(self.day(day).spans)

    def nth_day(self, start: date, count: int) -> date:
        """The `count`th working day after `start`."""
        day = start
        while count:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def of_day(self, day: date) -> list[Span]:
        """The hours that begin on this day."""
        return [(self._at(day, low), self._at(day, high)) for low, high in self.day(day).spans]

    def _at(self, day: date, minutes: int) -> datetime:
        day += DAY * (minutes // 1440)
        clock = time(minutes % 1440 // 60, minutes % 60)
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def closes(self, day: date) -> datetime:
        """When the desk closes on a working day."""
        return self.of_day(day)[-1][1]

    def since(self, at: datetime) -> Iterator[Span]:
        """The open hours from a moment on, without end."""
        day = self._date(at) - DAY  # yesterday's may run over midnight
        while True:
            for start, end in self.of_day(day):
                if end > at:
                    yield max(start, at.astimezone(UTC)), end
            day += DAY

    def until(self, at: datetime) -> Iterator[Span]:
        """The open hours before a moment, the last first, without end."""
        day = self._date(at)
        while True:
            for start, end in reversed(self.of_day(day)):
                if start < at:
                    yield start, min(end, at.astimezone(UTC))
            day -= DAY

    def _date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def opens(self, at: datetime) -> datetime:
        """The first open moment from `at` on: `at` itself, where the desk is open."""
        return next(self.since(at))[0]

    def is_open(self, at: datetime) -> bool:
        """Whether the desk is open at this moment."""
        return self.opens(at) == at

    def closed_before(self, at: datetime) -> datetime:
        """When the desk closed last before `at`, which lies outside its hours."""
        return next(self.until(at))[1]

    def add(self, at: datetime, length: timedelta) -> datetime:
        """The moment when so much working time has gone by since `at`."""
        if length <= timedelta():
            return at
        for start, end in self.since(at):
            if end - start >= length:
                return start + length
            length -= end - start
        raise AssertionError("the hours never end")

    def before(self, at: datetime, length: timedelta) -> datetime:
        """The latest moment from which so much working time has gone by until `at`."""
        for start, end in self.until(at):
            if end - start >= length:
                return end - length
            length -= end - start
        raise AssertionError("the hours never began")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments."""
        total = timedelta()
        for opened, closed in self.since(start):
            if opened >= end:
                break
            total += min(closed, end) - opened
        return total


@functools.cache
def _official(day: date) -> tuple[bool, str] | None:
    """(off, name of the holiday or of the one that is made up for); null: no such year."""
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        _say_once(day.year)
        return None
    return (bool(off and name), str(name or ""))


@functools.cache
def _say_once(year: int) -> None:
    log.warning("no holiday calendar for %s: only weekends are left out", year)

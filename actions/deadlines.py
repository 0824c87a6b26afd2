"""Promises → deadlines: one pure function."""

import functools
import logging
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from actions.policy import Promise

log = logging.getLogger(__name__)

WORKDAY_ENDS = time(17, 30)


def due(promise: Promise, place_zone: str, received: datetime, zone: ZoneInfo) -> datetime:
    """When a promise given at `received` (aware) is to be kept, in UTC.

    Working days: the first is the first one after the day of receipt; due at 17:30 of the last.
    """
    if promise.working_days is not None:
        day = nth_working_day(received.astimezone(zone).date(), promise.working_days)
        return datetime.combine(day, WORKDAY_ENDS, zone).astimezone(UTC)
    by_zone = promise.minutes_by_zone or {}
    minutes = promise.minutes or by_zone.get(place_zone) or (promise.hours or 0) * 60
    return received + timedelta(minutes=minutes)


def nth_working_day(start: date, count: int) -> date:
    """The `count`th working day after `start`."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """By the Chinese calendar with its make-up days; by the week where it has no such year."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _say_once(day.year)
        return day.weekday() < 5


@functools.cache
def _say_once(year: int) -> None:
    log.warning("no holiday calendar for %s: only weekends are left out", year)

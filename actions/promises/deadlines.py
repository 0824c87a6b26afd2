"""Promises → deadlines: pure functions, and each deadline knows how it was counted.

`counted` is a list of small dicts that `actions.promises.explaining` says in words. `is` names a step:
received (`at`), agreed (`at`: with the customer), after (`name`: the promise whose keeping
started this one, `at`), outside (`until`: the desk opens), from_day (`day`: the first working
day), promise (`unit`, `count`, `because`), holiday (`name`, `first`, `last`), make_up (`name`,
`day`), unknown (`year`), and what happened later: paused (`reason`, `since`, `until`, `seconds`),
moved (`from`, `at`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from actions.policy.counter import KindPolicy, Promise
from actions.promises.work_calendar import WorkCalendar
from actions.promises.working_time import DAY, Hours

STANDARD = WorkCalendar()
UNITS = {
    "minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": DAY,
    "working_minutes": timedelta(minutes=1), "working_hours": timedelta(hours=1),
}  # fmt: skip

Step = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What a promise depends on besides the kind and the moment."""

    subclass: str = ""
    detail: str = ""
    zone: str = "urban"
    tier: str = "standard"


@dataclass(frozen=True)
class Due:
    """A promise with its moments (UTC) and how it was counted."""

    name: str
    started_at: datetime
    due_at: datetime
    counted: list[Step]


def owed(
    rules: KindPolicy, case: Case, received: datetime, hours: Hours, after: Collection[str] = ()
) -> list[Due]:
    """What is owed to a ticket of this kind received now, in the order of the policy.

    With `after`: what begins to be owed when the promises of these names are kept. A class
    replaces the figures of its kind, a tier only shortens them; where a table by zone has no
    figure for the zone, nothing is promised.
    """
    found = []
    for name, options in _options(rules, case).items():
        dues = [
            _due(name, promise, because, case.zone, received, hours)
            for promise, because in options
            if (promise.after in after if promise.after else not after)
            and _figure(promise, case.zone)
        ]
        if dues:
            found.append(min(dues, key=lambda due: due.due_at))
    return found


def _options(rules: KindPolicy, case: Case) -> dict[str, list[tuple[Promise, str]]]:
    """For each name the promise of kind or class, and that of the tier."""
    usual = {name: (promise, "kind") for name, promise in rules.promises.items()}
    for narrower in (case.subclass, case.detail):
        own = rules.by_class.get(narrower, {})
        usual |= {name: (promise, "class") for name, promise in own.items()}
    options = {name: [option] for name, option in usual.items()}
    for tier, promises in rules.by_tier.items():
        for name, promise in promises.items() if tier == case.tier else ():
            options.setdefault(name, []).append((promise, "tier"))
    return options


def _due(
    name: str, promise: Promise, because: str, place_zone: str, received: datetime, hours: Hours
) -> Due:
    figure = _figure(promise, place_zone)
    assert figure is not None
    due_at = reach(hours, *figure, received)
    if promise.minutes_by_zone and because == "kind":
        because = place_zone
    counted: list[Step] = [{"is": "received", "at": received.isoformat()}]
    if promise.after:
        counted = [{"is": "after", "at": received.isoformat(), "name": promise.after}]
    counted += _beginning(hours, figure[0], received)
    counted.append({"is": "promise", "unit": figure[0], "count": figure[1], "because": because})
    if figure[0].startswith("working"):
        counted += unusual_days(hours, received, due_at)
    return Due(name, received, due_at, counted)


def _beginning(hours: Hours, unit: str, received: datetime) -> list[Step]:
    """From when on it counts, where that is not the receipt."""
    if unit == "working_days":
        first = hours.nth_day(received.astimezone(hours.zone).date(), 1)
        return [{"is": "from_day", "day": first.isoformat()}]
    opens = hours.opens(received)
    if unit.startswith("working") and opens != received:
        return [{"is": "outside", "until": opens.isoformat()}]
    return []


def unusual_days(hours: Hours, start: datetime, end: datetime) -> list[Step]:
    """Holidays left out, make-up days counted, and years without a calendar, between two moments."""
    first, last = (at.astimezone(hours.zone).date() for at in (start, end))
    days = [first + DAY * n for n in range((last - first).days + 1)]
    steps: list[Step] = []
    for name, group in groupby(days, lambda day: hours.day(day).holiday):
        off = list(group)
        if name:
            steps.append(
                {"is": "holiday", "name": name, "first": _iso(off[0]), "last": _iso(off[-1])}
            )
    for day in days:
        if made := hours.day(day).make_up:
            steps.append({"is": "make_up", "name": made, "day": _iso(day)})
    unknown = sorted({day.year for day in days if not hours.day(day).known})
    return steps + [{"is": "unknown", "year": year} for year in unknown]


def _iso(day: date) -> str:
    return day.isoformat()


def _figure(promise: Promise, place_zone: str) -> tuple[str, int] | None:
    """(unit, count); null where the promise has no figure for the zone."""
    if promise.minutes_by_zone is not None:
        minutes = {str(zone): m for zone, m in promise.minutes_by_zone.items()}.get(place_zone)
        return None if minutes is None else ("minutes", minutes)
    units = (*UNITS, "working_days")
    return next((u, count) for u in units if (count := getattr(promise, u)) is not None)


def reach(hours: Hours, unit: str, count: int, received: datetime) -> datetime:
    """The end of a time limit that begins now.

    Working days: the first is the first one after the day of receipt; due when the desk closes on
    the last.
    """
    if unit == "working_days":
        day = hours.nth_day(received.astimezone(hours.zone).date(), count)
        return hours.closes(day)
    length = UNITS[unit] * count
    return hours.add(received, length) if unit.startswith("working") else received + length


def due(
    promise: Promise, place_zone: str, received: datetime, zone: ZoneInfo,
    calendar: WorkCalendar = STANDARD,
) -> datetime:  # fmt: skip
    """When a promise given at `received` (aware) is to be kept, in UTC."""
    figure = _figure(promise, place_zone)
    if figure is None:
        raise ValueError(f"nothing is promised for the zone {place_zone}")
    return reach(Hours(calendar, zone), *figure, received)


def latest_step(promise: Promise, now: datetime, hours: Hours) -> datetime:
    """What was last touched before this moment has waited longer than `promise` by now."""
    figure = _figure(promise, "urban")
    assert figure is not None
    unit, count = figure
    if unit == "working_days":
        day = now.astimezone(hours.zone).date()
        length = sum((e - s for s, e in hours.of_day(hours.nth_day(day, 1))), timedelta()) * count
        return hours.before(now, length)
    length = UNITS[unit] * count
    return hours.before(now, length) if unit.startswith("working") else now - length


def counts_working_time(counted: list[Step]) -> bool:
    """Whether this deadline's clock runs only while the desk is open."""
    return any(s["is"] == "promise" and s["unit"].startswith("working") for s in counted)


def stood_still(hours: Hours, working: bool, since: datetime, until: datetime) -> timedelta:
    """How much time of a deadline's own clock went by during a pause."""
    return hours.between(since, until) if working else until - since


def later(hours: Hours, working: bool, at: datetime, length: timedelta) -> datetime:
    """A moment of a deadline, moved by time of its own clock."""
    return hours.add(at, length) if working else at + length


def at_share(hours: Hours, working: bool, start: datetime, end: datetime, share: float) -> datetime:
    """When a share of the time between two moments has gone by, by the deadline's own clock."""
    length = hours.between(start, end) if working else end - start
    if not length:  # a time given outside the hours
        return start + (end - start) * share
    return later(hours, working, start, length * share)


def nth_working_day(start: date, count: int) -> date:
    """The `count`th working day after `start`, by the standard calendar."""
    return Hours(STANDARD, ZoneInfo("UTC")).nth_day(start, count)


def is_working_day(day: date) -> bool:
    """By the Chinese calendar with its make-up days; by the week where it has no such year."""
    return Hours(STANDARD, ZoneInfo("UTC")).is_working_day(day)

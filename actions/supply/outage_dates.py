"""The date that a question about outages names: "下周二停不停", "is there an outage tomorrow"."""

from datetime import timedelta
from typing import Any

from actions import times
from actions.times import Interval
from actions.words import day, moment, period
from actions.work import Turn
from locales import mark
from storage.models import Outage

_ = mark

DAY = timedelta(days=1)


def asked(turn: Turn) -> Interval | None:
    """The interval that the message names; questions look forward unless they say 昨晚.

    A length (三个小时了) is how long somebody has waited, "now" is what is told anyway: neither is
    a date that was asked about.
    """
    for said in turn.understanding.values("time"):
        found = times.interval(said, turn.now, turn.zone, past=False)
        if found and found.kind != "duration" and found.start != turn.now:
            return found
    return None


def kept(interval: Interval | None) -> dict[str, Any]:
    """The interval as a form or a button keeps it; nothing where none was asked about."""
    if interval is None:
        return {}
    ends = [interval.start.isoformat(), interval.end.isoformat()]
    return {"asked_about": [*ends, interval.kind]}


def taken_up(turn: Turn, state: dict[str, Any]) -> Interval | None:
    """The interval of this message, or else the one that was kept."""
    if now_asked := asked(turn):
        return now_asked
    if not (found := state.get("asked_about")):
        return None
    start, end = (type(turn.now).fromisoformat(at).astimezone(turn.zone) for at in found[:2])
    return Interval(start, end, found[2])


def meets(outage: Outage, interval: Interval, turn: Turn) -> bool:
    """Whether a notice touches the interval. What has no known end may last until then."""
    if outage.starts_at >= interval.end:
        return False
    if outage.ended_at is not None:
        return outage.ended_at > interval.start
    return outage.until is None or max(outage.until, turn.now) > interval.start


def in_words(interval: Interval, turn: Turn) -> str:
    """The interval as the reader writes it, so that a wrong reading is seen at once."""
    language, last = turn.person.language, interval.end.astimezone(turn.zone)
    first = interval.start.astimezone(turn.zone)
    if interval.kind == "moment":
        return moment(first, turn.now, turn.zone, language)
    if first.time() != last.time() or first.hour or first.minute:
        return period(first, last, turn.now, turn.zone, language)
    begins = day(first.date(), turn.today, language)
    if last.date() - first.date() == DAY:
        return begins
    ends = day(last.date() - DAY, turn.today, language)
    return turn.t(_("{start} to {end}"), start=begins, end=ends)

"""Whether a record can be true. What cannot is refused; what is odd is taken with a warning.

Measured on a public archive of a real source: times sold as UTC that are local, estimates that
were past when they were given, one that lay four years ahead.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.feeds.record import Record
from actions.work import Work

NEAR = timedelta(minutes=15)
"""So close to a whole zone offset, a difference is taken for one."""


@dataclass
class Judgement:
    """`refused`: why it cannot be true. `warnings`: what is odd. `etr`: the estimate to use."""

    etr: datetime | None
    refused: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def judge(work: Work, record: Record, known_etr: datetime | None) -> Judgement:
    """Judges a record by the rules of `feed_limits`. `known_etr`: the estimate before."""
    found = Judgement(record.etr)
    _refuse_future(work, record, found)
    _refuse_order(record, found)
    if record.start is not None and not found.refused:
        _doubt_estimate(work, record, known_etr, found)
        _doubt_length(work, record, found)
        _doubt_zone(work, record, found)
    return found


def said_at(work: Work, record: Record) -> datetime:
    """When the source said it."""
    return record.at or work.now


def _refuse_future(work: Work, record: Record, found: Judgement) -> None:
    """What has happened cannot lie ahead; a fault has happened."""
    limit = timedelta(minutes=work.policy.feed_limits.ahead_minutes)
    past = {"at": record.at, "reported": record.reported, "completion": record.completion}
    for name, time in past.items():
        if time is not None and time - work.now > limit:
            told = f"{name}: lies {_long(time - work.now)} in the future"
            found.refused.append(told + _zone_hint(work, time - work.now))
    if record.kind == "fault" and record.start is not None and not record.discarded:
        ahead = record.start - min(said_at(work, record), work.now)
        if ahead > limit:
            told = f"start: lies {_long(ahead)} in the future, for a fault"
            found.refused.append(told + _zone_hint(work, ahead))


def _zone_hint(work: Work, off_by: timedelta) -> str:
    """For what lies in the future: local time sold as UTC is ahead by at most the offset."""
    offset = work.now.astimezone(work.zone).utcoffset() or timedelta()
    near = timedelta() < abs(off_by) <= abs(offset) + NEAR
    return f"; local time sold as UTC? (our zone is {_long(abs(offset))} off)" if near else ""


def _refuse_order(record: Record, found: Judgement) -> None:
    start = record.start
    if start is None or record.discarded:
        return
    if record.completion is not None and record.completion < start:
        found.refused.append("completion: is before start")
    if record.etr is not None and record.etr <= start:
        found.refused.append("etr: is not after start")


def _doubt_estimate(
    work: Work, record: Record, known_etr: datetime | None, found: Judgement
) -> None:
    """An estimate nobody can mean is none: no promise is given that the data does not hold."""
    if record.etr is None or record.over or record.etr == known_etr:
        return
    assert record.start is not None
    late = said_at(work, record) - record.etr
    if late >= timedelta():
        found.etr = known_etr
        told = f"etr: was past by {_long(late)} when it was given; not used"
        found.warnings.append(told + _zone_hint(work, late))
        return
    ahead = record.etr - max(record.start, said_at(work, record))
    if ahead > _longest(work):
        found.etr = known_etr
        found.warnings.append(f"etr: lies {_long(ahead)} ahead; not used")


def _doubt_length(work: Work, record: Record, found: Judgement) -> None:
    assert record.start is not None
    end = record.completion or said_at(work, record)
    if end - record.start > _longest(work) and not record.discarded:
        state = "lasted" if record.completion else "has lasted"
        found.warnings.append(f"start: the outage {state} {_long(end - record.start)}")


def _doubt_zone(work: Work, record: Record, found: Judgement) -> None:
    """Reported exactly one zone offset after it began: more likely a mix-up of clocks."""
    assert record.start is not None
    offset = abs(work.now.astimezone(work.zone).utcoffset() or timedelta())
    age = (record.reported or said_at(work, record)) - record.start
    if record.kind == "fault" and not record.over and offset and abs(age - offset) <= NEAR / 3:
        found.warnings.append(
            f"start: is {_long(age)} before it was reported, as far as our zone is from UTC; a local time sold as UTC?"
        )


def _longest(work: Work) -> timedelta:
    return timedelta(days=work.policy.feed_limits.longest_days)


def _long(span: timedelta) -> str:
    """ "7:58 h" or "12 days"."""
    minutes = round(span.total_seconds() / 60)
    return f"{minutes // 1440} days" if minutes >= 2880 else f"{minutes // 60}:{minutes % 60:02d} h"

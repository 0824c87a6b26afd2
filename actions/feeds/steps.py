"""What one record means for the notice we have: a decision, without touching the database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from actions.feeds.plausible import judge, said_at
from actions.feeds.record import Record
from actions.work import Work
from storage.areas import Extent
from storage.models import Outage

NEW, CHANGED, ENDED, SAME = "new", "changed", "ended", "same"
RETURNED, LATE, REFUSED = "returned", "late", "refused"
"""`returned`: out again after its end. `late`: the end of an interruption before the present one."""


@dataclass
class Step:
    """What a record does. `told`: the alert that customers get, "" for none.

    `kept`: a new version is kept. `moved`: the areas are others than before. `fields`: what the
    notice's columns become.
    """

    result: str
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    kept: bool = False
    moved: bool = False


def decide(
    work: Work, record: Record, outage: Outage | None, covered: set[Extent], wanted: set[Extent]
) -> Step:
    """The step a record asks for. `covered`: what the notice covers, `wanted`: what the record says."""
    found = judge(work, record, outage.until if outage else None)
    if found.refused:
        return Step(REFUSED, found.refused, found.warnings)
    if not wanted and not covered and not record.discarded:
        return Step(REFUSED, ["areas: none is given that we know"], found.warnings)
    if outage is None:
        step = _first_heard(work, record, found.etr)
    elif (ordered := _out_of_order(record, outage)) is not None:
        step = ordered
    elif outage.ended_at is not None:
        step = _after_the_end(work, record, outage, found.etr, bool(wanted) and wanted != covered)
    else:
        step = _under_way(work, record, outage, found.etr, bool(wanted) and wanted != covered)
    if step.told and not _is_news(work, record):
        step.told = ""
    step.warnings = [*found.warnings, *step.warnings]
    if step.result in (LATE, NEW, RETURNED) and not step.fields:
        step.fields = _all(work, record, found.etr)
    return step


def _first(record: Record) -> str:
    return "fault" if record.kind == "fault" else "published"


def _first_heard(work: Work, record: Record, etr: datetime | None) -> Step:
    """What is over when it is first heard of is kept for the record; nobody is told."""
    told = "" if record.over else _first(record)
    return Step(NEW, fields=_all(work, record, etr), told=told, kept=True)


def _out_of_order(record: Record, outage: Outage) -> Step | None:
    """None where the record is newer than what is known."""
    known = outage.sequence
    if known is None:
        return None
    if record.sequence is None:
        return Step(REFUSED, [f"sequence: missing; {known} is known"])
    if record.sequence > known:
        return None
    if record.sequence == known:
        other = _contradicts(record, outage)
        told = f"sequence: {known} was taken before with another content; raise it with a change"
        return Step(SAME, warnings=[told] if other else [])
    if _ended_before(record, outage):
        return Step(LATE, kept=True)
    return Step(REFUSED, [f"sequence: {record.sequence} is stale; {known} is known"])


def _ended_before(record: Record, outage: Outage) -> bool:
    """A late message tells the end of an interruption before the one that is known."""
    since, end = outage.published_at, record.completion
    if since is None or end is None or record.reported is None or record.discarded:
        return False
    return record.reported < since and end <= since


def _contradicts(record: Record, outage: Outage) -> bool:
    if outage.ended_at is not None or record.over:
        return record.completion is not None and record.completion != outage.ended_at
    return record.kind != outage.kind or record.start != outage.starts_at


def _after_the_end(
    work: Work, record: Record, outage: Outage, etr: datetime | None, moved: bool
) -> Step:
    """What is over is put right without a word; or the outage came back, as a new one."""
    if _begins_after(record, outage):
        return Step(RETURNED, fields=_all(work, record, etr), told="" if record.over else _first(record), kept=True)  # fmt: skip
    if record.over:
        fields = _end(work, record) | _silent(record) | _begun(record)
        kept = moved or _differs(outage, fields)
        return Step(CHANGED if kept else SAME, fields=fields, kept=kept, moved=moved)
    told = "it is over here; say when it came back (reported) if it did"
    return Step(SAME, warnings=[told], fields={"sequence": record.sequence})


def _begins_after(record: Record, outage: Outage) -> bool:
    begun = record.reported or record.start
    return begun is not None and outage.ended_at is not None and begun > outage.ended_at


def _under_way(
    work: Work, record: Record, outage: Outage, etr: datetime | None, moved: bool
) -> Step:
    fields = _silent(record)
    if (
        record.reported is not None
        and outage.published_at
        and record.reported > outage.published_at
    ):
        fields["published_at"] = min(record.reported, work.now)  # an end in between was missed
    if record.over:
        fields |= _end(work, record) | _begun(record)
        if (
            record.discarded
            and outage.kind in ("planned", "temporary")
            and outage.starts_at > work.now
        ):
            fields["state"] = "cancelled"
        return Step(ENDED, fields=fields, told=fields["state"], kept=True, moved=moved)
    fields |= {"kind": record.kind, "reason": record.reason}
    timed = _time_changed(work, record, outage, etr)
    worded = (record.kind, record.reason) != (outage.kind, outage.reason)
    if timed:
        fields |= {"starts_at": record.start, "until": etr, "until_at": said_at(work, record)}
    elif record.start is not None and outage.starts_at <= work.now:
        fields["starts_at"] = record.start  # when it began is put right without a word
    if outage.state == "published" and fields.get("starts_at", outage.starts_at) <= work.now:
        fields["state"] = "in_progress"
    kept = timed or worded or moved
    told = "changed" if timed else _first(record) if moved else ""
    result = CHANGED if kept or _differs(outage, fields) else SAME
    return Step(result, fields=fields, told=told, kept=kept, moved=moved)


def _time_changed(work: Work, record: Record, outage: Outage, etr: datetime | None) -> bool:
    """As for staff: a small change of the estimate is none. A beginning counts while it lies ahead."""
    least = timedelta(minutes=work.policy.alerts.etr_change_minutes)
    assert record.start is not None
    ahead = max(record.start, outage.starts_at) > work.now
    if ahead and abs(record.start - outage.starts_at) >= timedelta(minutes=1):
        return True
    if etr is None or outage.until is None:
        return etr != outage.until
    return abs(etr - outage.until) >= least


def _differs(outage: Outage, fields: dict[str, Any]) -> bool:
    return any(getattr(outage, n) != v for n, v in fields.items() if n != "sequence")


def _silent(record: Record) -> dict[str, Any]:
    """What changes without a word to customers."""
    fields: dict[str, Any] = {"cause": record.cause, "sequence": record.sequence}
    if record.customers is not None:
        fields["customers"] = customers(record)
    return fields


def _begun(record: Record) -> dict[str, Any]:
    return {"starts_at": record.start} if record.start is not None else {}


def _end(work: Work, record: Record) -> dict[str, Any]:
    if record.discarded:
        return {"state": "discarded", "ended_at": min(said_at(work, record), work.now)}
    return {"state": "restored", "ended_at": record.completion}


def _all(work: Work, record: Record, etr: datetime | None) -> dict[str, Any]:
    """The columns of a notice that is not there yet."""
    said = min(said_at(work, record), work.now)
    start = record.start or said
    fields = _silent(record) | {
        "kind": record.kind, "reason": record.reason, "starts_at": start, "until": etr,
        "until_at": said if etr else None, "published_at": min(record.reported or said, work.now),
        "state": "in_progress" if start <= work.now else "published",
    }  # fmt: skip
    return fields | _end(work, record) if record.over else fields


def _is_news(work: Work, record: Record) -> bool:
    """Old messages are taken, but nobody is told what was new yesterday."""
    times = [t for t in (record.at, record.completion) if t is not None]
    age = work.now - min(times, default=work.now)
    return age <= timedelta(hours=work.policy.feed_limits.news_hours)


def customers(record: Record) -> int | None:
    """How many the source says are affected."""
    given = record.customers
    return len(set(given)) if isinstance(given, list) else given

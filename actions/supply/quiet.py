"""When and whether somebody wants to hear: quiet hours, muted topics, pauses."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.work import Work
from storage import audience
from storage.models import Person


def ends(now: datetime, zone: ZoneInfo, since: str, until: str) -> datetime | None:
    """When the quiet time that it is now is over; null where it is none.

    `since` and `until`: "HH:MM" at the utility, perhaps over midnight; both equal: never quiet.
    """
    local = now.astimezone(zone)
    clock, day = f"{local:%H:%M}", local.date()
    if since < until:
        quiet = since <= clock < until
    else:
        quiet = since != until and (clock >= since or clock < until)
    if not quiet:
        return None
    if clock >= until:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(until), zone)


def ends_for(work: Work, since: str | None, until: str | None) -> datetime | None:
    """The same with a person's own hours; null: those of the policy."""
    usual = work.policy.alerts.quiet
    return ends(work.now, work.zone, since or usual.since, until or usual.until)


def ends_of(work: Work, person: Person) -> datetime | None:
    """When the quiet time of a person is over; null where it is none now."""
    return ends_for(work, person.quiet_from, person.quiet_until)


def hours(work: Work, person: Person) -> tuple[str, str]:
    """The quiet hours of a person, "HH:MM"; both equal: none."""
    usual = work.policy.alerts.quiet
    return person.quiet_from or usual.since, person.quiet_until or usual.until


async def holds(work: Work, unless_before: datetime | None) -> list[audience.Hold]:
    """Whose alerts wait now, and until when.

    `unless_before`: the power goes off then; who would sleep until after it is told all the same.
    """
    found = []
    for since, until in {(None, None), *await audience.quiet_hours(work.tx)}:
        at = ends_for(work, since, until)
        if at is not None and (unless_before is None or unless_before >= at):
            found.append((since, until, at))
    return found


def wants(person: Person, topic: str, now: datetime) -> bool:
    """The person has neither muted the topic nor is in a pause."""
    return topic not in person.muted and (person.muted_until is None or person.muted_until <= now)

"""What becomes of an outage notice: published, changed, over. Every version is kept and told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions.supply import alerts
from actions.work import Turn, Work
from storage import outages as rows
from storage import reach
from storage.areas import extent
from storage.models import Outage, OutageArea

OPEN = ("published", "in_progress")


def first_alert(outage: Outage) -> str:
    """The alert with which a notice is announced."""
    return "fault" if outage.kind == "fault" else "published"


def facts(
    outage: Outage, areas: Sequence[OutageArea] | None = None, why: str = ""
) -> dict[str, Any]:
    """What a version of a notice keeps. `why`: the reason of this change, where one was given."""
    kept: dict[str, Any] = {
        "state": outage.state, "kind": outage.kind, "reason": outage.reason,
        "from": outage.starts_at.isoformat(),
        "until": outage.until.isoformat() if outage.until else None,
        "ended": outage.ended_at.isoformat() if outage.ended_at else None,
    }  # fmt: skip
    more = {"cause": outage.cause, "late_reason": outage.late_reason, "why": why}
    kept |= {name: value for name, value in more.items() if value}
    return kept if areas is None else kept | {"areas": [list(extent(area)) for area in areas]}


async def keep(work: Work, outage: Outage, why: str = "") -> None:
    """Keeps this version and sets when its alerts are due."""
    areas = await rows.areas(work.tx, outage.id)
    await rows.keep_version(
        work.tx, outage, facts(outage, areas, why), work.now, _hand(work, outage)
    )
    due = alerts.timetable(outage, work) if outage.state in OPEN else {}
    await rows.schedule(work.tx, outage.id, due)


def _hand(work: Work, outage: Outage) -> str:
    """Who makes this version: a member of staff, or the system that the notice comes from."""
    if isinstance(work, Turn) and work.staff is not None:
        return work.staff.name
    return "" if outage.source == "staff" else f"feed:{outage.source}"


async def draft(work: Work, outage: Outage, areas: Sequence[OutageArea]) -> Outage:
    """Stores a notice that nobody is told of yet."""
    outage.state, outage.version = "draft", 1
    await rows.add(work.tx, outage, areas)
    await keep(work, outage)
    return outage


async def publish(work: Work, outage: Outage) -> int:
    """Tells everybody a new notice concerns and plans its alerts; how many chats."""
    if outage.state == "draft":
        outage.version += 1
        outage.state = "published" if outage.starts_at > work.now else "in_progress"
        outage.published_at = work.now
    if outage.until is not None and outage.until_at is None:
        outage.until_at = work.now
    await keep(work, outage)
    return await alerts.announce(work, outage, first_alert(outage))


async def change_time(work: Work, outage: Outage, until: datetime) -> int | None:
    """A new estimate. None where the change is too small for anybody to be told."""
    least = timedelta(minutes=work.policy.alerts.etr_change_minutes)
    if outage.until is not None and abs(until - outage.until) < least:
        return None
    set_until(work, outage, until)
    return await renew(work, outage, "changed")


def set_until(work: Work, outage: Outage, until: datetime | None) -> None:
    """Sets the estimate, and when it was given."""
    outage.until, outage.until_at = until, work.now


def set_start(work: Work, outage: Outage, start: datetime) -> None:
    """Sets the beginning. Works that move to another day keep their length; of a fault the end
    stays when power is expected, unless it would begin after that."""  # fmt: skip
    before = outage.starts_at
    days = {at.astimezone(work.zone).date() for at in (before, start)}
    moves = len(days) > 1 and outage.kind != "fault"
    if outage.until is not None and (moves or start >= outage.until):
        set_until(work, outage, outage.until + (start - before))
    outage.starts_at = start
    if outage.state in OPEN:
        outage.state = "published" if start > work.now else "in_progress"


async def change_areas(work: Work, outage: Outage, areas: Sequence[OutageArea]) -> int:
    """Other places: who is newly concerned hears all of it, who is not any more hears that.

    Under the key of the alert that the others get, so that nobody gets two.
    """
    old = [area.id for area in await rows.areas(work.tx, outage.id)]
    await rows.add_areas(work.tx, outage.id, areas)
    new = [area.id for area in areas]
    topics = alerts.topics(outage, "changed")
    holds = await alerts.holds(work, outage, "changed")
    came = await reach.concerned(work.tx, new, old, topics, holds, work.now)
    went = await reach.concerned(work.tx, old, new, topics, holds, work.now)
    await rows.drop_areas(work.tx, old)
    outage.version += 1
    await keep(work, outage)
    await rows.supersede(work.tx, outage.id)
    told = await alerts.announce_to(work, outage, came, first_alert(outage), under="changed")
    told += await alerts.announce_to(work, outage, went, "released")
    return told + await alerts.announce(work, outage, "changed", alone=False)


async def end(
    work: Work, outage: Outage, state: str, at: datetime | None = None, why: str = ""
) -> int:
    """The power is back (`restored`), it will not take place (`cancelled`) or never was true
    (`discarded`); now, or it was so `at`. To how many chats it is told.
    """  # fmt: skip
    was_told = outage.state in OPEN
    outage.state, outage.ended_at = state, at or work.now
    if was_told or state != "discarded":
        return await renew(work, outage, state, why)
    outage.version += 1
    await keep(work, outage, why)
    return 0


async def renew(work: Work, outage: Outage, name: str, why: str = "") -> int:
    """A new version of a notice that was changed, told as the alert `name`; to how many chats."""
    outage.version += 1
    await keep(work, outage, why)
    return await alerts.announce(work, outage, name)

"""Runs the due-work functions again and again.

Time is a column: a tick that comes late, twice or not at all changes nothing but the delay.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from actions import notices, retention
from actions.counter import relay, replies, routing, shifts, unanswered
from actions.feeds import silence
from actions.matters import closing, surveys
from actions.policy import Policy
from actions.promises import escalation, stalled
from actions.supply import alerts, confirmations, early_warning, progress
from actions.work import Work
from storage import Database

log = logging.getLogger(__name__)

Due = Callable[[Work], Awaitable[int]]

EVERY_TICK: dict[str, Due] = {
    "alerts": alerts.run_due,
    "broadcasts": progress.run_due,
    "closing": closing.run_due,
    "confirmations": confirmations.run_due,
    "escalation": escalation.run_due,
    "feeds": silence.run_due,
    "hand_overs": unanswered.run_due,
    "left_behind": shifts.run_due,
    "notices": notices.run_due,
    "offers": routing.run_due,
    "replies": replies.run_due,
    "stalled": stalled.run_due,
    "talks": relay.run_due,
    "surveys": surveys.run_due,
}
EVERY_HOUR: dict[str, Due] = {
    "early_warning": early_warning.run_due,
    "retention": retention.run_due,
}


async def tick(
    due: Due, db: Database, policy: Policy, zone: ZoneInfo, clock: Callable[[], datetime]
) -> int:
    """One look for due work, in one transaction; how much there was."""
    async with db.transaction() as tx:
        return await due(Work(tx, clock(), policy, zone))


def plan(
    db: Database,
    policy: Policy,
    zone: ZoneInfo,
    clock: Callable[[], datetime],
    ring: Callable[[], None],
    tick_seconds: float,
) -> AsyncIOScheduler:
    """A scheduler with all jobs, not started yet. `ring` tells the sender that there is work."""

    async def run(name: str, due: Due) -> None:
        try:
            if await tick(due, db, policy, zone, clock):
                ring()
        except Exception as error:  # the next tick tries again
            log.warning("the tick %s failed: %s", name, type(error).__name__)

    scheduler = AsyncIOScheduler(
        timezone=zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 60}
    )
    for jobs, seconds in ((EVERY_TICK, tick_seconds), (EVERY_HOUR, 3600.0)):
        for name, due in jobs.items():
            scheduler.add_job(run, "interval", (name, due), id=name, seconds=seconds)
    return scheduler

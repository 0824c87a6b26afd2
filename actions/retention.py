"""What is kept no longer than it is of use: raw updates, sent messages, old keyboards."""

from datetime import timedelta

from actions.work import Work
from storage import retention

KEEP = timedelta(days=30)
"""Long enough to look into a complaint about an answer; tickets themselves are kept."""
KEEP_MISUNDERSTOOD = timedelta(days=90)
"""What `policy.yml` promises under `collect_messages`; time enough to label and export it."""


async def run_due(work: Work) -> int:
    """Tick: deletes what was handled or sent before the time of keeping."""
    deleted = await retention.delete_before(work.tx, work.now - KEEP)
    return deleted + await retention.delete_misunderstood(work.tx, work.now - KEEP_MISUNDERSTOOD)

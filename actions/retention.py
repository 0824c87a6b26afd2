"""What is kept no longer than it is of use: raw updates, sent messages, old keyboards."""

from datetime import timedelta

from actions.work import Work
from storage import retention

KEEP = timedelta(days=30)
"""Long enough to look into a complaint about an answer; tickets themselves are kept."""


async def run_due(work: Work) -> int:
    """Tick: deletes what was handled or sent before the time of keeping."""
    return await retention.delete_before(work.tx, work.now - KEEP)

"""The groups of the command line that do not run the service; `wattline.py` puts them together."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import settings as settings_module
from storage import Database


def now() -> datetime:
    """The clock: only loops and entry points read it."""
    return datetime.now(UTC)


async def with_database(work: Callable[[Database], Awaitable[Any]]) -> Any:
    """What `work` gives with the database of the settings."""
    db = Database(settings_module.offline().database_url)
    try:
        return await work(db)
    finally:
        await db.close()

"""Doing something only to see what would come of it."""

import contextlib
from collections.abc import AsyncIterator

from storage.engine import Session


@contextlib.asynccontextmanager
async def trial(tx: Session) -> AsyncIterator[None]:
    """What is done in the block is undone at its end; rows that it changed must be read anew."""
    tried = await tx.begin_nested()
    try:
        yield
    finally:
        await tried.rollback()

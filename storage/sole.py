"""A lock that one process holds: there may be one receiver, one sender, one scheduler."""

import asyncio
import contextlib
import fcntl
import logging
import zlib
from collections.abc import AsyncIterator

from sqlalchemy import text

from storage.engine import Database

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 1.0


@contextlib.asynccontextmanager
async def sole(database: Database, name: str) -> AsyncIterator[None]:
    """Waits until this process is the only one that does `name` on this database.

    The lock goes with its process, however that ends: another one takes over within seconds.
    """
    hold = _hold_file if database.is_sqlite else _hold_advisory
    async with hold(database, name):
        yield


@contextlib.asynccontextmanager
async def _hold_file(database: Database, name: str) -> AsyncIterator[None]:
    with open(f"{database.engine.url.database}.{name}.lock", "w") as file:  # noqa: ASYNC230
        waited = False
        while not _locked(file.fileno()):
            waited = _say_once(name, waited)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.asynccontextmanager
async def _hold_advisory(database: Database, name: str) -> AsyncIterator[None]:
    key = zlib.crc32(f"wattline:{name}".encode())
    async with database.engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        waited = False
        while not (
            await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})
        ).scalar_one():
            waited = _say_once(name, waited)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        yield


def _say_once(name: str, said: bool) -> bool:
    if not said:
        log.info("another process is the %s; this one stands by", name)
    return True

"""Opening the database and the only place that commits.

SQLite (WAL, BEGIN IMMEDIATE, foreign keys, synchronous=FULL) is the embedded default; PostgreSQL
is where a utility runs it. Both speak through the same `Database`.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

Session = AsyncSession

Unavailable = (OperationalError, InterfaceError)
"""What is raised where the database is locked or away: nobody's fault, worth another try."""

BUSY_MILLISECONDS = 15_000
"""How long SQLite waits for another process's write lock before it gives up."""


class Database:
    """An engine and its transactions. `url` as in the settings, without a driver name."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _open_sqlite(url) if self.is_sqlite else _open_postgres(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        # SQLite has one writer. Queueing for it here is fair and quick; left to SQLite's own
        # busy handler, writers of one process would sleep and starve one another.
        self._writer = asyncio.Lock() if self.is_sqlite else None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """A write transaction: committed when the block ends, rolled back when it raises."""
        async with contextlib.AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer)
            session = await stack.enter_async_context(self._sessions())
            await stack.enter_async_context(session.begin())
            yield session

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """Reading only: it waits for no writer and keeps none waiting."""
        async with self._sessions() as session:
            await session.connection(execution_options={"sqlite_begin": ""})
            yield session

    async def close(self) -> None:
        """Ends all connections."""
        await self.engine.dispose()


def _open_sqlite(url: str) -> AsyncEngine:
    parsed = make_url(url)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        parsed.set(drivername="sqlite+aiosqlite"), pool_size=12, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads and then writes must not fail half-way with SQLITE_BUSY.
    begin = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
    if begin:
        connection.exec_driver_sql(begin)


def _open_postgres(url: str) -> AsyncEngine:
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    return create_async_engine(
        parsed, pool_size=20, max_overflow=10, pool_pre_ping=True, hide_parameters=True
    )

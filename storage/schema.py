"""The schema: brought up to date by the migrations, and compared with the models."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Database
from storage.models import Base
from storage.sole import sole

SCRIPTS = Path(__file__).parent / "migrations"


def configured(connection: Connection | None = None) -> Config:
    """Alembic's settings, for this connection."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Brings the database to the newest version; of processes that start together one does it."""
    if await is_current(database):
        return
    async with sole(database, "migration"), migrating(database) as connection:
        await connection.run_sync(lambda c: command.upgrade(configured(c), "head"))


@contextlib.asynccontextmanager
async def migrating(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that changes the schema, and commits."""
    async with database.engine.connect() as connection, _rows_left_alone(database, connection):
        yield connection
        await connection.commit()


@contextlib.asynccontextmanager
async def _rows_left_alone(database: Database, connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by copying and dropping it, which foreign keys would follow."""
    if not database.is_sqlite:
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


async def is_current(database: Database) -> bool:
    """Whether the database is at the newest version."""
    head = ScriptDirectory.from_config(configured()).get_current_head()
    async with database.engine.connect() as connection:
        return head == await connection.run_sync(
            lambda c: MigrationContext.configure(c).get_current_revision()
        )


async def differences(database: Database) -> list[Any]:
    """What the models have that the migrated database has not, and the other way round."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(
            lambda c: compare_metadata(MigrationContext.configure(c), Base.metadata)
        )


async def write_revision(database: Database, message: str) -> None:
    """Writes a new migration from the difference between the models and the database."""
    async with database.engine.connect() as connection:
        await connection.run_sync(
            lambda c: command.revision(configured(c), message, autogenerate=True)
        )

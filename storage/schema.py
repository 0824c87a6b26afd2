"""The schema: brought up to date by the migrations, and compared with the models."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage.engine import Database
from storage.models import Base
from storage.sole import sole

SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Brings the database to the newest version; of processes that start together one does it."""
    if await is_current(database):
        return
    async with sole(database, "migration"), database.engine.connect() as connection:
        await connection.run_sync(lambda c: command.upgrade(_config(c), "head"))
        await connection.commit()


async def is_current(database: Database) -> bool:
    """Whether the database is at the newest version."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
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
            lambda c: command.revision(_config(c), message, autogenerate=True)
        )

"""The one place where SQLite and PostgreSQL differ."""

import contextlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from storage.engine import Session

KEEP_COUNT = {"preserve_rowcount": True}
"""Else the count of an INSERT … SELECT is lost on PostgreSQL."""


def _insert(tx: Session, table: Any) -> Any:
    module = sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql
    return module.insert(table)


def changed(result: Any) -> int:
    """How many rows a statement wrote."""
    return int(result.rowcount)


async def insert_new(tx: Session, model: Any, rows: Sequence[dict[str, Any]]) -> int:
    """Inserts those `rows` whose key is not there yet; says how many were new."""
    if not rows:
        return 0
    statement = _insert(tx, model).on_conflict_do_nothing()
    if len(rows) == 1:
        one = statement.values(rows[0])
        return changed(await tx.execute(one, execution_options=KEEP_COUNT))
    table: Table = model.__table__
    key = next(iter(table.primary_key))
    return len((await tx.execute(statement.values(list(rows)).returning(key))).all())


async def insert_selected(tx: Session, model: Any, columns: Sequence[str], select: Any) -> int:
    """INSERT … SELECT, leaving out what is there already; says how many rows were new.

    Nearly always all are new. PostgreSQL is a quarter quicker where it need not reckon with others.
    """
    statement = _insert(tx, model.__table__).from_select(columns, select)
    if tx.get_bind().dialect.name != "sqlite":
        with contextlib.suppress(IntegrityError):
            async with tx.begin_nested():
                return changed(await tx.execute(statement, execution_options=KEEP_COUNT))
    some = statement.on_conflict_do_nothing()
    return changed(await tx.execute(some, execution_options=KEEP_COUNT))


async def put(tx: Session, model: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Inserts a row, or overwrites `values` in the one with this key."""
    statement = _insert(tx, model).values(**key, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def add_to(tx: Session, model: Any, key: dict[str, Any], column: str, amount: int = 1) -> int:
    """Adds to a counter row, making it if need be; the new value."""
    counter = getattr(model, column)
    statement = (
        _insert(tx, model)
        .values(**key, **{column: amount})
        .on_conflict_do_update(index_elements=list(key), set_={column: counter + amount})
        .returning(counter)
    )
    return int((await tx.execute(statement)).scalar_one())

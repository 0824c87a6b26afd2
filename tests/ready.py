"""Databases in which everything for a file of tests is there already: made once, then copied."""

import asyncio
import contextlib
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from storage import Database
from tests.conftest import _named


class Ready:
    """`make` fills a database; done once for SQLite and once for PostgreSQL, when first needed."""

    def __init__(
        self, request: pytest.FixtureRequest, folder: Path,
        make: Callable[[Database], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._request, self._folder, self._make = request, folder, make
        self._made: dict[str, str] = {}

    def url(self, kind: str) -> str:
        """The filled database of a kind, for tests that leave it as it is."""
        if kind not in self._made:
            template = self._request.getfixturevalue(f"{kind}_template")
            self._made[kind] = self._copied(kind, template)
            asyncio.run(self._fill(self._made[kind]))
        return self._made[kind]

    async def _fill(self, url: str) -> None:
        database = Database(url)
        await self._make(database)
        await database.close()

    def _copied(self, kind: str, of: str | Path) -> str:
        name = f"r{uuid4().hex[:12]}"
        if kind == "sqlite":
            return f"sqlite:///{shutil.copy(of, self._folder / name)}"
        server = self._request.getfixturevalue("postgres_server")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {of}")
        return _named(server, name)

    @contextlib.contextmanager
    def copy(self, kind: str) -> Iterator[str]:
        """The address of a copy of its own."""
        made = self.url(kind)
        if kind == "sqlite":
            yield self._copied(kind, made.removeprefix("sqlite:///"))
            return
        copied = self._copied(kind, urlsplit(made).path[1:])
        yield copied
        gone = urlsplit(copied).path[1:]
        server = self._request.getfixturevalue("postgres_server")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {gone} WITH (FORCE)")

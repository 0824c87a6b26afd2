"""The service with a stopwatch beside it: seconds of each step go to the file TIMES as JSON lines.

The code that runs is the product's own; this only steps in between.
"""

import contextlib
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import bot.sender
import wattline
from bot.worker import Worker
from nlu.client import NluClient
from storage import Database, Session

_file = Path(os.environ["TIMES"]).open("a", buffering=1, encoding="utf-8")


def _note(step: str, started: float) -> None:
    _file.write(json.dumps([step, time.perf_counter() - started]) + "\n")


_parse, _send, _handle, _transaction = (
    NluClient.parse, bot.sender.send, Worker.handle, Database.transaction,
)  # fmt: skip


async def parse(self: NluClient, text: str) -> Any:
    started = time.perf_counter()
    try:
        return await _parse(self, text)
    finally:
        _note("parse", started)


async def send(*arguments: Any, **more: Any) -> Any:
    started = time.perf_counter()
    try:
        return await _send(*arguments, **more)
    finally:
        _note("sending", started)


async def handle(self: Worker, row: Any) -> None:
    started = time.perf_counter()
    waited = (self.clock() - row.received_at).total_seconds()
    _file.write(json.dumps(["waiting", waited]) + "\n")
    await _handle(self, row)
    _note("parse + transaction", started)


@contextlib.asynccontextmanager
async def transaction(self: Database) -> AsyncIterator[Session]:
    started = time.perf_counter()
    async with _transaction(self) as tx:
        yield tx
    _note("transaction", started)


NluClient.parse = parse  # type: ignore[method-assign]
bot.sender.send = send
Worker.handle = handle  # type: ignore[method-assign]
Database.transaction = transaction  # type: ignore[method-assign]

if __name__ == "__main__":
    wattline.main()

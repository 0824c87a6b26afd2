"""The service, with more ways to fail: KILL_AT=<moment>:<n> kills it at the n-th such moment;
RAISE_ON=<words> makes every handling of a message with these words fail at its very end.

Moments: before_commit, after_commit, in_nlu, before_send, after_send. The code that runs is the
product's own; this only steps in between.
"""

import asyncio
import contextlib
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import bot.sender
import wattline
from actions import dialogue
from actions.incoming import Incoming
from actions.work import Work
from nlu.client import NluClient
from nlu.understanding import Understanding
from storage import Database, Session

_wanted, _, _count = os.environ.get("KILL_AT", "never:0").partition(":")
_seen: Counter[str] = Counter()


def _moment(name: str) -> None:
    _seen[name] += 1
    if name == _wanted and _seen[name] == int(_count):
        os.kill(os.getpid(), signal.SIGKILL)


_transaction, _send, _parse = Database.transaction, bot.sender.send, NluClient.parse


@contextlib.asynccontextmanager
async def transaction(self: Database) -> AsyncIterator[Session]:
    async with _transaction(self) as tx:
        yield tx
        _moment("before_commit")
    _moment("after_commit")


async def send(*arguments: Any, **more: Any) -> Any:
    _moment("before_send")
    sent = await _send(*arguments, **more)
    _moment("after_send")
    return sent


async def parse(self: NluClient, text: str) -> Any:
    asked = asyncio.ensure_future(_parse(self, text))
    await asyncio.sleep(0.002)
    _moment("in_nlu")
    return await asked


Database.transaction = transaction  # type: ignore[method-assign]
bot.sender.send = send
NluClient.parse = parse  # type: ignore[method-assign]

_answer, _raise_on = dialogue.answer, os.environ.get("RAISE_ON")


async def answer(work: Work, incoming: Incoming, understanding: Understanding) -> None:
    await _answer(work, incoming, understanding)
    if _raise_on and _raise_on in incoming.text:
        raise RuntimeError("the test wants this one to fail")


dialogue.answer = answer

if __name__ == "__main__":
    wattline.main()

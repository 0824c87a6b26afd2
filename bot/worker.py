"""Handles updates: one at a time per chat, several chats at once, each in one transaction."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import Bot

from actions import dialogue, places
from actions.incoming import Incoming
from actions.policy import Policy
from actions.work import Work
from bot.bell import Bell
from bot.client import where
from bot.updates import read
from nlu.client import NluClient
from nlu.understanding import Understanding
from storage import Database, Unavailable, inbox
from storage.models import Inbox

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5
MOST_TRIES = 3
NOTHING_SAID = Understanding("", (), (), False, "none")
RETRY_SECONDS = (0.2, 1.0)
"""Short: the chat's next message waits for it."""


@dataclass
class Worker:
    """Turns inbox rows into effects. Any number may run on one database."""

    bot: Bot
    db: Database
    nlu: NluClient
    policy: Policy
    zone: ZoneInfo
    clock: Callable[[], datetime]
    inbox_bell: Bell
    outbox_bell: Bell
    at_once: int = 8

    async def run(self) -> None:
        """For ever: the oldest update of each chat that is not in flight."""
        busy: dict[int, asyncio.Task[None]] = {}
        async with self.db.reading() as tx:
            await places.prepare(tx)
        while True:
            try:
                await self._start_waiting(busy)
            except Exception as error:  # the database is away: what is stored stays stored
                log.warning("handling stopped for a second: %s", where(error))
                await asyncio.sleep(1.0)
            await self.inbox_bell.wait(LOOK_AGAIN_SECONDS)

    async def _start_waiting(self, busy: dict[int, asyncio.Task[None]]) -> None:
        for chat_id in [chat_id for chat_id, task in busy.items() if task.done()]:
            del busy[chat_id]
        free = self.at_once - len(busy)
        if free <= 0:
            return
        async with self.db.reading() as tx:
            rows = await inbox.waiting(tx, self.clock(), list(busy), free)
        for row in rows:
            busy[row.chat_id] = asyncio.create_task(self._handle(row))

    async def _handle(self, row: Inbox) -> None:
        try:
            await self.handle(row)
        except Unavailable as error:  # not the update's fault: it does not count as a try
            log.warning("update %s waits for the database: %s", row.update_id, where(error))
            await asyncio.sleep(1.0)
        except Exception as error:
            log.warning("update %s failed: %s", row.update_id, where(error))
            await self._count_try(row, error)
        finally:
            self.inbox_bell.ring()

    async def handle(self, row: Inbox) -> None:
        """One update: understood with no transaction open, then all its effects or none."""
        incoming = read(row.payload, self.bot)
        if incoming is None:
            async with self.db.transaction() as tx:
                await inbox.claim(tx, row, "ignored", self.clock())
            return
        understanding = await self._understand(incoming)
        async with self.db.transaction() as tx:
            now = self.clock()
            if await inbox.claim(tx, row, "done", now):
                await dialogue.answer(self._work(tx, now), incoming, understanding)
        self.outbox_bell.ring()

    def _work(self, tx: object, now: datetime) -> Work:
        return Work(tx, now, self.policy, self.zone)  # type: ignore[arg-type]

    async def _understand(self, incoming: Incoming) -> Understanding:
        wanted = incoming.private and incoming.text and incoming.kind not in ("command", "button")
        return await self.nlu.parse(incoming.text) if wanted else NOTHING_SAID

    async def _count_try(self, row: Inbox, error: Exception) -> None:
        """After the third failure the update is set aside, with an apology, for staff to see."""
        try:
            async with self.db.transaction() as tx:
                now = self.clock()
                pause = RETRY_SECONDS[min(row.tries, len(RETRY_SECONDS) - 1)]
                again_at = now + timedelta(seconds=pause)
                tries = await inbox.count_try(tx, row, again_at, where(error))
                if tries >= MOST_TRIES and await inbox.claim(tx, row, "set_aside", now):
                    work = self._work(tx, now)
                    await dialogue.apologise(work, row.update_id, row.chat_id, _language(row))
            self.outbox_bell.ring()
        except Exception as again:
            log.warning("update %s could not be set aside yet: %s", row.update_id, where(again))
            await asyncio.sleep(1.0)


def _language(row: Inbox) -> str:
    sender = next((v.get("from") for v in row.payload.values() if isinstance(v, dict)), None)
    return str((sender or {}).get("language_code") or "")

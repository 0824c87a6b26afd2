"""Drains the outbox under Telegram's limits.

One transaction a round records what has been sent and marks what goes next; between rounds the
calls are under way, several chats at once, one message per chat. A crash repeats at most those.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.bell import Bell
from bot.client import where
from bot.pace import Pace
from bot.render import is_toast, send
from storage import Database, Session, outbox, people, staff
from storage.models import Outbox

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5
GIVE_UP_AFTER = timedelta(hours=24)
"""A message that could not be sent for a day is of no use any more."""
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "chat was deleted")


Ended = tuple[Outbox, dict[str, Any]]
"""A message and what its sending changed."""
Chosen = tuple[Outbox, dict[str, Any], int | None]
"""A message, its payload, and Telegram's id of the message that it edits."""


def retry_seconds(tries: int) -> float:
    """How long to wait before try `tries` + 1: 1, 2, 4 … at most 60 seconds."""
    return float(min(2 ** min(tries, 6), 60))


class Sender:
    """The one that speaks. Exactly one per database: the pace is that of the whole bot."""

    def __init__(
        self, bot: Bot, db: Database, bell: Bell, clock: Callable[[], datetime], pace: Pace,
        at_once: int,
    ) -> None:  # fmt: skip
        self._bot, self._db, self._bell, self._clock = bot, db, bell, clock
        self._pace, self._at_once = pace, at_once
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._ended: list[Ended] = []

    async def run(self) -> None:
        """For ever: round after round, woken by the bell."""
        async with self._db.transaction() as tx:
            again = await outbox.resume_interrupted(tx)
        if again:
            log.info("%s messages were in flight at the last stop and are sent again", again)
        pause = 0.0
        while True:
            await self._bell.wait(pause)
            try:
                pause = await self._round()
            except Exception as error:  # the database is away: what is queued stays queued
                log.warning("sending stopped for a second: %s", where(error))
                pause = 1.0

    async def _round(self) -> float:
        """Records and starts what can be; the seconds until it is worth looking again."""
        now = time.monotonic()
        wait = self._pace.wait(now)
        free = self._at_once - len(self._under_way) if wait <= 0 else 0
        if not free and not self._ended:
            return wait or LOOK_AGAIN_SECONDS
        ended, self._ended = self._ended, []
        try:
            async with self._db.transaction() as tx:
                await self._record(tx, ended)
                busy = self._under_way.keys() - {row.chat_id for row, _ in ended}
                chosen = await self._choose(tx, free, busy) if free > 0 else []
        except BaseException:
            self._ended = ended + self._ended
            raise
        for row, _ in ended:
            self._under_way.pop(row.chat_id, None)
        for row, payload, target in chosen:
            self._under_way[row.chat_id] = asyncio.create_task(self._send(row, payload, target))
        return self._next_look(bool(chosen))

    def _next_look(self, more: bool) -> float:
        now = time.monotonic()
        waits = [w for w in self._pace.blocked(now).values() if w > 0]
        soonest = min(waits, default=LOOK_AGAIN_SECONDS)
        return self._pace.wait(now) if more else min(soonest, LOOK_AGAIN_SECONDS)

    async def _record(self, tx: Session, ended: list[Ended]) -> None:
        for row, changes in ended:
            if changes.get("unreachable"):
                await people.mark_unreachable(tx, row.chat_id)
            if new_chat := changes.get("chat_id"):
                await outbox.move_chat(tx, row.chat_id, new_chat)
                await staff.move_chat(tx, row.chat_id, new_chat)
        await outbox.finish(tx, [_ending(row, changes) for row, changes in ended])

    async def _choose(self, tx: Session, free: int, busy: set[int]) -> list[Chosen]:
        now, moment = self._clock(), time.monotonic()
        blocked = {*self._pace.blocked(moment), *busy}
        chosen: list[Chosen] = []
        for row, payload in await outbox.heads(tx, blocked, free * 2):
            if row.due_at > now:
                self._pace.delay(row.chat_id, (row.due_at - now).total_seconds(), moment)
            elif len(chosen) < free and self._pace.wait(moment) <= 0:
                if not is_toast(payload):
                    self._pace.take(row.chat_id, moment)
                chosen.append((row, payload, await self._target(tx, payload)))
        if chosen:
            await outbox.start(tx, [row.id for row, _, _ in chosen])
        return chosen

    async def _target(self, tx: Session, payload: dict[str, Any]) -> int | None:
        key = payload.get("edits")
        return await outbox.message_id_of(tx, key) if key else None

    async def _send(self, row: Outbox, payload: dict[str, Any], target: int | None) -> None:
        """Makes the call and keeps how it ended for the next round to record."""
        try:
            message_id = await self._say(row.chat_id, payload, target)
            changes: dict[str, Any] = {
                "state": "sent", "sent_at": self._clock(), "message_id": message_id, "error": None,
            }  # fmt: skip
        except Exception as error:
            changes = self._after(row, error)
        self._ended.append((row, changes))
        self._bell.ring()

    async def _say(self, chat_id: int, payload: dict[str, Any], target: int | None) -> int | None:
        try:
            return await send(self._bot, chat_id, payload, target)
        except BadRequest as error:
            reason = error.message.lower()
            if "not modified" in reason:
                return target
            if "parse entities" in reason:
                log.error("a message of ours is not valid HTML; it was sent as plain text")
                return await send(self._bot, chat_id, payload, target, formatted=False)
            if target is not None and "edit" in reason:
                return await send(self._bot, chat_id, payload, None)
            raise

    def _after(self, row: Outbox, error: Exception) -> dict[str, Any]:
        """What becomes of a message whose sending failed."""
        if isinstance(error, RetryAfter):
            return self._held(row, _seconds(error))
        if isinstance(error, ChatMigrated):
            return {
                "state": "queued",
                "migrated_to": error.new_chat_id,
                "chat_id": error.new_chat_id,
            }
        if isinstance(error, Forbidden):
            return {"state": "failed", "error": "Forbidden", "unreachable": True}
        if isinstance(error, BadRequest):
            gone = any(words in error.message.lower() for words in GONE)
            return {"state": "failed", "error": error.message[:100], "unreachable": gone}
        return self._again(row, error)

    def _held(self, row: Outbox, seconds: float) -> dict[str, Any]:
        self._pace.hold(row.chat_id, seconds, time.monotonic())
        due_at = self._clock() + timedelta(seconds=seconds)
        return {"state": "queued", "due_at": due_at, "error": "RetryAfter"}

    def _again(self, row: Outbox, error: Exception) -> dict[str, Any]:
        log.warning("a message could not be sent yet: %s", where(error))
        now = self._clock()
        if not isinstance(error, TelegramError) and row.tries >= 5:
            return {"state": "failed", "error": type(error).__name__}
        if now - row.queued_at > GIVE_UP_AFTER:
            return {"state": "failed", "error": type(error).__name__}
        due_at = now + timedelta(seconds=retry_seconds(row.tries))
        changes = {"state": "queued", "due_at": due_at, "tries": row.tries + 1}
        return {**changes, "error": type(error).__name__}


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _ending(row: Outbox, changes: dict[str, Any]) -> dict[str, Any]:
    """All columns of an ending: what changed, the others as they were."""
    kept = {name: getattr(row, name) for name in outbox.ENDINGS}
    return {"row_id": row.id} | {name: changes.get(name, kept[name]) for name in kept}

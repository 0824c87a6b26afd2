"""Drains the outbox under Telegram's limits.

One transaction a round records what has been sent and marks what goes next; between rounds the
calls are under way, several chats at once, one message per chat. A crash repeats at most those.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.bell import Bell
from bot.client import where
from bot.line import LAST, URGENT, Line
from bot.pace import AHEAD, Pace
from bot.render import is_toast, send
from storage import Database, Session, outbox, people, staff
from storage.outbox import Waiting

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5
GIVE_UP_AFTER = timedelta(hours=24)
"""A message that could not be sent for a day, tried again and again, is of no use any more."""
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "chat was deleted")


SPARE = 4
"""So many calls more may be under way for what is urgent, however slow the broadcast's are."""
SLOWEST_CALL = 0.25
"""Seconds from a message's choice to its recording at which the allowed rate is still reached."""
ROUND = 0.08
"""Seconds between two rounds of a broadcast: its messages share their transactions, and replies
find the database free."""

Ended = tuple[Waiting, dict[str, Any]]
"""A message and what its sending changed."""


@dataclass(frozen=True)
class Call:
    """A message that is about to be sent. `target`: Telegram's id of the message that it edits.

    `at`: when it may go (monotonic); null for what Telegram does not limit.
    """

    row: Waiting
    payload: dict[str, Any]
    target: int | None
    bulk: bool
    at: float | None


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
        self._pace, self._line = pace, Line()
        self._at_once = max(at_once, round(pace.per_second * SLOWEST_CALL))
        self._under_way: dict[int, Call] = {}
        self._ended: list[Ended] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._next_many = 0.0

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
        moment, ended = time.monotonic(), self._ended
        done = {row.chat_id for row, _changes in ended}
        busy = {chat: call for chat, call in self._under_way.items() if chat not in done}
        wait = self._pace.wait(moment)
        free = self._at_once + SPARE - len(busy) if wait <= AHEAD else 0
        if free <= 0 and not ended:
            return min(wait - AHEAD if wait > AHEAD else LOOK_AGAIN_SECONDS, LOOK_AGAIN_SECONDS)
        many = moment >= self._next_many and free > SPARE
        many = many and self._pace.wait(moment, bulk=True) <= AHEAD
        calls, started = list[Call](), set[int]()
        self._ended = []
        try:
            async with self._db.transaction() as tx:
                await self._record(tx, ended)
                if free > 0:
                    started = await self._choose(tx, calls, busy, LAST if many else URGENT, moment)
        except BaseException:
            self._ended = ended + self._ended
            self._give_back(calls)
            raise
        self._under_way = busy
        self._give_back([call for call in calls if call.row.id not in started])
        for call in calls:
            if call.row.id in started:
                self._start(call)
        if many:
            self._next_many = moment + (ROUND if calls else LOOK_AGAIN_SECONDS)
        return self._next_look()

    def _give_back(self, calls: list[Call]) -> None:
        """These were counted by the pace, and not made."""
        for call in calls:
            if call.at is not None:
                self._pace.give_back(call.bulk)

    def _next_look(self) -> float:
        moment = time.monotonic()
        many = max(self._next_many - moment, self._pace.wait(moment, bulk=True) - AHEAD, 0.001)
        waits = [LOOK_AGAIN_SECONDS, many, *self._pace.blocked(moment).values()]
        if self._under_way:
            waits.append(ROUND)
        return min(wait for wait in waits if wait > 0)

    async def _record(self, tx: Session, ended: list[Ended]) -> None:
        for row, changes in ended:
            if changes.get("unreachable"):
                await people.mark_unreachable(tx, row.chat_id)
            if new_chat := changes.get("migrated_to"):
                await outbox.move_chat(tx, row.chat_id, new_chat)
                await staff.move_chat(tx, row.chat_id, new_chat)
        await outbox.finish(tx, [_ending(row, changes) for row, changes in ended])
        states = [(row.broadcast_id, changes["state"]) for row, changes in ended]
        await outbox.count_for_broadcasts(tx, states)

    async def _choose(
        self, tx: Session, calls: list[Call], busy: dict[int, Call], lowest: int, moment: float
    ) -> set[int]:
        """Fills `calls` with what may go now and marks it; the ids of what has been marked."""
        now, free = self._clock(), self._at_once - len(busy)
        blocked = {*self._pace.blocked(moment), *busy}
        under_way = {call.row.broadcast_id for call in busy.values()}
        for row, bulk in await self._line.turns(tx, now, blocked, lowest, free + SPARE, under_way):
            if row.due_at > now:
                self._pace.delay(row.chat_id, (row.due_at - now).total_seconds(), moment)
            elif len(calls) < (free if bulk else free + SPARE) and (
                (wait := self._pace.wait(moment, bulk)) <= AHEAD
            ):
                calls.append(await self._call(tx, row, bulk, moment + wait))
        return await outbox.start(tx, [call.row.id for call in calls]) if calls else set()

    async def _call(self, tx: Session, row: Waiting, bulk: bool, at: float) -> Call:
        payload = await self._line.payload(tx, row)
        key = payload.get("edits")
        target = await outbox.message_id_of(tx, key) if key else None
        if is_toast(payload):
            return Call(row, payload, target, bulk, None)
        self._pace.take(row.chat_id, at, bulk, spread=target is None)
        return Call(row, payload, target, bulk, at)

    def _start(self, call: Call) -> None:
        self._under_way[call.row.chat_id] = call
        task = asyncio.create_task(self._send(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, call: Call) -> None:
        """Makes the call when it may go, and keeps how it ended for the next round to record."""
        row, begun = call.row, await self._when(call)
        try:
            message_id = await self._say(row.chat_id, call.payload, call.target)
            changes: dict[str, Any] = {
                "state": "sent", "sent_at": self._clock(), "message_id": message_id, "error": None,
            }  # fmt: skip
        except Exception as error:
            changes = self._after(row, error)
        if call.at is not None:
            self._pace.landed(begun, time.monotonic())
        self._ended.append((row, changes))
        # A broadcast's next round comes by itself, with the next message that the pace allows.
        if not call.bulk or len(self._under_way) >= self._at_once:
            self._bell.ring()

    async def _when(self, call: Call) -> float:
        """Begins the call when it may go, which a reply or a 429 may have put off; the moment."""
        now = time.monotonic()
        while call.at is not None and (
            (wait := call.at - now) > 0 or (wait := self._pace.begin(now, call.bulk)) > 0
        ):
            await asyncio.sleep(wait)
            now = time.monotonic()
        return now

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

    def _after(self, row: Waiting, error: Exception) -> dict[str, Any]:
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
            told = "ChatGone" if gone else error.message[:100]
            return {"state": "failed", "error": told, "unreachable": gone}
        return self._again(row, error)

    def _held(self, row: Waiting, seconds: float) -> dict[str, Any]:
        self._pace.hold(row.chat_id, seconds, time.monotonic())
        due_at = self._clock() + timedelta(seconds=seconds)
        return {"state": "queued", "due_at": due_at, "error": "RetryAfter"}

    def _again(self, row: Waiting, error: Exception) -> dict[str, Any]:
        log.warning("a message could not be sent yet: %s", where(error))
        now = self._clock()
        if not isinstance(error, TelegramError) and row.tries >= 5:
            return {"state": "failed", "error": type(error).__name__}
        if now - row.queued_at > GIVE_UP_AFTER and row.tries >= 5:
            return {"state": "failed", "error": type(error).__name__}
        due_at = now + timedelta(seconds=retry_seconds(row.tries))
        changes = {"state": "queued", "due_at": due_at, "tries": row.tries + 1}
        return {**changes, "error": type(error).__name__}


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _ending(row: Waiting, changes: dict[str, Any]) -> dict[str, Any]:
    """All columns of an ending: what changed, the others as they were."""
    kept = {name: getattr(row, name) for name in outbox.ENDINGS}
    return {"row_id": row.id} | {name: changes.get(name, kept[name]) for name in kept}

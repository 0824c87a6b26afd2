"""The bot's queue of updates: numbering, getUpdates, redelivery, the switch to a webhook."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from itertools import islice

from .errors import Json, conflict
from .signals import Signal

ARCHIVE_SIZE = 20_000  # delivered updates kept for redelivery; bounds the memory of a benchmark
# Bot API, getUpdates: allowed_updates, "all update types except" these by default
OPT_IN_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """Updates waiting for the bot. Ids rise by one and are never used twice."""

    def __init__(self, first_id: int = 1) -> None:
        self.last_id = first_id - 1
        self.pending: deque[Json] = deque()
        self.repeats: deque[Json] = deque()
        self.archive: OrderedDict[int, Json] = OrderedDict()
        self.allowed: list[str] = []
        self.webhook_url = ""
        self.signal = Signal()
        self._poll: asyncio.Future[str] | None = None

    def push(self, kind: str, payload: Json) -> Json | None:
        """Queue an update of ``kind``; None when allowed_updates leaves that kind out."""
        if not self._wanted(kind):
            return None
        self.last_id += 1
        update = {"update_id": self.last_id, kind: payload}
        self._queue(update)
        return update

    def inject(self, update: Json) -> Json:
        """Queue a ready-made update; without an update_id it gets the next one."""
        numbered = {"update_id": update.get("update_id", self.last_id + 1), **update}
        if numbered["update_id"] > self.last_id:
            self.last_id = numbered["update_id"]
            self._queue(numbered)
        else:
            self._repeat(numbered)
        return numbered

    def redeliver(self, update_id: int, times: int) -> bool:
        """Deliver an update ``times`` more, even if confirmed; False when it is not known."""
        update = self.archive.get(update_id)
        for _ in range(times if update else 0):
            self._repeat(update or {})
        return update is not None

    def clear(self) -> None:
        """Forget all updates; numbering and settings stay."""
        self.pending.clear()
        self.repeats.clear()
        self.archive.clear()

    def pop(self) -> Json | None:
        """Take the next update out of the queue (webhook delivery)."""
        if self.repeats:
            return self.repeats.popleft()
        return self.pending.popleft() if self.pending else None

    def put_back(self, updates: list[Json]) -> None:
        """Return undelivered updates to the front, in their order."""
        self.pending.extendleft(reversed(updates))

    def confirm(self, offset: int) -> None:
        """Forget updates before ``offset``; a negative one keeps only that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while offset > 0 and self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer one getUpdates: confirm, then wait until something is there or time is up."""
        if self.webhook_url:
            raise conflict(WEBHOOK_ACTIVE)
        self.end_poll(TERMINATED)
        self.confirm(offset)
        if not self._has_any() and seconds > 0:
            await self._wait(seconds)
        return self._take(limit)

    def end_poll(self, reason: str) -> None:
        """End a waiting getUpdates with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in OPT_IN_KINDS

    def _queue(self, update: Json) -> None:
        self.pending.append(update)
        self.archive[update["update_id"]] = update
        if len(self.archive) > ARCHIVE_SIZE:
            self.archive.popitem(last=False)
        self._wake()

    def _repeat(self, update: Json) -> None:
        self.repeats.append(update)
        self._wake()

    def _wake(self) -> None:
        self.signal.notify()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result("")

    def _has_any(self) -> bool:
        return bool(self.pending or self.repeats)

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        await asyncio.wait([poll], timeout=seconds)
        reason = poll.result() if poll.done() else ""
        if reason:
            raise conflict(reason)

    def _take(self, limit: int) -> list[Json]:
        # repeats come first: a bot then confirms up to the newest update, as it would anyway
        repeats = [self.repeats.popleft() for _ in range(min(limit, len(self.repeats)))]
        return repeats + list(islice(self.pending, limit - len(repeats)))

"""Drains the letters of the outbox: SMS and e-mail through Apprise, each at its own pace.

At least once, like the sender of the chats; a crash repeats at most the letters under way. The
address goes into the service's URL in place of `{address}` and nowhere else, no log either.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import apprise

from bot.client import where
from storage import Database, letters

log = logging.getLogger(__name__)

for noisy in ("apprise", "urllib3"):
    logging.getLogger(noisy).setLevel(logging.CRITICAL)  # they would write addresses and texts

LOOK_AGAIN_SECONDS = 2.0
AT_ONCE = 10
MOST_TRIES = 5
RETRY_AFTER = timedelta(minutes=1)
"""Doubled with every try: a provider that is away for half an hour loses nothing."""


@dataclass(frozen=True)
class Channel:
    """A way out. `url`: Apprise's, with `{address}` in it; `per_minute`: the provider's limit."""

    name: str
    url: str
    per_minute: int


def channels(urls: Mapping[str, str | None], per_minute: Mapping[str, int]) -> list[Channel]:
    """The channels that are on: those with a URL."""
    return [Channel(name, url, per_minute[name]) for name, url in urls.items() if url]


class Letters:
    """The one that writes to phones and mailboxes. Exactly one per database, as the sender."""

    def __init__(self, db: Database, clock: Callable[[], datetime], ways: list[Channel]) -> None:
        self._db, self._clock, self._ways = db, clock, ways

    async def run(self) -> None:
        """For ever; at once over where no channel is on."""
        if not self._ways:
            return
        async with self._db.transaction() as tx:
            await letters.resume_interrupted(tx)
        async with asyncio.TaskGroup() as group:
            for way in self._ways:
                group.create_task(self._drain(way))

    async def _drain(self, way: Channel) -> None:
        while True:
            try:
                sent = await self.round(way)
            except Exception as error:  # the database is away: what is queued stays queued
                log.warning("letters by %s stopped: %s", way.name, where(error))
                sent = 0
            await asyncio.sleep(sent * 60 / way.per_minute if sent else LOOK_AGAIN_SECONDS)

    async def round(self, way: Channel) -> int:
        """Sends the next few that are due; how many were tried."""
        now = self._clock()
        async with self._db.transaction() as tx:
            await letters.put_away(tx)
            found = await letters.due(tx, way.name, now, min(AT_ONCE, way.per_minute))
            await letters.start(tx, [letter.id for letter in found])
        told = await asyncio.gather(*(self._send(way, letter) for letter in found))
        async with self._db.transaction() as tx:
            for letter, error in zip(found, told, strict=True):
                await letters.finish(tx, letter.id, **self._ending(letter, error))
        return len(found)

    async def _send(self, way: Channel, letter: Any) -> str | None:
        """Hands one letter to the provider; what went wrong, if anything."""
        try:
            service = apprise.Apprise()
            url = way.url.replace("{address}", quote(letter.address, safe=""))
            if not await asyncio.to_thread(
                service.add, url
            ):  # the first time it loads for a second
                return "BadUrl"
            payload = letter.payload
            done = await service.async_notify(
                body=payload["text"], title="" if way.name == "sms" else payload["subject"],
                body_format=apprise.NotifyFormat.TEXT,
            )  # fmt: skip
        except Exception as error:
            return type(error).__name__
        return None if done else "Refused"

    def _ending(self, letter: Any, error: str | None) -> dict[str, Any]:
        now = self._clock()
        if error is None:
            return {"state": "sent", "sent_at": now, "error": None}
        log.warning("a letter could not be sent: %s", error)
        if letter.tries + 1 >= MOST_TRIES or error == "BadUrl":
            return {"state": "failed", "tries": letter.tries + 1, "error": error}
        due_at = now + RETRY_AFTER * 2**letter.tries
        return {"state": "queued", "due_at": due_at, "tries": letter.tries + 1, "error": error}

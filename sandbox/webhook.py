"""Delivering updates by POST, and the methods that switch this on and off.

As Telegram does, updates of one chat are delivered one after the other, updates of different chats
at the same time, at most ``max_connections`` at once; with max_connections=1 all are in order.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from .errors import Json, bad_request
from .params import Params
from .updates import UpdateQueue
from .world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
DEFAULT_CONNECTIONS = 40  # Bot API, setWebhook
FIRST_PAUSE = 0.2  # seconds before the first retry; doubled each time
LONGEST_PAUSE = 10.0
ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class Described:
    """A true result that comes with a description, as of setWebhook."""

    description: str


class WebhookSender:
    """Posts the queue's updates to one address until stopped."""

    def __init__(self, queue: UpdateQueue, url: str, secret: str, connections: int) -> None:
        self.queue = queue
        self.url = url
        self.headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        self.connections = connections
        self.last_error: Json = {}
        self._in_flight: dict[int, Json] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._tails: dict[int, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(connections)
        self._main = asyncio.create_task(self._run())

    @property
    def undelivered(self) -> int:
        """Return how many updates were sent but not yet taken."""
        return len(self._in_flight)

    async def stop(self) -> None:
        """Stop delivering; what was not taken goes back to the queue."""
        tasks = [self._main, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.queue.put_back(list(self._in_flight.values()))

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            serial = 0
            while True:
                await self._free.acquire()
                self._start(session, serial, await self._next())
                serial += 1

    async def _next(self) -> Json:
        while (update := self.queue.pop()) is None:
            await self.queue.signal.wait(60)
        return update

    def _start(self, session: aiohttp.ClientSession, serial: int, update: Json) -> None:
        chat_id = chat_of(update)
        self._in_flight[serial] = update
        before = self._tails.get(chat_id)
        task = asyncio.create_task(self._deliver(session, serial, update, before))
        self._tails[chat_id] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._forget(chat_id, done))

    def _forget(self, chat_id: int, done: asyncio.Task[None]) -> None:
        self._free.release()
        self._tasks.discard(done)
        if self._tails.get(chat_id) is done:
            del self._tails[chat_id]

    async def _deliver(
        self,
        session: aiohttp.ClientSession,
        serial: int,
        update: Json,
        before: asyncio.Task[None] | None,
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        pause = FIRST_PAUSE
        while not await self._post(session, update):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        del self._in_flight[serial]

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        try:
            async with session.post(self.url, json=update, headers=self.headers) as response:
                if response.ok:
                    return True
                text = f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            text = "Read timeout expired"
        except aiohttp.ClientError:
            text = "Connection refused"
        self.last_error = {"last_error_date": int(time.time()), "last_error_message": text}
        return False


def chat_of(update: Json) -> int:
    """Return the chat an update is about, 0 when it is about none."""
    for payload in update.values():
        if isinstance(payload, dict):
            message = payload.get("message", payload)
            return int(message.get("chat", {}).get("id", 0))
    return 0


class WebhookControl:
    """setWebhook, deleteWebhook and getWebhookInfo on one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sender: WebhookSender | None = None
        self.methods: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "setwebhook": self.set,
            "deletewebhook": self.delete,
            "getwebhookinfo": self.info,
        }

    async def set(self, params: Params) -> Described:
        """Deliver updates to ``url`` from now on; an empty url means deleteWebhook."""
        url = params.text("url")
        if not url:
            return await self.delete(params)
        _check(url, params.text("secret_token"))
        await self.stop()
        self._apply(params)
        self.world.queue.end_poll("terminated by setWebhook request")
        self.world.queue.webhook_url = url
        wanted = params.integer("max_connections") or DEFAULT_CONNECTIONS
        secret, connections = params.text("secret_token"), min(max(wanted, 1), 100)
        self.sender = WebhookSender(self.world.queue, url, secret, connections)
        return Described("Webhook was set")

    async def delete(self, params: Params) -> Described:
        """Go back to getUpdates."""
        was_set = self.sender is not None
        await self.stop()
        self._apply(params)
        return Described("Webhook was deleted" if was_set else "Webhook is already deleted")

    async def info(self, params: Params) -> Json:
        """Return WebhookInfo."""
        queue = self.world.queue
        waiting = len(queue.pending) + (self.sender.undelivered if self.sender else 0)
        result: Json = {
            "url": queue.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": waiting,
        }
        if self.sender is not None:
            result |= {"max_connections": self.sender.connections, **self.sender.last_error}
        return result | ({"allowed_updates": queue.allowed} if queue.allowed else {})

    async def stop(self) -> None:
        """End the delivery, if there is one."""
        self.world.queue.webhook_url = ""
        sender, self.sender = self.sender, None
        if sender is not None:
            with suppress(asyncio.CancelledError):
                await sender.stop()

    def _apply(self, params: Params) -> None:
        allowed = params.parsed("allowed_updates", "allowed_updates")
        if isinstance(allowed, list):
            self.world.queue.allowed = [str(kind) for kind in allowed]
        if params.flag("drop_pending_updates"):
            self.world.queue.pending.clear()


def _check(url: str, secret: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise bad_request("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")

"""Takes updates in: stored first, confirmed to Telegram only then."""

import asyncio
import hmac
import json
import logging
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import TelegramError
from telegram.warnings import PTBUserWarning

from bot.bell import Bell
from bot.client import where
from bot.updates import chat_of
from storage import Database, inbox

log = logging.getLogger(__name__)

WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
LARGEST_UPDATE = 1_000_000
"""Bytes of one webhook call; Telegram's updates are far smaller."""

# The raw method is meant: `Bot.get_updates` would lose a whole batch to one update it cannot read.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)

Clock = Callable[[], datetime]


async def store(db: Database, updates: Sequence[dict[str, Any]], now: datetime) -> None:
    """T1: commits the raw updates. What comes twice is stored once."""
    async with db.transaction() as tx:
        await inbox.store(tx, [(chat_of(raw), storable(raw)) for raw in updates], now)


def storable(value: Any) -> Any:
    """JSON without what PostgreSQL cannot hold: NUL and halves of surrogate pairs.

    One such letter would otherwise keep its whole batch, and all after it, outside for ever.
    """
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {storable(key): storable(content) for key, content in value.items()}
    return [storable(content) for content in value] if isinstance(value, list) else value


async def poll(bot: Bot, db: Database, bell: Bell, clock: Clock) -> None:
    """Long polling, for ever: the offset that confirms a batch follows its commit."""
    async with db.reading() as tx:
        last = await inbox.last_update_id(tx)
    pause = 0.0
    while True:
        await asyncio.sleep(pause)
        try:
            updates = await _fetch(bot, None if last is None else last + 1)
            if updates:
                await store(db, updates, clock())
                last = max(raw["update_id"] for raw in updates)
                bell.ring()
            pause = 0.0
        except Exception as error:  # whatever it was, receiving goes on
            log.warning("receiving failed: %s", where(error))
            pause = min(max(pause * 2, 0.2), 10.0)


async def _fetch(bot: Bot, offset: int | None) -> list[dict[str, Any]]:
    """The raw updates: python-telegram-bot's own method would drop what it does not know."""
    arguments: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": WANTED, "limit": 100}
    if offset is not None:
        arguments["offset"] = offset
    fetched: list[dict[str, Any]] = await bot.do_api_request(
        "getUpdates", arguments, read_timeout=POLL_SECONDS + 5
    )
    return [raw for raw in fetched if isinstance(raw.get("update_id"), int)]


def webhook(db: Database, bell: Bell, clock: Clock, secret: str) -> Starlette:
    """The HTTP app that Telegram calls: secret first, then T1, then 200."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        if int(request.headers.get("content-length") or 0) > LARGEST_UPDATE:
            return Response(status_code=413)
        raw = _parsed(await request.body())
        if raw is None:
            return Response(status_code=400)
        await store(db, [raw], clock())
        bell.ring()
        return Response(status_code=200)

    return Starlette(routes=[Route("/", receive, methods=["POST"])])


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    return raw if fits and len(body) <= LARGEST_UPDATE else None


async def choose_polling(bot: Bot) -> None:
    """Takes a webhook away, which would forbid polling. Nothing pending is dropped."""
    try:
        await bot.delete_webhook(drop_pending_updates=False)
    except TelegramError as error:
        log.warning("could not take the webhook away: %s", where(error))

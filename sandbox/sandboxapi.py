"""The HTTP side tests, demo and page talk to: /sandbox/… (see README.md)."""

from __future__ import annotations

import heapq
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from . import persons
from .botapi import json_response
from .botinfo import menu_for
from .errors import ApiError, Json, bad_request
from .model import Callback, Chat
from .params import Params, read_params
from .webhook import WebhookControl
from .world import World

MAX_WAIT_SECONDS = 60.0
MAX_CHATS = 300  # chats listed at once; a benchmark has more than a page can show
Handler = Callable[[web.Request, Params], Awaitable[Any]]


class SandboxApi:
    """People, chats and controls of one world over HTTP."""

    def __init__(self, world: World, webhook: WebhookControl) -> None:
        self.world = world
        self.webhook = webhook

    def routes(self) -> list[web.RouteDef]:
        """Return all routes of this side."""
        post: dict[str, Handler] = {
            "people": self.add_person,
            "groups": self.add_group,
            "chats/{chat}/messages": self.say,
            "chats/{chat}/messages/{message}/edit": self.edit,
            "chats/{chat}/messages/{message}/tap": self.tap,
            "chats/{chat}/press": self.press,
            "chats/{chat}/block": self.block,
            "chats/{chat}/unblock": self.unblock,
            "chats/{chat}/migrate": self.migrate,
            "failures": self.add_failure,
            "limits": self.set_limits,
            "updates": self.inject,
            "redeliver": self.redeliver,
            "bot": self.set_bot,
            "reset": self.reset,
        }
        get: dict[str, Handler] = {
            "people": self.list_people,
            "chats": self.list_chats,
            "chats/{chat}": self.show_chat,
            "chats/{chat}/messages": self.list_messages,
            "chats/{chat}/commands": self.list_commands,
            "callbacks/{callback}": self.show_callback,
            "bot": self.show_bot,
            "failures": self.list_failures,
            "limits": self.show_limits,
            "stats": self.show_stats,
            "files/{file}": self.show_file,
        }
        return [
            *(web.post(f"/sandbox/{path}", guarded(handler)) for path, handler in post.items()),
            *(web.get(f"/sandbox/{path}", guarded(handler)) for path, handler in get.items()),
            web.delete("/sandbox/failures", guarded(self.clear_failures)),
            web.delete("/sandbox/failures/{failure}", guarded(self.clear_failures)),
        ]

    def _chat(self, request: web.Request) -> Chat:
        return persons.chat_of(self.world, _number(request.match_info["chat"]))

    async def add_person(self, request: web.Request, params: Params) -> Json:
        """Create a person."""
        return persons.add_person(self.world, dict(params.values))

    async def list_people(self, request: web.Request, params: Params) -> Json:
        """List people."""
        return {"people": list(self.world.people.values())}

    async def add_group(self, request: web.Request, params: Params) -> Json:
        """Create a group."""
        return persons.add_group(self.world, dict(params.values))

    async def say(self, request: web.Request, params: Params) -> Json:
        """Send a person's message."""
        return persons.say(self.world, self._chat(request), params)

    async def edit(self, request: web.Request, params: Params) -> Json:
        """Edit a person's message."""
        message_id = _number(request.match_info["message"])
        return persons.edit(self.world, self._chat(request), message_id, params)

    async def tap(self, request: web.Request, params: Params) -> Json:
        """Tap an inline button; with "wait" seconds for the bot's answer."""
        message_id = _number(request.match_info["message"])
        result = persons.tap(self.world, self._chat(request), message_id, params)
        if not isinstance(result, Callback):
            return result
        return await _callback_state(result, params)

    async def show_callback(self, request: web.Request, params: Params) -> Json:
        """Tell whether a tap was answered."""
        callback = self.world.callbacks.get(request.match_info["callback"])
        if callback is None:
            raise bad_request("there is no such callback query")
        return await _callback_state(callback, params)

    async def press(self, request: web.Request, params: Params) -> Json:
        """Press a button of the reply keyboard."""
        return persons.press(self.world, self._chat(request), params)

    async def block(self, request: web.Request, params: Params) -> Json:
        """Block the bot, or remove it from a group."""
        return persons.set_blocked(self.world, self._chat(request), params, blocked=True)

    async def unblock(self, request: web.Request, params: Params) -> Json:
        """Unblock the bot, or add it to a group again."""
        return persons.set_blocked(self.world, self._chat(request), params, blocked=False)

    async def migrate(self, request: web.Request, params: Params) -> Json:
        """Make a group a supergroup."""
        return persons.migrate(self.world, self._chat(request), params)

    async def list_chats(self, request: web.Request, params: Params) -> Json:
        """List chats, the most recently active first; waits for a change if asked to."""
        since, wait = params.integer("since"), _wait(params)
        if since is not None and wait and self.world.revision == since:
            await self.world.signal.wait(wait)
        active = heapq.nlargest(MAX_CHATS, self.world.chats.values(), key=lambda c: c.active_at)
        return {"revision": self.world.revision, "chats": [_listed(chat) for chat in active]}

    async def show_chat(self, request: web.Request, params: Params) -> Json:
        """Show one chat."""
        return self._chat(request).view()

    async def list_messages(self, request: web.Request, params: Params) -> Json:
        """List messages after an id or changed since a revision; waits if asked to."""
        chat = self._chat(request)
        since = params.integer("since")
        after = params.integer("after") or 0
        if since is None:
            await _until(chat, lambda: bool(chat.after(after)), _wait(params))
            found = chat.after(after)
        else:
            # a revision of before a reset means nothing any more: all is new
            known = since if since <= chat.revision else -1
            await _until(chat, lambda: chat.revision > known, _wait(params))
            found = chat.since(known)
        messages = [stored.view() for stored in found]
        return {"messages": messages, "revision": chat.revision, "chat": chat.view()}

    async def list_commands(self, request: web.Request, params: Params) -> Json:
        """Show the command menu as the person of this chat sees it."""
        return {"commands": menu_for(self.world, self._chat(request))}

    async def add_failure(self, request: web.Request, params: Params) -> Json:
        """Make the next matching calls fail."""
        return self.world.failures.add(dict(params.values)).view()

    async def list_failures(self, request: web.Request, params: Params) -> Json:
        """List failures still to come."""
        return {"failures": self.world.failures.view()}

    async def clear_failures(self, request: web.Request, params: Params) -> Json:
        """Remove one failure or all."""
        wanted = request.match_info.get("failure")
        self.world.failures.clear(None if wanted is None else _number(wanted))
        return {"failures": self.world.failures.view()}

    async def set_limits(self, request: web.Request, params: Params) -> Json:
        """Change the sending limits."""
        return self.world.limits.configure(dict(params.values))

    async def show_limits(self, request: web.Request, params: Params) -> Json:
        """Show the sending limits."""
        return self.world.limits.view()

    async def show_stats(self, request: web.Request, params: Params) -> Json:
        """Show the counts."""
        queue = self.world.queue
        return self.world.stats.view() | {"pending_updates": len(queue.pending)}

    async def inject(self, request: web.Request, params: Params) -> Json:
        """Queue a ready-made update."""
        return self.world.queue.inject(dict(params.values))

    async def redeliver(self, request: web.Request, params: Params) -> Json:
        """Deliver an update again."""
        update_id, times = params.integer("update_id") or 0, params.integer("times")
        times = 1 if times is None else times
        if not self.world.queue.redeliver(update_id, times):
            raise bad_request(f"there is no update {update_id}")
        return {"update_id": update_id, "times": times}

    async def set_bot(self, request: web.Request, params: Params) -> Json:
        """Name the bot."""
        bot = self.world.bot
        bot.first_name = params.text("first_name") or bot.first_name
        bot.username = params.text("username") or bot.username
        return bot.user()

    async def show_bot(self, request: web.Request, params: Params) -> Json:
        """Show the bot's name."""
        return self.world.bot.user()

    async def reset(self, request: web.Request, params: Params) -> Json:
        """Forget everything; with "bot": true also webhook, commands and identity."""
        if params.flag("bot"):
            await self.webhook.stop()
            self.world.forget_bot()
        self.world.reset()
        return {"ok": True}

    async def show_file(self, request: web.Request, params: Params) -> web.Response:
        """Send a file's content by file_id, for the page."""
        file = self.world.files.by_id(request.match_info["file"])
        if file is None:
            raise ApiError(404, "Not Found")
        return web.Response(body=file.data, content_type=file.mime or "application/octet-stream")


def guarded(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Wrap a handler: parameters in, JSON out, errors as the Bot API words them."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            result = await handler(request, await read_params(request))
        except ApiError as error:
            return json_response(error.body(), error.code)
        return result if isinstance(result, web.StreamResponse) else json_response(result)

    return handle


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad_request(f"{text!r} is not a number") from None


def _wait(params: Params) -> float:
    return min(max(params.number("wait") or 0.0, 0.0), MAX_WAIT_SECONDS)


async def _until(chat: Chat, ready: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not ready() and (left := end - time.monotonic()) > 0:
        await chat.signal.wait(left)


async def _callback_state(callback: Callback, params: Params) -> Json:
    wait = _wait(params)
    if callback.answer is None and wait:
        await callback.signal.wait(wait)
    return callback.view()


def _listed(chat: Chat) -> Json:
    last = next((s for s in reversed(chat.messages.values()) if not s.deleted), None)
    return {
        **chat.view(),
        "last_message": last.view() if last else None,
        "active_at": chat.active_at,
    }

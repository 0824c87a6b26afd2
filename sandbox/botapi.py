"""The HTTP side the bot talks to: /bot<TOKEN>/<method> and /file/bot<TOKEN>/<path>."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .botinfo import INFO_METHODS
from .editing import EDIT_METHODS
from .errors import ApiError, Json
from .failures import Failure
from .params import Params, read_params
from .sending import SEND_METHODS
from .webhook import Described, WebhookControl
from .world import World

TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
MAX_POLL_SECONDS = 50.0  # Bot API, getUpdates: longer timeouts are cut
METHODS: dict[str, Callable[[World, Params], Any]] = {
    **INFO_METHODS,
    **SEND_METHODS,
    **EDIT_METHODS,
}
UNAUTHORIZED = ApiError(401, "Unauthorized")
_encode = json.JSONEncoder(separators=(",", ":")).encode


class BotApi:
    """Answers the bot's calls on one world."""

    def __init__(self, world: World, webhook: WebhookControl) -> None:
        self.world = world
        self.webhook = webhook

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Handle one method call, going wrong first if a failure was asked for."""
        method = request.match_info["method"].lower()
        params = Params({})
        try:
            self._check_token(request.match_info["token"])
            params = await read_params(request)
            self.world.stats.calls[method] += 1
            failure = self.world.failures.take(method, params)
            if failure is None:
                return answer(await self._run(method, params))
            return await self._run_failing(request, failure, method, params)
        except ApiError as error:
            self.world.stats.fail(error.code, params.integer("chat_id"))
            return answer_error(error)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Send the content of a file the bot asked for with getFile."""
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return answer_error(error)
        file = self.world.files.by_path(request.match_info["path"])
        if file is None:
            return answer_error(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        only = self.world.settings.token
        if not TOKEN.fullmatch(token) or (only is not None and token != only):
            raise UNAUTHORIZED
        if not self.world.bot.id:
            self.world.bot.id = int(token.split(":")[0])

    async def _run(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await self._get_updates(params)
        if method in self.webhook.methods:
            return await self.webhook.methods[method](params)
        handler = METHODS.get(method)
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        return handler(self.world, params)

    async def _get_updates(self, params: Params) -> list[Json]:
        allowed = params.parsed("allowed_updates", "allowed_updates")
        if isinstance(allowed, list):
            self.world.queue.allowed = [str(kind) for kind in allowed]
        limit = params.integer("limit") or 100
        seconds = min(max(params.number("timeout") or 0.0, 0.0), MAX_POLL_SECONDS)
        offset = params.integer("offset") or 0
        return await self.world.queue.poll(offset, min(max(limit, 1), 100), seconds)

    async def _run_failing(
        self, request: web.Request, failure: Failure, method: str, params: Params
    ) -> web.StreamResponse:
        if failure.kind == "latency":
            await asyncio.sleep(failure.seconds)
            return answer(await self._run(method, params))
        if failure.kind == "drop":
            return await self._drop(request, failure, method, params)
        if failure.kind == "timeout_after_accept":
            await self._run(method, params)
            await asyncio.sleep(failure.seconds)
            return hang_up(request)
        raise failure.error()

    async def _drop(
        self, request: web.Request, failure: Failure, method: str, params: Params
    ) -> web.StreamResponse:
        if failure.accepted:
            await self._run(method, params)
        return hang_up(request)


def hang_up(request: web.Request) -> web.Response:
    """Cut the TCP connection; the response returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def answer(result: Any) -> web.Response:
    """Return Telegram's answer to a call that worked."""
    if isinstance(result, Described):
        return json_response({"ok": True, "result": True, "description": result.description})
    return json_response({"ok": True, "result": result})


def answer_error(error: ApiError) -> web.Response:
    """Return Telegram's answer to a call that did not."""
    return json_response(error.body(), error.code)


def json_response(body: Any, status: int = 200) -> web.Response:
    """Return compact JSON."""
    return web.Response(body=_encode(body).encode(), status=status, content_type="application/json")

"""The web application: the bot's side, the people's side and the page on one port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from . import snapshot
from .botapi import BotApi
from .sandboxapi import SandboxApi
from .webhook import WebhookControl
from .world import World

STATIC = Path(__file__).parent / "static"
MAX_BODY = 64 * 1024 * 1024  # bytes; the Bot API takes uploads of up to 50 MB


def build_app(world: World, data: Path | None = None) -> web.Application:
    """Return the application serving one world, kept in the folder ``data`` if one is given."""
    webhook = WebhookControl(world)
    bot = BotApi(world, webhook)
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_route("*", "/bot{token:[^/]*}/{method}", bot.call)
    app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", bot.download)
    app.router.add_routes(SandboxApi(world, webhook).routes())
    app.router.add_get("/", _page)
    app.router.add_static("/static/", STATIC)
    app.cleanup_ctx.append(_running(world, webhook, data))
    return app


async def _page(request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


def _running(
    world: World, webhook: WebhookControl, data: Path | None
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(app: web.Application) -> AsyncIterator[None]:
        if data is not None:
            snapshot.load(world, data)
        yield
        await webhook.stop()
        if data is not None:
            snapshot.save(world, data)

    return context

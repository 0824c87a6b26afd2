"""Wattline's command line, and the only place that puts the parts together."""

import asyncio
import contextlib
import gc
import logging
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

import typer
import uvicorn
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

import locales
import settings as settings_module
from actions import policy as policy_module
from actions.conversation import menu
from actions.policy import Policy
from bot import receiver
from bot.bell import Bell
from bot.client import open_bot, where
from bot.fetcher import Fetcher
from bot.letters import Letters, channels
from bot.pace import Pace
from bot.sender import Sender
from bot.worker import Worker
from commands import data, doctor, feeds, now, understanding
from commands.stopping import until_stopped
from nlu import model
from nlu.client import NluClient
from scheduler import jobs
from settings import BadSettings, Settings
from storage import Database, schema
from storage.sole import sole

log = logging.getLogger("wattline")

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(data.db_app, name="db")
app.add_typer(data.staff_app, name="staff")
app.add_typer(understanding.nlu_app, name="nlu")
app.add_typer(feeds.api_app, name="api")
app.add_typer(feeds.import_app, name="import")
app.command()(doctor.doctor)

PARTS = ("receiver", "worker", "sender", "scheduler", "api")
WITHOUT_TELEGRAM = {"scheduler", "api"}


def main() -> None:
    """The entry point: what is wrong with the settings is said in a sentence, not a traceback."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("apscheduler", "httpx", "aiosqlite", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        app()
    except (BadSettings, policy_module.BadPolicy, model.ModelError) as error:
        sys.exit(f"wattline: {error}")


# Running.


@app.command()
def run(
    only: Annotated[str, typer.Option(help="Parts, with commas: " + ", ".join(PARTS))] = ",".join(
        PARTS
    ),
) -> None:
    """Runs the service: takes messages in, answers them, sends, and ticks."""
    parts = [part.strip() for part in only.split(",")]
    if unknown := [part for part in parts if part not in PARTS]:
        raise BadSettings(
            f"--only: unknown part {', '.join(unknown)}; there are {', '.join(PARTS)}"
        )
    load = settings_module.load if set(parts) - WITHOUT_TELEGRAM else settings_module.offline
    gc.freeze()  # what is loaded stays; looking through it again and again costs replies their time
    asyncio.run(until_stopped(serve(load(), parts)))


async def serve(
    settings: Settings, parts: list[str], ready: Callable[[], None] = lambda: None
) -> None:
    """The service itself; any number of processes may serve one database."""
    policy = policy_module.load(settings.policy)
    db, nlu = Database(settings.database_url), NluClient(settings.nlu_url, settings.nlu_timeout)
    bot = open_bot(settings.telegram_token, settings.telegram_base_url)
    inbox_bell, outbox_bell = Bell(), Bell()
    sending = policy.sending
    pace = Pace(sending.per_second, sending.per_chat)
    worker = Worker(
        bot, db, nlu, policy, settings.zone, now, inbox_bell, outbox_bell, settings.workers
    )
    sender = Sender(bot, db, outbox_bell, now, pace, settings.senders)
    fetcher = Fetcher(bot, db, policy, settings.zone, now, outbox_bell, settings.files_folder)

    second = policy.alerts.second_channel
    letters = Letters(db, now, channels(
        {"sms": settings.sms_url, "email": settings.email_url},
        {"sms": second.sms.per_minute, "email": second.email.per_minute},
    ))  # fmt: skip

    async def receive() -> None:
        if settings.webhook_url:
            await _serve_webhook(settings, bot, db, inbox_bell)
        else:
            async with sole(db, "receiver"):
                await receiver.choose_polling(bot)
                await receiver.poll(bot, db, inbox_bell, now)

    async def send() -> None:
        async with sole(db, "sender"), asyncio.TaskGroup() as both:
            both.create_task(sender.run())
            both.create_task(fetcher.run())
            both.create_task(letters.run())

    async def ticks() -> None:
        async with sole(db, "scheduler"):
            ring = outbox_bell.ring
            planned = jobs.plan(db, policy, settings.zone, now, ring, settings.tick_seconds)
            planned.start()
            try:
                await asyncio.Event().wait()
            finally:
                planned.shutdown(wait=False)

    loops: dict[str, Callable[[], Awaitable[None]]] = {
        "receiver": receive, "worker": worker.run, "sender": send, "scheduler": ticks,
        "api": partial(_serve_api, settings, policy, db, outbox_bell),
    }  # fmt: skip
    if settings.api_port is None and parts != ["api"]:
        del loops["api"]
    try:
        await schema.upgrade(db)
        if set(parts) - WITHOUT_TELEGRAM:
            await _connect(bot, settings)
        ready()
        async with asyncio.TaskGroup() as group:
            for part in parts:
                if part in loops:
                    group.create_task(_of(loops[part]))
    finally:
        await nlu.aclose()
        with contextlib.suppress(TelegramError, RuntimeError):
            await bot.shutdown()
        await db.close()


async def _of(loop: Callable[[], Awaitable[None]]) -> None:
    await loop()


async def _connect(bot: Any, settings: Settings) -> None:
    """Waits for the Bot API; a wrong token ends the start, an absence does not."""
    pause = 0.5
    while True:
        try:
            await bot.initialize()
            await _publish_commands(bot)
            return
        except InvalidToken:
            raise BadSettings(
                "WATTLINE_TELEGRAM_TOKEN is refused by the Bot API; ask @BotFather"
            ) from None
        except TelegramError as error:
            log.warning("the Bot API does not answer yet: %s", where(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 10)


async def _publish_commands(bot: Any) -> None:
    codes = {"zh_Hans": "zh", "zh_Hant": "zh", "en": None}
    for language in ("en", "zh_Hans"):
        commands = [
            BotCommand(name, locales.text(language, label)) for name, label in menu.COMMANDS
        ]
        await bot.set_my_commands(commands, language_code=codes[language])


async def _serve_webhook(settings: Settings, bot: Any, db: Database, bell: Bell) -> None:
    if not settings.webhook_secret:
        raise BadSettings("WATTLINE_WEBHOOK_SECRET is missing; a webhook needs one")
    host, _, port = settings.webhook_listen.rpartition(":")
    web = receiver.webhook(db, bell, now, settings.webhook_secret)
    config = uvicorn.Config(web, host=host, port=int(port), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve())
    await bot.set_webhook(
        settings.webhook_url, secret_token=settings.webhook_secret,
        allowed_updates=receiver.WANTED, max_connections=40,
    )  # fmt: skip
    await serving


async def _serve_api(settings: Settings, policy: Policy, db: Database, bell: Bell) -> None:
    if settings.api_port is None:
        raise BadSettings("WATTLINE_API_PORT is missing; the API needs one")
    from api.app import build  # FastAPI takes half a second to load, and not everybody needs it

    web = build(db, policy, settings.zone, now, bell.ring, settings.api_public)
    config = uvicorn.Config(
        web, host=settings.api_host, port=settings.api_port, log_level="warning",
        access_log=False, lifespan="off",
    )  # fmt: skip
    await uvicorn.Server(config).serve()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the chat page.")] = 8081,
) -> None:
    """The whole of it on this machine: sandbox, model, database, a city, and you."""
    import demo as demo_module

    asyncio.run(until_stopped(demo_module.run(port)))


if __name__ == "__main__":
    main()

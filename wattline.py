"""Wattline's command line, and the only place that puts the parts together."""

import asyncio
import contextlib
import getpass
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError

import locales
import settings as settings_module
from actions import menu, staff
from actions import policy as policy_module
from actions import review as review_module
from actions.importing import format_report, import_folder
from bot import receiver
from bot.bell import Bell
from bot.client import open_bot, where
from bot.pace import Pace
from bot.sender import Sender
from bot.worker import Worker
from nlu import evaluation, model, report
from nlu.client import NluClient
from nlu.data_check import read_domain
from scheduler import jobs
from settings import ROOT, BadSettings, Settings
from storage import Database, schema
from storage import staff as staff_rows
from storage.sole import sole

log = logging.getLogger("wattline")

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
db_app = typer.Typer(no_args_is_help=True, help="The database.")
staff_app = typer.Typer(no_args_is_help=True, help="Staff and their chats.")
nlu_app = typer.Typer(no_args_is_help=True, help="The model that understands messages.")
app.add_typer(db_app, name="db")
app.add_typer(staff_app, name="staff")
app.add_typer(nlu_app, name="nlu")

PARTS = ("receiver", "worker", "sender", "scheduler")


def now() -> datetime:
    """The clock: only loops and entry points read it."""
    return datetime.now(UTC)


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
    asyncio.run(until_stopped(serve(settings_module.load(), parts)))


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Runs until the work ends or the process is asked to stop."""
    task = asyncio.ensure_future(work)
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


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

    async def receive() -> None:
        if settings.webhook_url:
            await _serve_webhook(settings, bot, db, inbox_bell)
        else:
            async with sole(db, "receiver"):
                await receiver.choose_polling(bot)
                await receiver.poll(bot, db, inbox_bell, now)

    async def send() -> None:
        async with sole(db, "sender"):
            await sender.run()

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
    }  # fmt: skip
    try:
        await schema.upgrade(db)
        await _connect(bot, settings)
        ready()
        async with asyncio.TaskGroup() as group:
            for part in parts:
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


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the chat page.")] = 8081,
) -> None:
    """The whole of it on this machine: sandbox, model, database, a city, and you."""
    import demo as demo_module

    asyncio.run(until_stopped(demo_module.run(port)))


# Database and data.


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Brings the database to the newest version."""
    asyncio.run(_with_database(schema.upgrade))
    typer.echo("The database is up to date.")


@app.command("import")
def import_(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Imports the network, places, accounts, bills, notices and staff from CSV files."""
    settings = settings_module.load()
    policy = policy_module.load(settings.policy)

    async def work(db: Database) -> bool:
        await schema.upgrade(db)
        report = await import_folder(db, folder, policy, settings.zone, now())
        typer.echo(format_report(report))
        return not report.errors

    if not asyncio.run(_with_database(work)):
        raise typer.Exit(1)


async def _with_database(work: Callable[[Database], Awaitable[Any]]) -> Any:
    db = Database(settings_module.load().database_url)
    try:
        return await work(db)
    finally:
        await db.close()


@staff_app.command("add")
def staff_add(
    telegram_id: Annotated[int, typer.Argument(help="Their Telegram id; @userinfobot tells it.")],
    name: Annotated[str, typer.Argument(help="The first name that customers may see.")],
    role: Annotated[str, typer.Option(help=", ".join(staff.ROLES))] = "agent",
    queue: Annotated[str, typer.Option(help=", ".join((*staff.QUEUES, "all")))] = "all",
) -> None:
    """Registers a member of staff, or changes one."""
    if role not in staff.ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(staff.ROLES)}")
    if queue not in (*staff.QUEUES, "all"):
        raise typer.BadParameter(f"--queue is one of {', '.join((*staff.QUEUES, 'all'))}")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            await staff_rows.add(tx, telegram_id, name, role, queue)

    asyncio.run(_with_database(work))
    typer.echo(f"{name} is registered as {role} of {queue}.")


@staff_app.command("chat")
def staff_chat(queue: str, chat_id: int) -> None:
    """Names the group chat where the tickets of a queue appear ("all" for every queue)."""
    if queue not in (*staff.QUEUES, "all"):
        raise typer.BadParameter(f"the queue is one of {', '.join((*staff.QUEUES, 'all'))}")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            await staff_rows.set_chat(tx, queue, chat_id)

    asyncio.run(_with_database(work))
    typer.echo(f"Tickets of {queue} appear in chat {chat_id}.")


# Understanding.


@nlu_app.command("train")
def nlu_train(force: bool = False) -> None:
    """Trains the model, if its data or config.yml changed."""
    model.train(ROOT, force=force, say=typer.echo)


@nlu_app.command("serve")
def nlu_serve(port: int = 5005) -> None:
    """Runs the model server until it is stopped; on loopback."""
    server = model.start_server(ROOT, port)
    typer.echo(f"The model server starts at http://127.0.0.1:{port}; Ctrl-C ends it.")
    try:
        server.wait()
    except KeyboardInterrupt:
        model.stop_server(server)


@nlu_app.command("evaluate")
def nlu_evaluate(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How well messages of Rasa NLU test files are understood, by file."""
    result = evaluation.evaluate(files, ROOT, settings_module.nlu_url())
    if as_json:
        typer.echo(json.dumps(report.for_json(result), ensure_ascii=False))
    else:
        typer.echo(report.format_table(result))


@nlu_app.command("review")
def nlu_review(
    export: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write what is labelled as training YAML to this file."),
    ] = None,
    count: Annotated[bool, typer.Option(help="Only say how many messages wait.")] = False,
    by: Annotated[str, typer.Option(help="Who labels; the name of your login if not given.")] = "",
) -> None:
    """Shows messages that were not understood, for staff to label; exports them for training."""
    if export is not None and count:
        raise typer.BadParameter("--export and --count do not go together")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        if export is not None:
            typer.echo(f"{await review_module.export(db, export)} messages are in {export}.")
        elif count:
            typer.echo(await review_module.counted(db))
        else:
            labels = sorted(read_domain(ROOT / "nlu" / "domain.yml")[0])
            who = by.strip() or _login()
            review = review_module.Review(db, _ask, typer.echo, labels, who, now)
            typer.echo(review_module.KEYS)
            typer.echo(f"{await review.run()} labelled.")

    try:
        asyncio.run(_with_database(work))
    except OSError as error:
        typer.echo(f"{export or 'The database'}: {error.strerror or error}", err=True)
        raise typer.Exit(1) from None


def _ask(question: str) -> str | None:
    try:
        return str(typer.prompt(question, default="", show_default=False))
    except typer.Abort:
        return None


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"


# What is wrong and how to mend it.


@app.command()
def doctor() -> None:
    """Looks at settings, database, model server and Bot API; one line each."""
    if not asyncio.run(_look_at_everything()):
        raise typer.Exit(1)


async def _look_at_everything() -> bool:
    try:
        settings = settings_module.load()
        policy = policy_module.load(settings.policy)
    except (BadSettings, policy_module.BadPolicy) as error:
        return _line("settings", str(error))
    fine = _line("settings", None)
    fine &= _line("database", await _database_problem(settings))
    fine &= _line("NLU server", await _nlu_problem(settings))
    fine &= _line("Bot API", await _bot_problem(settings))
    missing = [kind for kind in ("complaint", "repair", "hazard") if kind not in policy.kinds]
    return fine & _line("promises", f"policy.yml lacks {', '.join(missing)}" if missing else None)


def _line(what: str, problem: str | None) -> bool:
    typer.echo(f"{'✗' if problem else '✓'} {what}: {problem or 'fine'}")
    return problem is None


async def _database_problem(settings: Settings) -> str | None:
    db = Database(settings.database_url)
    try:
        current = await schema.is_current(db)
    except Exception as error:
        return f"cannot be opened ({type(error).__name__}); check WATTLINE_DATABASE_URL"
    finally:
        await db.close()
    return None if current else "is not up to date; run `wattline db upgrade`"


async def _nlu_problem(settings: Settings) -> str | None:
    client = NluClient(settings.nlu_url, settings.nlu_timeout)
    try:
        return await client.healthy()
    finally:
        await client.aclose()


async def _bot_problem(settings: Settings) -> str | None:
    bot = open_bot(settings.telegram_token, settings.telegram_base_url)
    try:
        await bot.initialize()
    except InvalidToken:
        return "refuses the token; check WATTLINE_TELEGRAM_TOKEN"
    except TelegramError as error:
        return f"does not answer ({type(error).__name__}); check WATTLINE_TELEGRAM_BASE_URL"
    finally:
        await bot.shutdown()
    return None


if __name__ == "__main__":
    main()

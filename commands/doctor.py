"""What is wrong and how to mend it."""

import asyncio

import typer
from telegram.error import InvalidToken, TelegramError

import settings as settings_module
from actions import policy as policy_module
from bot.client import open_bot
from nlu.client import NluClient
from settings import BadSettings, Settings
from storage import Database, schema


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

"""What goes wrong outside us: doubled updates, a poisoned one, the model server, the database, Telegram."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psycopg
import pytest
from aiohttp import web
from sqlalchemy import func, select

from storage import Database, schema
from storage.models import Inbox, Outbox, Person, Tally, Ticket
from tests.stack import Stack, model_server, stack, understood

Start = Callable[..., Awaitable[int]]


async def sensible(text: str) -> web.StreamResponse:
    """A model server that knows two intents."""
    return understood(text, "ask_tariff" if "price" in text else "greet")


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """Sandbox and a sensible model server; the test starts the service."""
    async with model_server(sensible) as url, stack(database_url, tmp_path, url) as it:
        yield it


@pytest.fixture
async def database(running: Stack) -> AsyncIterator[Database]:
    """The service's database, to look into."""
    opened = Database(running.environment["WATTLINE_DATABASE_URL"])
    await schema.upgrade(opened)
    yield opened
    await opened.close()


async def said(running: Stack, chat: int, words: str, times: int = 1, seconds: float = 30) -> str:
    """Waits until the bot has said `words` so many times; all that it said."""
    texts: list[str] = []

    async def is_so() -> bool:
        texts[:] = [str(m.get("text", "")) for m in await running.said_to(chat)]
        return sum(words in text for text in texts) >= times

    await running.until(is_so, seconds)
    return "\n".join(texts)


async def test_an_update_delivered_five_times_to_two_workers_takes_effect_once(
    running: Stack, database: Database
) -> None:
    chats = [await running.sandbox.person(started=False) for _ in range(6)]
    running.start_service()
    running.start_service("--only", "worker")
    for chat in chats:
        sent = await running.sandbox.post(f"chats/{chat}/messages", text="the price please")
        await running.sandbox.post("redeliver", update_id=sent["update_id"], times=4)
    for chat in chats:
        await said(running, chat, "per kWh")
    await asyncio.sleep(1.5)
    for chat in chats:
        assert (await said(running, chat, "per kWh")).count("per kWh") == 1
    async with database.reading() as tx:
        effects = await tx.scalar(select(func.sum(Tally.count)))
    assert effects == len(chats)


async def test_a_message_that_always_fails_is_set_aside_and_blocks_nobody(
    running: Stack, database: Database
) -> None:
    chat, other = [await running.sandbox.person(started=False) for _ in range(2)]
    running.start_service(RAISE_ON="poison")
    await running.sandbox.post(f"chats/{chat}/messages", text="price poison")
    await running.sandbox.post(f"chats/{chat}/messages", text="the price")
    await running.sandbox.post(f"chats/{other}/messages", text="the price")
    told = await said(running, chat, "per kWh")
    assert told.index("something went wrong") < told.index("per kWh")
    await said(running, other, "per kWh")
    async with database.reading() as tx:
        row = (await tx.execute(select(Inbox).where(Inbox.state == "set_aside"))).scalar_one()
        counted = await tx.scalar(select(func.sum(Tally.count)))
    assert row.tries == 3
    assert "poison" not in (row.error or "")
    assert counted == 2  # the failed one left nothing behind


async def hanging(text: str) -> web.StreamResponse:
    """Slower than anybody waits."""
    await asyncio.sleep(60)
    return web.Response()


async def rubbish(text: str) -> web.StreamResponse:
    """Not what a model server says."""
    return web.Response(text='{"intent": [1, 2', content_type="application/json")


async def broken(text: str) -> web.StreamResponse:
    """A server error."""
    return web.Response(status=500)


@pytest.mark.parametrize("answer", [hanging, rubbish, broken, None])
async def test_without_the_model_server_danger_and_menu_still_work(
    answer: Callable[[str], Awaitable[web.StreamResponse]] | None, database_url: str, tmp_path: Path
) -> None:
    async with model_server(answer or broken) as url:
        nlu_url = url if answer else "http://127.0.0.1:9"
        async with stack(database_url, tmp_path, nlu_url) as running:
            chat = await running.sandbox.person(started=False)
            running.start_service(WATTLINE_NLU_TIMEOUT="0.7")
            await running.sandbox.post(f"chats/{chat}/messages", text="电线杆冒火花了")
            told = await said(running, chat, "WL-")
            assert "10" in told
            other = await running.sandbox.person(started=False)  # the first one's words go to staff
            await running.sandbox.post(f"chats/{other}/messages", text="xyzzy qwerty")
            await running.until(lambda: _has_menu(running, other, 0), 10)


async def _has_menu(running: Stack, chat: int, after: int) -> bool:
    new = [m for m in await running.said_to(chat) if m["message_id"] > after]
    return any("reply_markup" in m for m in new)


async def test_a_database_locked_for_two_seconds_loses_nothing(
    running: Stack, database: Database
) -> None:
    chat = await running.sandbox.person(started=False)
    running.start_service()
    await running.sandbox.post(f"chats/{chat}/messages", text="the price")
    await said(running, chat, "per kWh")
    locking = asyncio.create_task(asyncio.to_thread(_lock_for_two_seconds, running))
    await asyncio.sleep(0.3)
    for _ in range(3):
        await running.sandbox.post(f"chats/{chat}/messages", text="the price again")
    await locking
    await said(running, chat, "per kWh", times=4)
    async with database.reading() as tx:
        tries = await tx.scalar(select(func.sum(Inbox.tries)))
    assert tries == 0  # not the messages' fault


def _lock_for_two_seconds(running: Stack) -> None:
    import time

    url = running.environment["WATTLINE_DATABASE_URL"]
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(2)
        connection.execute("ROLLBACK")
        connection.close()
        return
    with psycopg.connect(url) as postgres:
        postgres.execute("LOCK TABLE inbox, outbox IN ACCESS EXCLUSIVE MODE")
        time.sleep(2)
        postgres.rollback()


@pytest.mark.parametrize(
    ("failure", "copies"),
    [
        ({"kind": "429", "retry_after": 1, "count": 2}, 1),
        ({"kind": "500", "count": 2}, 1),
        ({"kind": "drop", "count": 1}, 1),
        ({"kind": "drop", "accepted": True, "count": 1}, 2),
        ({"kind": "timeout_after_accept", "seconds": 1, "count": 1}, 2),
        ({"kind": "400", "description": "Bad Request: can't parse entities: x", "count": 1}, 1),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else str(value),
)
async def test_a_reply_gets_through_the_bot_apis_troubles(
    running: Stack, database: Database, failure: dict[str, object], copies: int
) -> None:
    """Only what was accepted without our hearing of it is said twice; order is kept."""
    chat = await running.sandbox.person(started=False)
    running.start_service()
    await running.sandbox.post("failures", method="sendMessage", **failure)
    await running.sandbox.post(f"chats/{chat}/messages", text="the price")
    await running.sandbox.post(f"chats/{chat}/messages", text="/language")
    told = await said(running, chat, "Language")
    assert told.count("per kWh") == copies
    assert told.index("per kWh") < told.index("Language")


async def test_a_customer_who_blocked_us_is_marked_and_a_later_message_brings_them_back(
    running: Stack, database: Database
) -> None:
    chat = await running.sandbox.person(started=False)
    running.start_service()
    await running.sandbox.post("failures", method="sendMessage", kind="403", count=1,
                               description="Forbidden: bot was blocked by the user")  # fmt: skip
    await running.sandbox.post(f"chats/{chat}/messages", text="the price")
    await running.until(lambda: _is_reachable(database, chat, False))
    await running.sandbox.post(f"chats/{chat}/messages", text="the price once more")
    await said(running, chat, "per kWh")
    await running.until(lambda: _is_reachable(database, chat, True))
    async with database.reading() as tx:
        failed = await tx.scalar(select(func.count()).where(Outbox.state == "failed"))
        assert failed == 1
        assert await tx.scalar(select(func.count(Ticket.id))) == 0


async def _is_reachable(database: Database, chat: int, wanted: bool) -> bool:
    async with database.reading() as tx:
        found = select(Person.reachable).where(Person.chat_id == chat)
        return (await tx.execute(found)).scalar_one_or_none() is wanted


async def test_a_webhook_needs_its_secret_and_stores_before_it_answers(
    running: Stack, database: Database
) -> None:
    from tests.sandbox.sandbox_client import free_port

    port, chat = free_port(), await running.sandbox.person(started=False)
    hook = f"http://127.0.0.1:{port}/"
    running.start_service(
        WATTLINE_WEBHOOK_URL=hook, WATTLINE_WEBHOOK_SECRET="s3cret", WATTLINE_WEBHOOK_LISTEN=f"127.0.0.1:{port}"
    )  # fmt: skip
    await running.sandbox.post(f"chats/{chat}/messages", text="the price")
    await said(running, chat, "per kWh")
    stranger = running.sandbox.session.post
    async with stranger(hook, json={"update_id": 5}) as answer:
        assert answer.status == 403
    right = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    async with stranger(hook, data=b"{nonsense", headers=right) as answer:
        assert answer.status == 400
    async with database.reading() as tx:
        assert await tx.scalar(select(func.count(Inbox.update_id))) == 1

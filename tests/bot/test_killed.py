"""kill -9 at forty moments: nothing lost, nothing doubled, order kept; counted and printed."""

import asyncio
import itertools
import random
import re
from collections import Counter
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select

from storage import Database, schema
from storage.models import Inbox, Outbox, Tally, Ticket, TicketEvent
from tests.stack import Stack, model_server, stack, understood

KILLS, UPDATES, CHATS = 40, 300, 20
MOMENTS = ("before_commit", "after_commit", "in_nlu", "before_send", "after_send")
NUMBER = re.compile(r"WL-20000101-(\d{4})")


async def answer(text: str) -> web.StreamResponse:
    """Every third message is a danger, every third asks for prices, the rest for a ticket."""
    await asyncio.sleep(0.003)
    intents = {"WL": "ask_ticket", "wi": "report_hazard", "wh": "ask_tariff"}
    return understood(text, intents[text[:2]])


def message(number: int) -> str:
    return (
        f"WL-20000101-{number:04d}",
        f"wire down and sparking, message {number}",
        f"what is the price, message {number}",
    )[number % 3]


async def test_forty_kills(database_url: str, tmp_path: Path) -> None:
    async with (
        model_server(answer) as nlu_url,
        stack(database_url, tmp_path, nlu_url) as running,
    ):
        chats = [await running.sandbox.person(started=False) for _ in range(CHATS)]
        database = Database(database_url)
        await schema.upgrade(database)
        sent, in_flight = await _kill_again_and_again(running, database, chats)
        running.start_service()
        try:
            await running.until(lambda: _is_drained(database), 90)
            await _check(running, database, sent, in_flight)
        finally:
            await database.close()


async def _kill_again_and_again(
    running: Stack, database: Database, chats: list[int]
) -> tuple[dict[int, list[int]], int]:
    """Sends 300 updates while the service dies 40 times.

    Which message went to which chat, and how many of our messages were in flight at the deaths.
    """
    in_flight = 0
    chance, sent = random.Random(4), {chat: list[int]() for chat in chats}
    numbers = iter(range(UPDATES))
    kinds = itertools.cycle(MOMENTS)
    for kill in range(KILLS):
        plan = f"{next(kinds)}:{chance.randint(1, 7)}"
        service = running.start_service(KILL_AT=plan)
        for number in itertools.islice(
            numbers, UPDATES * (kill + 1) // KILLS - sum(map(len, sent.values()))
        ):
            chat = chance.choice(chats)
            await running.sandbox.post(f"chats/{chat}/messages", text=message(number))
            sent[chat].append(number)
        await running.until(_has_died(service), 30, every=0.03)
        assert service.returncode == -9, plan
        async with database.reading() as tx:
            in_flight += await tx.scalar(select(func.count()).where(Outbox.state == "sending")) or 0
    assert sum(map(len, sent.values())) == UPDATES
    return sent, in_flight


def _has_died(service: object):  # type: ignore[no-untyped-def]
    async def died() -> bool:
        return service.poll() is not None  # type: ignore[attr-defined,no-any-return]

    return died


async def _is_drained(database: Database) -> bool:
    async with database.reading() as tx:
        done = await tx.scalar(select(func.count()).where(Inbox.state == "done"))
        waiting = await tx.scalar(
            select(func.count()).where(Outbox.state.in_(("queued", "sending")))
        )
    return done == UPDATES and waiting == 0


async def _check(
    running: Stack, database: Database, sent: dict[int, list[int]], in_flight: int
) -> None:
    repeated, lost = 0, []
    for chat, numbers in sent.items():
        said = [m.get("text", "") for m in await running.said_to(chat)]
        found = [int(n) for text in said for n in NUMBER.findall(text)]
        asked = [n for n in numbers if n % 3 == 0]
        first_time = list(dict.fromkeys(found))
        lost += [n for n in asked if n not in first_time]
        assert first_time == asked, "out of order"
        texts = Counter(said)
        repeated += len(found) - len(first_time)
        prices = sum("per kWh and month" in text for text in said)
        assert prices >= sum(n % 3 == 2 for n in numbers), texts
    doubled = await _doubled_effects(database, sent)
    print(f"\n{KILLS} kills, {UPDATES} updates: lost {len(lost)}, doubled effects {doubled}, "
          f"messages repeated {repeated} of {in_flight} in flight")  # fmt: skip
    assert lost == []
    assert doubled == 0
    assert repeated <= in_flight


async def _doubled_effects(database: Database, sent: dict[int, list[int]]) -> int:
    """Effects beyond one an update: price questions counted, the same words kept twice.

    What is written after a danger is added to it, whatever it is; every message differs.
    """
    numbers = [n for of_chat in sent.values() for n in of_chat]
    async with database.reading() as tx:
        prices = await tx.scalar(
            select(func.sum(Tally.count)).where(Tally.name == "unbuilt:ask_tariff_peak")
        )
        dangers = await tx.scalar(
            select(func.count()).where(TicketEvent.what.in_(("opened", "added")))
        )
        kept = select(TicketEvent.ticket_id, TicketEvent.note).where(TicketEvent.what == "added")
        additions = await tx.scalar(select(func.count()).select_from(kept.subquery()))
        different = await tx.scalar(select(func.count()).select_from(kept.distinct().subquery()))
        tickets = await tx.scalar(select(func.count(Ticket.id)))
        failed = await tx.scalar(select(func.count()).where(Outbox.state == "failed"))
    assert failed == 0
    assert tickets == sum(any(n % 3 == 1 for n in of_chat) for of_chat in sent.values())
    wanted = (sum(n % 3 == 2 for n in numbers), sum(n % 3 == 1 for n in numbers))
    assert prices is not None
    assert dangers is not None
    assert prices >= wanted[0]
    assert dangers >= wanted[1]
    assert additions is not None
    assert different is not None
    return int(prices - wanted[0] + additions - different)

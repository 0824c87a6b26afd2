"""The sender and broadcasts: what may go and what may not, whom it never holds up, kill -9."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from bot.line import LAST, Line
from storage import Database, broadcasts, outbox
from storage.models import Broadcast, Outbox, Person
from tests.city import NOW
from tests.stack import Stack, stack

PEOPLE = 5
LATER = NOW + timedelta(hours=9)


async def seed(db: Database, chats: list[int]) -> None:
    """People who have written to us."""
    async with db.transaction() as tx:
        for chat in chats:
            tx.add(Person(telegram_id=chat, chat_id=chat, created_at=NOW))


async def start(db: Database, now: datetime = NOW, state: str = "sending") -> int:
    """Queues an announcement to everybody; its id."""
    async with db.transaction() as tx:
        made = await broadcasts.add(tx, Broadcast(
            kind="announcement", state=state, name="news", audience={"all": True}, texts={},
            total=0, sent=0, failed=0, created_at=now, started_at=now,
        ))  # fmt: skip
        made.total = await broadcasts.queue(
            tx, made, {"en": {"text": "news"}}, "announcements", 4, [], now
        )
        return made.id


async def set_state(db: Database, number: int, state: str) -> None:
    """As its buttons do."""
    async with db.transaction() as tx:
        await tx.execute(update(Broadcast).where(Broadcast.id == number).values(state=state))


async def reply(db: Database, chat: int, key: str, now: datetime = NOW) -> None:
    """An answer to a chat."""
    async with db.transaction() as tx:
        await outbox.queue(tx, key, chat, 1, {"text": key}, now)


async def turns(
    db: Database, lowest: int = LAST, now: datetime = NOW, limit: int = 50
) -> list[str]:
    """The keys of what may go next, in order."""
    async with db.transaction() as tx:
        found = await Line().turns(tx, now, [], lowest, limit, [])
        keys = {row.id: row.key for row in await tx.execute(select(Outbox.id, Outbox.key))}
        return [keys[row.id] for row, _bulk in found]


async def change(db: Database, key: str, **values: Any) -> None:
    """Changes a queued message."""
    async with db.transaction() as tx:
        await tx.execute(update(Outbox).where(Outbox.key == key).values(**values))


async def test_queueing_twice_or_half_anew_leaves_nobody_out_and_nobody_twice(db: Database) -> None:
    await seed(db, [1, 2])
    number = await start(db)
    await seed(db, [3])
    async with db.transaction() as tx:
        made = await tx.get_one(Broadcast, number)
        bodies = {"en": {"text": "news"}}
        assert await broadcasts.queue(tx, made, bodies, "announcements", 4, [], NOW) == 1
        assert await broadcasts.queue(tx, made, bodies, "announcements", 4, [], NOW) == 0
    assert await turns(db) == [f"broadcast:{number}:{chat}" for chat in (1, 2, 3)]


async def test_replies_first_then_the_broadcast_in_order(db: Database) -> None:
    await seed(db, [1, 2, 3])
    number = await start(db)
    await reply(db, 9, "r9")
    assert await turns(db) == ["r9", *(f"broadcast:{number}:{chat}" for chat in (1, 2, 3))]
    assert await turns(db, lowest=1) == ["r9"]


async def test_a_reply_behind_news_lends_it_its_turn(db: Database) -> None:
    await seed(db, [1, 2])
    number = await start(db)
    await reply(db, 2, "r2")
    assert await turns(db, lowest=1) == [f"broadcast:{number}:2"]


@pytest.mark.parametrize("state", ["paused", "cancelled"])
async def test_what_was_stopped_holds_up_neither_its_chats_nor_other_broadcasts(
    db: Database, state: str
) -> None:
    await seed(db, [1, 2])
    stopped, other = await start(db), await start(db)
    await reply(db, 1, "r1")
    await set_state(db, stopped, state)
    assert await turns(db, lowest=1) == [f"broadcast:{other}:1"]
    await change(db, f"broadcast:{other}:1", state="sent")
    assert await turns(db) == ["r1", f"broadcast:{other}:2"]
    await set_state(db, stopped, "sending")
    await change(db, "r1", state="sent")
    assert await turns(db) == [f"broadcast:{stopped}:1", f"broadcast:{stopped}:2"]


async def test_what_is_meant_for_the_morning_waits_alone_and_what_is_tried_again_does_not(
    db: Database,
) -> None:
    await seed(db, [1, 2])
    number = await start(db)
    await reply(db, 1, "r1")
    await reply(db, 2, "r2")
    await change(db, f"broadcast:{number}:1", due_at=LATER)
    await change(db, f"broadcast:{number}:2", due_at=LATER, error="TimedOut", tries=1)
    assert await turns(db, lowest=1) == ["r1", f"broadcast:{number}:2"]  # the sender sees: not yet
    await change(db, "r1", state="sent")
    assert await turns(db, now=LATER) == [f"broadcast:{number}:{chat}" for chat in (2, 1)]


async def test_other_channels_are_not_the_messengers_business(db: Database) -> None:
    await seed(db, [1])
    number = await start(db)
    await change(db, f"broadcast:{number}:1", channel="sms")
    assert await turns(db) == []


async def test_a_broadcast_with_nothing_left_is_done(db: Database) -> None:
    await seed(db, [1])
    number = await start(db)
    await change(db, f"broadcast:{number}:1", state="sent")
    assert await turns(db) == []
    async with db.reading() as tx:
        found = await tx.get_one(Broadcast, number)
        assert (found.state, found.finished_at) == ("done", NOW)


async def test_the_look_for_the_next_reads_no_row_that_may_not_go(db: Database) -> None:
    """On SQLite the plan names the index that holds just the wanted rows, and sorts nothing."""
    looks = (
        ("ix_outbox_waiting", lambda tx: outbox.due(tx, NOW, [1], 4, 5)),
        ("ix_outbox_broadcast", lambda tx: outbox.due_of(tx, 1, NOW, [1], 5)),
        ("ix_outbox_broadcast", lambda tx: broadcasts.next_due(tx, 1)),
        ("ix_outbox_failed", lambda tx: broadcasts.failures(tx, 1)),
        ("ix_outbox_sending", outbox.resume_interrupted),
    )
    if not db.is_sqlite:
        return
    ran: list[tuple[str, Any]] = []
    event.listen(db.engine.sync_engine, "before_cursor_execute",
                 lambda _c, _cursor, sql, values, *_more: ran.append((sql, values)))  # fmt: skip
    async with db.transaction() as tx:
        for index, look in looks:
            await look(tx)
            sql, values = ran[-1]
            connection = await tx.connection()
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            plan = " ".join(str(row[3]) for row in rows)
            assert index in plan and "TEMP B-TREE" not in plan, (sql, plan)


# Real processes.


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    async with stack(database_url, tmp_path, "http://127.0.0.1:9") as it:
        yield it


async def people(running: Stack, db: Database, count: int) -> list[int]:
    chats = [await running.sandbox.person() for _ in range(count)]
    await seed(db, chats)
    return chats


async def received(running: Stack) -> Counter[int]:
    """How many messages each chat got."""
    stats = await running.sandbox.get("stats")
    return Counter({int(chat): count for chat, count in stats["accepted_by_chat"].items()})


async def is_over(db: Database, number: int) -> bool:
    async with db.reading() as tx:
        return (await tx.get_one(Broadcast, number)).finished_at is not None


async def test_pause_and_cancel_work_within_two_seconds_and_after_a_restart(
    running: Stack, db: Database, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.yml"
    slow.write_text("sending: {per_second: 40, per_chat: false}\n", "utf-8")
    policy = f"{running.environment['WATTLINE_POLICY']},{slow}"
    chats = await people(running, db, 200)
    number = await start(db, datetime.now(UTC))
    service = running.start_service("--only", "sender", WATTLINE_POLICY=policy)

    async def has_begun() -> bool:
        return sum((await received(running)).values()) > 10

    await running.until(has_begun)
    await set_state(db, number, "paused")
    await asyncio.sleep(1.0)
    paused = await received(running)
    service.kill()
    service.wait()
    running.start_service("--only", "sender", WATTLINE_POLICY=policy)
    last = chats[-1]  # whose news is paused: an answer to them is not
    await reply(db, last, "answer", datetime.now(UTC))

    async def is_answered() -> bool:
        return (await received(running))[last] == 1

    await running.until(is_answered)
    await asyncio.sleep(1.0)
    assert await received(running) == paused + Counter({last: 1})
    assert 10 < sum(paused.values()) < 150
    await set_state(db, number, "sending")

    async def goes_on() -> bool:
        return sum((await received(running)).values()) > sum(paused.values()) + 5

    await running.until(goes_on, 2.0)
    await set_state(db, number, "cancelled")
    await asyncio.sleep(1.0)
    cancelled = await received(running)
    await asyncio.sleep(1.0)
    assert await received(running) == cancelled and sum(cancelled.values()) < len(chats)


async def test_killed_again_and_again_none_is_missed(running: Stack, db: Database) -> None:
    chats = await people(running, db, 240)
    number, chance, in_flight = await start(db, datetime.now(UTC)), random.Random(5), 0
    for moment in ("before_commit", "after_send", "after_commit", "before_send", "after_send"):
        most = 3 if "commit" in moment else 30
        service = running.start_service(
            "--only", "sender", KILL_AT=f"{moment}:{chance.randint(2, most)}"
        )
        await running.until(lambda service=service: _ended(service), 30)  # type: ignore[misc]
        assert service.returncode == -9
        async with db.reading() as tx:
            sending = select(func.count()).where(Outbox.state == "sending")
            in_flight += await tx.scalar(sending) or 0
    running.start_service("--only", "sender")
    await running.until(lambda: is_over(db, number), 40)
    got = await received(running)
    assert set(got) == set(chats)
    assert sum(got.values()) - len(chats) <= in_flight
    async with db.reading() as tx:
        made = await tx.get_one(Broadcast, number)
        assert (made.state, made.sent, made.failed, made.total) == ("done", 240, 0, 240)


async def _ended(service: Any) -> bool:
    return service.poll() is not None


async def test_blocked_chats_count_as_such_and_failures_are_tried_again(
    running: Stack, db: Database
) -> None:
    chats = await people(running, db, 12)
    await running.sandbox.post(f"chats/{chats[0]}/block")
    await running.sandbox.post("failures", method="sendMessage", kind="500", count=3)
    await running.sandbox.post("failures", method="sendMessage", kind="400", chat_id=chats[1])
    number = await start(db, datetime.now(UTC))
    running.start_service("--only", "sender")
    await running.until(lambda: is_over(db, number), 40)
    async with db.reading() as tx:
        made = await tx.get_one(Broadcast, number)
        assert (made.state, made.sent, made.failed) == ("done", 10, 2)
        assert await broadcasts.failures(tx, number) == (1, 1)
    assert set(await received(running)) == set(chats[2:])

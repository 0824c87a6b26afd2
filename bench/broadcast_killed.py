"""kill -9 at many moments of a broadcast, also just after a pause and just after a cancel."""

import asyncio
import random
import subprocess
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from bench.stage import Stage, broadcast, database_url, is_over, seed, set_state, stage, stop, until
from storage import Database
from storage.models import Outbox

FAST = 1000
QUIET = 3.0
"""Seconds of a new service in which nothing may go out."""
MOMENTS = ("before_commit", "after_commit", "before_send", "after_send")


async def killed(kills: int, chats: int, kind: str) -> dict[str, Any]:
    """A broadcast whose service dies again and again; once paused meanwhile, another cancelled."""
    with database_url(kind) as url:
        async with stage(None) as made:
            db = Database(url)
            await seed(db, chats)
            await made.people(chats)
            number, chance, in_flight = await broadcast(db), random.Random(6), 0
            for kill in range(kills):
                if kill in (kills // 3, 2 * kills // 3):
                    in_flight += await _killed_while_paused(made, db, url, number)
                most = 2 if kills > 10 else 1
                times = chance.randint(1, 2 * most if kill % 4 < 2 else most * chats // kills)
                await _die(made, url, f"{MOMENTS[kill % 4]}:{times}")
                in_flight += await _sending(db)
            await _to_the_end(made, db, url, number)
            got = await _received(made)
            after_cancel = await _cancelled(made, db, url)
            await db.close()
    return {
        "database": kind, "kills": kills, "chats": chats, "missed": chats - len(got),
        "repeated": sum(got.values()) - len(got), "in_flight": in_flight,
        "sent_after_cancel": after_cancel,
    }  # fmt: skip


async def _die(made: Stage, url: str, moment: str) -> None:
    service = made.service(url, FAST, "--only", "sender", module="tests.killable", KILL_AT=moment)
    try:
        await asyncio.to_thread(service.wait, 60)
    except subprocess.TimeoutExpired:
        stop(service)  # it had nothing left to die at
    finally:
        service.kill()


async def _killed_while_paused(made: Stage, db: Database, url: str, number: int) -> int:
    """kill -9 just after a pause: what was under way may go, nothing else; then it goes on."""
    service = made.service(url, FAST, "--only", "sender")
    before = sum((await _received(made)).values())
    await until(lambda: _more_than(made, before), 30)
    await set_state(db, number, "paused")
    service.kill()
    service.wait()
    in_flight = await _sending(db)
    paused = sum((await _received(made)).values())
    service = made.service(url, FAST, "--only", "sender")
    await asyncio.sleep(QUIET)
    stop(service)
    more = sum((await _received(made)).values()) - paused
    assert more == 0, f"{more} messages of a paused broadcast"
    await set_state(db, number, "sending")
    return in_flight


async def _cancelled(made: Stage, db: Database, url: str) -> int:
    """kill -9 just after a cancel: how much goes out afterwards."""
    number = await broadcast(db)
    service = made.service(url, FAST, "--only", "sender")
    before = sum((await _received(made)).values())
    await until(lambda: _more_than(made, before), 30)
    await set_state(db, number, "cancelled")
    service.kill()
    service.wait()
    cancelled = sum((await _received(made)).values())
    service = made.service(url, FAST, "--only", "sender")
    await asyncio.sleep(QUIET)
    stop(service)
    return sum((await _received(made)).values()) - cancelled


async def _to_the_end(made: Stage, db: Database, url: str, number: int) -> None:
    service = made.service(url, FAST, "--only", "sender")
    try:
        await until(lambda: is_over(db, number), 90)
    finally:
        stop(service)


async def _received(made: Stage) -> Counter[int]:
    by_chat = (await made.stats())["accepted_by_chat"]
    return Counter({int(chat): count for chat, count in by_chat.items()})


async def _more_than(made: Stage, count: int) -> bool:
    return sum((await _received(made)).values()) > count


async def _sending(db: Database) -> int:
    async with db.reading() as tx:
        found = select(func.count()).where(Outbox.state == "sending")
        return await tx.scalar(found) or 0

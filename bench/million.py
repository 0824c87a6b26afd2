"""Queueing an alert for very many linked chats, in a process of its own: seconds and memory.

Usage: python -m bench.million DATABASE_URL CHATS
"""

import asyncio
import json
import resource
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from sqlalchemy import func, select, text

from actions import policy as policy_module
from actions.policy import Policy
from actions.supply import alerts
from actions.work import Work
from bench.stage import seed
from settings import ROOT
from storage import Database
from storage.models import Outage, OutageArea, Outbox

NETWORK = (
    "INSERT INTO substation (code, name, name_en) VALUES ('S', '南山变', 'Nanshan')",
    "INSERT INTO feeder (code, name, name_en, substation_code, zone)"
    " VALUES ('F1', '城东线', 'East line', 'S', 'urban'), ('F2', '山村线', 'Hill line', 'S', 'rural')",
    "INSERT INTO place (id, code, kind, name, name_en, district, district_en)"
    " VALUES (1, 'P1', 'street', '建设路', 'Jianshe Road', '城东区', 'East District')",
)
ACCOUNTS = (
    "INSERT INTO account (number, holder, place_id, house_number, unit, feeder_code, zone, tier,"
    " phone, code_hash, medical)"
    " SELECT 'A' || chat_id, 'X', 1, 1 + chat_id % 200, '', 'F1', 'urban', 'standard', '', '', false"
    " FROM person",
    "INSERT INTO account_link (person_id, account_number, nickname, linked_at)"
    " SELECT id, 'A' || chat_id, '', created_at FROM person",
)


async def prepare(db: Database, chats: int) -> None:
    """A city with so many linked chats on one feeder, and another feeder with none."""
    await seed(db, chats)
    async with db.transaction() as tx:
        for statement in (*NETWORK, *ACCOUNTS):
            await tx.execute(text(statement))
    if not db.is_sqlite:  # the city is not a minute old: what PostgreSQL does by itself is done
        async with db.engine.connect() as connection:
            at_once = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in ("VACUUM ANALYZE person, account, account_link", "CHECKPOINT"):
                await at_once.execute(text(statement))


async def alert(db: Database, feeder: str, policy: Policy) -> int:
    """Tells of a fault on a feeder, as staff and feeds cause it; how many chats."""
    noon = datetime.now(UTC).replace(hour=4)  # nobody sleeps: 12:00 in the utility's zone
    async with db.transaction() as tx:
        outage = Outage(source="bench", external_id=feeder, kind="fault", reason="storm",
                        starts_at=noon, version=1, state="published", published_at=noon)  # fmt: skip
        tx.add(outage)
        await tx.flush()
        tx.add(OutageArea(outage_id=outage.id, feeder_code=feeder, parity="all"))
        await tx.flush()
        work = Work(tx, noon, policy, ZoneInfo("Asia/Shanghai"))
        return await alerts.announce(work, outage, "fault")


class Memory:
    """The most memory that the process holds within a block, in MB beyond what it held before."""

    def __enter__(self) -> "Memory":
        self._process, self._over, self.growth = psutil.Process(), threading.Event(), 0.0
        self._before = self._process.memory_info().rss
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def _look(self) -> None:
        while not self._over.wait(0.02):
            grown = (self._process.memory_info().rss - self._before) / 2**20
            self.growth = max(self.growth, grown)

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._watch.join()


async def measure(url: str, chats: int) -> dict[str, Any]:
    """One alert to all of them, in one transaction, as staff and feeds cause it."""
    db = Database(url)
    await prepare(db, chats)
    policy = policy_module.load([ROOT / "policy.yml"])
    await alert(db, "F2", policy)  # reads the catalogues and the like, which stay in memory
    with Memory() as memory:
        started = time.perf_counter()
        reached = await alert(db, "F1", policy)
        seconds = time.perf_counter() - started
    async with db.reading() as tx:
        queued = await tx.scalar(select(func.count()).select_from(Outbox))
    await db.close()
    assert reached == queued == chats, (reached, queued)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"chats": chats, "seconds": seconds, "growth_mb": memory.growth, "peak_mb": peak}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2])))))

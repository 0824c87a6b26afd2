"""Broadcasts at the limit, on real processes on loopback: how much of what Telegram allows is used,
what replies wait meanwhile, how long a million alerts take to queue, and kill -9.

The usual recipe beside it: a loop over the chats with python-telegram-bot. The sandbox refuses what
Telegram would refuse. Figures depend on what else the machine does; its load is printed with them.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import aiohttp

from bench import options, show
from bench.broadcast_killed import killed
from bench.stage import (
    Stage,
    broadcast,
    database_url,
    is_over,
    seed,
    stage,
    stop,
    until,
    usual_loop,
    watch,
)
from bench.turn import Person
from settings import ROOT
from storage import Database
from tests.stack import model_server, understood

LIMIT, PAID = 30, 1000
KILLS, KILLED = 30, 5000


# How much of the limit is used.


async def ours(per_second: int, chats: int, kind: str = "sqlite") -> dict[str, Any]:
    """Our sender, each message recorded on disk before and after."""
    with database_url(kind) as url:
        async with stage(per_second) as made:
            db = Database(url)
            await seed(db, chats)
            await made.people(chats)
            number = await broadcast(db)
            service = made.service(url, per_second, "--only", "sender")
            try:
                found = await watch(made, chats, 3 * chats / per_second + 60)
                await until(lambda: is_over(db, number), 30)
            finally:
                stop(service)
                await db.close()
    return found | {"share": found["per_second"] / per_second, "limit": per_second}


async def usual(per_second: int, chats: int) -> dict[str, Any]:
    """The usual recipe on the same sandbox."""
    async with stage(per_second) as made:
        await made.people(chats)
        loop = usual_loop(made, chats, per_second)
        try:
            found = await watch(made, chats, 6 * chats / per_second + 60)
        finally:
            stop(loop)
    return found | {"share": found["per_second"] / per_second, "limit": per_second}


# What replies wait.


async def replies(turns: int, chats: int, per_second: int) -> dict[str, float]:
    """Milliseconds from update to reply, 95 of 100 within: alone, and beside a broadcast."""
    with database_url("sqlite") as url:
        async with stage(per_second) as made, model_server(_asks_price) as nlu_url:
            db = Database(url)
            await seed(db, chats)
            await made.people(min(chats, per_second * (turns // 2 + 30)))
            service = made.service(url, per_second, WATTLINE_NLU_URL=nlu_url)
            try:
                await _talk(made, 20)
                idle = await _talk(made, turns)
                number = await broadcast(db)
                await asyncio.sleep(3)
                busy = await _talk(made, turns)
                assert not await is_over(db, number), "the broadcast was over too early"
            finally:
                stop(service)
                await db.close()
            refused = (await made.stats())["too_many_requests"]
    return {"idle_p95": idle, "busy_p95": busy, "ratio": busy / idle, "refused": refused}


async def _asks_price(text: str) -> Any:
    return understood(text, "ask_tariff")


async def _talk(made: Stage, turns: int) -> float:
    """So many questions, one after the other from several people; the time of 95 of 100."""
    times: list[float] = []
    async with aiohttp.ClientSession() as http:
        for number in range(turns):
            if number % 3 == 0:  # three questions each: more would be a chat's own limit
                person = Person(http, made.url, await made.sandbox.person())
            await person.turn("messages", {"text": "what is the price of a kilowatt hour"})
            await asyncio.sleep(0.35 + 0.013 * (number % 11))  # at any point of the rhythm
            times = [*times, person.turns[-1]]
    return 1000 * statistics.quantiles(times, n=20)[-1]


# A million.


def million(kind: str, chats: int) -> dict[str, Any]:
    """Queues an alert, in a process of its own."""
    with database_url(kind) as url:
        command = [sys.executable, "-W", "ignore", "-m", "bench.million", url, str(chats)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"database": kind}


# The table.


async def run(quick: bool) -> dict[str, Any]:
    """All of it; `quick`: less of each."""
    few, paid, asked = (150, 2000, 6) if quick else (3000, 20_000, 150)
    kinds = ("sqlite",) if quick else ("sqlite", "postgres")
    begin = os.getloadavg()[0]
    slow = [ours(LIMIT, few), usual(LIMIT, few)]
    here, there = await asyncio.gather(*slow) if quick else [await part for part in slow]
    return {
        "load_before": begin, "quick": quick, "ours": here, "usual": there,
        "paid": [await ours(PAID, paid, kind) for kind in kinds],
        "usual_paid": await usual(PAID, paid // 4),
        "replies": await replies(asked, 600 if quick else 20_000, LIMIT),
        "million": [await asyncio.to_thread(million, kind, 50_000 if quick else 1_000_000)
                    for kind in kinds],
        "killed": [await killed(2 if quick else KILLS, 300 if quick else KILLED, kind)
                   for kind in kinds],
        "load_after": os.getloadavg()[0],
    }  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """The figures beside the goals and the usual recipe."""
    rows: list[tuple[str, str, str, str]] = [("", "here", "usual recipe", "goal")]
    rows.append(_rate(result["ours"], result["usual"], "≥ 0.98, no 429"))
    for paid, name in zip(result["paid"], ("SQLite", "PostgreSQL"), strict=False):
        rows.append(_rate(paid, result["usual_paid"], "≥ 0.95", f" ({name})"))
    found = result["replies"]
    rows.append(("reply beside a broadcast, p95 ms",
                 f"{found['busy_p95']:.0f} (idle {found['idle_p95']:.0f}): {found['ratio']:.2f}",
                 "", "≤ 1.5 times"))  # fmt: skip
    for row, goal in zip(result["million"], ("20", "12"), strict=False):
        rows.append((f"queueing {row['chats']} alerts, {row['database']}",
                     f"{row['seconds']:.1f} s, +{row['growth_mb']:.0f} MB", "",
                     f"< {goal} s, < 50 MB (a million)"))  # fmt: skip
    for row in result["killed"]:
        rows.append((f"kill -9, {row['kills']} times in {row['chats']}, {row['database']}",
                     f"missed {row['missed']}, repeated {row['repeated']} of {row['in_flight']} in flight,"
                     f" after cancel {row['sent_after_cancel']}", "", "none missed"))  # fmt: skip
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = ["  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows]
    load = f"load {result['load_before']:.1f} before, {result['load_after']:.1f} after"
    return "\n".join([*(line.rstrip() for line in lines), load])


def _rate(
    here: dict[str, Any], usual: dict[str, Any], goal: str, more: str = ""
) -> tuple[str, str, str, str]:
    def told(found: dict[str, Any]) -> str:
        return f"{found['share']:.3f} ({found['per_second']:.1f}/s, {found['refused']} × 429)"

    return f"share of {here['limit']}/s used{more}", told(here), told(usual), goal


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__).parse_args()
    started = time.monotonic()
    result = asyncio.run(run(chosen.quick))
    took = str(timedelta(seconds=round(time.monotonic() - started)))
    show(chosen.json, result, lambda told: f"{table(told)}\nin {took}")


if __name__ == "__main__":
    main()

"""A month of real outage events through `POST /api/outages`, and whether all of it arrived.

79,669 events of 22,896 outages (a public archive of a storm month, circuits as feeders, cities as
places) go to the real service on loopback, in batches, several at once: first in order; then
shuffled within an hour, each event twice, the service killed (-9) on the way. After each run the
database must agree with the published figures of the archive, or, for `--quick`, with figures
counted from the slice itself. The data is read where it lies and is no part of the project.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from actions import policy as policy_module
from actions.feeds import tokens
from actions.importing import format_report, import_folder
from bench import options, show
from bench.replay_events import Event, read, records, shuffled_twice, write_network
from bench.replay_figures import PUBLISHED, count, found
from settings import ROOT
from storage import Database, schema

SOURCE, FILE = "pge", "pge_outages_2024-02.jsonl.gz"
BATCH, AT_ONCE = 200, 4
QUICK_EVENTS = 8_000
FATES = {"refused": "refused as stale", "same": "without effect"}


@dataclass
class Service:
    """`wattline run --only api` as a process of its own, which may be killed and started again."""

    environment: dict[str, str]
    url: str
    log: Path
    process: asyncio.subprocess.Process | None = None
    kills: int = 0

    async def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-W", "ignore", "-m", "wattline", "run", "--only", "api"]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        async with aiohttp.ClientSession() as http:
            for _ in range(600):
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{self.url}/api/openapi.json"):
                        return
                await asyncio.sleep(0.1)
        raise RuntimeError(f"the service does not answer:\n{self.log.read_text()[-3000:]}")

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends the process that was started."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()

    async def kill_and_restart(self) -> None:
        """As a crash would."""
        await self.end(signal.SIGKILL)
        self.kills += 1
        await self.start()


@dataclass
class Sending:
    """A run: what is sent, how far it is, and when the service is to be killed."""

    name: str
    records: Sequence[Event]
    kills: int = 0
    done: int = 0
    seconds: float = 0.0
    results: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[Event] = field(default_factory=list)

    async def run(self, service: Service, token: str) -> None:
        """Sends all of it, again where no answer came."""
        chance = random.Random(5)
        at = sorted(chance.sample(range(len(self.records)), self.kills))
        batches = iter(
            self.records[start : start + BATCH] for start in range(0, len(self.records), BATCH)
        )
        started = time.perf_counter()
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(headers=headers) as http, _watched(self, service, at):
            await asyncio.gather(*(self._send(http, service, batches) for _ in range(AT_ONCE)))
        self.seconds = time.perf_counter() - started

    async def _send(
        self, http: aiohttp.ClientSession, service: Service, batches: Iterator[Sequence[Event]]
    ) -> None:
        for batch in batches:
            answer = await _post(http, service.url, batch)
            self.done += len(batch)
            for result, number in answer["counts"].items():
                self.results[result] += number
            stale = ("is stale",)
            self.wrong += [e for e in answer["errors"] if not any(s in e["reason"] for s in stale)]


async def _post(http: aiohttp.ClientSession, url: str, batch: Sequence[Event]) -> dict[str, Any]:
    """A batch, until it is answered: what was taken already does no harm when it comes again."""
    body = {"source": SOURCE, "records": batch}
    while True:
        try:
            async with http.post(f"{url}/api/outages", json=body) as response:
                if response.status == 200:
                    answer: dict[str, Any] = await response.json()
                    return answer
                if response.status != 503:
                    raise RuntimeError(f"{response.status}: {(await response.text())[:500]}")
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
            pass
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def _watched(sending: Sending, service: Service, kills: list[int]) -> AsyncIterator[None]:
    """Shows how far a run is, and kills the service where the plan says."""

    async def watch() -> None:
        shown = 0.0
        while True:
            if kills and sending.done >= kills[0]:
                kills.pop(0)
                await service.kill_and_restart()
            if time.perf_counter() - shown > 2:
                shown = time.perf_counter()
                print(f"\r{sending.name}: {sending.done:,} of {len(sending.records):,}, "
                      f"{service.kills} kills   ", end="", file=sys.stderr)  # fmt: skip
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        print("\r" + " " * 70 + "\r", end="", file=sys.stderr)


async def replay(
    url: str, folder: Path, events: Sequence[Event], sending: Sending
) -> dict[str, Any]:
    """One run into an empty database; the figures found."""
    from tests.sandbox.sandbox_client import free_port

    await asyncio.to_thread(write_network, folder, events)
    db = Database(url)
    policy = policy_module.load([ROOT / "policy.yml"])
    await schema.upgrade(db)
    report = await import_folder(db, folder, policy, UTC, datetime.now(UTC))  # type: ignore[arg-type]
    if report.errors:
        raise RuntimeError(format_report(report))
    async with db.transaction() as tx:
        token = await tokens.add(tx, SOURCE, [tokens.WRITE], datetime.now(UTC))
    port = free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("WATTLINE_")},
        "WATTLINE_DATABASE_URL": url, "WATTLINE_API_PORT": str(port),
    }  # fmt: skip
    service = Service(environment, f"http://127.0.0.1:{port}", folder / "log")
    await service.start()
    try:
        await sending.run(service, token)
    finally:
        await service.end()
    figures = await found(db)
    await db.close()
    return {
        "run": sending.name, "events": len(sending.records), "seconds": sending.seconds,
        "events_per_second": len(sending.records) / sending.seconds, "kills": service.kills,
        "results": dict(sending.results), "refused": sending.wrong[:5], "found": figures,
    }  # fmt: skip


async def run(file: Path, quick: bool, kills: int) -> dict[str, Any]:
    """Both runs, and what is expected of them."""
    events = read(file, QUICK_EVENTS if quick else None)
    made = records(events)
    expected = count(events)
    if not quick and expected != PUBLISHED:
        raise RuntimeError(f"the data is not what its README says: {expected}")
    sendings = (
        Sending("in order", [record for _at, record in made]),
        Sending("shuffled, twice, killed", shuffled_twice(made, seed=2), kills),
    )
    with tempfile.TemporaryDirectory(prefix="replay") as place:
        runs = [
            await replay(f"sqlite:///{place}/{n}.db", Path(place, str(n)), events, sending)
            for n, sending in enumerate(sendings)
        ]
    return {"expected": expected if quick else PUBLISHED, "runs": runs}


def table(result: dict[str, Any]) -> str:
    """Speed, then every figure as expected and as found."""
    runs = result["runs"]
    lines = [
        f"{r['run']}: {r['events']:,} events in {r['seconds']:.0f} s, "
        f"{r['events_per_second']:,.0f} events/s, {r['kills']} kills; "
        + ", ".join(f"{n:,} {FATES.get(what, what)}" for what, n in sorted(r["results"].items()))
        for r in runs
    ]
    lines += [f"refused, not stale: {wrong}" for r in runs for wrong in r["refused"]]
    lines.append(f"{'':<40}{'expected':>12}" + "".join(f"{r['run']:>26}" for r in runs))
    for name, wanted in result["expected"].items():
        told = "".join(_told(r["found"][name], wanted) for r in runs)
        lines.append(f"{name:<40}{wanted:>12,}{told}")
    return "\n".join(lines)


def _told(figure: float, wanted: float) -> str:
    return f"{figure:>24,}{' ✓' if figure == wanted else ' ✗'}"


def agrees(result: dict[str, Any]) -> bool:
    """Every figure of every run is as expected, and nothing but stale records was refused."""
    return all(r["found"] == result["expected"] and not r["refused"] for r in result["runs"])


def main() -> None:
    """Prints the table, or JSON; fails where a figure differs."""
    parser = options(__doc__)
    parser.add_argument("--data", type=Path, help="the folder of the archive",
                        default=Path(os.environ.get("WATTLINE_REPLAY_DATA", ROOT.parent / "shared" / "data")))  # fmt: skip
    chosen = parser.parse_args()
    file = chosen.data / FILE
    if not file.exists():
        print(
            f"skipped: there is no {FILE} in {chosen.data}; name its folder with --data or WATTLINE_REPLAY_DATA"
        )
        return
    result = asyncio.run(run(file, chosen.quick, 3 if chosen.quick else 10))
    show(chosen.json, result, table)
    if not agrees(result):
        sys.exit("the replay does not agree")


if __name__ == "__main__":
    main()

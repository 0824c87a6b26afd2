"""A complaint from first word to ticket number: milliseconds a turn, turns a second, memory.

Real processes on loopback: sandbox (its limits off), Rasa's model server with the trained model,
the service on SQLite with synchronous=FULL. A fresh chat for every conversation.

For comparison, measured elsewhere on 2 cores: the usual full Rasa stack (helpdesk example with
action server, REST channel) 82 ms a turn and 10.6 turns/s at one client, 576 ms and 11.6 turns/s
at eight, 90 ms of CPU a turn, 1.35 GB.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bench import options, show
from nlu import model
from settings import ROOT

sys.path.insert(0, str(ROOT))

USUAL = {1: {"p50": 82.0, "turns": 10.6}, 8: {"p50": 576.0, "turns": 11.6}}
USUAL_MEMORY_MB, USUAL_CPU_MS = 1350, 90.0
OPENINGS = (
    "third blackout this week and never a notice",
    "your crew left an open trench right outside my gate",
    "the guy at your counter was so rude to my mother",
    "一个月停了五次电,从来不通知",
    "你们施工把路挖了不填，孩子差点掉下去",
    "申请装表一个月了没人理",
    "營業廳的人態度好差，問什麼都不耐煩",
    "lights keep dimming every evening since winter",
)


class Person:
    """One customer of the sandbox, with a stopwatch."""

    def __init__(self, http: aiohttp.ClientSession, url: str, chat: int) -> None:
        self.http, self.url, self.chat = http, f"{url}/sandbox/chats/{chat}", chat
        self.last, self.revision = 0, 0
        self.turns: list[float] = []

    async def turn(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Does something and waits for the answer's text; the seconds are kept."""
        started = time.perf_counter()
        async with self.http.post(f"{self.url}/{path}", json=body) as response:
            response.raise_for_status()
        while True:
            answer = await self._news()
            if answer is not None:
                self.turns.append(time.perf_counter() - started)
                return answer

    async def _news(self) -> dict[str, Any] | None:
        address = f"{self.url}/messages?since={self.revision}&wait=10"
        async with self.http.get(address) as response:
            news = await response.json()
        self.revision = news["revision"]
        said = [m for m in news["messages"] if m["from_bot"] and m["message_id"] > self.last]
        if not said:
            return None
        self.last = said[-1]["message_id"]
        return said[-1]

    async def complain(self, opening: str) -> None:
        """The whole form: a sentence, then buttons until the number is there."""
        answer = await self.turn("messages", {"text": opening})
        for _ in range(9):
            buttons = [b for row in _keyboard(answer) for b in row]
            if not buttons:
                break
            # "Skip" stands last, the proposed answer and "Send" stand first.
            skip = next((b for b in buttons if b["text"] in ("Skip", "跳过", "略過", "跳過")), None)
            chosen = (skip or buttons[0])["callback_data"]
            tapped = f"messages/{answer['message_id']}/tap"
            answer = await self.turn(tapped, {"button": chosen})
        if "WL-" not in str(answer.get("text")):
            raise RuntimeError(f"no ticket at the end: {answer.get('text')!r}")


def _keyboard(answer: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return list((answer.get("reply_markup") or {}).get("inline_keyboard") or [])


async def measure(
    url: str, clients: int, conversations: int, services: list[psutil.Process]
) -> dict[str, Any]:
    """So many conversations by so many clients at once."""
    times: list[float] = []
    openings = iter(range(conversations))
    cpu_before = _cpu(services)
    async with aiohttp.ClientSession() as http:

        async def client() -> None:
            for number in openings:
                async with http.post(
                    f"{url}/sandbox/people", json={"first_name": "B", "started": True}
                ) as r:
                    chat = (await r.json())["id"]
                person = Person(http, url, chat)
                await person.complain(OPENINGS[number % len(OPENINGS)])
                times.extend(person.turns)

        started = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(clients)))
        took = time.perf_counter() - started
    times.sort()
    return {
        "clients": clients, "turns": len(times), "p50_ms": 1000 * statistics.median(times),
        "p95_ms": 1000 * times[int(len(times) * 0.95)], "turns_per_second": len(times) / took,
        "cpu_ms_a_turn": 1000 * (_cpu(services) - cpu_before) / len(times),
    }  # fmt: skip


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(p.cpu_times()[:2]) for p in processes)


async def run(quick: bool) -> dict[str, Any]:
    """Starts everything, measures, ends everything."""
    from tests.sandbox.sandbox_client import TOKEN, free_port, start_sandbox, stop_sandbox

    port, nlu_port = free_port(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    policy = folder / "policy.yml"
    policy.write_text("sending: {per_second: 1000, per_chat: false}\n", "utf-8")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("WATTLINE_")},
        "WATTLINE_TELEGRAM_TOKEN": TOKEN, "TIMES": str(folder / "times"),
        "WATTLINE_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
        "WATTLINE_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "WATTLINE_NLU_URL": f"http://127.0.0.1:{nlu_port}",
        "WATTLINE_POLICY": f"{ROOT / 'policy.yml'},{policy}",
    }  # fmt: skip
    nlu_server = model.start_server(ROOT, nlu_port)
    sandbox = start_sandbox(port, "--no-limits")
    command = [sys.executable, "-W", "ignore", "-m", "bench.timed_service", "run"]
    with (folder / "log").open("wb") as log:
        service = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        await model.wait_ready(f"http://127.0.0.1:{nlu_port}", 90)
        processes = {
            name: psutil.Process(pid)
            for name, pid in (
                ("service", service.pid),
                ("model server", nlu_server.pid),
                ("sandbox", sandbox.pid),
            )
        }
        ours = [processes["service"], processes["model server"]]
        url = f"http://127.0.0.1:{port}"
        await measure(url, 2, 8, ours)  # warm
        (folder / "times").write_text("")
        one = await measure(url, 1, 12 if quick else 60, ours)
        steps = _steps(folder / "times")
        eight = await measure(url, 8, 40 if quick else 160, ours)
        memory = {name: _memory_mb(p) for name, p in processes.items()}
        return {"runs": [one, eight], "steps_ms_at_one_client": steps, "memory_mb": memory}
    finally:
        service.terminate()
        await service.wait()
        model.stop_server(nlu_server)
        stop_sandbox(sandbox)


def _memory_mb(process: psutil.Process) -> float:
    family = [process, *process.children(recursive=True)]
    return sum(p.memory_info().rss for p in family) / 2**20


def _steps(file: Path) -> dict[str, float]:
    """The median milliseconds of each step."""
    times: dict[str, list[float]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        step, seconds = json.loads(line)
        times[step].append(seconds)
    parsed = [t for t in times.get("parse", []) if t > 0.0005]  # the rest came from the cache
    times["parse"] = parsed or times.get("parse", [0.0])
    return {step: 1000 * statistics.median(values) for step, values in sorted(times.items())}


def table(result: dict[str, Any]) -> str:
    """The figures beside those of the usual stack."""
    lines = [
        f"{'clients':>8}{'turns':>7}{'p50 ms':>9}{'p95 ms':>9}{'turns/s':>9}{'CPU ms':>8}{'usual p50':>11}{'usual turns/s':>15}{'p50 ratio':>11}{'turns ratio':>13}"
    ]
    for r in result["runs"]:
        usual = USUAL[r["clients"]]
        lines.append(
            f"{r['clients']:>8}{r['turns']:>7}{r['p50_ms']:>9.1f}{r['p95_ms']:>9.1f}"
            f"{r['turns_per_second']:>9.1f}{r['cpu_ms_a_turn']:>8.1f}{usual['p50']:>11.0f}{usual['turns']:>15.1f}"
            f"{r['p50_ms'] / usual['p50']:>11.2f}{r['turns_per_second'] / usual['turns']:>13.1f}"
        )
    lines.append(
        "median ms of each step at one client: "
        + ", ".join(f"{k} {v:.1f}" for k, v in result["steps_ms_at_one_client"].items())
    )
    lines.append(
        "memory MB: "
        + ", ".join(f"{k} {v:.0f}" for k, v in result["memory_mb"].items())
        + f" (usual stack {USUAL_MEMORY_MB})"
    )
    return "\n".join(lines)


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__).parse_args()
    if not (ROOT / model.MODEL).exists():
        print("skipped: there is no model yet; run `make train`")
        return
    result = asyncio.run(run(chosen.quick))
    show(chosen.json, result, table)


if __name__ == "__main__":
    main()

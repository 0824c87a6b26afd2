"""Measures the model server: our pipeline beside the one of Rasa's helpdesk example.

    python bench/nlu.py [--quick] [--json] [--train-baseline]

Both servers run on loopback, one after the other, with the test sets' messages. The baseline is
measured if `models/baseline.tar.gz` is there; `--train-baseline` makes it from a part of our data,
for all of it takes hours. Fewer sentences mean fewer features and a smaller, quicker model, so this
flatters the baseline.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
import yaml

from bench import options, show
from nlu import model
from nlu.examples import read_examples
from settings import ROOT

PORT = 5190
BASELINE = Path("models") / "baseline.tar.gz"
BASELINE_SECONDS = ROOT / "models" / "baseline.json"
WARM_UP = 50
TAUGHT = 2500
"""Sentences that the baseline learns from."""
GOALS = {"startup_seconds": 3, "p50_ms": 3, "parses_per_second_8": 4, "memory_mb": 2}
"""How many times better than the baseline we want to be."""


@dataclass
class Figures:
    """One pipeline's: seconds, milliseconds, parses a second, megabytes."""

    pipeline: str
    training_seconds: float | None
    startup_seconds: float
    p50_ms: float
    p95_ms: float
    parses_per_second_1: float
    p50_ms_8: float
    p95_ms_8: float
    parses_per_second_8: float
    memory_mb: float
    model_mb: float


def messages(count: int) -> list[str]:
    """Messages of the test sets, spread evenly over them."""
    texts = [
        e.text
        for path in sorted((ROOT / "nlu" / "test").glob("*.yml"))
        for e in read_examples(path)
    ]
    step = max(1, len(texts) // count)
    return texts[::step][:count]


async def parse_all(url: str, texts: list[str], at_once: int) -> tuple[list[float], float]:
    """Milliseconds of each parse with ``at_once`` under way, and parses a second."""
    waits: list[float] = []
    queue = iter(texts)

    async def worker(session: aiohttp.ClientSession) -> None:
        for text in queue:
            started = time.perf_counter()
            async with session.post(f"{url}/model/parse", json={"text": text}) as response:
                await response.read()
                response.raise_for_status()
            waits.append((time.perf_counter() - started) * 1000)

    async with aiohttp.ClientSession() as session:
        started = time.perf_counter()
        await asyncio.gather(*(worker(session) for _ in range(at_once)))
        return waits, len(texts) / (time.perf_counter() - started)


def memory_mb(pid: int) -> float:
    """Resident memory of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def measure(
    name: str, config: Path, trained: Path, count: int, training_seconds: float | None
) -> Figures:
    """Starts the server of one pipeline, measures it and stops it."""
    url, texts = f"http://{model.LOOPBACK}:{PORT}", messages(count)
    process = model.start_server(ROOT, PORT, model=ROOT / trained, config=config)
    try:
        startup = await model.wait_ready(url, process=process)
        await parse_all(url, texts[:WARM_UP], 1)
        alone, rate_alone = await parse_all(url, texts, 1)
        eight, rate_eight = await parse_all(url, texts, 8)
        memory = memory_mb(process.pid)
    finally:
        model.stop_server(process)
    return Figures(
        name,
        training_seconds,
        round(startup, 1),
        *_percentiles(alone),
        round(rate_alone, 1),
        *_percentiles(eight),
        round(rate_eight, 1),
        round(memory),
        round((ROOT / trained).stat().st_size / 2**20, 1),
    )


def _percentiles(waits: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(waits, n=20)
    return round(cuts[9], 2), round(cuts[18], 2)


def train_baseline() -> None:
    """Trains the comparison pipeline on a part of our data and notes how long it took."""
    started = time.monotonic()
    sentences = [
        e for path in sorted((ROOT / "nlu" / "data").glob("*.yml")) for e in read_examples(path)
    ]
    by_intent: dict[str, list[str]] = {}
    for example in sentences[:: max(1, len(sentences) // TAUGHT)]:
        by_intent.setdefault(example.intent, []).append(f"- {example.raw}")
    blocks = [{"intent": name, "examples": "\n".join(raws)} for name, raws in by_intent.items()]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.yml"
        path.write_text(
            yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), "utf-8"
        )
        config = Path("bench/nlu_baseline.yml")
        model.run_training(ROOT, config, BASELINE, say=_to_stderr, data=str(path))
    BASELINE_SECONDS.write_text(json.dumps({"seconds": round(time.monotonic() - started)}))


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr)


async def run(count: int) -> list[Figures]:
    """The figures of every pipeline that is trained."""
    seconds = model.read_record(ROOT).get("seconds")
    ours = await measure(
        "ours", Path("config.yml"), model.MODEL, count, float(seconds or 0) or None
    )
    if not (ROOT / BASELINE).exists():
        _to_stderr("no models/baseline.tar.gz: the comparison is left out (--train-baseline)")
        return [ours]
    known = json.loads(BASELINE_SECONDS.read_text()) if BASELINE_SECONDS.exists() else {}
    config = Path("bench/nlu_baseline.yml")
    return [ours, await measure("helpdesk DIET", config, BASELINE, count, known.get("seconds"))]


def table(all_figures: list[Figures]) -> str:
    """A line a measure, a column a pipeline, how many times better ours is, and the goal for it."""
    rows = [asdict(figures) for figures in all_figures]
    heads = "".join(f"{row['pipeline']:>16}" for row in rows)
    lines = [f"{'':<22}{heads}" + ("    ours better" if len(rows) == 2 else "")]
    for key in list(rows[0])[1:]:
        cells = "".join(f"{'–' if row[key] is None else row[key]:>16}" for row in rows)
        lines.append(f"{key:<22}{cells}{_times_better(key, rows)}")
    return "\n".join(lines)


def _times_better(key: str, rows: list[dict[str, float]]) -> str:
    if len(rows) < 2 or not rows[0][key] or not rows[1][key]:
        return ""
    times = rows[1][key] / rows[0][key]
    if key.startswith("parses_per_second"):
        times = 1 / times
    goal = f", goal {GOALS[key]}" if key in GOALS else ""
    return f"    {times:.1f} times{goal}"


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    parser.add_argument("--train-baseline", action="store_true")
    chosen = parser.parse_args()
    if chosen.train_baseline:
        train_baseline()
    figures = asyncio.run(run(200 if chosen.quick else 1000))
    show(chosen.json, [asdict(f) for f in figures], lambda _same: table(figures))


if __name__ == "__main__":
    main()

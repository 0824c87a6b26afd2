"""How well messages are understood: figures by file, for `wattline nlu evaluate`."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu import model
from nlu.client import NluClient
from nlu.examples import Example, read_examples
from nlu.understanding import Understanding

Result = dict[str, Any]
SECONDS = 10.0  # a parse in an evaluation may wait longer than a customer's
AT_ONCE = 4


class NoModel(Exception):
    """A message was answered by the keywords: the server is away, so nothing was measured."""


def evaluate(files: Sequence[Path], root: Path, url: str, env: Path | None = None) -> Result:
    """The figures of each file, by the server at ``url``; starts one there if none answers.

    Returns ``{"files": {name: figures}, "predictions": {name: [...]}}``. Raises BadExamples,
    NoModel and model.ModelError.
    """
    return asyncio.run(_evaluate(files, root, url.split(",")[0].strip(), env))


async def _evaluate(files: Sequence[Path], root: Path, url: str, env: Path | None) -> Result:
    examples = {name: read_examples(path) for name, path in name_files(files).items()}
    started = await _serve(root, url, env)
    try:
        understood = {name: await parse_all(url, told) for name, told in examples.items()}
    finally:
        if started is not None:
            model.stop_server(started)
    return {
        "files": {name: figures(told, understood[name]) for name, told in examples.items()},
        "predictions": {
            name: _predictions(told, understood[name]) for name, told in examples.items()
        },
    }


async def _serve(root: Path, url: str, env: Path | None) -> subprocess.Popen[bytes] | None:
    """A server of our own where none answers yet."""
    if await model.is_serving(url):
        return None
    process = model.start_server(root, model.port_of(url), env)
    try:
        await model.wait_ready(url, process=process)
    except BaseException:
        model.stop_server(process)
        raise
    return process


def name_files(files: Sequence[Path]) -> dict[str, Path]:
    """A key a file: its name, or the path as given where two have the same name."""
    counts = Counter(path.name for path in files)
    return {path.name if counts[path.name] == 1 else str(path): path for path in files}


async def parse_all(url: str, examples: Sequence[Example]) -> list[Understanding]:
    """What the server understands of each message. Raises NoModel where it did not answer."""
    client, free = NluClient(url, timeout_seconds=SECONDS), asyncio.Semaphore(AT_ONCE)

    async def parse(example: Example) -> Understanding:
        async with free:
            understood = await client.parse(example.text)
        if understood.source == "keywords":
            raise NoModel(f"the NLU server at {url} did not answer for {example.text[:40]!r}")
        return understood

    try:
        return list(await asyncio.gather(*map(parse, examples)))
    finally:
        await client.aclose()


def figures(examples: Sequence[Example], understood: Sequence[Understanding]) -> Result:
    """Accuracy, macro F1, entity F1, top-2 accuracy (all between 0 and 1) and confused pairs.

    ``acted_share`` is the share of messages that are acted on without asking back,
    ``acted_correct`` the accuracy among those (None where there are none).
    """
    truth = [e.intent for e in examples]
    guess = [u.intent for u in understood]
    top2 = [
        t in [name for name, _ in u.intents[:2]] for t, u in zip(truth, understood, strict=True)
    ]
    acted = [t == u.intent for t, u in zip(truth, understood, strict=True) if u.is_sure]
    return {
        "messages": len(examples),
        "intent_accuracy": _share([t == g for t, g in zip(truth, guess, strict=True)]),
        "intent_macro_f1": macro_f1(truth, guess),
        "entity_f1": entity_f1(examples, understood),
        "top2_accuracy": _share(top2),
        "acted_share": _share([u.is_sure for u in understood]),
        "acted_correct": _share(acted) if acted else None,
        "hazard_recall": hazard_recall(examples, understood),
        "hazard_false_alarms": hazard_false_alarms(examples, understood),
        "confusions": confusions(truth, guess),
    }


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0


def _f1(hits: int, said: int, true: int) -> float:
    return 2 * hits / (said + true) if said + true else 0.0


def macro_f1(truth: Sequence[str], guess: Sequence[str]) -> float:
    """The mean F1 over the labels that occur in ``truth``."""
    labels = sorted(set(truth))
    hits = Counter(t for t, g in zip(truth, guess, strict=True) if t == g)
    said, true = Counter(guess), Counter(truth)
    scores = [_f1(hits[label], said[label], true[label]) for label in labels]
    return round(sum(scores) / len(scores), 4) if scores else 0.0


def entity_f1(examples: Sequence[Example], understood: Sequence[Understanding]) -> float:
    """Micro F1 over exact spans with their labels; 1.0 where there are none and none was found."""
    hits = said = true = 0
    for example, found in zip(examples, understood, strict=True):
        expected = set(example.spans)
        got = {(e.start, e.end, e.kind) for e in found.entities}
        hits, said, true = hits + len(expected & got), said + len(got), true + len(expected)
    return round(_f1(hits, said, true), 4) if said + true else 1.0


def alarmed(understood: Understanding) -> bool:
    """Whether the message is treated as danger: by the keyword engine or by the model."""
    return understood.hazard or understood.intent == "report_hazard"


def hazard_recall(examples: Sequence[Example], understood: Sequence[Understanding]) -> float | None:
    """The share of ``report_hazard`` messages that raise the alarm; None where there are none."""
    pairs = zip(examples, understood, strict=True)
    hits = [alarmed(u) for e, u in pairs if e.intent == "report_hazard"]
    return _share(hits) if hits else None


def hazard_false_alarms(examples: Sequence[Example], understood: Sequence[Understanding]) -> float:
    """The share of all other messages that raise it too."""
    pairs = zip(examples, understood, strict=True)
    return _share([alarmed(u) for e, u in pairs if e.intent != "report_hazard"])


def confusions(truth: Sequence[str], guess: Sequence[str]) -> list[dict[str, str | int]]:
    """Confused pairs, the most frequent first."""
    pairs = Counter((t, g) for t, g in zip(truth, guess, strict=True) if t != g)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [{"expected": t, "predicted": g, "count": n} for (t, g), n in ordered]


def _predictions(examples: Sequence[Example], understood: Sequence[Understanding]) -> list[Result]:
    """What a picture needs: expected, predicted, probability."""
    return [
        {"expected": e.intent, "predicted": u.intent, "confidence": u.confidence}
        for e, u in zip(examples, understood, strict=True)
    ]

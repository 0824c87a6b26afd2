"""Showing an evaluation: a table for the terminal, pictures for the eye."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from nlu import model

Result = dict[str, Any]
_COLUMNS = (
    ("messages", "messages"),
    ("intent_accuracy", "intent acc."),
    ("intent_macro_f1", "macro F1"),
    ("top2_accuracy", "top 2"),
    ("acted_share", "acts"),
    ("acted_correct", "right then"),
    ("entity_f1", "entity F1"),
    ("hazard_recall", "hazards found"),
    ("hazard_false_alarms", "false alarms"),
)
_PAIRS_SHOWN = 12


def for_json(result: Result) -> Result:
    """The part of a result that `wattline nlu evaluate --json` prints."""
    return {"files": result["files"]}


def format_table(result: Result) -> str:
    """The figures by file and the pairs confused most often in each."""
    files: dict[str, Result] = result["files"]
    width = max([len(name) for name in files] + [4])
    head = "  ".join(f"{title:>{_width(title)}}" for _, title in _COLUMNS)
    lines = [f"{'file':<{width}}  {head}"]
    lines += [f"{name:<{width}}  {_row(figures)}" for name, figures in files.items()]
    for name, figures in files.items():
        if figures["confusions"]:
            lines += ["", f"{name}: expected → understood", *_pairs(figures["confusions"])]
    return "\n".join(lines)


def _width(title: str) -> int:
    return max(len(title), 7)


def _row(figures: Result) -> str:
    return "  ".join(f"{_cell(figures[key]):>{_width(title)}}" for key, title in _COLUMNS)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _pairs(confusions: list[dict[str, Any]]) -> list[str]:
    shown = confusions[:_PAIRS_SHOWN]
    lines = [f"  {c['count']:>3}  {c['expected']} → {c['predicted']}" for c in shown]
    rest = sum(c["count"] for c in confusions[_PAIRS_SHOWN:])
    return lines + ([f"  {rest:>3}  others"] if rest else [])


def draw_confusions(result: Result, png: Path, root: Path, env: Path | None = None) -> None:
    """Writes the confusion matrix over all files. Raises model.ModelError."""
    _draw("confusions", result, png, root, env)


def draw_reliability(result: Result, png: Path, root: Path, env: Path | None = None) -> None:
    """Writes the reliability diagram over all files. Raises model.ModelError."""
    _draw("reliability", result, png, root, env)


def _draw(kind: str, result: Result, png: Path, root: Path, env: Path | None) -> None:
    """Matplotlib lives in Rasa's environment, so the drawing is a script run there."""
    python = (env or model.environment(root)) / "bin" / "python"
    if not python.exists():
        raise model.ModelError(f"Rasa's environment is missing at {python.parent.parent}")
    rows = [row for rows in result["predictions"].values() for row in rows]
    png.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [str(python), "-W", "ignore", str(root / "nlu" / "plots.py"), kind, str(png.resolve())],
        input=json.dumps(rows).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise model.ModelError(f"drawing {png} failed:\n{done.stderr.decode()[-1500:]}")

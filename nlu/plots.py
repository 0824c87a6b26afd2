"""Draws an evaluation's pictures; run in Rasa's environment, which has matplotlib.

python nlu/plots.py confusions|reliability OUT.png < predictions.json
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

BINS = 10


def draw_confusions(rows: list[dict[str, Any]], png: str) -> None:
    """Rows are what was expected, columns what was understood; counts in the cells."""
    counts = Counter((r["expected"], r["predicted"]) for r in rows)
    labels = sorted({label for pair in counts for label in pair})
    grid = np.array([[counts[t, g] for g in labels] for t in labels], float)
    shares = grid / np.maximum(grid.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(13, 12))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    _label_axes(axes, labels)
    for t, g in zip(*np.nonzero(grid), strict=True):
        colour = "white" if shares[t, g] > 0.5 else "black"
        axes.text(g, t, int(grid[t, g]), ha="center", va="center", fontsize=6, color=colour)
    right = float(np.trace(grid) / grid.sum())
    axes.set_title(f"Intents: {len(rows)} messages, {right:.1%} right")
    _save(figure, png)


def _label_axes(axes: Any, labels: list[str]) -> None:
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_xlabel("understood")
    axes.set_ylabel("expected")


def draw_reliability(rows: list[dict[str, Any]], png: str) -> None:
    """How often the model is right when it says 60 %? The bars should lie on the diagonal."""
    said = np.array([r["confidence"] for r in rows])
    right = np.array([r["expected"] == r["predicted"] for r in rows], float)
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    figure, axes = plt.subplots(figsize=(6.5, 6))
    axes.plot([0, 1], [0, 1], "--", color="grey", linewidth=1)
    for b in np.unique(bins):
        inside = bins == b
        axes.bar((b + 0.5) / BINS, right[inside].mean(), width=0.09, color="#4a7fb5")
        axes.text(
            (b + 0.5) / BINS,
            right[inside].mean(),
            int(inside.sum()),
            ha="center",
            va="bottom",
            fontsize=7,
        )
        axes.plot(said[inside].mean(), right[inside].mean(), "o", color="#c0392b", markersize=4)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1.05),
        xlabel="probability the model gave",
        ylabel="share that was right",
    )
    axes.set_title(
        f"Reliability: {len(rows)} messages, calibration error {error(said, right, bins):.3f}"
    )
    _save(figure, png)


def error(said: np.ndarray, right: np.ndarray, bins: np.ndarray) -> float:
    """Expected calibration error: the mean gap between said and right, weighted by messages."""
    gaps = [
        abs(said[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def _save(figure: Any, png: str) -> None:
    figure.tight_layout()
    figure.savefig(png, dpi=130)
    plt.close(figure)


if __name__ == "__main__":
    draw = {"confusions": draw_confusions, "reliability": draw_reliability}[sys.argv[1]]
    draw(json.load(sys.stdin), sys.argv[2])

"""A text classifier: sparse features, a linear SVM and a small network, calibrated probabilities.

Training needs scikit-learn; predicting needs numpy only and takes well under a millisecond.
"""

from __future__ import annotations

import json
import math
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC

from nlu.components.intent_features import Features

# Measured by leaving out an author at a time; see nlu/README.md.
FAMILY_WEIGHTS = {"w": 1.0, "c": 1.0, "z": 0.5, "s": 0.3, "k": 0.3}


class Vocabulary:
    """Feature names to columns, with their inverse document frequency."""

    def __init__(self, index: dict[str, int], idf: np.ndarray) -> None:
        """``idf`` has one weight a column of ``index``."""
        self.index, self.idf = index, idf

    @classmethod
    def learn(cls, messages: Sequence[Features], min_df: int = 1) -> Vocabulary:
        """All features seen in at least ``min_df`` messages, in sorted order."""
        seen = Counter(
            f"{family}:{name}" for m in messages for family, names in m.items() for name in names
        )
        names = sorted(name for name, count in seen.items() if count >= min_df)
        idf = [1 + math.log((1 + len(messages)) / (1 + seen[name])) for name in names]
        return cls({name: i for i, name in enumerate(names)}, np.array(idf, np.float32))

    def vector(self, message: Features) -> tuple[np.ndarray, np.ndarray]:
        """Columns and values; each family has length 1 times its weight."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for family, counts in message.items():
            found = [
                (column, count)
                for name, count in counts.items()
                if (column := self.index.get(f"{family}:{name}")) is not None
            ]
            if found:
                at = np.array([f[0] for f in found], np.int64)
                tf = 1 + np.log(np.array([f[1] for f in found], np.float32))
                weighed = tf * self.idf[at]
                values.append(FAMILY_WEIGHTS[family] * weighed / np.linalg.norm(weighed))
                columns.append(at)
        if not columns:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return np.concatenate(columns), np.concatenate(values)

    def matrix(self, messages: Sequence[Features]) -> csr_matrix:
        """One row a message."""
        rows = [self.vector(m) for m in messages]
        ends = np.cumsum([0] + [len(c) for c, _ in rows])
        return csr_matrix(
            (np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows]), ends),
            shape=(len(rows), len(self.index)),
        )


class Network:
    """One hidden layer over the features that were seen twice; it errs elsewhere than the SVM."""

    def __init__(
        self, columns: np.ndarray, into: np.ndarray, bias: np.ndarray, out: np.ndarray,
        out_bias: np.ndarray,
    ) -> None:  # fmt: skip
        """``columns`` maps a column of the vocabulary to a row of ``into``, or to -1."""
        self.columns, self.into, self.bias = columns, into, bias
        self.out, self.out_bias = out, out_bias

    def probabilities(self, columns: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Of all labels, for one message's columns and values."""
        rows = self.columns[columns]
        known = rows >= 0
        hidden = values[known] @ self.into[rows[known]].astype(np.float32) + self.bias
        return softmax(np.maximum(hidden, 0) @ self.out + self.out_bias)

    def arrays(self) -> dict[str, np.ndarray]:
        """What is stored."""
        names = ("columns", "into", "bias", "out", "out_bias")
        return {f"network_{name}": getattr(self, name) for name in names}


class LinearModel:
    """Scores of all labels, turned into probabilities by a fitted sharpness."""

    def __init__(
        self,
        labels: list[str],
        vocabulary: Vocabulary,
        weights: np.ndarray,
        bias: np.ndarray,
        network: Network,
        sharpness: float = 1.0,
        thresholds: dict[str, float] | None = None,
    ) -> None:
        """``weights`` is (columns, labels); ``thresholds`` as of ``fit_thresholds``."""
        self.labels, self.vocabulary = labels, vocabulary
        self.thresholds = thresholds or {}
        self.weights, self.bias, self.sharpness = weights, bias, sharpness
        self.network = network

    def scores(self, message: Features) -> np.ndarray:
        """The score of every label: what the SVM and the network make of it together."""
        columns, values = self.vocabulary.vector(message)
        margins = values @ self.weights[columns] + self.bias
        return together(margins, self.network.probabilities(columns, values))

    def probabilities(self, message: Features) -> np.ndarray:
        """Probabilities that sum to one, in the order of ``labels``."""
        return softmax(self.sharpness * self.scores(message))

    def save(self, folder: Path) -> None:
        """Two files: the arrays and the names."""
        np.savez(
            folder / "intents.npz",
            weights=self.weights,
            bias=self.bias,
            idf=self.vocabulary.idf,
            sharpness=np.array(self.sharpness),
            **self.network.arrays(),
        )
        names = {
            "labels": self.labels,
            "features": list(self.vocabulary.index),
            "thresholds": self.thresholds,
        }
        (folder / "intents.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """The model that ``save`` wrote."""
        names = json.loads((folder / "intents.json").read_text("utf-8"))
        with np.load(folder / "intents.npz") as arrays:
            index = {name: i for i, name in enumerate(names["features"])}
            vocabulary = Vocabulary(index, arrays["idf"])
            weights, bias = arrays["weights"], arrays["bias"]
            network = Network(
                *(arrays[f"network_{n}"] for n in ("columns", "into", "bias", "out", "out_bias"))
            )
            sharpness = float(arrays["sharpness"])
            return cls(
                names["labels"], vocabulary, weights, bias, network, sharpness, names["thresholds"]
            )


def softmax(scores: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _fit_svm(matrix: csr_matrix, labels: Sequence[str], c: float, seed: int) -> LinearSVC:
    return LinearSVC(C=c, random_state=seed).fit(matrix, labels)


HIDDEN, ROUNDS, RATE, BATCH = 64, 2, 4e-3, 128
"""Measured on authors left out: more units or rounds were no better."""


def _fit_network(matrix: csr_matrix, labels: Sequence[str], seed: int) -> Network:
    seen = np.asarray((matrix > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(seen > 1)
    columns = np.full(matrix.shape[1], -1, np.int32)
    columns[kept] = np.arange(len(kept))
    fitted = MLPClassifier(
        (HIDDEN,), alpha=1e-5, batch_size=BATCH, learning_rate_init=RATE, max_iter=ROUNDS,
        random_state=seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose
        fitted.fit(matrix[:, kept].astype(np.float32), labels)
    (into, out), (bias, out_bias) = fitted.coefs_, fitted.intercepts_
    return Network(columns, into.astype(np.float16), bias, out, out_bias)


STEEPNESS, NETWORK_SHARE = 4.0, 0.5
"""How margins become probabilities before the two are added, and how much the network counts."""


def together(margins: np.ndarray, network: np.ndarray) -> np.ndarray:
    """The two models' view of the labels as one score each; along the last axis."""
    return np.log(softmax(STEEPNESS * margins) + NETWORK_SHARE * network + 1e-9)


def _fold_scores(
    vocabulary: Vocabulary, matrix: csr_matrix, labels: Sequence[str], held: Sequence[Features],
    names: Sequence[str], c: float, seed: int,
) -> np.ndarray:  # fmt: skip
    """Scores of held-out messages; a label that the fold did not hold is far below all others."""
    svm, network = _fit_svm(matrix, labels, c, seed), _fit_network(matrix, labels, seed)
    scores = np.full((len(held), len(names)), -20.0)
    margins = svm.decision_function(vocabulary.matrix(held))
    seen = np.array([network.probabilities(*vocabulary.vector(m)) for m in held])
    scores[:, [names.index(name) for name in svm.classes_]] = together(margins, seen)
    return scores


def held_out_scores(
    messages: Sequence[Features], labels: Sequence[str], folds: int, c: float, seed: int
) -> tuple[np.ndarray, list[str]]:
    """Scores for every message by a model that was trained without its block of messages.

    Blocks are contiguous: the training files follow one another, so a block is mostly an author.
    """
    names = sorted(set(labels))

    def score(held: np.ndarray) -> np.ndarray:
        kept = np.setdiff1d(np.arange(len(messages)), held)
        vocabulary = Vocabulary.learn([messages[i] for i in kept])
        return _fold_scores(
            vocabulary, vocabulary.matrix([messages[i] for i in kept]), [labels[i] for i in kept],
            [messages[i] for i in held], names, c, seed,
        )  # fmt: skip

    blocks = np.array_split(np.arange(len(messages)), folds)
    return np.concatenate(in_processes(score, blocks)), names


_WORK: Callable[[Any], Any] | None = None


def _do(task: Any) -> Any:
    assert _WORK is not None
    return _WORK(task)


def in_processes(work: Callable[[Any], Any], tasks: Sequence[Any]) -> list[Any]:
    """Does the tasks on all cores, in processes that share what is in memory already (fork).

    Not in threads: the SVM's solver has one random state for a whole process. Where forking is
    not safe they are done one after the other.
    """
    global _WORK
    if sys.platform != "linux":
        return [work(task) for task in tasks]
    _WORK = work
    with get_context("fork").Pool(min(len(tasks), os.cpu_count() or 1)) as pool:
        return pool.map(_do, tasks, chunksize=1)


def fit_sharpness(scores: np.ndarray, truth: np.ndarray) -> float:
    """The factor on the scores under which the held-out labels are most likely."""

    def loss(factor: np.ndarray) -> float:
        p = softmax(factor[0] * scores)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(p, 1e-9)).mean())

    return float(minimize(loss, np.array([1.0]), method="Nelder-Mead").x[0])


WRONG_COSTS = 3.0
"""A wrong act costs as much as so many needless questions: every form is confirmed at its end."""
PAIR_IS_WORTH_IT = 0.5
"""Below this chance that the two likeliest hold the right one, offering them helps nobody."""
WINDOW = 200


HAZARD, FALSE_ALARMS = "report_hazard", 0.005
"""A danger overlooked costs more than people sent in vain: this share of all else may alarm."""


def fit_thresholds(
    probabilities: np.ndarray, truth: np.ndarray, names: Sequence[str]
) -> dict[str, float]:
    """The probabilities from which to ``act``, to ``offer`` the two likeliest, and to alarm."""
    best_two = np.argsort(-probabilities, axis=1)[:, :2]
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence)
    right = best_two[order, 0] == truth[order]
    acted_wrongly, asked_in_vain = np.cumsum(~right), right.sum() - np.cumsum(right)
    act = confidence[order[np.argmin(WRONG_COSTS * acted_wrongly + asked_in_vain)]]
    held = (best_two == truth[:, None]).any(axis=1)[order[::-1]].astype(float)
    share = np.convolve(held, np.ones(WINDOW) / WINDOW, mode="valid")
    poor = np.flatnonzero(share < PAIR_IS_WORTH_IT)
    offer = confidence[order[::-1][poor[-1] + WINDOW // 2]] if len(poor) else 0.0
    found = {"act": float(act), "offer": float(min(offer, act))}
    if HAZARD in names:
        danger = names.index(HAZARD)
        others = probabilities[truth != danger, danger]
        found["hazard"] = float(np.quantile(others, 1 - FALSE_ALARMS))
    return {name: round(value, 3) for name, value in found.items()}


def train(
    messages: Sequence[Features],
    labels: Sequence[str],
    c: float = 1.0,
    folds: int = 5,
    seed: int = 7,
) -> LinearModel:
    """A model of all messages whose probabilities were calibrated on held-out blocks."""
    scores, names = held_out_scores(messages, labels, folds, c, seed)
    truth = np.array([names.index(label) for label in labels])
    vocabulary = Vocabulary.learn(messages)
    matrix = vocabulary.matrix(messages)
    svm, network = _fit_svm(matrix, labels, c, seed), _fit_network(matrix, labels, seed)
    weights = np.ascontiguousarray(svm.coef_.T, np.float32)
    bias = svm.intercept_.astype(np.float32)
    sharpness = fit_sharpness(scores, truth)
    thresholds = fit_thresholds(softmax(sharpness * scores), truth, names)
    labels_in_order = list(svm.classes_)
    return LinearModel(labels_in_order, vocabulary, weights, bias, network, sharpness, thresholds)

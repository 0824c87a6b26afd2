"""A linear text classifier: sparse features, one linear SVM a label, calibrated probabilities.

Training needs scikit-learn; predicting needs numpy only and takes well under a millisecond.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
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


class LinearModel:
    """Scores of all labels, turned into probabilities by a fitted sharpness and a bias a label."""

    def __init__(
        self,
        labels: list[str],
        vocabulary: Vocabulary,
        weights: np.ndarray,
        bias: np.ndarray,
        sharpness: float = 1.0,
        thresholds: dict[str, float] | None = None,
    ) -> None:
        """``weights`` is (columns, labels); ``thresholds`` as of ``fit_thresholds``."""
        self.labels, self.vocabulary = labels, vocabulary
        self.thresholds = thresholds or {}
        self.weights, self.bias, self.sharpness = weights, bias, sharpness

    def scores(self, message: Features) -> np.ndarray:
        """The margin of every label."""
        columns, values = self.vocabulary.vector(message)
        return values @ self.weights[columns] + self.bias

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
            sharpness = float(arrays["sharpness"])
            return cls(names["labels"], vocabulary, weights, bias, sharpness, names["thresholds"])


def softmax(scores: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _fit_svm(matrix: csr_matrix, labels: Sequence[str], c: float, seed: int) -> LinearSVC:
    return LinearSVC(C=c, random_state=seed).fit(matrix, labels)


def _all_columns(svm: LinearSVC, matrix: csr_matrix, labels: Sequence[str]) -> np.ndarray:
    """Margins with a column for labels the fold did not hold (far below all others)."""
    margins = np.full((matrix.shape[0], len(labels)), -3.0)
    margins[:, [labels.index(name) for name in svm.classes_]] = svm.decision_function(matrix)
    return margins


def held_out_scores(
    messages: Sequence[Features], labels: Sequence[str], folds: int, c: float, seed: int
) -> tuple[np.ndarray, list[str]]:
    """Margins for every message by a model that was trained without its block of messages.

    Blocks are contiguous: the training files follow one another, so a block is mostly an author.
    """
    names = sorted(set(labels))
    margins = np.zeros((len(messages), len(names)))
    for held in np.array_split(np.arange(len(messages)), folds):
        kept = np.setdiff1d(np.arange(len(messages)), held)
        vocabulary = Vocabulary.learn([messages[i] for i in kept])
        svm = _fit_svm(
            vocabulary.matrix([messages[i] for i in kept]), [labels[i] for i in kept], c, seed
        )
        margins[held] = _all_columns(svm, vocabulary.matrix([messages[i] for i in held]), names)
    return margins, names


def fit_sharpness(margins: np.ndarray, truth: np.ndarray) -> float:
    """The factor on the margins under which the held-out labels are most likely."""

    def loss(factor: np.ndarray) -> float:
        p = softmax(factor[0] * margins)[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(p, 1e-9)).mean())

    return float(minimize(loss, np.array([4.0]), method="Nelder-Mead").x[0])


WRONG_COSTS = 3.0
"""A wrong act costs as much as so many needless questions: every form is confirmed at its end."""
PAIR_IS_WORTH_IT = 0.5
"""Below this chance that the two likeliest hold the right one, offering them helps nobody."""
WINDOW = 200


def fit_thresholds(probabilities: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """The probabilities from which to ``act`` and from which to ``offer`` the two likeliest."""
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
    return {"act": round(float(act), 3), "offer": round(float(min(offer, act)), 3)}


def train(
    messages: Sequence[Features],
    labels: Sequence[str],
    c: float = 1.0,
    folds: int = 5,
    seed: int = 7,
) -> LinearModel:
    """A model of all messages whose probabilities were calibrated on held-out blocks."""
    margins, names = held_out_scores(messages, labels, folds, c, seed)
    truth = np.array([names.index(label) for label in labels])
    vocabulary = Vocabulary.learn(messages)
    svm = _fit_svm(vocabulary.matrix(messages), labels, c, seed)
    weights = np.ascontiguousarray(svm.coef_.T, np.float32)
    bias = svm.intercept_.astype(np.float32)
    sharpness = fit_sharpness(margins, truth)
    thresholds = fit_thresholds(softmax(sharpness * margins), truth)
    return LinearModel(list(svm.classes_), vocabulary, weights, bias, sharpness, thresholds)

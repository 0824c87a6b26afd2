"""Training the text classifier: the two models, their calibration, and when to act on them."""

from __future__ import annotations

import os
import sys
import warnings
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC

from nlu.components.intent_features import Features
from nlu.components.linear_model import (
    FAMILY_WEIGHTS,
    LinearModel,
    Network,
    Vocabulary,
    softmax,
    together,
)


@dataclass(frozen=True)
class Counted:
    """The features of all messages, counted once; every fold weighs them by what it holds.

    ``names`` has a ``family:feature`` for each column, in order; ``matrix`` a row for each message:
    1 + log(count). Weights are those of `Vocabulary.vector`.
    """

    names: list[str]
    matrix: csr_matrix

    @classmethod
    def of(cls, messages: Sequence[Features]) -> Counted:
        """All features of all messages."""
        seen: dict[str, int] = {}
        columns, counts, ends = array("q"), array("q"), [0]
        for message in messages:
            for family, counter in message.items():
                columns.extend(seen.setdefault(f"{family}:{name}", len(seen)) for name in counter)
                counts.extend(counter.values())
            ends.append(len(columns))
        names = sorted(seen)
        place = np.empty(len(names), np.int64)
        place[[seen[name] for name in names]] = np.arange(len(names))
        values = 1 + np.log(np.array(counts, np.float32))
        matrix = csr_matrix(
            (values, place[np.array(columns, np.int64)], ends), shape=(len(messages), len(names))
        )
        matrix.sort_indices()
        return cls(names, matrix)

    def idf(self, rows: np.ndarray) -> np.ndarray:
        """The inverse document frequency among these rows; 0 where none of them has the feature."""
        holding = np.bincount(self.matrix[rows].indices, minlength=len(self.names))
        found = 1 + np.log((1 + len(rows)) / (1 + holding))
        return np.where(holding > 0, found, 0).astype(np.float32)

    def weighed(self, rows: np.ndarray, idf: np.ndarray) -> csr_matrix:
        """These rows with each family of a row as long as its weight."""
        order = sorted(FAMILY_WEIGHTS)
        family = np.array([order.index(name.split(":", 1)[0]) for name in self.names])
        weights = np.array([FAMILY_WEIGHTS[name] for name in order], np.float32)
        chosen = self.matrix[rows]
        row = np.repeat(np.arange(len(rows)), np.diff(chosen.indptr))
        part = row * len(order) + family[chosen.indices]
        values = chosen.data * idf[chosen.indices]
        lengths = np.sqrt(np.bincount(part, values * values, minlength=len(rows) * len(order)))
        with np.errstate(invalid="ignore"):
            scaled = weights[family[chosen.indices]] * values / lengths[part].astype(np.float32)
        chosen.data = np.nan_to_num(scaled)  # a family of which nothing is known has no length
        chosen.eliminate_zeros()
        return chosen


def _fit_svm(matrix: csr_matrix, labels: Sequence[str], c: float, seed: int) -> LinearSVC:
    return LinearSVC(C=c, random_state=seed).fit(matrix, labels)


HIDDEN, ROUNDS, RATE, BATCH, SEEN = 64, 2, 6e-3, 256, 3
"""Measured on authors left out: more units or rounds, smaller batches, and features that fewer
messages hold (``SEEN``) were no better, or not for their time."""


def _fit_network(matrix: csr_matrix, labels: Sequence[str], seed: int) -> Network:
    seen = np.asarray((matrix > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(seen >= SEEN)
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


def _held_out_scores(
    counted: Counted, held: np.ndarray, labels: Sequence[str], names: Sequence[str], c: float,
    seed: int,
) -> np.ndarray:  # fmt: skip
    """Scores of messages by a model trained without them, in the order of ``names``.

    A label that only they have is far below all others.
    """
    kept = np.setdiff1d(np.arange(len(labels)), held)
    idf = counted.idf(kept)
    matrix, taught = counted.weighed(kept, idf), [labels[i] for i in kept]
    svm, network = _fit_svm(matrix, taught, c, seed), _fit_network(matrix, taught, seed)
    scores = np.full((len(held), len(names)), -20.0)
    asked = counted.weighed(held, idf)
    seen = np.array([network.probabilities(row.indices, row.data) for row in asked])
    scores[:, [names.index(name) for name in svm.classes_]] = together(
        svm.decision_function(asked), seen
    )
    return scores


_JOBS: Sequence[Callable[[], Any]] = ()


def _do(number: int) -> Any:
    return _JOBS[number]()


def in_processes(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Does the jobs on all cores, in processes that share what is in memory already (fork).

    Not in threads: the SVM's solver has one random state for a whole process. Where forking is
    not safe they are done one after the other.
    """
    global _JOBS
    if sys.platform != "linux":
        return [job() for job in jobs]
    _JOBS = jobs
    with get_context("fork").Pool(min(len(jobs), os.cpu_count() or 1)) as pool:
        return pool.map(_do, range(len(jobs)), chunksize=1)


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
    """A model of all messages whose probabilities were calibrated on held-out blocks.

    Blocks are contiguous: the training files follow one another, so a block is mostly an author.
    """
    names = sorted(set(labels))
    counted, everything = Counted.of(messages), np.arange(len(messages))
    idf = counted.idf(everything)
    matrix = counted.weighed(everything, idf)
    jobs: list[Callable[[], Any]] = [
        *(
            partial(_held_out_scores, counted, block, labels, names, c, seed)
            for block in np.array_split(everything, folds)
        ),
        partial(_fit_network, matrix, labels, seed),
        partial(_fit_svm, matrix, labels, c, seed),
    ]
    *blocks, network, svm = in_processes(jobs)
    scores, truth = np.concatenate(blocks), np.array([names.index(label) for label in labels])
    sharpness = fit_sharpness(scores, truth)
    thresholds = fit_thresholds(softmax(sharpness * scores), truth, names)
    vocabulary = Vocabulary({name: i for i, name in enumerate(counted.names)}, idf)
    weights = np.ascontiguousarray(svm.coef_.T, np.float32)
    bias = svm.intercept_.astype(np.float32)
    labels_in_order = list(svm.classes_)
    return LinearModel(labels_in_order, vocabulary, weights, bias, network, sharpness, thresholds)

"""Training the text classifier: the two models, their calibration, and when to act on them."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC

from nlu.components.intent_features import Features
from nlu.components.linear_model import LinearModel, Network, Vocabulary, softmax, together


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

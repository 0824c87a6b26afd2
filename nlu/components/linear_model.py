"""A text classifier: sparse features, a linear SVM and a small network, calibrated probabilities.

Trained by `linear_training`; predicting needs no scikit-learn and takes well under a millisecond.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from nlu.components.intent_features import Features

# Measured by leaving out an author at a time; see nlu/README.md.
FAMILY_WEIGHTS = {"w": 1.0, "c": 1.0, "z": 0.5, "s": 0.3, "k": 0.3}


class Vocabulary:
    """Feature names to columns, with their inverse document frequency."""

    def __init__(self, index: dict[str, int], idf: np.ndarray) -> None:
        """``idf`` has one weight a column of ``index``."""
        self.index, self.idf = index, idf

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


class Network:
    """One hidden layer over the features that were seen more often; it errs elsewhere than the SVM."""

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


STEEPNESS, NETWORK_SHARE = 4.0, 0.5
"""How margins become probabilities before the two are added, and how much the network counts."""


def together(margins: np.ndarray, network: np.ndarray) -> np.ndarray:
    """The two models' view of the labels as one score each; along the last axis."""
    return np.log(softmax(STEEPNESS * margins) + NETWORK_SHARE * network + 1e-9)

"""Run in Rasa's environment by test_training.py: a small training, and what it must hold."""

from pathlib import Path

import numpy as np

from nlu.components.concepts import Concepts
from nlu.components.intent_features import Features, features
from nlu.components.linear_model import Vocabulary
from nlu.components.linear_training import Counted, train
from nlu.components.pieces import Splitter, read_words
from nlu.examples import read_examples
from nlu.folding import fold

ROOT = Path(__file__).resolve().parents[2]
TAUGHT, LABELS = 800, ("ask_bill", "report_hazard", "thank", "withdraw_ticket")


def read() -> tuple[list[Features], list[str]]:
    """Messages of four labels, from several files."""
    splitter = Splitter(read_words(str(ROOT / "nlu" / "dictionary.txt")))
    concepts = Concepts.read(ROOT / "nlu" / "concepts.yml")
    examples = [
        example
        for path in sorted((ROOT / "nlu" / "data").glob("*.yml"))[:8]
        for example in read_examples(path)
        if example.intent in LABELS
    ][:TAUGHT]
    messages = []
    for example in examples:
        folded = fold(example.text)
        pieces = splitter.split(folded)
        texts, starts = [p.text for p in pieces], [p.start for p in pieces]
        messages.append(features(folded, texts, starts, concepts))
    return messages, [example.intent for example in examples]


def training_and_serving_weigh_alike(messages: list[Features]) -> None:
    """`Counted.weighed` and `Vocabulary.vector`, also for messages that were held out."""
    counted, kept = Counted.of(messages), np.arange(len(messages) // 2)
    idf = counted.idf(kept)
    known = [name for i, name in enumerate(counted.names) if idf[i] > 0]
    vocabulary = Vocabulary({name: i for i, name in enumerate(known)}, idf[idf > 0])
    rows = counted.weighed(np.arange(len(messages)), idf)
    for message, row in zip(messages, rows, strict=True):
        columns, values = vocabulary.vector(message)
        served = {known[c]: v for c, v in zip(columns, values, strict=True)}
        taught = {counted.names[c]: v for c, v in zip(row.indices, row.data, strict=True)}
        assert served.keys() == taught.keys()
        assert all(abs(served[name] - taught[name]) < 1e-5 for name in served)


def the_model_knows_what_it_was_taught(messages: list[Features], labels: list[str]) -> None:
    """And its probabilities and thresholds are some."""
    model = train(messages, labels, folds=3)
    guesses = [model.labels[int(model.probabilities(m).argmax())] for m in messages]
    right = sum(g == t for g, t in zip(guesses, labels, strict=True)) / len(labels)
    assert right > 0.97, right
    assert abs(model.probabilities(messages[0]).sum() - 1) < 1e-5
    assert 0 <= model.thresholds["offer"] <= model.thresholds["act"] <= 1
    assert 0 <= model.thresholds["hazard"] <= 1


if __name__ == "__main__":
    told, truth = read()
    training_and_serving_weigh_alike(told)
    the_model_knows_what_it_was_taught(told, truth)
    print(f"{len(told)} messages")

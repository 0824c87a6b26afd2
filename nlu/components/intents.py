"""The intent classifier of the pipeline: a linear SVM with calibrated probabilities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.concepts import Concepts
from nlu.components.intent_features import Features, features
from nlu.components.linear_model import LinearModel
from nlu.components.linear_training import train
from nlu.components.tokenizer import FoldingTokenizer
from nlu.folding import fold

_CONCEPTS_FILE = "concepts.yml"


def message_features(message: Message, concepts: Concepts) -> Features:
    """The features of a tokenised message."""
    tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
    folded = fold(message.get(TEXT) or "")
    return features(folded, [t.lemma for t in tokens], [t.start for t in tokens], concepts)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks all intents of a message by probability."""

    @classmethod
    def required_components(cls) -> list[type]:
        """What must come earlier in the pipeline."""
        return [FoldingTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``C``: the SVM's; ``folds``: blocks for calibration; ``ranking_length``: in answers."""
        return {
            "concepts": "nlu/concepts.yml",
            "C": 1.0,
            "folds": 5,
            "random_state": 7,
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        concepts: Path,
        model: LinearModel | None,
    ) -> None:
        """``concepts`` is the file to read them from; ``model`` is None until trained."""
        self._config, self._storage, self._resource = config, storage, resource
        self._concepts_text = concepts.read_text(encoding="utf-8")
        self._concepts = Concepts.read(concepts)
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource, Path(config["concepts"]), None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """The classifier as trained."""
        with model_storage.read_from(resource) as folder:
            model = LinearModel.load(folder)
            return cls(config, model_storage, resource, folder / _CONCEPTS_FILE, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all messages that have an intent."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = train(
            [message_features(m, self._concepts) for m in examples],
            [m.get(INTENT) for m in examples],
            c=self._config["C"],
            folds=self._config["folds"],
            seed=self._config["random_state"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / _CONCEPTS_FILE).write_text(self._concepts_text, encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes ``intent`` and ``intent_ranking`` into each message."""
        for message in messages:
            ranking = self._ranking(message)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("thresholds", self._thresholds(), add_to_output=True)
        return messages

    def _thresholds(self) -> dict[str, float]:
        """Found by training; they go with every answer, so no service acts on another model's."""
        assert self._model is not None, "process() is called on a trained component only"
        return self._model.thresholds

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        assert self._model is not None, "process() is called on a trained component only"
        probabilities = self._model.probabilities(message_features(message, self._concepts))
        best = probabilities.argsort()[::-1][: self._config["ranking_length"]]
        return [
            {"name": self._model.labels[i], "confidence": round(float(probabilities[i]), 5)}
            for i in best
        ]

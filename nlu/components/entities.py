"""The entity tagger of the pipeline: a CRF over characters and words.

Rasa's own CRFEntityExtractor stores its training sentences and trains again each time a model is
loaded (minutes at start-up); this one stores the trained tagger.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.entity_features import Unit, spans_of, tagger_features, tags_of
from nlu.components.tokenizer import FoldingTokenizer
from nlu.folding import fold

_FILE = "entities.crfsuite"


def units_of(message: Message) -> list[Unit]:
    """The tokens of a message as the tagger takes them."""
    tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
    return [Unit(t.lemma, t.text, t.start, t.get("word"), t.get("place")) for t in tokens]


PLAIN = 3
"""One in so many of the messages without an entity is learnt from. More of them only cost time, and
make the tagger shy: on eight authors left out F1 0.870 in 128 s, all of them 0.869 in 202 s."""


def train_tagger(examples: list[Message], path: str, config: dict[str, Any]) -> None:
    """Writes a tagger learnt from the annotated messages to ``path``."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": config["L1_c"],
            "c2": config["L2_c"],
            "max_iterations": config["max_iterations"],
            "feature.minfreq": config["min_frequency"],
        }
    )
    for number, message in enumerate(examples):
        units = units_of(message)
        spans = [(e["start"], e["end"], e["entity"]) for e in message.get(ENTITIES, [])]
        if units and (spans or number % PLAIN == 0):
            trainer.append(tagger_features(fold(message.get(TEXT)), units), tags_of(units, spans))
    trainer.train(path)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CharacterCrfExtractor(GraphComponent, EntityExtractorMixin):
    """Finds all kinds of entities; spans are cut from the customer's own text."""

    @classmethod
    def required_components(cls) -> list[type]:
        """What must come earlier in the pipeline."""
        return [FoldingTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The penalties of the CRF, its steps, and how often a feature must be seen."""
        return {"L1_c": 0.2, "L2_c": 0.02, "max_iterations": 60, "min_frequency": 1}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """An extractor that finds nothing until trained or loaded."""
        self._config, self._storage, self._resource = config, storage, resource
        self._tagger: pycrfsuite.Tagger | None = None
        self._model = b""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CharacterCrfExtractor:
        """An untrained extractor."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CharacterCrfExtractor:
        """The extractor as trained."""
        extractor = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            extractor._open((folder / _FILE).read_bytes())
        return extractor

    def _open(self, model: bytes) -> None:
        """The tagger reads on in ``model`` without holding it: freed, the server crashes."""
        self._model = model
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all messages with an entity, and from some without."""
        examples = [m for m in training_data.nlu_examples if m.get(TEXT)]
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / _FILE
            train_tagger(examples, str(path), self._config)
            self._open(path.read_bytes())
            with self._storage.write_to(self._resource) as folder:
                shutil.copy(path, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes ``entities`` into each message."""
        for message in messages:
            message.set(ENTITIES, self._entities(message), add_to_output=True)
        return messages

    def _entities(self, message: Message) -> list[dict[str, Any]]:
        units, text = units_of(message), message.get(TEXT) or ""
        if not units or self._tagger is None:
            return []
        tags = self._tagger.tag(tagger_features(fold(text), units))
        return [
            {"entity": kind, "start": start, "end": end, "value": text[start:end]}
            for start, end, kind in spans_of(units, tags)
        ]

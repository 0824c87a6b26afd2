"""The pipeline's first component: folds the text for the features and splits it into tokens.

A token's ``text`` is what the customer wrote, its ``lemma`` the folded form; ``word`` and
``place`` in its data tell the jieba word it belongs to.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.pieces import Splitter, read_words
from nlu.folding import fold

_WORDS_FILE = "words.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class FoldingTokenizer(Tokenizer):
    """Tokens for Chinese (either script), English and mixtures of both."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``dictionary``: path of the utility's own words, kept in the model."""
        return {
            "dictionary": None,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["jieba", "opencc"]

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, words: list[str]
    ) -> None:
        """A tokenizer whose jieba knows ``words``."""
        super().__init__(config)
        self._storage, self._resource, self._words = storage, resource, words
        self._splitter = Splitter([fold(word) for word in words])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldingTokenizer:
        """A tokenizer for training: the words come from the configured file."""
        path = config["dictionary"]
        return cls(config, model_storage, resource, read_words(path) if path else [])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FoldingTokenizer:
        """A tokenizer for parsing: the words come from the model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, read_words(folder / _WORDS_FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing to learn; the words go into the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / _WORDS_FILE).write_text("\n".join(self._words), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        original = message.get(attribute)
        return [
            Token(
                original[p.start : p.start + len(p.text)],
                p.start,
                data={"word": p.word, "place": p.place},
                lemma=p.text,
            )
            for p in self._splitter.split(fold(original))
        ]

"""What was understood of one message; the only thing the rest of Wattline sees of the NLU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["model", "keywords", "none"]

ACT, OFFER = 0.45, 0.12
"""Thresholds where no model's training gave better ones: the keyword engine's answers."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the customer's own text: ``message[start:end] == text``."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """Intents best first with their probabilities (0 to 1), entities in order, and danger.

    ``hazard``: the keywords see danger, or the model does, at the probability that training found
    for it. ``source`` says who ranked the intents: the model, the keywords (the server was away)
    or nobody (empty text).
    ``act`` and ``offer`` are the probabilities from which to act and to offer the two likeliest;
    training finds them on held-out messages, and every answer of the model carries them.
    ``also``: what each part says, where the message seems to ask for several things.
    """

    text: str
    intents: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...]
    hazard: bool
    source: Source
    act: float = ACT
    offer: float = OFFER
    also: tuple[Understanding, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether to act on the likeliest intent."""
        return self.confidence >= self.act

    @property
    def is_likely(self) -> bool:
        """Whether the two likeliest are worth offering."""
        return self.confidence >= self.offer

    @property
    def intent(self) -> str:
        """The likeliest intent; ``out_of_scope`` where nothing was understood."""
        return self.intents[0][0] if self.intents else "out_of_scope"

    @property
    def confidence(self) -> float:
        """The probability of ``intent``; 0.0 where nothing was understood."""
        return self.intents[0][1] if self.intents else 0.0

    def values(self, kind: str) -> list[str]:
        """The texts of all entities of a kind, in the order they were said."""
        return [entity.text for entity in self.entities if entity.kind == kind]

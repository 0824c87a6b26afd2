"""Reading the model server's JSON: everything is checked, because anything may come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from nlu.understanding import ACT, OFFER, Entity, Understanding

T = TypeVar("T")


class BadAnswer(Exception):
    """The server answered, but not with an understanding."""


def read_answer(
    text: str, parts: Sequence[tuple[int, str]], answers: Sequence[object], hazard: bool
) -> Understanding:
    """One understanding from the answers to the parts of ``text``. Raises BadAnswer.

    With two parts the last decides the intent (people come to the point last) unless the first is
    surer; entities of both count, at their place in the whole text.
    """
    rankings = [_ranking(answer) for answer in answers]
    best = max(reversed(rankings), key=lambda ranking: ranking[0][1])
    entities = [
        entity
        for (offset, part), answer in zip(parts, answers, strict=True)
        for entity in _entities(answer, part, offset)
    ]
    act, offer, alarm = _thresholds(answers[0])
    hazard = hazard or any(dict(ranking).get("report_hazard", 0) >= alarm for ranking in rankings)
    return Understanding(text, best, tuple(entities), hazard, "model", act, offer)


def _thresholds(answer: object) -> tuple[float, ...]:
    """(act, offer, hazard) that the model's training found; ours where the model has none."""
    given = answer.get("thresholds") if isinstance(answer, dict) else None
    found = [
        given.get(name) if isinstance(given, dict) else None for name in ("act", "offer", "hazard")
    ]
    usual = (ACT, OFFER, ACT)
    return tuple(
        f if isinstance(f, float) and 0 <= f <= 1 else u for f, u in zip(found, usual, strict=True)
    )


def _ranking(answer: object) -> tuple[tuple[str, float], ...]:
    ranking = _field(answer, "intent_ranking", list)
    pairs = [(_field(i, "name", str), _probability(i)) for i in ranking]
    if not pairs:
        raise BadAnswer("empty intent_ranking")
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def _probability(item: object) -> float:
    value = item.get("confidence") if isinstance(item, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadAnswer("a confidence is no number")
    if not 0.0 <= value <= 1.0:
        raise BadAnswer("a confidence is no probability")
    return float(value)


def _entities(answer: object, part: str, offset: int) -> list[Entity]:
    """The answer's entities, their texts cut from what the customer wrote."""
    found = []
    for item in _field(answer, "entities", list):
        kind = _field(item, "entity", str)
        start, end = _field(item, "start", int), _field(item, "end", int)
        if not 0 <= start < end <= len(part):
            raise BadAnswer("an entity lies outside the text")
        found.append(Entity(kind, part[start:end], start + offset, end + offset))
    return sorted(found, key=lambda entity: entity.start)


def _field(item: object, name: str, kind: type[T]) -> T:
    value = item.get(name) if isinstance(item, dict) else None
    if not isinstance(value, kind):
        raise BadAnswer(f"{name} is missing or no {kind.__name__}")
    return value

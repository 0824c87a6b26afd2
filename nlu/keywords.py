"""Understanding without the model: hazard, a modest guess of the intent, numbers.

Used for every message beside the model (hazard only) and alone when the NLU server is away. The
words stand in `keywords.yml`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from nlu.folding import fold
from nlu.hazard import is_hazard
from nlu.understanding import Entity, Understanding

HAZARD_CONFIDENCE = 0.7

_TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("keywords.yml").read_text("utf-8"))
_INTENTS: list[tuple[str, float, re.Pattern[str]]] = [
    (row["intent"], row["sure"], re.compile("|".join(row["words"]))) for row in _TABLE["intents"]
]
_NUMBERS: list[tuple[str, re.Pattern[str]]] = [
    (row["entity"], re.compile(row["form"])) for row in _TABLE["numbers"]
]


def understand(text: str) -> Understanding:
    """The whole of what can be told without a model; source "none" for an empty text."""
    folded = fold(text)
    if not folded.strip():
        return Understanding(text, (), (), False, "none")
    hazard, entities = is_hazard(text), _numbers(text, folded)
    return Understanding(text, _intents(folded, hazard, entities), entities, hazard, "keywords")


def _intents(
    folded: str, hazard: bool, entities: tuple[Entity, ...]
) -> tuple[tuple[str, float], ...]:
    """Every intent whose pattern is found, best first; ``out_of_scope`` last where none is sure."""
    found = {name: weight for name, weight, pattern in _INTENTS if pattern.search(folded)}
    if hazard:
        found["report_hazard"] = HAZARD_CONFIDENCE
    if not found and any(len(e.text) >= len(folded.strip()) * 0.6 for e in entities):
        found["inform"] = 0.6
    found.setdefault("out_of_scope", 0.2)
    return tuple(sorted(found.items(), key=lambda item: -item[1]))


def _numbers(text: str, folded: str) -> tuple[Entity, ...]:
    """Numbers with a known form, first pattern first, without overlaps, in reading order."""
    taken: list[Entity] = []
    for kind, pattern in _NUMBERS:
        for match in pattern.finditer(folded):
            start, end = match.span("v" if "v" in pattern.groupindex else 0)
            if all(end <= e.start or start >= e.end for e in taken):
                taken.append(Entity(kind, text[start:end], start, end))
    return tuple(sorted(taken, key=lambda e: e.start))

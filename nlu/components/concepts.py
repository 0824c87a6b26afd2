"""Concepts: what a word means, whatever the language (`nlu/concepts.yml`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import yaml


class Concepts:
    """Finds the concepts of a folded message, in the order in which they are said."""

    def __init__(self, words: Mapping[str, Mapping[str, str]]) -> None:
        """``words``: concept to ``zh`` and ``en``, each a list with commas between."""
        self._patterns = {name: _pattern(by_language) for name, by_language in words.items()}

    @classmethod
    def read(cls, path: str | Path) -> Concepts:
        """The concepts of a YAML file."""
        return cls(yaml.safe_load(Path(path).read_text(encoding="utf-8"))["concepts"])

    def find(self, folded: str) -> list[tuple[int, str]]:
        """(offset, concept), by offset; a word may stand for several concepts."""
        return sorted(
            (match.start(), name)
            for name, pattern in self._patterns.items()
            for match in pattern.finditer(folded)
        )


def _pattern(by_language: Mapping[str, str]) -> re.Pattern[str]:
    """The longest words first. ASCII, so that a Latin word may touch a Chinese character."""
    zh = sorted(_listed(by_language.get("zh")), key=len, reverse=True)
    en = sorted(_listed(by_language.get("en")), key=len, reverse=True)
    latin = (re.escape(word).replace(r"\*", r"\w*") for word in en)
    return re.compile("|".join([*map(re.escape, zh), *(rf"\b{w}\b" for w in latin)]), re.ASCII)


def _listed(words: str | None) -> list[str]:
    return [word.strip().lower() for word in str(words or "").split(",") if word.strip()]


def concept_features(found: Sequence[tuple[int, str]], last_clause: int) -> Counter[str]:
    """Concepts, neighbours in order, all pairs, and those of the last clause (``L``)."""
    names = [name for _, name in found]
    single = sorted(set(names))
    counted = Counter(names)
    counted.update(f"{a}>{b}" for a, b in pairwise(names) if a != b)
    counted.update(f"{a}+{b}" for i, a in enumerate(single) for b in single[i + 1 :])
    if last_clause:
        counted.update(f"L{name}" for offset, name in found if offset >= last_clause)
    return counted

"""Concepts: what a word means, whatever the language (`nlu/concepts.yml`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import yaml

_LATIN = re.compile(r"[a-z0-9](?:[a-z0-9'&-]*[a-z0-9])?")
_NOT_LATIN = re.compile(r"[^\x00-\x7f]+")
_LONGEST_PHRASE = 4  # words
Names = dict[str, list[str]]


class Concepts:
    """Finds the concepts of a folded message, in the order in which they are said."""

    def __init__(self, words: Mapping[str, Mapping[str, str]]) -> None:
        """``words``: concept to ``zh`` and ``en``, each a list with commas between."""
        self._whole: Names = {}
        self._begun: Names = {}
        for name, by_language in words.items():
            for word in [*_listed(by_language.get("zh")), *_listed(by_language.get("en"))]:
                table = self._begun if word.endswith("*") else self._whole
                table.setdefault(word.rstrip("*"), []).append(name)
        self._longest = max((len(word) for word in self._whole if not word.isascii()), default=0)

    @classmethod
    def read(cls, path: str | Path) -> Concepts:
        """The concepts of a YAML file."""
        return cls(yaml.safe_load(Path(path).read_text(encoding="utf-8"))["concepts"])

    def find(self, folded: str) -> list[tuple[int, str]]:
        """(offset, concept), by offset; of the same concept, words that overlap count once."""
        ends: dict[str, int] = {}
        found: list[tuple[int, str]] = []
        for start, end, names in sorted(self._hits(folded), key=lambda hit: (hit[0], -hit[1])):
            for name in names:
                if start >= ends.get(name, 0):
                    found.append((start, name))
                    ends[name] = end
        return sorted(found)

    def _hits(self, folded: str) -> Iterator[tuple[int, int, list[str]]]:
        for run in _NOT_LATIN.finditer(folded):
            yield from self._inside(run.group(), run.start())
        words = [(m.group(), m.start()) for m in _LATIN.finditer(folded)]
        for i in range(len(words)):
            yield from self._phrases(words[i : i + _LONGEST_PHRASE])

    def _inside(self, run: str, offset: int) -> Iterator[tuple[int, int, list[str]]]:
        """Chinese words anywhere in a run of Chinese."""
        for i in range(len(run)):
            for size in range(1, min(self._longest, len(run) - i) + 1):
                if names := self._whole.get(run[i : i + size]):
                    yield offset + i, offset + i + size, names

    def _phrases(self, words: Sequence[tuple[str, int]]) -> Iterator[tuple[int, int, list[str]]]:
        """Latin words and phrases that begin with the first of ``words``."""
        start, phrase = words[0][1], ""
        for word, at in words:
            before = len(phrase) + 1 if phrase else 0
            phrase = f"{phrase} {word}" if phrase else word
            end = at + len(word)
            if names := self._whole.get(phrase):
                yield start, end, names
            for size in range(before + 2, len(phrase) + 1):
                if names := self._begun.get(phrase[:size]):
                    yield start, end, names


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

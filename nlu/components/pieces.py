"""Splitting a folded message: one piece a Chinese character, Latin word, number or sign.

Pieces that small always align with annotated spans ("286度", "建设路12号"); the jieba word a
piece belongs to is kept beside it as a feature.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import jieba

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_PIECE = re.compile(
    rf"\d+|[^\W\d_{HAN}]+(?:'(?:t|re|ve|ll|d|m)(?![^\W\d_]))?|[{HAN}]|\S",
)
_HAN_RUN = re.compile(rf"[{HAN}]+")


class Piece(NamedTuple):
    """A piece of the folded text; ``word`` is its jieba word, ``place`` its position in it."""

    text: str
    start: int
    word: str
    place: int


class Splitter:
    """Splits folded text with jieba's dictionary and the utility's own words."""

    def __init__(self, words: list[str]) -> None:
        """``words``: terms jieba must keep whole, in Simplified characters."""
        jieba.setLogLevel("WARNING")
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()  # else the first Chinese message waits for the dictionary
        for word in words:
            self._jieba.add_word(word)

    def split(self, folded: str) -> list[Piece]:
        """All pieces of ``folded`` in order; white space is no piece."""
        words = self._words(folded)
        return [
            Piece(m.group(), m.start(), *words.get(m.start(), (m.group(), 0)))
            for m in _PIECE.finditer(folded)
        ]

    def _words(self, folded: str) -> dict[int, tuple[str, int]]:
        """For each offset in a Chinese run: the word there and the offset's place in it."""
        found: dict[int, tuple[str, int]] = {}
        for run in _HAN_RUN.finditer(folded):
            start = run.start()
            for word in self._jieba.cut(run.group()):
                for place in range(len(word)):
                    found[start + place] = (word, place)
                start += len(word)
        return found


def read_words(path: str | Path) -> list[str]:
    """The words of a dictionary file: one a line, ``#`` begins a comment."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.split("#")[0].strip())]

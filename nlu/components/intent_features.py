"""What the intent classifier sees of a message: names of features, counted by family.

Families: ``w`` words and word pairs (a Chinese character counts as a word: measured better than
jieba's words), ``c`` character n-grams, ``z`` words of the last clause (people often come to the
point last), ``s`` the message's shape, ``k`` concepts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from nlu.components.concepts import Concepts, concept_features

LONGEST_HAN = 3  # characters on end; 4 and 5 were no better
_CLAUSE_END = re.compile(r"[,.!?;\n。、…~]+\s*")
_HAN_START = "\u3400"
_SUBSTANCE = 4  # characters a last clause must have
Features = Mapping[str, Counter[str]]


def is_han(text: str) -> bool:
    """Whether a piece is a Chinese character."""
    return len(text) == 1 and text >= _HAN_START


def masked(piece: str) -> str:
    """Numbers count by their length only: 286 becomes ``000``."""
    return "0" * min(len(piece), 14) if piece.isdigit() else piece


def words_of(pieces: Iterable[str]) -> list[str]:
    """Words, characters, numbers and emoji; other signs are left out."""
    return [masked(piece) for piece in pieces if piece[0].isalnum() or ord(piece[0]) > 0x2190]


def _with_pairs(words: Sequence[str]) -> Counter[str]:
    padded = ["<", *words, ">"]
    return Counter([*words, *(f"{a} {b}" for a, b in pairwise(padded))])


def _char_grams(pieces: Sequence[str]) -> Iterable[str]:
    """Chinese: 1 to LONGEST_HAN characters on end. Latin: 3 to 5 letters of a padded word."""
    run = "".join(piece if is_han(piece) else " " for piece in pieces)
    for part in f"<{run}>".split():
        for size in range(1, LONGEST_HAN + 1):
            yield from (part[i : i + size] for i in range(len(part) - size + 1))
    for piece in pieces:
        if piece[0].isalpha() and not is_han(piece):
            yield from _latin_grams(f"_{piece}_")


def _latin_grams(padded: str) -> Iterable[str]:
    for size in (3, 4, 5):
        yield from (padded[i : i + size] for i in range(len(padded) - size + 1))


def last_clause(folded: str) -> int:
    """The offset at which the last clause with some substance begins; 0 if there is only one."""
    starts = [m.end() for m in _CLAUSE_END.finditer(folded)]
    return next((s for s in reversed(starts) if len(folded) - s >= _SUBSTANCE), 0)


def _shape(words: Sequence[str], folded: str) -> Counter[str]:
    """How long, whether it asks or shouts, whether it is mostly a number."""
    size = next(step for step in (0, 1, 2, 3, 4, 8, 16, 10**6) if len(words) <= step)
    signs = [sign for sign in "?!" if sign in folded]
    digits = sum(c.isdigit() for c in folded) > sum(c.isalpha() for c in folded)
    return Counter([f"len{size}", *signs, *(["digits"] if digits else [])])


def features(
    folded: str, pieces: Sequence[str], starts: Sequence[int], concepts: Concepts
) -> Features:
    """The counted features of a message; ``pieces`` begin at ``starts`` in ``folded``."""
    words, begin = words_of(pieces), last_clause(folded)
    last = words_of(p for p, start in zip(pieces, starts, strict=True) if start >= begin)
    return {
        "w": _with_pairs(words),
        "c": Counter(_char_grams(pieces)),
        "z": _with_pairs(last) if begin else Counter(),
        "s": _shape(words, folded),
        "k": concept_features(concepts.find(folded), begin),
    }

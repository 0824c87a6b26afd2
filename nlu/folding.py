"""One spelling for the features: half-width, Simplified, lower case, same length as the original.

Every character is folded on its own, so offset n of the folded text is offset n of the customer's
text and an entity can always be cut from what was really written. Phrase conversion (OpenCC's
normal mode) may change lengths and is therefore not used.
"""

from __future__ import annotations

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")


def _half_width(char: str) -> str:
    """The half-width twin of a full-width form (U+FF01 to U+FF5E), else the character itself."""
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return {"\u3000": " ", "\u2019": "'", "\u2018": "'", "\u2013": "-"}.get(char, char)


def _fold_char(char: str) -> str:
    """The folded character; left as it is where folding would change the length."""
    folded = _half_width(char)
    if ord(folded) >= 0x3400 and not 0xD800 <= ord(folded) <= 0xDFFF:  # OpenCC takes no surrogate
        folded = _TO_SIMPLIFIED.convert(folded)
    folded = folded.lower()
    return folded if len(folded) == 1 else char


class _FoldTable(dict[int, str]):
    """A translation table that fills itself with the characters it meets."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_char(chr(code))
        return self[code]


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """The text for the features; always exactly as long as ``text``."""
    return text.translate(_TABLE)

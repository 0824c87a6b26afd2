"""Whether a message seems to ask for several things, and where one ends and the next begins."""

from __future__ import annotations

import re

LONGEST = 300
"""Characters; a longer message tells a story, and the story has one point."""
MOST = 3

_BESIDES = re.compile(
    r"(?:[,，。.;；!！?？\s]|^)(?:顺便|順便|另外|还有|還有|再就是|对了|對了|"
    r"by the way|btw|also|and another thing|one more thing|oh and)[,，:：\s]*",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[?？\n]+")


def clauses(text: str) -> list[str]:
    """The parts of a message that each ask for something; empty where it asks for one thing."""
    if len(text) > LONGEST:
        return []
    parts = [p for piece in _ENDS.split(text) for p in _BESIDES.split(piece)]
    said = [part.strip(" ,，。.;；!！") for part in parts]
    wordy = [part for part in said if _is_wordy(part)]
    return wordy[:MOST] if len(wordy) > 1 else []


def _is_wordy(part: str) -> bool:
    """Long enough to ask for something: three Chinese characters or two words."""
    return len(re.findall(r"[㐀-鿿]", part)) >= 3 or len(re.findall(r"[A-Za-z]{2,}", part)) >= 2

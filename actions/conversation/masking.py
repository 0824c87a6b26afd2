"""Takes out of a message what tells who wrote it, so that it may be kept and taught.

Masked: numbers of three digits and more (spoken ones too), phones, accounts, tickets, e-mail,
@names, links, and the places that were recognised. Not masked: names of people and places that
nothing recognised. Quick on any input; pure.
"""

import re
import unicodedata
from collections.abc import Iterable

from nlu import keywords
from nlu.understanding import Entity, Understanding

MASKS = {
    "location": {"zh_Hans": "地点", "zh_Hant": "地點", "en": "place"},
    "account_number": {"zh_Hans": "户号", "zh_Hant": "戶號", "en": "account"},
    "phone": {"zh_Hans": "电话", "zh_Hant": "電話", "en": "phone"},
    "ticket_number": {"zh_Hans": "工单", "zh_Hant": "工單", "en": "ticket"},
    "email": {"zh_Hans": "邮箱", "zh_Hant": "信箱", "en": "e-mail"},
    "handle": {"zh_Hans": "账号", "zh_Hant": "帳號", "en": "name"},
    "link": {"zh_Hans": "链接", "zh_Hant": "連結", "en": "link"},
    "number": {"zh_Hans": "数字", "zh_Hant": "數字", "en": "number"},
}
"""What stands in place of each kind, in the language of the message: it becomes training data,
so it does not follow the catalogues. No brackets that an annotation has."""

ENTITIES = {"location", "account_number", "phone", "ticket_number"}
UNWRITABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode's classes of signs that nobody sees; they may hide inside a number."""
JOINER = "\u200d"
"""Holds the parts of one emoji together."""

_GAP = r"[ \-.()（）·/－]{0,2}"
_SPOKEN = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("link", r"(?:https?://|www\.|t\.me/)[^\s，。！？；、<>\"'（）()‹›]+"),
        ("email", r"(?<![a-z0-9._%+-])[a-z0-9._%+-]+[@＠][a-z0-9-]+(?:\.[a-z0-9-]+)+"),
        ("link", r"(?<![a-z0-9.-])(?:[a-z0-9-]+\.)+(?:com|net|org|cn|tw|hk|io|me)(?![a-z0-9])(?:/[!-~]*)?"),
        ("handle", r"[@＠][a-z0-9_]{2,}"),
        ("phone", rf"(?:[+＋]\d|(?<!\d)0)(?:{_GAP}\d){{6,}}"),
        ("number", rf"\d(?:{_GAP}\d){{6,}}"),
        ("number", r"(?<![a-z0-9])(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,}"),
        ("number", r"\d{3,}"),
        ("number", r"[零〇○一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸兩]{4,}"),
        ("number", rf"(?<![a-z]){_SPOKEN}(?:[ ,\-]{{1,2}}{_SPOKEN}){{2,}}(?![a-z])"),
    )
)  # fmt: skip
"""In this order; what one has replaced the next does not see as a number."""


def masked(said: Understanding, language: str) -> str:
    """The message on one line, everything that identifies a person replaced by a word for it."""
    text = said.text
    entities = [e for e in said.entities if e.kind in ENTITIES]
    entities += keywords.understand(text).entities
    text = _written(_entities_out(text, entities, language))
    for kind, pattern in PATTERNS:
        text = pattern.sub(mask(kind, language), text)
    return text


def mask(kind: str, language: str) -> str:
    """The word that stands for a kind: ‹place›."""
    return f"‹{MASKS[kind][language]}›"


def _entities_out(text: str, entities: Iterable[Entity], language: str) -> str:
    """Each recognised value, and where it stands again: the model may have marked one of two.

    A value of one sign (家, "8") tells nothing.
    """
    telling = [e for e in entities if len(e.text.strip()) > 1]
    end = len(text)
    for entity in sorted(telling, key=lambda e: (-e.end, e.start)):
        if entity.end <= end:  # what overlaps was replaced with its neighbour
            text = text[: entity.start] + mask(entity.kind, language) + text[entity.end :]
            end = entity.start
    for entity in telling:
        text = _whole(entity.text).sub(mask(entity.kind, language), text)
    return text


def _whole(value: str) -> re.Pattern[str]:
    """A value that is not a part of a longer Latin word or number."""
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", value, re.I) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", value, re.I) else ""
    return re.compile(before + re.escape(value) + after, re.IGNORECASE)


def _written(text: str) -> str:
    """One line of visible signs; square brackets, which mark entities in training data, made round."""
    spaced = re.sub(r"\s+", " ", text)
    seen = (c for c in spaced if c == JOINER or unicodedata.category(c) not in UNWRITABLE)
    return "".join(seen).replace("[", "(").replace("]", ")").strip()

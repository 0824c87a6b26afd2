"""Which of the three languages a person writes, and how to fold writing for comparison."""

import functools
import re
import unicodedata

from opencc import OpenCC

HAN = re.compile(r"[㐀-鿿豈-﫿]")
WORD = re.compile(r"[A-Za-z]{2,}")
CANTONESE = re.compile(r"[冇嘅喺咗嚟唔啲咁嘢佢哋㗎咩]")


@functools.cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def fold(text: str) -> str:
    """Writing reduced to what names are compared by: full-width, case, Traditional, spaces."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    simple = _converter("t2s").convert(narrow)
    return re.sub(r"[\s,.，。、·'’\"“”()（）\-—_/#]+", "", simple)


def to_traditional(simplified: str) -> str:
    """A name of the data in Traditional letters."""
    return str(_converter("s2twp").convert(simplified))


def from_code(language_code: str) -> str:
    """Telegram's language code → ours; English where it is none of the three."""
    code = language_code.lower().replace("_", "-")
    if not code.startswith(("zh", "yue")):
        return "en"
    traditional = any(part in code for part in ("hant", "tw", "hk", "mo", "yue"))
    return "zh_Hant" if traditional else "zh_Hans"


def detect(text: str, current: str) -> str:
    """The language of a message; `current` where it is too short or too mixed to tell."""
    han, words = len(HAN.findall(text)), len(WORD.findall(text))
    if han >= 3 and han >= words:
        return _chinese(text, current)
    if han == 0 and words >= 2:
        return "en"
    return current


def _chinese(text: str, current: str) -> str:
    """Traditional has letters that Simplified lacks, and the other way round."""
    only_traditional = _converter("t2s").convert(text) != text
    only_simplified = _converter("s2t").convert(text) != text
    if only_traditional and not only_simplified:
        return "zh_Hant"
    if only_simplified and not only_traditional:
        return "zh_Hans"
    if only_traditional or CANTONESE.search(text):
        return _by_count(text)
    return current if current.startswith("zh") else "zh_Hans"


def _by_count(text: str) -> str:
    """Where letters of both are there, the majority of them decides."""
    simple, full = _converter("t2s").convert(text), _converter("s2t").convert(text)
    traditional = sum(a != b for a, b in zip(text, simple, strict=False))
    simplified = sum(a != b for a, b in zip(text, full, strict=False))
    return "zh_Hans" if simplified > traditional else "zh_Hant"

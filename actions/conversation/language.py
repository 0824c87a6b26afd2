"""Which of the three languages a person writes, and how to fold writing for comparison."""

import functools
import re
import unicodedata

from opencc import OpenCC

from actions.work import Turn

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
        return current if _is_pinyin(text) else "en"
    return current


SYLLABLE = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:i?a(?:ng?|o|i)?|i?ong|ou?|e(?:i|ng?|r)?|ui?|u(?:a(?:ng?|i)?|o|n|e)|i(?:e|u|ng?)?|v|ve))++",
    re.IGNORECASE,
)


def _is_pinyin(text: str) -> bool:
    """Whether Chinese is written in Latin letters: it says nothing about the language."""
    words = WORD.findall(text)
    return len(words) >= 3 and all(SYLLABLE.fullmatch(word) for word in words)


ASKED = re.compile(
    r"(?:[说說讲講用写寫换換转轉讲]|切换|切換|[会會])(?:成|一下)?(?P<zh>中文|汉语|漢語|国语|國語|普通话|普通話|粤语|粵語|华语|華語)|"
    r"(?:[说說讲講用写寫换換转轉]|切换|切換|[会會])(?:成|一下)?(?P<en>英文|英语|英語)|"
    r"\b(?:in|speak|write|use|switch to|talk) (?P<other>english|chinese|mandarin|cantonese)\b|^(?P<only>english|中文|英文)(?: please)?\W*$",
    re.IGNORECASE,
)
WISH = re.compile(
    r"请|請|可以|可不可以|能|想|要|吧|吗|嗎|好不好|得唔得|\b(?:can|could|may|please|let['’]?s|prefer|want|sorry)\b",
    re.IGNORECASE,
)
LONGEST_WISH = 45
NAMED = re.compile(
    r"(?P<en>english|英文|英语|英語)|(?P<hant>(?:traditional (?:chinese|characters)|繁体中?文?字?|繁體中?文?字?))|"
    r"(?P<hans>(?:simplified (?:chinese|characters)|简体中?文?字?|簡體中?文?字?))|"
    r"(?P<zh>chinese|mandarin|cantonese|中文|汉语|漢語|国语|國語|普通话|普通話|粤语|粵語|广东话|廣東話|华语|華語)",
    re.IGNORECASE,
)
BESIDE_IT = re.compile(
    r"(?:\b(?:sorry|please|pls|can|could|would|you|we|i|me|my|the|speak|talk|write|use|switch|change|set|answer|reply|language|to|in|into|only|want|like|prefer|let['’]?s|and|with|chat)\b|"
    r"[请請讲講说說用写寫换換转轉切成到为為改我你要想可以能会會只跟和同吗嗎吧呀啊啦语語言的回复覆答好唔该該得]|\W|_)*",
    re.IGNORECASE,
)
"""All that stands beside the name of a language where nothing else is wished."""


def asks_for(turn: Turn) -> bool:
    """Whether the person asks to speak another language, and nothing else; it is spoken then."""
    text = turn.incoming.text
    if turn.incoming.kind == "text" and (wished := wished_in(text, turn.person.language)):
        turn.person.language, turn.person.language_chosen = wished, True
        return True
    found = ASKED.search(text) if len(text) <= LONGEST_WISH else None
    if found is None or turn.incoming.kind != "text":
        return False
    if not found["only"] and not WISH.search(text):
        return False
    named = next(word for word in found.groups() if word).casefold()
    english = named in ("english", "英文", "英语", "英語")
    chinese = detect(text, turn.person.language)
    turn.person.language = "en" if english else chinese if chinese != "en" else "zh_Hans"
    turn.person.language_chosen = True
    return True


def wished_in(text: str, current: str) -> str:
    """The language that a message names and asks for, where it says nothing else. Pure."""
    named = NAMED.search(text) if len(text) <= LONGEST_WISH else None
    if named is None or not BESIDE_IT.fullmatch(NAMED.sub(" ", text)):
        return ""
    if named["zh"]:
        shown = detect(text, current)
        return shown if shown != "en" else "zh_Hans"
    return {"en": "en", "hant": "zh_Hant", "hans": "zh_Hans"}[str(named.lastgroup)]


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

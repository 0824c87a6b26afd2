"""Names that a text writes as the data do, romanised, or with characters of the same sound."""

import re
from dataclasses import dataclass

from actions.places.index import HAN_KINDS, SHORTEST_SPOKEN, Index, Name, Names, split_kind
from actions.places.writing import Piece, spoken

CUTS = re.compile(r"[,，。;；!！?？、\n:：]")
"""What never stands inside a name."""

OTHER_BEFORE = frozenset("东西南北新小江")
"""西港口路 is not 港口路."""

OTHER_AFTER = re.compile(r"^[东西南北中新一二三四五六]?(?:[路街巷弄道镇乡桥山湖河园苑坊庄]|大道)")
STREET_AFTER = re.compile(
    r"^[东西南北中新一二三四五六]?(?:路(?![灯口段边面上旁过])|街(?![灯口边上头])|巷(?!口)|大道)"
)
"""柳溪路 is not 柳溪村; but 柳溪村路灯 is its street light."""

SHORT_OPENING = frozenset("东西南北新一十")
FREE_BEFORE = frozenset(
    "在住是到去从的区县市镇乡省我你您他她们家里这那和与跟及有来向往近靠离于至给请帮查问看说停断了吗啊呢吧第老晚午早天为对整条号"
)
"""What may stand right before a name that could be the end of a longer one (江南大道)."""

STREET_WORD = re.compile(
    r"^ (?:road|rd|street|st|lane|ln|avenue|ave|drive|square|close|boulevard|bridge)\b"
    r"(?! ?(?:light|lamp|work|side|corner))"
)
OTHER_WORD = re.compile(r"\b(?:north|south|east|west|new|old|upper|lower|little|great) $")
NUMERALS = frozenset("零一二三四五六七八九十百两廿")


@dataclass(frozen=True)
class Hit:
    """A stretch of the text that is the name of something. `sure`: not merely of its sound."""

    start: int
    end: int
    names: tuple[Name, ...]
    is_latin: bool
    sure: bool = True
    likeness: float = 1.0


def written(index: Index, text: str, found: list[Piece]) -> list[Hit]:
    """What is written as in the data, the longest names first, none inside another."""
    return _apart(_spans(index.written, index, text, found))


def romanised(index: Index, text: str, found: list[Piece]) -> list[Hit]:
    """What is written in pinyin."""
    latin = [piece for piece in found if not piece.is_han and piece.text.isalpha()]
    return _apart(_spans(index.romanised, index, text, latin))


def sounding(index: Index, text: str, found: list[Piece]) -> list[Hit]:
    """Chinese names of three syllables or more, written with other characters of their sound."""
    hits = []
    for first, piece in enumerate(found):
        if not piece.is_han:
            continue
        for run in _han_runs(found, first, text):
            said = "".join(p.text for p in run)
            if names := index.spoken.get(spoken(said)):
                hits += _heard(text, run, said, names)
    return _apart(hits)


def _han_runs(found: list[Piece], first: int, text: str) -> list[list[Piece]]:
    runs, run = [], [found[first]]
    for piece in found[first + 1 : first + 12]:
        if not piece.is_han or CUTS.search(text, run[-1].end, piece.start):
            break
        run = [*run, piece]
        if len(run) >= SHORTEST_SPOKEN:
            runs.append(run)
    return runs


def _heard(text: str, run: list[Piece], said: str, names: list[Name]) -> list[Hit]:
    """Sure where a character that tells the place from others is right as well."""
    start, end = run[0].start, run[-1].end
    if not (stands_alone(text, start, end) and begins_freely(text, start)):
        return []
    sure = [name for name in names if _shares_character(said, name.folded)]
    return [Hit(start, end, tuple(sure or names), False, bool(sure), 0.9 if sure else 0.7)]


def _shares_character(said: str, name: str) -> bool:
    stem, _kind = split_kind(name)
    return any(a == b for a, b in zip(said, stem, strict=False))


def _spans(names: Names, index: Index, text: str, found: list[Piece]) -> list[Hit]:
    hits = []
    for first, piece in enumerate(found):
        plain = compared = ""
        for last in range(first, min(first + 16, len(found))):
            if last > first and CUTS.search(text, found[last - 1].end, found[last].start):
                break
            plain, compared = plain + found[last].text, compared + found[last].word
            if len(plain) > index.longest + 8:
                break
            if (
                len(plain) > 1
                and plain[:2] not in index.beginnings
                and compared[:2] not in index.beginnings
            ):
                break
            meant = names.get(plain) or names.get(compared)
            start, end = piece.start, found[last].end
            if meant and stands_alone(text, start, end):
                hits.append(Hit(start, end, tuple(meant), not found[last].is_han))
    return hits


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name in the text is not a part of some other name."""
    before, name, after = text[:start], text[start:end], text[end:]
    if name[-1] < "㐀":
        return not (STREET_WORD.match(after) or OTHER_WORD.search(before))
    typed = name.endswith(HAN_KINDS)
    if (STREET_AFTER if typed else OTHER_AFTER).match(after) and not name.endswith(
        tuple("路街巷道弄")
    ):
        return False
    last = before[-1:]
    if not last or last < "㐀":
        return True
    if name[0] in SHORT_OPENING and len(name) <= 3:
        return last in FREE_BEFORE
    return last not in OTHER_BEFORE and not (name[0] in NUMERALS and last in NUMERALS)


def begins_freely(text: str, start: int) -> bool:
    """Whether no character goes before that could belong to the name: 机床厂 is not 船厂."""
    last = text[start - 1 : start]
    return not last or last < "㐀" or last in FREE_BEFORE


def _apart(hits: list[Hit]) -> list[Hit]:
    """The longest hits that do not overlap, in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)

"""Text as pieces that names are made of: Han characters, words, numbers; and how they sound."""

import functools
import re
import unicodedata
from dataclasses import dataclass

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

LONGEST_TEXT = 300
"""Characters of a message that are searched for a place."""

PIECE = re.compile(r"[㐀-鿿豈-﫿]|\d+|[^\W\d_㐀-鿿豈-﫿]+")
SPACED_OUT = re.compile(r"^\S(?:\s+\S){3,}$")
APOSTROPHES = re.compile(r"['’‘`]")

SAME_WORD = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane",
    "sq": "square", "ct": "court", "gdn": "garden", "gdns": "garden", "gardens": "garden",
    "ter": "terrace", "vlg": "village", "est": "estate", "bldg": "building", "stn": "station",
    "hosp": "hospital", "harbor": "harbour", "center": "centre", "blvd": "boulevard", "dr": "drive",
}  # fmt: skip
"""Abbreviations and spellings of English addresses → the word that is compared."""

SMALL = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
LOOSE = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"([aei])ng$"), r"\1n"),
)


@dataclass(frozen=True)
class Piece:
    """A Han character, a word or a number, and where it stands in the text."""

    text: str
    start: int
    end: int

    @property
    def is_han(self) -> bool:
        """Whether it is one Han character."""
        return self.text[0] >= "㐀" and len(self.text) == 1

    @property
    def word(self) -> str:
        """As it is compared: abbreviations written out, number words as digits."""
        if self.text in SMALL:
            return str(SMALL[self.text])
        return SAME_WORD.get(self.text, self.text)


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def normal(text: str) -> str:
    """Writing without width, case, Traditional letters or apostrophes; at most LONGEST_TEXT."""
    narrow = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).strip().casefold()
    if SPACED_OUT.match(narrow):
        narrow = "".join(narrow.split())
    return APOSTROPHES.sub("", str(_to_simplified().convert(narrow)))


def pieces(normalised: str) -> list[Piece]:
    """The pieces of a normalised text, in order."""
    return [Piece(m.group(), m.start(), m.end()) for m in PIECE.finditer(normalised)]


def joined(normalised: str) -> str:
    """A name as it is looked up: its pieces without what is between them."""
    return "".join(PIECE.findall(normalised))


def words(name: str) -> tuple[str, ...]:
    """The words of an English name as they are compared."""
    return tuple(piece.word for piece in pieces(normal(name)))


@functools.cache
def sound(han: str) -> str:
    """The commonest reading of a character, without tone."""
    return lazy_pinyin(han)[0]


@functools.cache
def has_readings(han: str) -> bool:
    """Whether a character is read in several ways, so that the word must tell."""
    return len(pinyin(han, style=Style.NORMAL, heteronym=True)[0]) > 1


@functools.cache
def loose_sound(han: str) -> str:
    """A reading in which zh and z, ang and an, n and l are the same: as many people speak."""
    reading = sound(han)
    for pattern, put in LOOSE:
        reading = pattern.sub(put, reading)
    return reading


_signs: dict[str, str] = {}


@functools.cache
def _sign(han: str) -> str:
    """One private character for each loose reading, so that a spoken name is a string."""
    return _signs.setdefault(loose_sound(han), chr(0xE000 + len(_signs)))


def spoken(name: str) -> str:
    """How a Chinese name sounds, one sign a syllable."""
    return "".join(map(_sign, name))


def number_of(numeral: str) -> int | None:
    """ "12", "十二", "一百零六", "一〇六", "廿一" → the number."""
    if numeral.isdecimal():
        return int(numeral)
    numeral = numeral.replace("廿", "二十")
    if not re.search(r"[十百]", numeral):
        return int("".join(str(DIGITS[c]) for c in numeral))
    total, digit = 0, 0
    for letter in numeral:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[letter]
    return total + digit


def number_in_words(said: str) -> int | None:
    """ "twenty-seven", "one hundred and six" → the number."""
    total = 0
    for word in re.split(r"[\s-]+", said.strip()):
        if word == "hundred":
            total = (total or 1) * 100
        elif word != "and":
            total += SMALL.get(word) or TENS.get(word) or 0
    return total or None

"""Numbers as people say them: 一百二十三, 两百八, 三毛五, "three fifty", "double eight", 286度.

Pure, and quick on any input: no more than `LONGEST` characters are looked at.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from opencc import OpenCC

LONGEST = 300

DIGITS = {d: n for n, signs in enumerate(
    ("零〇", "一壹幺", "二两贰俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for d in signs}  # fmt: skip
TENS = {"廿": 20, "卅": 30}
POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
HAN_NUMBER = re.compile(rf"[{''.join([*DIGITS, *TENS, *POWERS, *MYRIADS])}]+")

WORDS = {word: n for n, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}  # fmt: skip
WORDS |= {
    w: n * 10
    for n, w in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
WORDS |= {"fourty": 40, "fivety": 50}
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 10**6}
SINGLE = {**{w: str(n) for w, n in WORDS.items() if n < 10}, "oh": "0", "o": "0", "nought": "0",
          "naught": "0", "nil": "0", "niner": "9"}  # fmt: skip
TIMES = {"double": 2, "triple": 3, "treble": 3}
PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")


@dataclass(frozen=True)
class Amount:
    """How much of what: kWh, CNY, HKD, TWD, GBP, EUR, dollar (whose is not said), or "" (bare)."""

    value: Decimal
    unit: str


_simplify = OpenCC("t2s").convert


def simple(text: str) -> str:
    """Full-width, capital and Traditional writing folded; the first `LONGEST` characters."""
    narrow = unicodedata.normalize("NFKC", text[:LONGEST])
    return str(_simplify(narrow.casefold()))[:LONGEST]


# Chinese numerals.


def chinese(numerals: str) -> int | None:
    """The value of Chinese numerals: 一百零八 108, 两百八 280, 百二 120, 二〇二六 2026."""
    if not HAN_NUMBER.fullmatch(numerals) or len(numerals) > 40:
        return None
    if all(sign in DIGITS for sign in numerals):
        return int("".join(str(DIGITS[sign]) for sign in numerals))
    return _by_place(numerals)


def _by_place(numerals: str) -> int | None:
    """Digits times powers of ten. A last digit without its power is of the next lower one."""
    total = section = 0
    digit, lower = 0, 1  # `lower`: what a digit that ends the number is worth
    for sign in numerals:
        if sign in DIGITS:
            if digit:
                return None  # 三四百: not one number
            digit = DIGITS[sign]
            lower = 1 if digit == 0 else lower
        elif sign in TENS:
            section, digit, lower = section + TENS[sign], 0, 1
        elif sign in POWERS:
            # 一百十五: the ten needs no digit of its own
            section, digit = section + (digit or 1) * POWERS[sign], 0
            lower = POWERS[sign] // 10
        else:
            total = (total + section + digit or 1) * MYRIADS[sign]
            section, digit, lower = 0, 0, MYRIADS[sign] // 10
    return total + section + digit * (lower or 1)


def numerals_to_digits(text: str) -> str:
    """Every Chinese number in a simple text as digits; what is no number stays."""

    def written(found: re.Match[str]) -> str:
        numerals = found.group()
        if all(sign in DIGITS for sign in numerals):
            return "".join(str(DIGITS[sign]) for sign in numerals)  # leading zeros count
        value = chinese(numerals)
        return numerals if value is None else str(value)

    return HAN_NUMBER.sub(written, text)


# English number words.


def english(words: list[str]) -> int | None:
    """The value of number words; "three fifty" is 350, "twelve fifty" 1250, "two five" 25."""
    total = 0
    parts: list[int] = []
    for word in (w for w in words if w != "and"):
        if word in WORDS or word == "oh":
            _add(parts, WORDS.get(word, 0))
        elif word == "a" and not parts:
            parts.append(1)
        elif word == "hundred":
            parts[-1:] = [(parts[-1] if parts else 1) * 100]
        elif word in SCALES:
            total, parts = total + (_run_on(parts) or 1) * SCALES[word], []
        else:
            return None
    return total + _run_on(parts) if words else None


def _add(parts: list[int], value: int) -> None:
    """A word after a hundred or a ten belongs to it; any other begins anew."""
    last = parts[-1] if parts else 0
    joins = (last >= 100 and last % 100 == 0) or (last % 10 == 0 and last >= 20 and 0 < value < 10)
    if joins:
        parts[-1] += value
    else:
        parts.append(value)


def _run_on(parts: list[int]) -> int:
    """Numbers said one after another: "one twenty five" 125, "two eighty six" 286."""
    return int("".join(map(str, parts))[:18] or 0)


# Amounts.

UNIT_WORDS = (
    ("kWh", r"kwh|kw[·. ]?h|kilowatt[- ]?hours?|千瓦时|度电?|units?"),
    ("CNY", r"元|块钱?|圆|人民币|rmb|cny|yuan|kuai"),
    ("HKD", r"hk\$|hkd|蚊|港币|港元"), ("TWD", r"nt\$|twd|台币|新台币|ntd"),
    ("GBP", r"£|gbp|quid|pounds?|sterling"), ("EUR", r"€|eur|euros?"),
    ("dollar", r"us\$|\$|usd|dollars?|bucks?"),
)  # fmt: skip
UNITS = [
    (unit, re.compile(rf"(?:{pattern})(?![a-z])|(?:{pattern})(?=\d)"))
    for unit, pattern in UNIT_WORDS
]
YUAN = re.compile(r"¥|￥")
SMALL = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "分": Decimal("0.01"), "": Decimal("0.1")}
COINS = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:元|块|圆|蚊|个))?\s*(?:零?(\d+)\s*(毛|角))?\s*(?:零?(\d{1,2})\s*(分|钱)?)?(?:钱)?"
)
HALF = re.compile(r"(\d+)\s*(?:元|块|个)半|个半")


def amount(text: str) -> Amount | None:
    """Money or energy said in one phrase; the value is exact. None where no number is in it."""
    said = simple(text).replace("千瓦时", "kwh")
    said = numerals_to_digits(_joined_scale(said))
    value = _with_coins(said)
    if value is None:
        value = number(said)
    return None if value is None else Amount(value, _unit(said))


def _joined_scale(said: str) -> str:
    """1.2万 as 12000, 3k as 3000."""

    def written(found: re.Match[str]) -> str:
        factor = {"万": 10**4, "亿": 10**8, "千": 1000, "百": 100, "k": 1000, **SCALES}[
            found.group(2)
        ]
        return f"{Decimal(found.group(1)) * factor:f}"

    return re.sub(
        r"(?<![\d.])(\d{1,9}(?:\.\d{1,6})?)\s*([万亿千百]|k(?![a-z])|(?:hundred|thousand|grand|million)\b)(?!瓦)",
        written,
        said,
    )


def _unit(said: str) -> str:
    named = next((unit for unit, pattern in UNITS if pattern.search(said)), "")
    if not named and (YUAN.search(said) or re.search(r"\d\s*(?:毛|角)|个半", said)):
        return "CNY"
    return named


def _with_coins(said: str) -> Decimal | None:
    """三毛五 0.35, 三块五 3.5, 两块八毛五 2.85, 三个半 3.5: yuan and what is below them."""
    if half := HALF.search(said):
        return Decimal(half.group(1) or 1) + Decimal("0.5")
    found = next((m for m in COINS.finditer(said) if m.group(1) or m.group(2)), None)
    if found is None:
        return None
    yuan, jiao, _name, rest, name = found.groups()
    value = Decimal(yuan or 0) + Decimal(jiao or 0) * SMALL["毛"]
    if rest and name == "分":
        return value + Decimal(rest) * SMALL["分"]
    return value + Decimal(rest or 0) * (
        SMALL["分"] if jiao or len(rest or "") > 1 else SMALL["毛"]
    )


def number(text: str) -> Decimal | None:
    """The first number of a text, in digits, Chinese numerals or English words."""
    said = numerals_to_digits(simple(text))
    if found := PLAIN.search(said):
        digits = found.group().replace(",", "")
        return Decimal(digits) if len(digits) <= 30 else None
    words = re.findall(r"[a-z]+", said)
    return _spoken(words)


def _spoken(words: list[str]) -> Decimal | None:
    """The longest run of number words, "point" and "and a half" understood."""
    known = [w in WORDS or w in SCALES or w in ("and", "point", "oh") for w in words]
    first = next(
        (i for i, ok in enumerate(known) if ok and words[i] not in ("and", "point", "oh")), None
    )
    if first is None:
        return None
    last = next((i for i in range(first, len(words)) if not known[i]), len(words))
    tail = words[last : last + 2] if words[last - 1] == "and" else []
    whole, _point, after = " ".join(words[first:last]).partition("point")
    value = english([w for w in whole.split() if w != "and"])
    if value is None:
        return None
    fraction = "".join(SINGLE.get(w, "") for w in after.split())
    half = Decimal("0.5") if tail == ["a", "half"] else Decimal(0)
    return (
        Decimal(f"{value}.{fraction or 0}").normalize() + half
        if fraction
        else Decimal(value) + half
    )


# Digits one by one.


def digits(text: str) -> str:
    """The digits of a spoken or written number: 八八八八零 "88880", "double eight oh" "880".

    Words that are no digits are passed over; "twenty-one" is 21, 八十八 is 88.
    """
    said = simple(text)
    said = re.sub(r"(?<=[零〇幺\d])(?:-|\s)+(?=[零〇幺\d])", "", said)
    said = numerals_to_digits(said)
    return "".join(_digits_of_words(re.findall(r"\d+|[a-z]+", said)))


def _digits_of_words(words: list[str]) -> list[str]:
    found: list[str] = []
    times, ten = 1, 0
    for word in words:
        if word in TIMES:
            times = TIMES[word]
            continue
        value = word if word.isdigit() else SINGLE.get(word) or str(WORDS.get(word, ""))
        if ten and len(value) == 1 and value != "0":
            found[-1] = str(ten + int(value))
        else:
            found.append(value[:1] * (times - 1) + value)
        ten = WORDS.get(word, 0) if WORDS.get(word, 0) >= 20 else 0
        times = 1
    return found

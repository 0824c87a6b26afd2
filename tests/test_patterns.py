"""No text makes a regular expression go back and forth without end: whoever writes to us keeps
nobody else waiting.

A pattern that may read a repetition in two ways needs time without bounds where the text then does
not fit. Texts are made from each pattern itself, one of its repetitions written more and more often.
"""

import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from actions.conversation import misunderstood

PACKAGES = ("actions", "nlu", "bot", "locales", "sandbox")
ELSEWHERE = ("nlu.components", "nlu.evaluate_all", "sandbox.__main__")
"""Of the other environment, or programs."""
READS_SHORT = {misunderstood.CHINESE: misunderstood.LONGEST}
"""What only ever reads texts of so many characters."""
SAMPLES, STEP, MOST = 5, 4, 28
NOTHING = 0.002
"""Seconds below which a growth is not looked at."""
WITHOUT_END = 10
"""A text so little longer takes at most so many times as long; a doubling a repetition is 16."""

Tree = Sequence[tuple[Any, Any]]
LETTERS = {
    op.CATEGORY_DIGIT: "7", op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a", op.CATEGORY_WORD: "w", op.CATEGORY_NOT_WORD: " ",
}  # fmt: skip


def patterns() -> dict[str, re.Pattern[str]]:
    """All compiled patterns that the modules hold, by where they stand."""
    found: dict[str, re.Pattern[str]] = {}

    def look(value: Any, where: str, depth: int = 0) -> None:
        if isinstance(value, re.Pattern):
            if isinstance(value.pattern, str) and value not in found.values():
                found[where] = value
        elif isinstance(value, dict) and depth < 3:
            for name, one in value.items():
                look(one, f"{where}[{name}]", depth + 1)
        elif isinstance(value, list | tuple) and depth < 3 and len(value) < 400:
            for number, one in enumerate(value):
                look(one, f"{where}[{number}]", depth + 1)

    for package in PACKAGES:
        root = importlib.import_module(package)
        names = [m.name for m in pkgutil.walk_packages(root.__path__, package + ".")]
        for name in names:
            if not name.startswith(ELSEWHERE):
                for attribute, value in vars(importlib.import_module(name)).items():
                    look(value, f"{name}.{attribute}")
    return found


def repeats(tree: Tree) -> Iterator[Tree]:
    """What is repeated without a bound worth the name."""
    for kind, part in tree:
        for inner in _inner(kind, part):
            if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and part[1] > 8:
                yield inner
            yield from repeats(inner)


def _inner(kind: Any, part: Any) -> Sequence[Tree]:
    if kind is op.BRANCH:
        return list(part[1])
    if kind is op.SUBPATTERN:
        return [part[3]]
    return [part[2]] if kind in (op.MAX_REPEAT, op.MIN_REPEAT) else []


def holds(tree: Tree, repeated: Tree | None) -> bool:
    """Whether this repetition is a part of it."""
    if repeated is None or tree is repeated:
        return repeated is not None
    return any(holds(inner, repeated) for kind, part in tree for inner in _inner(kind, part))


def text_of(tree: Tree, rng: random.Random, repeated: Tree | None = None, times: int = 0) -> str:
    """A text that the pattern reads (its conditions aside), with one repetition so often."""
    return "".join(_piece(kind, part, rng, repeated, times) for kind, part in tree)


def _piece(kind: Any, part: Any, rng: random.Random, repeated: Tree | None, times: int) -> str:
    if kind is op.LITERAL:
        return chr(part)
    if kind in (op.ANY, op.NOT_LITERAL):
        return rng.choice("xy ")
    if kind is op.IN:
        return _one_of(part, rng)
    if kind is op.CATEGORY:
        return LETTERS[part]
    if kind is op.BRANCH:
        ways = [way for way in part[1] if holds(way, repeated)] or part[1]
        return text_of(rng.choice(ways), rng, repeated, times)
    if kind is op.SUBPATTERN:
        return text_of(part[3], rng, repeated, times)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, body = part
        if body is repeated:
            bodies = [text_of(body, rng) for _ in range(rng.choice((1, 1, 2)))]
            return "".join(bodies[i % len(bodies)] for i in range(times))
        often = max(least, 1) if holds(body, repeated) else rng.randint(least, min(most, least + 1))
        return "".join(text_of(body, rng, repeated, times) for _ in range(often))
    if kind is op.POSSESSIVE_REPEAT:
        return "".join(text_of(part[2], rng) for _ in range(part[0]))
    return ""  # a place or a condition


def _one_of(parts: Sequence[tuple[Any, Any]], rng: random.Random) -> str:
    if parts[0][0] is op.NEGATE:
        known = re.compile("[" + "".join(map(re.escape, map(_letter, parts[1:]))) + "]")
        return next((letter for letter in "xq7 ,好" if not known.match(letter)), "\x01")
    return _letter(rng.choice(parts))


def _letter(part: tuple[Any, Any]) -> str:
    kind, value = part
    if kind is op.CATEGORY:
        return LETTERS[value]
    return chr(value if kind is op.LITERAL else value[0])


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """The least of three times that it takes to search, and to read all of, a text."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        pattern.search(text)
        pattern.fullmatch(text)
        times.append(time.perf_counter() - begun)
    return min(times)


def grows_without_end(pattern: re.Pattern[str], longest: int = 4000) -> str:
    """A text on which each repetition more takes a multiple of the time; empty where there is none."""
    tree, rng = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), random.Random(7)
    for repeated in repeats(tree):
        for end in ("\0", "x") * SAMPLES:
            start, before = rng.getstate(), 0.0
            for times in range(STEP, MOST, STEP):
                rng.setstate(start)
                text = text_of(tree, rng, repeated, times)[:longest] + end
                took = seconds(pattern, text)
                if took > NOTHING and took > WITHOUT_END * before > 0:
                    return text
                before = took
    return ""


@pytest.mark.parametrize("bad", ["(?:a+)+b", r"\W*(?:(?:嗯+|no)\W*)+", "(?:那|就|那就)+$"])
def test_such_a_pattern_is_found(bad: str) -> None:
    assert grows_without_end(re.compile(bad))


def test_no_text_keeps_a_pattern_busy_without_end() -> None:
    known = patterns()
    assert len(known) > 400
    found = {
        where: text
        for where, pattern in known.items()
        if (text := grows_without_end(pattern, READS_SHORT.get(pattern, 4000)))
    }
    assert not found

"""Misspelt names: what is nearest to the words, and whether it is near enough to be meant.

Only where nothing was found otherwise. A candidate is sure where one letter or character is wrong
in a name long enough to survive it; what is less sure is a choice to ask about, and only where the
text is little more than a place.
"""

import functools
import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.places.index import (
    HAN_KINDS,
    HAN_STREETS,
    LATIN_KINDS,
    LATIN_STREETS,
    Index,
    Name,
    Shelves,
    marks_of_spoken,
    marks_of_stem,
    split_kind,
    split_words,
)
from actions.places.writing import Piece, loose_sound, sound, spoken
from actions.places.written import CUTS, Hit, begins_freely, stands_alone

MOST_CHOICES = 3
SURE_HAN, SURE_LATIN, WORTH_ASKING, RUNNER_UP = 0.75, 0.75, 0.62, 0.5
SHORT_HAN, SHORT_WORDS = 8, 5
LOOK_ALIKE = ("口囗", "己已巳", "未末", "士土", "人入八", "汀丁订町", "桐捅铜", "磨魔摩", "澜谰兰", "宾滨", "搭塔",
              "鹭路露", "岭领", "竹行", "永水", "桂挂", "渔鱼", "墩敦", "堤提", "坝贝", "钟种")  # fmt: skip
"""Characters that are taken for one another in typing by shape."""

LOOKING_ALIKE = frozenset("".join(LOOK_ALIKE))
NOISE = re.compile(r"^(?:\d+|hao|no|number|block|flat|unit|at|the|in|on|near|n)$")


@dataclass(frozen=True)
class Guess:
    """A stretch of text that might be a name."""

    start: int
    end: int
    names: tuple[Name, ...]
    likeness: float
    sure: bool
    is_latin: bool


def nearest(index: Index, text: str, found: list[Piece]) -> list[Hit]:
    """One sure hit, or up to three unsure ones to choose from, or none."""
    all_guesses = (*_han(index, text, found), *_latin(index, text, found))
    guesses = [guess for guess in all_guesses if stands_alone(text, guess.start, guess.end)]
    guesses.sort(key=lambda g: (-g.likeness, g.start - g.end))
    if not guesses or guesses[0].likeness < WORTH_ASKING:
        return []
    best = guesses[0]
    others = [g for g in guesses if _targets(g) != _targets(best)]
    if best.sure and (not others or others[0].likeness < best.likeness - 0.05):
        return [_hit(best, True)]
    if not is_short(found):
        return []
    return [_hit(g, False) for g in _different([best, *others])][:MOST_CHOICES]


def is_short(found: list[Piece]) -> bool:
    """Whether a text is hardly more than the name of a place."""
    han = sum(piece.is_han for piece in found)
    latin = sum(not p.is_han and not NOISE.match(p.text) for p in found)
    return han <= SHORT_HAN and latin <= SHORT_WORDS


def _targets(guess: Guess) -> set[tuple[int | None, str | None]]:
    return {name.target for name in guess.names}


def _different(guesses: list[Guess]) -> list[Guess]:
    kept: list[Guess] = []
    for guess in guesses:
        known = set[tuple[int | None, str | None]]().union(*map(_targets, kept))
        if guess.likeness >= RUNNER_UP and not _targets(guess) <= known:
            kept.append(guess)
    return kept


def _hit(guess: Guess, sure: bool) -> Hit:
    return Hit(guess.start, guess.end, guess.names, guess.is_latin, sure, guess.likeness)


# Chinese


def _han(index: Index, text: str, found: list[Piece]) -> list[Guess]:
    guesses = []
    short = is_short(found)
    for run in _ending_in_a_kind(text, found):
        said = "".join(piece.text for piece in run)
        if not short and not LOOKING_ALIKE.intersection(said):
            continue  # it could at best be asked about, and a long text is not
        key = spoken(said)
        wider = 1 if short else 0
        for heard in _like(index.near_spoken, key, marks_of_spoken(key), wider, 0.6):
            for name in index.spoken[heard]:
                likeness = 0.0 if name.place_id is None else _han_likeness(said, name.folded)
                if likeness >= RUNNER_UP and begins_freely(text, run[0].start):
                    sure = likeness >= SURE_HAN
                    start, end = run[0].start, run[-1].end
                    guesses.append(Guess(start, end, (name,), likeness, sure, False))
    return _merged(guesses)


def _ending_in_a_kind(text: str, found: list[Piece]) -> list[list[Piece]]:
    """Runs of three to six characters, the last of which is or sounds like 路, 街, 村 …"""
    runs = []
    for last, piece in enumerate(found):
        if not piece.is_han or loose_sound(piece.text) not in _kind_sounds():
            continue
        run = [piece]
        for earlier in reversed(found[max(0, last - 5) : last]):
            if not earlier.is_han or CUTS.search(text, earlier.end, run[0].start):
                break
            run = [earlier, *run]
            if len(run) >= 3:
                runs.append(run)
    return runs[:12]


def _han_likeness(said: str, name: str) -> float:
    """1 for the same; a character of the same sound or shape costs little, another one much.

    What says only that it is a road weighs nothing, but must not be another kind.
    """
    stem, _kind = split_kind(name)
    if not _same_sort(said, name):
        return 0.0
    if len(said) != len(name):
        edits = OSA.distance(spoken(said), spoken(name))
        return 0.65 if edits == 1 and len(stem) >= 2 and said[:2] == name[:2] else 0.0
    alike = [_alike(a, b) for a, b in zip(said, name, strict=True)]
    of_kind = min(alike[len(stem) :], default=1.0)
    whole = sum(alike[: len(stem)]) / len(stem)
    if 1.0 not in alike[: len(stem)]:
        whole -= 0.3
    if 0.0 in alike[: len(stem)]:
        whole = min(whole, SURE_HAN - 0.1)
    return whole if of_kind >= 0.6 else whole - 0.35


def _same_sort(said: str, name: str) -> bool:
    """A street is not a community; where the end is misspelt, the sound tells."""
    ends = {loose_sound(end[-1]) for end in HAN_STREETS}
    return (loose_sound(said[-1]) in ends) == (loose_sound(name[-1]) in ends)


def _alike(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if sound(a) == sound(b):
        return 0.85
    if any(a in group and b in group for group in LOOK_ALIKE):
        return 0.8
    return 0.7 if loose_sound(a) == loose_sound(b) else 0.0


# English


def _latin(index: Index, text: str, found: list[Piece]) -> list[Guess]:
    guesses = []
    for run in _english_runs(text, found):
        said = tuple(piece.word for piece in run)
        stem, kind = split_words(_with_right_kind(said))
        key = "".join(stem)
        for like in _like(index.near_stems, key, marks_of_stem(key), 2, 0.7):
            for name_words in index.by_stem[like]:
                likeness = _latin_likeness(index, stem, kind, name_words)
                if likeness >= RUNNER_UP:
                    names = tuple(index.latin[name_words])
                    sure = likeness >= SURE_LATIN
                    guesses.append(Guess(run[0].start, run[-1].end, names, likeness, sure, True))
    return _merged(guesses)


def _english_runs(text: str, found: list[Piece]) -> list[list[Piece]]:
    """Up to four words that end in "road", "lane" …; and all words of a short text."""
    latin = [p for p in found if p.text.isalpha() and not p.is_han]
    telling = [p for p in latin if not NOISE.match(p.text)]
    runs = [telling] if is_short(found) and telling and not _is_cut(text, telling) else []
    for last, piece in enumerate(latin):
        if _right_kind(piece.word) is None:
            continue
        for first in range(max(0, last - 3), last + 1):
            run = latin[first : last + 1]
            if len("".join(p.text for p in run)) >= 5 and not _is_cut(text, run):
                runs.append(run)
    return list({run[0].start * 10_000 + run[-1].end: run for run in runs}.values())[:12]


def _is_cut(text: str, run: list[Piece]) -> bool:
    """Whether these words are no name: a comma is between them, or all only say what it is."""
    between = text[run[0].start : run[-1].end]
    if all(_right_kind(p.word) for p in run):
        return True
    return bool(CUTS.search(between)) or any(NOISE.match(p.text) for p in run)


@functools.cache
def _kind_sounds() -> frozenset[str]:
    return frozenset(loose_sound(kind[-1]) for kind in HAN_KINDS)


@functools.lru_cache(2000)
def _right_kind(word: str) -> str | None:
    """A misspelt "sreet" → "street"."""
    if word in LATIN_KINDS:
        return word
    if len(word) < 4:
        return None
    near = [k for k in LATIN_KINDS if len(k) > 4 and OSA.distance(word, k, score_cutoff=1) <= 1]
    return near[0] if near else None


def _with_right_kind(said: tuple[str, ...]) -> tuple[str, ...]:
    return (*said[:-1], _right_kind(said[-1]) or said[-1])


def _latin_likeness(
    index: Index, stem: tuple[str, ...], kind: str, name_words: tuple[str, ...]
) -> float:
    """1 for the same; at most one slip a word, in words long enough, and the same kind."""
    name_stem, name_kind = split_words(name_words)
    said, name = "".join(stem), "".join(name_stem)
    edits = OSA.distance(said, name)
    likeness = 1 - edits / max(len(said), len(name))
    if not _are_slips(index, stem, name_stem):
        likeness = min(likeness, SURE_LATIN - 0.06)
    if not kind and name in index.written:
        return likeness
    if kind and (kind in LATIN_STREETS) != (name_kind in LATIN_STREETS):
        return 0.0
    if kind != name_kind:
        likeness = min(likeness - 0.1, SURE_LATIN - 0.05)
    return likeness


def _are_slips(index: Index, stem: tuple[str, ...], name_stem: tuple[str, ...]) -> bool:
    """Whether each word differs by no more than a slip of the finger, and is no other word."""
    if "".join(stem) == "".join(name_stem):
        return True
    if len(stem) != len(name_stem):
        return False
    wrong = [(a, b) for a, b in zip(stem, name_stem, strict=True) if a != b]
    return all(a not in index.vocabulary and _is_slip(a, b) for a, b in wrong)


def _is_slip(said: str, name: str) -> bool:
    edits = OSA.distance(said, name)
    if re.sub(r"(.)\1", r"\1", said) == re.sub(r"(.)\1", r"\1", name):
        return True
    if edits == 1 and len(said) == len(name) and sorted(said) != sorted(name):
        return len(name) >= 6  # another letter: peach is not peace
    return (edits == 1 and len(name) >= 5) or (edits == 2 and len(name) >= 9)


# Both


def _like(
    shelves: Shelves, query: str, marks: tuple[str, ...], wider: int, cutoff: float
) -> list[str]:
    """The nearest strings of about this length that share a mark."""
    near: dict[str, float] = {}
    for length in range(len(query) - wider, len(query) + wider + 1):
        for mark in marks:
            strings = shelves.get((length, mark), ())
            for string, likeness, _at in process.extract(
                query, strings, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=6
            ):
                near[string] = likeness
    return sorted(near, key=lambda string: -near[string])[:8]


def _merged(guesses: list[Guess]) -> list[Guess]:
    """Guesses that are the same stretch and equally like are one: a name that repeats."""
    merged: dict[tuple[int, int, float], Guess] = {}
    for g in guesses:
        key = (g.start, g.end, round(g.likeness, 3))
        was = merged.get(key)
        names = tuple(dict.fromkeys((*(was.names if was else ()), *g.names)))
        merged[key] = Guess(g.start, g.end, names, g.likeness, g.sure, g.is_latin)
    return list(merged.values())

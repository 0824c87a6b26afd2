"""Looks over the training and test sentences; part of `make check`.

    python -m nlu.data_check [FILE...]

Errors (exit 1): a broken annotation, an unknown label or entity, the same sentence with two labels,
a sentence twice in one file, a long test sentence among the training sentences. Warnings:
near-duplicates, thin labels, spans that break a word or a number.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from nlu.examples import BadExamples, Example, read_examples
from nlu.folding import fold

ROOT = Path(__file__).resolve().parent.parent
THIN = 20  # messages; with fewer a label is not learnt
_LEFT_OVER = re.compile(r"\]\s*[({]|\[[^\]]*$|\[\s*\]")
_SIGNS = re.compile(r"[^\w]+")
_NUMBER_OR_WORD = re.compile(r"[a-z]+|\d+")
# "nearest office" is what two people may well write alike; a sentence as long as this is copied.
_COPIED = 40  # characters
Located = tuple[str, Example]


def check(
    training: Sequence[Path], tests: Sequence[Path], domain: Path
) -> tuple[list[str], list[str]]:
    """(errors, warnings) in words a person can act on."""
    intents, kinds = read_domain(domain)
    broken: list[str] = []
    taught, tested = _read(training, broken), _read(tests, broken)
    errors = [
        *broken,
        *_unknown(taught + tested, intents, kinds),
        *_malformed(taught + tested),
        *_conflicts(taught, "training"),
        *_conflicts(tested, "test"),
        *_repeats(taught + tested),
        *_leaks(taught, tested),
    ]
    return errors, [*_near_duplicates(taught), *_thin(taught, intents), *_broken_tokens(taught)]


def read_domain(path: Path) -> tuple[set[str], set[str]]:
    """The labels and the entities of the domain."""
    domain = yaml.safe_load(path.read_text("utf-8"))
    return set(domain["intents"]), set(domain["entities"])


def _read(paths: Sequence[Path], broken: list[str]) -> list[Located]:
    found: list[Located] = []
    for path in paths:
        try:
            found += [
                (f"{path.parent.name}/{path.name}", example) for example in read_examples(path)
            ]
        except BadExamples as error:
            broken.append(str(error))
    return found


def plain(text: str) -> str:
    """What is left of a sentence without case, width, script and signs."""
    return _SIGNS.sub(" ", fold(text)).strip() or text


def _unknown(located: Sequence[Located], intents: set[str], kinds: set[str]) -> Iterator[str]:
    for file, example in located:
        if example.intent not in intents:
            yield f"{file}: unknown intent {example.intent!r}"
        for kind in {kind for _, _, kind in example.spans} - kinds:
            yield f"{file}: unknown entity {kind!r} in {example.raw!r}"


def _malformed(located: Sequence[Located]) -> Iterator[str]:
    """What is left of brackets after reading is an annotation gone wrong."""
    for file, example in located:
        if _LEFT_OVER.search(example.text):
            yield f"{file}: broken annotation in {example.raw!r}"
        for start, end, kind in example.spans:
            if example.text[start:end] != example.text[start:end].strip():
                yield f"{file}: {kind} begins or ends with a space in {example.raw!r}"


def _conflicts(located: Sequence[Located], what: str) -> Iterator[str]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for file, example in located:
        labels[plain(example.text)][example.intent] = file
    for text, by_label in labels.items():
        if len(by_label) > 1:
            said = ", ".join(f"{label} ({file})" for label, file in sorted(by_label.items()))
            yield f"{what}: {text!r} has several labels: {said}"


def _repeats(located: Sequence[Located]) -> Iterator[str]:
    counts = Counter((file, example.text) for file, example in located)
    for (file, text), count in counts.items():
        if count > 1:
            yield f"{file}: {text!r} stands there {count} times"


def _leaks(taught: Sequence[Located], tested: Sequence[Located]) -> Iterator[str]:
    """Test sentences that are taught measure nothing."""
    known = {plain(example.text) for _, example in taught}
    for file, example in tested:
        if len(example.text) >= _COPIED and plain(example.text) in known:
            yield f"{file}: {example.text!r} is also a training sentence"


def _near_duplicates(located: Sequence[Located]) -> Iterator[str]:
    """The same sentence but for numbers, signs and marked entities: a template."""
    frames: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file, example in located:
        frame = _frame(example)
        if len(frame) > 8:
            frames[example.intent, frame].append(f"{file}: {example.text}")
    for (intent, _), members in frames.items():
        if len(members) > 1:
            yield f"near-duplicates in {intent}: " + " | ".join(members[:3])


def _frame(example: Example) -> str:
    text = example.text
    for start, end, kind in sorted(example.spans, reverse=True):
        text = f"{text[:start]} {kind} {text[end:]}"
    return re.sub(r"\d+", "0", plain(text))


def _thin(located: Sequence[Located], intents: set[str]) -> Iterator[str]:
    counts = Counter(example.intent for _, example in located)
    for intent in sorted(intents):
        if counts[intent] < THIN:
            yield f"{intent} has only {counts[intent]} training sentences"


def _broken_tokens(located: Sequence[Located]) -> Iterator[str]:
    """Spans that begin or end inside a Latin word or a number can never be found."""
    for file, example in located:
        folded = fold(example.text)
        words = [m.span() for m in _NUMBER_OR_WORD.finditer(folded)]
        for start, end, kind in example.spans:
            if any(a < edge < b for a, b in words for edge in (start, end)):
                yield f"{file}: {kind} {example.text[start:end]!r} breaks a word in {example.raw!r}"


def main(arguments: Sequence[str]) -> int:
    """Prints what was found; 1 if anything is an error."""
    training = [Path(a) for a in arguments] or sorted((ROOT / "nlu" / "data").glob("*.yml"))
    tests = sorted((ROOT / "nlu" / "test").glob("*.yml"))
    errors, warnings = check(training, tests, ROOT / "nlu" / "domain.yml")
    for warning in warnings:
        print(f"warning: {warning}")
    for error in errors:
        print(f"error: {error}")
    print(
        f"{len(training)} training and {len(tests)} test files: {len(errors)} errors, {len(warnings)} warnings"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

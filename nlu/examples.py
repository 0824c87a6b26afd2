"""Reading Rasa's NLU YAML: messages with their intent and the spans of their entities."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_ANNOTATION = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<short>[^()]*)\)|(?P<long>\{[^{}]*\}))")


class BadExamples(Exception):
    """A file is no Rasa NLU YAML; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message as annotated; ``spans`` are (start, end, kind) in the plain ``text``."""

    text: str
    intent: str
    spans: tuple[tuple[int, int, str], ...]
    raw: str


def read_examples(path: Path) -> list[Example]:
    """All messages of a file in its order. Raises BadExamples."""
    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadExamples(f"{path}: cannot be read: {error}") from error
    blocks = document.get("nlu") if isinstance(document, dict) else None
    if not isinstance(blocks, list):
        raise BadExamples(f"{path}: has no list `nlu:`")
    return [e for block in blocks if isinstance(block, dict) for e in _of_block(block, path)]


def _of_block(block: dict[str, Any], path: Path) -> Iterator[Example]:
    """The messages of one intent; synonyms, lookup tables and regexes hold none."""
    if "intent" not in block:
        return
    intent = str(block["intent"])
    for raw in _raw_messages(block.get("examples")):
        try:
            yield read_annotated(raw, intent)
        except ValueError as error:
            raise BadExamples(f"{path}: {intent}: {raw!r}: {error}") from error


def _raw_messages(examples: object) -> list[str]:
    """Rasa's short form (a block of ``- `` lines) and long form (a list of texts)."""
    if isinstance(examples, str):
        lines = [line.strip() for line in examples.splitlines()]
        return [line[2:].strip() for line in lines if line.startswith("- ") and line[2:].strip()]
    if isinstance(examples, list):
        texts = [e.get("text") if isinstance(e, dict) else e for e in examples]
        return [str(t).strip().removeprefix("- ").strip() for t in texts if t]
    return []


def read_annotated(raw: str, intent: str) -> Example:
    """An annotated line. Raises ValueError if the long form is no JSON or names no entity."""
    text, spans, done = "", [], 0
    for match in _ANNOTATION.finditer(raw):
        text += raw[done : match.start()]
        start = len(text)
        text += match["text"]
        spans.append((start, len(text), _kind(match)))
        done = match.end()
    return Example(text + raw[done:], intent, tuple(spans), raw)


def _kind(match: re.Match[str]) -> str:
    """The entity's label; a synonym behind ``:`` (Rasa's old short form) is left out."""
    if match["short"] is not None:
        return match["short"].split(":")[0].strip()
    kind = json.loads(match["long"]).get("entity")
    if not isinstance(kind, str):
        raise ValueError("an annotation names no entity")
    return kind

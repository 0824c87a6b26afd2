"""Staff label what was not understood, and the labelled messages become training data.

`Ask` and `Say` are the terminal's; the words here are for staff and in English, as the command
line is.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import yaml

from nlu.data_check import plain
from storage import Database, misunderstood
from storage.models import Misunderstood

Ask = Callable[[str], str | None]
"""Puts a question; None where there is nobody to answer (the end of the input)."""
Say = Callable[[str], None]

WHY = {
    "unsure": "we said that we were not sure",
    "neither": "neither of the two offered was meant",
    "wrong": "the person said that our answer missed the point",
}
KEYS = "A number or a label (its beginning will do), s skip, d delete, q quit, ? all labels."
GUESSES = 2


class NoChoice(Exception):
    """What was typed names no label; the message says why."""


def choose(typed: str, guesses: Sequence[str], labels: Collection[str]) -> str:
    """The label that was meant: the number of a guess, a name, or its beginning if only one has it.

    Raises NoChoice.
    """
    typed = typed.strip().casefold()
    if typed.isdecimal():
        number = int(typed[:9])
        if 1 <= number <= len(guesses):
            return guesses[number - 1]
        raise NoChoice(f"There is no guess {number}.")
    if typed in labels:
        return typed
    fitting = sorted(label for label in labels if typed and label.startswith(typed))
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise NoChoice(f"{typed!r} is the beginning of {', '.join(fitting)}; type more of it.")
    raise NoChoice(f"No label begins with {typed!r}; ? shows all of them.")


@dataclass
class Review:
    """One sitting of one member of staff. Every decision is stored at once."""

    db: Database
    ask: Ask
    say: Say
    labels: Sequence[str]
    by: str
    clock: Callable[[], datetime]

    async def run(self) -> int:
        """Shows what waits, oldest first, until it is done or they quit; how many were labelled."""
        done = last = 0
        while (row := await self._next(last)) is not None:
            last = row.id
            label = self._decision(row)
            if label == "q":
                break
            if label != "s":
                done += await self._store(row, label)
        else:
            self.say("Nothing more waits." if last else "Nothing waits for a label.")
        return done

    async def _next(self, last: int) -> Misunderstood | None:
        async with self.db.reading() as tx:
            return await misunderstood.next_waiting(tx, last)

    def _decision(self, row: Misunderstood) -> str:
        """s, d, q or a label; asks again until it is one of them."""
        guesses = [str(name) for name, _p in row.intents[:GUESSES] if name in self.labels]
        self.say(_shown(row, guesses))
        while True:
            typed = self.ask("label")
            if typed is None:
                return "q"
            if (key := typed.strip().casefold()) in ("s", "d", "q"):
                return key
            try:
                if key in ("", "?"):
                    self.say(KEYS if not key else ", ".join(self.labels))
                else:
                    return choose(typed, guesses, self.labels)
            except NoChoice as why:
                self.say(str(why))

    async def _store(self, row: Misunderstood, label: str) -> int:
        """Labels or deletes the message and all that say the same; 1 where it was labelled."""
        text = row.text or ""
        async with self.db.transaction() as tx:
            if label == "d":
                count = await misunderstood.drop(tx, text)
            else:
                count = await misunderstood.label(tx, text, label, self.by, self.clock())
        if not count:
            self.say("A colleague was quicker; nothing was changed.")
        elif label == "d":
            self.say("Deleted.")
        else:
            same = f" ({count} messages say the same)" if count > 1 else ""
            self.say(f"→ {label}{same}")
        return int(count > 0 and label != "d")


def _shown(row: Misunderstood, guesses: Sequence[str]) -> str:
    chances = dict(row.intents)
    lines = [f"  {n} {name} ({chances[name]:.0%})" for n, name in enumerate(guesses, 1)]
    head = f"{row.at:%Y-%m-%d}, {row.language}: {WHY.get(row.why, row.why)}"
    return "\n".join(["", head, f"  {row.text}", *lines])


async def counted(db: Database) -> str:
    """How many messages wait for a label, and how many are known only by number."""
    async with db.reading() as tx:
        waiting, silent = await misunderstood.count(tx)
    more = f" {silent} more were kept without their text." if silent else ""
    return f"{waiting} waiting for a label.{more}"


# Training data.


async def export(db: Database, file: Path) -> int:
    """Writes the labelled messages as Rasa's training YAML; how many. Raises OSError."""
    async with db.reading() as tx:
        labelled = await misunderstood.labelled(tx)
    examples = without_repeats(labelled)
    _write(file, training_yaml(examples))
    return len(examples)


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def without_repeats(labelled: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(label, text) sorted by label; of texts alike but for case and signs the newest label counts."""
    newest = {plain(text): (label, text) for label, text in labelled if _line(text)}
    return sorted(newest.values())


def training_yaml(examples: Sequence[tuple[str, str]]) -> str:
    """Rasa's training data with these (label, text), which are sorted by label."""
    blocks = ['version: "3.1"', "nlu:" if examples else "nlu: []"]
    for label, group in groupby(examples, key=lambda example: example[0]):
        blocks += [f"- intent: {label}", "  examples: |"]
        blocks += [f"    - {_line(text)}" for _label, text in group]
    return "\n".join(blocks) + "\n"


WIDE = str.maketrans("[]", "［］")


def _line(text: str) -> str:
    """A text that can stand on a line of YAML: no signs that YAML refuses, no dash of its own.

    Its brackets become wide ones, which mark no entity.
    """
    printable = yaml.reader.Reader.NON_PRINTABLE.sub("", text).translate(WIDE)
    return " ".join(printable.split()).lstrip("- ")

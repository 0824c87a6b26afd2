"""Which class of its kind a request belongs to: proposed from the words, confirmed by a button."""

import re
from collections.abc import Mapping
from typing import Any

from actions.conversation.beside import is_sentence
from actions.conversation.short_answers import agrees, is_no, refuses
from actions.conversation.typed import key
from actions.forms import Problem, Question, Slots, choose
from actions.kinds import Kind
from actions.work import Rows, Turn
from locales import everywhere, mark
from nlu.folding import fold

_ = mark

OTHER = ""
"""The class of what belongs to none; staff sort it."""
PATIENCE = 2
"""So often the class is asked for; then the matter goes on without it."""


def question(kind: Kind, intents: Mapping[str, str], ask: str = _("What is it about?")) -> Question:
    """Asks for one of the classes of a kind; `intents` speak of one.

    The slot `guess` holds what the words spoke of. Whatever else is written goes with the story.
    """
    classes = kind.subclasses

    async def say(turn: Turn, slots: Slots) -> str:
        if guess := slots.get("guess"):
            subject = turn.t(classes[guess])
            return turn.t(_("I note it under “{subject}”. Is that right?"), subject=subject)
        return turn.t(ask)

    async def offer(turn: Turn, slots: Slots) -> Rows:
        guess = slots.get("guess")
        first = [[choose(turn.t(_("Yes, that is right")), guess)]] if guess else []
        rest = [[choose(turn.t(label), name)] for name, label in classes.items() if name != guess]
        return [*first, *rest, [choose(turn.t(_("Something else")), OTHER)]]

    async def read(turn: Turn, slots: Slots) -> Any:
        """A class by its words, by what was understood, or a yes to the one proposed."""
        text, said = turn.incoming.text.strip(), turn.understanding.intent
        named = named_class(kind, text) or _understood(turn, intents)
        if named is None and slots.get("guess") and agrees(text, said):
            return str(slots["guess"])
        slots["asked_class"] = slots.get("asked_class", 0) + 1
        if named is None and slots["asked_class"] < PATIENCE:
            if refuses(text, said):
                slots.pop("guess", None)
            return Problem(await say(turn, slots), await offer(turn, slots), unclear=True)
        if is_sentence(ABOUT.sub("", text)) and not is_no(text):
            slots["words"] = "\n".join(filter(None, (slots.get("words"), text)))
        return named or slots.get("guess") or OTHER

    return Question("subclass", _("Subject"), read, say=say, offer=offer, unsaid=OTHER,
                    name=_("Subject"))  # fmt: skip


ABOUT = re.compile(
    r"^\W*(?:no|yes|it['’]?s|it is|this is|about|i want to complain about|complain|the|my|your|不是|不对|是|关于|關於|我要|投诉|投訴|客诉|[的我你们們,，\s])+|(?:的)?(?:问题|問題|方面|事)?\W*$",
    re.IGNORECASE,
)
"""Words around the name of a class that tell no story."""


def _understood(turn: Turn, intents: Mapping[str, str]) -> str | None:
    said = turn.understanding
    return intents.get(said.intent) if said.is_sure else None


def named_class(kind: Kind, words: str) -> str | None:
    """The one class that the words name or speak of; None where that is not clear."""
    for name, label in kind.subclasses.items():
        if key(words) in map(key, everywhere(label)):
            return name
    said = fold(words)
    found = {name for name in kind.subclasses if _speaks(kind.clues.get(name), said)}
    found |= {name for name, details in kind.details.items() if name in kind.subclasses
              and kind.subclasses.keys().isdisjoint(kind.clues)
              and any(_speaks(kind.clues.get(detail), said) for detail in details)}  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _speaks(clue: str | None, said: str) -> bool:
    return clue is not None and re.search(clue, said) is not None


async def forget_guess(turn: Turn, slots: Slots) -> None:
    """What the person chose is no guess any more, also where they change it later."""
    slots.pop("guess", None)
    slots.pop("asked_class", None)


def line(turn: Turn, kind: Kind, slots: Slots) -> list[str]:
    """The class, and what narrows it, for a summary; nothing where it has none."""
    subclass, detail = slots.get("subclass"), slots.get("detail")
    if not subclass or subclass not in kind.subclasses:
        return []
    labels = [kind.subclasses[subclass], kind.details.get(subclass, {}).get(detail or "", "")]
    subject = " · ".join(turn.t(label) for label in labels if label)
    return [turn.t(_("Subject: {subject}"), subject=subject)]

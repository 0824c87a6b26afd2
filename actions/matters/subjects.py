"""Which class of its kind a request belongs to: proposed from the words, confirmed by a button."""

from collections.abc import Mapping
from typing import Any

from actions.forms import Problem, Question, Slots, choose
from actions.work import Rows, Turn
from locales import mark

_ = mark


def question(classes: Mapping[str, str], intents: Mapping[str, str]) -> Question:
    """Asks for one of the classes (name: label); `intents` speak of one.

    The slot `guess` holds what the words spoke of. Words that say it go with the story.
    """

    async def say(turn: Turn, slots: Slots) -> str:
        if guess := slots.get("guess"):
            subject = turn.t(classes[guess])
            return turn.t(_("I note it under “{subject}”. Is that right?"), subject=subject)
        return turn.t(_("What is it about?"))

    async def offer(turn: Turn, slots: Slots) -> Rows:
        guess = slots.get("guess")
        first = [[choose(turn.t(_("Yes, that is right")), guess)]] if guess else []
        rest = [[choose(turn.t(label), name)] for name, label in classes.items() if name != guess]
        return first + rest

    async def read(turn: Turn, slots: Slots) -> Any:
        """A class by its words, by what was understood, or a yes to the one proposed."""
        intent = turn.understanding.intent
        if intent == "affirm" and slots.get("guess"):
            return str(slots["guess"])
        if intent == "deny" and slots.pop("guess", None):
            return Problem(await say(turn, slots), await offer(turn, slots))
        said = turn.incoming.text.strip().casefold()
        by_name = {turn.t(label).casefold(): name for name, label in classes.items()}
        if intent in intents and said not in by_name and slots.get("words"):
            slots["words"] = f"{slots['words']}\n{turn.incoming.text.strip()}"
        return by_name.get(said) or intents.get(intent)

    return Question("subclass", _("Subject"), read, say=say, offer=offer)


async def forget_guess(turn: Turn, slots: Slots) -> None:
    """What the person chose is no guess any more, also where they change it later."""
    slots.pop("guess", None)

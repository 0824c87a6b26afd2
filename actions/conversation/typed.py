"""A button typed instead of tapped: its words, its place in a list, or a yes or no to the question.

Only buttons of the newest message count: what was asked before is not what a person answers.
"""

import re
from typing import Any

import locales
from actions import forms
from actions.conversation import both
from actions.conversation.language import HAN
from actions.conversation.numbers import simple
from actions.conversation.short_answers import is_no, is_yes
from actions.work import Turn
from storage import outbox, people

Do = dict[str, Any]
Offered = list[tuple[str, Do]]
"""The buttons under a message: what each says, and what pressing it does."""

LONGEST = 60
"""Characters; who writes more tells something of their own."""
AROUND = re.compile(
    r"^(?:please|just|the|ok(?:ay)?|i (?:want|need)(?: to)?|i(?:['’]d| would) like(?: to)?|(?:我要|我想|我选|還是|还是|那就|那|就|请|請|好了?的?|嗯)|[\s,，。.!！])++|"
    r"(?:please|thanks|thank you|吧|啊|呀|啦|喔|哦|耶|的?那[个個]|[个個]的|的|谢谢|謝謝|[\s,，。.!！])++$",
    re.IGNORECASE,
)
"""Courtesies around the words of a button."""
THE_ONE = re.compile(r"^(?:the )?one (?:in|at|on|of)\b", re.IGNORECASE)
ORDINALS = (
    "1|一|first|one|1st", "2|二|两|second|two|2nd", "3|三|third|three|3rd", "4|四|fourth|four|4th",
    "5|五|fifth|five|5th", "6|六|sixth|six", "7|七|seventh|seven", "8|八|eighth|eight",
)  # fmt: skip
NTH = re.compile(
    r"\W*(?:(?:选|option|number|no\.?|the|第)\s*)*(?:"
    + "|".join(f"(?P<n{number}>{words})" for number, words in enumerate(ORDINALS, 1))
    + r")(?:\s*(?:个|项|条|分|星|号|points?|stars?|one|please|吧))*\W*",
    re.IGNORECASE,
)
"""Over folded text."""

BY_STAFF = {"notice.publish", "notice.discard", "desk.approve", "desk.disapprove"}
"""The only buttons of staff that may be typed: what stands under a preview or a request."""
AT_THE_END = {"form.send", "notice.publish"}
"""Stands under a preview, beside what changes it: a yes to that means it."""
YES_DO = {
    "ticket.withdraw!",
    "same.add",
    "closing.solved",
    "form.go_on",
    "desk.approve",
    *AT_THE_END,
}
NO_DO = {"closing.not_solved", "ticket.show", "form.drop", "desk.disapprove"}
ONLY_ONE = {"ticket.withdraw", "ticket.urge", "ticket.show", "ticket.add", "alerts.stop"}
"""Where a list to choose from has but one entry, a yes means it."""
READ_BY_THE_FORM = {"breaker"}
"""Answers of which a part may mean something else; the form reads them with more care."""


async def pressed(turn: Turn) -> Do:
    """What the button does that was tapped; nothing where it is not known or of another chat."""
    keyboard_id, _sep, number = turn.incoming.data.partition(":")
    keyboard = await people.keyboard(turn.tx, keyboard_id)
    mine = keyboard is not None and keyboard.chat_id in (None, turn.incoming.chat_id)
    if keyboard is None or not mine or not number.isdecimal() or len(number) > 3:
        return {}
    actions = keyboard.actions
    return dict(actions[int(number)]) if int(number) < len(actions) else {}


async def meant(turn: Turn) -> Do | None:
    """What the button does that the person has typed; null where they wrote something else."""
    text = turn.incoming.text.strip()
    if turn.incoming.kind != "text" or not turn.incoming.private or not 0 < len(text) <= LONGEST:
        return None
    opened = forms.current(turn)
    if opened is not None and opened[0].staff_only:
        return None
    offered = [(label, do) for label, do in await _offered(turn) if _fits(do, opened)]
    if found := _by_words(offered, text):
        return found
    if found := both.chosen([do for _label, do in offered], text, opened is not None):
        return found
    if opened is not None and _is_free(*opened):
        return None
    return _nth(offered, text) or _yes_or_no(offered, text) or _by_part(turn, offered, text)


async def is_newest(turn: Turn, name: str, serial: str) -> bool:
    """Whether the newest message holds this button of the open form."""
    offered = await _offered(turn)
    return any(do.get("do") == name and do.get("serial") == serial for _label, do in offered)


async def newest(turn: Turn) -> list[Do]:
    """What the buttons of the newest message do."""
    return [do for _label, do in await _offered(turn)]


async def _offered(turn: Turn) -> Offered:
    payload = await outbox.newest_to(turn.tx, turn.incoming.chat_id, turn.now)
    buttons = [button for row in (payload or {}).get("buttons", []) for button in row]
    if not buttons:
        return []
    keyboard = await people.keyboard(turn.tx, buttons[0][1].partition(":")[0])
    actions = keyboard.actions if keyboard is not None else []
    return [(label, dict(do)) for (label, _data), do in zip(buttons, actions, strict=False)]


def _fits(do: Do, opened: tuple[forms.Form, dict[str, Any]] | None) -> bool:
    """Whether a button of a form belongs to the question that is being asked."""
    if "serial" not in do:
        return True
    state = opened[1] if opened else {}
    return do["serial"] == state.get("serial") and do.get("slot") in (state.get("asked"), None)


def _is_free(form: forms.Form, state: dict[str, Any]) -> bool:
    asked = next((q for q in form.questions if q.slot == state["asked"]), None)
    return asked is not None and asked.free


def key(words: str) -> str:
    """Words reduced to what they are compared by: letters and digits, simplified, lower case."""
    return "".join(letter for letter in simple(words) if letter.isalnum())


def _plain(words: str) -> str:
    """The same without courtesies around them."""
    before = ""
    while words != before:
        before, words = words, AROUND.sub("", words.strip())
    return key(THE_ONE.sub("", words.strip()))


def _by_words(offered: Offered, text: str) -> Do | None:
    """The button whose words were typed, in any language."""
    typed = {key(text), _plain(text)} - {""}
    for label, do in offered:
        words = locales.everywhere(label)
        if typed & {*map(key, words), *map(_plain, words)}:
            return do
    return None


def _by_part(turn: Turn, offered: Offered, text: str) -> Do | None:
    """The one button that holds what was typed, where that is enough of a word to tell."""
    typed = _plain(text)
    long_enough = 2 if HAN.search(typed) else 4
    if len(typed) < long_enough or typed.isdecimal() or turn.understanding.hazard:
        return None
    fits = [do for label, do in offered if typed in key(label) and not _is_read_elsewhere(do)]
    return fits[0] if len(fits) == 1 else None


def _is_read_elsewhere(do: Do) -> bool:
    """A linked address is more than the street that was typed; see also `READ_BY_THE_FORM`."""
    value = do.get("value")
    return do.get("slot") in READ_BY_THE_FORM or (isinstance(value, dict) and "account" in value)


def _nth(offered: Offered, text: str) -> Do | None:
    """The n-th of a list of choices."""
    found = NTH.fullmatch(simple(text))
    choices = [do for _label, do in offered if not _is_way_out(do)]
    kinds = {do.get("do") for do in choices}
    if found is None or len(kinds) != 1 or (len(choices) < 2 and not kinds <= ONLY_ONE):
        return None
    number = next(n for n in range(1, len(ORDINALS) + 1) if found[f"n{n}"])
    return choices[number - 1] if number <= len(choices) else None


def _is_way_out(do: Do) -> bool:
    """ "Skip" and "neither" stand under a list and are no entry of it."""
    skips = do.get("do") == "form.choose" and do.get("value") is None
    return skips or do.get("do") == "neither"


def _yes_or_no(offered: Offered, text: str) -> Do | None:
    """The one button that says yes, or the one that says no."""
    agrees, refuses = is_yes(text), is_no(text)
    if not (agrees or refuses):
        return None
    neither = [do for _label, do in offered if do.get("do") == "neither"]
    entries = [do for _label, do in offered if not _is_way_out(do)]
    if neither or (len(entries) == 1 and entries[0].get("do") in ONLY_ONE):
        chosen = entries if agrees else neither
        return chosen[0] if len(chosen) == 1 else None
    yes = [do for label, do in offered if _says_yes(label, do)]
    no = [do for label, do in offered if _says_no(label, do)]
    if len(yes) != 1:
        return None
    if agrees:
        return yes[0] if len(no) == 1 or yes[0]["do"] in AT_THE_END else None
    return no[0] if len(no) == 1 and len(offered) == 2 else None


def _says_yes(label: str, do: Do) -> bool:
    return do.get("do") in YES_DO or do.get("value") == "yes" or is_yes(label)


def _says_no(label: str, do: Do) -> bool:
    return do.get("do") in NO_DO or do.get("value") == "no" or bool(do.get("new")) or is_no(label)

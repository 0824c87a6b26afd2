"""Forms as data: which question comes next, how an answer is read, what is kept.

A `Form` is a list of `Question`s. What is known already (from the first sentence, a linked
account, an earlier answer) is not asked. The state is JSON in the conversation's row, so it
survives a restart and serves several processes.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from actions.conversation import talked_of
from actions.work import Button, Rows, Turn
from locales import mark

_ = mark

Slots = dict[str, Any]
Reader = Callable[[Turn, Slots], Awaitable[Any]]
"""Reads an answer: a value to keep, None where it is no answer, or a `Problem` to say."""

FREE_TEXT_LIMIT = 20_000
"""Characters; several messages of the longest kind. Nothing of a customer's words is cut off."""
MOST_ASIDE = 3
"""So many forms of a customer wait while others are open; an older one is forgotten."""


@dataclass(frozen=True)
class Problem:
    """The answer cannot be taken; `text` (translated) says why and what would do.

    `unclear`: the words are about something else; they go with the story, where it is no other wish.
    """

    text: str
    buttons: Rows = field(default_factory=list)
    unclear: bool = False


@dataclass(frozen=True)
class Choice:
    """A button that answers a question with a value."""

    label: str
    value: Any


@dataclass(frozen=True)
class Question:
    """One question. `free`: any text is an answer. `when`: asked only if this holds.

    `takes`: a contact or location shared at any moment of the form answers this question; "file":
    any file answers it while it is asked. `name`: what it asks for in a word or two, as the list of
    what can be changed has it.
    """

    slot: str
    ask: str
    read: Reader
    choices: tuple[Choice, ...] = ()
    when: Callable[[Slots], bool] = lambda slots: True
    optional: bool = False
    unsaid: Any = None
    free: bool = False
    keyboard: str = ""
    takes: str = ""
    name: str = ""
    say: Callable[[Turn, Slots], Awaitable[str]] | None = None
    offer: Callable[[Turn, Slots], Awaitable[Rows]] | None = None


Step = Callable[[Turn, Slots], Awaitable[None]]
Summary = Callable[[Turn, Slots], Awaitable[str]]


@dataclass(frozen=True)
class Form:
    """A form. `after` runs when a slot has been filled; `summary` (if any) is confirmed.

    `stopped` is said when it is cancelled. A question with words that `own` finds is about the
    form's own answers, whatever the model takes it for. `hears` is given each text before it is
    read as an answer, and says whether it has dealt with it.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    finish: Step
    summary: Summary | None = None
    after: dict[str, Step] = field(default_factory=dict)
    intents: frozenset[str] = frozenset()
    staff_only: bool = False
    send_label: str = _("Send")
    stopped: str = _("Stopped: {title}. Nothing was sent.")
    own: re.Pattern[str] | None = None
    hears: Callable[[Turn, dict[str, Any]], Awaitable[bool]] | None = None
    cancel_label: str = _("Cancel")


FORMS: dict[str, Form] = {}
"""Every form by name; each module that has some registers them with `register`."""


def register(form: Form) -> Form:
    """Makes a form known, so that it can be found again after a restart."""
    FORMS[form.name] = form
    return form


def next_question(form: Form, slots: Slots) -> Question | None:
    """The first question that is neither answered nor beside the point. Pure."""
    return next((q for q in form.questions if q.slot not in slots and q.when(slots)), None)


async def begin(turn: Turn, form: Form, slots: Slots) -> None:
    """Starts a form with what is known already and asks its first open question.

    Another form that is open waits until this one is done.
    """
    opened = current(turn)
    if opened is not None and opened[0] is not form:
        put_aside(turn)
    turn.conversation.form = {
        "name": form.name, "serial": secrets.token_hex(4), "slots": slots, "asked": "",
        "sources": {}, "album": turn.incoming.album_id,
    }  # fmt: skip
    talked_of.remember(turn, slots.get("place"))
    for slot in list(slots):
        if slot in form.after:
            await form.after[slot](turn, slots)
    await ask(turn)


def current(turn: Turn) -> tuple[Form, dict[str, Any]] | None:
    """The open form and its state; null where none is open (or its kind is no more)."""
    state = turn.conversation.form
    if not state or state["name"] not in FORMS:
        return None
    return FORMS[state["name"]], state


async def ask(turn: Turn) -> None:
    """Asks the next open question, or shows the summary, or finishes."""
    opened = current(turn)
    if opened is None:
        return
    form, state = opened
    slots = state["slots"]
    question = next_question(form, slots)
    if question is not None:
        state["asked"] = question.slot
        await _put(turn, question, state)
    elif form.summary is not None:
        state["asked"] = "confirm"
        turn.say(await form.summary(turn, slots), _confirm_buttons(turn, form, state))
    else:
        await finish(turn)


async def _put(turn: Turn, question: Question, state: dict[str, Any]) -> None:
    text = await question.say(turn, state["slots"]) if question.say else turn.t(question.ask)
    rows = await question.offer(turn, state["slots"]) if question.offer else []
    rows = [[_bound(button, state) for button in row] for row in rows]
    rows += _own_choices(turn, state, question)
    keyboard = question.keyboard if turn.incoming.private else "reply"
    if keyboard in ("contact", "location"):
        label = _("Share my phone number") if keyboard == "contact" else _("Share my location")
        keyboard = f"{keyboard}:{turn.t(label)}"
    turn.say(text, rows, keyboard="" if rows else keyboard)


def _own_choices(turn: Turn, state: dict[str, Any], question: Question) -> Rows:
    skip = [Choice(_("Skip"), None)] if question.optional else []
    return [[_choice_button(turn, state, choice)] for choice in (*question.choices, *skip)]


def _choice_button(turn: Turn, state: dict[str, Any], choice: Choice) -> Button:
    do = {"do": "form.choose", "value": choice.value}
    return _bound(Button(turn.t(choice.label), do), state)


def _bound(button: Button, state: dict[str, Any]) -> Button:
    """A button that counts only while this form asks this question."""
    return Button(button.label, {**button.do, "serial": state["serial"], "slot": state["asked"]})


def choose(label: str, value: Any) -> Button:
    """A button whose press answers the question under which it stands."""
    return Button(label, {"do": "form.choose", "value": value})


def _confirm_buttons(turn: Turn, form: Form, state: dict[str, Any]) -> Rows:
    def button(label: str, do: str) -> Button:
        return _bound(Button(turn.t(label), {"do": do}), state)

    return [
        [button(form.send_label, "form.send")],
        [button(_("Change something"), "form.change"), button(form.cancel_label, "form.cancel")],
    ]


def change_buttons(turn: Turn) -> Rows:
    """One button for every answer that can be given anew."""
    opened = current(turn)
    if opened is None:
        return []
    form, state = opened
    given = [q for q in form.questions if q.slot in state["slots"] and (q.name or q.ask)]
    return [
        [_bound(Button(turn.t(q.name or q.ask), {"do": "form.again", "question": q.slot}), state)]
        for q in given
    ]  # fmt: skip


def say_problem(turn: Turn, problem: Problem) -> None:
    """Says why an answer cannot be taken; its buttons answer the same question."""
    opened = current(turn)
    if opened is None:
        return
    form, state = opened
    rows = [[_bound(button, state) for button in row] for row in problem.buttons]
    asked = next((q for q in form.questions if q.slot == state["asked"]), None)
    if not rows and asked is not None:
        rows = _own_choices(turn, state, asked)
    turn.say(problem.text, rows)


async def fill(turn: Turn, slot: str, value: Any) -> None:
    """Keeps an answer and asks what comes next."""
    opened = current(turn)
    if opened is None:
        return
    form, state = opened
    state["slots"][slot] = value
    if slot == "place":
        talked_of.remember(turn, value)
    if turn.incoming.message_id and turn.incoming.kind != "button":
        state["sources"][slot] = turn.incoming.message_id
    if slot in form.after:
        await form.after[slot](turn, state["slots"])
    await ask(turn)


async def reopen(turn: Turn, slot: str) -> None:
    """Takes an answer back and asks for it again."""
    opened = current(turn)
    if opened is not None:
        opened[1]["slots"].pop(slot, None)
        await ask(turn)


async def finish(turn: Turn) -> None:
    """Closes the form and does what it was for."""
    opened = current(turn)
    if opened is None:
        return
    form, state = opened
    close(turn)
    await form.finish(turn, state["slots"])


def close(turn: Turn) -> None:
    """Puts the open form away."""
    turn.conversation.form = None


def waiting(turn: Turn) -> list[dict[str, Any]]:
    """The forms that wait while something else is done, the last one on top."""
    kept: list[dict[str, Any]] = turn.conversation.memory.setdefault("aside", [])
    return kept


def put_aside(turn: Turn) -> None:
    """Lets the open form wait; it is taken up again when the new one is done."""
    if turn.conversation.form is not None:
        waiting(turn).append(turn.conversation.form)
        if turn.staff is None:
            del waiting(turn)[:-MOST_ASIDE]
        turn.conversation.form = None


async def take_up(turn: Turn) -> None:
    """Goes on with the form that waits, where none is open any more."""
    if turn.conversation.form is None and waiting(turn):
        turn.conversation.form = waiting(turn).pop()
        if (opened := current(turn)) is not None:
            turn.say(turn.t(_("Back to {title}."), title=turn.t(opened[0].title)))
            await ask(turn)


async def read_words(turn: Turn, slots: Slots) -> Any:
    """Any text, as the person wrote it."""
    return turn.incoming.text.strip()[:FREE_TEXT_LIMIT] or None

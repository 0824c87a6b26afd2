"""Whether what is open goes on, waits for something else, or is stopped."""

from datetime import timedelta
from typing import Any

from actions import forms
from actions.conversation import menu, misunderstood
from actions.conversation.meaning import NAMES, QUESTIONS, button
from actions.conversation.short_answers import ANEW, GO_ON, KEEPS, STOP, agrees, is_short, refuses
from actions.forms import Form, Question
from actions.work import Button, Turn
from locales import mark

_ = mark


LONG_SILENCE = timedelta(hours=6)
"""After so long a form is not simply gone on with: people have forgotten what was asked."""


def was_silent(turn: Turn) -> bool:
    """Whether the person has not written for so long."""
    return turn.incoming.private and turn.now - turn.conversation.updated_at > LONG_SILENCE


def ask_aside(turn: Turn, form: Form, intent: str) -> None:
    """A new request while a form is open: asks which comes first.

    A bare "yes" to that goes on with the form; it never sends it.
    """
    misunderstood.remember(turn)
    if (opened := forms.current(turn)) is not None:
        opened[1]["resumes"] = True
    turn.say(
        turn.t(_("We are in the middle of {title}. What shall we do?"), title=turn.t(form.title)),
        [[Button(turn.t(_("Go on with it")), {"do": "form.go_on"})],
         [button(turn, turn.t(_("First: {new}"), new=turn.t(NAMES[intent])), intent)],
         [Button(turn.t(_("Cancel")), {"do": "form.drop"})]],
    )  # fmt: skip


def begun_already(turn: Turn, form: Form) -> bool:
    """Whether a command begins a form that is half answered already; asks then what becomes of it."""
    opened = forms.current(turn)
    if opened is None or opened[0] is not form or not opened[1]["slots"]:
        return False
    opened[1]["resumes"] = True
    again = {"do": "command", "command": turn.incoming.command, "text": turn.incoming.text}
    turn.say(
        turn.t(_("We are in the middle of {title}. What shall we do?"), title=turn.t(form.title)),
        [[Button(turn.t(_("Go on with it")), {"do": "form.go_on"})],
         [Button(turn.t(_("First a new one")), again)],
         [Button(turn.t(_("Throw it away, begin anew")), {**again, "drop": opened[1]["serial"]})]],
    )  # fmt: skip
    return True


def ask_go_on(turn: Turn, form: Form) -> None:
    """After a long silence: what was open, and whether to go on; the new words are kept too."""
    rows = [[Button(turn.t(_("Go on with it")), {"do": "form.go_on"})]]
    if (opened := forms.current(turn)) is not None:
        opened[1]["resumes"] = True
    said = turn.understanding
    if said.is_likely and said.intent in NAMES and said.intent not in form.intents:
        intent = said.intent
        rows.append([button(turn, turn.t(_("First: {new}"), new=turn.t(NAMES[intent])), intent)])
    rows.append([Button(turn.t(_("Cancel")), {"do": "form.drop"})])
    turn.say(
        turn.t(_("Good to hear from you again. We were in the middle of {title}. Shall we go on?"),
               title=turn.t(form.title)), rows,
    )  # fmt: skip


async def drop(turn: Turn, do: dict[str, Any]) -> None:
    """The open form is not wanted any more."""
    turn.toast()
    await cancel(turn)


async def cancel(turn: Turn) -> None:
    """Stops the open form."""
    opened = forms.current(turn)
    if opened is None:
        await menu.cancelled(turn)
        return
    forms.close(turn)
    turn.say(turn.t(opened[0].stopped, title=turn.t(opened[0].title)), keyboard="remove")


async def begins_anew(turn: Turn, form: Form, question: Question | None) -> bool:
    """ "Start over": the same form again, without the answers; False where it is not said."""
    text = turn.incoming.text
    if form.staff_only or (question and question.free) or not is_short(text):
        return False
    if not ANEW.search(text) or KEEPS.search(text):
        return False
    forms.close(turn)
    turn.say(turn.t(_("All right, once more from the beginning.")))
    await forms.begin(turn, form, {})
    return True


async def resumed(turn: Turn) -> bool:
    """The answer, in words, to "shall we go on?"; False where it is something else."""
    text, intent = turn.incoming.text, turn.understanding.intent
    if not is_short(text):
        return False
    if GO_ON.search(text) or agrees(text, intent):
        await forms.ask(turn)
    elif STOP.search(text) or intent == "cancel" or refuses(text, intent):
        await cancel(turn)
    else:
        return False
    return True


def stays(turn: Turn, form: Form, question: Question | None) -> bool:
    """ "Go on", "don't cancel it", "don't send it yet": words about the form itself."""
    text = turn.incoming.text
    if form.staff_only or (question and question.free) or not is_short(text):
        return False
    goes_on = (
        GO_ON.search(text) and len(text.split()) <= 3 and turn.understanding.intent != "inform"
    )
    return bool(goes_on or (KEEPS.search(text) and turn.understanding.intent not in QUESTIONS))


async def press_go_on(turn: Turn, do: dict[str, Any]) -> None:
    """The open form goes on; nothing else was meant."""
    turn.toast()
    if (opened := forms.current(turn)) is None:
        await menu.cancelled(turn)
    else:
        opened[1].pop("resumes", None)
        await forms.ask(turn)

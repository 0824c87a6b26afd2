"""The conversation: which action answers a message. Read `actions.tables` first."""

from dataclasses import replace
from typing import Any

import locales
from actions import forms, free_text
from actions.conversation import (
    alarm,
    asides,
    corrections,
    in_form,
    language,
    menu,
    misunderstood,
    second_wish,
    typed,
)
from actions.conversation.meaning import NAMES, QUESTIONS, mean
from actions.counter import cards, relay, staff, staff_help
from actions.incoming import Incoming
from actions.matters import after_alarm, edits, files, hazards
from actions.supply import follow_ups, nearby
from actions.tables import (
    BUTTONS,
    COMMANDS,
    STAFF_BUTTONS,
    STAFF_COMMANDS,
    Handler,
    Press,
)
from actions.work import REPLY, Message, Turn, Work
from locales import mark
from nlu.understanding import Entity, Understanding
from storage import outbox, people
from storage import staff as staff_rows

_ = mark


async def answer(work: Work, incoming: Incoming, understanding: Understanding) -> None:
    """Does all that an update asks for and queues what is said to it."""
    if incoming.kind == "migrated" and incoming.new_chat_id:
        await outbox.move_chat(work.tx, incoming.chat_id, incoming.new_chat_id)
        await staff_rows.move_chat(work.tx, incoming.chat_id, incoming.new_chat_id)
        return
    turn = await _open(work, incoming, understanding)
    danger = await alarm.level(turn)
    if not await relay.carried(turn, danger == "now"):
        if _shows_language(turn):
            turn.person.language = language.detect(incoming.text, turn.person.language)
        await _route(turn, danger)
        await forms.take_up(turn)
        await _other_wish(turn)
        misunderstood.forget_older(turn)
    people.keep(turn.conversation, turn.now)
    await turn.send()


async def apologise(work: Work, update_id: int, chat_id: int, language_code: str) -> None:
    """An update was set aside: the person hears so, and so does the desk."""
    lang = language.from_code(language_code)
    sorry = _(
        "I am sorry, something went wrong on our side with this message. A colleague sees it; if it is urgent, please call {hotline}."
    )
    line = locales.text(lang, sorry, hotline=work.policy.company.hotline)
    await work.queue(f"reply:{update_id}:sorry", chat_id, REPLY, Message(line))
    note = _("⚠️ A message could not be handled and was set aside. See /status.")
    await cards.warn_staff(work, f"set_aside:{update_id}", "business", note)


async def _open(work: Work, incoming: Incoming, understanding: Understanding) -> Turn:
    lang = language.from_code(incoming.language_code)
    person, conversation, member = await people.meet(
        work.tx, incoming.chat_id, incoming.user_id, incoming.first_name, lang, work.now
    )
    if incoming.private:
        person.chat_id, person.reachable = incoming.chat_id, incoming.kind != "blocked"
    return Turn(
        work.tx, work.now, work.policy, work.zone, incoming, understanding, person, conversation,
        member,
    )  # fmt: skip


def _shows_language(turn: Turn) -> bool:
    """Whether a person's own sentence tells their language; an address or number does not."""
    if turn.incoming.kind != "text" or not turn.incoming.text or turn.person.language_chosen:
        return False
    opened = forms.current(turn)
    return opened is None or not (opened[0].staff_only or turn.understanding.intent == "inform")


async def _route(turn: Turn, danger: alarm.Level) -> None:
    """Danger comes before everything else that a person writes."""
    kind = turn.incoming.kind
    if kind in ("blocked", "unblocked", "joined"):
        return
    if kind in ("button", "command"):
        alarm.forget(turn)
    if kind == "button":
        await _press(turn)
    elif kind == "command":
        await _command(turn)
    elif not turn.incoming.private and not (turn.staff and turn.incoming.to_us):
        return  # talk among people in a group
    elif danger == "now":
        alarm.forget(turn)
        await _danger(turn)
    elif kind == "edited":
        await _edited(turn)
    elif await alarm.answered(turn, hazards.start, _said):
        return
    elif (do := await _typed(turn)) is not None:
        await _do(turn, do)
    elif danger == "perhaps":
        await alarm.ask(turn)
    else:
        await _said(turn)


async def _edited(turn: Turn) -> None:
    """An edited answer is put right; else it may correct a danger, or wish something else."""
    opened = forms.current(turn)
    answer = opened is not None and turn.incoming.message_id in opened[1]["sources"].values()
    other = opened is not None and opened[0] is not hazards.HAZARD
    if not (answer or other) and await after_alarm.told_more(turn):
        return
    if not await edits.wishes_else(turn, _said):
        await corrections.edited(turn)


async def _said(turn: Turn) -> None:
    """A message that is no alarm."""
    kind = turn.incoming.kind
    if misunderstood.is_said(turn):
        await misunderstood.missed(turn)
    elif (opened := await _opened(turn)) is not None and asides.was_silent(turn):
        asides.ask_go_on(turn, opened[0])
    elif await after_alarm.in_other_form(turn):
        return
    elif opened is not None:
        await in_form.take(turn, *opened, free_text.act)
    elif turn.incoming.is_file:
        await files.without_form(turn)
    elif kind == "location":
        await nearby.start(turn)
    elif kind in ("text", "contact"):
        await free_text.take(turn)
    else:
        await misunderstood.unsure(turn)


async def _opened(turn: Turn) -> tuple[forms.Form, dict[str, Any]] | None:
    """The form that this message belongs to."""
    follow_ups.read(turn)
    await follow_ups.gives_way(turn)
    return forms.current(turn)


async def _danger(turn: Turn) -> None:
    """What was open waits. More about the same danger joins it."""
    opened = forms.current(turn)
    if opened is not None and opened[0] is hazards.HAZARD:
        await hazards.more_of_it(turn)
        return
    misunderstood.remember(turn)
    await hazards.start(turn)


async def _press_intent(turn: Turn, do: dict[str, Any]) -> None:
    """A menu entry, or one of the two likeliest: as if it had been said clearly."""
    turn.toast()
    waiting = turn.conversation.memory.get("then", {}).get("intent")
    if waiting and (do.get("second") or waiting == do["intent"]):
        del turn.conversation.memory["then"]  # it need not wait any more
    mean(turn, do["intent"], do.get("text", ""), tuple(Entity(*e) for e in do.get("entities", [])))
    turn.is_new_matter = bool(do.get("new"))
    await _act_beside(turn)


async def _press_both(turn: Turn, do: dict[str, Any]) -> None:
    """The first of two wishes; the other one follows as soon as it is done."""
    turn.conversation.memory["then"] = do["then"]
    await _do(turn, do["first"])


async def _other_wish(turn: Turn) -> None:
    """Goes on with what was asked for besides, where no form is open any more."""
    while forms.current(turn) is None and (do := turn.conversation.memory.pop("then", None)):
        if do.get("second"):
            second_wish.offer(turn, do)
        elif do["do"] != "intent":
            await _do(turn, do)
        else:
            what = turn.t(NAMES[do["intent"]])
            turn.say(turn.t(_("Now the other thing you asked for: {what}."), what=what))
            await _press_intent(turn, do)


async def _act_beside(turn: Turn) -> None:
    """Does what was asked for by a button or command; what is open is taken up again."""
    opened, intent = forms.current(turn), turn.understanding.intent
    if opened is None:
        await free_text.act(turn)
    elif intent in opened[0].intents:
        await forms.ask(turn)
    elif intent in QUESTIONS:
        await in_form.digress(turn, free_text.act)
    else:
        forms.put_aside(turn)
        await free_text.act(turn)


# Commands.


async def _command(turn: Turn) -> None:
    name = turn.incoming.command
    if name == "cancel":
        await asides.cancel(turn)
    elif name in STAFF_COMMANDS and staff.may(turn, f"/{name}"):
        await STAFF_COMMANDS[name](turn)
    elif name in STAFF_COMMANDS:
        await staff.refuse(turn, f"/{name}")
        if turn.staff is None and turn.incoming.private:
            await menu.unknown_command(turn)
    elif not turn.incoming.private:
        await staff_help.in_group(turn, name in COMMANDS)
    elif name in COMMANDS:
        await _customer_command(turn, COMMANDS[name])
    else:
        await menu.unknown_command(turn)
        await staff_help.show(turn)


async def _press_command(turn: Turn, do: dict[str, Any]) -> None:
    """A button for a command that was not typed; what is open waits, or the form asked about is dropped."""
    turn.toast()
    opened = forms.current(turn)
    dropped = opened is not None and opened[1]["serial"] == do.get("drop")
    (forms.close if dropped else forms.put_aside)(turn)
    turn.incoming = replace(turn.incoming, command=do["command"], text=do.get("text", ""))
    await _command(turn)


async def _customer_command(turn: Turn, meant: str | Handler) -> None:
    if callable(meant):
        await meant(turn)
        return
    mean(turn, meant, turn.incoming.text)
    await _act_beside(turn)


# Buttons.


async def _press(turn: Turn) -> None:
    """A button: known, meant for this chat, still to the point, and allowed."""
    await _do(turn, await typed.pressed(turn))


async def _typed(turn: Turn) -> dict[str, Any] | None:
    """The button that was typed; after a long silence none of a form is."""
    if forms.current(turn) is not None and asides.was_silent(turn):
        return None
    do = await typed.meant(turn)
    name = (do or {}).get("do")
    return None if name in STAFF_BUTTONS and name not in typed.BY_STAFF else do


_HERE: dict[str, Press] = {
    "intent": _press_intent, "command": _press_command, "wishes.both": _press_both,
}  # fmt: skip


async def _do(turn: Turn, do: dict[str, Any]) -> None:
    name = str(do.get("do", ""))
    if name in in_form.BUTTONS:
        await in_form.press(turn, do)
    elif name in _HERE:
        await _HERE[name](turn, do)
    elif name in ("danger.yes", "danger.no"):
        await alarm.press(turn, do, hazards.start, _said)
    elif name in STAFF_BUTTONS and not staff.may(turn, name):
        await staff.refuse(turn, name)
    elif name in STAFF_BUTTONS:
        await STAFF_BUTTONS[name](turn, do)
    elif name in BUTTONS:
        await BUTTONS[name](turn, do)
    else:
        turn.toast(turn.t(_("This button is no longer in use. Just write to me.")))

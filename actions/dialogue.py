"""The conversation: which action answers a message. Read the tables first."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import locales
from actions import (
    accounts,
    alerts,
    billing,
    cards,
    complaints,
    corrections,
    desk,
    faults,
    files,
    forms,
    language,
    menu,
    notices,
    outages,
    requests,
    service_state,
    staff,
    surveys,
    tickets,
)
from actions.incoming import Incoming
from actions.work import REPLY, Button, Message, Turn, Work
from locales import mark
from nlu.understanding import Entity, Understanding
from storage import outbox, people
from storage import staff as staff_rows

_ = mark

Handler = Callable[[Turn], Awaitable[None]]

INTENTS: dict[str, Handler] = {
    "complaint": complaints.start,
    "complaint_service": complaints.start,
    "complaint_business": complaints.start,
    "complaint_interruption": complaints.start,
    "complaint_power_quality": complaints.start,
    "complaint_construction": complaints.start,
    "report_fault": faults.start,
    "report_hazard": faults.hazard,
    "report_misconduct": requests.start,
    "claim_compensation": requests.start,
    "dispute_bill": requests.start,
    "ask_connection": requests.start,
    "give_suggestion": requests.start,
    "give_praise": requests.start,
    "ask_human": requests.start,
    "ask_outage": outages.start,
    "ask_bill": billing.start,
    "ask_payment": billing.payment,
    "ask_tariff": billing.tariff,
    "ask_ticket": tickets.show_all,
    "urge_ticket": tickets.urge_any,
    "withdraw_ticket": tickets.withdraw_any,
    "ask_outlet": menu.outlets,
    "subscribe_alerts": alerts.subscribe,
    "unsubscribe_alerts": alerts.show_subscriptions,
    "bind_account": accounts.start,
    "greet": menu.greet,
    "goodbye": menu.goodbye,
    "thank": menu.thank,
    "affirm": menu.nothing_open,
    "deny": menu.nothing_open,
    "inform": menu.nothing_open,
    "cancel": menu.cancelled,
    "ask_help": menu.show,
    "out_of_scope": menu.out_of_scope,
}
NAMES = {
    "complaint": _("make a complaint"), "complaint_service": _("complain about service"),
    "complaint_business": _("complain about business handling"),
    "complaint_interruption": _("complain about outages or repairs"),
    "complaint_power_quality": _("complain about voltage"),
    "complaint_construction": _("complain about construction, poles or lines"),
    "report_fault": _("report a fault"), "report_hazard": _("report a danger"),
    "report_misconduct": _("report misconduct"), "claim_compensation": _("claim for damage"),
    "dispute_bill": _("have a bill checked"), "ask_connection": _("a connection or a change"),
    "give_suggestion": _("make a suggestion"), "give_praise": _("praise somebody"),
    "ask_human": _("speak to a person"), "ask_outage": _("ask about an outage"),
    "ask_bill": _("see my bill"), "ask_payment": _("pay"), "ask_tariff": _("prices"),
    "ask_ticket": _("see my tickets"), "urge_ticket": _("hurry a ticket up"),
    "withdraw_ticket": _("withdraw a ticket"), "ask_outlet": _("find a hall"),
    "subscribe_alerts": _("get outage alerts"), "unsubscribe_alerts": _("stop alerts"),
    "bind_account": _("link my account"), "ask_help": _("see what you can do"),
    "out_of_scope": _("something else"),
}  # fmt: skip
"""What a person is asked whether they meant it, in their words."""

QUESTIONS = {
    "ask_outage", "ask_bill", "ask_payment", "ask_tariff", "ask_ticket", "ask_outlet", "ask_help",
}  # fmt: skip
"""Answered in the middle of a form, which is then taken up again."""

COMMANDS: dict[str, str | Handler] = {
    "start": menu.welcome, "menu": menu.show, "help": menu.show, "language": menu.choose_language,
    "outages_here": "ask_outage", "fault": "report_fault", "bill": "ask_bill",
    "complain": "complaint", "tickets": "ask_ticket", "alerts": alerts.show_subscriptions,
    "subscribe": "subscribe_alerts", "link": accounts.start, "human": "ask_human",
}  # fmt: skip
STAFF_COMMANDS: dict[str, Handler] = {
    "outage": notices.start, "outages": notices.list_open, "queue": desk.list_queue,
    "my": desk.list_mine, "ticket": desk.show_ticket, "status": service_state.show,
}  # fmt: skip

Press = Callable[[Turn, dict[str, Any]], Awaitable[None]]


# One update.


async def answer(work: Work, incoming: Incoming, understanding: Understanding) -> None:
    """Does all that an update asks for and queues what is said to it."""
    if incoming.kind == "migrated" and incoming.new_chat_id:
        await outbox.move_chat(work.tx, incoming.chat_id, incoming.new_chat_id)
        await staff_rows.move_chat(work.tx, incoming.chat_id, incoming.new_chat_id)
        return
    turn = await _open(work, incoming, understanding)
    await _route(turn)
    await _back_to_aside(turn)
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
    person = await people.person_of(work.tx, incoming.user_id, incoming.first_name, lang, work.now)
    conversation = await people.conversation_of(work.tx, incoming.chat_id, person.id, work.now)
    if incoming.private:
        person.chat_id, person.reachable = incoming.chat_id, incoming.kind != "blocked"
    if incoming.text and incoming.kind == "text" and not person.language_chosen:
        person.language = language.detect(incoming.text, person.language)
    member = await staff_rows.by_telegram_id(work.tx, incoming.user_id)
    return Turn(
        work.tx, work.now, work.policy, work.zone, incoming, understanding, person, conversation,
        member,
    )  # fmt: skip


async def _route(turn: Turn) -> None:
    kind = turn.incoming.kind
    if kind in ("blocked", "unblocked", "joined"):
        return
    if kind == "button":
        await _press(turn)
    elif kind == "command":
        await _command(turn)
    elif not turn.incoming.private and not (turn.staff and turn.incoming.to_us):
        return  # talk among people in a group
    elif kind == "edited":
        await corrections.edited(turn)
    elif _is_danger(turn):
        await _danger(turn)
    elif (opened := forms.current(turn)) is not None:
        await _in_form(turn, *opened)
    elif turn.incoming.is_file:
        await files.without_form(turn)
    elif kind in ("text", "contact", "location"):
        await _free_text(turn)
    else:
        await menu.unsure(turn)


async def _danger(turn: Turn) -> None:
    """Before everything else; what was open waits. More about the same danger joins it."""
    opened = forms.current(turn)
    if opened is not None and opened[0] is faults.HAZARD:
        await faults.more_of_it(turn)
        return
    await _aside(turn)
    await faults.hazard(turn)


def _is_danger(turn: Turn) -> bool:
    opened, said = forms.current(turn), turn.understanding
    if not turn.incoming.private:
        return False
    if opened and opened[0] is faults.HAZARD and said.values("location"):
        return False  # it says where
    return said.hazard or (said.intent == "report_hazard" and _is_sure(turn))


def _is_sure(turn: Turn) -> bool:
    return turn.understanding.confidence >= turn.policy.understanding.act


# Free text.


async def _free_text(turn: Turn) -> None:
    """Acts where it is sure; offers the two likeliest where not; else says so."""
    said = turn.understanding
    if not said.intents or said.confidence < turn.policy.understanding.offer:
        await menu.unsure(turn)
    elif _is_sure(turn) or said.intent not in NAMES:
        await act(turn)
    else:
        await _offer_two(turn)


async def act(turn: Turn) -> None:
    """Does what the recognised intent asks for."""
    await INTENTS.get(turn.understanding.intent, menu.not_built)(turn)


async def _offer_two(turn: Turn) -> None:
    likely = [name for name, _p in turn.understanding.intents if name in NAMES][:2]
    entities = [[e.kind, e.text, e.start, e.end] for e in turn.understanding.entities]
    rows = [
        [Button(turn.t(NAMES[name]), {"do": "intent", "intent": name, "entities": entities,
                                      "text": turn.incoming.text})]
        for name in likely
    ]  # fmt: skip
    rows.append([Button(turn.t(_("Neither")), {"do": "neither"})])
    turn.say(turn.t(_("I want to get this right. Do you mean:")), rows)


async def _press_intent(turn: Turn, do: dict[str, Any]) -> None:
    """A menu entry, or one of the two likeliest: as if it had been said clearly."""
    turn.toast()
    entities = tuple(Entity(*e) for e in do.get("entities", []))
    words = do.get("text", "")
    _mean(turn, do["intent"], words, entities)
    opened = forms.current(turn)
    if opened is not None and do["intent"] not in QUESTIONS:
        if do["intent"] in opened[0].intents:
            await forms.ask(turn)
            return
        await _aside(turn)
    await act(turn)


async def _press_neither(turn: Turn, do: dict[str, Any]) -> None:
    turn.toast()
    await menu.unsure(turn)


def _mean(turn: Turn, intent: str, words: str, entities: tuple[Entity, ...] = ()) -> None:
    """From here on the turn is about `intent`, said in `words`."""
    hazard = turn.understanding.hazard
    turn.understanding = Understanding(words, ((intent, 1.0),), entities, hazard, "model")
    turn.incoming = replace(turn.incoming, text=words)


# Commands.


async def _command(turn: Turn) -> None:
    name = turn.incoming.command
    if name == "cancel":
        await _cancel(turn)
    elif name in STAFF_COMMANDS and staff.may(turn, f"/{name}"):
        await STAFF_COMMANDS[name](turn)
    elif name in STAFF_COMMANDS:
        await staff.refuse(turn, f"/{name}")
        if turn.staff is None:
            await menu.unknown_command(turn)
    elif not turn.incoming.private:
        return
    elif name in COMMANDS:
        await _customer_command(turn, COMMANDS[name])
    else:
        await menu.unknown_command(turn)


async def _customer_command(turn: Turn, meant: str | Handler) -> None:
    if callable(meant):
        if meant is accounts.start:
            await _aside(turn)
        await meant(turn)
        return
    if meant not in QUESTIONS:
        await _aside(turn)
    _mean(turn, meant, turn.incoming.text)
    await act(turn)


async def _cancel(turn: Turn) -> None:
    opened = forms.current(turn)
    if opened is None:
        await menu.cancelled(turn)
        return
    forms.close(turn)
    turn.say(turn.t(_("Stopped: {title}. Nothing was sent."), title=turn.t(opened[0].title)),
             keyboard="remove")  # fmt: skip


# In the middle of a form.


async def _in_form(turn: Turn, form: forms.Form, state: dict[str, Any]) -> None:
    question = next((q for q in form.questions if q.slot == state["asked"]), None)
    if turn.incoming.is_file:
        await files.in_form(turn, form, state)
    elif _wants_out(turn, question):
        await _cancel(turn)
    elif await corrections.take(turn, form, state):
        return
    elif _digresses(turn, question):
        await _digress(turn)
    elif question is None:
        await _at_summary(turn, form)
    else:
        await _answered(turn, form, question, state)


def _wants_out(turn: Turn, question: forms.Question | None) -> bool:
    sure = 0.8 if question is not None and question.free else turn.policy.understanding.act
    said = turn.understanding
    return said.intent == "cancel" and said.confidence >= sure


ASKS = re.compile(
    r"[?？]|吗|嗎|呢|咩|几|幾|怎么|怎麼|点样|點樣|多少|^(what|when|where|how|is|are|do|can)\b", re.I
)


def _digresses(turn: Turn, question: forms.Question | None) -> bool:
    """A question of another kind; in free text it must really be one."""
    said = turn.understanding
    if said.source != "model" or said.intent not in QUESTIONS or not turn.incoming.private:
        return False
    if question is not None and question.free:
        return said.confidence >= 0.8 and bool(ASKS.search(turn.incoming.text))
    return said.confidence >= max(0.6, turn.policy.understanding.act)


async def _digress(turn: Turn) -> None:
    """Answers the question; where it needs a form of its own, the first one waits."""
    before = turn.conversation.form
    turn.conversation.form = None
    await act(turn)
    if turn.conversation.form is None:
        turn.conversation.form = before
        await forms.ask(turn)
    elif before is not None:
        _waiting(turn).append(before)


async def _answered(
    turn: Turn, form: forms.Form, question: forms.Question, state: dict[str, Any]
) -> None:
    if question.optional and turn.understanding.intent in ("deny", "cancel") and not question.free:
        await forms.fill(turn, question.slot, None)
        return
    value = await question.read(turn, state["slots"])
    other = _other_request(turn, form, question)
    if other and (value is None or isinstance(value, forms.Problem)):
        await _ask_aside(turn, form, other)
    elif isinstance(value, forms.Problem):
        forms.say_problem(turn, value)
    elif value is None:
        turn.say(turn.t(_("I did not get that.")))
        await forms.ask(turn)
    else:
        await forms.fill(turn, question.slot, value)


def _other_request(turn: Turn, form: forms.Form, question: forms.Question) -> str | None:
    """The intent of a new request, where the message is one rather than an answer."""
    said = turn.understanding
    if question.free or said.source != "model" or not _is_sure(turn):
        return None
    is_request = said.intent in NAMES and said.intent not in QUESTIONS
    return said.intent if is_request and said.intent not in form.intents else None


async def _ask_aside(turn: Turn, form: forms.Form, intent: str) -> None:
    entities = [[e.kind, e.text, e.start, e.end] for e in turn.understanding.entities]
    new = {"do": "intent", "intent": intent, "text": turn.incoming.text, "entities": entities}
    turn.say(
        turn.t(_("We are in the middle of {title}. What shall we do?"), title=turn.t(form.title)),
        [[Button(turn.t(_("Go on with it")), {"do": "form.go_on"})],
         [Button(turn.t(_("First: {new}"), new=turn.t(NAMES[intent])), new)]],
    )  # fmt: skip


async def _at_summary(turn: Turn, form: forms.Form) -> None:
    intent = turn.understanding.intent
    if intent == "affirm":
        await forms.finish(turn)
    elif intent == "deny":
        turn.say(turn.t(_("What shall I change?")), forms.change_buttons(turn))
    else:
        other = _other_request(turn, form, form.questions[0]) if form.questions else None
        if other:
            await _ask_aside(turn, form, other)
        else:
            turn.say(turn.t(_("Please check and send it, or tell me what to change.")))
            await forms.ask(turn)


# Forms that wait while something else is done.


def _waiting(turn: Turn) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = turn.conversation.memory.setdefault("aside", [])
    return kept


async def _aside(turn: Turn) -> None:
    """Lets the open form wait; it is taken up again when the new one is done."""
    if turn.conversation.form is not None:
        waiting = _waiting(turn)
        waiting.append(turn.conversation.form)
        del waiting[:-3]
        turn.conversation.form = None


async def _back_to_aside(turn: Turn) -> None:
    if turn.conversation.form is None and _waiting(turn):
        turn.conversation.form = _waiting(turn).pop()
        opened = forms.current(turn)
        if opened is not None:
            turn.say(turn.t(_("Back to {title}."), title=turn.t(opened[0].title)))
            await forms.ask(turn)


# Buttons.


async def _choose(turn: Turn, do: dict[str, Any]) -> None:
    await forms.fill(turn, do["slot"], do["value"])


async def _send(turn: Turn, do: dict[str, Any]) -> None:
    await forms.finish(turn)


async def _change(turn: Turn, do: dict[str, Any]) -> None:
    turn.say(turn.t(_("What shall I change?")), forms.change_buttons(turn))


async def _cancel_form(turn: Turn, do: dict[str, Any]) -> None:
    await _cancel(turn)


async def _again(turn: Turn, do: dict[str, Any]) -> None:
    await forms.reopen(turn, do["question"])


async def _go_on(turn: Turn, do: dict[str, Any]) -> None:
    turn.toast()
    if forms.current(turn) is None:
        await menu.cancelled(turn)
    else:
        await forms.ask(turn)


async def _fault_at(turn: Turn, do: dict[str, Any]) -> None:
    turn.toast()
    await _aside(turn)
    words = turn.t(_("No power"))
    turn.say(turn.t(_("I am sorry about that. Let us see what it is.")))
    await forms.begin(turn, faults.FAULT, {"place": do["place"], "words": words})


FORM_BUTTONS: dict[str, Press] = {
    "form.choose": _choose, "form.send": _send, "form.change": _change,
    "form.cancel": _cancel_form, "form.again": _again,
}  # fmt: skip
BUTTONS: dict[str, Press] = {
    "intent": _press_intent, "neither": _press_neither, "language": menu.press_language,
    "form.go_on": _go_on, "outage.at": outages.press, "outage.still_off": faults.still_off,
    "fault.at": _fault_at, "alerts.at": alerts.press_here, "alerts.stop": alerts.press_stop,
    "bill.doubt": billing.press_doubt, "account.unlink": accounts.press_unlink,
    "survey.score": surveys.press, "files.add": files.press_add,
    **dict.fromkeys(tickets.ACTS, tickets.press),
}  # fmt: skip
STAFF_BUTTONS: dict[str, Press] = {
    **{name: desk.press for name in staff.RIGHTS if name.startswith("desk.")},
    **{name: notices.press for name in staff.RIGHTS if name.startswith("notice.")},
}


async def _press(turn: Turn) -> None:
    """A button: known, meant for this chat, still to the point, and allowed."""
    do = await _pressed(turn)
    name = str(do.get("do", ""))
    if name in FORM_BUTTONS:
        await _press_in_form(turn, do)
    elif name in STAFF_BUTTONS and not staff.may(turn, name):
        await staff.refuse(turn, name)
    elif name in STAFF_BUTTONS:
        await STAFF_BUTTONS[name](turn, do)
    elif name in BUTTONS:
        await BUTTONS[name](turn, do)
    else:
        turn.toast(turn.t(_("This button is no longer in use. Just write to me.")))


async def _pressed(turn: Turn) -> dict[str, Any]:
    keyboard_id, _sep, number = turn.incoming.data.partition(":")
    keyboard = await people.keyboard(turn.tx, keyboard_id)
    mine = keyboard is not None and keyboard.chat_id in (None, turn.incoming.chat_id)
    if keyboard is None or not mine or not number.isdecimal() or len(number) > 3:
        return {}
    actions = keyboard.actions
    return dict(actions[int(number)]) if int(number) < len(actions) else {}


async def _press_in_form(turn: Turn, do: dict[str, Any]) -> None:
    opened = forms.current(turn)
    fits = opened is not None and do.get("serial") == opened[1]["serial"]
    if opened is None or not fits or do.get("slot") not in (opened[1]["asked"], None):
        turn.toast(turn.t(_("This button belongs to an earlier question.")))
        if opened is not None:
            await forms.ask(turn)
        return
    turn.toast()
    await FORM_BUTTONS[do["do"]](turn, do)

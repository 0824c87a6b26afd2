"""An edited message that wishes something else than before: answered, and nothing done twice.

What only puts an answer or a story right is `actions.conversation.corrections`.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from actions import forms
from actions.conversation import asides
from actions.conversation.meaning import COMPLAINTS, NAMES, QUESTIONS, button, is_sure
from actions.conversation.second_wish import POWER
from actions.conversation.short_answers import ASKS, LEAVES, is_short
from actions.kinds import BY_INTENT
from actions.matters import tickets, withdrawals
from actions.work import Button, Turn
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark

Act = Callable[[Turn], Awaitable[None]]
VERY_SURE = 0.8


async def wishes_else(turn: Turn, said: Act) -> bool:
    """Takes an edit by which a message wishes something else; False where it is a correction.

    In a form it is asked which comes first; a ticket stays as it is, with the new words beside,
    and what else is wanted is offered; where there is neither it is answered as if new (`said`).
    """
    intent, message = turn.understanding.intent, turn.incoming.message_id
    opened = forms.current(turn)
    if opened and message == opened[1]["slots"].get("message_id") and _drops(turn):
        await asides.cancel(turn)
        return True
    sure = is_sure(turn) and turn.understanding.source == "model"
    if not sure or not message or intent not in NAMES.keys() | {"cancel"}:
        return False
    if opened is not None:
        return _in_form(turn, *opened, intent)
    ticket = await rows.by_source_message(turn.tx, turn.person.id, message)
    if ticket is not None and ticket.closed_at is None:
        return await _of_ticket(turn, ticket, intent)
    if intent == "cancel":
        return False
    turn.incoming = replace(turn.incoming, kind="text")
    await said(turn)
    return True


DROPS = re.compile(
    r"\W*(?:算了吧?|不用了|唔使喇?|取消|never ?mind|forget it|cancel(?: it)?)\W*", re.I
)


def _drops(turn: Turn) -> bool:
    """Whether nothing is left of the message with which the form began but that it is not wanted."""
    text = turn.incoming.text
    return bool(DROPS.fullmatch(text) or LEAVES.fullmatch(text))


def _in_form(turn: Turn, form: forms.Form, state: dict[str, Any], intent: str) -> bool:
    """Asks which comes first; what may be the story in other words is kept with it."""
    message, slots = turn.incoming.message_id, state["slots"]
    if form.staff_only or intent in form.intents or intent not in NAMES:
        return False
    if message in state["sources"].values() and not _asks(turn, intent):
        return False
    if message == slots.get("message_id") and slots.get("words") and not _asks(turn, intent):
        slots["words"] = f"{slots['words']}\n{turn.incoming.text.strip()}"
    asides.ask_aside(turn, form, intent)
    return True


def _asks(turn: Turn, intent: str) -> bool:
    """Whether the edit is a question for us, and no story."""
    said = turn.understanding
    is_clear = said.confidence >= VERY_SURE and is_short(turn.incoming.text)
    return intent in QUESTIONS and (is_clear or bool(ASKS.search(turn.incoming.text)))


async def _of_ticket(turn: Turn, ticket: Ticket, intent: str) -> bool:
    """Withdraws only when asked to; else keeps the words with the ticket and offers the rest."""
    if intent in ("cancel", "withdraw_ticket"):
        await withdrawals.ask(turn, await rows.get(turn.tx, ticket.id))
        return True
    if _is_same(ticket.kind, intent):
        return False
    await tickets.keep_words(turn, ticket, "edited", turn.incoming.text)
    label = turn.t(NAMES[intent])
    withdraw = {"do": "ticket.withdraw", "ticket": ticket.id}
    turn.say(
        turn.t(_("{number} stays as you sent it; I have kept your new words with it. Do you want something else now?"), number=ticket.number),
        [[button(turn, label[:1].upper() + label[1:], intent)],
         [Button(turn.t(_("Withdraw")), withdraw)]],
    )  # fmt: skip
    return True


def _is_same(kind: str, intent: str) -> bool:
    """Whether a wish is what a ticket of this kind is about."""
    if kind == "repair":
        return intent in POWER
    if intent in COMPLAINTS:
        return kind == "complaint"
    return intent in BY_INTENT and BY_INTENT[intent].name == kind

"""The states of tickets and the steps that lead from one to the next."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.forms import Problem, Question, Slots
from actions.work import Turn, Work
from locales import mark

_ = mark

STATES = {
    "new": _("received, not yet taken"), "taken": _("taken in hand"),
    "contacted": _("we have been in contact"), "on_the_way": _("the crew is on the way"),
    "arrived": _("the crew is on site"), "resolved": _("resolved"), "withdrawn": _("withdrawn"),
}  # fmt: skip
"""The states that several kinds share; each kind adds its own."""
WORKED_ON = ("taken", "contacted", "on_the_way", "arrived")
"""Those of them in which somebody works on a ticket."""

Said = dict[str, Any]
"""What staff answered for a step, by the slots of its questions."""


@dataclass(frozen=True)
class Step:
    """A step of the work: the state it leads to, from which, and which deadlines it meets.

    `state`: empty where the ticket stays in the one it is in. `asks`: what staff must say for it;
    the answers are kept with the ticket. `told`: what the customer hears, with {number}, {name}
    and the answers; `offers`: (label, what pressing does) of the buttons under it. `event`: the
    line of its history, with {note}. `reads`: how the answers read in a language, where that is
    not as they were given. `amount`: the answer that is money, and needs the authority to pay it.
    `agrees`: the answer that is a moment agreed with the customer; an appointment, until then the
    clocks stand still.
    """

    name: str
    label: str
    state: str
    since: tuple[str, ...]
    meets: tuple[str, ...]
    told: str
    event: str
    asks: tuple[Question, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    reads: Callable[[Work, Said, str], Said] = lambda work, said, language: said
    amount: str = ""
    agrees: str = ""


NOTHING = {
    "no", "none", "nil", "na", "nothing", "ok", "okay", "done", "yes", "x", "xx", "test",
    "无", "無", "没有", "沒有", "暂无", "暫無", "略", "好", "好的", "是", "已处理", "已處理", "同上",
}  # fmt: skip
"""Words that say nothing where something is asked."""


async def read_account(turn: Turn, slots: Slots) -> Any:
    """Words that say something; "." or "none" is no answer to what was done, why and what was learnt."""
    said = turn.incoming.text.strip()
    letters = re.sub(r"[\W_]+", "", said)
    if len(letters) < 2 or letters.casefold() in NOTHING:
        return Problem(turn.t(_("Please say it in a few words.")))
    return said


NOTE = Question("note", _("What was done? The customer will read it."), read_account, free=True)

TAKE = Step("take", _("Take"), "taken", ("new",), ("acknowledge",),
            _("{number}: {name} has taken your matter in hand."),
            _("somebody took it in hand"))  # fmt: skip
CONTACTED = Step("contacted", _("Contact made"), "contacted", ("taken",),
                 ("acknowledge", "first_contact"),
                 _("{number}: we have noted our contact with you."), _("we contacted you"))  # fmt: skip
ON_THE_WAY = Step("on_the_way", _("On the way"), "on_the_way", ("taken", "contacted"),
                  ("acknowledge",), _("{number}: the crew is on the way."), _("the crew set out"))  # fmt: skip
ARRIVED = Step("arrived", _("Arrived"), "arrived", ("taken", "contacted", "on_the_way"),
               ("acknowledge", "arrival", "visit", "appointment", "first_contact"),
               _("{number}: the crew has arrived."), _("the crew arrived"))  # fmt: skip
ON_SITE = Step("on_site", _("Visited"), "", ("taken", "contacted"), ("first_contact", "visit"),
               _("{number}: we have visited you."), _("we visited you"))  # fmt: skip
RESOLVE = Step("resolve", _("Resolve"), "resolved", WORKED_ON, (),
               _("{number} is done: {note}"), _("resolved: {note}"), (NOTE,))  # fmt: skip

"""The states of tickets and the steps that lead from one to the next."""

from dataclasses import dataclass

from actions.forms import Question, read_words
from locales import mark

_ = mark

STATES = {
    "new": _("received, not yet taken"), "taken": _("taken in hand"),
    "contacted": _("we have been in contact"), "on_the_way": _("the crew is on the way"),
    "arrived": _("the crew is on site"), "visited": _("we have looked at it on site"),
    "checked": _("checked"), "decided": _("decided"), "paid": _("paid"),
    "connected": _("connected"), "resolved": _("resolved"), "withdrawn": _("withdrawn"),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A step of the work: the state it leads to, from which, and which deadlines it meets.

    `asks`: what staff must say for it; the answers are kept with the ticket. `told`: what the
    customer hears, with {number}, {name} and the answers. `event`: the line of its history, with
    {note}.
    """

    name: str
    label: str
    state: str
    since: tuple[str, ...]
    meets: tuple[str, ...]
    told: str
    event: str
    asks: tuple[Question, ...] = ()


NOTE = Question("note", _("What was done? The customer will read it."), read_words, free=True)

TAKE = Step("take", _("Take"), "taken", ("new",), ("acknowledge",),
            _("{number}: {name} has taken your matter in hand."),
            _("somebody took it in hand"))  # fmt: skip
CONTACTED = Step("contacted", _("Contact made"), "contacted", ("taken",),
                 ("acknowledge", "first_contact"),
                 _("{number}: we have noted our contact with you."), _("we contacted you"))  # fmt: skip
ON_THE_WAY = Step("on_the_way", _("On the way"), "on_the_way", ("taken", "contacted"),
                  ("acknowledge",), _("{number}: the crew is on the way."), _("the crew set out"))  # fmt: skip
ARRIVED = Step("arrived", _("Arrived"), "arrived", ("taken", "contacted", "on_the_way"),
               ("acknowledge", "arrival", "visit", "first_contact"),
               _("{number}: the crew has arrived."), _("the crew arrived"))  # fmt: skip
WORKED_ON = ("taken", "contacted", "on_the_way", "arrived", "visited", "checked", "decided",
             "paid", "connected")  # fmt: skip
"""States in which somebody works on a ticket."""
RESOLVE = Step("resolve", _("Resolve"), "resolved", WORKED_ON, (),
               _("{number} is done: {note}\nIf that is not so, just write to me."),
               _("resolved: {note}"), (NOTE,))  # fmt: skip

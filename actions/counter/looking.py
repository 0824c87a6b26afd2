"""What staff want to see of the open tickets: a filter, read from words as people type them."""

import functools
from dataclasses import dataclass, replace
from typing import Any

from actions.counter.staff import QUEUES
from actions.kinds import KINDS, STATES
from actions.work import Turn
from locales import LANGUAGES, Html, join, mark, text
from storage.models import Ticket

_ = mark

QUEUE_NAMES = {
    "complaints": _("Complaints desk"), "repairs": _("Repairs desk"),
    "business": _("Business desk"), "all": _("All desks"),
}  # fmt: skip
CHOICES = ("kind", "state")
"""Filters that are chosen from a list."""


@dataclass(frozen=True)
class Wanted:
    """Which open tickets: of one's own or of a queue, narrowed. `at`: the message that shows them."""

    mine: bool = False
    queue: str = ""
    kind: str = ""
    state: str = ""
    overdue: bool = False
    unowned: bool = False
    waiting: bool = False
    place: str = ""
    page: int = 0
    at: str = ""


NARROWS = {
    "overdue": _("Overdue"), "unowned": _("Nobody's"), "waiting": _("Waiting"),
}  # fmt: skip
NOTHING: dict[str, Any] = {
    "kind": "", "state": "", "overdue": False, "unowned": False, "waiting": False, "place": "",
}  # fmt: skip
"""No filter at all."""
ALSO_SAID = {
    "late": "overdue", "missed": "overdue", "超期": "overdue", "超时": "overdue", "逾期": "overdue",
    "超時": "overdue", "free": "unowned", "nobody": "unowned", "无人": "unowned", "無人": "unowned",
    "未接": "unowned", "paused": "waiting", "暂停": "waiting", "暫停": "waiting", "等待": "waiting",
}  # fmt: skip
"""How people say the plain filters, beside their names."""
LONGEST_NAME = 4
"""Words in the longest name of a kind or state that is looked for."""


def read(words: str) -> Wanted:
    """What the words ask for, in any of our languages; what is no filter names a place. Pure."""
    wanted, left, rest = Wanted(), words.casefold().split(), []
    while left:
        for length in range(min(LONGEST_NAME, len(left)), 0, -1):
            if (found := _vocabulary().get(" ".join(left[:length]))) is not None:
                wanted, left = replace(wanted, **found), left[length:]
                break
        else:
            rest.append(left.pop(0))
    return replace(wanted, place=" ".join(rest)[:100])


@functools.cache
def _vocabulary() -> dict[str, dict[str, Any]]:
    """Every name of a filter → what it sets. Queues go before kinds of the same name."""
    found: dict[str, dict[str, Any]] = {}
    labelled: list[tuple[dict[str, Any], str, str]] = []
    labelled += [({"state": name}, name, label) for name, label in STATES.items()]
    labelled += [({"kind": name}, name, kind.title) for name, kind in KINDS.items()]
    labelled += [({name: True}, name, label) for name, label in NARROWS.items()]
    labelled += [({"queue": name}, name, label) for name, label in QUEUE_NAMES.items()]
    for sets, name, label in labelled:
        found |= dict.fromkeys((name, name.replace("_", " ")), sets)
        found |= {text(language, label).casefold(): sets for language in LANGUAGES}
    return found | {said: {name: True} for said, name in ALSO_SAID.items()}


def fits(wanted: Wanted, ticket: Ticket, late: bool) -> bool:
    """Whether the filter leaves an open ticket in. Pure."""
    return (
        wanted.kind in ("", ticket.kind)
        and wanted.state in ("", ticket.state)
        and (late or not wanted.overdue)
        and (ticket.owner_id is None or not wanted.unowned)
        and (bool(ticket.waiting_for) or not wanted.waiting)
    )


def queues(wanted: Wanted) -> tuple[str, ...]:
    """The queues whose tickets are wanted."""
    return (wanted.queue,) if wanted.queue in QUEUES else QUEUES


def is_narrowed(wanted: Wanted) -> bool:
    """Whether there is any filter."""
    return any(getattr(wanted, name) != nothing for name, nothing in NOTHING.items())


def in_words(turn: Turn, wanted: Wanted) -> Html:
    """The filter as people read it; empty where there is none."""
    named = [turn.t(label) for name, label in NARROWS.items() if getattr(wanted, name)]
    named += [turn.t(KINDS[wanted.kind].title)] if wanted.kind in KINDS else []
    named += [turn.t(STATES[wanted.state])] if wanted.state in STATES else []
    return join([*named, *([wanted.place] if wanted.place else [])], " · ")

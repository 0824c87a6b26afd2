"""The place that was talked about last, so that "when will it be back?" needs no place of its own."""

from datetime import datetime, timedelta
from typing import Any

from actions.work import Turn

REMEMBERED = timedelta(minutes=30)
"""After so long a question without a place may be about another one."""

Value = dict[str, Any]
"""A place as a form keeps it."""


def remember(
    turn: Turn, place: Any, answered: bool = False, about: dict[str, Any] | None = None
) -> None:
    """Keeps a place in mind; of what is only words nothing can be told.

    `answered`: the person has just been told what is known there, `about` which days.
    """
    if isinstance(place, dict) and {"place", "feeder", "account", "district"} & place.keys():
        told = {"at": turn.now.isoformat(), "answered": answered, "about": about or {}}
        turn.conversation.memory["place"] = {"value": place, **told}


def place(turn: Turn) -> Value | None:
    """The place talked about a short while ago, if any."""
    kept = turn.conversation.memory.get("place")
    if not kept or turn.now - datetime.fromisoformat(kept["at"]) > REMEMBERED:
        return None
    value: Value = kept["value"]
    return value


def about(turn: Turn) -> dict[str, Any]:
    """Which days the last answer was about, as a form keeps them."""
    return dict((turn.conversation.memory.get("place") or {}).get("about") or {})


def was_answered_last(turn: Turn) -> bool:
    """Whether the last thing said to this person was what is known at a place."""
    kept = turn.conversation.memory.get("place")
    if not kept or not kept["answered"] or place(turn) is None:
        return False
    return datetime.fromisoformat(kept["at"]) == turn.conversation.updated_at

"""No power at several addresses in one message: a report for each, one after the other."""

import re
from typing import Any

from actions import places
from actions.conversation import asking
from actions.forms import Slots
from actions.work import Turn
from locales import mark
from nlu.folding import fold

_ = mark

MOST = 4
TOGETHER = re.compile(
    r"都|全|两[套处个家边间]|各|\b(?:both|all|two|each|three)\b",
)
"""Said of each of the places named; over folded text, as the next."""
JOINED = re.compile(r"[、&+]|和|跟|与|以及|还有|同埋|\b(?:and|plus|also)\b")
ONE_PLACE = re.compile(
    r"路口|交叉|转角|拐角|旁|附近|对面|从|有电|\b(?:corner|near|opposite|beside|next to|between|from|off|has power|have power|is on)\b"
)
"""A second name that only says where the first one is, or that has power."""


async def named(turn: Turn) -> list[dict[str, Any]]:
    """The addresses at which the message says that power is off; empty where it is but one."""
    said = fold(turn.incoming.text)
    if ONE_PLACE.search(said) or not (TOGETHER.search(said) or JOINED.search(said)):
        return []
    groups = await places.each(turn, turn.incoming.text)
    spots = list(dict.fromkeys(group[0] for group in groups if len(group) == 1))
    clear = len(spots) == len(groups) and all(spot.place_id for spot in spots)
    numbered = all(spot.house for spot in spots) or TOGETHER.search(said)
    if not (clear and numbered and 2 <= len(spots) <= MOST):
        return []
    return [await asking.value_of(turn, spot) for spot in spots]


async def keep(turn: Turn, slots: Slots, all_named: list[dict[str, Any]]) -> None:
    """Takes the first place, says so, and keeps the others for when it is done."""
    slots["place"], *others = all_named
    slots.pop("which", None)
    if not others:
        return
    told = ("words", "contact", "began", "photos", "new")
    known = {name: slots[name] for name in told if name in slots}
    turn.conversation.memory["then"] = {"do": "fault.next", "slots": known, "places": others}


async def say_order(turn: Turn, all_named: list[dict[str, Any]]) -> None:
    """That each address has a report of its own, and which comes first."""
    first, *others = [await asking.place_words(turn, place) for place in all_named]
    turn.say(turn.t(_("Each address gets a report of its own: first {first}, then {others}."),
                    first=first, others=asking.in_a_row(turn, others)))  # fmt: skip


def carry(turn: Turn, slots: Slots) -> None:
    """How the person is reached need not be asked again for the next address."""
    then = turn.conversation.memory.get("then") or {}
    if then.get("do") == "fault.next" and slots.get("contact"):
        then["slots"] = {**then["slots"], "contact": slots["contact"]}

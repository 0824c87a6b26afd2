"""Places of which some are not found: the others are kept, and only the missing ones asked for."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from actions.forms import Problem, Slots, choose
from actions.notices import areas
from actions.notices.areas import Area as Area
from actions.notices.areas import Doubt
from actions.supply.outages import areas_in_words
from actions.work import Rows, Turn
from locales import join, mark

_ = mark

AS_THEY_ARE: Callable[[list[Area]], Any] = list
DONE = re.compile(
    r"\W*(?:(?:that(?:['’]?s| is| was) (?:all|it)|no(?:thing| more)?|none|(?:go on )?without (?:it|them|that)|leave (?:it|them) out|skip|done)"
    r"|(?:就)?(?:这些|這些|这样|這樣)(?:就?(?:好|行|可以))?(?:了)?|不要它?(?:[，,]\s*(?:继续|繼續))?|没有了|沒有了|没了|沒了|不要了|去掉|跳过|跳過|略过|略過)\W*",
    re.IGNORECASE,
)


async def read(turn: Turn, slots: Slots) -> Any:
    """The answer to "which places or lines?": all areas of it, or what is not known."""
    found = await gather(turn, slots, turn.incoming.text)
    if problem := areas.not_for(turn, slots.get("kind"), covered(slots, found)):
        slots.pop("so_far", None)
        return problem
    return found


def covered(slots: Slots, found: Any = None) -> list[Area]:
    """All areas that a notice may come to cover: found, kept meanwhile, or offered."""
    so_far = slots.get("so_far") or {"areas": [], "could": []}
    wanted = found if isinstance(found, list) else slots.get("areas") or []
    return [*wanted, *so_far["areas"], *so_far["could"]]


async def gather(
    turn: Turn, slots: Slots, written: str, value: Callable[[list[Area]], Any] = AS_THEY_ARE
) -> list[Area] | Problem | None:
    """All areas, with those that were found before; a Problem while some are missing.

    `value`: makes of the areas what the question keeps.
    """
    before: dict[str, Any] = slots.get("so_far") or {"areas": [], "missing": 0}
    kept: list[Area] = before["areas"]
    if kept and DONE.fullmatch(written):
        del slots["so_far"]
        return kept
    found, doubts = await areas.read_text(turn, written)
    if not found and not doubts:
        return None
    new = [area for area in found if area not in kept]
    missing = before["missing"] - len(new) if kept else 0
    together = [*kept, *new]
    if len(new) == len(found) - len(kept):  # all of them were written again
        together, missing = found, 0
    slots.pop("so_far", None)
    if not doubts and missing <= 0:
        return together
    said = await _in_words(turn, together, doubts)
    slots["so_far"] = {"areas": together, "missing": max(missing, len(doubts)), "said": str(said),
                       "could": list(doubts[0].could) if len(doubts) == 1 else []}  # fmt: skip
    return Problem(said, await offer(turn, slots, value))


def asks(ask: str) -> Callable[[Turn, Slots], Awaitable[str]]:
    """Says what is noted and what is missing, where some are; else the question."""

    async def say(turn: Turn, slots: Slots) -> str:
        so_far = slots.get("so_far")
        return str(so_far["said"]) if so_far and so_far["areas"] else turn.t(ask)

    return say


async def settled(turn: Turn, slots: Slots) -> None:
    """The question is answered; what was kept meanwhile counts no more."""
    slots.pop("so_far", None)


async def _in_words(turn: Turn, kept: list[Area], doubts: list[Doubt]) -> str:
    """What is noted, what is not known and why, and what is to be sent."""
    lines: list[str] = []
    if kept:
        lines.append(turn.t(_("Noted: {place}"), place=await _names(turn, kept)))
    unknown = [doubt for doubt in doubts if not doubt.said]
    if unknown:
        names = ", ".join(doubt.part for doubt in unknown)
        lines.append(turn.t(_("I do not know: {names}."), names=names))
    for doubt in unknown:
        if doubt.could:
            said = _("Nearest to “{part}”: {names}.")
            names = " / ".join([await _names(turn, [area]) for area in doubt.could])
            lines.append(turn.t(said, part=doubt.part, names=names))
    lines += [doubt.said for doubt in doubts if doubt.said]
    if kept:
        last = _("Please send only what is missing; the rest is kept.")
    else:
        last = _("Please write them once more, with commas between.")
    return join([*lines, turn.t(last)])


async def offer(turn: Turn, slots: Slots, value: Callable[[list[Area]], Any] = AS_THEY_ARE) -> Rows:
    """What the one missing place may be, and to go on without what is missing."""
    so_far = slots.get("so_far")
    if not so_far:
        return []
    kept = so_far["areas"]
    made = [(await _names(turn, [area]), value([*kept, area])) for area in so_far["could"]]
    made += [(turn.t(_("Go on without it")), value(kept))] if kept else []
    return [[choose(label, answer)] for label, answer in made if answer]


async def _names(turn: Turn, found: list[Area]) -> str:
    return await areas_in_words(turn, areas.as_stored(found), turn.person.language, True)

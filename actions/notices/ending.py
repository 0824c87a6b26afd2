"""The end of a notice: the power is back, it will not take place, or it never was true."""

from datetime import datetime
from typing import Any

from actions import times
from actions.forms import Form, Problem, Question, Slots, begin, choose, read_words, register
from actions.notices import approving, lifecycle, parting
from actions.supply import alerts
from actions.words import chats, when
from actions.work import Button, Rows, Turn
from locales import join, mark
from storage import outages as rows
from storage.models import Outage

_ = mark


async def ask_restored(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """ "Power is back": since when? What has not begun can only be cancelled."""
    if outage.starts_at > turn.now:
        said = _("It begins only {time}. If it does not take place, cancel it.")
        turn.say(turn.t(said, time=when(turn, outage.starts_at)),
                 alerts.notice_buttons(outage, turn.person.language))  # fmt: skip
        return
    await begin(turn, RESTORED, {"outage": outage.id, "from": outage.starts_at.isoformat()})


async def _read_back_at(turn: Turn, slots: Slots) -> Any:
    at = times.read(turn.incoming.text, turn.now, turn.zone, "last")
    if at is None:
        return Problem(turn.t(_("Please write the time like 14:20, 20 min ago, or tap Just now.")))
    if at > turn.now:
        return Problem(
            turn.t(_("That is {time}, still to come. Since when is it back?"), time=when(turn, at))
        )
    if at < datetime.fromisoformat(slots["from"]):
        return Problem(
            turn.t(
                _("That is {time}, before it went off. Since when is it back?"), time=when(turn, at)
            )
        )
    return at.isoformat()


async def _offer_just_now(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(_("Just now")), turn.now.isoformat())]]


async def ask_cancel(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """ "Cancel the outage": why, and sure?"""
    await begin(turn, CANCEL, {"outage": outage.id})


async def ask_discard(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """A draft is thrown away at once; what was told is taken back, after a question."""
    if outage.state == "draft":
        await approving.withdraw(turn, outage)
        await lifecycle.end(turn, outage, "discarded")
        turn.say(turn.t(_("Draft {id} is thrown away. Nobody was told of it."), id=outage.id))
    elif do.get("sure"):
        await _over(turn, outage, "discarded", turn.now)
    else:
        sure = {"do": "notice.discard", "outage": outage.id, "sure": True}
        asked = turn.t(_("Take notice {id} back? Everybody who was told hears that there was none."),
                       id=outage.id)  # fmt: skip
        shown = await parting.show(turn, outage.id, "discarded", turn.now)
        turn.say(join([shown, asked], "\n\n"), [[Button(turn.t(_("Yes, take it back")), sure)]])


async def _over(turn: Turn, outage: Outage, state: str, at: datetime, why: str = "") -> None:
    if outage.ended_at is not None:
        turn.say(turn.t(_("This notice is over already.")))
        return
    told = chats(await lifecycle.end(turn, outage, state, at, why), turn.person.language)
    turn.say(turn.t(ENDED[state], id=outage.id, chats=told))


ENDED = {
    "restored": _("Notice {id} is over. Told: {chats}."),
    "cancelled": _("Notice {id} is cancelled. Told: {chats}."),
    "discarded": _("Notice {id} is taken back. Told: {chats}."),
}


async def _back_at(turn: Turn, slots: Slots) -> datetime:
    """When the power came back, within the outage."""
    outage = await rows.get(turn.tx, slots["outage"])
    return max(min(datetime.fromisoformat(slots["at"]), turn.now), outage.starts_at)


async def _restored(turn: Turn, slots: Slots) -> None:
    at = await _back_at(turn, slots)
    await _over(turn, await rows.get(turn.tx, slots["outage"]), "restored", at)


async def _sure_it_is_back(turn: Turn, slots: Slots) -> str:
    outage = await rows.get(turn.tx, slots["outage"])
    if outage.ended_at is not None:
        return turn.t(_("This notice is over already."))
    shown = await parting.show(turn, outage.id, "restored", await _back_at(turn, slots))
    return join([shown, turn.t(_("End notice {id}, and tell them?"), id=outage.id)], "\n\n")


async def _cancelled(turn: Turn, slots: Slots) -> None:
    outage = await rows.get(turn.tx, slots["outage"])
    await _over(turn, outage, "cancelled", turn.now, slots.get("why") or "")


async def _sure_to_cancel(turn: Turn, slots: Slots) -> str:
    outage = await rows.get(turn.tx, slots["outage"])
    if outage.ended_at is not None:
        return turn.t(_("This notice is over already."))
    shown = await parting.show(turn, outage.id, "cancelled", turn.now, slots.get("why") or "")
    asked = turn.t(_("Cancel notice {id}? Everybody concerned is told."), id=outage.id)
    return join([shown, asked], "\n\n")


RESTORED = register(
    Form(
        "notice.restored", _("the end of the outage"),
        (Question("at", _("Since when is the power back? For instance 14:20 or 20 min ago."),
                  _read_back_at, offer=_offer_just_now),),
        _restored, summary=_sure_it_is_back, staff_only=True, send_label=_("Yes, the power is back"),
        cancel_label=_("No, leave it as it is"),
    )
)  # fmt: skip
CANCEL = register(
    Form(
        "notice.cancel", _("cancelling the outage"),
        (Question("why", _("Why does it not take place? Customers read it."), read_words,
                  optional=True, free=True),),
        _cancelled, summary=_sure_to_cancel, staff_only=True, send_label=_("Yes, cancel the outage"),
        cancel_label=_("No, leave it as it is"),
    )
)  # fmt: skip

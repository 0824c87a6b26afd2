"""Subscriptions: alerts for a place that somebody chose, besides those for linked accounts."""

from typing import Any

from actions import places
from actions.conversation import asking
from actions.forms import Form, Problem, Question, Slots, begin, register
from actions.supply import lookups
from actions.work import Turn
from locales import mark
from storage import people

_ = mark


async def subscribe(turn: Turn) -> None:
    """Begins a subscription, or ends at once where the place is known."""
    slots = await asking.known_from(turn)
    place = slots.get("place")
    usable = place and ("place" in place or "account" in place)
    await begin(turn, FORM, {"place": place} if usable else {})


async def _read_place(turn: Turn, slots: Slots) -> Any:
    """A place; alerts follow where people live, not the name of a line."""
    value = await lookups.read_place(turn, slots)
    if isinstance(value, dict) and "feeder" in value:
        return Problem(
            turn.t(
                _(
                    "Alerts go by address. Please send the street and house number, or the community."
                )
            )
        )
    return value


async def _finish(turn: Turn, slots: Slots) -> None:
    spot = await asking.spot_of(turn, slots["place"])
    assert spot.place_id is not None
    new = await people.subscribe(turn.tx, turn.person.id, spot.place_id, spot.house, turn.now)
    name = await places.name(turn, spot, turn.person.language)
    said = _(
        "🔔 I tell you about every outage at {place}: before, during and after it. Stop at any time with /alerts."
    )
    turn.say(turn.t(said if new else _("🔔 You get the alerts for {place} already."), place=name))


FORM = register(
    Form(
        "subscribe",
        _("outage alerts"),
        (
            Question("place", _("For which place would you like to hear about outages? Send the street and house number, or the community."),
                     _read_place, offer=asking.account_rows),
        ),
        _finish,
        intents=frozenset({"subscribe_alerts"}),
    )
)  # fmt: skip


async def press_stop(turn: Turn, do: dict[str, Any]) -> None:
    """Ends subscriptions of the person."""
    ended = await people.unsubscribe(turn.tx, turn.person.id, do["ids"])
    turn.toast()
    turn.say(turn.t(_("🔕 Stopped. Safety warnings still reach you.") if ended
                    else _("That was stopped already.")))  # fmt: skip


async def press_here(turn: Turn, do: dict[str, Any]) -> None:
    """Alerts for the place that was asked about."""
    turn.toast()
    spot = await asking.spot_of(turn, do["place"])
    await begin(turn, FORM, {"place": do["place"]} if spot.place_id else {})

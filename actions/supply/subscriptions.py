"""Subscriptions: alerts for a place that somebody chose, besides those for linked accounts."""

import re
from typing import Any

from actions import places
from actions.conversation import asking
from actions.conversation.meaning import NAMES, is_sure
from actions.conversation.short_answers import ASKS, is_short
from actions.forms import Form, Problem, Slots, begin, close, register
from actions.places import Spot
from actions.supply import lookups
from actions.words import listed
from actions.work import Turn
from locales import mark
from nlu.folding import fold
from storage import people

_ = mark


async def subscribe(turn: Turn) -> None:
    """Begins a subscription, or ends at once where the place is known, or each of several."""
    if await _all_named(turn):
        return
    slots = await asking.known_from(turn)
    place = slots.get("place")
    usable = place and ("place" in place or "account" in place)
    await begin(turn, FORM, {"place": place} if usable else {})


ALSO = re.compile(
    r"^\W*(?:ok(?:ay)?|yes|please|and|oh|好的?|请|再|那)*[\s,，]*(?:(?:and|also|plus|as well as|add|another one)\b|还有|还要|另外|再加|加上|以及|同埋|仲有|再订)|"
    r"(?:\b(?:too|also|as well)|也(?:要|订|加上?|开通?|提醒)(?:一下|吧|了)?)\W*$"
)
"""One more of what was had last."""
LISTS = re.compile(r"\b(?:and|plus|also)\b|[、;；&+\n]|和|与|跟|及|还有|另外|同埋")
OF_POWER = re.compile(
    r"停电|没电|冇电|断电|跳闸|\b(?:power|outages?|lights?|electricity|blackout)\b"
)
OF_ACCOUNT = re.compile(r"户号|账[户号]|帐[户号]|\baccount\b")
BARE = {"subscribe_alerts", "ask_outage"}
"""Requests that the model takes an address for."""


async def also(turn: Turn) -> bool:
    """ "Also Mill Lane 14", right after a subscription: one more; False where it is not that."""
    said = fold(turn.incoming.text)
    last = turn.conversation.memory.get("subscribed") == turn.conversation.updated_at.isoformat()
    if not last or not ALSO.search(said) or not is_short(said):
        return False
    if ASKS.search(said) or OF_POWER.search(said):
        return False
    other = NAMES.keys() - BARE - (set() if OF_ACCOUNT.search(said) else {"bind_account"})
    if is_sure(turn) and turn.understanding.intent in other:
        return False
    if not await places.from_turn(turn):
        return False
    await subscribe(turn)
    return True


async def _all_named(turn: Turn) -> bool:
    """Subscribes each of several places, and says for which it could not; False for fewer."""
    groups = [[s for s in g if s.place_id] for g in await places.each(turn, turn.incoming.text)]
    clear = list(dict.fromkeys(group[0] for group in groups if len(group) == 1))
    unclear = [group for group in groups if len(group) > 1]
    names = turn.understanding.values("location")
    lost = [name for name in names if not await places.find(turn, name)]
    if not clear or len(clear) + len(unclear) + len(lost) < 2:
        return False
    numbered = not unclear and all(spot.house for spot in clear)
    if not numbered and not LISTS.search(fold(turn.incoming.text)):
        return False  # "Sunshine Gardens, Mill Lane 14" is one address
    for spot in clear:
        await _subscribe(turn, spot)
    lost += [
        await places.name(turn, Spot(g[0].place_id), turn.person.language) for g in unclear[1:]
    ]
    if lost:
        turn.say(turn.t(_("For {places} I could not set alerts: I do not know for sure which place that is. Please send the street and house number, or the community, by itself."),
                        places=listed(lost, turn.person.language)))  # fmt: skip
    if unclear:
        await subscribe_one(turn, unclear[0])
    return True


async def subscribe_one(turn: Turn, spots: list[Spot]) -> None:
    """Subscribes the place that these may be; of several it is asked which."""
    if len(spots) == 1:
        await _subscribe(turn, spots[0])
        return
    slots: Slots = {}
    await asking.which_place(turn, spots, slots)
    await begin(turn, FORM, slots)


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
    await _subscribe(turn, spot)


async def _subscribe(turn: Turn, spot: Spot) -> None:
    assert spot.place_id is not None
    turn.conversation.memory["subscribed"] = turn.now.isoformat()
    new = await people.subscribe(turn.tx, turn.person.id, spot.place_id, spot.house, turn.now)
    name = await places.name(turn, spot, turn.person.language)
    said = _(
        "🔔 I tell you about every outage at {place}: before, during and after it. Stop at any time with /alerts."
    )
    turn.say(turn.t(said if new else _("🔔 You get the alerts for {place} already."), place=name))


async def _hears(turn: Turn, state: dict[str, Any]) -> bool:
    """Several places where one was asked for; what is unclear of them is asked for anew."""
    asked = turn.conversation.form
    if ASKS.search(turn.incoming.text) or not await _all_named(turn):
        return False
    if turn.conversation.form is asked:
        close(turn)
    return True


FORM = register(
    Form(
        "subscribe",
        _("outage alerts"),
        (
            asking.place_question(
                _("For which place would you like to hear about outages? Send the street and house number, or the community."),
                _read_place, keyboard=""),
        ),
        _finish,
        intents=frozenset({"subscribe_alerts"}),
        hears=_hears,
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

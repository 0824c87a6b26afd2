"""Was it restored? Several who still have no power doubt it, and an outage can be opened again."""

from typing import Any

from actions import places
from actions.conversation import asking
from actions.counter import cards
from actions.notices import lifecycle
from actions.places import Spot
from actions.supply import alerts, outages
from actions.words import feeder_name, moment
from actions.work import SAFETY, Button, Message, Turn
from locales import mark, text
from storage import network, people, restorations
from storage import outages as rows
from storage.models import Outage, Ticket

_ = mark


async def place_in(turn: Turn, outage: Outage) -> dict[str, Any] | None:
    """Where the person's power is still off: their one address that the outage concerned."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    subscribed = await people.subscriptions(turn.tx, turn.person.id)
    spots: list[dict[str, Any]] = [{"account": account.number} for _l, account, _p in linked]
    spots += [{"place": place.id, "house": row.house_number} for row, place in subscribed]
    found = [spot for spot in spots if await _concerned(turn, outage, spot)]
    return found[0] if len(found) == 1 else None


async def _concerned(turn: Turn, outage: Outage, place: dict[str, Any]) -> bool:
    here: Spot = await asking.spot_of(turn, place)
    return any(known.id == outage.id for known in await outages.at(turn, here, outage.starts_at))


async def look(turn: Turn, ticket: Ticket) -> None:
    """A new report about an outage: if it is over and this is one of several, staff are told."""
    if ticket.outage_id is None:
        return
    outage = await outages.by_id(turn, ticket.outage_id)
    if outage.state != "restored" or (ticket.transformer_code or ticket.feeder_code) is None:
        return
    count = await restorations.still_off(turn.tx, outage, ticket)
    if count >= turn.policy.alerts.still_off:
        await _tell_staff(turn, outage, ticket, count)


async def _tell_staff(turn: Turn, outage: Outage, ticket: Ticket, count: int) -> None:
    """Once for each transformer and restoration."""
    fed_by = ticket.transformer_code or ticket.feeder_code
    for chat_id, language in await cards.readers(turn, "repairs"):
        line = text(language, _("❗ Notice {id} was closed as restored, but {count} customers fed by {line} still have no power. Was it restored?"),
                    id=outage.id, count=count, line=await _name(turn, ticket, language))  # fmt: skip
        again = Button(text(language, _("🔁 Open the outage again")),
                       {"do": "restoration.reopen", "outage": outage.id})  # fmt: skip
        key = f"doubt:{outage.id}:{outage.version}:{fed_by}:{chat_id}"
        await turn.queue(key, chat_id, SAFETY, Message(line, [[again]]))


async def _name(turn: Turn, ticket: Ticket, language: str) -> str:
    if ticket.transformer_code is not None:
        (transformer,) = await network.transformers(turn.tx, [ticket.transformer_code])
        return feeder_name(transformer, language)
    return await places.name(turn, Spot(feeder_code=ticket.feeder_code), language)


async def press_reopen(turn: Turn, do: dict[str, Any]) -> None:
    """The outage goes on since its original start; everybody concerned is told so, once."""
    outage = await rows.get(turn.tx, int(do["outage"]))
    if outage.state != "restored":
        turn.toast(turn.t(_("It is open again already.")))
        return
    turn.toast()
    ended = outage.ended_at
    assert ended is not None
    outage.state, outage.ended_at = "in_progress", None
    if outage.until is not None and outage.until <= turn.now:
        lifecycle.set_until(turn, outage, None)
    at = moment(ended, turn.now, turn.zone, turn.person.language)
    chats = await lifecycle.renew(turn, outage, "reopened")
    turn.say(turn.t(_("Notice {id} is open again; it had been closed {time}. {chats} chats are told. When is the power back?"),
                    id=outage.id, time=at, chats=chats),
             alerts.notice_buttons(outage, turn.person.language))  # fmt: skip

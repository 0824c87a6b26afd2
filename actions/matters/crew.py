"""What the people on duty hear of a danger after the first word: where it is, whom to call, the rest."""

from typing import Any

from actions.conversation import asking
from actions.counter import cards
from actions.forms import Slots
from actions.kinds import KINDS
from actions.matters import incidents, tickets
from actions.work import Turn
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark

MORE = _("🚨 {number}: the reporter of this danger adds:")
WORSE = _("🚨 {number}: urgent, the reporter tells of more danger:")
NOT_THERE = _("📍 {number}: the reporter says where the danger is: {place}")
POWER_BACK = _("💡 {number}: the reporter says that the power is back. You decide whether somebody still comes; it stays open until you close it.")  # fmt: skip
NO_DANGER = _("❔ {number}: the reporter says that it is no danger. You decide; it stays open until you close it.")  # fmt: skip


CORRECTED = _("📍 {number}: the customer corrects the place: {place}")


async def correct_place(turn: Turn, ticket: Ticket, place: dict[str, Any]) -> None:
    """The place of a ticket that was just made is put right, and whoever has it is told."""
    before = ticket.place_text
    await _put_at(turn, ticket, place)
    if ticket.place_text != before:
        ticket.account_number = None  # it was of the other place
        event = await rows.record(turn.tx, ticket, "customer", "added", turn.now, ticket.place_text,
                                  person_id=turn.person.id)  # fmt: skip
        await cards.refresh(turn, ticket, event.id)
        await cards.note_to_owner(turn, ticket, event.id, CORRECTED, place=ticket.place_text)
    where = await asking.place_words(turn, place)
    said = _("I have put it right: {number} is for {place}, and the crew is told.")
    turn.say(turn.t(said, number=ticket.number, place=where))


async def hear(turn: Turn, ticket: Ticket, words: str, note: str = MORE) -> None:
    """Words of the reporter: kept with the ticket, told to its owner or whoever is on duty."""
    await tickets.keep_words(turn, ticket, "added", words, note)


async def told(turn: Turn, slots: Slots) -> None:
    """Where it is and whom to call, as soon as either is known; another place is said aloud."""
    ticket = await rows.get(turn.tx, slots["ticket"])
    if ticket.state in KINDS["hazard"].final:
        return
    before = ticket.place_text
    if place := slots.get("place"):
        await _put_at(turn, ticket, place)
    contact = slots.get("contact") or ticket.contact
    if (before, ticket.contact) == (ticket.place_text, contact):
        return
    ticket.contact = contact
    note = ticket.place_text if ticket.place_text != before else contact
    event = await rows.record(
        turn.tx, ticket, "customer", "added", turn.now, note, person_id=turn.person.id
    )
    await cards.refresh(turn, ticket, event.id)
    if before and ticket.place_text != before:  # a card that changes rings nobody's bell
        await cards.note_to_owner(turn, ticket, event.id, NOT_THERE, place=ticket.place_text)


async def _put_at(turn: Turn, ticket: Ticket, place: dict[str, Any]) -> None:
    """Where the danger is; others may have told us of it already."""
    words = await asking.place_words(turn, place, "zh_Hans")
    if words == ticket.place_text:
        return
    ticket.place_text = words
    spot = await asking.spot_of(turn, place)
    for name, value in (await incidents.supply(turn, spot)).items():
        setattr(ticket, name, value)
    if point := place.get("point"):
        shared = {"kind": "location", "caption": point}
        await rows.attach(turn.tx, ticket.id, [shared], turn.now)
        await cards.show_new_files(turn, ticket)
    if await incidents.join_alike(turn, ticket):
        for line in await incidents.others_told(turn, ticket):
            turn.say(line)

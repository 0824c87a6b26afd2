"""Danger: it goes to people at once, before anything is asked, with advice on how to stay safe."""

from typing import Any

from actions.conversation import asking
from actions.counter import cards
from actions.forms import Form, Slots, ask, begin, current, register
from actions.kinds import KINDS
from actions.matters import files, incidents, tickets
from actions.matters.same_matter import same_matter
from actions.work import SAFETY, Turn
from locales import join, mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark


async def start(turn: Turn) -> None:
    """Passes a danger to staff before anything else is asked, and says how to stay safe."""
    turn.lane = SAFETY
    if await _is_same(turn):
        return
    slots = await asking.known_from(turn, at_home=False)  # a danger is anywhere
    facts = {**slots, "words": turn.incoming.text, "message_id": turn.incoming.message_id}
    facts["photos"] = files.kept(turn)
    ticket = await tickets.open_ticket(turn, "hazard", facts)
    lines = [
        turn.t(_("🚨 <b>Keep away, at least 10 metres, and keep others away.</b>")),
        turn.t(_("Touch nothing that is wet or metal there. If somebody is hurt or something burns, call the emergency services first.")),
        turn.t(_("I have just alerted our people on duty. Your number: <b>{number}</b>"), number=ticket.number),
    ]  # fmt: skip
    turn.say(join([*lines, *await incidents.others_told(turn, ticket)]))
    known: Slots = {name: slots[name] for name in ("place", "contact") if name in slots}
    await begin(turn, HAZARD, {**known, "ticket": ticket.id})


async def more_of_it(turn: Turn) -> None:
    """Another word about the danger while we ask where it is: added, and asked again."""
    turn.lane = SAFETY
    if await _is_same(turn) and (opened := current(turn)):
        known = await asking.known_from(turn, at_home=False)
        opened[1]["slots"].update(known)
        await ask(turn)


async def _is_same(turn: Turn) -> bool:
    """Adds the message to the danger that the person has just reported, if there is one."""
    same = await same_matter(turn, "hazard")
    if same is None or same.person_id != turn.person.id:
        return False
    await tickets.add_words(turn, same, "added", turn.incoming.text)
    known = await asking.known_from(turn, at_home=False)
    if known:
        await _tell_crew(turn, {**known, "ticket": same.id})
    return True


async def _tell_crew(turn: Turn, slots: Slots) -> None:
    """Where it is and whom to call, as soon as either is known."""
    ticket = await rows.get(turn.tx, slots["ticket"])
    if ticket.state in KINDS["hazard"].final:
        return
    if place := slots.get("place"):
        await _put_at(turn, ticket, place)
    ticket.contact = slots.get("contact") or ticket.contact
    note = ticket.place_text or ticket.contact
    event = await rows.record(
        turn.tx, ticket, "customer", "added", turn.now, note, person_id=turn.person.id
    )
    await cards.refresh(turn, ticket, event.id)


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


async def _hazard_done(turn: Turn, slots: Slots) -> None:
    turn.say(
        turn.t(_("Thank you. Our people know everything you told me. Please stay away from it."))
    )


HAZARD = register(
    Form(
        "hazard", _("the danger you reported"), (asking.PLACE, asking.CONTACT), _hazard_done,
        after={"place": _tell_crew, "contact": _tell_crew},
        intents=frozenset({"report_hazard"}),
        stopped=_("All right, I ask no more. What you have told me is with our people. Please stay away from it."),
    )
)  # fmt: skip

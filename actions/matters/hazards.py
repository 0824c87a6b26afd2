"""Danger: it goes to people at once, before anything is asked, with advice on how to stay safe."""

from actions import forms
from actions.conversation import asking, contact
from actions.forms import Form, Slots, ask, begin, current, register
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import after_alarm, crew, files, incidents, safety, tickets, without_power
from actions.matters.matter import promises
from actions.matters.same_matter import same_matter
from actions.work import SAFETY, Turn
from locales import Html, join, mark
from nlu import life
from nlu.hazard import hazards
from storage import tickets as rows
from storage.models import Ticket

_ = mark


async def start(turn: Turn) -> None:
    """Passes a danger to staff before anything else is asked, and says how to stay safe."""
    turn.lane = SAFETY
    if safety.smells_of_gas_only(turn):
        turn.say(join([*safety.advice(turn), turn.t(_("We are the electricity company and cannot come for gas. If you see sparks or smoke, write it here at once."))]))  # fmt: skip
        return
    before = await _told_before(turn)
    forms.put_aside(turn)
    if await _is_same(turn):
        return
    said = await asking.known_from(turn, at_home=False)  # a danger is anywhere
    slots = {**before, **said}
    words = "\n".join(filter(None, (turn.incoming.text, before.get("words"))))
    facts = {**slots, "words": words, "message_id": turn.incoming.message_id}
    facts["photos"] = files.kept(turn)
    ticket = await tickets.open_ticket(turn, "hazard", facts)
    outage = await _outage(turn, ticket)
    lines = [
        *safety.advice(turn),
        *outage,
        turn.t(_("I have just alerted our people on duty. Your number: <b>{number}</b>"), number=ticket.number),
        *await incidents.others_told(turn, ticket),
    ]  # fmt: skip
    turn.say(join(lines), after_alarm.none_button(turn, ticket))
    known: Slots = {name: slots[name] for name in ("place", "contact") if name in slots}
    await begin(turn, HAZARD, {**known, "ticket": ticket.id, "told": bool(outage)})


async def _outage(turn: Turn, ticket: Ticket) -> list[Html]:
    """For a life that hangs on power: the outage that is known there, and its expected end."""
    if not safety.hangs_on_life(ticket.words):
        return []
    return await without_power.known(turn, asking.place_in(ticket))


async def _told_before(turn: Turn) -> Slots:
    """For a life at risk: what the open form or the repair that they wait for knows already."""
    if not life.risks(turn.incoming.text) and not life.perhaps(turn.incoming.text):
        return {}
    opened = current(turn)
    if opened is not None and not opened[0].staff_only:
        kept = opened[1]["slots"]
        return {name: kept[name] for name in ("place", "contact", "words") if kept.get(name)}
    repair = await open_repair(turn)
    if repair is None:
        return {}
    return {"place": asking.place_in(repair), "contact": repair.contact}


async def open_repair(turn: Turn) -> Ticket | None:
    """The newest repair that this person waits for."""
    mine = await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    return next((t for t in mine if t.kind == "repair"), None)


async def more_of_it(turn: Turn) -> None:
    """Another word about the danger while we ask where it is: added, and asked again."""
    turn.lane = SAFETY
    if await _is_same(turn) and (opened := current(turn)):
        known = await asking.known_from(turn, at_home=False)
        opened[1]["slots"].update(known)
        await ask(turn)


async def _is_same(turn: Turn) -> bool:
    """Adds the message to the danger that the person has just reported, if there is one.

    It may have grown worse: advised on again, and passed on as urgent.
    """
    same = await _same(turn)
    if same is None:
        return False
    await crew.hear(turn, same, turn.incoming.text, crew.WORSE)
    added = turn.t(_("I have added it to {number}; our people on duty know that it is urgent."),
                   number=same.number)  # fmt: skip
    turn.say(join([*safety.advice(turn), added]), after_alarm.none_button(turn, same))
    known = await asking.known_from(turn, at_home=False)
    if known:
        await crew.told(turn, {**known, "ticket": same.id})
    return True


async def _same(turn: Turn) -> Ticket | None:
    """The open danger that this message is about, too; an edited one is about its own."""
    if turn.incoming.kind == "edited" and turn.incoming.message_id:
        first = await rows.by_source_message(turn.tx, turn.person.id, turn.incoming.message_id)
        if first is not None and first.kind == "hazard" and first.closed_at is None:
            return await rows.get(turn.tx, first.id)
    same = await same_matter(turn, "hazard")
    return same if same is not None and same.person_id == turn.person.id else None


AWAY = _("Thank you. Please stay away from it. If anything changes, write it here: it goes straight to our people on duty.")  # fmt: skip
KEPT = _("Thank you. If anything changes, write it here: it goes straight to our people on duty.")


async def _hazard_done(turn: Turn, slots: Slots) -> None:
    ticket = await rows.get(turn.tx, slots["ticket"])
    nothing_there = life.risks(ticket.words) and not hazards(ticket.words)
    said = turn.t(KEPT if nothing_there else AWAY)
    outage = [] if slots.get("told") else await _outage(turn, ticket)
    turn.say(join([said, *outage, *await promises(turn, ticket, turn.person.language)]))
    tickets.remember(turn, ticket)


HAZARD = register(
    Form(
        "hazard", _("the danger you reported"), (asking.PLACE, contact.QUESTION), _hazard_done,
        after={"place": crew.told, "contact": crew.told},
        intents=frozenset({"report_hazard"}),
        stopped=_("All right, I ask no more. What you have told me is with our people. Please stay away from it."),
        hears=after_alarm.hears,
    )
)  # fmt: skip

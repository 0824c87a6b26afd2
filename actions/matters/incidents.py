"""Several customers with the same fault: one card for staff, and everybody told of its progress."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions import places
from actions.counter import cards
from actions.kinds import KINDS, STATES, Step
from actions.matters import matter
from actions.places import Spot
from actions.promises import owed
from actions.work import Button, Turn, Work
from locales import Html, mark
from storage import incidents, network, tickets
from storage.models import Account, Ticket

_ = mark

MOST_CHOICES = 20


async def supply(work: Work, spot: Spot, account: Account | None = None) -> dict[str, Any]:
    """Where a ticket is and what supplies it there, as far as the data tell exactly one."""
    here: dict[str, Any] = {"place_id": spot.place_id, "house_number": spot.house}
    if account is not None:
        feeders, transformers = {account.feeder_code}, {account.transformer_code}
    else:
        feeders, transformers = await places.feeders_of(work, spot), set()
        if spot.place_id is not None and spot.house is not None:
            ranges = await network.house_ranges(work.tx, [spot.place_id])
            transformers = {r.transformer_code for r in ranges if places.holds(r, spot.house)}
    return here | {"feeder_code": _only(feeders), "transformer_code": _only(transformers)}


def _only(codes: set[Any]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


# Reports come together.


async def show_new(work: Work, ticket: Ticket) -> None:
    """A new ticket comes to staff: with those of the same fault, else with a card of its own."""
    if not await join_alike(work, ticket):
        await cards.show_new(work, ticket)


async def join_alike(work: Work, ticket: Ticket) -> bool:
    """Puts a ticket with those that others have opened about the same; False where there are none."""
    within = work.policy.incidents.within_minutes.get(ticket.kind, {})
    since: dict[str, datetime] = {
        name: work.now - timedelta(minutes=minutes) for name, minutes in within.items()
    }
    other = await incidents.alike(work.tx, ticket, since)
    if ticket.incident_id is not None or other is None:
        return False
    theirs = await incidents.members(work.tx, other.incident_id)
    if any(one.person_id == ticket.person_id for one in theirs):
        return False  # who says that it is something new is not put to their own report
    event_id = await _bind(work, [ticket], other, "system")
    await _say_to_staff(work, ticket, event_id)
    return True


async def _bind(work: Work, coming: list[Ticket], other: Ticket, actor: str) -> int:
    """These belong to the incident of the other one from now on, and stand where it stands.

    Returns the last event of their histories.
    """
    if other.incident_id is None:
        await incidents.open_for(work.tx, other)
    lead = await incidents.lead(work.tx, other)
    for ticket in coming:
        ticket.incident_id = other.incident_id
        if ticket.state == "new" and lead.state != "new":
            await _catch_up(work, ticket, lead)
        await tickets.record(work.tx, ticket, actor, "joined", work.now)
    numbers = ", ".join(ticket.number for ticket in coming)
    event = await tickets.record(work.tx, lead, actor, "grew", work.now, numbers, shown=False)
    for ticket in (*coming, lead):
        await cards.refresh(work, ticket, event.id)
    return event.id


async def _catch_up(work: Work, ticket: Ticket, lead: Ticket) -> None:
    ticket.state, ticket.owner_id = lead.state, lead.owner_id
    for step in KINDS[ticket.kind].steps:
        if step.state == lead.state:
            await tickets.settle(work.tx, ticket.id, step.meets, work.now)
            await owed.promise_next(work, ticket, step.meets, tell=False)


async def _say_to_staff(work: Work, ticket: Ticket, event_id: int) -> None:
    """Staff hear of a growing number, of every word about a danger, and see every picture."""
    lead = await incidents.lead(work.tx, ticket)
    reports = await incidents.members(work.tx, ticket.incident_id)
    count = sum(one.closed_at is None for one in reports)
    if count in work.policy.incidents.note_at:
        note = _("❗ {number}: {count} people have reported the same.")
        await cards.note_to_owner(work, lead, event_id, note, count=count)
    elif lead.kind == "hazard":
        note = _("🚨 {number}: somebody else has reported this danger too:")
        await cards.note_to_owner(work, lead, event_id, note, ticket.words)
    await cards.show_new_files(work, ticket)


async def others_told(turn: Turn, ticket: Ticket) -> list[Html]:
    """For a reporter: that others have told us too, and where it stands. Nothing about who."""
    count = await incidents.count_others(turn.tx, ticket)
    if not count:
        return []
    said = (
        _("One other person has reported it too. Now: {state}.")
        if count == 1
        else _("{count} others have reported it too. Now: {state}.")
    )
    return [turn.t(said, count=count, state=turn.t(STATES[ticket.state]))]


# They are worked on together.


async def others(work: Work, ticket: Ticket) -> list[Ticket]:
    """The other open tickets of its incident, oldest first; locked."""
    together = await incidents.members(work.tx, ticket.incident_id, lock=True)
    return [one for one in together if one.closed_at is None and one.id != ticket.id]


async def together(work: Work, ticket: Ticket) -> list[Ticket]:
    """The ticket, and what its owner has of the same incident: they change hands as one."""
    return [ticket, *(t for t in await others(work, ticket) if t.owner_id == ticket.owner_id)]


async def for_step(work: Work, ticket: Ticket, step: Step) -> list[Ticket]:
    """The tickets for which a step on this one is taken: itself, and all of its incident."""
    return [ticket, *(t for t in await others(work, ticket) if t.state in step.since)]


async def leads(work: Work, ticket: Ticket) -> bool:
    """Whether staff see this ticket under its own number, and not under another's."""
    return (await incidents.lead(work.tx, ticket)).id == ticket.id


async def look_if_over(work: Work, ticket: Ticket) -> None:
    """After a ticket was closed or taken up again: whether its incident is over."""
    if ticket.incident_id is not None:
        await incidents.end_if_closed(work.tx, ticket.incident_id, work.now)


# What staff put together and take apart.


async def join(turn: Turn, ticket: Ticket, other: Ticket) -> None:
    """Puts a ticket, and all that go with it, to another one; their reporters are told."""
    assert turn.staff is not None
    left = ticket.incident_id
    together = await incidents.members(turn.tx, left, lock=True) if left else [ticket]
    coming = [one for one in together if one.closed_at is None]
    event_id = await _bind(turn, coming, other, turn.staff.name)
    if left is not None:
        await incidents.end_if_closed(turn.tx, left, turn.now)
    news = _("{number}: others have told us of the same, and it is worked on together.")
    for one in coming:
        await matter.tell(turn, one, event_id, news)


async def split(turn: Turn, ticket: Ticket) -> None:
    """Takes a ticket out of its incident: it is worked on alone, with a card of its own."""
    assert turn.staff is not None
    left, ticket.incident_id = ticket.incident_id, None
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "split", turn.now, shown=False)
    await cards.refresh(turn, ticket, event.id)
    for one in (await incidents.members(turn.tx, left))[:1]:
        await cards.refresh(turn, one, event.id)
    if left is not None:
        await incidents.end_if_closed(turn.tx, left, turn.now)


async def join_command(turn: Turn) -> None:
    """/join N M: both are the same fault."""
    if (ticket := await matter.named(turn)) is not None:
        await _join_to(turn, ticket, matter.after_number(turn))


async def press_join(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.join`: the same, where several days have the number N."""
    turn.toast()
    await _join_to(turn, await tickets.get(turn.tx, int(do["ticket"])), str(do.get("text", "")))


async def _join_to(turn: Turn, ticket: Ticket, typed: str) -> None:
    turn.incoming = replace(turn.incoming, text=typed)
    found = [one for one in await matter.by_typed_number(turn) if one.id != ticket.id]
    if not found:
        turn.say(turn.t(_("Please write which two belong together, like this: /join 0012 0009")))
        return
    other = await tickets.get(turn.tx, found[0].id)
    if other.kind != ticket.kind or other.closed_at is not None or ticket.closed_at is not None:
        turn.say(turn.t(_("Only open tickets of the same kind can be put together.")))
    elif ticket.incident_id is not None and ticket.incident_id == other.incident_id:
        turn.say(turn.t(_("These two are together already.")))
    else:
        await join(turn, ticket, other)
        turn.say(turn.t(_("{number} goes with {lead}."), number=ticket.number, lead=other.number))


async def split_command(turn: Turn) -> None:
    """/split N: this one is something else."""
    if (ticket := await matter.named(turn)) is not None:
        await _split_off(turn, ticket)


async def press_split(turn: Turn, do: dict[str, Any]) -> None:
    """Asks which of several reports is something else; then takes that one off."""
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    turn.toast()
    if "sure" in do or "text" in do or ticket.incident_id is None:
        await _split_off(turn, ticket)
        return
    together = await incidents.members(turn.tx, ticket.incident_id)
    rows = [
        [Button(f"{one.number} · {one.place_text}", {**do, "ticket": one.id, "sure": True})]
        for one in together if one.closed_at is None
    ]  # fmt: skip
    turn.say(turn.t(_("Which one is something else?")), rows[:MOST_CHOICES])


async def _split_off(turn: Turn, ticket: Ticket) -> None:
    if ticket.closed_at is not None or ticket.incident_id is None:
        turn.say(turn.t(_("{number} stands alone already."), number=ticket.number))
        return
    await split(turn, ticket)
    turn.say(turn.t(_("{number} is worked on alone from now on."), number=ticket.number))

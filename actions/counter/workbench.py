"""The workbench of staff: lists of open tickets by what burns, and one ticket whole."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from actions import places
from actions.counter import cards, looking
from actions.counter.looking import Wanted
from actions.kinds import KINDS, STATES, STEPS
from actions.matters import matter
from actions.words import duration, when
from actions.work import Button, Rows, Turn
from locales import Html, join, mark
from storage import finding, staff, tickets
from storage.finding import Found
from storage.models import Ticket

_ = mark

Press = Callable[[Turn, dict[str, Any]], Awaitable[None]]

PAGE = 8
"""Tickets on one page: what a phone shows without scrolling much."""
SOON = timedelta(hours=1)
MOST_EVENTS = 60
"""Lines of a ticket's history that are shown, the newest; a talk in chat makes many."""


# Lists.


async def list_queue(turn: Turn) -> None:
    """/queue, perhaps with words that narrow it: "overdue", "repairs Harbour Road"."""
    assert turn.staff is not None
    wanted = looking.read(turn.incoming.text)
    queue = wanted.queue or ("all" if wanted.place or wanted.kind else turn.staff.queue)
    await _show(turn, replace(wanted, queue=queue))


async def list_mine(turn: Turn) -> None:
    """/my: the open tickets that the member of staff owns."""
    await _show(turn, replace(looking.read(turn.incoming.text), mine=True))


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """`list.show`: another page or filter of a list, in its place."""
    turn.toast()
    wanted = Wanted(**{name: do[name] for name in asdict(Wanted()) if name in do})
    if do.get("choose") in looking.CHOICES:
        await _ask_filter(turn, wanted, do["choose"])
    else:
        await _show(turn, wanted)


async def _show(turn: Turn, wanted: Wanted) -> None:
    looked_at = await _candidates(turn, wanted)
    due = await finding.next_due(turn.tx, [ticket.id for ticket in looked_at.tickets])

    def is_late(ticket: Ticket) -> bool:
        return ticket.id in due and due[ticket.id] <= turn.now

    fits = [t for t in looked_at.tickets if looking.fits(wanted, t, is_late(t))]
    tiers = list(turn.policy.tiers)
    fits.sort(key=lambda t: urgency(t, due.get(t.id), turn.now, tiers))
    last = max(0, (len(fits) - 1) // PAGE)
    wanted = replace(wanted, page=min(max(wanted.page, 0), last))
    shown = fits[wanted.page * PAGE : (wanted.page + 1) * PAGE]
    owners = {member.id: member.name for member in await staff.everybody(turn.tx)}
    lines = [_title(turn, wanted, len(fits))]
    lines += [
        _line(turn, t, due.get(t.id), "" if wanted.mine else _owner(t, owners)) for t in shown
    ]
    if looked_at.cut:
        lines.append(turn.t(_("I looked at the oldest and at what is due soonest; there are more. A desk or a place shows them.")))  # fmt: skip
    turn.say(join(lines), _buttons(turn, wanted, shown, last), edits=wanted.at)


async def _candidates(turn: Turn, wanted: Wanted) -> Found:
    """The open tickets among which the filter chooses; a place is known, or stands in their words."""
    assert turn.staff is not None
    spots = await places.find(turn, wanted.place) if wanted.place else []
    place_ids = {spot.place_id for spot in spots if spot.place_id is not None}
    if wanted.mine:
        found = await finding.open_of(turn.tx, turn.staff.id)
    elif place_ids:
        found = await finding.open_at(turn.tx, place_ids)
    else:
        found = await finding.open_in(turn.tx, looking.queues(wanted))
    inside = [t for t in found.tickets if wanted.mine or t.queue in looking.queues(wanted)]
    there = [
        t for t in inside
        if (t.place_id in place_ids if place_ids else wanted.place in t.place_text.casefold())
    ]  # fmt: skip
    return replace(found, tickets=there if wanted.place else inside)


def urgency(
    ticket: Ticket, due_at: datetime | None, now: datetime, tiers: Sequence[str]
) -> tuple[Any, ...]:
    """What burns comes first: a danger nobody has taken, then late, due within the hour, the rest.

    Within each the special customers, in the order of the policy, then what is due soonest. Pure.
    """
    burns = 2 if due_at is None else 0 if due_at <= now else 1 if due_at - now <= SOON else 2
    tier = tiers.index(ticket.tier) if ticket.tier in tiers else len(tiers)
    untaken_danger = ticket.kind == "hazard" and ticket.owner_id is None
    return (not untaken_danger, burns, tier, due_at is None, due_at or ticket.created_at, ticket.id)


def _owner(ticket: Ticket, owners: dict[int, str]) -> str:
    return "" if ticket.owner_id is None else owners.get(ticket.owner_id, "—")


def _line(turn: Turn, ticket: Ticket, due_at: datetime | None, owner: str) -> Html:
    """One ticket in one line: number, kind, state, tier, place, owner, and the time it has left."""
    kind = KINDS[ticket.kind]
    tier = "" if ticket.tier == "standard" else ticket.tier
    parts = [
        f"{kind.sign} {ticket.number}", turn.t(kind.title), turn.t(STATES[ticket.state]), tier,
        ticket.place_text, owner, _left(turn, ticket, due_at),
    ]  # fmt: skip
    return join([part for part in parts if part], " · ")


def _left(turn: Turn, ticket: Ticket, due_at: datetime | None) -> str:
    if due_at is None:
        return f"⏸ {turn.t(matter.WAITING[ticket.waiting_for])}" if ticket.waiting_for else ""
    length = duration(abs(due_at - turn.now), turn.person.language)
    late = due_at <= turn.now
    return turn.t(_("❗ {time} late") if late else _("⏳ {time} left"), time=length)


def _title(turn: Turn, wanted: Wanted, count: int) -> Html:
    narrowed = looking.in_words(turn, wanted)
    if not count:
        title = turn.t(_("No open tickets here."))
    elif wanted.mine:
        title = turn.t(_("Your open tickets: {count}"), count=count)
    else:
        queue = turn.t(looking.QUEUE_NAMES.get(wanted.queue, wanted.queue))
        title = turn.t(_("{queue}, open tickets: {count}"), queue=queue, count=count)
    return join([title, narrowed], " · ") if narrowed else title


def _buttons(turn: Turn, wanted: Wanted, shown: list[Ticket], last: int) -> Rows:
    """The tickets of the page, earlier and later pages, and filters or the way out of them."""
    # The first message of this list is the one that later pages replace.
    at = wanted.at or f"reply:{turn.incoming.update_id}:0"

    def button(label: str, choose: str = "", **changes: Any) -> Button:
        do = {"do": "list.show", **asdict(replace(wanted, at=at, **{"page": 0, **changes}))}
        return Button(turn.t(label), do | ({"choose": choose} if choose else {}))

    each = [Button(t.number, {"do": "desk.show", "ticket": t.id}) for t in shown]
    rows: Rows = [each[i : i + 2] for i in range(0, len(each), 2)]
    turns = [button(_("‹ Earlier"), page=wanted.page - 1)] if wanted.page > 0 else []
    turns += [button(_("Later ›"), page=wanted.page + 1)] if wanted.page < last else []
    rows += [turns] if turns else []
    if looking.is_narrowed(wanted):
        rows.append([button(_("Show all"), **looking.NOTHING)])
    elif shown:
        free = [] if wanted.mine else [button(_("Nobody's"), unowned=True)]
        rows.append([button(_("Overdue"), overdue=True), *free])
        rows.append([button(_("By kind"), "kind"), button(_("By state"), "state")])
    return rows


async def _ask_filter(turn: Turn, wanted: Wanted, what: str) -> None:
    """A button for each kind or state that there is."""
    there = {getattr(ticket, what) for ticket in (await _candidates(turn, wanted)).tickets}
    labels = STATES if what == "state" else {name: kind.title for name, kind in KINDS.items()}
    rows = [
        [Button(turn.t(label), {"do": "list.show", **asdict(wanted), what: name})]
        for name, label in labels.items() if name in there
    ]  # fmt: skip
    turn.say(turn.t(_("Which ones?")), rows, edits=wanted.at)


# One ticket.


def typed(press: Press) -> Callable[[Turn], Awaitable[None]]:
    """A command that does to the ticket named after it what a button under its card does."""

    async def command(turn: Turn) -> None:
        ticket = await matter.named(turn)
        if ticket is None:
            return
        do = {"do": f"desk.{turn.incoming.command}", "ticket": ticket.id,
              "text": matter.after_number(turn)}  # fmt: skip
        await press(turn, do)
        if turn.toasted and not turn.messages:  # there is no button to say it over
            turn.say(turn.toasted)

    return command


async def show_ticket(turn: Turn) -> None:
    """/ticket: one by its number, with its history."""
    ticket = await matter.named(turn)
    if ticket is None:
        return
    lines: list[str] = [await cards.card(turn, ticket, turn.person.language, whole=True)]
    past = await tickets.history(turn.tx, ticket.id, shown_only=False)
    if len(past) > MOST_EVENTS:
        lines.append(turn.t(_("… {count} earlier lines"), count=len(past) - MOST_EVENTS))
    for event in past[-MOST_EVENTS:]:
        what = turn.t(STEPS[event.what].label) if event.what in STEPS else event.what
        at = when(turn, event.at)
        lines.append(f"• {at} · {event.actor} · {turn.t(HAPPENED.get(event.what, what))} {event.note}".rstrip())  # fmt: skip
    turn.say(join(lines), cards.buttons(ticket, turn.person.language))


HAPPENED = {
    "note": _("note:"), "reply": _("wrote to the customer:"), "said": _("said:"),
    "corrected": _("corrected:"), "sent_photo": _("sent a picture"), "sent_voice": _("sent a voice message"),
    "sent_document": _("sent a document"), "sent_video": _("sent a video"),
    "sent_location": _("sent a location:"), "sent_contact": _("sent a phone number:"),
    "talk": _("began a talk"), "talk_ended": _("the talk ended"), "taken_over": _("took it over from"),
}  # fmt: skip
"""Lines of the history as staff read them; others stand as they are kept."""

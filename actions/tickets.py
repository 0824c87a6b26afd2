"""Tickets as the customer sees them: opened, looked up, hurried, withdrawn, told of every step."""

import re
from datetime import datetime, timedelta
from typing import Any

from actions import asking, cards, deadlines, matter, menu, outages, places
from actions.kinds import FOR_THE_ACCOUNT, KINDS, STATES
from actions.matter import EVENTS, number_in, promises
from actions.words import shortened, when
from actions.work import Button, Rows, Turn, Work
from locales import join, mark
from storage import people, tickets
from storage.models import Ticket

_ = mark

URGED_OFTEN = 3
"""From so many urges on the supervisors hear of it too."""


async def open_ticket(turn: Turn, kind: str, facts: dict[str, Any]) -> Ticket:
    """A new ticket from the answers of a form: number, deadlines, history, card for staff.

    `facts`: words, place, contact, photos, subclass and what else the form knows.
    """
    rules = KINDS[kind].rules(turn.policy)
    place = facts.get("place") or {}
    spot = await asking.spot_of(turn, place)
    account = await _own_account(turn, place.get("account"))
    zone = account.zone if account else await places.zone_of(turn, spot)
    ticket = Ticket(
        number=await _new_number(turn), kind=kind, subclass=facts.get("subclass") or "",
        queue=rules.queue, person_id=turn.person.id, language=turn.person.language,
        account_number=account.number if account else None, place_id=spot.place_id,
        place_text=await asking.place_words(turn, place, "zh_Hans"), zone=zone,
        tier=account.tier if account else "standard", words=facts.get("words") or "",
        contact=facts.get("contact") or "", facts=facts.get("more") or {},
        source_message_id=facts.get("message_id"), created_at=turn.now, state="new", urged=0,
    )  # fmt: skip
    await tickets.add(turn.tx, ticket)
    await tickets.record(turn.tx, ticket, "customer", "opened", turn.now)
    await tickets.attach(turn.tx, ticket.id, facts.get("photos") or [], turn.now)
    await promise(turn, ticket)
    await cards.show_new(turn, ticket)
    return ticket


async def _own_account(turn: Turn, number: str | None) -> Any:
    """The account, if the person is linked to it."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    return next((account for _l, account, _p in linked if account.number == number), None)


async def _new_number(turn: Turn) -> str:
    today = turn.today
    return f"WL-{today:%Y%m%d}-{await tickets.next_number(turn.tx, today):04d}"


async def promise(work: Work, ticket: Ticket, only: str = "") -> None:
    """Gives a ticket the deadlines of its kind, counted from now (`only` this one); or renews them."""
    for name, rule in KINDS[ticket.kind].rules(work.policy).promises.items():
        if only not in ("", name):
            continue
        due_at = deadlines.due(rule, ticket.zone, work.now, work.zone)
        share = 1.0 if name == "acknowledge" else work.policy.remind_after
        remind_at = work.now + (due_at - work.now) * share
        await tickets.promise(work.tx, ticket.id, name, due_at, remind_at)


async def confirm(turn: Turn, ticket: Ticket, opening: str) -> None:
    """Tells the customer the number, what we promise and what they can do from here."""
    lines: list[str] = [opening, turn.t(_("Your number: <b>{number}</b>"), number=ticket.number)]
    lines += await promises(turn, ticket, turn.person.language)
    lines.append(
        turn.t(_("I tell you here about every step. You can ask or hurry us at any time."))
    )
    turn.say(join(lines), keyboard="remove" if turn.incoming.private else "")


# What the customer asks.


async def show_all(turn: Turn) -> None:
    """The customer's tickets, a button each; or the one whose number they gave."""
    if number := number_in(turn):
        await show_number(turn, number)
        return
    mine = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT)
    if not mine:
        turn.say(turn.t(_("You have no tickets with us. Tell me what is wrong, and I open one.")))
        return
    rows = [[Button(_label(turn, t), {"do": "ticket.show", "ticket": t.id})] for t in mine[:8]]
    turn.say(turn.t(_("Your tickets. Which one would you like to see?")), rows)


def _label(turn: Turn, ticket: Ticket) -> str:
    kind, state = turn.t(KINDS[ticket.kind].title), turn.t(STATES[ticket.state])
    return f"{ticket.number} · {kind} · {state}"


async def bare_value(turn: Turn) -> None:
    """A value where nothing was asked: a ticket's number shows it, a place what is known there."""
    if number := number_in(turn):
        await show_number(turn, number)
    elif turn.understanding.values("location") and len(spots := await places.from_turn(turn)) == 1:
        await outages.tell(turn, spots[0].value)
    else:
        await menu.nothing_open(turn)


async def show_number(turn: Turn, number: str) -> None:
    """A ticket by its number. Somebody else's and one that never was get the same answer."""
    if (ticket := await _visible(turn, number)) is not None:
        await show(turn, ticket)
        return
    turn.say(
        turn.t(
            _("I find no ticket {number} of yours. Your own tickets are under /tickets."),
            number=number,
        )
    )


async def _visible(turn: Turn, number: str) -> Ticket | None:
    """The customer's ticket with this number; its last digits are enough."""
    wanted = re.sub(r"\D", "", number)
    if len(wanted) < 3:
        return None
    mine = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, limit=200)
    fits = [t for t in mine if re.sub(r"\D", "", t.number).endswith(wanted)]
    return fits[0] if len(fits) == 1 else None


async def show(turn: Turn, ticket: Ticket) -> None:
    """Status and history in the customer's words."""
    head = turn.t(
        _("<b>{number}</b> · {kind}\nNow: {state}"),
        number=ticket.number, kind=turn.t(KINDS[ticket.kind].title), state=turn.t(STATES[ticket.state]),
    )  # fmt: skip
    lines: list[str] = [head]
    for event in await tickets.history(turn.tx, ticket.id, shown_only=True):
        told = turn.t(EVENTS[event.what], note=shortened(event.note))
        lines.append(turn.t(_("• {time}: {what}"), time=when(turn, event.at), what=told))
    if ticket.closed_at is None:
        lines += await promises(turn, ticket, turn.person.language)
    turn.say(join(lines), _ticket_buttons(turn, ticket))


def _ticket_buttons(turn: Turn, ticket: Ticket) -> Rows:
    if ticket.closed_at is not None:
        return []
    return [
        [
            Button(turn.t(_("Hurry it up")), {"do": "ticket.urge", "ticket": ticket.id}),
            Button(turn.t(_("Withdraw")), {"do": "ticket.withdraw", "ticket": ticket.id}),
        ]
    ]


async def own_ticket(turn: Turn, ticket_id: int) -> Ticket | None:
    """The ticket, if the person may see it."""
    mine = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, limit=200)
    return await tickets.get(turn.tx, ticket_id) if ticket_id in {t.id for t in mine} else None


async def choose_for(turn: Turn, do: str, question: str, nothing: str) -> None:
    """Runs `do` on the open ticket that is meant; asks which, where there are several."""
    if number := number_in(turn):
        ticket = await _visible(turn, number)
        if ticket is None:
            await show_number(turn, number)
        else:
            await ACTS[do](turn, ticket)
        return
    opened = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    if not opened:
        turn.say(turn.t(nothing))
    elif len(opened) == 1 and do != "ticket.withdraw":
        await ACTS[do](turn, await tickets.get(turn.tx, opened[0].id))
    else:
        rows = [[Button(_label(turn, t), {"do": do, "ticket": t.id})] for t in opened[:8]]
        turn.say(turn.t(question), rows)


async def urge_any(turn: Turn) -> None:
    """Hurries the customer's matter."""
    nothing = _(
        "You have no open ticket that I could hurry. Tell me what is wrong, and I open one at once."
    )
    await choose_for(turn, "ticket.urge", _("Which of your matters shall I hurry?"), nothing)


async def withdraw_any(turn: Turn) -> None:
    """Takes back one of the customer's matters, after asking which."""
    nothing = _("You have no open ticket, so there is nothing to withdraw.")
    await choose_for(turn, "ticket.withdraw", _("Which one would you like to withdraw?"), nothing)


async def urge(turn: Turn, ticket: Ticket) -> None:
    """Notes the urge and passes it on, but not twice within the pause."""
    if ticket.closed_at is not None:
        await show(turn, ticket)
        return
    past = await tickets.history(turn.tx, ticket.id, shown_only=True)
    pause = timedelta(minutes=turn.policy.urge_pause_minutes)
    last = last_passed_on([e.at for e in past if e.what == "urged"], pause)
    ticket.urged += 1
    event = await tickets.record(turn.tx, ticket, "customer", "urged", turn.now)
    passed_on = last is None or turn.now - last >= pause
    if passed_on:
        await cards.pass_urge(turn, ticket, event.id)
    if ticket.urged == URGED_OFTEN or (passed_on and ticket.urged > URGED_OFTEN):
        await cards.pass_urge_up(turn, ticket, event.id)
    await _answer_urge(turn, ticket, passed_on, last)


def last_passed_on(urged: list[datetime], pause: timedelta) -> datetime | None:
    """When an urge last reached staff: those within the pause after it were only noted. Pure."""
    last = None
    for at in urged:
        if last is None or at - last >= pause:
            last = at
    return last


async def _answer_urge(turn: Turn, ticket: Ticket, passed_on: bool, last: datetime | None) -> None:
    state = turn.t(STATES[ticket.state])
    line = (
        turn.t(_("I have passed it on: {number} is wanted urgently."), number=ticket.number)
        if passed_on or last is None
        else turn.t(
            _("I passed it on already at {time}; it is noted again."), time=when(turn, last)
        )
    )
    lines = [turn.t(_("I am sorry that you have to wait.")), line]
    lines.append(turn.t(_("Where it stands: {state}."), state=state))
    lines += await promises(turn, ticket, turn.person.language)
    turn.say(join(lines))


async def withdraw(turn: Turn, ticket: Ticket) -> None:
    """Takes a ticket back, as long as nobody is there yet."""
    if _is_too_late(turn, ticket):
        return
    ticket.state, ticket.closed_at = "withdrawn", turn.now
    event = await tickets.record(turn.tx, ticket, "customer", "withdrawn", turn.now)
    await tickets.void_deadlines(turn.tx, ticket.id)
    await cards.refresh(turn, ticket, event.id)
    await cards.note_to_owner(turn, ticket, event.id, _("{number} was withdrawn by the customer."))
    if ticket.person_id != turn.person.id:  # somebody else of the same account
        await matter.tell(
            turn, ticket, event.id, _("{number} was withdrawn by somebody of your account.")
        )
    turn.say(turn.t(_("{number} is withdrawn. Thank you for telling us."), number=ticket.number))


def _is_too_late(turn: Turn, ticket: Ticket) -> bool:
    """Says so where a ticket cannot be taken back any more."""
    if ticket.state not in KINDS[ticket.kind].final:
        return False
    turn.say(
        turn.t(
            _("{number} cannot be withdrawn any more: {state}."),
            number=ticket.number, state=turn.t(STATES[ticket.state]),
        )
    )  # fmt: skip
    return True


async def ask_withdraw(turn: Turn, ticket: Ticket) -> None:
    """An irreversible act is confirmed first."""
    if _is_too_late(turn, ticket):
        return
    yes = Button(turn.t(_("Yes, withdraw it")), {"do": "ticket.withdraw!", "ticket": ticket.id})
    no = Button(turn.t(_("No, keep it")), {"do": "ticket.show", "ticket": ticket.id})
    turn.say(turn.t(_("Withdraw {number}?"), number=ticket.number), [[yes, no]])


async def add_words(turn: Turn, ticket: Ticket, what: str, words: str) -> None:
    """Adds the customer's words or files to a ticket and tells the owner."""
    event = await tickets.record(turn.tx, ticket, "customer", what, turn.now, words)
    if turn.incoming.is_file:
        await tickets.attach(turn.tx, ticket.id, [asking.file_of(turn)], turn.now)
    await cards.pass_words(turn, ticket, event.id, words)
    await cards.show_new_files(turn, ticket)
    turn.say(turn.t(_("I have added it to {number}."), number=ticket.number))


ACTS = {
    "ticket.show": show, "ticket.urge": urge, "ticket.withdraw": ask_withdraw,
    "ticket.withdraw!": withdraw,
}  # fmt: skip


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a ticket; only for those who may see it."""
    ticket = await own_ticket(turn, int(do["ticket"]))
    if ticket is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    turn.toast()
    await ACTS[do["do"]](turn, ticket)

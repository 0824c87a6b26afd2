"""Tickets as the customer sees them: opened, looked up, added to. Which one of several: `which_one`."""

import re
from typing import Any

from actions import places
from actions.conversation import asking
from actions.counter import cards, routing
from actions.kinds import FOR_THE_ACCOUNT, KINDS, STATES
from actions.matters import closing, incidents, matter
from actions.matters.matter import number_in, promises
from actions.places import Spot
from actions.promises import owed, pauses
from actions.words import shortened, when
from actions.work import Button, Rows, Turn, Work
from locales import Html, join, mark
from storage import people, tickets
from storage.models import Account, Ticket, TicketEvent

_ = mark

MOST_SHOWN = 8
"""Tickets that a list has buttons for; the others are found by their numbers."""


async def open_ticket(turn: Turn, kind: str, facts: dict[str, Any]) -> Ticket:
    """A new ticket from the answers of a form: number, deadlines, history, card for staff.

    `facts`: words, place, contact, photos, subclass and what else the form knows.
    """
    place = facts.get("place") or {}
    spot = await asking.spot_of(turn, place)
    account = await _own_account(turn, place.get("account"))
    more = (facts.get("more") or {}) | asking.kept_of(place)
    ticket = Ticket(
        number=await new_number(turn), kind=kind, subclass=facts.get("subclass") or "",
        detail=facts.get("detail") or _detail(kind, facts),
        queue=routing.queue_of(turn.policy, kind, facts.get("subclass") or ""), person_id=turn.person.id,
        language=turn.person.language, account_number=account.number if account else None,
        place_text=await asking.place_words(turn, place, "zh_Hans"),
        zone=account.zone if account else await places.zone_of(turn, spot),
        tier=account.tier if account else "standard", words=facts.get("words") or "",
        contact=facts.get("contact") or "", facts=more,
        outage_id=more.get("outage") or facts.get("outage"),
        source_message_id=facts.get("message_id"), created_at=turn.now, state="new", urged=0,
        **await incidents.supply(turn, spot, account),
    )  # fmt: skip
    await tickets.add(turn.tx, ticket)
    await tickets.record(turn.tx, ticket, "customer", "opened", turn.now, person_id=turn.person.id)
    await tickets.attach(turn.tx, ticket.id, _files(facts), turn.now)
    await owed.promise(turn, ticket)
    await incidents.show_new(turn, ticket)
    await routing.route(turn, ticket)
    return ticket


def _files(facts: dict[str, Any]) -> list[dict[str, str]]:
    """The files that came with the answers; a shared location is one of them."""
    point = (facts.get("place") or {}).get("point")
    shared = [{"kind": "location", "caption": point}] if point else []
    return [*shared, *(facts.get("photos") or [])]


def _detail(kind: str, facts: dict[str, Any]) -> str:
    """What the words say more exactly than the class, where they are clear."""
    names = KINDS[kind].details.get(facts.get("subclass") or "", {})
    return KINDS[kind].guess(names, facts.get("words") or "")


async def _own_account(turn: Turn, number: str | None) -> Account | None:
    """The account, if the person is linked to it."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    return next((account for _l, account, _p in linked if account.number == number), None)


async def new_number(work: Work) -> str:
    """The next number of today, as people read it to one another."""
    return f"WL-{work.today:%Y%m%d}-{await tickets.next_number(work.tx, work.today):04d}"


async def confirm(turn: Turn, ticket: Ticket, opening: str) -> None:
    """Tells the customer the number, what we promise and what they can do from here."""
    lines: list[str] = [opening, turn.t(_("Your number: <b>{number}</b>"), number=ticket.number)]
    lines += await incidents.others_told(turn, ticket)
    lines += await promises(turn, ticket, turn.person.language)
    lines.append(turn.t(_("I will keep you posted here. You can ask how it stands at any time.")))
    turn.say(join(lines), keyboard="remove" if turn.incoming.private else "")
    remember(turn, ticket)


def remember(turn: Turn, ticket: Ticket) -> None:
    """Keeps in mind that this ticket was spoken of just now: few words may be about it."""
    turn.conversation.memory["ticket"] = {"id": ticket.id, "at": turn.now.isoformat()}


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
    question = turn.t(_("Your tickets. Which one would you like to see?"))
    await offer(turn, question, mine, "ticket.show")


async def offer(turn: Turn, question: str, found: list[Ticket], do: str) -> None:
    """Asks which of several tickets is meant: each described in a few words, with a button."""
    lines, rows = [question], []
    for ticket in found[:MOST_SHOWN]:
        short = await described(turn, ticket)
        rows.append([Button(f"{ticket.number} · {short}", {"do": do, "ticket": ticket.id})])
        lines.append(
            turn.t(_("• <b>{number}</b> · {what} · {state} · {time}"), number=ticket.number,
                   what=short, state=turn.t(STATES[ticket.state]),
                   time=when(turn, ticket.created_at))
        )  # fmt: skip
    turn.say(join(lines), rows)


async def described(turn: Turn, ticket: Ticket) -> str:
    """Kind, place and first words; the words only to whoever wrote them."""
    parts = [turn.t(KINDS[ticket.kind].title), await place_of(turn, ticket)]
    if ticket.person_id == turn.person.id:
        parts.append(shortened(ticket.words.replace("\n", " "), 24))
    return " · ".join(part for part in parts if part)


async def place_of(turn: Turn, ticket: Ticket) -> str:
    """Where a ticket is, as its reader writes it."""
    if ticket.place_id is None:
        return ticket.place_text
    spot, unit = Spot(ticket.place_id, ticket.house_number), ticket.facts.get("unit", "")
    return await places.name(turn, spot, turn.person.language, unit=unit)


async def show_number(turn: Turn, number: str) -> None:
    """A ticket by its number. Somebody else's and one that never was get the same answer."""
    if (ticket := await visible(turn, number)) is not None:
        await show(turn, ticket)
        return
    turn.say(
        turn.t(
            _("I find no ticket {number} of yours. Your own tickets are under /tickets."),
            number=number,
        )
    )


async def visible(turn: Turn, number: str) -> Ticket | None:
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
        lines += filter(None, [told(turn, ticket, event)])
    lines += matter.known(turn, ticket, turn.person.language)
    if files := len(await tickets.attachments(turn.tx, ticket.id)):
        lines.append(turn.t(_("Photos or files: {count}"), count=files))
    if ticket.closed_at is None:
        lines += await promises(turn, ticket, turn.person.language)
    turn.say(join(lines), _ticket_buttons(turn, ticket))


def told(turn: Turn, ticket: Ticket, event: TicketEvent) -> Html | None:
    """A line of the history for the person who reads it; null where it is not for customers.

    What somebody else of the same account did is theirs: that it was done is told, not their words.
    """
    mine = (event.person_id or ticket.person_id) == turn.person.id
    lines = matter.EVENTS if mine or event.actor != "customer" else matter.OTHERS
    if event.what not in lines:
        return None
    line = turn.t(lines[event.what], note=shortened(event.note))
    return turn.t(_("• {time}: {what}"), time=when(turn, event.at), what=line)


def _ticket_buttons(turn: Turn, ticket: Ticket) -> Rows:
    def button(label: str, name: str) -> Button:
        return Button(turn.t(label), {"do": f"ticket.{name}", "ticket": ticket.id})

    if ticket.closed_at is not None:
        offers = closing.OFFERS if closing.is_asked(turn, ticket) else ()
        return [[Button(turn.t(label), {"do": do, "ticket": ticket.id}) for label, do in offers]]
    return [
        [button(_("Chase it up"), "urge"), button(_("Add something"), "add")],
        [button(_("Withdraw"), "withdraw"), button(_("How was this counted?"), "explain")],
        *next_kinds(turn, ticket.kind, {"ticket": ticket.id}),
    ]


def next_kinds(turn: Turn, kind: str, more: dict[str, Any]) -> Rows:
    """A button for each kind of request that one of this kind may turn into."""
    others = [KINDS[name] for name in KINDS[kind].leads_to]
    return [
        [Button(turn.t(other.invite), {"do": "request.new", "kind": other.name, **more})]
        for other in others
    ]


async def own_ticket(turn: Turn, ticket_id: int) -> Ticket | None:
    """The ticket, if the person may see it."""
    mine = await tickets.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, limit=200)
    return await tickets.get(turn.tx, ticket_id) if ticket_id in {t.id for t in mine} else None


async def add_words(turn: Turn, ticket: Ticket, what: str, words: str) -> None:
    """Adds the customer's words or files to a ticket, tells the owner, and says so."""
    await keep_words(turn, ticket, what, words)
    turn.say(turn.t(_("I have added it to {number}."), number=ticket.number))


async def keep_words(
    turn: Turn, ticket: Ticket, what: str, words: str, note: str = cards.ADDED
) -> None:
    """Adds the customer's words, and the file of this message, to a ticket; the owner gets them.

    `note`: what the owner is told of them.
    """
    event = await tickets.record(
        turn.tx, ticket, "customer", what, turn.now, words, person_id=turn.person.id
    )
    if turn.incoming.is_file:
        await tickets.attach(turn.tx, ticket.id, [asking.file_of(turn)], turn.now)
    if ticket.waiting_for in ("customer", "access"):  # it is their word that we wait for
        await pauses.resume(turn, ticket)
    await cards.pass_words(turn, ticket, event.id, words, note)
    await cards.show_new_files(turn, ticket)

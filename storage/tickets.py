"""Tickets, their history, attachments and deadlines."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union, update

from storage.dialect import add_to, put
from storage.engine import Session
from storage.models import (
    AccountLink,
    Attachment,
    Deadline,
    Incident,
    Person,
    Staff,
    Ticket,
    TicketEvent,
    TicketNumber,
)


async def next_number(tx: Session, day: date) -> int:
    """The next ticket number of a day, from 1."""
    return await add_to(tx, TicketNumber, {"day": day}, "last")


async def add(tx: Session, ticket: Ticket) -> Ticket:
    """Stores a new ticket."""
    tx.add(ticket)
    await tx.flush()
    return ticket


async def get(tx: Session, ticket_id: int) -> Ticket:
    """The ticket as it is now, locked until the transaction ends: who presses first wins.

    Its incident is locked before it: else two who work on two tickets of one incident, and so on
    both, would wait for each other.
    """
    incident = select(Ticket.incident_id).where(Ticket.id == ticket_id).scalar_subquery()
    its = select(Incident.id).where(Incident.id == incident)
    await tx.execute(its.with_for_update(key_share=True))
    found = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    # Somebody may have changed it since this transaction read it first.
    found = found.execution_options(populate_existing=True)
    return (await tx.execute(found)).scalar_one()


async def by_number(tx: Session, number: str) -> Ticket | None:
    """A ticket by the number that people read to one another."""
    return (await tx.execute(select(Ticket).where(Ticket.number == number))).scalar_one_or_none()


async def visible_to(
    tx: Session, person_id: int, for_account: Collection[str], open_only: bool = False,
    limit: int = 20,
) -> list[Ticket]:  # fmt: skip
    """A person's own tickets, and those of some kinds of accounts they are linked to; newest first."""
    linked = select(AccountLink.account_number).where(AccountLink.person_id == person_id)
    own = select(Ticket.id).where(Ticket.person_id == person_id)
    shared = select(Ticket.id).where(
        Ticket.kind.in_(for_account), Ticket.account_number.in_(linked)
    )
    # Each by its index; with OR PostgreSQL reads all tickets there are.
    found = select(Ticket).where(Ticket.id.in_(union(own, shared)))
    if open_only:
        found = found.where(Ticket.closed_at.is_(None))
    return list((await tx.execute(found.order_by(Ticket.id.desc()).limit(limit))).scalars())


async def owned_by(tx: Session, staff_id: int, limit: int = 20) -> list[Ticket]:
    """The open tickets of a member of staff, oldest first."""
    found = select(Ticket).where(Ticket.closed_at.is_(None), Ticket.owner_id == staff_id)
    return list((await tx.execute(found.order_by(Ticket.id).limit(limit))).scalars())


async def record(
    tx: Session, ticket: Ticket, actor: str, what: str, now: datetime, note: str = "",
    shown: bool = True, person_id: int | None = None,
) -> TicketEvent:  # fmt: skip
    """Adds a line to the history of a ticket; what staff do is a step, and it stalls no longer."""
    if actor not in ("customer", "system") or ticket.step_at is None:
        ticket.step_at, ticket.stalled_at = now, None
    event = TicketEvent(
        ticket_id=ticket.id, at=now, actor=actor, person_id=person_id, what=what, note=note,
        shown=shown,
    )  # fmt: skip
    tx.add(event)
    await tx.flush()
    return event


async def history(tx: Session, ticket_id: int, shown_only: bool) -> list[TicketEvent]:
    """A ticket's history, oldest first; as the customer may see it, or whole."""
    found = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.id)
    if shown_only:
        found = found.where(TicketEvent.shown.is_(True))
    return list((await tx.execute(found)).scalars())


async def attach(
    tx: Session, ticket_id: int, files: Sequence[dict[str, str]], now: datetime
) -> None:
    """Adds files to a ticket, each with `kind`, `file_id`, `caption` and `album`; to be fetched."""
    for file in files:
        tx.add(
            Attachment(
                ticket_id=ticket_id, kind=file["kind"], file_id=file.get("file_id", ""),
                caption=file.get("caption", ""), at=now, album=file.get("album", ""),
                state="waiting" if file.get("file_id") else "none",
            )
        )  # fmt: skip
    await tx.flush()


async def attachments(tx: Session, ticket_id: int) -> list[Attachment]:
    """The files of a ticket, in the order they came."""
    found = select(Attachment).where(Attachment.ticket_id == ticket_id).order_by(Attachment.id)
    return list((await tx.execute(found)).scalars())


async def promise(
    tx: Session, ticket_id: int, name: str, started_at: datetime, due_at: datetime,
    remind_at: datetime | None, counted: list[dict[str, Any]],
) -> None:  # fmt: skip
    """Gives a ticket a deadline, or renews it; somebody hears of it at `remind_at`."""
    promised = {
        "started_at": started_at, "due_at": due_at, "first_due_at": due_at, "counted": counted,
        "remind_at": remind_at, "state": "open", "step": 0, "paused_at": None,
        "pause_reason": "", "told_at": None,
    }  # fmt: skip
    await put(tx, Deadline, {"ticket_id": ticket_id, "name": name}, promised)


async def deadlines(tx: Session, ticket_id: int) -> list[Deadline]:
    """The deadlines of a ticket, earliest first."""
    found = select(Deadline).where(Deadline.ticket_id == ticket_id).order_by(Deadline.due_at)
    return list((await tx.execute(found)).scalars())


async def settle(tx: Session, ticket_id: int, names: Iterable[str] | None, now: datetime) -> None:
    """Ends deadlines (all, where `names` is null): met if in time, else missed.

    In time is what was promised first: a new time that we asked for helps the customer to plan,
    not our figures. A paused clock stands where it stood.
    """
    wanted = None if names is None else set(names)
    for row in await deadlines(tx, ticket_id):
        if row.state == "open" and (wanted is None or row.name in wanted):
            at = row.paused_at or now
            row.state = "met" if at <= (row.first_due_at or row.due_at) else "missed"
            row.remind_at = row.paused_at = None


async def void_deadlines(tx: Session, ticket_id: int) -> None:
    """The matter is withdrawn: nothing is owed any more."""
    await tx.execute(
        update(Deadline)
        .where(Deadline.ticket_id == ticket_id, Deadline.state == "open")
        .values(state="void", remind_at=None)
    )


async def reminders_due(
    tx: Session, now: datetime, limit: int = 200
) -> list[tuple[Deadline, Ticket]]:
    """Deadlines of which staff must hear now."""
    found = (
        select(Deadline, Ticket)
        .join(Ticket, Ticket.id == Deadline.ticket_id)
        .where(Deadline.remind_at <= now, Deadline.paused_at.is_(None))
        .order_by(Deadline.remind_at)
        .limit(limit)
        .with_for_update()
    )
    return [(deadline, ticket) for deadline, ticket in await tx.execute(found)]


async def untouched(
    tx: Session, kind: str, since: datetime, stalled_since: datetime | None = None, limit: int = 50
) -> list[Ticket]:
    """Open tickets of a kind that nobody has touched since then and that wait for nobody.

    Only those of which nobody was told yet; or, with `stalled_since`, those whose owner was told
    before that moment, and whose customer was not.
    """
    found = select(Ticket).where(
        Ticket.closed_at.is_(None), Ticket.kind == kind, Ticket.waiting_for == "",
        Ticket.step_at <= since,
    )  # fmt: skip
    if stalled_since is None:
        found = found.where(Ticket.stalled_at.is_(None))
    else:
        said = select(TicketEvent.id).where(
            TicketEvent.ticket_id == Ticket.id, TicketEvent.what == "stalled",
            TicketEvent.at >= Ticket.stalled_at,
        )  # fmt: skip
        found = found.where(Ticket.stalled_at <= stalled_since, ~said.exists())
    found = found.order_by(Ticket.step_at).limit(limit).with_for_update()
    return list((await tx.execute(found)).scalars())


async def stalled(tx: Session, kind: str, since: datetime, limit: int = 20) -> list[Ticket]:
    """Open tickets of a kind that nobody has touched since then, the oldest step first."""
    found = select(Ticket).where(
        Ticket.closed_at.is_(None), Ticket.kind == kind, Ticket.waiting_for == "",
        Ticket.step_at <= since,
    )  # fmt: skip
    return list((await tx.execute(found.order_by(Ticket.step_at).limit(limit))).scalars())


async def owner_of(tx: Session, ticket: Ticket) -> Staff | None:
    """Who owns the ticket, if somebody has taken it."""
    return None if ticket.owner_id is None else await tx.get_one(Staff, ticket.owner_id)


async def followers(tx: Session, ticket: Ticket) -> list[Person]:
    """Who reported a ticket, and who of its account urged or added to it and is still linked."""
    linked = select(AccountLink.person_id).where(
        AccountLink.account_number == ticket.account_number
    )
    took_part = select(TicketEvent.person_id).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.person_id.in_(linked)
    )
    everybody: CompoundSelect[Any] = union(select(literal(ticket.person_id)), took_part)
    found = select(Person).where(Person.id.in_(everybody))
    return list((await tx.execute(found.order_by(Person.id))).scalars())


async def by_source_message(tx: Session, person_id: int, message_id: int) -> Ticket | None:
    """The ticket that this message of the person began."""
    found = select(Ticket).where(
        Ticket.person_id == person_id, Ticket.source_message_id == message_id
    )
    return (await tx.execute(found.limit(1))).scalar_one_or_none()


async def count_open(tx: Session) -> int:
    """How many tickets are open."""
    counted = select(func.count()).select_from(Ticket).where(Ticket.closed_at.is_(None))
    return (await tx.execute(counted)).scalar_one()

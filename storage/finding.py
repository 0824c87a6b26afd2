"""Tickets for the workbench: the open ones, those named by a few digits, those looked for.

However many are stored the work is bounded: every look-up goes by an index and ends after a number
of rows that is written here, and says where it was cut.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from storage.engine import Session
from storage.models import Deadline, Person, Ticket, TicketNumber

MOST_OPEN = 100
"""Open tickets of a queue that are looked at, oldest first; beyond them only what is due soonest."""
MOST_DUE = 200
"""Open deadlines that are looked at, earliest first."""
NEWEST = 2000
"""Tickets whose words are searched, newest first: more would be felt (bench/desk.py)."""
DAYS = 60
"""Days with tickets on which a number without its day is looked for."""


@dataclass(frozen=True)
class Found:
    """Tickets, and whether there may be more than were looked at (those before `since`)."""

    tickets: list[Ticket]
    cut: bool = False
    since: datetime | None = None


async def by_digits(tx: Session, day: date | None, ordinal: int) -> list[Ticket]:
    """The tickets with this number of a day; without a day, of the last days, newest first."""
    days = [day] if day else await _days_with(tx, ordinal)
    numbers = [f"WL-{one:%Y%m%d}-{ordinal:04d}" for one in days]
    found = select(Ticket).where(Ticket.number.in_(numbers)).order_by(Ticket.id.desc())
    return list((await tx.execute(found)).scalars())


async def _days_with(tx: Session, ordinal: int) -> list[date]:
    last = select(TicketNumber).order_by(TicketNumber.day.desc()).limit(DAYS)
    return [row.day for row in (await tx.execute(last)).scalars() if row.last >= ordinal]


# Open tickets.


async def open_in(tx: Session, queues: Collection[str]) -> Found:
    """Open tickets of some queues: all, or where there are too many the oldest and the soonest due."""
    found: list[Ticket] = []
    cut = False
    for queue in queues:  # one by one, each in the order of its index
        part = await _open(tx, Ticket.queue == queue)
        found, cut = found + part.tickets, cut or part.cut
    if cut:
        soonest = (
            select(Deadline.ticket_id)
            .where(Deadline.state == "open", Deadline.paused_at.is_(None))
            .order_by(Deadline.due_at)
            .limit(MOST_DUE)
        )
        due = select(Ticket).where(Ticket.id.in_(soonest), Ticket.closed_at.is_(None))
        found += [t for t in (await tx.execute(due)).scalars() if t.queue in queues]
    return Found(list({ticket.id: ticket for ticket in found}.values()), cut)


async def open_of(tx: Session, owner_id: int) -> Found:
    """The open tickets of a member of staff."""
    return await _open(tx, Ticket.owner_id == owner_id)


async def open_at(tx: Session, place_ids: Collection[int]) -> Found:
    """The open tickets at some places."""
    return await _open(tx, Ticket.place_id.in_(place_ids))


async def _open(tx: Session, which: ColumnElement[bool]) -> Found:
    found = select(Ticket).where(which, Ticket.closed_at.is_(None)).order_by(Ticket.id)
    rows = list((await tx.execute(found.limit(MOST_OPEN + 1))).scalars())
    return Found(rows[:MOST_OPEN], len(rows) > MOST_OPEN)


async def next_due(tx: Session, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When each ticket is due next; those to which nothing is owed, or whose clocks stand, are not in it."""
    found = (
        select(Deadline.ticket_id, func.min(Deadline.due_at))
        .where(
            Deadline.ticket_id.in_(ticket_ids),
            Deadline.state == "open",
            Deadline.paused_at.is_(None),
        )
        .group_by(Deadline.ticket_id)
    )
    return {row[0]: row[1] for row in await tx.execute(found)}


# Tickets that are looked for.


async def of_accounts(tx: Session, numbers: Collection[str], limit: int) -> list[Ticket]:
    """The newest tickets of some accounts."""
    found = select(Ticket).where(Ticket.account_number.in_(numbers)).order_by(Ticket.id.desc())
    return list((await tx.execute(found.limit(limit))).scalars())


async def holding(
    tx: Session, words: Sequence[str], place_ids: Collection[int], limit: int
) -> Found:
    """Of the newest tickets those that hold all the words, or stand at one of the places.

    Words are looked for in what the customer wrote, in the place, the contact and the first name.
    """
    oldest = await _oldest_looked_at(tx)
    fits = or_(_holds_all(words), Ticket.place_id.in_(place_ids))
    found = select(Ticket).where(fits)
    if oldest is not None:
        found = found.where(Ticket.id >= oldest[0])
    rows = list((await tx.execute(found.order_by(Ticket.id.desc()).limit(limit))).scalars())
    return Found(rows, oldest is not None, oldest[1] if oldest else None)


def _holds_all(words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*map(_holds, words))


def _holds(word: str) -> ColumnElement[bool]:
    # One name at a time: for a join PostgreSQL would read all persons there are.
    name = select(Person.first_name).where(Person.id == Ticket.person_id).scalar_subquery()
    columns: list[Any] = [Ticket.words, Ticket.place_text, name]
    if any(letter.isdigit() for letter in word):  # else it is no part of a phone
        columns.append(func.replace(func.replace(Ticket.contact, " ", ""), "-", ""))
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


async def _oldest_looked_at(tx: Session) -> tuple[int, datetime] | None:
    """Id and date of the oldest ticket that is looked at; null where these are all."""
    found = select(Ticket.id, Ticket.created_at).order_by(Ticket.id.desc())
    row = (await tx.execute(found.offset(NEWEST).limit(1))).first()
    return None if row is None else (row[0] + 1, row[1])

"""Closed tickets whose customer may still say that it is not solved, and the clocks of reopened ones."""

from datetime import datetime

from sqlalchemy import select, update

from storage.engine import Session
from storage.models import Deadline, Survey, Ticket


async def waiting(tx: Session, person_id: int, now: datetime) -> list[Ticket]:
    """A person's closed tickets of which we asked whether they are solved, newest first."""
    found = select(Ticket).where(
        Ticket.person_id == person_id, Ticket.state == "resolved",
        Ticket.confirm_by > now, Ticket.confirmed_at.is_(None),
    )  # fmt: skip
    return list((await tx.execute(found.order_by(Ticket.id.desc()).limit(20))).scalars())


async def unanswered(tx: Session, now: datetime, limit: int = 200) -> list[Ticket]:
    """Tickets whose customer did not answer in time."""
    found = select(Ticket).where(Ticket.confirm_by <= now, Ticket.confirmed_at.is_(None))
    found = found.order_by(Ticket.confirm_by).limit(limit).with_for_update()
    return list((await tx.execute(found)).scalars())


async def first_promises(tx: Session, ticket_id: int) -> dict[str, datetime]:
    """What was promised first, by the name of the deadline."""
    found = select(Deadline.name, Deadline.first_due_at, Deadline.due_at).where(
        Deadline.ticket_id == ticket_id
    )
    return {name: first or due for name, first, due in await tx.execute(found)}


async def keep_first_promises(tx: Session, ticket_id: int, first: dict[str, datetime]) -> None:
    """Renewed deadlines go on showing what was promised first."""
    for name, due_at in first.items():
        await tx.execute(
            update(Deadline)
            .where(Deadline.ticket_id == ticket_id, Deadline.name == name)
            .values(first_due_at=due_at)
        )


async def move_survey(tx: Session, ticket_id: int, due_at: datetime) -> None:
    """The survey of a ticket, if it is still to be asked, is due at another moment."""
    await tx.execute(
        update(Survey)
        .where(Survey.ticket_id == ticket_id, Survey.state == "due")
        .values(due_at=due_at)
    )

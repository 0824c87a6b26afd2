"""Live talks between staff and customers: who is in one, which are over, what did not arrive."""

from datetime import datetime

from sqlalchemy import func, or_, select

from storage import tickets
from storage.dialect import insert_new
from storage.engine import Session
from storage.models import Outbox, Person, Relay, Staff, Ticket, TicketEvent


async def of_customer(tx: Session, person_id: int) -> Relay | None:
    """The open talk in which the person is the customer."""
    return await _first(tx, Relay.person_id == person_id)


async def of_staff(tx: Session, staff_id: int) -> Relay | None:
    """The open talk that the member of staff leads."""
    return await _first(tx, Relay.staff_id == staff_id)


async def get(tx: Session, relay_id: int) -> Relay | None:
    """The talk with this id, while it is open."""
    return await _first(tx, Relay.id == relay_id)


async def _first(tx: Session, which: object) -> Relay | None:
    found = select(Relay).where(which, Relay.closed_at.is_(None))  # type: ignore[arg-type]
    return (await tx.execute(found)).scalar_one_or_none()


async def locked(tx: Session, relay: Relay) -> Ticket | None:
    """Locks a talk and its ticket until the transaction ends; null where it is over by now.

    Always the ticket first: whoever takes the ticket over comes the same way.
    """
    ticket = await tickets.get(tx, relay.ticket_id)
    again = select(Relay).where(Relay.id == relay.id).with_for_update()
    now_open = (await tx.execute(again.execution_options(populate_existing=True))).scalar_one()
    return ticket if now_open.closed_at is None else None


async def start(
    tx: Session, ticket_id: int, staff_id: int, person_id: int, now: datetime
) -> Relay | None:
    """Opens a talk; null where one of the two is in another by now."""
    row = {
        "ticket_id": ticket_id, "staff_id": staff_id, "person_id": person_id, "opened_at": now,
        "last_at": now,
    }  # fmt: skip
    made = await insert_new(tx, Relay, [row])
    return await of_staff(tx, staff_id) if made else None


async def to_end(tx: Session, silent_since: datetime) -> list[Relay]:
    """Open talks in which nobody wrote since then, or one side is not there any more."""
    found = (
        select(Relay)
        .join(Person, Person.id == Relay.person_id)
        .join(Staff, Staff.id == Relay.staff_id)
        .where(
            Relay.closed_at.is_(None),
            or_(
                Relay.last_at <= silent_since,
                Person.reachable.is_(False),
                Staff.active.is_(False),
            ),
        )
        .order_by(Relay.ticket_id)
    )
    return list((await tx.execute(found)).scalars())


NEWEST_EVENTS = 2000
"""Lines of all histories among which those of the last minutes are looked for."""


async def undelivered(tx: Session, what: str, since: datetime) -> list[TicketEvent]:
    """Lines since then whose message to the customer could not be delivered."""
    newest = select(func.max(TicketEvent.id)).scalar_subquery()
    found = select(TicketEvent).where(
        TicketEvent.id > newest - NEWEST_EVENTS, TicketEvent.what == what, TicketEvent.at >= since
    )
    said = {f"ticket:{e.ticket_id}:{e.id}": e for e in (await tx.execute(found)).scalars()}
    failed = select(Outbox.key).where(Outbox.key.in_(list(said)), Outbox.state == "failed")
    return [said[key] for key in (await tx.execute(failed)).scalars()]

"""What several tickets have in common: one cause behind the reports of several customers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from storage.engine import Session
from storage.models import Incident, Person, Ticket


async def alike(tx: Session, ticket: Ticket, since: Mapping[str, datetime]) -> Ticket | None:
    """The newest open ticket of another person that may well be about the same thing.

    `since` says for each kind of nearness (house, place, transformer, feeder) how recently the
    other one must have come. What is known to hang on another feeder or transformer is not near.
    """
    for name, at in since.items():  # one after the other: each finds its index
        if (near := _near(name, ticket)) is None:
            continue
        found = (
            select(Ticket)
            .where(
                near, Ticket.kind == ticket.kind, Ticket.closed_at.is_(None),
                Ticket.person_id != ticket.person_id, Ticket.created_at >= at,
                _same_or_unknown(Ticket.feeder_code, ticket.feeder_code),
                _same_or_unknown(Ticket.transformer_code, ticket.transformer_code),
            )
            .order_by(Ticket.id.desc())
            .limit(1)
            .with_for_update()
        )  # fmt: skip
        if (row := (await tx.execute(found)).scalar_one_or_none()) is not None:
            return row
    return None


def _near(name: str, ticket: Ticket) -> ColumnElement[bool] | None:
    """The condition for being near in this way; null where the ticket's own place is not known."""
    feeder, transformer = ticket.feeder_code, ticket.transformer_code
    place, house = ticket.place_id, ticket.house_number
    if name == "feeder" and feeder:
        return Ticket.feeder_code == feeder
    if name == "transformer" and feeder and transformer:
        return and_(Ticket.feeder_code == feeder, Ticket.transformer_code == transformer)
    if name == "place" and place is not None:
        return Ticket.place_id == place
    if name == "house" and place is not None and house is not None:
        return and_(Ticket.place_id == place, Ticket.house_number == house)
    return None


def _same_or_unknown(column: Any, value: str | None) -> ColumnElement[bool]:
    return true() if value is None else or_(column.is_(None), column == value)


async def open_for(tx: Session, ticket: Ticket) -> Incident:
    """A new incident that begins with this ticket."""
    incident = Incident(
        kind=ticket.kind, place_id=ticket.place_id, feeder_code=ticket.feeder_code,
        opened_at=ticket.created_at,
    )  # fmt: skip
    tx.add(incident)
    await tx.flush()
    ticket.incident_id = incident.id
    await tx.flush()
    return incident


async def members(tx: Session, incident_id: int | None, lock: bool = False) -> list[Ticket]:
    """The tickets of an incident that were not withdrawn, oldest first; none, where it is null."""
    if incident_id is None:
        return []
    found = (
        select(Ticket)
        .where(Ticket.incident_id == incident_id, Ticket.state != "withdrawn")
        .order_by(Ticket.id)
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return list((await tx.execute(found)).scalars())


async def lead(tx: Session, ticket: Ticket) -> Ticket:
    """The ticket under whose number staff see all that belong together: the oldest open one.

    A ticket without an incident leads itself.
    """
    if ticket.incident_id is None:
        return ticket
    together = await members(tx, ticket.incident_id)
    return next((t for t in together if t.closed_at is None), next(iter(together), ticket))


async def count_others(tx: Session, ticket: Ticket) -> int:
    """How many other people's reports belong together with this one."""
    if ticket.incident_id is None:
        return 0
    counted = select(func.count(Ticket.person_id.distinct())).where(
        Ticket.incident_id == ticket.incident_id, Ticket.state != "withdrawn",
        Ticket.person_id != ticket.person_id,
    )  # fmt: skip
    return int((await tx.execute(counted)).scalar_one())


async def end_if_closed(tx: Session, incident_id: int, now: datetime) -> None:
    """The incident is over when its last ticket is closed, and open again when one of them is."""
    incident = await tx.get_one(Incident, incident_id)
    opened = select(Ticket.id).where(
        Ticket.incident_id == incident_id, Ticket.closed_at.is_(None)
    ).limit(1)  # fmt: skip
    is_open = (await tx.execute(opened)).scalar_one_or_none() is not None
    incident.closed_at = None if is_open else incident.closed_at or now


async def reporters_of_outage(tx: Session, outage_id: int) -> list[tuple[Ticket, Person]]:
    """The open tickets that are about an outage, with whoever can be told in chat; the oldest first."""
    found = (
        select(Ticket, Person)
        .join(Person, Person.id == Ticket.person_id)
        .where(
            Ticket.outage_id == outage_id, Ticket.closed_at.is_(None),
            Person.reachable.is_(True), Person.chat_id.is_not(None),
        )
        .order_by(Ticket.id)
    )  # fmt: skip
    return [(ticket, person) for ticket, person in await tx.execute(found)]

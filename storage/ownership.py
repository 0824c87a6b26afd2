"""Who is asked to take a ticket: offers of new ones, hand-overs of owned ones, and who is there."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, select, union_all

from storage.engine import Session
from storage.models import HandOver, Person, Place, Staff, Ticket, TicketEvent

ENOUGH = 50
"""Whoever has so many open tickets has enough: counting on would only cost time."""
ASKED: ColumnElement[bool] = HandOver.state == "asked"
IS_OFFER: ColumnElement[bool] = HandOver.from_id.is_(None)


async def add(tx: Session, row: HandOver) -> HandOver:
    """Keeps that somebody is asked."""
    tx.add(row)
    await tx.flush()
    return row


async def get(tx: Session, hand_over_id: int) -> HandOver | None:
    """The hand-over as it is now. Lock its ticket first: who answers first wins."""
    found = select(HandOver).where(HandOver.id == hand_over_id).with_for_update()
    found = found.execution_options(populate_existing=True)
    return (await tx.execute(found)).scalar_one_or_none()


async def open_of(tx: Session, ticket_id: int) -> HandOver | None:
    """The hand-over of a ticket that nobody has answered yet."""
    found = select(HandOver).where(HandOver.ticket_id == ticket_id, ASKED, ~IS_OFFER)
    return (await tx.execute(found.limit(1))).scalar_one_or_none()


async def offered_to(tx: Session, ticket_id: int) -> set[int]:
    """Whoever was offered the ticket already, since it was opened or taken up again."""
    again = select(func.max(TicketEvent.at)).where(
        TicketEvent.ticket_id == ticket_id, TicketEvent.what == "reopened"
    )
    found = select(HandOver.to_id).where(HandOver.ticket_id == ticket_id, IS_OFFER)
    since = (await tx.execute(again)).scalar_one()
    if since is not None:
        found = found.where(HandOver.asked_at >= since)
    return {member for member in (await tx.execute(found)).scalars() if member is not None}


async def offers_to(tx: Session, member_id: int) -> list[tuple[HandOver, Ticket]]:
    """New tickets that wait for this member of staff to take them, oldest first."""
    return await _asked(tx, IS_OFFER, HandOver.to_id == member_id, Ticket.owner_id.is_(None))


async def asked_of(
    tx: Session, member_id: int, queues: Collection[str]
) -> list[tuple[HandOver, Ticket]]:
    """Hand-overs that this member of staff may accept, themselves or as one of a queue."""
    mine = (HandOver.to_id == member_id) | (
        HandOver.to_id.is_(None) & HandOver.to_queue.in_(queues)
    )
    return await _asked(tx, ~IS_OFFER, mine, HandOver.from_id != member_id)


async def asked_by(tx: Session, member_id: int) -> list[tuple[HandOver, Ticket]]:
    """Hand-overs that this member of staff has asked for."""
    return await _asked(tx, HandOver.from_id == member_id)


async def _asked(
    tx: Session, *where: ColumnElement[bool], limit: int = 20
) -> list[tuple[HandOver, Ticket]]:
    found = (
        select(HandOver, Ticket)
        .join(Ticket, Ticket.id == HandOver.ticket_id)
        .where(ASKED, Ticket.closed_at.is_(None), *where)
        .order_by(HandOver.id)
        .limit(limit)
    )
    return [(row, ticket) for row, ticket in await tx.execute(found)]


async def due(
    tx: Session, now: datetime, offers: bool, limit: int = 100
) -> list[tuple[HandOver, Ticket]]:
    """Offers (or hand-overs) whose time to answer is over; those that others work on are left out."""
    found = (
        select(HandOver, Ticket)
        .join(Ticket, Ticket.id == HandOver.ticket_id)
        .where(ASKED, HandOver.remind_at <= now, IS_OFFER if offers else ~IS_OFFER)
        .order_by(HandOver.remind_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row, ticket) for row, ticket in await tx.execute(found)]


async def loads(tx: Session, members: Iterable[int]) -> dict[int, int]:
    """Open tickets and open offers of each member; counted up to `ENOUGH`."""
    counted = dict.fromkeys(members, 0)
    parts = []
    for member in counted:
        for column in (
            select(Ticket.id).where(Ticket.owner_id == member, Ticket.closed_at.is_(None)),
            select(HandOver.id).where(ASKED, IS_OFFER, HandOver.to_id == member),
        ):
            part = column.limit(ENOUGH).subquery()
            parts.append(select(literal(member)).select_from(part))
    for member in (await tx.execute(union_all(*parts))).scalars() if parts else ():
        counted[member] += 1
    return counted


async def district_of(tx: Session, ticket: Ticket) -> str:
    """The district of the ticket's place; empty where it has none."""
    place = None if ticket.place_id is None else await tx.get(Place, ticket.place_id)
    return "" if place is None else place.district


async def out_of_reach(tx: Session) -> set[int]:
    """Telegram ids of staff who have blocked us: nothing said to them arrives."""
    found = (
        select(Staff.telegram_id)
        .join(Person, Person.telegram_id == Staff.telegram_id)
        .where(Staff.active.is_(True), Person.reachable.is_(False))
    )
    return set((await tx.execute(found)).scalars())


async def unattended(
    tx: Session, only_left: bool = False, limit: int = 20
) -> list[tuple[Staff, Ticket]]:
    """Open tickets whose owners have left, or (unless `only_left`) are off shift; by owner."""
    away: ColumnElement[bool] = Staff.active.is_(False)
    if not only_left:
        away = away | Staff.on_shift.is_(False)
    found = (
        select(Staff, Ticket)
        .join(Ticket, Ticket.owner_id == Staff.id)
        .where(away, Ticket.closed_at.is_(None))
        .order_by(Staff.active, Staff.id, Ticket.id)
        .limit(limit)
    )
    return [(member, ticket) for member, ticket in await tx.execute(found)]

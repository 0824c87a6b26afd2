"""Surveys: which are due, asked, to be reminded of or to be closed."""

from datetime import datetime

from sqlalchemy import select

from storage.engine import Session
from storage.models import Person, Survey, Ticket


async def plan(tx: Session, ticket: Ticket, due_at: datetime) -> None:
    """Plans the survey of a closed ticket; a reopened ticket is asked about anew."""
    survey = await get(tx, ticket.id)
    if survey is None:
        survey = Survey(ticket_id=ticket.id, person_id=ticket.person_id, round=0, comment="")
        tx.add(survey)
    survey.state, survey.due_at, survey.round = "due", due_at, survey.round + 1
    survey.asked_at = survey.remind_at = survey.expires_at = survey.answered_at = None
    await tx.flush()


async def get(tx: Session, ticket_id: int) -> Survey | None:
    """The survey of a ticket, locked until the transaction ends."""
    found = select(Survey).where(Survey.ticket_id == ticket_id).with_for_update()
    return (await tx.execute(found)).scalar_one_or_none()


async def asked_since(tx: Session, person_id: int, since: datetime) -> bool:
    """Whether the person was asked about some ticket after `since`."""
    found = select(Survey.ticket_id).where(
        Survey.person_id == person_id, Survey.asked_at.is_not(None), Survey.asked_at > since
    )
    return (await tx.execute(found.limit(1))).first() is not None


async def to_ask(tx: Session, now: datetime) -> list[tuple[Survey, Ticket, Person]]:
    """Surveys whose time has come."""
    return await _with_ticket(tx, Survey.state == "due", Survey.due_at <= now)


async def to_remind(tx: Session, now: datetime) -> list[tuple[Survey, Ticket, Person]]:
    """Surveys asked, not answered, whose one reminder is due."""
    return await _with_ticket(tx, Survey.state == "asked", Survey.remind_at <= now)


async def to_close(tx: Session, now: datetime) -> list[tuple[Survey, Ticket, Person]]:
    """Surveys that nobody answered in time."""
    return await _with_ticket(tx, Survey.state == "asked", Survey.expires_at <= now)


async def _with_ticket(tx: Session, *which: object) -> list[tuple[Survey, Ticket, Person]]:
    found = (
        select(Survey, Ticket, Person)
        .join(Ticket, Ticket.id == Survey.ticket_id)
        .join(Person, Person.id == Survey.person_id)
        .where(*which)  # type: ignore[arg-type]
        .order_by(Survey.ticket_id)
        .limit(200)
        .with_for_update()
    )
    return [(survey, ticket, person) for survey, ticket, person in await tx.execute(found)]

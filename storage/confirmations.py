"""Who depends on power: asked to confirm an outage, confirmed, or to be called."""

from datetime import datetime

from sqlalchemy import case, exists, func, literal, select, update

from storage.areas import DEPENDS, covers_account
from storage.audience import REACHABLE
from storage.dialect import changed, insert_selected
from storage.engine import Session
from storage.models import (
    Account,
    AccountLink,
    Confirmation,
    Outage,
    OutageArea,
    Person,
    Place,
    Staff,
)
from storage.models.base import UtcDateTime


async def ask(tx: Session, outage_id: int, now: datetime, due_at: datetime) -> int:
    """Asks for every account in the area that depends on power, once; how many are new.

    Until `due_at`; where nobody in chat could confirm, it is due at once.
    """
    in_chat = exists().where(
        AccountLink.account_number == Account.number, Person.id == AccountLink.person_id, REACHABLE
    )
    moment = literal(now, UtcDateTime)
    rows = (
        select(literal(outage_id), Account.number, moment,
               case((in_chat, literal(due_at, UtcDateTime)), else_=moment))
        .join(OutageArea, covers_account(OutageArea))
        .where(OutageArea.outage_id == outage_id, DEPENDS)
        .distinct()
    )  # fmt: skip
    columns = ["outage_id", "account_number", "asked_at", "due_at"]
    return await insert_selected(tx, Confirmation, columns, rows)


async def confirm(tx: Session, outage_id: int, person_id: int, now: datetime) -> int:
    """Somebody knows of an outage, for all their accounts; how many had not been confirmed."""
    mine = select(AccountLink.account_number).where(AccountLink.person_id == person_id)
    known = update(Confirmation).where(
        Confirmation.outage_id == outage_id, Confirmation.account_number.in_(mine),
        Confirmation.confirmed_at.is_(None),
    )  # fmt: skip
    values = known.values(confirmed_at=now).execution_options(synchronize_session=False)
    return changed(await tx.execute(values))


async def put_on_list(tx: Session, now: datetime) -> list[tuple[int, int]]:
    """Who has not confirmed in time is to be called: (outage that is not over, how many more)."""
    due = (Confirmation.due_at <= now, Confirmation.confirmed_at.is_(None),
           Confirmation.listed_at.is_(None))  # fmt: skip
    found = (
        select(Confirmation.outage_id, func.count())
        .join(Outage, Outage.id == Confirmation.outage_id)
        .where(*due, Outage.ended_at.is_(None))
        .group_by(Confirmation.outage_id)
    )
    counts = [(number, count) for number, count in await tx.execute(found)]
    listed = update(Confirmation).where(*due).values(listed_at=now)
    await tx.execute(listed.execution_options(synchronize_session=False))
    return counts


TO_CALL = (
    Confirmation.listed_at.is_not(None), Confirmation.confirmed_at.is_(None),
    Confirmation.called_by.is_(None), Outage.ended_at.is_(None),
)  # fmt: skip


async def to_call(tx: Session, limit: int) -> tuple[list[tuple[Outage, Account, Place]], int]:
    """Who is to be called, the outage that begins first before others; and how many those are."""
    found = (
        select(Outage, Account, Place)
        .join(Confirmation, Confirmation.outage_id == Outage.id)
        .join(Account, Account.number == Confirmation.account_number)
        .join(Place, Place.id == Account.place_id)
        .where(*TO_CALL)
    )
    ordered = found.order_by(Outage.starts_at, Account.medical.desc(), Account.number).limit(limit)
    rows = [(outage, account, place) for outage, account, place in await tx.execute(ordered)]
    counted = select(func.count()).select_from(found.subquery())
    return rows, int((await tx.execute(counted)).scalar_one())


async def called(tx: Session, outage_id: int, number: str, staff_id: int) -> bool:
    """A member of staff has called; False where somebody had already, or it is confirmed."""
    mine = update(Confirmation).where(
        Confirmation.outage_id == outage_id, Confirmation.account_number == number,
        Confirmation.called_by.is_(None), Confirmation.confirmed_at.is_(None),
    )  # fmt: skip
    values = mine.values(called_by=staff_id).execution_options(synchronize_session=False)
    return changed(await tx.execute(values)) == 1


async def called_by(tx: Session, outage_id: int, number: str) -> str | None:
    """Who has called, by name; null where nobody had to."""
    found = (
        select(Staff.name)
        .join(Confirmation, Confirmation.called_by == Staff.id)
        .where(Confirmation.outage_id == outage_id, Confirmation.account_number == number)
    )
    return (await tx.execute(found)).scalar_one_or_none()

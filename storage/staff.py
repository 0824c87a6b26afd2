"""Staff, their chats, and who tried what they may not."""

from datetime import datetime

from sqlalchemy import select

from storage.engine import Session
from storage.models import RefusedAttempt, Staff, StaffChat


async def get(tx: Session, staff_id: int) -> Staff:
    """The member of staff with this id."""
    return await tx.get_one(Staff, staff_id)


async def everybody(tx: Session) -> list[Staff]:
    """All active staff, in the order they were added."""
    return list(
        (await tx.execute(select(Staff).where(Staff.active.is_(True)).order_by(Staff.id))).scalars()
    )


async def add(
    tx: Session, telegram_id: int, name: str, role: str, queue: str, district: str = ""
) -> Staff:
    """Adds a member of staff, or changes the one with this Telegram id; whoever is back is on shift."""
    found = select(Staff).where(Staff.telegram_id == telegram_id)
    person = (await tx.execute(found)).scalar_one_or_none()
    if person is None:
        person = Staff(telegram_id=telegram_id, active=False)
        tx.add(person)
    if not person.active:
        person.active = person.on_shift = True
    person.name, person.role, person.queue, person.district = name, role, queue, district
    await tx.flush()
    return person


async def leave(tx: Session, telegram_id: int) -> bool:
    """A member of staff leaves: no rights any more; what they own is shown to the supervisors."""
    found = select(Staff).where(Staff.telegram_id == telegram_id, Staff.active.is_(True))
    person = (await tx.execute(found)).scalar_one_or_none()
    if person is not None:
        person.active = person.on_shift = person.duty = False
    return person is not None


async def chats(tx: Session) -> dict[str, int]:
    """The group chat of each queue that has one."""
    rows = (await tx.execute(select(StaffChat))).scalars()
    return {row.queue: row.chat_id for row in rows}


async def set_chat(tx: Session, queue: str, chat_id: int) -> None:
    """Names the group where the tickets of a queue appear."""
    await tx.merge(StaffChat(queue=queue, chat_id=chat_id))


async def move_chat(tx: Session, old: int, new: int) -> None:
    """A staff group became a supergroup."""
    for row in (await tx.execute(select(StaffChat).where(StaffChat.chat_id == old))).scalars():
        row.chat_id = new


async def record_refused(tx: Session, telegram_id: int, what: str, now: datetime) -> None:
    """Notes that somebody tried a staff command or button without the right to."""
    tx.add(RefusedAttempt(telegram_id=telegram_id, what=what[:64], at=now))

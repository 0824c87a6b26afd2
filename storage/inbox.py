"""The inbox: what Telegram sent, stored before it is confirmed, handled exactly once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.dialect import changed, insert_new
from storage.engine import Session
from storage.models import Inbox


async def store(tx: Session, updates: Iterable[tuple[int, dict[str, Any]]], now: datetime) -> int:
    """Stores (chat id, raw update) pairs; one that is there already is left as it is."""
    rows = [
        {
            "update_id": raw["update_id"], "chat_id": chat_id, "payload": raw,
            "received_at": now, "due_at": now, "state": "new", "tries": 0,
        }
        for chat_id, raw in updates
    ]  # fmt: skip
    return await insert_new(tx, Inbox, rows)


async def last_update_id(tx: Session) -> int | None:
    """The newest update by arrival: what the next `getUpdates` confirms."""
    newest = select(Inbox.update_id).order_by(Inbox.received_at.desc(), Inbox.update_id.desc())
    return (await tx.execute(newest.limit(1))).scalar_one_or_none()


async def waiting(tx: Session, now: datetime, busy: Collection[int], limit: int) -> list[Inbox]:
    """The oldest unhandled update of each chat that is not `busy`, oldest first."""
    heads = (
        select(func.min(Inbox.update_id))
        .where(Inbox.state == "new", Inbox.chat_id.not_in(busy))
        .group_by(Inbox.chat_id)
    )
    due = select(Inbox).where(Inbox.update_id.in_(heads), Inbox.due_at <= now)
    return list((await tx.execute(due.order_by(Inbox.update_id).limit(limit))).scalars())


async def next_due(tx: Session) -> datetime | None:
    """When the earliest unhandled update is due; null where none waits."""
    return (
        await tx.execute(select(func.min(Inbox.due_at)).where(Inbox.state == "new"))
    ).scalar_one_or_none()


async def claim(tx: Session, row: Inbox, state: str, now: datetime) -> bool:
    """Marks the update handled. False where another worker did, or an older one still waits."""
    older = (
        select(Inbox.update_id)
        .where(
            Inbox.chat_id == row.chat_id,
            Inbox.state == "new",
            Inbox.update_id < row.update_id,
        )
        .exists()
    )
    done = (
        update(Inbox)
        .where(Inbox.update_id == row.update_id, Inbox.state == "new", ~older)
        .values(state=state, handled_at=now)
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(done)) == 1


async def count_try(tx: Session, row: Inbox, again_at: datetime, error: str) -> int:
    """Notes a failed try and when the next one is due; how many there have been."""
    tried = (
        update(Inbox)
        .where(Inbox.update_id == row.update_id, Inbox.state == "new")
        .values(tries=Inbox.tries + 1, due_at=again_at, error=error)
        .returning(Inbox.tries)
        .execution_options(synchronize_session=False)
    )
    return (await tx.execute(tried)).scalar_one_or_none() or 0


async def count_by_state(tx: Session) -> dict[str, int]:
    """How many updates are in each state."""
    rows = await tx.execute(select(Inbox.state, func.count()).group_by(Inbox.state))
    return {str(state): int(count) for state, count in rows}

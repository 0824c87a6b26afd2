"""Letters: the rows of the outbox that go by SMS or e-mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, literal_column, or_, select, update

from storage.dialect import changed
from storage.engine import Session
from storage.models import Body, Broadcast, Outbox

QUEUED = (Outbox.state == literal_column("'queued'"),
          Outbox.channel != literal_column("'telegram'"))  # fmt: skip


async def due(tx: Session, channel: str, now: datetime, limit: int) -> list[Row[Any]]:
    """Letters that may go now: (id, address, payload, tries, queued_at), urgent ones first."""
    stopped = select(Broadcast.id).where(Broadcast.state.in_(("paused", "cancelled")))
    found = (
        select(Outbox.id, Outbox.address, Body.payload, Outbox.tries, Outbox.queued_at)
        .join(Body, Body.id == Outbox.body_id)
        .where(*QUEUED, Outbox.channel == channel, Outbox.due_at <= now,
               or_(Outbox.broadcast_id.is_(None), Outbox.broadcast_id.not_in(stopped)))
        .order_by(Outbox.due_at, Outbox.id)
        .limit(limit)
    )  # fmt: skip
    return list(await tx.execute(found))


async def put_away(tx: Session) -> int:
    """Letters of alerts that are not true any more, or were cancelled, are not sent; how many."""
    gone = select(Broadcast.id).where(Broadcast.state == "cancelled")
    dropped = update(Outbox).where(*QUEUED, Outbox.broadcast_id.in_(gone)).values(state="cancelled")
    return changed(await tx.execute(dropped.execution_options(synchronize_session=False)))


async def start(tx: Session, letter_ids: list[int]) -> None:
    """Marks letters as being sent, before they are: a crash after this repeats only them."""
    started = update(Outbox).where(Outbox.id.in_(letter_ids)).values(state="sending")
    await tx.execute(started.execution_options(synchronize_session=False))


async def finish(tx: Session, letter_id: int, **changes: Any) -> None:
    """Records how sending a letter ended: columns of the outbox."""
    ended = update(Outbox).where(Outbox.id == letter_id).values(**changes)
    await tx.execute(ended.execution_options(synchronize_session=False))


async def resume_interrupted(tx: Session) -> int:
    """After a crash: letters that were being sent are queued again. How many those were."""
    again = (
        update(Outbox)
        .where(Outbox.state == literal_column("'sending'"), Outbox.channel != "telegram")
        .values(state="queued")
    )
    return changed(await tx.execute(again.execution_options(synchronize_session=False)))

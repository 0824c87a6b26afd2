"""The outbox: everything we say, queued once by its key, sent in order within a chat."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage.dialect import changed, insert_new
from storage.engine import Session
from storage.models import Body, Inbox, Outbox

WAITING = ("queued", "sending")


async def queue(
    tx: Session, key: str, chat_id: int, lane: int, payload: dict[str, Any], now: datetime
) -> bool:
    """Queues one message; a key that is there already is a no-op. True if it is new."""
    row = {
        "key": key, "chat_id": chat_id, "lane": lane, "payload": payload, "state": "queued",
        "due_at": now, "queued_at": now, "tries": 0,
    }  # fmt: skip
    return await insert_new(tx, Outbox, [row]) == 1


async def heads(tx: Session, blocked: Collection[int], limit: int) -> list[Outbox]:
    """What may be sent next: by lane, and of each chat its oldest waiting message.

    Where a chat's reply stands behind an older alert, the alert takes the reply's turn: order in
    a chat is kept and the reply waits for one message, not for the whole broadcast.
    """
    wanted = (
        select(Outbox.chat_id)
        .where(Outbox.state == "queued", Outbox.chat_id.not_in(blocked))
        .order_by(Outbox.lane, Outbox.id)
        .limit(limit)
    )
    chats = list(dict.fromkeys((await tx.execute(wanted)).scalars()))
    if not chats:
        return []
    first = (
        select(func.min(Outbox.id))
        .where(Outbox.chat_id.in_(chats), Outbox.state.in_(WAITING))
        .group_by(Outbox.chat_id)
    )
    rows = (await tx.execute(select(Outbox).where(Outbox.id.in_(first)))).scalars()
    by_chat = {row.chat_id: row for row in rows if row.state == "queued"}
    return [by_chat[chat] for chat in chats if chat in by_chat]


async def start(tx: Session, row_ids: Sequence[int]) -> None:
    """Marks messages as being sent, before they are: a crash after this repeats only them."""
    await tx.execute(
        update(Outbox)
        .where(Outbox.id.in_(row_ids), Outbox.state == "queued")
        .values(state="sending")
        .execution_options(synchronize_session=False)
    )


async def payload_of(tx: Session, row: Outbox) -> dict[str, Any]:
    """The message itself, from the row or from the body it shares."""
    if row.payload is not None:
        return row.payload
    shared: dict[str, Any] = (
        await tx.execute(select(Body.payload).where(Body.id == row.body_id))
    ).scalar_one()
    return shared


async def finish(tx: Session, row_id: int, **changes: Any) -> None:
    """Records how a sending ended: sent with a message id, queued again later, or failed."""
    await tx.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(**changes)
        .execution_options(synchronize_session=False)
    )


async def resume_interrupted(tx: Session) -> int:
    """After a crash: what was being sent is queued again. How many those were."""
    again = (
        update(Outbox)
        .where(Outbox.state == "sending")
        .values(state="queued")
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(again))


async def message_id_of(tx: Session, key: str) -> int | None:
    """Telegram's id of the message queued under `key`; null where it is not sent (yet)."""
    return (
        await tx.execute(select(Outbox.message_id).where(Outbox.key == key))
    ).scalar_one_or_none()


async def move_chat(tx: Session, old: int, new: int) -> None:
    """A group became a supergroup: all that waits for it goes to its new id."""
    for table in (Outbox, Inbox):
        await tx.execute(
            update(table)
            .where(table.chat_id == old, table.state.in_(("queued", "sending", "new")))
            .values(chat_id=new)
            .execution_options(synchronize_session=False)
        )


async def count_by_state(tx: Session) -> dict[str, int]:
    """How many messages are in each state."""
    rows = await tx.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
    return dict(rows)

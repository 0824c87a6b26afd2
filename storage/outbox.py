"""The outbox: everything we say, queued once by its key, sent in order within a chat."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

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


async def heads(
    tx: Session, blocked: Collection[int], limit: int
) -> list[tuple[Outbox, dict[str, Any]]]:
    """What may be sent next, with its payload: by lane, and of each chat its oldest message.

    Where a chat's reply stands behind an older alert, the alert takes the reply's turn: order in
    a chat is kept and the reply waits for one message, not for the whole broadcast.
    """
    wanted = (
        select(Outbox.chat_id, Outbox.lane, Outbox.id)
        .where(Outbox.state == "queued", Outbox.chat_id.not_in(blocked))
        .order_by(Outbox.lane, Outbox.id)
        .limit(limit)
        .subquery()
    )
    first = (
        select(func.min(Outbox.id).label("id"), Outbox.chat_id)
        .where(Outbox.chat_id.in_(select(wanted.c.chat_id)), Outbox.state.in_(WAITING))
        .group_by(Outbox.chat_id)
        .subquery()
    )
    turns = (
        select(wanted.c.chat_id, func.min(wanted.c.lane).label("lane"), func.min(wanted.c.id).label("id"))
        .group_by(wanted.c.chat_id)
        .subquery()
    )  # fmt: skip
    found = (
        select(Outbox, Body.payload)
        .join(first, first.c.id == Outbox.id)
        .join(turns, turns.c.chat_id == Outbox.chat_id)
        .outerjoin(Body, Body.id == Outbox.body_id)
        .where(Outbox.state == "queued")
        .order_by(turns.c.lane, turns.c.id)
    )
    rows = await tx.execute(found)
    return [(row, row.payload if shared is None else shared) for row, shared in rows]


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
    return (await tx.get_one(Body, row.body_id)).payload


ENDINGS = ("state", "chat_id", "due_at", "tries", "sent_at", "message_id", "error")
"""The columns that tell how a sending ended."""


async def finish(tx: Session, endings: Sequence[dict[str, Any]]) -> None:
    """Records how sendings ended: each with `row_id` and all of `ENDINGS`."""
    if endings:
        table: Any = Outbox.__table__
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}") for name in ENDINGS})
        )
        rows = [
            {"row_id": e["row_id"], **{f"new_{name}": e[name] for name in ENDINGS}} for e in endings
        ]
        await (await tx.connection()).execute(statement, rows)


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
    return {str(state): int(count) for state, count in rows}

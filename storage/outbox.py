"""The outbox: everything we say, queued once by its key, sent in order within a chat.

What may go next is found without looking at what may not: rows of a broadcast that is paused, or
due only in the morning, cost nothing, be they a million. Conditions are written as constants
where an index holds only the rows that fulfil them: SQLite uses it only then.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from storage.dialect import changed, insert_new
from storage.engine import Session
from storage.models import Body, Broadcast, Inbox, Outbox

Waiting = Row[Any]
"""A message that waits, with the columns of `COLUMNS`."""
COLUMNS = (
    Outbox.id, Outbox.chat_id, Outbox.lane, Outbox.state, Outbox.due_at, Outbox.tries,
    Outbox.queued_at, Outbox.sent_at, Outbox.message_id, Outbox.error, Outbox.payload,
    Outbox.body_id, Outbox.broadcast_id,
)  # fmt: skip

QUEUED = (Outbox.state == literal_column("'queued'"),
          Outbox.channel == literal_column("'telegram'"))  # fmt: skip
SENDING = Outbox.state == literal_column("'sending'")
Before = aliased(Outbox)


async def queue(
    tx: Session, key: str, chat_id: int, lane: int, payload: dict[str, Any], now: datetime,
    due_at: datetime | None = None,
) -> bool:  # fmt: skip
    """Queues one message, to go now or at `due_at`; a key that is there already is a no-op.

    True if it is new.
    """
    row = {
        "key": key, "chat_id": chat_id, "lane": lane, "payload": payload, "state": "queued",
        "due_at": due_at or now, "queued_at": now, "tries": 0,
    }  # fmt: skip
    return await insert_new(tx, Outbox, [row]) == 1


# What may go.


async def due(
    tx: Session, now: datetime, blocked: Collection[int], lowest: int, limit: int
) -> list[Waiting]:
    """Messages to one chat each that are due, in the lanes up to `lowest`, most urgent first."""
    found = (
        select(*COLUMNS)
        .where(*QUEUED, Outbox.broadcast_id.is_(None), Outbox.lane <= lowest)
        .order_by(Outbox.lane, Outbox.due_at, Outbox.id)
    )
    return await _some(tx, found, now, blocked, limit)


async def due_of(
    tx: Session, broadcast_id: int, now: datetime, blocked: Collection[int], limit: int
) -> list[Waiting]:
    """Messages of a broadcast that are due, in the order of their queueing.

    Those only that stand first in the line of their chat: what stands before them is found itself.
    """
    found = (
        select(*COLUMNS)
        .where(*QUEUED, Outbox.broadcast_id == broadcast_id)
        .where(~exists().where(Before.chat_id == Outbox.chat_id, Before.id < Outbox.id,
                               *_in_line(Before, now)))
        .order_by(Outbox.due_at, Outbox.id)
    )  # fmt: skip
    return await _some(tx, found, now, blocked, limit)


async def _some(
    tx: Session, found: Select[Any], now: datetime, blocked: Collection[int], limit: int
) -> list[Waiting]:
    found = found.where(Outbox.due_at <= now).limit(limit)
    if blocked:
        found = found.where(Outbox.chat_id.not_in(blocked))
    return list(await tx.execute(found))


def _in_line(row: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """A message that keeps those behind it in its chat waiting.

    One that may not go at all (of a broadcast that was stopped) or was meant for later from the
    beginning (quiet hours) keeps nobody waiting; one that is to be tried again does.
    """
    under_way = select(Broadcast.id).where(
        Broadcast.finished_at.is_(None), Broadcast.state == "sending"
    )
    return (
        row.state.in_([literal_column("'queued'"), literal_column("'sending'")]),
        row.channel == literal_column("'telegram'"),
        or_(row.broadcast_id.is_(None), row.broadcast_id.in_(under_way), row.state == "sending"),
        or_(row.due_at <= now, row.error.is_not(None)),
    )


async def first_in_line(tx: Session, chats: Collection[int], now: datetime) -> dict[int, Waiting]:
    """The oldest message of each chat, queued or being sent: the one that must go first."""
    first = (
        select(func.min(Outbox.id))
        .where(Outbox.chat_id.in_(chats), *_in_line(Outbox, now))
        .group_by(Outbox.chat_id)
    )
    rows = await tx.execute(select(*COLUMNS).where(Outbox.id.in_(first)))
    return {row.chat_id: row for row in rows}


async def start(tx: Session, row_ids: Sequence[int]) -> set[int]:
    """Marks messages as being sent, before they are: a crash after this repeats only them.

    Which of them it was: one that is not queued any more was stopped meanwhile.
    """
    started = await tx.execute(
        update(Outbox)
        .where(Outbox.id.in_(row_ids), Outbox.state == "queued")
        .values(state="sending")
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return set(started.scalars())


async def payload_of(tx: Session, row: Outbox) -> dict[str, Any]:
    """The message itself, from the row or from the body it shares."""
    return row.payload if row.payload is not None else await body(tx, row.body_id)


async def body(tx: Session, body_id: int | None) -> dict[str, Any]:
    """A message that many rows share; it never changes."""
    return (await tx.get_one(Body, body_id)).payload


FURTHEST_BACK = 20_000
"""Messages to anybody: what was said longer ago is no open question any more. Bounds the search,
there being no index of all that was ever said to a chat."""


async def newest_to(tx: Session, chat_id: int, now: datetime) -> dict[str, Any] | None:
    """The message that a person sees last in their chat; changes of older ones are none."""
    last = (await tx.execute(select(func.max(Outbox.id)))).scalar_one() or 0
    found = (
        select(Outbox)
        .where(Outbox.id > last - FURTHEST_BACK, Outbox.chat_id == chat_id, Outbox.due_at <= now)
        .where(Outbox.channel == "telegram", Outbox.state.not_in(("failed", "cancelled")))
        .order_by(Outbox.id.desc())
        .limit(5)
    )
    for row in (await tx.execute(found)).scalars():
        payload = await payload_of(tx, row)
        if payload.get("text") and not payload.get("edits"):
            return payload
    return None


# How it ended.

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


async def count_for_broadcasts(tx: Session, ended: Iterable[tuple[int | None, str]]) -> None:
    """Adds to the figures of broadcasts: (broadcast, new state) of messages that ended."""
    counted = Counter((number, state) for number, state in ended if number is not None)
    for number in {number for number, _state in counted}:
        more = {name: counted[number, name] for name in ("sent", "failed")}
        if any(more.values()):
            await tx.execute(
                update(Broadcast)
                .where(Broadcast.id == number)
                .values({name: getattr(Broadcast, name) + count for name, count in more.items()})
                .execution_options(synchronize_session=False)
            )


async def resume_interrupted(tx: Session) -> int:
    """After a crash: what was being sent is queued again. How many those were."""
    again = (
        update(Outbox)
        .where(SENDING, Outbox.channel == "telegram")
        .values(state="queued")
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(again))


async def is_known(tx: Session, key: str) -> bool:
    """Whether a message with this key was ever queued."""
    return (await tx.execute(select(Outbox.id).where(Outbox.key == key))).first() is not None


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


async def waits(tx: Session, key: str) -> bool:
    """Whether the message queued under `key` has still to be sent."""
    found = select(Outbox.state).where(Outbox.key == key)
    return (await tx.execute(found)).scalar_one_or_none() in ("queued", "sending")

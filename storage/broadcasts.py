"""Broadcasts: one text to many chats, their figures, and stopping them without touching their rows.

A broadcast is stopped by its own row alone; the sender takes nothing of one that is not `sending`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from storage import outbox
from storage.audience import REACHABLE, Hold, told_at, wants
from storage.dialect import changed, insert_selected
from storage.engine import Session
from storage.models import (
    Account,
    AccountLink,
    Body,
    Broadcast,
    HouseRange,
    Outbox,
    Person,
    Subscription,
)
from storage.models.base import UtcDateTime

UNREACHABLE = ("Forbidden", "ChatGone")
"""Why a message failed (`Outbox.error`), where trying again is of no use."""

# For the sender.


async def sending(tx: Session) -> list[int]:
    """The broadcasts that are being sent, alerts before announcements, the oldest first."""
    found = (
        select(Broadcast.id)
        .where(Broadcast.finished_at.is_(None), Broadcast.state == "sending")
        .order_by(case((Broadcast.kind == "outage", 0), else_=1), Broadcast.id)
    )
    return list((await tx.execute(found)).scalars())


async def next_due(tx: Session, broadcast_id: int) -> datetime | None:
    """When the next message of a broadcast may go; null where none waits any more."""
    found = select(func.min(Outbox.due_at)).where(
        *outbox.QUEUED, Outbox.broadcast_id == broadcast_id
    )
    return (await tx.execute(found)).scalar_one_or_none()


async def finish(tx: Session, broadcast_id: int, now: datetime) -> None:
    """All of a broadcast has been sent, or has failed for good."""
    await tx.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.state == "sending")
        .values(state="done", finished_at=now)
        .execution_options(synchronize_session=False)
    )


# Whom an announcement reaches.


def _reaches(audience: dict[str, Any]) -> ColumnElement[bool]:
    """Whether a person belongs to everybody, a place, a feeder, a tier or a language."""
    if (language := audience.get("language")) is not None:
        return Person.language == str(language)
    if (tier := audience.get("tier")) is not None:
        return _linked(Account.tier == tier)
    if codes := several(audience.get("feeder")):
        on_feeder = and_(HouseRange.place_id == Subscription.place_id,
                         HouseRange.feeder_code.in_(codes))  # fmt: skip
        return or_(_linked(Account.feeder_code.in_(codes)), _subscribed(exists().where(on_feeder)))
    if ids := several(audience.get("place")):
        return or_(_linked(Account.place_id.in_(ids)), _subscribed(Subscription.place_id.in_(ids)))
    return literal(True)


def several(one_or_more: Any) -> list[Any]:
    """The lines or places of an audience; announcements kept earlier name a single one."""
    if one_or_more is None:
        return []
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _linked(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        AccountLink.person_id == Person.id, Account.number == AccountLink.account_number, condition
    )


def _subscribed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Subscription.person_id == Person.id, condition)


HAS_CHAT = Person.chat_id.is_not(None)


async def reach(tx: Session, audience: dict[str, Any], topic: str, now: datetime) -> dict[str, int]:
    """How many chats an audience has: by language, "muted" (want none), "unreachable"."""
    meant = select(func.count()).select_from(Person).where(_reaches(audience))
    wanted = wants((topic,), now)
    found = select(Person.language, func.count()).where(_reaches(audience), REACHABLE, wanted)
    counts = {
        str(language): int(count)
        for language, count in await tx.execute(found.group_by(Person.language))
    }
    muted = await tx.execute(meant.where(REACHABLE, ~wanted))
    blocked = await tx.execute(meant.where(HAS_CHAT, Person.reachable.is_(False)))
    return counts | {"muted": muted.scalar_one(), "unreachable": blocked.scalar_one()}


# Queueing.


async def add(tx: Session, broadcast: Broadcast) -> Broadcast:
    """Keeps a broadcast; nothing is sent yet."""
    tx.add(broadcast)
    await tx.flush()
    return broadcast


async def get(tx: Session, broadcast_id: int) -> Broadcast | None:
    """The broadcast as it is now, locked until the transaction ends."""
    found = select(Broadcast).where(Broadcast.id == broadcast_id).with_for_update()
    found = found.execution_options(populate_existing=True)
    return (await tx.execute(found)).scalar_one_or_none()


async def queue(
    tx: Session, broadcast: Broadcast, bodies: dict[str, dict[str, Any]], topic: str, lane: int,
    holds: Sequence[Hold], now: datetime,
) -> int:  # fmt: skip
    """Queues an announcement to its audience, each in their language; how many chats.

    One INSERT … SELECT a language. `holds`: who sleeps now, and until when it waits for them.
    """
    people = select(Person).where(_reaches(broadcast.audience), REACHABLE, wants((topic,), now))
    key = literal(f"broadcast:{broadcast.id}:") + cast(Person.chat_id, String)
    moment, due_at = literal(now, UtcDateTime), told_at(holds, now)
    columns = ["key", "lane", "chat_id", "body_id", "state", "due_at", "queued_at", "tries",
               "broadcast_id"]  # fmt: skip
    queued = 0
    for language, payload in bodies.items():
        body = Body(payload=payload)
        tx.add(body)
        await tx.flush()
        rows = people.where(Person.language == language).with_only_columns(
            key, literal(lane), Person.chat_id, literal(body.id), literal("queued"), due_at,
            moment, literal(0), literal(broadcast.id),
        )  # fmt: skip
        queued += await insert_selected(tx, Outbox, columns, rows)
    return queued


# What has become of them.


async def latest(tx: Session, limit: int) -> list[Broadcast]:
    """The newest broadcasts that were sent or asked for, newest first."""
    found = select(Broadcast).where(Broadcast.state != "draft").order_by(Broadcast.id.desc())
    return list((await tx.execute(found.limit(limit))).scalars())


SHOWN_AFTERWARDS = timedelta(days=1)
"""So long after its end the last figures may still come late to the progress message."""


async def to_show(tx: Session, now: datetime) -> Sequence[Broadcast]:
    """Broadcasts whose progress somebody sees, under way or over lately."""
    found = select(Broadcast).where(
        Broadcast.progress_chat_id.is_not(None),
        or_(Broadcast.finished_at.is_(None), Broadcast.finished_at > now - SHOWN_AFTERWARDS),
    )
    return (await tx.execute(found.order_by(Broadcast.id).with_for_update())).scalars().all()


async def not_shown(tx: Session, least: int) -> Sequence[Broadcast]:
    """Alerts under way to so many chats whose progress nobody sees yet."""
    found = select(Broadcast).where(
        Broadcast.finished_at.is_(None), Broadcast.kind == "outage",
        Broadcast.progress_chat_id.is_(None), Broadcast.total >= least,
    )  # fmt: skip
    return (await tx.execute(found.order_by(Broadcast.id).with_for_update())).scalars().all()


async def of_notice(tx: Session, outage_id: int) -> Broadcast | None:
    """The newest alert about a notice; null where nobody has been told of it."""
    found = select(Broadcast).where(Broadcast.outage_id == outage_id).order_by(Broadcast.id.desc())
    return (await tx.execute(found.limit(1))).scalar_one_or_none()


async def failures(tx: Session, broadcast_id: int) -> tuple[int, int]:
    """How many of a broadcast failed and may be tried again, and how many chats are gone."""
    gone = Outbox.error.in_(UNREACHABLE)
    found = select(func.count(case((gone, None), else_=1)), func.count(case((gone, 1))))
    row = (await tx.execute(found.where(*_failed(broadcast_id)))).one()
    return row[0], row[1]


def _failed(broadcast_id: int) -> tuple[ColumnElement[bool], ...]:
    failed = Outbox.state == literal_column("'failed'")
    return failed, Outbox.channel == "telegram", Outbox.broadcast_id == broadcast_id


async def resend(tx: Session, broadcast_id: int, now: datetime) -> int:
    """Queues again what failed and may be tried again; how many."""
    again = (
        update(Outbox)
        .where(*_failed(broadcast_id), Outbox.error.not_in(UNREACHABLE))
        .values(state="queued", due_at=now, queued_at=now, tries=0, error=None)
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(again))


async def is_newest(tx: Session, broadcast: Broadcast) -> bool:
    """Whether nothing newer has been said of the same outage."""
    if broadcast.outage_id is None:
        return True
    newest = select(func.max(Broadcast.id)).where(Broadcast.outage_id == broadcast.outage_id)
    return (await tx.execute(newest)).scalar_one() == broadcast.id


async def cancelled(tx: Session) -> Sequence[Broadcast]:
    """Cancelled broadcasts whose messages have not all been put away."""
    found = select(Broadcast).where(Broadcast.finished_at.is_(None), Broadcast.state == "cancelled")
    return (await tx.execute(found.order_by(Broadcast.id))).scalars().all()


async def put_away(tx: Session, broadcast_id: int, most: int) -> int:
    """Marks some of the messages that a cancelled broadcast leaves behind; how many."""
    some = (
        select(Outbox.id)
        .where(*outbox.QUEUED, Outbox.broadcast_id == broadcast_id)
        .order_by(Outbox.due_at, Outbox.id)
        .limit(most)
    )
    marked = (
        update(Outbox)
        .where(Outbox.id.in_(some), Outbox.state == "queued")
        .values(state="cancelled")
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(marked))

"""What came in, what goes out, who writes, and where the conversation stands."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id


class Inbox(Base):
    """One update as Telegram sent it. It is confirmed only after this row is committed.

    `state`: new → done, or set_aside after three tries, or ignored (nothing to handle in it).
    """

    __tablename__ = "inbox"
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="new")
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    error: Mapped[str | None]
    __table_args__ = (
        Index(
            "ix_inbox_new",
            "chat_id",
            "update_id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index("ix_inbox_state", "state", "update_id"),
    )


class Body(Base):
    """A message that many chats get: stored once, named by their outbox rows."""

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    payload: Mapped[dict[str, Any]]


QUEUED = "state = 'queued' AND channel = 'telegram'"


def _waiting(name: str, *columns: str, where: str) -> Index:
    """An index of those rows only that a query with the same condition looks for."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Outbox(Base):
    """One message to one chat. `key` is unique: queueing twice is a no-op.

    `state`: queued → sending → sent, or failed (for good), or cancelled (with its broadcast).
    Lanes: 0 safety, 1 replies, 2 outage alerts, 3 surveys, 4 announcements. The payload is in the
    row or in the shared `body`. `channel`: telegram (to `chat_id`), or sms or email (to `address`,
    `chat_id` being 0).

    What waits is found by `due_at` within a lane or broadcast: rows that are due later, or whose
    broadcast is paused, are never looked at, however many they are. `body_id` and `broadcast_id`
    are no foreign keys: to check them takes a third of the time of an alert to a million chats.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[int]
    chat_id: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any] | None]
    body_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(default="queued")
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    broadcast_id: Mapped[int | None] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(default="telegram", server_default="telegram")
    address: Mapped[str | None]
    __table_args__ = (
        _waiting(
            "ix_outbox_waiting", "lane", "due_at", "id", where=f"{QUEUED} AND broadcast_id IS NULL"
        ),
        _waiting(
            "ix_outbox_broadcast",
            "broadcast_id",
            "due_at",
            "id",
            where=f"{QUEUED} AND broadcast_id IS NOT NULL",
        ),
        _waiting(
            "ix_outbox_failed",
            "broadcast_id",
            "id",
            where="state = 'failed' AND broadcast_id IS NOT NULL",
        ),
        _waiting(
            "ix_outbox_letters",
            "channel",
            "due_at",
            "id",
            where="state = 'queued' AND channel != 'telegram'",
        ),
        _waiting("ix_outbox_sending", "id", where="state = 'sending'"),
        _waiting("ix_outbox_chat_waiting", "chat_id", "id", where="state IN ('queued', 'sending')"),
    )


class Person(Base):
    """Somebody who writes to us. `chat_id` is the private chat, once there is one.

    Quiet hours are "HH:MM" at the utility; null: those of the policy; both equal: none. `muted`:
    topics they get nothing about; `muted_until`: they get no alerts that can wait before then.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    first_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    language_chosen: Mapped[bool] = mapped_column(default=False)
    reachable: Mapped[bool] = mapped_column(default=True)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    quiet_from: Mapped[str | None]
    quiet_until: Mapped[str | None]
    muted: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    muted_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Conversation(Base):
    """Where one person stands in one chat: the open form, if any, and what may follow it."""

    __tablename__ = "conversation"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    form: Mapped[dict[str, Any] | None]
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class Keyboard(Base):
    """What the buttons under one message do. `callback_data` is `<id>:<n>`, opaque and short.

    `chat_id` null: the keyboard of a message that many chats got.
    """

    __tablename__ = "keyboard"
    id: Mapped[str] = mapped_column(primary_key=True)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    actions: Mapped[list[Any]]
    created_at: Mapped[datetime]


class Misunderstood(Base):
    """A message that was not understood; see `collect_messages` in `policy.yml`.

    `why`: unsure (we said so), neither (of the two offered) or wrong (the person said so). `text`
    is masked, and null where texts are not collected; `intents` is the ranking, best first.
    """

    __tablename__ = "misunderstood"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    language: Mapped[str]
    text: Mapped[str | None]
    intents: Mapped[list[Any]]
    why: Mapped[str]
    label: Mapped[str | None]
    labelled_at: Mapped[datetime | None]
    labelled_by: Mapped[str | None]


class Tally(Base):
    """How often something happened on a day, such as an intent that is not built yet."""

    __tablename__ = "tally"
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)

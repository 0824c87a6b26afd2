"""Outage notices, whom they were told to, the sources they come from, and broadcasts."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id


class Outage(Base):
    """An outage notice. `version` rises with every change that a customer would notice.

    `kind`: planned, temporary, fault, load_shedding, arrears or safety. `state`: draft → published
    → in_progress → restored, or cancelled (was announced), or discarded (never was true, or a draft
    thrown away). `until` is the estimated restoration (ETR), set at `until_at`; null: none is
    known. `reason`: a code of the catalogue or plain words; `cause`: as the source names it.
    `sequence`: of the last message of its source; an older one is stale. `late_reason`: why a
    planned one was announced late. `customers`: how many the source says are affected.
    """

    __tablename__ = "outage"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="published")
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    cause: Mapped[str] = mapped_column(default="", server_default="")
    late_reason: Mapped[str] = mapped_column(default="", server_default="")
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    customers: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(
            "ix_outage_open",
            "starts_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class OutageVersion(Base):
    """What a notice said in one version."""

    __tablename__ = "outage_version"
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    by: Mapped[str] = mapped_column(default="", server_default="")


class OutageArea(Base):
    """What is off: a feeder, a transformer's area, a place or some house numbers of it, an account."""

    __tablename__ = "outage_area"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), index=True)
    feeder_code: Mapped[str | None] = mapped_column(ForeignKey("feeder.code"), index=True)
    transformer_code: Mapped[str | None] = mapped_column(ForeignKey("transformer.code"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    low: Mapped[int | None]
    high: Mapped[int | None]
    parity: Mapped[str] = mapped_column(default="all")
    account_number: Mapped[str | None] = mapped_column(ForeignKey("account.number"), index=True)


class OutageAlert(Base):
    """An alert that an outage owes at a moment: day_before, hour_before, start, etr_overdue."""

    __tablename__ = "outage_alert"
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_outage_alert_due",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )


class Confirmation(Base):
    """Somebody who depends on power is asked to confirm that they know of an outage.

    Who has not by `due_at` is listed for a call (`listed_at`).
    """

    __tablename__ = "confirmation"
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), primary_key=True)
    account_number: Mapped[str] = mapped_column(ForeignKey("account.number"), primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    called_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    __table_args__ = (
        Index(
            "ix_confirmation_due",
            "due_at",
            sqlite_where=text("confirmed_at IS NULL AND listed_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL AND listed_at IS NULL"),
        ),
    )


class Feed(Base):
    """A system that sends us outages. Silent for longer than its rule: an alarm (`alarmed_at`)."""

    __tablename__ = "feed"
    source: Mapped[str] = mapped_column(primary_key=True)
    heard_at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]


class ApiToken(Base):
    """A bearer token of another system; only its hash is kept. `scopes`: outages:read, …:write."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class FeederWarning(Base):
    """A feeder was off too often. `level`: early (two outages in 12 months) or plan (three)."""

    __tablename__ = "feeder_warning"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feeder_code: Mapped[str] = mapped_column(ForeignKey("feeder.code"), index=True)
    level: Mapped[str]
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]


class Broadcast(Base):
    """One text to many chats: an alert of an outage, or an announcement.

    `kind`: outage or announcement. `state`: draft, asked (approval), sending, paused, cancelled or
    done. `texts`: by language. `total`: chats at the start; `sent` and `failed`: so far, counted by
    the sender. `finished_at`: nothing of it waits any more. The progress message lives in the chat
    `progress_chat_id` under the outbox key `progress_key`; `progress`: what it said last.
    """

    __tablename__ = "broadcast"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="sending")
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("outage.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    progress_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    progress_key: Mapped[str] = mapped_column(default="")
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    __table_args__ = (
        Index(
            "ix_broadcast_open",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_broadcast_shown",
            "id",
            sqlite_where=text("progress_chat_id IS NOT NULL"),
            postgresql_where=text("progress_chat_id IS NOT NULL"),
        ),
    )

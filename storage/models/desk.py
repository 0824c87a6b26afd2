"""Tickets, their history and deadlines; outages and their alerts; surveys."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id


class TicketNumber(Base):
    """The last ticket number given on a day."""

    __tablename__ = "ticket_number"
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Ticket(Base):
    """One matter of one person. `words` are theirs and never altered.

    `state`: new → taken → contacted → on_the_way → arrived → resolved, or withdrawn.
    """

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subclass: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="new")
    queue: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str]
    account_number: Mapped[str | None] = mapped_column(ForeignKey("account.number"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_text: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    tier: Mapped[str]
    words: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    source_message_id: Mapped[int | None] = mapped_column(BigInteger)
    urged: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_ticket_open",
            "queue",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class TicketEvent(Base):
    """One line of a ticket's history. Rows are only ever added.

    `actor`: customer, system or the name of a member of staff. `shown`: the customer sees it.
    """

    __tablename__ = "ticket_event"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    shown: Mapped[bool] = mapped_column(default=True)


class Attachment(Base):
    """A picture, document, voice message or location sent with a ticket."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str]
    file_id: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Deadline(Base):
    """A promise of a ticket. `state`: open, met, missed or void. Time is a column, not a timer.

    `step` counts how often it was escalated; `remind_at` is when the next word is due to staff.
    """

    __tablename__ = "deadline"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    name: Mapped[str]
    due_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="open")
    step: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        UniqueConstraint("ticket_id", "name"),
        Index(
            "ix_deadline_reminders",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )


class Outage(Base):
    """An outage notice. `version` rises with every change that a customer would notice.

    `kind`: planned, temporary or fault. `state`: published, in_progress, restored, cancelled.
    `until` is the estimated restoration; null: none is known. `reason`: a code of the catalogue
    or plain words.
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
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
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


class OutageArea(Base):
    """What is off: a whole feeder, or a place, or some house numbers of a place."""

    __tablename__ = "outage_area"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    outage_id: Mapped[int] = mapped_column(ForeignKey("outage.id"), index=True)
    feeder_code: Mapped[str | None] = mapped_column(ForeignKey("feeder.code"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    low: Mapped[int | None]
    high: Mapped[int | None]
    parity: Mapped[str] = mapped_column(default="all")


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


class Survey(Base):
    """How it went, asked after a ticket closed. `state`: due, asked, answered, closed.

    `round` counts how often the ticket was closed: one taken up again is asked about anew.
    """

    __tablename__ = "survey"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(default="due")
    round: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    score: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_survey_state", "state", "due_at"),)

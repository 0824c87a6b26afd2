"""What happens around tickets: hand-overs, approvals, live talks, surveys."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id


class HandOver(Base):
    """An owner asks somebody else to take a ticket over, and stays answerable until they accept.

    `from_id` null: a new ticket that nobody owns is offered. `to_id` null: anybody of `to_queue`.
    `state`: asked, accepted, refused, taken_back or (an offer not taken in time) passed_on.
    """

    __tablename__ = "hand_over"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    from_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    to_queue: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    __table_args__ = (
        Index(
            "ix_hand_over_asked",
            "to_id",
            "remind_at",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )


class Approval(Base):
    """Something that needs a second person: a payment above one's authority, a notice, a broadcast.

    `what`: goodwill, claim, notice or broadcast; `subject_id`: the ticket, outage or broadcast.
    `amount` in the utility's currency. `state`: asked, approved, refused, or replaced (what was
    asked about has changed). `remind_at`: when those who may decide are reminded.
    """

    __tablename__ = "approval"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    what: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="asked")
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_approval_subject", "what", "subject_id"),
        Index(
            "ix_approval_remind",
            "remind_at",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )


class Relay(Base):
    """A live talk between the owner of a ticket and its customer, through the bot.

    Open while `closed_at` is null; the bot is quiet then. `last_at`: when somebody last wrote.
    """

    __tablename__ = "relay"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_relay_staff_open",
            "staff_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_relay_person_open",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
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

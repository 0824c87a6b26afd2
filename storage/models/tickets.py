"""Tickets, their history, files, deadlines, and the incidents that they are of."""

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

    `state`: one of its kind's states (`actions.kinds`). `subclass` and `detail` narrow the kind.
    `feeder_code`, `transformer_code`: what supplies its place, where the data tell exactly one.
    `outage_id`: the outage it is about; `incident_id`: what it has in common with others' tickets.
    `step_at`: when somebody last did something with it; `closing`: what was done, why, and what
    was learnt. `confirm_by`: until then the customer may still say "not solved". `waiting_for`:
    why its clocks stand still (a reason of `pauses` in policy.yml), or empty.
    """

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subclass: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="new")
    queue: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[str]
    account_number: Mapped[str | None] = mapped_column(ForeignKey("account.number"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_text: Mapped[str] = mapped_column(default="")
    house_number: Mapped[int | None]
    feeder_code: Mapped[str | None] = mapped_column(ForeignKey("feeder.code"))
    transformer_code: Mapped[str | None] = mapped_column(ForeignKey("transformer.code"))
    zone: Mapped[str]
    tier: Mapped[str]
    words: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    source_message_id: Mapped[int | None] = mapped_column(BigInteger)
    urged: Mapped[int] = mapped_column(default=0)
    outage_id: Mapped[int | None] = mapped_column(ForeignKey("outage.id"), index=True)
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    closing: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    step_at: Mapped[datetime | None]
    stalled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    waiting_for: Mapped[str] = mapped_column(default="", server_default="")
    __table_args__ = (
        Index("ix_ticket_person", "person_id", "id"),
        Index("ix_ticket_account", "account_number", "id"),
        Index(
            "ix_ticket_owner_open",
            "owner_id",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_ticket_place_open",
            "place_id",
            "kind",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_ticket_feeder_open",
            "feeder_code",
            "kind",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_ticket_step_open",
            "step_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_ticket_confirm",
            "confirm_by",
            sqlite_where=text("confirm_by IS NOT NULL AND confirmed_at IS NULL"),
            postgresql_where=text("confirm_by IS NOT NULL AND confirmed_at IS NULL"),
        ),
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

    `actor`: customer, system or the name of a member of staff. `person_id`: which customer, as
    several may see a ticket of an account. `shown`: the customer sees it.
    """

    __tablename__ = "ticket_event"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    shown: Mapped[bool] = mapped_column(default=True)


class Attachment(Base):
    """A picture, document, voice message or location sent with a ticket.

    `state`: waiting (to be fetched from Telegram), stored (under `sha256`), refused (too large or
    of a kind we do not keep; `file_id` still shows it), gone (Telegram has it no more), or none
    (nothing to fetch, as a location). `size` in bytes. `album`: sent together with others.
    """

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str]
    file_id: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    album: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="none", server_default="none")
    sha256: Mapped[str | None]
    media_type: Mapped[str] = mapped_column(default="", server_default="")
    size: Mapped[int | None] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    __table_args__ = (
        Index(
            "ix_attachment_waiting",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )


class Deadline(Base):
    """A promise of a ticket. `state`: open, met, missed or void. Time is a column, not a timer.

    `step` counts how often it was escalated; `remind_at` is when the next word is due to staff.
    `counted`: how it was computed, step by step, as `actions.promises.deadlines` explains it. While
    `paused_at` is set its clock stands still, for `pause_reason`. `first_due_at` is what was
    promised first; `told_at`: the customer was told before it was broken.
    """

    __tablename__ = "deadline"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    name: Mapped[str]
    due_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="open")
    step: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    counted: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="", server_default="")
    told_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("ticket_id", "name"),
        Index(
            "ix_deadline_open",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_deadline_reminders",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )


class Incident(Base):
    """One cause behind the tickets of several customers: the same fault at the same place.

    `owner_id`: whoever works it works all its tickets.
    """

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    feeder_code: Mapped[str | None] = mapped_column(ForeignKey("feeder.code"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

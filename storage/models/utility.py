"""The utility's own world: network, places, accounts, bills, staff."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id


class Substation(Base):
    """A substation; feeders leave it."""

    __tablename__ = "substation"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]


class Feeder(Base):
    """A medium-voltage line. `zone`: urban, rural or remote (it sets the arrival promise)."""

    __tablename__ = "feeder"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    substation_code: Mapped[str] = mapped_column(ForeignKey("substation.code"))
    zone: Mapped[str]


class Transformer(Base):
    """A distribution transformer of a feeder; the houses it feeds are its area."""

    __tablename__ = "transformer"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    feeder_code: Mapped[str] = mapped_column(ForeignKey("feeder.code"), index=True)


class Place(Base):
    """A street, community, village or building as people name it. Degrees of WGS 84, if known."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    district: Mapped[str]
    district_en: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class Spelling(Base):
    """One way to write the name of a place or feeder, folded: what look-ups compare."""

    __tablename__ = "spelling"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    folded: Mapped[str] = mapped_column(index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    feeder_code: Mapped[str | None] = mapped_column(ForeignKey("feeder.code"))


class HouseRange(Base):
    """House numbers `low` to `high` of a place hang on this feeder. `parity`: all, odd, even."""

    __tablename__ = "house_range"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    low: Mapped[int]
    high: Mapped[int]
    parity: Mapped[str]
    feeder_code: Mapped[str] = mapped_column(ForeignKey("feeder.code"), index=True)
    transformer_code: Mapped[str | None] = mapped_column(ForeignKey("transformer.code"), index=True)


class Account(Base):
    """A customer account. `code_hash`: of the code the utility gave to link it in chat."""

    __tablename__ = "account"
    number: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    house_number: Mapped[int]
    unit: Mapped[str] = mapped_column(default="")
    feeder_code: Mapped[str] = mapped_column(ForeignKey("feeder.code"), index=True)
    zone: Mapped[str]
    tier: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str]
    medical: Mapped[bool] = mapped_column(default=False)
    important: Mapped[bool] = mapped_column(default=False, server_default=false())
    email: Mapped[str] = mapped_column(default="", server_default="")
    transformer_code: Mapped[str | None] = mapped_column(ForeignKey("transformer.code"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AccountLink(Base):
    """A person may ask about this account. `nickname` is their own word for it ("home")."""

    __tablename__ = "account_link"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    account_number: Mapped[str] = mapped_column(
        ForeignKey("account.number"), primary_key=True, index=True
    )
    nickname: Mapped[str] = mapped_column(default="")
    linked_at: Mapped[datetime]


class Bill(Base):
    """A month's bill. `tiers`: [{tier, kwh, price, amount}], money in the utility's currency."""

    __tablename__ = "bill"
    account_number: Mapped[str] = mapped_column(ForeignKey("account.number"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    kwh: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    tiers: Mapped[list[Any]]


class Subscription(Base):
    """A person wants outage alerts for a place. `house_number` narrows it, if given."""

    __tablename__ = "subscription"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    house_number: Mapped[int | None]
    created_at: Mapped[datetime]


class Staff(Base):
    """A member of staff. `role`: as in `actions.counter.staff`; `queue`: whose tickets.

    `duty`: is called where nobody of a queue is on shift.
    """

    __tablename__ = "staff"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    role: Mapped[str]
    queue: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    on_shift: Mapped[bool] = mapped_column(default=True, server_default=true())
    duty: Mapped[bool] = mapped_column(default=False, server_default=false())
    district: Mapped[str] = mapped_column(default="", server_default="")


class StaffChat(Base):
    """The group where the tickets of a queue appear."""

    __tablename__ = "staff_chat"
    queue: Mapped[str] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)


class RefusedAttempt(Base):
    """Somebody without the right tried a staff command or button."""

    __tablename__ = "refused_attempt"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_refused_attempt_who", "telegram_id", "at"),)

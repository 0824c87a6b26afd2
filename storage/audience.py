"""Whom an outage concerns: feeder → transformer → accounts → linked chats, and subscribed places.

An alert goes to all of them by one INSERT … SELECT, who depends on power first. Everybody gets one
message; who has several addresses is listed apart, for a text that names those it concerns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from storage.areas import DEPENDS, covers_account, covers_subscription
from storage.dialect import insert_new, insert_selected
from storage.engine import Session
from storage.models import (
    Account,
    AccountLink,
    Body,
    Outage,
    OutageArea,
    Outbox,
    Person,
    Subscription,
)
from storage.models.base import UtcDateTime
from storage.outbox import QUEUED

Hold = tuple[str | None, str | None, datetime]
"""Quiet hours as a person has them, and until when they hold an alert back."""
Bodies = dict[str, dict[str, Any]]
"""A message by language."""


@dataclass(frozen=True)
class Alert:
    """An alert that is to be queued: all that does not depend on who gets it.

    `bodies` are for everybody, `first` for those who depend on power; `topics`: who muted one of
    them, or all that can wait, gets nothing; none: nobody is left out. `holds`: who sleeps now.
    """

    outage: Outage
    name: str
    lane: int
    bodies: Bodies
    first: Bodies
    topics: Sequence[str]
    holds: Sequence[Hold]
    broadcast_id: int
    now: datetime

    @property
    def prefix(self) -> str:
        """How the keys of its messages begin; the chat follows."""
        return f"outage:{self.outage.id}:{self.outage.version}:{self.name}:"


@dataclass(frozen=True)
class Address:
    """A place of a person that an outage concerns. `nickname`: their own word for it."""

    place_id: int
    house: int | None
    nickname: str


@dataclass(frozen=True)
class Concerned:
    """A person with several addresses, and those that an outage concerns. `first`: depends on power."""

    chat_id: int
    language: str
    first: bool
    due_at: datetime
    addresses: list[Address]


def _addresses(outage_id: int, person_ids: Sequence[int] | None = None) -> Subquery:
    """Every way in which an outage concerns a person, one row each.

    Of all persons it is looked for from the area, of some (`person_ids`) from these.
    """
    linked = select(
        AccountLink.person_id, Account.place_id, Account.house_number.label("house"),
        AccountLink.nickname, case((DEPENDS, 1), else_=0).label("first"),
    ).join(Account, Account.number == AccountLink.account_number)  # fmt: skip
    subscribed = select(
        Subscription.person_id, Subscription.place_id, Subscription.house_number, literal(""),
        literal(0),
    )  # fmt: skip
    account = and_(OutageArea.outage_id == outage_id, covers_account(OutageArea))
    place = and_(OutageArea.outage_id == outage_id, covers_subscription(OutageArea))
    if person_ids is None:
        linked, subscribed = linked.join(OutageArea, account), subscribed.join(OutageArea, place)
    else:
        linked = linked.where(AccountLink.person_id.in_(person_ids), exists().where(account))
        subscribed = subscribed.where(Subscription.person_id.in_(person_ids), exists().where(place))
    return union_all(linked, subscribed).subquery("address")


def _concerned(outage_id: int) -> Subquery:
    """The persons an outage concerns, each once; `first`: somebody depends on power."""
    address = _addresses(outage_id)
    return (
        select(address.c.person_id, func.max(address.c.first).label("first"))
        .group_by(address.c.person_id)
        .subquery("concerned")
    )


MOST_HOUSES = 1_000_000
"""No street has so many house numbers: place and house together are one number."""


def _with_several() -> Select[tuple[int]]:
    """The persons who have several addresses with us, linked or subscribed."""
    kept = union_all(
        select(AccountLink.person_id, Account.place_id, Account.house_number)
        .join(Account, Account.number == AccountLink.account_number),
        select(Subscription.person_id, Subscription.place_id, Subscription.house_number),
    ).subquery("kept")  # fmt: skip
    spot = kept.c.place_id * MOST_HOUSES + func.coalesce(kept.c.house_number, 0)
    several = func.min(spot) != func.max(spot)
    return select(kept.c.person_id).group_by(kept.c.person_id).having(several)


# Who wants it, and when.


def wants(topics: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """The person muted none of the topics and is not in a pause."""
    if not topics:
        return literal(True)
    muted = cast(Person.muted, String)
    return and_(
        or_(Person.muted_until.is_(None), Person.muted_until <= now),
        *(muted.not_like(f'%"{topic}"%') for topic in topics),
    )


def told_at(holds: Sequence[Hold], now: datetime) -> ColumnElement[datetime]:
    """Now, or the end of the quiet time of those who sleep."""
    moment = literal(now, UtcDateTime)
    if not holds:
        return moment
    asleep = [
        (and_(Person.quiet_from.is_not_distinct_from(since),
              Person.quiet_until.is_not_distinct_from(until)), literal(at, UtcDateTime))
        for since, until, at in holds
    ]  # fmt: skip
    return case(*asleep, else_=moment)


async def quiet_hours(tx: Session) -> list[tuple[str | None, str | None]]:
    """All the quiet hours that people have set, each once; (null, null): those of the policy."""
    found = select(Person.quiet_from, Person.quiet_until).distinct()
    return [(since, until) for since, until in await tx.execute(found)]


REACHABLE = and_(Person.reachable.is_(True), Person.chat_id.is_not(None))


async def queue(tx: Session, alert: Alert) -> int:
    """Queues an alert to all it concerns who are not queued apart; how many chats that is."""
    apart = select(Outbox.chat_id).where(*QUEUED, Outbox.broadcast_id == alert.broadcast_id)
    concerned = _concerned(alert.outage.id)
    key = literal(alert.prefix) + cast(Person.chat_id, String)
    moment = literal(alert.now, UtcDateTime)
    rows = (
        select(key, literal(alert.lane), Person.chat_id, await _body_of(tx, alert, concerned),
               literal("queued"), told_at(alert.holds, alert.now), moment, literal(0),
               literal(alert.broadcast_id))
        .join(concerned, concerned.c.person_id == Person.id)
        .where(REACHABLE, wants(alert.topics, alert.now), Person.chat_id.not_in(apart))
        .order_by(concerned.c.first.desc(), Person.chat_id)
    )  # fmt: skip
    columns = ["key", "lane", "chat_id", "body_id", "state", "due_at", "queued_at", "tries",
               "broadcast_id"]  # fmt: skip
    return await insert_selected(tx, Outbox, columns, rows)


async def _body_of(tx: Session, alert: Alert, concerned: Subquery) -> ColumnElement[int]:
    """Which of the shared bodies a person gets: in their language, for those who depend on power."""
    cases: list[tuple[ColumnElement[bool], Any]] = []
    for first, bodies in ((1, alert.first), (0, alert.bodies)):
        for language, payload in bodies.items():
            body = Body(payload=payload)
            tx.add(body)
            await tx.flush()
            meant = and_(concerned.c.first == first, Person.language == language)
            cases.append((meant, literal(body.id)))
    return case(*cases)


# Several addresses.


async def at_several(tx: Session, alert: Alert) -> list[int]:
    """The ids of the persons it concerns who have several addresses, first things first.

    They must be told which it is, also where it is one of them only.
    """
    concerned = _concerned(alert.outage.id)
    found = (
        select(Person.id)
        .join(concerned, concerned.c.person_id == Person.id)
        .where(Person.id.in_(_with_several()), REACHABLE, wants(alert.topics, alert.now))
        .order_by(concerned.c.first.desc(), Person.id)
    )
    return list((await tx.execute(found)).scalars())


async def with_addresses(
    tx: Session, alert: Alert, person_ids: Sequence[int]
) -> dict[int, Concerned]:
    """These persons, each with all their addresses that it concerns."""
    address = _addresses(alert.outage.id, person_ids)
    found = (
        select(Person.id, Person.chat_id, Person.language, address.c.first,
               told_at(alert.holds, alert.now), address.c.place_id, address.c.house,
               address.c.nickname)
        .join(address, address.c.person_id == Person.id)
        .order_by(address.c.nickname.desc(), address.c.place_id, address.c.house)
    )  # fmt: skip
    met: dict[int, Concerned] = {}
    for number, chat, language, first, due_at, place, house, nickname in await tx.execute(found):
        before = met.get(number)
        known = before.addresses if before else []
        if all((a.place_id, a.house) != (place, house) for a in known):
            known.append(Address(place, house, nickname))
        one = Concerned(chat, language, bool(first or (before and before.first)), due_at, known)
        met[number] = one
    return met


async def queue_apart(
    tx: Session, alert: Alert, payloads: Sequence[tuple[Concerned, dict[str, Any]]]
) -> int:
    """Queues an alert with a text of its own for each of these; how many of them are new."""
    rows = [
        {"key": f"{alert.prefix}{one.chat_id}", "lane": alert.lane, "chat_id": one.chat_id,
         "payload": payload, "state": "queued", "due_at": one.due_at, "queued_at": alert.now,
         "tries": 0, "broadcast_id": alert.broadcast_id}
        for one, payload in payloads
    ]  # fmt: skip
    return await insert_new(tx, Outbox, rows)


# Those who are in no chat that we reach.


async def queue_letters(
    tx: Session, alert: Alert, channel: str, payload: dict[str, Any], due_at: datetime
) -> int:
    """Queues a short message to every phone or e-mail in the area that no chat of ours stands for.

    `channel`: sms or email. Once for each address, however many accounts have it.
    """
    address = Account.phone if channel == "sms" else Account.email
    in_chat = (
        exists()
        .where(AccountLink.account_number == Account.number, Person.id == AccountLink.person_id,
               REACHABLE)
    )  # fmt: skip
    body = Body(payload=payload)
    tx.add(body)
    await tx.flush()
    moment, letter = literal(alert.now, UtcDateTime), literal(due_at, UtcDateTime)
    rows = (
        select(literal(f"{alert.prefix}{channel}:") + func.min(Account.number),
               literal(alert.lane), literal(0), literal(body.id), literal("queued"), letter, moment,
               literal(0), literal(alert.broadcast_id), literal(channel), address, null())
        .join(OutageArea, covers_account(OutageArea))
        .where(OutageArea.outage_id == alert.outage.id, address != "", ~in_chat)
        .group_by(address)
        .order_by(func.max(case((DEPENDS, 1), else_=0)).desc())
    )  # fmt: skip
    columns = ["key", "lane", "chat_id", "body_id", "state", "due_at", "queued_at", "tries",
               "broadcast_id", "channel", "address", "error"]  # fmt: skip
    return await insert_selected(tx, Outbox, columns, rows)

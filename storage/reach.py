"""Whom a notice reaches and whom not: the figures of a preview, and who is concerned by a change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select, union

from storage.engine import Session
from storage.models import Account, AccountLink, Outage, OutageArea, Person, Subscription
from storage.outages import _covers_account, _covers_subscription

REACHABLE = and_(Person.reachable.is_(True), Person.chat_id.is_not(None))


@dataclass(frozen=True)
class Reach:
    """Customers are accounts in the area, by tier; `first`: medical devices and important ones.

    `chats` get the alert; `quiet`: of these, those for whom it is now night. Not reached: customers
    whom nobody in chat is linked to, people who blocked us, people who muted this.
    """

    customers: dict[str, int]
    first: int
    not_linked: int
    chats: int
    quiet: int
    blocked: int
    muted: int


def _persons(areas: ColumnElement[bool]) -> Select[Any]:
    """Ids of the persons linked to an account in these areas, or subscribed to a place in them."""
    linked = (
        select(AccountLink.person_id)
        .join(Account, Account.number == AccountLink.account_number)
        .join(OutageArea, _covers_account(OutageArea))
        .where(areas)
    )
    subscribed = (
        select(Subscription.person_id)
        .join(OutageArea, _covers_subscription(OutageArea))
        .where(areas)
    )
    return select(union(linked, subscribed).subquery().c.person_id)


async def concerned(
    tx: Session, area_ids: Collection[int], but_not_by: Collection[int]
) -> list[tuple[int, str]]:
    """(chat, language) of those whom these areas concern and the other areas do not."""
    mine, others = (OutageArea.id.in_(list(ids)) for ids in (area_ids, but_not_by))
    found = select(Person.chat_id, Person.language).where(
        REACHABLE, Person.id.in_(_persons(mine)), Person.id.not_in(_persons(others))
    )
    rows = await tx.execute(found.order_by(Person.id))
    return [(chat, language) for chat, language in rows if chat is not None]


async def reach(
    tx: Session, outage_id: int, topic: str, now: datetime, clock: str, night: tuple[str, str]
) -> Reach:
    """The figures of a notice, as they would be if it went out now.

    `clock`: "HH:MM" at the utility; `night`: the quiet hours of whoever has set none.
    """
    here = OutageArea.outage_id == outage_id
    accounts = await _accounts(tx, here)
    persons = select(Person.id).where(Person.id.in_(_persons(here)))
    wants = ~_muted(topic, now)

    async def count(*conditions: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(persons.where(*conditions).subquery())
        return int((await tx.execute(counted)).scalar_one())

    return Reach(
        customers={tier: number for tier, number, _first, _alone in accounts},
        first=sum(first for _tier, _number, first, _alone in accounts),
        not_linked=sum(alone for _tier, _number, _first, alone in accounts),
        chats=await count(REACHABLE, wants),
        quiet=await count(REACHABLE, wants, _at_night(clock, night)),
        blocked=await count(~REACHABLE),
        muted=await count(REACHABLE, ~wants),
    )


async def _accounts(tx: Session, here: ColumnElement[bool]) -> list[tuple[str, int, int, int]]:
    """By tier: customers, those who are told first, those whom nobody in chat is linked to."""
    first = or_(Account.medical.is_(True), Account.important.is_(True))
    linked = exists().where(AccountLink.account_number == Account.number)
    inside = select(Account.number).join(OutageArea, _covers_account(OutageArea)).where(here)
    found = (
        select(Account.tier, func.count(), func.count().filter(first), func.count().filter(~linked))
        .where(Account.number.in_(inside))
        .group_by(Account.tier)
    )
    return [(t, n, f, a) for t, n, f, a in await tx.execute(found)]


def _muted(topic: str, now: datetime) -> ColumnElement[bool]:
    return or_(
        cast(Person.muted, String).like(f'%"{topic}"%'),
        and_(Person.muted_until.is_not(None), Person.muted_until > now),
    )


def _at_night(clock: str, night: tuple[str, str]) -> ColumnElement[bool]:
    """It is their quiet time, which may run over midnight."""
    since = func.coalesce(Person.quiet_from, night[0])
    until = func.coalesce(Person.quiet_until, night[1])
    return or_(
        and_(since < until, since <= clock, until > clock),
        and_(since > until, or_(since <= clock, until > clock)),
    )


async def clashes(tx: Session, outage: Outage) -> list[Outage]:
    """Other notices, drafts too, that are off at the same time for one of the same customers."""
    mine, theirs = OutageArea, OutageArea.__table__.alias("theirs")
    meets = [Outage.ended_at.is_(None), Outage.id != outage.id,
             or_(Outage.until.is_(None), Outage.until > outage.starts_at)]  # fmt: skip
    if outage.until is not None:
        meets.append(Outage.starts_at < outage.until)
    same_thing = and_(
        mine.outage_id == outage.id,
        or_(
            mine.feeder_code == theirs.c.feeder_code,
            mine.transformer_code == theirs.c.transformer_code,
        ),
    )
    alike = select(theirs.c.outage_id).join(mine, same_thing)
    shared = (
        select(theirs.c.outage_id)
        .join(Account, _covers_account(theirs.c))
        .join(mine, and_(mine.outage_id == outage.id, _covers_account(mine)))
    )
    found = select(Outage).where(*meets, or_(Outage.id.in_(alike), Outage.id.in_(shared)))
    return list((await tx.execute(found.order_by(Outage.starts_at).limit(10))).scalars())

"""Whom a notice reaches and whom not: the figures of a preview, and who is concerned by a change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union

from storage.areas import DEPENDS, covers_account, covers_subscription
from storage.audience import REACHABLE, Concerned, Hold, told_at, wants
from storage.engine import Session
from storage.models import Account, AccountLink, Outage, OutageArea, Person, Subscription


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
        .join(OutageArea, covers_account(OutageArea))
        .where(areas)
    )
    subscribed = (
        select(Subscription.person_id)
        .join(OutageArea, covers_subscription(OutageArea))
        .where(areas)
    )
    return select(union(linked, subscribed).subquery().c.person_id)


async def concerned(
    tx: Session, area_ids: Collection[int], but_not_by: Collection[int], topics: Sequence[str],
    holds: Sequence[Hold], now: datetime,
) -> list[Concerned]:  # fmt: skip
    """Those whom these areas concern and the other areas do not, as an alert of `topics` reaches them."""
    mine, others = (OutageArea.id.in_(list(ids)) for ids in (area_ids, but_not_by))
    found = select(Person.chat_id, Person.language, told_at(holds, now)).where(
        REACHABLE, wants(topics, now),
        Person.id.in_(_persons(mine)), Person.id.not_in(_persons(others)),
    )  # fmt: skip
    rows = await tx.execute(found.order_by(Person.id))
    return [Concerned(chat or 0, language, False, at, []) for chat, language, at in rows]


async def reach(
    tx: Session, outage_id: int, topics: Sequence[str], holds: Sequence[Hold], now: datetime
) -> Reach:
    """The figures of a notice, as they would be if it went out now as an alert of `topics`."""
    here = OutageArea.outage_id == outage_id
    accounts = await _accounts(tx, here)
    persons = select(Person.id).where(Person.id.in_(_persons(here)))
    wanted = wants(topics, now)

    async def count(*conditions: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(persons.where(*conditions).subquery())
        return int((await tx.execute(counted)).scalar_one())

    return Reach(
        customers={tier: number for tier, number, _first, _alone in accounts},
        first=sum(first for _tier, _number, first, _alone in accounts),
        not_linked=sum(alone for _tier, _number, _first, alone in accounts),
        chats=await count(REACHABLE, wanted),
        quiet=await count(REACHABLE, wanted, told_at(holds, now) > now) if holds else 0,
        blocked=await count(~REACHABLE),
        muted=await count(REACHABLE, ~wanted),
    )


async def _accounts(tx: Session, here: ColumnElement[bool]) -> list[tuple[str, int, int, int]]:
    """By tier: customers, those who are told first, those whom nobody in chat is linked to."""
    linked = exists().where(AccountLink.account_number == Account.number)
    inside = select(Account.number).join(OutageArea, covers_account(OutageArea)).where(here)
    found = (
        select(
            Account.tier, func.count(), func.count().filter(DEPENDS), func.count().filter(~linked)
        )
        .where(Account.number.in_(inside))
        .group_by(Account.tier)
    )
    return [(t, n, f, a) for t, n, f, a in await tx.execute(found)]


MOST_CLASHES = 3
OPEN_END = timedelta(days=1)
"""How long an outage without an end is taken to last, when others are looked for at its time."""


async def clashes(tx: Session, outage: Outage) -> list[Outage]:
    """Other published notices that are off at the same time for one of the same customers."""
    mine, theirs = OutageArea, OutageArea.__table__.alias("theirs")
    start, end = outage.starts_at, outage.until or outage.starts_at + OPEN_END
    open_end = and_(Outage.until.is_(None), Outage.starts_at > start - OPEN_END)
    meets = [Outage.ended_at.is_(None), Outage.id != outage.id, Outage.state != "draft",
             Outage.starts_at < end, or_(Outage.until > start, open_end)]  # fmt: skip
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
        .join(Account, covers_account(theirs.c))
        .join(mine, and_(mine.outage_id == outage.id, covers_account(mine)))
    )
    found = select(Outage).where(*meets, or_(Outage.id.in_(alike), Outage.id.in_(shared)))
    return list((await tx.execute(found.order_by(Outage.starts_at).limit(MOST_CLASHES))).scalars())

"""Customers whom no chat reaches: counted by place, nobody by name."""

from sqlalchemy import case, exists, func, select

from storage.audience import REACHABLE
from storage.engine import Session
from storage.models import Account, AccountLink, Person, Place


async def by_place(tx: Session, limit: int) -> tuple[list[tuple[Place, int, int]], int]:
    """(place, whose people blocked us, whom nobody is linked to), most first; how many more places."""
    link = exists().where(AccountLink.account_number == Account.number)
    reached = link.where(Person.id == AccountLink.person_id, REACHABLE)
    counted = (
        select(Account.place_id, func.sum(case((link, 1), else_=0)).label("blocked"),
               func.sum(case((link, 0), else_=1)).label("alone"))
        .where(~reached)
        .group_by(Account.place_id)
        .subquery()
    )  # fmt: skip
    found = (
        select(Place, counted.c.blocked, counted.c.alone)
        .join(counted, counted.c.place_id == Place.id)
        .order_by((counted.c.blocked + counted.c.alone).desc(), Place.id)
        .limit(limit)
    )
    rows = [(place, int(blocked), int(alone)) for place, blocked, alone in await tx.execute(found)]
    places = (await tx.execute(select(func.count()).select_from(counted))).scalar_one()
    return rows, max(0, int(places) - len(rows))

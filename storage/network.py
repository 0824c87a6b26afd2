"""Places, feeders and bills: what the utility knows of its own network and customers."""

from collections.abc import Collection

from sqlalchemy import or_, select

from storage.engine import Session
from storage.models import Account, Bill, Feeder, HouseRange, Place, Spelling


async def spelled(tx: Session, folded: Collection[str]) -> list[Spelling]:
    """The places and feeders that are written in one of these folded ways."""
    if not folded:
        return []
    return list(
        (await tx.execute(select(Spelling).where(Spelling.folded.in_(list(folded))))).scalars()
    )


async def places(tx: Session, ids: Collection[int]) -> list[Place]:
    """Places by id, in the order of their names."""
    found = select(Place).where(Place.id.in_(list(ids))).order_by(Place.name, Place.district)
    return list((await tx.execute(found)).scalars())


async def place(tx: Session, place_id: int) -> Place:
    """The place with this id."""
    return await tx.get_one(Place, place_id)


async def feeders(tx: Session, codes: Collection[str]) -> list[Feeder]:
    """Feeders by code."""
    found = select(Feeder).where(Feeder.code.in_(list(codes))).order_by(Feeder.code)
    return list((await tx.execute(found)).scalars())


async def house_ranges(tx: Session, place_ids: Collection[int]) -> list[HouseRange]:
    """Which house numbers of these places hang on which feeder."""
    found = select(HouseRange).where(HouseRange.place_id.in_(list(place_ids)))
    return list((await tx.execute(found.order_by(HouseRange.id))).scalars())


async def bills(tx: Session, account_number: str, limit: int) -> list[Bill]:
    """The newest bills of an account, newest first."""
    found = select(Bill).where(Bill.account_number == account_number).order_by(Bill.period.desc())
    return list((await tx.execute(found.limit(limit))).scalars())


async def unpaid_bills(tx: Session, account_number: str) -> list[Bill]:
    """Bills not paid, oldest first."""
    found = select(Bill).where(Bill.account_number == account_number, Bill.paid_on.is_(None))
    return list((await tx.execute(found.order_by(Bill.period))).scalars())


async def accounts_at(
    tx: Session, feeder_codes: Collection[str], place_ids: Collection[int]
) -> list[Account]:
    """Accounts on these feeders or at these places."""
    found = select(Account).where(
        or_(Account.feeder_code.in_(list(feeder_codes)), Account.place_id.in_(list(place_ids)))
    )
    return list((await tx.execute(found)).scalars())

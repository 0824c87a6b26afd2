"""Places, feeders and bills: what the utility knows of its own network and customers."""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from storage.engine import Session
from storage.models import Account, Bill, Feeder, HouseRange, Place, Spelling, Transformer


async def places(tx: Session, ids: Collection[int]) -> list[Place]:
    """Places by id, in the order of their names."""
    found = select(Place).where(Place.id.in_(list(ids))).order_by(Place.name, Place.district)
    return list((await tx.execute(found)).scalars())


async def place(tx: Session, place_id: int) -> Place:
    """The place with this id."""
    return await tx.get_one(Place, place_id)


async def places_in(tx: Session, district: str) -> list[Place]:
    """The places of a district, by its Chinese name."""
    found = select(Place).where(Place.district == district).order_by(Place.id)
    return list((await tx.execute(found)).scalars())


async def one_of_each_district(tx: Session) -> list[Place]:
    """A place of every district, so that one knows what they are called."""
    first = select(func.min(Place.id)).group_by(Place.district)
    found = select(Place).where(Place.id.in_(first)).order_by(Place.id)
    return list((await tx.execute(found)).scalars())


async def is_twice(tx: Session, name: str) -> bool:
    """Whether more than one place is called so."""
    found = select(Place.id).where(Place.name == name).limit(2)
    return len(list(await tx.execute(found))) > 1


async def feeders(tx: Session, codes: Collection[str]) -> list[Feeder]:
    """Feeders by code."""
    found = select(Feeder).where(Feeder.code.in_(list(codes))).order_by(Feeder.code)
    return list((await tx.execute(found)).scalars())


async def transformers(tx: Session, codes: Collection[str]) -> list[Transformer]:
    """Transformers by code."""
    found = select(Transformer).where(Transformer.code.in_(list(codes)))
    return list((await tx.execute(found.order_by(Transformer.code))).scalars())


async def transformers_called(tx: Session, name: str) -> list[Transformer]:
    """Transformers with this code or name, in any case; several may have the same name."""
    row, said = Transformer, name.casefold()
    same = or_(func.lower(row.code) == said, row.name == name, func.lower(row.name_en) == said)
    return list((await tx.execute(select(row).where(same).order_by(row.code))).scalars())


async def transformers_on(tx: Session, feeder_code: str) -> set[str]:
    """The codes of the transformers of a feeder."""
    found = select(Transformer.code).where(Transformer.feeder_code == feeder_code)
    return set((await tx.execute(found)).scalars())


async def places_within(
    tx: Session, latitude: float, longitude: float, north: float, east: float
) -> list[Place]:
    """Places of known position at most so many degrees to the north or south, east or west."""
    found = select(Place).where(
        Place.latitude.between(latitude - north, latitude + north),
        Place.longitude.between(longitude - east, longitude + east),
    )
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


def database_of(tx: Session) -> object:
    """What tells one database from another: the same object for all its transactions."""
    return tx.get_bind().engine


Written = tuple[int, str, int | None, str | None]
"""A spelling: its id, how it is folded, and the id of the place or the code of the feeder."""


async def all_spellings(tx: Session) -> list[tuple[Written, str]]:
    """Every spelling in the order of ids, with the English name of its place ("" for a feeder)."""
    found = select(*_WRITTEN, func.coalesce(Place.name_en, "")).select_from(Spelling)
    rows = await tx.execute(
        found.outerjoin(Place, Place.id == Spelling.place_id).order_by(Spelling.id)
    )
    return [((row[0], row[1], row[2], row[3]), row[4]) for row in rows]


async def spellings_now(tx: Session, ids: Collection[int], after: int) -> set[Written]:
    """The spellings with these ids, and one that is newer than id `after` if there is any."""
    newest = select(func.max(Spelling.id)).where(Spelling.id > after).scalar_subquery()
    found = select(*_WRITTEN).where(or_(Spelling.id.in_(list(ids)), Spelling.id == newest))
    return {(row[0], row[1], row[2], row[3]) for row in await tx.execute(found)}


_WRITTEN = (Spelling.id, Spelling.folded, Spelling.place_id, Spelling.feeder_code)

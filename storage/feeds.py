"""Other systems' outages: when a source was heard, storing many at once, what anybody may see."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select
from sqlalchemy.orm.attributes import flag_modified

from storage.areas import IS_PUBLIC
from storage.dialect import insert_new
from storage.engine import Session
from storage.loading import chunks
from storage.models import (
    Account,
    Feed,
    Feeder,
    HouseRange,
    Outage,
    OutageAlert,
    OutageArea,
    OutageVersion,
    Place,
    Subscription,
    Ticket,
    Transformer,
)

OPEN = ("published", "in_progress")

# Sources.


async def hear(tx: Session, source: str, now: datetime) -> Feed:
    """Locks a source until the transaction ends, as it was before; one that is new is heard `now`.

    Whoever writes what a source says does this first, so that its messages never cross.
    """
    await insert_new(tx, Feed, [{"source": source, "heard_at": now}])
    found = select(Feed).where(Feed.source == source).with_for_update()
    return (await tx.execute(found)).scalar_one()


async def sources(tx: Session) -> list[Feed]:
    """All sources that were ever heard or waited for."""
    return list((await tx.execute(select(Feed).order_by(Feed.source))).scalars())


async def open_ids(tx: Session, source: str) -> dict[str, int]:
    """The notices of a source that are not over: its id → ours."""
    found = select(Outage.external_id, Outage.id).where(
        Outage.source == source, Outage.ended_at.is_(None), Outage.state.in_(OPEN)
    )
    return dict((await tx.execute(found)).all())


async def last_hand(tx: Session, outage_id: int) -> str:
    """Who made the newest version of a notice."""
    found = select(OutageVersion.by).where(OutageVersion.outage_id == outage_id)
    newest = found.order_by(OutageVersion.version.desc()).limit(1)
    return (await tx.execute(newest)).scalar_one_or_none() or ""


# What a record may name.


async def codes(tx: Session, feeders: Iterable[str], transformers: Iterable[str]) -> set[str]:
    """Those of these feeders and transformers that there are."""
    known: set[str] = set()
    for model, named in ((Feeder, feeders), (Transformer, transformers)):
        for part in chunks(set(named)):
            known.update(
                (await tx.execute(select(model.code).where(model.code.in_(part)))).scalars()
            )
    return known


async def place_ids(tx: Session, named: Iterable[str]) -> dict[str, int]:
    """The ids of places by code, of those that there are."""
    known: dict[str, int] = {}
    for part in chunks(set(named)):
        found = await tx.execute(select(Place.code, Place.id).where(Place.code.in_(part)))
        known |= dict(found.all())
    return known


async def houses(tx: Session, numbers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Place and house number of accounts, of those that there are."""
    known: dict[str, tuple[int, int]] = {}
    for part in chunks(set(numbers)):
        row = Account
        found = select(row.number, row.place_id, row.house_number).where(row.number.in_(part))
        known |= {number: (place, house) for number, place, house in await tx.execute(found)}
    return known


# Storing many at once.

WITH_NULLS = {"render_nulls": True}
"""Else rows that lack different values are stored by a statement each."""


async def add_outages(
    tx: Session, source: str, values: Mapping[str, Mapping[str, Any]]
) -> dict[str, Outage]:
    """Stores new notices of a source, by their ids there, in one statement; the notices."""
    if not values:
        return {}
    await tx.flush()  # what was renamed to make room
    new = [{"source": source, "external_id": name, "version": 1, **v} for name, v in values.items()]
    names = sorted({name for row in new for name in row})
    alike = [{name: row.get(name) for name in names} for row in new]
    await tx.execute(insert(Outage), alike, execution_options=WITH_NULLS)
    found = select(Outage).where(Outage.source == source, Outage.external_id.in_(list(values)))
    return {outage.external_id: outage for outage in (await tx.execute(found)).scalars()}


async def add_areas(tx: Session, areas: Collection[OutageArea]) -> None:
    """Stores what new notices cover, in one statement."""
    columns = [c.name for c in OutageArea.__table__.columns if c.name != "id"]
    if areas:
        rows = [{name: getattr(area, name) for name in columns} for area in areas]
        await tx.execute(insert(OutageArea), rows, execution_options=WITH_NULLS)


async def add_versions(tx: Session, versions: Sequence[dict[str, Any]]) -> None:
    """Keeps versions of notices, in one statement."""
    if versions:
        await tx.execute(insert(OutageVersion), versions)


CHANGEABLE = (
    "kind", "state", "reason", "cause", "starts_at", "until", "until_at", "ended_at",
    "published_at", "version", "sequence", "customers",
)  # fmt: skip


def write_alike(outages: Iterable[Outage]) -> None:
    """Has all of these notices written with the same columns: one statement, not one each."""
    for outage in outages:
        for name in CHANGEABLE:
            flag_modified(outage, name)


async def drop_alerts(tx: Session, outage_ids: Collection[int]) -> None:
    """Forgets the alerts of these notices that are still to come."""
    for part in chunks(outage_ids):
        gone = delete(OutageAlert).where(
            OutageAlert.outage_id.in_(part), OutageAlert.done_at.is_(None)
        )
        await tx.execute(gone.execution_options(synchronize_session=False))


async def with_audience(tx: Session, outage_ids: Collection[int]) -> set[int]:
    """Those of these notices that may concern somebody: an account, a subscription or a ticket.

    Coarser than the audience of an alert, never narrower: who is left out concerns nobody.
    """
    area = OutageArea
    account = or_(
        area.account_number.is_not(None),
        exists().where(Account.feeder_code == area.feeder_code),
        exists().where(Account.transformer_code == area.transformer_code),
        exists().where(Account.place_id == area.place_id),
    )
    fed_by = or_(
        HouseRange.feeder_code == area.feeder_code,
        HouseRange.transformer_code == area.transformer_code,
    )
    subscribed = or_(
        exists().where(Subscription.place_id == area.place_id),
        exists().where(Subscription.place_id == HouseRange.place_id, fed_by),
    )
    reported = exists().where(Ticket.outage_id == area.outage_id)
    concerned: set[int] = set()
    for part in chunks(outage_ids):
        near = or_(account, subscribed, reported)
        found = select(area.outage_id).where(area.outage_id.in_(part), near)
        concerned.update((await tx.execute(found)).scalars())
    return concerned


# What anybody may see.


@dataclass(frozen=True)
class Covered:
    """An area of a notice with its name; `kind`: feeder, transformer or place."""

    kind: str
    code: str
    name: str
    name_en: str
    low: int | None
    high: int | None
    parity: str


async def current(tx: Session, limit: int) -> list[Outage]:
    """Published notices that are not over, earliest first; none that is private."""
    found = select(Outage).where(Outage.ended_at.is_(None), Outage.state.in_(OPEN), IS_PUBLIC)
    ordered = found.order_by(Outage.starts_at, Outage.id).limit(limit)
    return list((await tx.execute(ordered)).scalars())


async def place(tx: Session, code: str) -> Place | None:
    """The place with this code."""
    return (await tx.execute(select(Place).where(Place.code == code))).scalar_one_or_none()


async def at_place(tx: Session, place_id: int, since: datetime) -> list[Outage]:
    """Notices that concern a place or a line to it, not over before `since`."""
    fed = select(HouseRange).where(HouseRange.place_id == place_id)
    area = OutageArea
    here = or_(
        area.place_id == place_id,
        area.feeder_code.in_(fed.with_only_columns(HouseRange.feeder_code)),
        area.transformer_code.in_(fed.with_only_columns(HouseRange.transformer_code)),
    )
    found = select(Outage).where(
        Outage.id.in_(select(area.outage_id).where(here)),
        Outage.state.in_((*OPEN, "restored", "cancelled")),
        or_(Outage.ended_at.is_(None), Outage.ended_at >= since),
    )
    return list((await tx.execute(found.order_by(Outage.starts_at, Outage.id))).scalars())


async def covered(tx: Session, outage_ids: Collection[int]) -> dict[int, list[Covered]]:
    """What each of these notices covers."""
    area, known = OutageArea, defaultdict[int, list[Covered]](list)
    models: tuple[tuple[str, Any, Any], ...] = (
        ("feeder", Feeder, area.feeder_code == Feeder.code),
        ("transformer", Transformer, area.transformer_code == Transformer.code),
        ("place", Place, area.place_id == Place.id),
    )
    for part in chunks(outage_ids):
        for kind, model, same in models:
            columns = (model.code, model.name, model.name_en, area.low, area.high, area.parity)
            found = select(area.outage_id, *columns).join(model, same)
            ordered = found.where(area.outage_id.in_(part)).order_by(area.id)
            for outage_id, *rest in await tx.execute(ordered):
                known[outage_id].append(Covered(kind, *rest))
    return known


async def points(tx: Session, outage_ids: Collection[int]) -> dict[int, list[tuple[float, float]]]:
    """Longitude and latitude of the places in these notices and on their lines, where known."""
    area, known = OutageArea, defaultdict[int, list[tuple[float, float]]](list)
    ways = (
        select(area.outage_id, Place.longitude, Place.latitude).join(
            Place, Place.id == area.place_id
        ),
        *(
            select(area.outage_id, Place.longitude, Place.latitude)
            .join(HouseRange, same)
            .join(Place, Place.id == HouseRange.place_id)
            for same in (
                HouseRange.feeder_code == area.feeder_code,
                HouseRange.transformer_code == area.transformer_code,
            )
        ),
    )
    for part in chunks(outage_ids):
        for way in ways:
            found = way.where(area.outage_id.in_(part), Place.latitude.is_not(None)).distinct()
            for outage_id, longitude, latitude in await tx.execute(found):
                if longitude is not None and latitude is not None:
                    known[outage_id].append((longitude, latitude))
    return known


async def changed_at(tx: Session, outage_ids: Collection[int]) -> dict[int, datetime]:
    """When the newest version of each of these notices was kept."""
    known: dict[int, datetime] = {}
    for part in chunks(outage_ids):
        found = select(OutageVersion.outage_id, func.max(OutageVersion.at))
        grouped = found.where(OutageVersion.outage_id.in_(part)).group_by(OutageVersion.outage_id)
        known |= dict((await tx.execute(grouped)).all())
    return known

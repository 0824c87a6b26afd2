"""Outage notices: what they cover, what is known at a place, which alerts are due."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from storage import broadcasts
from storage.areas import within
from storage.engine import Session
from storage.models import (
    Broadcast,
    HouseRange,
    Outage,
    OutageAlert,
    OutageArea,
    OutageVersion,
    Transformer,
)


async def add(tx: Session, outage: Outage, areas: Sequence[OutageArea]) -> Outage:
    """Stores a notice and what it covers."""
    tx.add(outage)
    await tx.flush()
    await add_areas(tx, outage.id, areas)
    return outage


async def get(tx: Session, outage_id: int) -> Outage:
    """The notice as it is now, locked until the transaction ends."""
    found = select(Outage).where(Outage.id == outage_id).with_for_update()
    found = found.execution_options(populate_existing=True)
    return (await tx.execute(found)).scalar_one()


async def called(tx: Session, outage_id: int) -> Outage | None:
    """The notice of a number; null where there is none."""
    return await tx.get(Outage, outage_id)


async def areas(tx: Session, outage_id: int) -> list[OutageArea]:
    """What a notice covers."""
    found = select(OutageArea).where(OutageArea.outage_id == outage_id).order_by(OutageArea.id)
    return list((await tx.execute(found)).scalars())


async def add_areas(tx: Session, outage_id: int, new: Sequence[OutageArea]) -> None:
    """Adds to what a notice covers."""
    for area in new:
        area.outage_id = outage_id
        tx.add(area)
    await tx.flush()


async def drop_areas(tx: Session, area_ids: Sequence[int]) -> None:
    """Takes away from what a notice covers."""
    gone = delete(OutageArea).where(OutageArea.id.in_(area_ids))
    await tx.execute(gone.execution_options(synchronize_session="evaluate"))


async def keep_version(
    tx: Session, outage: Outage, facts: dict[str, Any], now: datetime, by: str = ""
) -> None:
    """Keeps what the notice says in its present version, and who made it so."""
    tx.add(OutageVersion(outage_id=outage.id, version=outage.version, at=now, facts=facts, by=by))
    await tx.flush()


async def last_versions(tx: Session, outage_id: int, limit: int = 2) -> list[OutageVersion]:
    """The versions of a notice that were kept last, the newest first."""
    found = select(OutageVersion).where(OutageVersion.outage_id == outage_id)
    ordered = found.order_by(OutageVersion.version.desc()).limit(limit)
    return list((await tx.execute(ordered)).scalars())


async def open_ones(tx: Session, limit: int = 30, line: str = "") -> list[Outage]:
    """Notices (of a line) that were published and are not over, earliest first."""
    return await _open(tx, Outage.state != "draft", limit, line)


async def drafts(tx: Session, limit: int = 30, line: str = "") -> list[Outage]:
    """Notices (of a line) that nobody was told of yet, earliest first."""
    return await _open(tx, Outage.state == "draft", limit, line)


async def _open(tx: Session, which: ColumnElement[bool], limit: int, line: str) -> list[Outage]:
    found = select(Outage).where(Outage.ended_at.is_(None), which)
    if line:
        found = found.where(Outage.id.in_(_on_line(line)))
    return list((await tx.execute(found.order_by(Outage.starts_at).limit(limit))).scalars())


def _on_line(code: str) -> Select[int]:
    """The notices of a line: of all of it, of a transformer of it, or of houses that it supplies."""
    area, houses = OutageArea, HouseRange
    transformers = select(Transformer.code).where(Transformer.feeder_code == code)
    supplied = exists().where(
        houses.feeder_code == code,
        houses.place_id == area.place_id,
        or_(area.low.is_(None), area.low <= houses.high),
        or_(area.high.is_(None), area.high >= houses.low),
        or_(area.parity == "all", houses.parity == "all", area.parity == houses.parity),
    )
    return select(area.outage_id).where(
        or_(area.feeder_code == code, area.transformer_code.in_(transformers), supplied)
    )


async def due_to_start(tx: Session, now: datetime) -> list[Outage]:
    """Published notices whose time has come."""
    found = select(Outage).where(
        Outage.ended_at.is_(None), Outage.state == "published", Outage.starts_at <= now
    )
    return list((await tx.execute(found.with_for_update())).scalars())


# Alerts.


async def begin_wave(tx: Session, outage: Outage, name: str, now: datetime) -> Broadcast:
    """The broadcast that an alert to many is: its progress is seen and it can be paused."""
    wave = Broadcast(kind="outage", outage_id=outage.id, name=name, total=0, sent=0, failed=0,
                     created_by=outage.published_by, created_at=now, started_at=now)  # fmt: skip
    return await broadcasts.add(tx, wave)


async def end_wave(tx: Session, wave: Broadcast, letters: int) -> None:
    """All of an alert is queued; one that reaches nobody leaves nothing."""
    if not wave.total and not letters:
        await tx.delete(wave)
    await tx.flush()


async def supersede(tx: Session, outage_id: int, names: Collection[str] = ()) -> None:
    """What still waits of the earlier alerts of a notice (of these, or of all) is not true any more.

    By the row of the broadcast alone, as staff cancel one; its messages are put away later.
    """
    which = [Broadcast.outage_id == outage_id, Broadcast.finished_at.is_(None)]
    if names:
        which.append(Broadcast.name.in_(list(names)))
    gone = update(Broadcast).where(*which).values(state="cancelled")
    await tx.execute(gone.execution_options(synchronize_session="fetch"))


async def affecting(
    tx: Session,
    feeder_codes: Collection[str],
    transformer_codes: Collection[str],
    spots: Collection[tuple[int, int | None]],
    account_numbers: Collection[str],
    since: datetime,
) -> list[Outage]:
    """Notices for these feeders, transformers' areas, (place, house number or null) or accounts,
    not over before `since`."""
    area = aliased(OutageArea)
    conditions: list[ColumnElement[bool]] = [
        area.feeder_code.in_(list(feeder_codes)),
        area.transformer_code.in_(list(transformer_codes)),
        area.account_number.in_(list(account_numbers)),
    ]
    for place_id, house in spots:
        here = area.place_id == place_id
        conditions.append(here if house is None else and_(here, within(area, literal(house))))
    found = (
        select(Outage)
        .join(area, area.outage_id == Outage.id)
        .where(or_(*conditions), Outage.state.not_in(("draft", "discarded")))
        .where(or_(Outage.ended_at.is_(None), Outage.ended_at >= since))
        .distinct()
        .order_by(Outage.starts_at)
    )
    return list((await tx.execute(found)).scalars())


async def schedule(tx: Session, outage_id: int, alerts: dict[str, datetime]) -> None:
    """Sets when the alerts of a notice are due; one not named any more is dropped."""
    found = select(OutageAlert).where(OutageAlert.outage_id == outage_id)
    existing = {row.name: row for row in (await tx.execute(found)).scalars()}
    for name, row in existing.items():
        if name not in alerts and row.done_at is None:
            await tx.delete(row)
    for name, due_at in alerts.items():
        if name not in existing:
            tx.add(OutageAlert(outage_id=outage_id, name=name, due_at=due_at))
        elif existing[name].due_at != due_at:
            existing[name].due_at, existing[name].done_at = due_at, None
    await tx.flush()


async def alerts_due(
    tx: Session, now: datetime, limit: int = 100
) -> list[tuple[OutageAlert, Outage]]:
    """Alerts whose moment has come, with their notices."""
    found = (
        select(OutageAlert, Outage)
        .join(Outage, Outage.id == OutageAlert.outage_id)
        .where(OutageAlert.due_at <= now, OutageAlert.done_at.is_(None))
        .order_by(OutageAlert.due_at)
        .limit(limit)
        .with_for_update()
    )
    return [(alert, outage) for alert, outage in await tx.execute(found)]

"""How often a feeder was off as a whole, and what was said about it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, distinct, func, select

from storage.dialect import insert_new
from storage.engine import Session
from storage.models import Feeder, FeederWarning, Outage, OutageArea, Person, Ticket
from storage.reliability import came_true


def _of_feeder() -> Select[*tuple[Any, ...]]:
    row = Outage
    return (
        select(OutageArea.feeder_code, row.id, row.kind, row.starts_at, row.ended_at)
        .join(OutageArea, OutageArea.outage_id == row.id)
        .where(OutageArea.feeder_code.is_not(None))
        .distinct()
        .order_by(row.starts_at, row.id)
    )


@dataclass(frozen=True)
class Off:
    """One time that a feeder was off as a whole."""

    outage_id: int
    kind: str
    starts_at: datetime
    ended_at: datetime | None


async def history(
    tx: Session, feeder_codes: Collection[str], since: datetime, until: datetime
) -> dict[str, list[Off]]:
    """When these feeders were off as a whole, oldest first; only those that were."""
    found = _of_feeder().where(OutageArea.feeder_code.in_(list(feeder_codes)))
    result: dict[str, list[Off]] = defaultdict(list)
    for feeder, *off in await tx.execute(found.where(*came_true(since, until))):
        result[feeder].append(Off(*off))
    return result


async def often_off(
    tx: Session, since: datetime, until: datetime, times: int, done: str
) -> list[str]:
    """Feeders with so many outages, long or short, that had no warning of level `done` since."""
    warned = select(FeederWarning.feeder_code).where(
        FeederWarning.level == done, FeederWarning.at >= since
    )
    found = (
        select(OutageArea.feeder_code)
        .join(Outage, Outage.id == OutageArea.outage_id)
        .where(OutageArea.feeder_code.is_not(None), *came_true(since, until))
        .where(OutageArea.feeder_code.not_in(warned))
        .group_by(OutageArea.feeder_code)
        .having(func.count(distinct(Outage.id)) >= times)
        .order_by(OutageArea.feeder_code)
    )
    return [code for code in (await tx.execute(found)).scalars() if code is not None]


async def lock_feeder(tx: Session, code: str) -> Feeder:
    """The feeder, locked until the transaction ends: of two that look at it one warns."""
    found = select(Feeder).where(Feeder.code == code).with_for_update()
    return (await tx.execute(found)).scalar_one()


async def warnings(tx: Session, feeder_code: str, since: datetime) -> list[FeederWarning]:
    """The warnings of a feeder since a moment, newest first."""
    found = select(FeederWarning).where(
        FeederWarning.feeder_code == feeder_code, FeederWarning.at >= since
    )
    return list((await tx.execute(found.order_by(FeederWarning.id.desc()))).scalars())


async def warn(tx: Session, warning: FeederWarning) -> FeederWarning:
    """Keeps a warning."""
    tx.add(warning)
    await tx.flush()
    return warning


async def plan_number(tx: Session, warning: FeederWarning) -> str:
    """The number of the ticket that a warning opened; empty where it opened none."""
    found = select(Ticket.number).where(Ticket.id == warning.ticket_id)
    return (await tx.execute(found)).scalar_one_or_none() or ""


OURS = 0
"""Telegram gives nobody this id: the utility itself, in the place of a customer."""


async def ourselves(tx: Session, now: datetime) -> Person:
    """The person of a ticket that we open ourselves. No chat belongs to it: nobody is written to."""
    made = {"telegram_id": OURS, "first_name": "", "language": "en", "language_chosen": False,
            "reachable": False, "wrong_codes": 0, "created_at": now}  # fmt: skip
    await insert_new(tx, Person, [made])
    return (await tx.execute(select(Person).where(Person.telegram_id == OURS))).scalar_one()

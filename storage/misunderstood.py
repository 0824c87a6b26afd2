"""Messages that were not understood: kept for staff to label, and for a limited time only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from storage.dialect import changed
from storage.engine import Session
from storage.models import Misunderstood


async def add(
    tx: Session, now: datetime, why: str, language: str, text: str | None, intents: list[Any]
) -> None:
    """Keeps one; `text` is masked already, and null where texts are not collected."""
    row = Misunderstood(at=now, why=why, language=language, text=text, intents=intents)
    tx.add(row)
    await tx.flush()


def _waits() -> ColumnElement[bool]:
    """What staff can label: it has a text, and nobody has labelled it yet."""
    return Misunderstood.label.is_(None) & Misunderstood.text.is_not(None)


async def next_waiting(tx: Session, after: int) -> Misunderstood | None:
    """The oldest that waits for a label and comes later than the row `after`."""
    found = select(Misunderstood).where(_waits(), Misunderstood.id > after)
    return (await tx.execute(found.order_by(Misunderstood.id).limit(1))).scalar_one_or_none()


async def count(tx: Session) -> tuple[int, int]:
    """(how many wait for a label, how many were kept without their text)."""
    waiting = select(func.count()).select_from(Misunderstood).where(_waits())
    silent = select(func.count()).select_from(Misunderstood).where(Misunderstood.text.is_(None))
    return (await tx.execute(waiting)).scalar_one(), (await tx.execute(silent)).scalar_one()


async def label(tx: Session, text: str, name: str, by: str, now: datetime) -> int:
    """Labels every waiting message of this text; how many there were."""
    same = update(Misunderstood).where(_waits(), Misunderstood.text == text)
    values = same.values(label=name, labelled_at=now, labelled_by=by)
    return changed(await tx.execute(values.execution_options(synchronize_session=False)))


async def drop(tx: Session, text: str) -> int:
    """Deletes every waiting message of this text; how many there were."""
    gone = delete(Misunderstood).where(_waits(), Misunderstood.text == text)
    return changed(await tx.execute(gone.execution_options(synchronize_session=False)))


async def labelled(tx: Session) -> list[tuple[str, str]]:
    """(label, text) of what staff have labelled, in the order in which they did."""
    found = (
        select(Misunderstood.label, Misunderstood.text)
        .where(Misunderstood.label.is_not(None), Misunderstood.text.is_not(None))
        .order_by(Misunderstood.labelled_at, Misunderstood.id)
    )
    return [(name, text) for name, text in await tx.execute(found) if name and text]

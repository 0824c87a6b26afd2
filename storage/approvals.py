"""What needed or needs a decision by somebody with enough authority."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from storage.engine import Session
from storage.models import Approval


async def add(tx: Session, approval: Approval) -> Approval:
    """Keeps a decision, or that one is asked for."""
    tx.add(approval)
    await tx.flush()
    return approval


async def get(tx: Session, approval_id: int) -> Approval | None:
    """The approval as it is now, locked until the transaction ends: who decides first wins."""
    found = select(Approval).where(Approval.id == approval_id).with_for_update()
    found = found.execution_options(populate_existing=True)
    return (await tx.execute(found)).scalar_one_or_none()


async def waiting(tx: Session, limit: int = 20) -> list[Approval]:
    """What nobody has decided yet, oldest first."""
    found = select(Approval).where(Approval.state == "asked").order_by(Approval.id).limit(limit)
    return list((await tx.execute(found)).scalars())


async def asked_about(tx: Session, what: str, subject_id: int) -> Approval | None:
    """What is being asked about the same thing and not decided yet."""
    found = select(Approval).where(
        Approval.what == what, Approval.subject_id == subject_id, Approval.state == "asked"
    )
    return (await tx.execute(found.limit(1))).scalar_one_or_none()


async def granted(tx: Session, what: str, subject_id: int) -> Decimal:
    """All that was granted for the same thing so far, in the utility's currency."""
    found = select(func.sum(Approval.amount)).where(
        Approval.what == what, Approval.subject_id == subject_id, Approval.state == "approved"
    )
    return Decimal(str((await tx.execute(found)).scalar_one() or 0))


async def to_remind(tx: Session, what: str, now: datetime) -> list[Approval]:
    """What nobody has decided yet and is to be called to mind, locked until the transaction ends."""
    found = select(Approval).where(
        Approval.what == what, Approval.state == "asked", Approval.remind_at <= now
    )
    return list((await tx.execute(found.order_by(Approval.id).with_for_update())).scalars())

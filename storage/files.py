"""Attachments on their way from Telegram to our own folder."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from storage.engine import Session
from storage.models import Attachment, Ticket


async def waiting(tx: Session, but: Collection[int], limit: int) -> list[Attachment]:
    """The oldest files that are to be fetched, leaving out those in `but`."""
    found = select(Attachment).where(Attachment.state == "waiting", Attachment.id.not_in(but))
    return list((await tx.execute(found.order_by(Attachment.id).limit(limit))).scalars())


async def finish(tx: Session, attachment_id: int, **values: Any) -> Ticket | None:
    """Records how the fetching ended. Its ticket; null where that was recorded already."""
    done = (
        update(Attachment)
        .where(Attachment.id == attachment_id, Attachment.state == "waiting")
        .values(**values)
        .returning(Attachment.ticket_id)
        .execution_options(synchronize_session=False)
    )
    ticket_id = (await tx.execute(done)).scalar_one_or_none()
    return None if ticket_id is None else await tx.get_one(Ticket, ticket_id)

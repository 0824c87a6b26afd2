"""Deleting what is no longer needed."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.dialect import changed
from storage.engine import Session
from storage.models import Inbox, Keyboard, Misunderstood, Outbox

MOST = 5000
"""Rows a table and call: a long delete must not keep the writers waiting."""


async def delete_before(tx: Session, moment: datetime) -> int:
    """Deletes handled updates, ended messages and keyboards from before `moment`; how many."""
    old = (
        (
            Inbox,
            Inbox.update_id,
            (Inbox.received_at < moment, Inbox.state.in_(("done", "ignored"))),
        ),
        (
            Outbox,
            Outbox.id,
            (Outbox.queued_at < moment, Outbox.state.in_(("sent", "failed", "cancelled"))),
        ),
        (Keyboard, Keyboard.id, (Keyboard.created_at < moment,)),
    )
    deleted = 0
    for table, key, conditions in old:
        some = select(key).where(*conditions).limit(MOST)
        gone = delete(table).where(key.in_(some)).execution_options(synchronize_session=False)
        deleted += changed(await tx.execute(gone))
    return deleted


async def delete_misunderstood(tx: Session, moment: datetime) -> int:
    """Deletes messages that were not understood before `moment`, labelled or not; how many."""
    some = select(Misunderstood.id).where(Misunderstood.at < moment).limit(MOST)
    gone = delete(Misunderstood).where(Misunderstood.id.in_(some))
    return changed(await tx.execute(gone.execution_options(synchronize_session=False)))

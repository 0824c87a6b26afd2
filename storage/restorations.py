"""Reports that the power is still off although an outage was said to be over."""

from sqlalchemy import and_, func, select

from storage.engine import Session
from storage.models import Outage, Ticket


async def still_off(tx: Session, outage: Outage, ticket: Ticket) -> int:
    """How many persons say so since the end of the outage, fed by the transformer of this ticket.

    Where its transformer is not known, by its feeder.
    """
    if ticket.transformer_code is not None:
        fed = Ticket.transformer_code == ticket.transformer_code
    else:
        fed = and_(Ticket.transformer_code.is_(None), Ticket.feeder_code == ticket.feeder_code)
    counted = select(func.count(Ticket.person_id.distinct())).where(
        Ticket.outage_id == outage.id, fed, Ticket.state != "withdrawn",
        Ticket.created_at >= outage.ended_at,
    )  # fmt: skip
    return int((await tx.execute(counted)).scalar_one())

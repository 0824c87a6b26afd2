"""What stands before two people press at once: tickets, hand-overs, approvals, notices, broadcasts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from storage import Database
from storage.models import (
    Approval,
    Broadcast,
    Confirmation,
    Deadline,
    HandOver,
    Incident,
    Outage,
    OutageArea,
    Outbox,
    Ticket,
)
from tests import city

SU, DI, AN, DORA, MA = city.SUPERVISOR, city.DISPATCHER, city.AGENT, 906, 905
NAMES = {SU: "Su", DI: "Di", AN: "An", DORA: "Dora", MA: "Ma"}
ID = {SU: 1, DI: 2, AN: 3, DORA: 4, MA: 5}
"""Ids of their rows."""
Do = dict[str, Any]
Make = Callable[[Database], Awaitable[Do]]


def ticket(number: int = 1, **values: Any) -> Make:
    """A ticket as it is to be, and a button that carries its id."""

    async def make(db: Database) -> Do:
        async with db.transaction() as tx:
            row = await tx.get_one(Ticket, number)
            for name, value in values.items():
                setattr(row, name, value)
        return {"ticket": number}

    return make


def also(make: Make, **more: Any) -> Make:
    """The same with a button that carries more."""

    async def made(db: Database) -> Do:
        return {**await make(db), **more}

    return made


OWNED = ticket(state="taken", owner_id=ID[DI])
# Deadlines, hand-overs, approvals, talks.


async def promised(db: Database) -> Do:
    due = city.NOW + timedelta(hours=2)
    async with db.transaction() as tx:
        (await tx.get_one(Ticket, 1)).state, (await tx.get_one(Ticket, 1)).owner_id = "taken", 2
        tx.add(Deadline(ticket_id=1, name="visit", due_at=due, started_at=city.NOW, counted=[]))
    return {"ticket": 1, "name": "visit", "later": "60", "due": due.isoformat()}


def asked(**values: Any) -> Make:
    """A hand-over of ticket 1, which is Di's."""

    async def make(db: Database) -> Do:
        await OWNED(db)
        async with db.transaction() as tx:
            row = HandOver(ticket_id=1, asked_at=city.NOW, state="asked",
                           **{"from_id": ID[DI], "reason": "my shift ends", **values})  # fmt: skip
            tx.add(row)
            await tx.flush()
        return {"ticket": 1, "hand_over": row.id}

    return make


async def offered(db: Database) -> Do:
    made = await asked(from_id=None, to_id=ID[DORA], reason="")(db)
    await ticket(state="new", owner_id=None)(db)
    return made


async def to_approve(db: Database) -> Do:
    await OWNED(db)
    facts = {"ticket": 1, "about": "WL-1", "besides": "0", "profits": 7}
    async with db.transaction() as tx:
        row = Approval(what="goodwill", subject_id=1, amount=Decimal(100), reason="late", facts=facts,
                       asked_by=ID[AN], asked_at=city.NOW)  # fmt: skip
        tx.add(row)
        await tx.flush()
    return {"approval": row.id}


async def together(db: Database) -> Do:
    async with db.transaction() as tx:
        incident = Incident(kind="repair", opened_at=city.NOW)
        tx.add(incident)
        await tx.flush()
    for number in (1, 2):
        await ticket(number, kind="repair", incident_id=incident.id)(db)
    return {"ticket": 2, "sure": True}


async def same_kind(db: Database) -> Do:
    await ticket(2, kind="repair", subclass="")(db)
    return {"ticket": 1, "text": "0002"}


# Notices and broadcasts.


def notice(**values: Any) -> Make:
    """A notice of a fault on feeder F1, by Su."""

    async def make(db: Database) -> Do:
        row = Outage(source="staff", external_id="x", created_by=ID[SU], version=1, **{
            "kind": "fault", "reason": "storm", "state": "in_progress", "published_at": city.NOW,
            "starts_at": city.NOW - timedelta(hours=1), "until": city.NOW + timedelta(hours=2), **values,
        })  # fmt: skip
        async with db.transaction() as tx:
            tx.add(row)
            await tx.flush()
            tx.add(OutageArea(outage_id=row.id, feeder_code="F1", parity="all"))
        return {"outage": row.id, "version": 1}

    return make


async def versions(db: Database) -> int:
    """How often the notice was changed."""
    async with db.reading() as tx:
        return (await tx.get_one(Outage, 1)).version - 1


async def asked_for(db: Database) -> int:
    """How often approval was asked for."""
    async with db.reading() as tx:
        return sum([await tx.get(Approval, number) is not None for number in (1, 2)])


async def to_call(db: Database) -> Do:
    made = await notice()(db)
    async with db.transaction() as tx:
        tx.add(Confirmation(outage_id=made["outage"], account_number="1000000001",
                            asked_at=city.NOW, due_at=city.NOW, listed_at=city.NOW))  # fmt: skip
    return {**made, "account": "1000000001"}


async def calls(db: Database) -> int:
    """How many have been called."""
    async with db.reading() as tx:
        row = await tx.get_one(Confirmation, (1, "1000000001"))
    return int(row.called_by is not None)


def broadcast(state: str, **values: Any) -> Make:
    """A broadcast of which one message could not be sent."""

    async def make(db: Database) -> Do:
        async with db.transaction() as tx:
            row = Broadcast(kind="announcement", state=state, name="news", audience={}, texts={},
                            total=2, sent=1, failed=1, created_at=city.NOW, created_by=ID[SU], **values)  # fmt: skip
            tx.add(row)
            await tx.flush()
            tx.add(Outbox(key="failed", lane=4, chat_id=7, payload={"text": "news"}, state="failed",
                          due_at=city.NOW, queued_at=city.NOW, error="timeout", broadcast_id=row.id))  # fmt: skip
        return {"broadcast": row.id}

    return make


def is_now(state: str, failed: int = 1) -> Callable[[Database], Awaitable[int]]:
    """Whether the broadcast is in this state, and has so many failures."""

    async def makes(db: Database) -> int:
        async with db.reading() as tx:
            row = await tx.get_one(Broadcast, 1)
        return int((row.state, row.failed) == (state, failed))

    return makes

"""Letters go out through Apprise: to a small HTTP server here, at their pace, and never into a log."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.letters import MOST_TRIES, Channel, Letters
from storage import Database
from storage.models import Body, Broadcast, Outbox
from tests.actions.scenes import rows

# Of the library's own plug-ins, loaded at the first letter.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHONE = "+86 199/0000"


class Provider:
    """A provider of SMS; what it was sent, and whether it works."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict]] = []
        self.status, self.port = 200, 0

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.query.get("to", ""), await request.json()))
        return web.Response(status=self.status)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A provider on loopback."""
    provider, app = Provider(), web.Application()
    app.router.add_post("/send", provider.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.port = runner.addresses[0][1]
    yield provider
    await runner.cleanup()


def way(provider: Provider, per_minute: int = 600) -> Channel:
    url = f"json://127.0.0.1:{provider.port}/send?-to={{address}}"
    return Channel("sms", url, per_minute)


async def put(db: Database, count: int = 1, state: str = "sending", **more: object) -> None:
    """Letters in the outbox, of a broadcast in this state."""
    async with db.transaction() as tx:
        wave = Broadcast(kind="outage", name="published", state=state, created_at=NOW)
        body = Body(payload={"text": "Power off < tomorrow", "subject": "Planned outage"})
        tx.add_all([wave, body])
        await tx.flush()
        for number in range(count):
            tx.add(Outbox(**{"key": f"k{wave.id}:{number}", "lane": 2, "chat_id": 0, "body_id": body.id,
                             "due_at": NOW, "queued_at": NOW, "tries": 0, "channel": "sms",
                             "broadcast_id": wave.id, "address": PHONE, **more}))  # fmt: skip


async def test_it_is_sent_once_with_the_address_in_the_url(
    db: Database, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await put(db)
    letters = Letters(db, lambda: NOW, [way(provider)])
    assert await letters.round(way(provider)) == 1 and await letters.round(way(provider)) == 0
    ((to, said),) = provider.got
    assert to == PHONE and said["message"] == "Power off < tomorrow"
    (row,) = await rows(db, Outbox)
    assert (row.state, row.sent_at, row.error) == ("sent", NOW, None)
    written = "\n".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("bot", "apprise"))
    )
    assert "199" not in written and "tomorrow" not in written


async def test_a_provider_that_refuses_is_tried_again_later_and_given_up_in_the_end(
    db: Database, provider: Provider
) -> None:
    provider.status = 500
    await put(db)
    now = NOW
    letters = Letters(db, lambda: now, [way(provider)])
    for tried in range(1, MOST_TRIES + 1):
        assert await letters.round(way(provider)) == 1
        assert await letters.round(way(provider)) == 0  # not before its time
        (row,) = await rows(db, Outbox)
        assert (row.tries, row.error) == (tried, "Refused")
        now = max(row.due_at, now)
    assert row.state == "failed" and len(provider.got) == MOST_TRIES
    now += timedelta(days=1)
    assert await letters.round(way(provider)) == 0


@pytest.mark.parametrize("state", ["paused", "cancelled"])
async def test_one_of_a_broadcast_that_was_stopped_is_not_sent(
    db: Database, provider: Provider, state: str
) -> None:
    await put(db, state=state)
    assert await Letters(db, lambda: NOW, []).round(way(provider)) == 0
    (row,) = await rows(db, Outbox)
    assert row.state == {"paused": "queued", "cancelled": "cancelled"}[state]


async def test_one_that_is_due_later_waits(db: Database, provider: Provider) -> None:
    await put(db, due_at=NOW + timedelta(seconds=1))
    assert await Letters(db, lambda: NOW, []).round(way(provider)) == 0


async def test_the_loop_keeps_its_pace_and_takes_up_what_a_crash_left(
    db: Database, provider: Provider
) -> None:
    await put(db, 12)
    async with db.transaction() as tx:
        from sqlalchemy import update

        await tx.execute(update(Outbox).values(state="sending"))
    slow = Channel("sms", way(provider).url, 6)
    running = asyncio.create_task(Letters(db, lambda: NOW, [slow]).run())
    await asyncio.sleep(1.5)
    running.cancel()
    assert len(provider.got) == 6  # a minute's worth, and then a minute's wait

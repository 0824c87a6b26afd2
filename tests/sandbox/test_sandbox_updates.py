"""Updates: getUpdates with its offsets, redelivery, the webhook, reading chats."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from aiohttp import web
from sandbox_client import Client, free_port


async def say(box: Client, person: int, *texts: str) -> list[int]:
    """Send messages of a person; returns the update ids."""
    return [(await box.post(f"chats/{person}/messages", text=text))["update_id"] for text in texts]


def texts(updates: list[dict[str, Any]]) -> list[str]:
    """Return the texts of message updates."""
    return [update["message"]["text"] for update in updates]


async def test_ids_rise_by_one_over_all_chats(box: Client) -> None:
    one, two = await box.person(), await box.person()
    ids = [*await say(box, one, "a"), *await say(box, two, "b"), *await say(box, one, "c")]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_offset_confirms_and_forgets(box: Client) -> None:
    ids = await say(box, await box.person(), "a", "b", "c")
    assert texts(await box.result("getUpdates")) == ["a", "b", "c"]
    assert texts(await box.result("getUpdates", limit=2)) == ["a", "b"]
    assert texts(await box.result("getUpdates", offset=ids[1])) == ["b", "c"]
    assert texts(await box.result("getUpdates", offset=ids[0])) == ["b", "c"]
    assert await box.result("getUpdates", offset=ids[2] + 1) == []
    assert await box.result("getUpdates") == []


async def test_negative_offset_keeps_the_last(box: Client) -> None:
    await say(box, await box.person(), "a", "b", "c")
    assert texts(await box.result("getUpdates", offset=-1)) == ["c"]
    assert texts(await box.result("getUpdates")) == ["c"]


async def test_no_more_than_a_hundred(box: Client) -> None:
    await say(box, await box.person(), *map(str, range(105)))
    assert len(await box.result("getUpdates", limit=1000)) == 100


async def test_long_poll_wakes_up(box: Client) -> None:
    person = await box.person()
    poll = asyncio.create_task(box.result("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await say(box, person, "now")
    assert texts(await poll) == ["now"]
    assert time.monotonic() - began < 1


async def test_long_poll_ends_empty(box: Client) -> None:
    assert await box.result("getUpdates", timeout=0.2) == []


async def test_a_second_poll_ends_the_first(box: Client) -> None:
    first = asyncio.create_task(box.error("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(box.result("getUpdates", timeout=10))
    assert await first == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await say(box, await box.person(), "x")
    assert texts(await second) == ["x"]


async def test_allowed_updates_leave_others_out(box: Client) -> None:
    person = await box.person()
    await box.result("getUpdates", allowed_updates=["edited_message"])
    said = await box.post(f"chats/{person}/messages", text="a")
    assert said["update_id"] is None
    await box.post(f"chats/{person}/messages/{said['message_id']}/edit", text="b")
    (update,) = await box.result("getUpdates")
    assert update["edited_message"]["text"] == "b"


async def test_redelivery_of_confirmed_updates(box: Client) -> None:
    (first, second) = await say(box, await box.person(), "a", "b")
    await box.result("getUpdates", offset=second + 1)
    await box.post("redeliver", update_id=first, times=3)
    again = await box.result("getUpdates", offset=second + 1)
    assert [update["update_id"] for update in again] == [first] * 3
    assert await box.result("getUpdates") == []


async def test_injected_updates(box: Client) -> None:
    (last,) = await say(box, await box.person(), "a")
    update = await box.post("updates", message={"text": "raw"})
    assert update["update_id"] == last + 1
    assert (await box.post("updates", update_id=last + 10, poll={}))["update_id"] == last + 10
    assert await say(box, await box.person(), "z") == [last + 11]


class Receiver:
    """A webhook that answers with the given statuses first, then with 200."""

    def __init__(self) -> None:
        self.got: list[tuple[int, str]] = []
        self.statuses: list[int] = []
        self.secrets: set[str | None] = set()
        self.url = ""
        self.arrived = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        """Take one update."""
        update = await request.json()
        status = self.statuses.pop(0) if self.statuses else 200
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.append((status, update["message"]["text"]))
        self.arrived.set()
        return web.Response(status=status)

    async def wait_for(self, count: int) -> list[tuple[int, str]]:
        """Wait until ``count`` deliveries were tried."""
        while len(self.got) < count:
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), 5)
        return self.got


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook receiver on loopback."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    receiver.url = f"http://127.0.0.1:{port}/hook"
    yield receiver
    await runner.cleanup()


async def test_webhook_delivers_in_order_with_the_secret(box: Client, receiver: Receiver) -> None:
    person = await box.person()
    await say(box, person, "before")
    body = await box.api("setWebhook", url=receiver.url, secret_token="s3cret")
    assert body["description"] == "Webhook was set"
    await say(box, person, "a", "b", "c")
    wanted = [(200, text) for text in ("before", "a", "b", "c")]
    assert await receiver.wait_for(4) == wanted
    assert receiver.secrets == {"s3cret"}


async def test_webhook_retries_and_keeps_a_chats_order(box: Client, receiver: Receiver) -> None:
    receiver.statuses = [500, 404]
    await box.result("setWebhook", url=receiver.url)
    await say(box, await box.person(), "a", "b")
    got = await receiver.wait_for(4)
    assert got == [(500, "a"), (404, "a"), (200, "a"), (200, "b")]
    info = await box.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert info["pending_update_count"] == 0


async def test_webhook_and_get_updates_exclude_each_other(box: Client, receiver: Receiver) -> None:
    poll = asyncio.create_task(box.error("getUpdates", timeout=10))
    await asyncio.sleep(0.1)
    await box.result("setWebhook", url=receiver.url)
    assert await poll == "Conflict: terminated by setWebhook request"
    assert await box.error("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert (await box.api("deleteWebhook"))["description"] == "Webhook was deleted"
    assert await box.result("getUpdates") == []


async def test_undelivered_updates_survive_the_webhook(box: Client, receiver: Receiver) -> None:
    receiver.statuses = [500] * 50
    await box.result("setWebhook", url=receiver.url)
    await say(box, await box.person(), "a", "b")
    await receiver.wait_for(1)
    assert (await box.result("getWebhookInfo"))["pending_update_count"] == 2
    await box.result("deleteWebhook")
    assert texts(await box.result("getUpdates")) == ["a", "b"]


async def test_reading_a_chat_after_a_message(box: Client) -> None:
    person = await box.person()
    said = await box.post(f"chats/{person}/messages", text="a")
    after = f"chats/{person}/messages?after={said['message_id']}"
    assert (await box.get(after))["messages"] == []
    reading = asyncio.create_task(box.get(f"{after}&wait=5"))
    await asyncio.sleep(0.1)
    await box.result("sendMessage", chat_id=person, text="b")
    (message,) = (await reading)["messages"]
    assert message["text"] == "b"
    assert message["from_bot"]


async def test_edits_and_deletions_are_seen_by_revision(box: Client) -> None:
    person = await box.person()
    sent = [await box.result("sendMessage", chat_id=person, text=text) for text in "ab"]
    revision = (await box.get(f"chats/{person}/messages"))["revision"]
    place = {"chat_id": person, "message_id": sent[0]["message_id"]}
    await box.result("editMessageText", **place, text="c")
    changes = await box.get(f"chats/{person}/messages?since={revision}&wait=5")
    assert [message["text"] for message in changes["messages"]] == ["c"]
    await box.result("deleteMessage", **place)
    changes = await box.get(f"chats/{person}/messages?since={changes['revision']}")
    assert changes["messages"] == [
        {"message_id": place["message_id"], "revision": changes["revision"], "deleted": True}
    ]
    left = await box.get(f"chats/{person}/messages")
    assert [message["text"] for message in left["messages"]] == ["b"]


async def test_a_tap_can_wait_for_its_answer(box: Client) -> None:
    person = await box.person()
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await box.result("sendMessage", chat_id=person, text="x", reply_markup=markup)
    path = f"chats/{person}/messages/{sent['message_id']}/tap"
    tap = asyncio.create_task(box.post(path, button="Go", wait=5))
    (update,) = await box.result("getUpdates", timeout=5)
    query_id = update["callback_query"]["id"]
    await box.result("answerCallbackQuery", callback_query_id=query_id, text="ok")
    assert (await tap)["text"] == "ok"

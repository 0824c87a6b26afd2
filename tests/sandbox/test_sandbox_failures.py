"""Failures on demand, sending limits, counts."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from sandbox_client import Client
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

ERRORS: list[tuple[dict[str, Any], int, str, dict[str, int] | None]] = [
    (
        {"kind": "429", "retry_after": 7},
        429,
        "Too Many Requests: retry after 7",
        {"retry_after": 7},
    ),
    ({"kind": "500"}, 500, "Internal Server Error", None),
    ({"kind": "502"}, 502, "Bad Gateway", None),
    ({"kind": "400", "description": "Bad Request: odd"}, 400, "Bad Request: odd", None),
    ({"kind": "403"}, 403, "Forbidden: bot was blocked by the user", None),
]
CLASSES: list[tuple[str, type[TelegramError]]] = [
    ("429", RetryAfter),
    ("500", NetworkError),
    ("502", NetworkError),
    ("400", BadRequest),
    ("403", Forbidden),
]


@pytest.mark.parametrize(("failure", "code", "description", "parameters"), ERRORS)
async def test_error_kinds(
    box: Client,
    failure: dict[str, Any],
    code: int,
    description: str,
    parameters: dict[str, int] | None,
) -> None:
    person = await box.person()
    await box.post("failures", method="sendMessage", **failure)
    body = await box.api("sendMessage", chat_id=person, text="x")
    assert (body["error_code"], body["description"]) == (code, description)
    assert body.get("parameters") == parameters
    assert (await box.get(f"chats/{person}/messages"))["messages"] == []
    await box.result("sendMessage", chat_id=person, text="x")


# the library warns that retry_after is to become a timedelta
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize(("kind", "error"), CLASSES)
async def test_what_the_library_makes_of_them(
    box: Client, bot: Bot, kind: str, error: type[TelegramError]
) -> None:
    await box.post("failures", kind=kind, method="sendMessage")
    with pytest.raises(error):
        await bot.send_message(await box.person(), "x")


async def test_a_failure_is_meant_for_its_method_and_chat(box: Client) -> None:
    one, two = await box.person(), await box.person()
    await box.post("failures", kind="500", method="sendMessage", chat_id=two, count=2)
    await box.result("sendMessage", chat_id=one, text="x")
    await box.result("sendChatAction", chat_id=two, action="typing")
    for _ in range(2):
        assert (await box.api("sendMessage", chat_id=two, text="x"))["error_code"] == 500
    await box.result("sendMessage", chat_id=two, text="x")


async def test_endless_failures_until_removed(box: Client) -> None:
    failure = await box.post("failures", kind="500", count=None)
    for _ in range(5):
        assert not (await box.api("getMe"))["ok"]
    assert len((await box.get("failures"))["failures"]) == 1
    await box.session.delete(f"{box.url}/sandbox/failures/{failure['id']}")
    assert (await box.get("failures"))["failures"] == []
    await box.result("getMe")


@pytest.mark.parametrize(
    ("failure", "stored"),
    [
        ({"kind": "drop"}, 0),
        ({"kind": "drop", "accepted": True}, 1),
        ({"kind": "timeout_after_accept", "seconds": 0.2}, 1),
    ],
)
async def test_broken_connections(box: Client, failure: dict[str, Any], stored: int) -> None:
    person = await box.person()
    await box.post("failures", method="sendMessage", **failure)
    with pytest.raises(aiohttp.ClientError):
        await box.api("sendMessage", chat_id=person, text="x")
    assert len((await box.get(f"chats/{person}/messages"))["messages"]) == stored


async def test_latency(box: Client) -> None:
    await box.post("failures", kind="latency", seconds=0.3)
    began = time.monotonic()
    await box.result("getMe")
    assert 0.3 <= time.monotonic() - began < 2


@pytest.mark.parametrize("wrong", [{"kind": "nonsense"}, {}, {"kind": "500", "count": "x"}])
async def test_wrong_failures_are_refused(box: Client, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Bad Request"):
        await box.post("failures", **wrong)


async def send_all(box: Client, chats: list[int]) -> list[dict[str, Any]]:
    """Send one message to each chat of the list, all at once."""
    calls = [box.api("sendMessage", chat_id=chat, text="x") for chat in chats]
    return list(await asyncio.gather(*calls))


def refused(bodies: list[dict[str, Any]]) -> list[int]:
    """Return the retry_after of all 429s."""
    return [body["parameters"]["retry_after"] for body in bodies if not body["ok"]]


async def test_private_chats_allow_a_short_burst(box: Client) -> None:
    await box.post("limits", per_chat=True)
    person = await box.person()
    assert refused(await send_all(box, [person] * 6)) == [1, 1]
    await asyncio.sleep(1.1)
    assert refused(await send_all(box, [person] * 2)) == [1]


async def test_overall_limit(box: Client) -> None:
    await box.post("limits", overall_per_second=30)
    people = [await box.person() for _ in range(40)]
    assert refused(await send_all(box, people)) == [1] * 10
    await asyncio.sleep(1.1)
    assert refused(await send_all(box, people[:30])) == []
    stats = await box.get("stats")
    assert (stats["messages_accepted"], stats["too_many_requests"]) == (60, 10)
    assert sum(stats["too_many_requests_by_second"].values()) == 10
    assert max(stats["accepted_by_second"].values()) <= 30


async def test_group_limit_names_the_wait(box: Client) -> None:
    await box.post("limits", per_group=20)
    group = await box.post("groups", title="Staff", members=[await box.person()])
    (wait,) = refused(await send_all(box, [group["id"]] * 21))
    assert 55 <= wait <= 60


async def test_limits_can_be_lifted_and_raised(box: Client) -> None:
    settings = await box.post("limits", overall_per_second=1000)
    assert settings == {"overall_per_second": 1000, "per_chat": False, "per_group": None}
    assert refused(await send_all(box, [await box.person()] * 100)) == []


async def test_reset_forgets_but_update_ids_go_on(box: Client) -> None:
    person = await box.person()
    before = (await box.post(f"chats/{person}/messages", text="a"))["update_id"]
    await box.post("reset")
    assert (await box.get("people"))["people"] == []
    assert await box.result("getUpdates") == []
    person = await box.person()
    after = (await box.post(f"chats/{person}/messages", text="a"))["update_id"]
    assert after == before + 1

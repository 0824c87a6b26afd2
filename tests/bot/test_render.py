"""What a queued message becomes in the messenger: a place sent on is a place on the map."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot

from bot.render import send
from tests.sandbox.sandbox_client import TOKEN, Client, free_port, start_sandbox, stop_sandbox


@pytest.fixture
async def box() -> AsyncIterator[Client]:
    """A sandbox of its own."""
    port = free_port()
    process = start_sandbox(port)
    async with aiohttp.ClientSession() as session:
        yield Client(session, f"http://127.0.0.1:{port}")
    stop_sandbox(process)


async def test_a_place_is_sent_as_one(box: Client) -> None:
    person = await box.person()
    urls = {"base_url": f"{box.url}/bot", "base_file_url": f"{box.url}/file/bot"}
    async with Bot(TOKEN, **urls) as bot:
        sent = await send(bot, person, {"text": "", "latitude": 0.0, "longitude": 120.2}, None)
    chat = await box.get(f"chats/{person}/messages?after=0")
    (said,) = [m for m in chat["messages"] if m["from_bot"]]
    assert said["message_id"] == sent
    assert said["location"]["latitude"] == 0.0
    assert said["location"]["longitude"] == 120.2

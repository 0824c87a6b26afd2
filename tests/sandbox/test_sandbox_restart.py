"""With --data the demo goes on where it was; --token accepts one bot only."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from sandbox_client import Client, free_port, picture, start_sandbox, stop_sandbox


async def test_state_survives_a_restart(tmp_path: Path) -> None:
    port = free_port()
    url, data = f"http://127.0.0.1:{port}", str(tmp_path)
    async with aiohttp.ClientSession() as session:
        box = Client(session, url)
        process = start_sandbox(port, "--data", data)
        try:
            person = await box.person()
            said = await box.post(f"chats/{person}/messages", text="a")
            form = aiohttp.FormData({"chat_id": str(person)})
            form.add_field("photo", picture(), filename="x.png")
            await session.post(f"{url}/bot4242:test-token/sendPhoto", data=form)
            before = await box.get(f"chats/{person}/messages?since=0")
        finally:
            stop_sandbox(process)
        process = start_sandbox(port, "--data", data)
        try:
            assert await box.get(f"chats/{person}/messages?since=0") == before
            (update,) = await box.result("getUpdates")
            assert update["update_id"] == said["update_id"]
            photo = before["messages"][1]["photo"][-1]["file_id"]
            await box.result("sendPhoto", chat_id=person, photo=photo)
        finally:
            stop_sandbox(process)


async def test_one_token_only() -> None:
    port = free_port()
    process = start_sandbox(port, "--token", "7:only", "--no-limits")
    try:
        async with aiohttp.ClientSession() as session:
            for token, status in (("7:only", 200), ("7:other", 401)):
                async with session.get(f"http://127.0.0.1:{port}/bot{token}/getMe") as response:
                    assert response.status == status
    finally:
        stop_sandbox(process)

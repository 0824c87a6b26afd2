"""One sandbox for all tests of this folder, fresh for each, and python-telegram-bot against it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import pytest_asyncio
from sandbox_client import TOKEN, Client, free_port, start_sandbox, stop_sandbox
from telegram import Bot


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """One sandbox for all tests; ``box`` resets it for each."""
    port = free_port()
    process = start_sandbox(port)
    yield f"http://127.0.0.1:{port}"
    stop_sandbox(process)


@pytest_asyncio.fixture
async def box(sandbox_url: str) -> AsyncIterator[Client]:
    """A fresh sandbox without sending limits."""
    async with aiohttp.ClientSession() as session:
        client = Client(session, sandbox_url)
        await client.post("reset", bot=True)
        await client.post("limits", overall_per_second=None, per_chat=False, per_group=None)
        yield client


@pytest_asyncio.fixture
async def bot(box: Client) -> AsyncIterator[Bot]:
    """python-telegram-bot talking to the sandbox."""
    base, files = f"{box.url}/bot", f"{box.url}/file/bot"
    async with Bot(TOKEN, base_url=base, base_file_url=files) as client:
        yield client

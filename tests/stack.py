"""The real processes on loopback: sandbox, service, and a model server that says what it is told."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from settings import ROOT
from tests.sandbox.sandbox_client import TOKEN, Client, free_port, start_sandbox, stop_sandbox

FAST = ROOT / "tests" / "fast_policy.yml"
"""No limits of the messenger, and surveys within a second."""


@dataclass
class Stack:
    """What a test of the whole needs in its hands."""

    sandbox: Client
    environment: dict[str, str]
    services: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_service(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Starts `wattline run` as a program of its own."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.killable", "run", *arguments]
        with Path(self.environment["LOG"]).open("ab") as log:
            service = subprocess.Popen(
                command, cwd=ROOT, env=self.environment | more, stdout=log, stderr=log
            )
        self.services.append(service)
        return service

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends every service that still runs."""
        for service in self.services:
            if service.poll() is None:
                service.send_signal(how)
        for service in self.services:
            try:
                service.wait(20)
            except subprocess.TimeoutExpired as error:
                raise AssertionError(
                    f"it does not stop; the service said:\n{self.log()}"
                ) from error

    def log(self) -> str:
        """The last that the services said."""
        return Path(self.environment["LOG"]).read_text("utf-8", "replace")[-3000:]

    async def said_to(self, chat: int) -> list[dict[str, Any]]:
        """Everything that the bot said in a chat."""
        answer = await self.sandbox.get(f"chats/{chat}/messages?after=0")
        return [m for m in answer["messages"] if m["from_bot"]]

    async def until(
        self, holds: Callable[[], Awaitable[bool]], seconds: float = 30.0, every: float = 0.1
    ) -> None:
        """Waits until something holds; fails where it does not in time."""
        for _ in range(int(seconds / every)):
            if await holds():
                return
            await asyncio.sleep(every)
        raise AssertionError(
            f"it did not come to that in {seconds} s; the service said:\n{self.log()}"
        )


@contextlib.asynccontextmanager
async def stack(
    database_url: str, folder: Path, nlu_url: str, policy: Path = FAST, limits: bool = False
) -> AsyncIterator[Stack]:
    """A running sandbox and everything that is needed to start services beside it."""
    port = free_port()
    process = start_sandbox(port, *(() if limits else ("--no-limits",)))
    dropped = ("WATTLINE_", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    environment = kept | {
        "WATTLINE_TELEGRAM_TOKEN": TOKEN,
        "WATTLINE_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}",
        "WATTLINE_DATABASE_URL": database_url,
        "WATTLINE_NLU_URL": nlu_url,
        "WATTLINE_POLICY": f"{ROOT / 'policy.yml'},{policy}",
        "WATTLINE_TICK_SECONDS": "0.5",
        "LOG": str(folder / "service.log"),
    }
    try:
        async with aiohttp.ClientSession() as session:
            running = Stack(Client(session, f"http://127.0.0.1:{port}"), environment)
            try:
                yield running
            finally:
                running.stop(signal.SIGKILL)
    finally:
        stop_sandbox(process)


Answer = Callable[[str], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def model_server(answer: Answer) -> AsyncIterator[str]:
    """A model server on loopback whose answers the test gives."""

    async def parse(request: web.Request) -> web.StreamResponse:
        return await answer((await request.json())["text"])

    app = web.Application()
    app.router.add_post("/model/parse", parse)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def understood(text: str, intent: str, confidence: float = 0.95) -> web.Response:
    """The answer of Rasa's model server to a text."""
    ranked = [{"name": intent, "confidence": confidence}]
    ranked.append({"name": "ask_help", "confidence": 1 - confidence})
    body = {"text": text, "intent": ranked[0], "intent_ranking": ranked, "entities": []}
    return web.json_response(body)

"""Starting a sandbox as a program of its own, and talking to both of its sides."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
TOKEN = "4242:test-token"


class Client:
    """Plain HTTP to one sandbox: ``api`` is the bot's side, ``post``/``get`` the people's."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def api(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a bot method with a JSON body; returns Telegram's envelope, whatever it says."""
        async with self.session.post(f"{self.url}/bot{TOKEN}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    async def result(self, method: str, **params: Any) -> Any:
        """Call a bot method that has to work."""
        body = await self.api(method, **params)
        assert body["ok"], body
        return body["result"]

    async def error(self, method: str, **params: Any) -> str:
        """Call a bot method that has to fail; returns the description."""
        body = await self.api(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Post to the people's side; raises for an error."""
        async with self.session.post(f"{self.url}/sandbox/{path}", json=body) as response:
            answer: dict[str, Any] = await response.json()
            if response.status != 200:
                raise ValueError(answer["description"])
            return answer

    async def get(self, path: str) -> dict[str, Any]:
        """Read from the people's side."""
        async with self.session.get(f"{self.url}/sandbox/{path}") as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def person(self, started: bool = True, **fields: Any) -> int:
        """Add a person who has (or has not) written to the bot; returns the id."""
        person = await self.post("people", started=started, **{"first_name": "Ann", **fields})
        return int(person["id"])


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_sandbox(port: int, *options: str) -> subprocess.Popen[bytes]:
    """Start a sandbox and wait until it accepts connections."""
    command = [sys.executable, "-m", "sandbox", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 15
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.05)
    process.kill()
    raise RuntimeError("the sandbox did not start")


def stop_sandbox(process: subprocess.Popen[bytes]) -> None:
    """Stop a sandbox this test run started."""
    process.terminate()
    process.wait(10)


def picture(width: int = 300, height: int = 200) -> bytes:
    """Return a real PNG of one colour."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x55\x77\x99" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""Asked to stop, it stops: at once where it can, and after a bounded time where something hangs."""

import asyncio
import signal
import subprocess
import sys
import time

import pytest

from settings import ROOT

PROGRAM = """
import asyncio, sys, time
from commands import stopping

stopping.STOP_SECONDS = 3

async def hang_awaiting():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass

async def hang_once():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(60)

async def hang_in_a_thread():
    await asyncio.to_thread(time.sleep, 60)

async def end_well():
    await asyncio.sleep(60)

async def work():
    print("ready", flush=True)
    await globals()[sys.argv[1]]()

asyncio.run(stopping.until_stopped(work()))
"""


@pytest.mark.parametrize(
    ("how", "code", "told"),
    [
        ("end_well", 0, ""), ("hang_once", 0, "> hang_once:"),
        ("hang_awaiting", 1, "> hang_awaiting:"), ("hang_in_a_thread", 1, "Thread"),
    ],
)  # fmt: skip
async def test_it_ends(how: str, code: int, told: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", PROGRAM, how, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    await process.stdout.readline()
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _out, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == code
    assert told in said.decode()
    if code:
        assert time.monotonic() - asked >= 3

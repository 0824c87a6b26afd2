"""Stopping in a bounded time, whatever hangs; and saying what it was."""

import asyncio
import contextlib
import faulthandler
import logging
import signal
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("wattline")

STOP_SECONDS = 15
"""So long a service may take to stop. Then it is ended as by kill -9, which it survives anyhow."""


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Runs until the work ends or the process is asked to stop (SIGINT, SIGTERM)."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()

    def stop() -> None:
        # A job that is cut off by the stop is no error.
        logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
        task.cancel()
        loop.call_later(STOP_SECONDS / 3, ask_again)
        faulthandler.dump_traceback_later(STOP_SECONDS, exit=True)

    def ask_again() -> None:
        for still in asyncio.all_tasks(loop):
            log.warning("asked to stop, but waiting in %s", waiting_in(still))
        task.cancel()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(wanted, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def waiting_in(task: asyncio.Task[Any]) -> str:
    """The functions that a task waits in, from the outside in; no values."""
    names: list[str] = []
    coroutine: Any = task.get_coro()
    while (frame := getattr(coroutine, "cr_frame", None)) is not None:
        names.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        coroutine = getattr(coroutine, "cr_await", None)
    return " > ".join(names)

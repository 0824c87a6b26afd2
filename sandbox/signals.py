"""Waking up everybody who waits for something to change."""

from __future__ import annotations

import asyncio


class Signal:
    """A broadcast without memory: ``notify`` wakes all present waiters, no later ones."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Wake every waiter."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds``; tell whether a notification came."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
            return True
        except TimeoutError:
            return False
        finally:
            self._waiters.discard(waiter)

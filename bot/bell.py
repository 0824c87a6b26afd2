"""A bell between the loops of one process; between processes each looks again by itself."""

import asyncio
import contextlib


class Bell:
    """Rung by who has made work, waited for by who does it. Ringing is never lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There is work."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Until the bell rings, or so many seconds have gone."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._event.wait(), max(seconds, 0.001))
        self._event.clear()

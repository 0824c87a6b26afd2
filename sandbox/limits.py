"""Telegram's sending limits.

Figures: core.telegram.org/bots/faq, "My bot is hitting limits": about 30 messages per second
overall, one message per second in one chat with short bursts tolerated, 20 messages per minute in
one group. Bursts: four messages at once are let through in a private chat.
"""

from __future__ import annotations

import math
import time
from collections import deque

from .errors import Json, bad_request, too_many_requests

PRIVATE_PER_SECOND = 1.0
PRIVATE_BURST = 4.0
GROUP_WINDOW_SECONDS = 60.0


class Window:
    """At most ``limit`` events within any ``seconds``."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._times: deque[float] = deque()

    def wait(self, now: float, count: int = 1) -> float:
        """Return the seconds until ``count`` more events fit; 0 when they fit now."""
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        excess = len(self._times) + count - self.limit
        if excess <= 0 or not self._times:
            return 0.0
        return self._times[min(excess, len(self._times)) - 1] + self.seconds - now

    def take(self, now: float, count: int = 1) -> None:
        """Record ``count`` events."""
        self._times.extend([now] * count)


class Bucket:
    """Tokens that refill at ``rate`` per second up to ``size``."""

    def __init__(self, rate: float, size: float) -> None:
        self.rate = rate
        self.size = size
        self._tokens = size
        self._filled = time.monotonic()

    def wait(self, now: float, count: int = 1) -> float:
        """Return the seconds until a token is there; 0 when it is."""
        self._tokens = min(self.size, self._tokens + (now - self._filled) * self.rate)
        self._filled = now
        return max(0.0, (min(count, self.size) - self._tokens) / self.rate)

    def take(self, now: float, count: int = 1) -> None:
        """Use ``count`` tokens; an album may leave a debt."""
        self._tokens -= count


class Limits:
    """Decides for every message whether Telegram would take it now."""

    def __init__(self, enabled: bool = True) -> None:
        self.overall_per_second: int | None = 30 if enabled else None
        self.per_chat = enabled
        self.per_group: int | None = 20 if enabled else None
        self._forget()

    def configure(self, wanted: Json) -> Json:
        """Change the settings present in ``wanted``; return all settings."""
        if "overall_per_second" in wanted:
            self.overall_per_second = _positive(wanted, "overall_per_second")
        if "per_chat" in wanted:
            self.per_chat = bool(wanted["per_chat"])
        if "per_group" in wanted:
            self.per_group = _group_limit(wanted)
        self._forget()
        return self.view()

    def view(self) -> Json:
        """Return the settings; None means unlimited."""
        return {
            "overall_per_second": self.overall_per_second,
            "per_chat": self.per_chat,
            "per_group": self.per_group,
        }

    def take(self, chat_id: int, is_group: bool, count: int = 1) -> None:
        """Let ``count`` messages to a chat pass, or raise the 429 Telegram would answer."""
        gauges = self._gauges(chat_id, is_group)
        if not gauges:
            return
        now = time.monotonic()
        wait = max(gauge.wait(now, count) for gauge in gauges)
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for gauge in gauges:
            gauge.take(now, count)

    def _gauges(self, chat_id: int, is_group: bool) -> list[Window | Bucket]:
        gauges: list[Window | Bucket] = []
        if self._overall is not None:
            gauges.append(self._overall)
        if is_group and self.per_group is not None:
            gauges.append(self._group(chat_id, self.per_group))
        if not is_group and self.per_chat:
            gauges.append(self._private(chat_id))
        return gauges

    def _group(self, chat_id: int, limit: int) -> Window:
        if chat_id not in self._groups:
            self._groups[chat_id] = Window(limit, GROUP_WINDOW_SECONDS)
        return self._groups[chat_id]

    def _private(self, chat_id: int) -> Bucket:
        if chat_id not in self._privates:
            self._privates[chat_id] = Bucket(PRIVATE_PER_SECOND, PRIVATE_BURST)
        return self._privates[chat_id]

    def _forget(self) -> None:
        rate = self.overall_per_second
        self._overall = None if rate is None else Window(rate, 1.0)
        self._groups: dict[int, Window] = {}
        self._privates: dict[int, Bucket] = {}


def _positive(wanted: Json, name: str) -> int | None:
    value = wanted[name]
    if value is None:
        return None
    if not isinstance(value, int) or value < 1:
        raise bad_request(f"{name} must be a positive integer or null")
    return value


def _group_limit(wanted: Json) -> int | None:
    """Read messages per minute; true and false mean Telegram's figure and no limit."""
    value = wanted["per_group"]
    if isinstance(value, bool):
        return 20 if value else None
    return _positive(wanted, "per_group")

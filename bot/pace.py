"""When the next message may go: Telegram's limits, and the pauses it asks for.

Figures: 30 messages a second over all chats, one a second to a chat on average, 20 a minute to a
group (Telegram's Bot FAQ). A short burst to one chat is tolerated; that is what lets a reply go
out although the one before was sent a second ago.
"""

from dataclasses import dataclass, field

CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""A burst of 10 and one more every 6 seconds: never over 20 in a minute."""

OVERALL_BURST = 2.0
MANY_CHATS = 3
"""So many chats told to wait within the same pause: the limit meant is that of the whole bot."""


@dataclass
class _Bucket:
    """Tokens that refill with time; `moment` is when `tokens` was true (seconds)."""

    rate: float
    burst: float
    tokens: float
    moment: float

    def at(self, now: float) -> float:
        return min(self.burst, self.tokens + (now - self.moment) * self.rate)

    def wait(self, now: float) -> float:
        return max(0.0, (1.0 - self.at(now)) / self.rate)

    def take(self, now: float) -> None:
        self.tokens, self.moment = self.at(now) - 1.0, now


@dataclass
class Pace:
    """Counts what was sent. Times are seconds of a monotonic clock."""

    per_second: float = 30.0
    per_chat: bool = True
    _all: _Bucket = field(init=False)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _pauses: dict[int, float] = field(default_factory=dict)
    _paused_until: float = 0.0

    def __post_init__(self) -> None:
        self._all = _Bucket(self.per_second, max(OVERALL_BURST, self.per_second / 50), 1.0, 0.0)

    def wait(self, now: float) -> float:
        """Seconds until any message may go."""
        return max(self._all.wait(now), self._paused_until - now)

    def blocked(self, now: float) -> dict[int, float]:
        """Chats that must wait now, each with the seconds to wait."""
        self._forget(now)
        waits = {chat: until - now for chat, until in self._pauses.items()}
        for chat, bucket in self._chats.items():
            if (wait := bucket.wait(now)) > 0:
                waits[chat] = max(wait, waits.get(chat, 0.0))
        return waits

    def take(self, chat_id: int, now: float) -> None:
        """A message goes to this chat."""
        self._all.take(now)
        if not self.per_chat:
            return
        if chat_id not in self._chats:
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat_id < 0 else (CHAT_RATE, CHAT_BURST)
            self._chats[chat_id] = _Bucket(rate, burst, burst, now)
        self._chats[chat_id].take(now)

    def hold(self, chat_id: int, seconds: float, now: float) -> None:
        """This chat waits (a 429, or a retry); where many must, the whole bot does."""
        self._pauses[chat_id] = now + seconds
        if sum(until > now for until in self._pauses.values()) >= MANY_CHATS:
            self._paused_until = max(self._paused_until, now + seconds)

    def delay(self, chat_id: int, seconds: float, now: float) -> None:
        """This chat waits for a retry; that says nothing about the others."""
        bucket = self._chats.setdefault(chat_id, _Bucket(CHAT_RATE, CHAT_BURST, CHAT_BURST, now))
        bucket.tokens, bucket.moment = 1.0 - seconds * bucket.rate, now

    def _forget(self, now: float) -> None:
        self._pauses = {c: until for c, until in self._pauses.items() if until > now}
        self._chats = {c: b for c, b in self._chats.items() if b.at(now) < b.burst}

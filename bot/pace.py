"""When the next message may go: Telegram's limits, and the pauses it asks for.

Figures: 30 messages a second over all chats, one a second to a chat on average, 20 a minute to a
group (Telegram's Bot FAQ). A short burst to one chat is tolerated; that is what lets a reply go
out although the one before was sent a second ago.

Whatever is sent to many (`bulk`) goes evenly spread, so that a reply in between finds room.
"""

import math
from collections import Counter, deque
from dataclasses import dataclass, field

CHAT_RATE, CHAT_BURST = 1.0, 3.0
GROUP_RATE, GROUP_BURST = 10 / 60, 10.0
"""A burst of 10 and one more every 6 seconds: never over 20 in a minute."""

BULK_SHARE = 0.99
"""What a broadcast takes of the limit; the rest is room for replies, and for what comes late."""
DRIFT = 0.000002
"""Seconds by which, with each message, the shortest call is trusted to have grown longer."""
CATCH_UP = 0.05
"""Seconds for which a broadcast that was kept back may go faster afterwards."""
LEARNING = 20
"""So many calls before the shortest one is believed: the first ones open connections."""
AHEAD = 0.1
"""Seconds by which a message is chosen and marked before it may go."""
NO_IDEA = 2 * AHEAD
"""Seconds until the next look where all that was sent is still on its way."""
IDLE = 1.0
"""Seconds without a message after which a broadcast begins evenly, with nothing to catch up."""
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


class _Window:
    """At most `limit` messages in any `seconds`, whenever within its call each was counted.

    Telegram counts a message between its sending and its answer, and of a slow call nobody knows
    when. Sure is only the way back, and the way there of the next: half of the shortest call.
    """

    def __init__(self, per_second: float) -> None:
        self.limit = max(1, int(per_second))
        self.seconds = self.limit / per_second
        self._flying = 0
        self._counted: deque[float] = deque()
        self._way, self._landed = math.inf, 0

    def wait(self, now: float, before: int = 0) -> float:
        """Seconds until one more may go, `before` others having gone first."""
        while self._counted and self._counted[0] <= now - self.seconds:
            self._counted.popleft()
        over = self._flying + len(self._counted) + before - self.limit
        if over < 0:
            return 0.0
        return self._counted[over] + self.seconds - now if over < len(self._counted) else NO_IDEA

    def take(self) -> None:
        self._flying += 1

    def landed(self, begun: float, now: float) -> None:
        self._flying -= 1
        self._landed += 1
        self._way = min(now - begun, self._way + DRIFT)
        self._counted.append(now if self._landed <= LEARNING else now - self._way / 2)


@dataclass
class Pace:
    """Counts what is sent: `take`, `begin` and `landed` when the call is over, for every message.

    What goes to many only waits for its moment between `take` and `begin`: a reply that comes then
    goes before it. Times are seconds of a monotonic clock.
    """

    per_second: float = 30.0
    per_chat: bool = True
    _window: _Window = field(init=False)
    _bulk: _Bucket = field(init=False)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _slow: set[int] = field(default_factory=set)
    _taken: Counter[bool] = field(default_factory=Counter)
    _pauses: dict[int, float] = field(default_factory=dict)
    _paused_until: float = 0.0
    _tidied: float = 0.0

    def __post_init__(self) -> None:
        self._window = _Window(self.per_second)
        burst = max(2.0, self.per_second * CATCH_UP)
        self._bulk = _Bucket(self.per_second * BULK_SHARE, burst, 1.0, 0.0)

    def wait(self, now: float, bulk: bool = False) -> float:
        """Seconds until one more message may go, of any kind or of those that go to many."""
        before = self._taken[False] + (self._taken[True] if bulk else 0)
        wait = max(self._window.wait(now, before), self.paused(now))
        return max(wait, self._bulk.wait(now)) if bulk else wait

    def blocked(self, now: float) -> dict[int, float]:
        """Chats that must wait now, each with the seconds to wait."""
        self._tidy(now)
        waits = {chat: until - now for chat, until in self._pauses.items() if until > now}
        for chat in list(self._slow):
            if (wait := self._chats[chat].wait(now)) > 0:
                waits[chat] = max(wait, waits.get(chat, 0.0))
            else:
                self._slow.discard(chat)
        return waits

    def paused(self, now: float) -> float:
        """Seconds until anything at all may go, where Telegram has told us to be silent."""
        return max(0.0, self._paused_until - now)

    def take(self, chat_id: int, now: float, bulk: bool = False, spread: bool = True) -> None:
        """A message goes to this chat at `now`, which may be a moment (`AHEAD`) to come.

        `bulk`: it is one of those that go to many. Not `spread`: no broadcast goes slower for it.
        """
        self._taken[bulk] += 1
        if spread:
            if now - self._bulk.moment > IDLE:
                self._bulk.tokens, self._bulk.moment = 1.0, now
            self._bulk.take(now)
        if self.per_chat:
            self._bucket(chat_id, now).take(now)
            self._slow.add(chat_id)

    def begin(self, now: float, bulk: bool = False) -> float:
        """Begins the call for a message that was taken; else the seconds until it may be tried."""
        before = self._taken[False] if bulk else 0
        wait = max(self._window.wait(now, before), self.paused(now))
        if wait <= 0:
            self.give_back(bulk)
            self._window.take()
        return wait

    def landed(self, begun: float, now: float) -> None:
        """The call for a message, which began at `begun`, is over, well or badly."""
        self._window.landed(begun, now)

    def give_back(self, bulk: bool = False) -> None:
        """A message that was taken was not sent."""
        self._taken[bulk] -= 1

    def hold(self, chat_id: int, seconds: float, now: float) -> None:
        """This chat waits (a 429, or a retry); where many must, the whole bot does."""
        self._pauses[chat_id] = now + seconds
        if sum(until > now for until in self._pauses.values()) >= MANY_CHATS:
            self._paused_until = max(self._paused_until, now + seconds)

    def delay(self, chat_id: int, seconds: float, now: float) -> None:
        """This chat waits for a retry; that says nothing about the others."""
        bucket = self._bucket(chat_id, now)
        bucket.tokens, bucket.moment = 1.0 - seconds * bucket.rate, now
        self._slow.add(chat_id)

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        if chat_id not in self._chats:
            rate, burst = (GROUP_RATE, GROUP_BURST) if chat_id < 0 else (CHAT_RATE, CHAT_BURST)
            self._chats[chat_id] = _Bucket(rate, burst, burst, now)
        return self._chats[chat_id]

    def _tidy(self, now: float) -> None:
        """Forgets, once a second, the chats that may be written to as if nothing had been."""
        if now - self._tidied >= 1.0:
            self._tidied = now
            self._pauses = {c: until for c, until in self._pauses.items() if until > now}
            self._chats = {c: b for c, b in self._chats.items() if b.at(now) < b.burst}
            self._slow &= self._chats.keys()

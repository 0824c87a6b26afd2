"""Counting what the bot sent, for benchmarks."""

from __future__ import annotations

import time
from collections import Counter

from .errors import Json


class Stats:
    """Messages accepted and refused, by chat and by second (Unix time)."""

    def __init__(self) -> None:
        self.accepted = 0
        self.refused = 0
        self.calls: Counter[str] = Counter()
        self.errors: Counter[int] = Counter()
        self.accepted_by_chat: Counter[int] = Counter()
        self.refused_by_chat: Counter[int] = Counter()
        self.accepted_by_second: Counter[int] = Counter()
        self.refused_by_second: Counter[int] = Counter()
        self.incoming = 0

    def accept(self, chat_id: int) -> None:
        """Count a message the bot got through."""
        self.accepted += 1
        self.accepted_by_chat[chat_id] += 1
        self.accepted_by_second[int(time.time())] += 1

    def fail(self, code: int, chat_id: int | None) -> None:
        """Count an error answer; 429s also by chat and second."""
        self.errors[code] += 1
        if code != 429:
            return
        self.refused += 1
        self.refused_by_second[int(time.time())] += 1
        if chat_id is not None:
            self.refused_by_chat[chat_id] += 1

    def view(self) -> Json:
        """Return all counts."""
        return {
            "messages_accepted": self.accepted,
            "too_many_requests": self.refused,
            "messages_from_people": self.incoming,
            "calls": dict(self.calls),
            "errors": dict(self.errors),
            "accepted_by_chat": dict(self.accepted_by_chat),
            "too_many_requests_by_chat": dict(self.refused_by_chat),
            "accepted_by_second": dict(self.accepted_by_second),
            "too_many_requests_by_second": dict(self.refused_by_second),
        }

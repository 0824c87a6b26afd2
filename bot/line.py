"""Who is next: the order of what waits, between lanes, between broadcasts and within a chat."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from storage import Session, broadcasts, outbox
from storage.outbox import Waiting

URGENT = 1
"""The last lane that waits for no broadcast: dangers and replies."""
LAST = 4
MOST_BODIES = 100
LONGEST_SLEEP = timedelta(seconds=10)
"""A broadcast with nothing due is looked at again after this, at the latest."""

Turn = tuple[Waiting, bool]
"""A message whose turn it is, and whether it is one of those that go to many."""


class Line:
    """What one sender remembers of what waits; the rest is asked anew every time."""

    def __init__(self) -> None:
        self._asleep: dict[int, datetime] = {}
        self._bodies: dict[int, dict[str, Any]] = {}

    async def turns(
        self, tx: Session, now: datetime, blocked: Collection[int], lowest: int, limit: int,
        under_way: Collection[int | None],
    ) -> list[Turn]:  # fmt: skip
        """What may go next, by lane. `under_way`: the broadcasts of what is being sent.

        Where a chat's reply stands behind an older alert, the alert takes the reply's turn: order
        in a chat is kept and the reply waits for one message, not for the whole broadcast.
        One that is due later comes too: it keeps its chat waiting.
        """
        turns = await self._of_lines(tx, now, blocked, lowest, limit)
        if lowest > URGENT:
            chats = {row.chat_id for row, _lane in turns}
            found = await self._of_broadcasts(tx, now, {*blocked, *chats}, limit, under_way)
            turns += [(row, row.lane) for row in found]
            turns.sort(key=lambda turn: turn[1])
        return [(row, lane > URGENT) for row, lane in turns]

    async def _of_lines(
        self, tx: Session, now: datetime, blocked: Collection[int], lowest: int, limit: int
    ) -> list[tuple[Waiting, int]]:
        """What is said to one chat, each with the lane whose turn it takes."""
        found = await outbox.due(tx, now, blocked, lowest, limit)
        if not found:
            return []
        first = await outbox.first_in_line(tx, {row.chat_id for row in found}, now)
        turns = [(first.pop(row.chat_id, None), row.lane) for row in found]
        return [(row, lane) for row, lane in turns if row is not None and row.state == "queued"]

    async def _of_broadcasts(
        self, tx: Session, now: datetime, blocked: Collection[int], limit: int,
        under_way: Collection[int | None],
    ) -> list[Waiting]:  # fmt: skip
        """Of the first broadcasts that have something due; one that has nothing left is over."""
        found: list[Waiting] = []
        numbers = await broadcasts.sending(tx)
        self._asleep = {n: until for n, until in self._asleep.items() if n in numbers}
        for number in numbers:
            if self._asleep.get(number, now) > now:
                continue
            part = await outbox.due_of(tx, number, now, blocked, limit - len(found))
            found += part
            if len(found) >= limit:
                break
            if not part and number not in under_way:
                await self._rest(tx, number, now)
        return found

    async def _rest(self, tx: Session, number: int, now: datetime) -> None:
        until = await broadcasts.next_due(tx, number)
        if until is None:
            await broadcasts.finish(tx, number, now)
        else:
            self._asleep[number] = min(until, now + LONGEST_SLEEP)

    async def payload(self, tx: Session, row: Waiting) -> dict[str, Any]:
        """The message itself; one that many get is read once."""
        if row.payload is not None:
            kept: dict[str, Any] = row.payload
            return kept
        if row.body_id not in self._bodies:
            while len(self._bodies) >= MOST_BODIES:
                del self._bodies[next(iter(self._bodies))]
            self._bodies[row.body_id] = await outbox.body(tx, row.body_id)
        return self._bodies[row.body_id]

"""Takes what another system sends: record by record, in short transactions, each with its answer.

One bad record never stops the good ones. A transaction holds at most `AT_ONCE` records, so that
nobody waits long for SQLite's one write lock.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.counter import cards
from actions.feeds import record as records
from actions.feeds import silence
from actions.feeds.applying import Fate, Numbered, apply
from actions.feeds.record import Unreadable
from actions.feeds.steps import REFUSED
from actions.policy import Policy
from actions.words import listed
from actions.work import ALERT, Message, Work
from locales import mark, text
from storage import Database, Unavailable
from storage import feeds as rows

_ = mark
log = logging.getLogger(__name__)

AT_ONCE = 100
"""Records of one transaction: about 0.1 s of SQLite's write lock."""
ROUND = 500
"""A full list whose length is a multiple of this was probably cut off there."""
MISSING = _("❓ {source} does not list these notices any more, but did not say that the power is back: {notices}. They stay open until somebody ends them: /outages")  # fmt: skip


class _Undone(Exception):
    """A dry run is over; nothing of it is committed."""


@dataclass(frozen=True)
class Delivery:
    """What a source sends at once. `full`: all its open outages are in it."""

    source: str
    records: Sequence[Any]
    full: bool = False
    dry_run: bool = False


@dataclass
class Outcome:
    """What became of each record in the order sent; `missing`: our open notices not in a full list."""

    fates: list[Fate] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)


class Taker:
    """Where deliveries go, and by which promises and clock they are judged."""

    def __init__(
        self, db: Database, policy: Policy, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._db, self._policy, self._zone, self._clock = db, policy, zone, clock

    async def take(self, delivery: Delivery) -> Outcome:
        """Takes all records that can be taken. Raises only where the database is away.

        What was committed before that stays: sending the whole delivery again is harmless.
        """
        outcome = Outcome()
        readable = self._read(delivery, outcome)
        for at in range(0, max(len(readable), 1), AT_ONCE):  # an empty list is a sign of life too
            outcome.fates += await self._take_some(delivery, readable[at : at + AT_ONCE])
        outcome.fates.sort(key=lambda fate: fate.index)
        if delivery.full:
            await self._look_for_missing(delivery, outcome)
        return outcome

    def _read(self, delivery: Delivery, outcome: Outcome) -> list[Numbered]:
        readable: list[Numbered] = []
        for index, raw in enumerate(delivery.records):
            try:
                readable.append((index, records.read(raw, self._zone)))
            except Unreadable as error:
                fate = Fate(index, records.id_of(raw), REFUSED, [str(why) for why in error.args])
                outcome.fates.append(fate)
        return readable

    async def _take_some(self, delivery: Delivery, some: Sequence[Numbered]) -> list[Fate]:
        """All together; where that fails, one by one, so that only the bad one is lost."""
        try:
            return await self._take_together(delivery, some)
        except Unavailable:
            raise
        except Exception as error:
            if len(some) == 1:
                log.warning(
                    "record %s of %s cannot be stored: %s",
                    some[0][0],
                    delivery.source,
                    type(error).__name__,
                )
                index, record = some[0]
                return [Fate(index, record.id, REFUSED, ["it cannot be stored; we look into it"])]
            return [fate for one in some for fate in await self._take_some(delivery, [one])]

    async def _take_together(self, delivery: Delivery, some: Sequence[Numbered]) -> list[Fate]:
        fates: list[Fate] = []
        try:
            async with self._db.transaction() as tx:
                work = Work(tx, self._clock(), self._policy, self._zone)
                await silence.heard(work, delivery.source)
                fates = await apply(work, delivery.source, some) if some else []
                if delivery.dry_run:
                    raise _Undone
        except _Undone:
            for fate in fates:
                fate.notice = None
        return fates

    async def _look_for_missing(self, delivery: Delivery, outcome: Outcome) -> None:
        """An outage that a full list lacks may be over, or the list was cut: nobody is told "over".

        It stays open, and dispatchers are asked, once for each set of them.
        """
        count = len(delivery.records)
        if count and count % ROUND == 0:
            outcome.warnings.append(f"the list has exactly {count} records; was it cut off there?")
        listed_ids = {fate.id for fate in outcome.fates}
        async with self._db.transaction() as tx:
            work = Work(tx, self._clock(), self._policy, self._zone)
            known = await rows.open_ids(tx, delivery.source)
            outcome.missing = sorted(o for name, o in known.items() if name not in listed_ids)
            if outcome.missing and not delivery.dry_run:
                await _ask_about(work, delivery.source, outcome.missing)


async def _ask_about(work: Work, source: str, missing: Sequence[int]) -> None:
    numbers = [str(number) for number in missing]
    digest = hashlib.blake2b(" ".join(numbers).encode(), digest_size=8).hexdigest()
    for chat_id, language in await cards.readers(work, "repairs"):
        shown = listed([*numbers[:20], *(["…"] if len(numbers) > 20 else [])], language)
        line = text(language, MISSING, source=source, notices=shown)
        await work.queue(f"feed:{source}:missing:{digest}:{chat_id}", chat_id, ALERT, Message(line))

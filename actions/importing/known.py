"""What the lines of an import refer to: what the database holds, and what the files add to it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.importing.files import Mistake, Wrong
from actions.policy import Policy
from storage import Session, loading, supply_loading

Supply = tuple[str, str]
"""Feeder, and transformer where the data name it, else ""."""
Range = tuple[int, int, str, str, str]
"""Low, high, parity, feeder, transformer or ""."""


def on_side(low: int, high: int, odd: bool) -> tuple[int, int]:
    """The first and last house number on one side of the street; first > last: there is none."""
    return low + (low % 2 != odd), high - (high % 2 != odd)


class Street:
    """The house-number ranges of a place. Finding the feeder of a number is a binary search."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.ranges = set(ranges)
        self._sides: dict[bool, list[tuple[int, int, Supply]]] = {}

    def supply_at(self, number: int) -> Supply | None:
        """What a house number hangs on; None where no range holds it."""
        side = self._side(number % 2 == 1)
        at = bisect_right(side, number, key=lambda part: part[0]) - 1
        return side[at][2] if at >= 0 and number <= side[at][1] else None

    def _side(self, odd: bool) -> list[tuple[int, int, Supply]]:
        if odd not in self._sides:
            wanted = ("all", "odd" if odd else "even")
            parts = [
                (*on_side(low, high, odd), (f, t))
                for low, high, p, f, t in self.ranges
                if p in wanted
            ]
            self._sides[odd] = sorted(part for part in parts if part[0] <= part[1])
        return self._sides[odd]


@dataclass
class Known:
    """The codes that a line may name, and the surroundings that its values are read in."""

    now: datetime
    zone: ZoneInfo
    policy: Policy
    substations: set[str] = field(default_factory=set)
    feeders: dict[str, str] = field(default_factory=dict)
    """Code → zone."""
    transformers: dict[str, str] = field(default_factory=dict)
    """Code → feeder."""
    places: dict[str, int | None] = field(default_factory=dict)
    """Code → id; None: new in this import."""
    streets: dict[str, Street] = field(default_factory=dict)
    first_range: dict[str, int] = field(default_factory=dict)
    """Place → the line of its first range, where the files give it ranges."""
    accounts: set[str] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)
    lines: dict[str, dict[object, int]] = field(default_factory=lambda: defaultdict(dict))
    """File → key → the line that gave it."""

    @property
    def today(self) -> date:
        """The date at the utility."""
        return self.now.astimezone(self.zone).date()

    def substation(self, code: str) -> str:
        """A known substation."""
        return _among(self.substations, code, "substation")

    def feeder(self, code: str) -> str:
        """A known feeder."""
        return _among(self.feeders, code, "feeder")

    def transformer(self, code: str) -> str:
        """A known transformer, or "" where none is named."""
        return _among(self.transformers, code, "transformer") if code else ""

    def place(self, code: str) -> str:
        """A known place."""
        return _among(self.places, code, "place")

    def account(self, number: str) -> str:
        """A known account."""
        return _among(self.accounts, number, "account")

    def supply_at(self, place: str, house: int) -> Supply:
        """The feeder at a house number of a place, and its transformer."""
        street = self.streets.get(place)
        found = street.supply_at(house) if street else None
        if found is None:
            raise Wrong(f"house number {house} of {place} is in no house range")
        return found


def _among(known: Iterable[str], code: str, what: str) -> str:
    if code not in known:
        raise Wrong(f"there is no {what} {code!r}" if code else "is empty")
    return code


async def load(
    tx: Session, now: datetime, zone: ZoneInfo, policy: Policy, accounts_too: bool
) -> Known:
    """What the database holds; its account numbers only where somebody asks for them."""
    known = Known(now, zone, policy)
    known.substations = await loading.substation_codes(tx)
    known.feeders = await loading.feeder_zones(tx)
    known.transformers = await loading.transformer_feeders(tx)
    known.places.update(await loading.place_ids(tx))
    known.accounts = await loading.account_numbers(tx) if accounts_too else set()
    codes = {place_id: code for code, place_id in known.places.items()}
    ranges: dict[str, list[Range]] = defaultdict(list)
    for place_id, low, high, parity, feeder, transformer in await supply_loading.house_ranges(tx):
        ranges[codes[place_id]].append((low, high, parity, feeder, transformer))
    known.streets = {code: Street(found) for code, found in ranges.items()}
    return known

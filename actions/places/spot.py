"""What a person meant by their words: a place with a house number, or a line."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Spot:
    """A place with a house number, or a feeder: what a person meant by their words.

    `supply`, `transformer`: what is known to supply it, because it is a customer's account.
    `accounts`: those of the person who asks that are there.
    """

    place_id: int | None = None
    house: int | None = None
    feeder_code: str | None = None
    supply: str | None = None
    transformer: str | None = None
    accounts: tuple[str, ...] = ()

    @property
    def value(self) -> dict[str, Any]:
        """As a form keeps it."""
        given = {"place": self.place_id, "house": self.house, "feeder": self.feeder_code}
        return {name: value for name, value in given.items() if value is not None}

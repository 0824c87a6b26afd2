"""One outage as another system reports it: its fields, and what is wrong with them, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Kind = Literal["planned", "temporary", "fault", "load_shedding", "arrears", "safety"]
House = Annotated[int, Field(ge=1, le=9999)]
Code = Annotated[str, Field(min_length=1, max_length=32)]
Accounts = Annotated[list[str], Field(max_length=5000)]
OF_CUSTOMERS = ("arrears", "safety")
"""Kinds that concern the customers listed, and not their streets."""
EARLIER = "#"
"""Between an id and a number: an earlier interruption that the source reported under that id."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Strict):
    """What is off: exactly one of a feeder, a transformer's area, or (houses of) a place."""

    feeder: Code | None = None
    transformer: Code | None = None
    place: Code | None = None
    low: House | None = None
    high: House | None = None
    parity: Literal["all", "odd", "even"] = "all"

    @model_validator(mode="after")
    def _one_thing(self) -> "Area":
        if sum(code is not None for code in (self.feeder, self.transformer, self.place)) != 1:
            raise ValueError("name one of feeder, transformer and place")
        if self.place is None and (self.low or self.high or self.parity != "all"):
            raise ValueError("house numbers belong to a place")
        if self.low and self.high and self.low > self.high:
            raise ValueError("low is above high")
        return self


class Record(_Strict):
    """The whole state of one outage, as its source knows it at one moment.

    Times are ISO 8601; one without an offset is in the utility's own zone.
    """

    id: str = Field(
        min_length=1,
        max_length=100,
        description="The outage's id at its source, for ever the same.",
    )
    sequence: int | None = Field(
        None, ge=0, lt=2**63, description="Rises with every message about this outage; one that is lower than what is known is stale."
    )  # fmt: skip
    at: datetime | None = Field(None, description="When the source said this; now if absent.")
    reported: datetime | None = Field(
        None, description="When the source first showed this interruption. It tells an outage that came back from one that goes on."
    )  # fmt: skip
    kind: Kind = "fault"
    reason: str = Field("unknown", max_length=300, description="A code of ours, or plain words.")
    cause: str = Field("", max_length=200, description="The cause as the source names it.")
    start: datetime | None = Field(None, description="Needed, unless the outage is discarded.")
    etr: datetime | None = Field(None, description="Estimated restoration; null: not known.")
    completion: datetime | None = Field(None, description="When power was back; null: not yet.")
    discarded: bool = Field(False, description="It never was true, or will not take place.")
    customers: Annotated[int, Field(ge=0, le=2**31 - 1)] | Accounts | None = Field(
        None, description="How many are affected, or the numbers of their accounts. Without areas, the houses from the first to the last of these on each side of a street are; of arrears and safety, these accounts alone."
    )  # fmt: skip
    areas: list[Area] = Field([], max_length=500)

    @model_validator(mode="after")
    def _whole(self) -> "Record":
        if not self.id.isprintable():
            raise ValueError("id holds a character that cannot be printed")
        if self.id.rpartition(EARLIER)[2].isdigit() and EARLIER in self.id:
            raise ValueError("id must not end in # and a number")
        if not self.discarded and self.start is None:
            raise ValueError("start is missing")
        if len(set(self.areas)) < len(self.areas):
            raise ValueError("areas name the same thing twice")
        if self.kind == "arrears" and self.areas:
            raise ValueError("arrears concern single accounts: list them as customers, no areas")
        return self

    @property
    def over(self) -> bool:
        """The outage is not there any more."""
        return self.discarded or self.completion is not None


TIMES = ("at", "reported", "start", "etr", "completion")


class Unreadable(ValueError):
    """A record is not as it must be; `args` are the reasons."""


def read(raw: Any, zone: ZoneInfo) -> Record:
    """A record from JSON, its times aware. Raises Unreadable, in words."""
    try:
        record = Record.model_validate(raw)
    except ValidationError as error:
        raise Unreadable(*(_in_words(e["loc"], e["msg"]) for e in error.errors()[:5])) from None
    naive = {n: t.replace(tzinfo=zone) for n in TIMES if (t := getattr(record, n)) and not t.tzinfo}
    return record.model_copy(update=naive) if naive else record


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    told = message.removeprefix("Value error, ")
    where = ".".join(str(part) for part in location if part not in ("int", "list[str]"))
    return f"{where}: {told}" if where else told


def id_of(raw: Any) -> str:
    """The id of a record that may be wrong in every way."""
    named = raw.get("id") if isinstance(raw, Mapping) else None
    return str(named)[:100] if isinstance(named, str | int) else ""

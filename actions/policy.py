"""The utility's promises, read from `policy.yml` and checked: a typo ends the start."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)


class BadPolicy(Exception):
    """A policy file is missing or wrong; the message says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Company(_Strict):
    """Who we are; texts by language."""

    name: dict[str, str]
    hotline: str
    hours: str
    halls: list[dict[str, str]]
    pay_url: str


Zone = Literal["urban", "rural", "remote"]
Tier = Literal["standard", "silver", "platinum", "diamond"]
PauseReason = Literal["customer", "access", "appointment"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Spans = tuple[tuple[int, int], ...]
"""Hours of a day in minutes from its midnight, half-open; beyond 1440 they run over midnight."""


def _spans(written: Any) -> Any:
    """Reads ["8:30-12:00", "22:00-6:00"]."""
    return tuple(_span(part) if isinstance(part, str) else part for part in written)


def _span(written: str) -> tuple[int, int]:
    low, high = (_minutes(part) for part in written.split("-"))
    return low, high if high > low else high + 1440


def _minutes(written: str) -> int:
    hour, minute = (int(part) for part in written.strip().split(":"))
    if not (0 <= minute < 60 and 0 <= hour * 60 + minute <= 1440):
        raise ValueError(f"{written} is no time of a day")
    return hour * 60 + minute


HoursOfDay = Annotated[Spans, BeforeValidator(_spans)]
OFFICE: Spans = ((510, 720), (780, 1050))
"""8:30 to 12:00 and 13:00 to 17:30."""


class WorkCalendar(_Strict):
    """When the desk works: hours by weekday, those of a make-up working day, and our own table.

    Holidays and make-up days come from the Chinese calendar; `holidays` and `workdays` (day:
    name) are the utility's own and go before it. In `complete_years` only these count.
    `around_the_clock`: queues whose people are there day and night.
    """

    week: dict[Weekday, HoursOfDay] = Field(
        default_factory=lambda: dict.fromkeys(WEEKDAYS[:5], OFFICE)
    )
    make_up: HoursOfDay = OFFICE
    holidays: dict[date, str] = {}
    workdays: dict[date, str] = {}
    complete_years: list[int] = []
    around_the_clock: list[str] = ["repairs"]

    def of_weekday(self, weekday: int) -> Spans:
        """The usual hours of a weekday, Monday being 0."""
        return self.week.get(WEEKDAYS[weekday], ())

    @model_validator(mode="after")
    def _in_order(self) -> "WorkCalendar":
        days = [spans for spans in (*self.week.values(), self.make_up) if spans]
        if not any(self.week.values()) or not self.make_up:
            raise ValueError("there are no working hours")
        for spans in days:
            if any(one[1] > next_one[0] for one, next_one in pairwise(spans)):
                raise ValueError("the hours of a day overlap or are out of order")
        # Holidays and make-up days may put any two kinds of day side by side.
        if max(spans[-1][1] for spans in days) - 1440 > min(spans[0][0] for spans in days):
            raise ValueError("hours that run over midnight reach into those of the next day")
        return self


class Promise(_Strict):
    """A time limit: exactly one way to count it.

    Clock time (minutes, hours, days of 24 hours, or minutes by zone) runs day and night. Working
    minutes and hours run while the desk is open; working days end when it closes on the last.
    `after`: it runs from the moment when that other promise was kept, not from the receipt.
    """

    minutes: PositiveInt | None = None
    hours: PositiveInt | None = None
    days: PositiveInt | None = None
    working_minutes: PositiveInt | None = None
    working_hours: PositiveInt | None = None
    working_days: PositiveInt | None = None
    minutes_by_zone: dict[Zone, PositiveInt] | None = None
    after: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> "Promise":
        ways = [value for name, value in self.__dict__.items() if name != "after"]
        if sum(value is not None for value in ways) != 1:
            raise ValueError("a promise has exactly one of minutes, hours, working_days, …")
        return self


class KindPolicy(_Strict):
    """Which queue works a kind of ticket, and what is promised for it.

    `by_class` replaces promises for a subclass or detail; `by_tier` only ever shortens them.
    `stalls_after`: so long without a step, and somebody looks into it.
    """

    queue: str
    promises: dict[str, Promise]
    by_class: dict[str, dict[str, Promise]] = {}
    by_tier: dict[Tier, dict[str, Promise]] = {}
    stalls_after: Promise = Promise(working_days=2)


class PriceTier(_Strict):
    """A step of the tariff: up to so many kWh a month, at a price per kWh."""

    up_to: int | None
    price: Decimal


class Linking(_Strict):
    """When wrong codes lock the linking of accounts, and for how long."""

    wrong_codes: int
    lock_minutes: int


class AlertPolicy(_Strict):
    """When customers are told about an outage."""

    before_hours: list[int]
    etr_change_minutes: int
    lead_days: int


class SurveyPolicy(_Strict):
    """When a customer is asked how it went."""

    after_minutes: float
    remind_after_minutes: float
    closes_after_minutes: float
    pause_days: int


class Sending(_Strict):
    """How fast the messenger lets us speak: messages a second in all, and its limits per chat."""

    per_second: float = Field(gt=0, le=1000)
    per_chat: bool


class Policy(_Strict):
    """Everything in `policy.yml`."""

    as_of: date
    company: Company
    kinds: dict[str, KindPolicy]
    calendar: WorkCalendar = WorkCalendar()
    pauses: dict[PauseReason, list[str]]
    remind_after: float = Field(gt=0, lt=1)
    ask_after: float = Field(gt=0, lt=1)
    tell_after: float = Field(gt=0, lt=1)
    escalate_every_minutes: float
    hazard_escalate_every_minutes: float
    urge_pause_minutes: float
    price_tiers: list[PriceTier]
    currency: str
    sending: Sending
    arrears_days: int
    linking: Linking
    alerts: AlertPolicy
    survey: SurveyPolicy
    collect_messages: bool = False

    @model_validator(mode="after")
    def _one_after_the_other(self) -> "Policy":
        if not self.remind_after < self.ask_after < self.tell_after:
            raise ValueError("remind_after, ask_after and tell_after must follow one another")
        if any("acknowledge" in stopped for stopped in self.pauses.values()):
            raise ValueError("no pause stops the clock of acknowledging a danger")
        return self


def load(files: Sequence[Path]) -> Policy:
    """The promises in these files, a later one overriding what it names. Raises BadPolicy."""
    merged: dict[str, Any] = {}
    for file in files:
        merged = _merge(merged, _read(file))
    try:
        return Policy.model_validate(merged)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadPolicy("; ".join(wrong)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadPolicy(f"{file}: {error}") from None
    return read if isinstance(read, dict) else {}


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged

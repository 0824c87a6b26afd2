"""The utility's promises, read from `policy.yml` and checked: a typo ends the start."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


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


class Promise(_Strict):
    """A time limit: exactly one way to count it."""

    minutes: int | None = None
    hours: int | None = None
    working_days: int | None = None
    minutes_by_zone: dict[str, int] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Promise":
        if sum(value is not None for value in self.__dict__.values()) != 1:
            raise ValueError("a promise has exactly one of minutes, hours, working_days, …")
        return self


class KindPolicy(_Strict):
    """Which queue works a kind of ticket, and what is promised for it."""

    queue: str
    promises: dict[str, Promise]


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
    remind_after: float = Field(gt=0, lt=1)
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

"""The utility's promises, read from `policy.yml` and checked: a typo ends the start."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from actions.policy.counter import (
    Claims,
    Closing,
    InAllLanguages,
    IncidentPolicy,
    KindPolicy,
    PauseReason,
    Promise,
    ReadyText,
    RelayPolicy,
    Routing,
    SurveyPolicy,
    Tier,
    TierPolicy,
)
from actions.policy.parts import Strict
from actions.policy.supply import (
    AlertPolicy,
    BroadcastPolicy,
    FeedLimits,
    FeedRule,
    NoticePolicy,
    Sending,
)
from actions.promises.work_calendar import WorkCalendar


class BadPolicy(Exception):
    """A policy file is missing or wrong; the message says where."""


class Company(Strict):
    """Who we are; texts by language. `ambulance`, `fire`: the emergency numbers where we are."""

    name: dict[str, str]
    hotline: str
    ambulance: str = "120"
    fire: str = "119"
    hours: str
    halls: list[dict[str, str]]
    pay_url: str


class PriceTier(Strict):
    """A step of the tariff: up to so many kWh a month, at a price per kWh."""

    up_to: int | None
    price: Decimal


TariffNote = Literal["business", "farming", "feed_in", "reductions", "off_peak", "charging"]
"""What is said of prices besides those of every home; what is not given is said not to be known."""


class Linking(Strict):
    """When wrong codes lock the linking of accounts, and for how long."""

    wrong_codes: int
    lock_minutes: int


class Policy(Strict):
    """Everything in `policy.yml`."""

    as_of: date
    company: Company
    kinds: dict[str, KindPolicy]
    calendar: WorkCalendar = WorkCalendar()
    routing: Routing
    tiers: dict[Tier, TierPolicy]
    authority: dict[str, Decimal | None]
    goodwill_visit: Promise
    pauses: dict[PauseReason, list[str]]
    remind_after: float = Field(gt=0, lt=1)
    ask_after: float = Field(gt=0, lt=1)
    tell_after: float = Field(gt=0, lt=1)
    escalate_every_minutes: float
    hazard_escalate_every_minutes: float
    urge_pause_minutes: float
    incidents: IncidentPolicy = IncidentPolicy()
    price_tiers: list[PriceTier]
    tariff_notes: dict[TariffNote, InAllLanguages] = Field(default={})
    currency: str
    sending: Sending
    broadcast: BroadcastPolicy
    arrears_days: int
    linking: Linking
    alerts: AlertPolicy
    notices: NoticePolicy
    survey: SurveyPolicy
    closing: Closing
    claims: Claims
    relay: RelayPolicy
    replies: dict[str, ReadyText] = Field(default={})
    feeds: dict[str, FeedRule] = Field(default={})
    feed_limits: FeedLimits = FeedLimits()
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

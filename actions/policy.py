"""The utility's promises, read from `policy.yml` and checked: a typo ends the start."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)

from actions.work_calendar import WorkCalendar
from locales import LANGUAGES


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
    `stalls_after`: so long without a step, and somebody looks into it. `papers`: what a customer
    should have ready, by subclass, in each language.
    """

    queue: str
    promises: dict[str, Promise]
    by_class: dict[str, dict[str, Promise]] = {}
    by_tier: dict[Tier, dict[str, Promise]] = {}
    stalls_after: Promise = Promise(working_days=2)
    papers: dict[str, list[dict[str, str]]] = {}


class Routing(_Strict):
    """How long (minutes) whoever is asked has to take a ticket, or to accept a hand-over.

    `by_class`: kind → subclass → the queue that works it instead of the kind's own.
    """

    take_minutes: PositiveInt
    danger_take_minutes: PositiveInt
    hand_over_minutes: PositiveInt
    by_class: dict[str, dict[str, str]] = {}


class TierPolicy(_Strict):
    """What a tier of customers has besides its promises. `account_manager`: is told at once."""

    account_manager: bool = False


class PriceTier(_Strict):
    """A step of the tariff: up to so many kWh a month, at a price per kWh."""

    up_to: int | None
    price: Decimal


class Linking(_Strict):
    """When wrong codes lock the linking of accounts, and for how long."""

    wrong_codes: int
    lock_minutes: int


AlertName = Literal[
    "published", "fault", "changed", "day_before", "hour_before", "reminder", "start", "late",
    "restored", "reopened", "cancelled", "discarded",
]  # fmt: skip
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Quiet(_Strict):
    """The quiet hours of whoever has set none, at the utility; both equal: none."""

    since: Clock
    until: Clock


class ConfirmPolicy(_Strict):
    """Who depends on power has so long to confirm; where it is off before that, so many minutes."""

    within_hours: PositiveInt
    urgent_minutes: PositiveInt


class ChannelPolicy(_Strict):
    """A second channel: which alerts go by it, how many letters a minute, how long one may be."""

    alerts: list[AlertName] = []
    per_minute: PositiveInt = 60
    longest: int = Field(default=140, ge=60)


class SecondChannel(_Strict):
    """How those are told who are in no chat that we reach, and in which language."""

    language: Literal["zh_Hans", "zh_Hant", "en"]
    sms: ChannelPolicy = ChannelPolicy()
    email: ChannelPolicy = ChannelPolicy(longest=2000)


class AlertPolicy(_Strict):
    """When customers are told about an outage.

    `silent`: alerts that nobody gets (a danger is always told). `etr_warning_minutes`: so long before
    the time given runs out staff are asked; `late_after_minutes`: so long after, with no new time,
    customers are told that we know. `still_off`: so many from one transformer doubt a restoration.
    """

    before_hours: list[int]
    etr_change_minutes: int
    lead_days: int
    silent: list[AlertName] = []
    etr_warning_minutes: PositiveInt | None
    late_after_minutes: PositiveInt | None
    still_off: PositiveInt
    quiet: Quiet
    confirm: ConfirmPolicy
    second_channel: SecondChannel


NoticeKind = Literal["planned", "temporary", "fault", "load_shedding", "arrears", "safety"]
Editor = Literal["dispatcher", "editor", "supervisor", "manager"]
Approver = Literal["agent", "dispatcher", "supervisor", "manager"]


class NoticePolicy(_Strict):
    """Which roles publish, change (and end) and approve outage notices.

    `needs_approval`: kinds published only when a second person has approved; `approve_after`: kinds
    published first and approved after, with a reminder every `remind_minutes` until somebody has.
    """

    publish: list[Editor]
    change: list[Editor]
    approve: list[Approver]
    needs_approval: list[NoticeKind] = []
    approve_after: list[NoticeKind] = []
    remind_minutes: PositiveInt

    @model_validator(mode="after")
    def _before_or_after(self) -> "NoticePolicy":
        if both := set(self.needs_approval) & set(self.approve_after):
            raise ValueError(f"{', '.join(sorted(both))}: approved before or after, not both")
        return self


class SurveyPolicy(_Strict):
    """When a customer is asked how it went."""

    after_minutes: float
    remind_after_minutes: float
    closes_after_minutes: float
    pause_days: int


class Closing(_Strict):
    """How long a customer may say that a closed matter is not solved (days, parts of one too)."""

    confirm_days: float = Field(gt=0)


class Claims(_Strict):
    """How long a customer may object to a refused claim, in days."""

    object_days: PositiveInt


class RelayPolicy(_Strict):
    """A talk between staff and a customer ends after so long a silence; then the bot answers again."""

    silence_minutes: float = Field(gt=0)


REPLY_FIELDS = frozenset({"number", "kind", "due", "name", "place"})
"""What a ready text may name: the ticket's number, kind, next deadline, customer's first name, place."""


def _complete(texts: dict[str, str]) -> dict[str, str]:
    """In all our languages, and with no field but ours."""
    if missing := set(LANGUAGES) - texts.keys():
        raise ValueError(f"there is no text in {', '.join(sorted(missing))}")
    for written in texts.values():
        if unknown := reply_fields(written) - REPLY_FIELDS:
            known = ", ".join(sorted(REPLY_FIELDS))
            raise ValueError(f"unknown field {', '.join(sorted(unknown))}; there are {known}")
    return texts


def reply_fields(written: str) -> set[str]:
    """The fields that a ready text names. Raises ValueError where a brace stands alone."""
    return {name for _text, name, _spec, _conv in Formatter().parse(written) if name is not None}


InAllLanguages = Annotated[dict[str, str], AfterValidator(_complete)]


class ReadyText(_Strict):
    """An answer that staff send with one press. `title`: as they choose it; both by language."""

    title: InAllLanguages
    text: InAllLanguages


Nearness = Literal["house", "place", "transformer", "feeder"]


class IncidentPolicy(_Strict):
    """When reports of several customers are one fault.

    `within_minutes`: by kind of ticket and nearness, how long after the last report another one
    joins it; a kind that is not named never does. `note_at`: numbers of reports that are urgent news.
    """

    within_minutes: dict[str, dict[Nearness, PositiveInt]] = {}
    note_at: list[int] = [3, 10, 30]


class Sending(_Strict):
    """How fast the messenger lets us speak: messages a second in all, and its limits per chat."""

    per_second: float = Field(gt=0, le=1000)
    per_chat: bool


class BroadcastPolicy(_Strict):
    """Above how many chats an announcement needs a second person; from how many an alert is shown."""

    approve_above: int = Field(ge=0)
    progress_from: PositiveInt


class FeedRule(_Strict):
    """A system that sends us outages: after so many minutes without a word it is missed."""

    silent_after_minutes: PositiveInt


class FeedLimits(_Strict):
    """What is believed of other systems' outages. `news_hours`: older news is no news to customers."""

    ahead_minutes: PositiveInt = 15
    longest_days: PositiveInt = 21
    news_hours: PositiveInt = 24


class Policy(_Strict):
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
    replies: dict[str, ReadyText] = {}
    feeds: dict[str, FeedRule] = {}
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

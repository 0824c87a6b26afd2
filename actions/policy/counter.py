"""What is promised for tickets, and how the desk works them."""

from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from actions.policy.parts import Strict
from locales import LANGUAGES

Zone = Literal["urban", "rural", "remote"]
Tier = Literal["standard", "silver", "platinum", "diamond"]
PauseReason = Literal["customer", "access", "appointment"]


class Promise(Strict):
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


class KindPolicy(Strict):
    """Which queue works a kind of ticket, and what is promised for it.

    `by_class` replaces promises for a subclass or detail; `by_tier` only ever shortens them.
    `stalls_after`: so long without a step, and somebody looks into it. `papers`: what a customer
    should have ready, `costs`: what is to be paid, by subclass, in each language.
    """

    queue: str
    promises: dict[str, Promise]
    by_class: dict[str, dict[str, Promise]] = Field(default={})
    by_tier: dict[Tier, dict[str, Promise]] = Field(default={})
    stalls_after: Promise = Promise(working_days=2)
    papers: dict[str, list[dict[str, str]]] = Field(default={})
    costs: dict[str, dict[str, str]] = Field(default={})


class Routing(Strict):
    """How long (minutes) whoever is asked has to take a ticket, or to accept a hand-over.

    `by_class`: kind → subclass → the queue that works it instead of the kind's own.
    """

    take_minutes: PositiveInt
    danger_take_minutes: PositiveInt
    hand_over_minutes: PositiveInt
    by_class: dict[str, dict[str, str]] = Field(default={})


class TierPolicy(Strict):
    """What a tier of customers has besides its promises. `account_manager`: is told at once."""

    account_manager: bool = False


class SurveyPolicy(Strict):
    """When a customer is asked how it went."""

    after_minutes: float
    remind_after_minutes: float
    closes_after_minutes: float
    pause_days: int


class Closing(Strict):
    """How long a customer may say that a closed matter is not solved (days, parts of one too)."""

    confirm_days: float = Field(gt=0)


class Claims(Strict):
    """How long a customer may object to a refused claim, in days."""

    object_days: PositiveInt


class RelayPolicy(Strict):
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


class ReadyText(Strict):
    """An answer that staff send with one press. `title`: as they choose it; both by language."""

    title: InAllLanguages
    text: InAllLanguages


Nearness = Literal["house", "place", "transformer", "feeder"]


class IncidentPolicy(Strict):
    """When reports of several customers are one fault.

    `within_minutes`: by kind of ticket and nearness, how long after the last report another one
    joins it; a kind that is not named never does. `note_at`: numbers of reports that are urgent news.
    """

    within_minutes: dict[str, dict[Nearness, PositiveInt]] = Field(default={})
    note_at: list[int] = Field(default=[3, 10, 30])

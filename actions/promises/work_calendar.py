"""The `calendar` of policy.yml: when the desk works, as it is written and checked."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

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


class WorkCalendar(BaseModel):
    """When the desk works: hours by weekday, those of a make-up working day, and our own table.

    Holidays and make-up days come from the Chinese calendar; `holidays` and `workdays` (day:
    name) are the utility's own and go before it. In `complete_years` only these count.
    `around_the_clock`: queues whose people are there day and night.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

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

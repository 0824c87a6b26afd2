"""Every case of `deadline_cases.txt`, and what must hold of any calendar and any promise."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from actions.kinds import KINDS
from actions.policy import Policy
from actions.policy.counter import KindPolicy, Promise
from actions.promises import deadlines
from actions.promises.deadlines import Case, Due, at_share, counts_working_time, later, stood_still
from actions.promises.pauses import may_stop
from actions.promises.work_calendar import WorkCalendar
from actions.promises.working_time import Hours
from tests.talk import POLICY, ZONE

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = ["8:30-12:00", "13:00-17:30"]
CALENDARS = {
    "": POLICY.calendar,
    "own": WorkCalendar.model_validate({
        "holidays": {"2026-11-26": "Founding day", "2026-10-10": "Day off", "2027-01-01": "元旦"},
        "workdays": {"2026-11-28": "Stocktaking"},
    }),
    "nights": WorkCalendar.model_validate(
        {"week": {key: ["22:00-6:00"] for key in WEEK}, "make_up": ["22:00-6:00"]}),
    "full": WorkCalendar.model_validate(
        {"week": {key: ["0:00-24:00"] for key in WEEK[:5]}, "make_up": ["0:00-24:00"]}),
    "split": WorkCalendar.model_validate(
        {"week": {key: ["9:00-11:00", "15:00-17:00", "19:00-20:00"] for key in WEEK[:5]}}),
    "saturdays": WorkCalendar.model_validate(
        {"week": {**dict.fromkeys(WEEK[:5], OFFICE), "sat": ["9:00-12:00"]}}),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the file."""

    what: str
    received: str
    due: str
    pauses: str


def read() -> list[Line]:
    """The cases of the file."""
    lines = (Path(__file__).parent / "deadline_cases.txt").read_text("utf-8").splitlines()
    cases = [line.partition("#")[0] for line in lines if not line.startswith("==")]
    found = [[part.strip() for part in case.split("|")] for case in cases if case.strip()]
    return [Line(*parts, *[""] * (4 - len(parts))) for parts in found]


def moment(written: str) -> datetime:
    """ "Mon 2026-11-23 10:00", whose weekday must be right."""
    at = datetime.strptime(written, "%a %Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert f"{at:%a}" == written[:3], written
    return at


def computed(line: Line) -> tuple[str, Due | None, Hours]:
    """(kind, the deadline, the hours) of a line."""
    head, _sep, tail = line.what.partition(" ")
    if head.isdecimal():
        unit, _sep, name = tail.partition(" @")
        hours = Hours(CALENDARS[name], ZONE)
        rules = KindPolicy(queue="x", promises={"it": Promise.model_validate({unit: int(head)})})
        return "", deadlines.owed(rules, Case(), moment(line.received), hours)[0], hours
    kind, zone, tier, subclass, *_rest = [*head.split("/"), "", "", ""]
    case = Case(subclass, "", zone or "urban", tier or "standard")
    hours = Hours(POLICY.calendar, ZONE)
    after = ("arrival",) if tail == "restoration" else ()
    found = deadlines.owed(KINDS[kind].rules(POLICY), case, moment(line.received), hours, after)
    return kind, next((due for due in found if due.name == tail), None), hours


@pytest.mark.parametrize("line", read(), ids=lambda line: f"{line.what} {line.received}")
def test_each_case_is_as_computed_by_hand(line: Line) -> None:
    kind, due, hours = computed(line)
    if due is None:
        assert line.due == "none"
        return
    at, working = due.due_at, counts_working_time(due.counted)
    for pause in filter(None, line.pauses.split(", ")):
        reason, _sep, times = pause.partition(" ")
        since, until = (moment(part) for part in times.split(" .. "))
        if may_stop(POLICY, kind, due.name, reason):  # type: ignore[arg-type]
            at = later(hours, working, at, stood_still(hours, working, since, until))
    assert f"{at.astimezone(ZONE):%a %Y-%m-%d %H:%M}" == line.due


def test_there_are_many_cases_and_none_twice() -> None:
    lines = read()
    assert len(lines) >= 80 and len(set(lines)) == len(lines)


# How it was counted.


def test_the_steps_name_what_was_left_out_and_what_was_worked() -> None:
    line = Line("application//platinum first_contact", "Wed 2026-09-30 17:40", "", "")
    _kind, due, _hours = computed(line)
    assert due is not None and due.counted == [
        {"is": "received", "at": "2026-09-30T17:40:00+08:00"},
        {"is": "outside", "until": "2026-10-08T00:30:00+00:00"},
        {"is": "promise", "unit": "working_hours", "count": 4, "because": "tier"},
        {"is": "holiday", "name": "National Day", "first": "2026-10-01", "last": "2026-10-07"},
    ]
    _kind, due, _hours = computed(Line("complaint answer", "Wed 2026-12-30 10:00", "", ""))
    assert due is not None and due.counted[-1] == {"is": "unknown", "year": 2027}
    _kind, due, _hours = computed(Line("complaint//diamond answer", "Mon 2026-10-05 09:00", "", ""))
    assert due is not None and due.counted[-1] == {
        "is": "make_up", "name": "National Day", "day": "2026-10-10"}  # fmt: skip


def test_a_year_without_calendar_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    hours = Hours(POLICY.calendar, ZONE)
    for _again in range(2):
        assert hours.is_working_day(date(2071, 10, 1)) and hours.is_working_day(date(2071, 10, 2))
    assert [r.message for r in caplog.records] == [
        "no holiday calendar for 2071: only weekends are left out"
    ]


def test_a_year_of_our_own_table_is_complete() -> None:
    calendar = WorkCalendar.model_validate(
        {"complete_years": [2071], "holidays": {"2071-10-01": "国庆"}}
    )
    hours = Hours(calendar, ZONE)
    assert [hours.day(date(2071, 10, n)).known for n in (1, 2)] == [True, True]
    assert not hours.is_working_day(date(2071, 10, 1)) and hours.is_working_day(date(2071, 10, 2))


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": {"mon": ["8:30-25:00"]}}, {"week": {"mon": ["8:30-12:60"]}},
        {"week": {"mon": ["8:30"]}}, {"week": {"mon": ["8:30-12:00", "11:00-17:00"]}},
        {"week": {"monday": ["8:30-12:00"]}}, {"week": {}}, {"make_up": []},
        {"week": {"mon": ["22:00-9:00"], "tue": ["8:30-12:00"]}},
    ],
)  # fmt: skip
def test_hours_that_make_no_sense_end_the_start(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        WorkCalendar.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ask_after": 0.5}, {"tell_after": 0.8}, {"pauses": {"customer": ["acknowledge"]}},
        {"pauses": {"holiday": ["answer"]}},
        {"kinds": {"repair": {"queue": "repairs", "promises": {"arrival": {"minutes": 0}}}}},
        {"kinds": {"repair": {"queue": "repairs", "promises": {}, "by_tier": {"gold": {}}}}},
    ],
)  # fmt: skip
def test_promises_that_make_no_sense_end_the_start(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({**POLICY.model_dump(), **wrong})


# What holds of any calendar.

moments = st.integers(1_704_067_200, 1_798_761_600).map(lambda s: datetime.fromtimestamp(s, UTC))
calendars = st.sampled_from([Hours(calendar, ZONE) for calendar in CALENDARS.values()])
lengths = st.integers(1, 60 * 60 * 60).map(lambda s: timedelta(seconds=s))


@given(calendars, moments, lengths)
def test_the_working_time_till_the_end_is_the_time_promised(
    hours: Hours, at: datetime, length: timedelta
) -> None:
    end = hours.add(at, length)
    assert end > at and hours.between(at, end) == length
    assert hours.between(at, end - timedelta(seconds=1)) < length  # and not a second too late
    assert hours.between(hours.before(at, length), at) == length


@given(calendars, moments, moments, lengths)
def test_who_comes_later_is_never_served_earlier(
    hours: Hours, one: datetime, other: datetime, length: timedelta
) -> None:
    early, late = sorted((one, other))
    assert hours.add(early, length) <= hours.add(late, length)


@given(calendars, moments, st.lists(moments, min_size=3, max_size=3), lengths)
def test_a_pause_is_the_sum_of_its_parts(
    hours: Hours, at: datetime, points: list[datetime], length: timedelta
) -> None:
    since, between, until = sorted(points)
    due = hours.add(at, length)

    def moved(due: datetime, start: datetime, end: datetime) -> datetime:
        return later(hours, True, due, stood_still(hours, True, start, end))

    in_two = moved(moved(due, since, between), between, until)
    assert in_two == moved(due, since, until) >= due
    assert hours.between(due, in_two) == hours.between(since, until)


@given(calendars, moments)
def test_opening_is_inside_and_closing_is_not(hours: Hours, at: datetime) -> None:
    opens, closes = next(hours.since(at))
    assert hours.is_open(opens) and hours.is_open(closes - timedelta(microseconds=1))
    assert hours.opens(closes) >= closes and hours.is_open(at) == (opens == at)
    if not hours.is_open(at):
        assert hours.closed_before(at) <= at < opens
        assert hours.between(hours.closed_before(at), opens) == timedelta()


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("Mon 2026-11-23 08:29", "Mon 2026-11-23 08:30"), ("Mon 2026-11-23 08:30", ""),
        ("Mon 2026-11-23 11:59", ""), ("Mon 2026-11-23 12:00", "Mon 2026-11-23 13:00"),
        ("Mon 2026-11-23 13:00", ""), ("Mon 2026-11-23 17:30", "Tue 2026-11-24 08:30"),
        ("Fri 2026-11-20 17:30", "Mon 2026-11-23 08:30"),
        ("Wed 2026-09-30 17:30", "Thu 2026-10-08 08:30"),
    ],
)  # fmt: skip
def test_when_the_desk_opens(at: str, opens: str) -> None:
    hours = Hours(POLICY.calendar, ZONE)
    assert hours.opens(moment(at)) == moment(opens or at)
    assert hours.is_open(moment(at)) == (not opens)


@given(calendars, moments, lengths, st.floats(0.01, 0.99))
def test_a_share_lies_between_beginning_and_end(
    hours: Hours, at: datetime, length: timedelta, share: float
) -> None:
    end = hours.add(at, length)
    for working in (True, False):
        assert at < at_share(hours, working, at, end, share) <= end


units = st.sampled_from(
    ["minutes", "hours", "days", "working_minutes", "working_hours", "working_days"]
)


@given(calendars, units, st.integers(1, 30), moments, moments)
def test_a_promise_ends_after_it_was_given_and_in_order(
    hours: Hours, unit: str, count: int, one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    first, second = (deadlines.reach(hours, unit, count, at) for at in (early, late))
    assert early < first <= second


@given(units, st.integers(1, 9), units, st.integers(1, 9), moments)
def test_a_tier_only_shortens(
    unit: str, count: int, unit_of_tier: str, count_of_tier: int, at: datetime
) -> None:
    rules = KindPolicy.model_validate({
        "queue": "x", "promises": {"answer": {unit: count}},
        "by_tier": {"diamond": {"answer": {unit_of_tier: count_of_tier}}},
    })  # fmt: skip
    hours = Hours(POLICY.calendar, ZONE)
    (usual,) = deadlines.owed(rules, Case(), at, hours)
    (shorter,) = deadlines.owed(rules, Case(tier="diamond"), at, hours)
    own = deadlines.reach(hours, unit_of_tier, count_of_tier, at)
    assert shorter.due_at == min(usual.due_at, own)

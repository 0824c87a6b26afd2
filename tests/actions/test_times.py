"""What people's words about time mean: the table of `times_cases.txt`, and what it cannot hold."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import times
from actions.times import Interval

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=SHANGHAI)
LOOK = {"past": True, "future": False, "-": None}


@dataclass(frozen=True)
class Case:
    """A line of the table."""

    said: str
    past: bool | None
    meant: str


def cases() -> list[Case]:
    """The whole table."""
    lines = (Path(__file__).parent / "times_cases.txt").read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [Case(said, LOOK[look], meant) for said, look, meant in rows]


def meant(written: str, now: datetime = NOW) -> Interval | None:
    """An interval as the table writes it."""
    if written == "none":
        return None
    kind, _space, ends = written.partition(" ")
    start, _to, end = ends.partition(" > ")
    first = _moment(start, now)
    length = {"moment": timedelta(minutes=1), "day": timedelta(days=1)}.get(kind)
    return Interval(first, first + length if length else _moment(end, now), kind)  # type: ignore[arg-type]


def _moment(written: str, now: datetime) -> datetime:
    if written == "now":
        return now
    day, _space, clock = written.partition(" ")
    day = day if len(day) > 5 else f"2026-{day}"
    return datetime.fromisoformat(f"{day} {clock or '00:00'}").replace(tzinfo=now.tzinfo)


def wrong(case: Case) -> str:
    """What is wrong with a case, or nothing."""
    read = times.interval(case.said, NOW, SHANGHAI, case.past)
    if read == meant(case.meant):
        return ""
    shown = read and f"{read.kind} {read.start:%Y-%m-%d %H:%M} > {read.end:%Y-%m-%d %H:%M}"
    return f"{case.said!r} ({case.past}): {shown}, meant {case.meant}"


def test_the_table_is_long_enough() -> None:
    assert len(cases()) >= 250


def test_the_table() -> None:
    failed = [text for case in cases() if (text := wrong(case))]
    print("\n".join(failed))
    assert len(failed) <= 0.03 * len(cases()), "\n".join(failed)


@pytest.mark.parametrize("said", ["24/7", "24x7", "7 x 24", "24小时都要用电", "全天候", "7×24小時", "around the clock", "24 hours a day"])  # fmt: skip
def test_all_the_time_is_no_time(said: str) -> None:
    at = datetime(2026, 11, 18, 15, tzinfo=SHANGHAI)
    assert times.interval(said, at, SHANGHAI, False) is None
    tomorrow = times.interval(f"{said} tomorrow", at, SHANGHAI, False)
    assert tomorrow and (tomorrow.start.day, tomorrow.kind) == (19, "day")


@pytest.mark.parametrize(("said", "month", "day"), [("24/7/2026", 7, 24), ("7月24日", 7, 24), ("24/11", 11, 24)])  # fmt: skip
def test_such_dates_are_dates(said: str, month: int, day: int) -> None:
    at = datetime(2026, 11, 18, 15, tzinfo=SHANGHAI)
    found = times.interval(said, at, SHANGHAI, None)
    assert found and (found.start.month, found.start.day) == (month, day)


@pytest.mark.parametrize(
    ("now", "said", "past", "start", "end"),
    [
        ("2028-03-31 10:00", "一个月", True, "2028-02-29 10:00", "2028-03-31 10:00"),
        ("2027-03-31 10:00", "a month", True, "2027-02-28 10:00", "2027-03-31 10:00"),
        ("2028-02-29 10:00", "一年", True, "2027-02-28 10:00", "2028-02-29 10:00"),
        ("2026-12-31 23:00", "明天上午", False, "2027-01-01 06:00", "2027-01-01 12:00"),
        ("2026-12-31 23:00", "in two hours", False, "2027-01-01 01:00", "2027-01-01 01:01"),
        ("2027-01-01 00:30", "昨晚八点", True, "2026-12-31 20:00", "2026-12-31 20:01"),
        ("2027-01-01 00:30", "last night", True, "2026-12-31 18:00", "2027-01-01 06:00"),
        ("2027-01-02 09:00", "12月30号", True, "2026-12-30 00:00", "2026-12-31 00:00"),
        ("2026-12-30 09:00", "1月2号到5号", False, "2027-01-02 00:00", "2027-01-06 00:00"),
        ("2026-12-30 09:00", "下周", False, "2027-01-04 00:00", "2027-01-11 00:00"),
        ("2026-12-30 09:00", "30号到2号", False, "2026-12-30 00:00", "2027-01-03 00:00"),
        ("2028-02-20 09:00", "月底", False, "2028-02-25 00:00", "2028-03-01 00:00"),
        ("2028-02-20 09:00", "29号", False, "2028-02-29 00:00", "2028-03-01 00:00"),
        ("2027-02-20 09:00", "29号", False, "2027-03-29 00:00", "2027-03-30 00:00"),
        ("2026-11-18 03:00", "今天半夜两点", True, "2026-11-18 02:00", "2026-11-18 02:01"),
        ("2026-11-18 15:00", "今天4点", False, "2026-11-18 16:00", "2026-11-18 16:01"),
        ("2026-11-18 15:00", "today at 9", True, "2026-11-18 09:00", "2026-11-18 09:01"),
        ("2026-11-22 20:00", "上周日", True, "2026-11-15 00:00", "2026-11-16 00:00"),
        ("2026-11-22 20:00", "下周一", False, "2026-11-23 00:00", "2026-11-24 00:00"),
    ],
)  # fmt: skip
def test_ends_of_months_and_years(now: str, said: str, past: bool, start: str, end: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    found = times.interval(said, at, SHANGHAI, past)
    assert found and [f"{t:%Y-%m-%d %H:%M}" for t in (found.start, found.end)] == [start, end]


@pytest.mark.parametrize(
    ("now", "said", "past", "hours"),
    [
        ("2026-10-25T12:00", "today", None, 25), ("2026-03-29T12:00", "today", None, 23),
        ("2026-10-25T08:00", "last night", True, 13), ("2026-03-29T08:00", "last night", True, 11),
        ("2026-10-25T12:00", "24 hours", True, 24), ("2026-10-25T12:00", "one day", True, 25),
        ("2026-10-25T00:30", "in 3 hours", False, 1 / 60), ("2026-03-29T12:00", "since 1am", True, 10),
        ("2026-10-25T12:00", "from midnight to 4am", True, 5),
    ],
)  # fmt: skip
def test_the_clock_changes_in_london(now: str, said: str, past: bool | None, hours: float) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    found = times.interval(said, at, LONDON, past)
    assert found and found.end.timestamp() - found.start.timestamp() == pytest.approx(hours * 3600)


def test_an_hour_that_spring_takes_away() -> None:
    at = datetime(2026, 3, 29, 12, tzinfo=LONDON)
    found = times.interval("1:30 today", at, LONDON, True)
    assert found and f"{found.start:%H:%M %z}" == "02:30 +0100"


def test_three_hours_across_the_change_are_three_hours() -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    found = times.interval("in 3 hours", at, LONDON)
    assert found and f"{found.start:%H:%M %z}" == "02:30 +0000"


def test_now_may_be_given_in_any_zone() -> None:
    utc = NOW.astimezone(ZoneInfo("UTC"))
    assert times.interval("明天下午", utc, SHANGHAI) == times.interval("明天下午", NOW, SHANGHAI)


HOSTILE = ["9" * 5000, "1:" * 2500, "一" * 5000, "上" * 5000, "下下周" * 1600, "last " * 1000, "half " * 1000,
           "三个半小时" * 1000, "12/" * 1700, "twenty " * 800, "1 2 " * 1250, " " * 5000, "-" * 5000,
           "9999999999年99月99日", "9999 years ago", "9999年前", "from 1 to 2 to 3 " * 300, "週" * 5000,
           "two and a half and a half hours " * 150, "㍘" * 5000, "ﷺ" * 5000]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_input_takes_no_time(said: str) -> None:
    times.interval("明天", NOW, SHANGHAI)
    fastest = min(_seconds(said) for _ in range(3))
    assert fastest < 0.05


def _seconds(said: str) -> float:
    began = time.perf_counter()
    times.interval(said, NOW, SHANGHAI, True)
    return time.perf_counter() - began


PIECES = sorted(
    {piece for case in cases() for piece in (case.said, *case.said.split(), *case.said)}
)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12), st.sampled_from([True, False, None]),
       st.integers(631_152_000, 3_786_912_000), st.sampled_from([SHANGHAI, LONDON]))  # fmt: skip
def test_whatever_is_said_it_is_an_interval_or_nothing(
    pieces: list[str], past: bool | None, second: int, zone: ZoneInfo
) -> None:
    now = datetime.fromtimestamp(second, zone)
    for joint in ("", " "):
        found = times.interval(joint.join(pieces), now, zone, past)
        assert found is None or found.start.timestamp() < found.end.timestamp()

"""Promises: when they are due, and who hears that one comes near or is missed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.policy.counter import Promise
from actions.promises.deadlines import due, is_working_day, nth_working_day
from storage.models import Deadline, Ticket
from tests import city
from tests.actions.scenes import play, rows, zh
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import ZONE, Talk

DAYS = Promise(working_days=5)


@pytest.mark.parametrize(
    ("promise", "zone", "received", "expected"),
    [
        (Promise(hours=24), "urban", "2026-11-23 10:00", "2026-11-24 10:00"),
        (Promise(hours=24), "urban", "2026-11-28 23:30", "2026-11-29 23:30"),
        (Promise(minutes=5), "rural", "2026-11-23 23:58", "2026-11-24 00:03"),
        (Promise(minutes_by_zone={"urban": 45, "rural": 90}), "urban", "2026-11-23 10:00", "2026-11-23 10:45"),
        (Promise(minutes_by_zone={"urban": 45, "rural": 90}), "rural", "2026-11-23 10:00", "2026-11-23 11:30"),
        (DAYS, "urban", "2026-11-23 10:00", "2026-11-30 17:30"),  # a Monday morning
        (DAYS, "urban", "2026-11-23 22:00", "2026-11-30 17:30"),  # the evening counts as that day
        (DAYS, "urban", "2026-11-28 10:00", "2026-12-04 17:30"),  # a Saturday: from Monday on
        (DAYS, "urban", "2026-11-29 23:59", "2026-12-04 17:30"),
        # National Day 2026: 1 to 7 October off; Sunday 20 September and Saturday 10 October worked
        (Promise(working_days=1), "urban", "2026-09-30 16:00", "2026-10-08 17:30"),
        (DAYS, "urban", "2026-09-30 16:00", "2026-10-13 17:30"),
        (Promise(working_days=3), "urban", "2026-10-05 09:00", "2026-10-10 17:30"),
        (Promise(working_days=1), "urban", "2026-09-19 09:00", "2026-09-20 17:30"),
        # no calendar for the year: only weekends are left out
        (DAYS, "urban", "2050-09-30 16:00", "2050-10-07 17:30"),
    ],
)  # fmt: skip
def test_due(promise: Promise, zone: str, received: str, expected: str) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    assert f"{due(promise, zone, at, ZONE).astimezone(ZONE):%Y-%m-%d %H:%M}" == expected


moments = st.integers(1_577_836_800, 2_208_988_800).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(moments, st.integers(1, 40))
def test_working_days_end_at_closing_time_of_a_working_day(received: datetime, count: int) -> None:
    at = due(Promise(working_days=count), "urban", received, ZONE).astimezone(ZONE)
    assert at.time() == time(17, 30) and is_working_day(at.date()) and at > received
    first, last = received.astimezone(ZONE).date(), at.date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(map(is_working_day, between)) == count


@given(moments, moments, st.integers(1, 20))
def test_who_comes_later_is_never_due_earlier(one: datetime, other: datetime, count: int) -> None:
    promise = Promise(working_days=count)
    early, late = sorted((one, other))
    assert due(promise, "urban", early, ZONE) <= due(promise, "urban", late, ZONE)


@given(moments, st.integers(1, 10_000))
def test_hours_and_minutes_are_exact(received: datetime, count: int) -> None:
    assert due(Promise(minutes=count), "x", received, ZONE) - received == timedelta(minutes=count)
    assert due(Promise(hours=count), "x", received, ZONE) - received == timedelta(hours=count)


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 20))
def test_one_working_day_more_is_the_next_working_day(start: date, count: int) -> None:
    assert nth_working_day(nth_working_day(start, count), 1) == nth_working_day(start, count + 1)


NEAR, ASKED, MISSED = (f"{sign} WL-20261123-0001" for sign in "⏳⌛❗")


def who_hears(messages: list, words: str) -> list[int]:
    """The chats in which these words were said."""
    return [m["chat"] for m in messages if m["text"].startswith(words)]


async def test_the_owner_is_reminded_then_asked_and_the_customer_told_before_it_is_missed(
    talk: Talk,
) -> None:
    await play(talk, 7, REPAIR)  # on site within 45 minutes
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    assert who_hears(await talk.tick(minutes=31), NEAR) == []
    assert who_hears(await talk.tick(minutes=1), NEAR) == [city.DISPATCHER]
    assert await talk.tick(minutes=8) == []
    assert who_hears(await talk.tick(minutes=1), ASKED) == [city.DISPATCHER]
    assert await talk.tick(minutes=1) == []
    heard = await talk.tick(minutes=1)  # 43 of 45
    assert [m["chat"] for m in heard] == [7, city.SUPERVISOR]
    assert await talk.tick(minutes=1) == []
    assert who_hears(await talk.tick(minutes=1), MISSED) == [city.DISPATCHER, city.SUPERVISOR]
    assert await talk.tick() == []
    assert who_hears(await talk.tick(minutes=60), MISSED) == [city.SUPERVISOR]
    await talk.press(city.DISPATCHER, zh("Arrived"), chat=city.DESK)
    assert await talk.tick(hours=2) == []
    states = {d.name: d.state for d in await rows(talk.db, Deadline)}
    assert states == {"arrival": "missed", "restoration": "open"}


async def test_nobodys_ticket_is_told_to_its_queue_then_to_the_supervisor(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    assert who_hears(await talk.tick(minutes=32), NEAR) == [city.DESK]
    assert who_hears(await talk.tick(minutes=13), MISSED) == [city.SUPERVISOR]
    assert who_hears(await talk.tick(minutes=60), MISSED) == [city.SUPERVISOR]


async def test_what_was_kept_or_withdrawn_is_not_spoken_of(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await talk.press(city.AGENT, zh("Take"), chat=city.DESK)
    await talk.press(city.AGENT, zh("Contact made"), chat=city.DESK)
    assert await talk.tick(hours=25) == []
    states = {d.name: d.state for d in await rows(talk.db, Deadline)}
    assert states == {"first_contact": "met", "answer": "open"}
    await play(talk, 7, [("withdraw_ticket> WL-20261123-0001", ""), ("[Yes, withdraw it]", "")])
    assert await talk.tick(days=9) == []
    assert [t.state for t in await rows(talk.db, Ticket)] == ["withdrawn"]


async def test_a_late_tick_says_each_thing_once(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    heard = await talk.tick(hours=5)
    assert (who_hears(heard, NEAR), who_hears(heard, MISSED)) == ([], [city.SUPERVISOR])
    assert await talk.tick() == []

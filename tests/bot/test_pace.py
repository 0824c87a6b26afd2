"""The limits of Telegram, at every moment and whatever is to be sent."""

from bisect import insort
from collections.abc import Sequence
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import AHEAD, GROUP_BURST, Pace

WAY = 0.003
"""Seconds of a call on loopback."""


def send_all(
    pace: Pace, chats: list[int], bulk: bool = False, ways: Sequence[float] = (), ahead: float = 0
) -> list[tuple[float, int]]:
    """Sends to these chats in order as soon as each may be sent, with calls that take so long.

    `ahead`: so many seconds before a message may go it is chosen.
    """
    now, sent = 1000.0, list[float]()
    chosen, landing = list[tuple[float, int]](), list[tuple[float, float]]()

    def let_pass(until: float) -> None:
        """All that begins or lands until then."""
        while (chosen and chosen[0][0] <= until) or (landing and landing[0][0] <= until):
            if not chosen or (landing and landing[0][0] <= chosen[0][0]):
                lands, begun = landing.pop(0)
                pace.landed(begun, lands)
                continue
            at, number = chosen.pop(0)
            if (wait := pace.begin(at, bulk)) > 0:
                insort(chosen, (at + wait + 1e-6, number))
            else:
                sent.append(at)
                insort(landing, (at + (ways[number] if ways else WAY), at))

    for number, chat in enumerate(chats):
        while (wait := max(pace.wait(now, bulk), pace.blocked(now).get(chat, 0.0))) > ahead:
            now += wait - ahead + 1e-6
            let_pass(now)
        pace.take(chat, now + wait, bulk)
        insort(chosen, (now + wait, number))
        let_pass(now)
    while chosen:
        let_pass(chosen[0][0])
    return list(zip(sent, chats, strict=True))


def most_within(times: list[float], seconds: float) -> int:
    return max((sum(t <= u < t + seconds for u in times) for t in times), default=0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=150))
def test_never_more_than_thirty_a_second_nor_a_burst_to_one_chat(chats: list[int]) -> None:
    sent = send_all(Pace(), chats)
    assert most_within([t for t, _ in sent], 1.0) <= 30
    for chat in set(chats):
        mine = [t for t, c in sent if c == chat]
        assert most_within(mine, 1.0) <= 4
        assert most_within(mine, 60.0) <= 63


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 60))
def test_a_group_gets_at_most_twenty_a_minute(count: int) -> None:
    sent = send_all(Pace(), [-5] * count)
    assert most_within([t for t, _ in sent], 60.0) <= 20
    quick = sent[min(count, int(GROUP_BURST)) - 1][0] - sent[0][0]
    assert quick < 1.0  # a card does not wait for the one before


@pytest.mark.parametrize(("way", "share"), [(0.001, 0.98), (0.01, 0.98), (0.1, 0.95)])
@pytest.mark.parametrize("per_second", [30, 1000])
def test_a_broadcast_uses_the_rate_to_the_full_and_goes_evenly(
    way: float, share: float, per_second: int
) -> None:
    chats = list(range(1, per_second * 20 + 1))
    sent = [t for t, _ in send_all(Pace(per_second), chats, True, [way] * len(chats))]
    learnt = sent[per_second * 2 :]  # the first calls are taken for slow ones
    assert (len(learnt) - 1) / (learnt[-1] - learnt[0]) > share * per_second
    assert most_within(sent[:2000], 1.0) <= per_second
    assert max(b - a for a, b in pairwise(learnt)) < 0.15


calls = st.tuples(st.floats(0.002, 0.5), st.floats(0.0, 1.0))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(calls, min_size=200, max_size=200),
    st.booleans(),
    st.sampled_from([0, AHEAD / 2, AHEAD]),
)
def test_whenever_within_its_call_telegram_counts_a_message_the_limit_holds(
    calls: list[tuple[float, float]], bulk: bool, ahead: float
) -> None:
    """Each way takes a millisecond at least; where in the rest of the call it was counted is open."""
    calls[9] = (0.002, 0.0)  # the first calls tell how quick one can be
    sent = send_all(Pace(), list(range(1, 201)), bulk, [way for way, _at in calls], ahead)
    counted = [
        t + 0.001 + (way - 0.002) * at for (t, _), (way, at) in zip(sent, calls, strict=True)
    ]
    assert most_within(sorted(counted), 1.0) <= 30


def test_a_reply_goes_before_what_only_waits_for_its_moment() -> None:
    """Often at once, else with the next message that the limit lets through."""
    pace, now, asked, waits = Pace(), 1000.0, 1003.0, list[float]()
    chosen = 0.0  # the moment of a broadcast's message that is chosen and has not begun
    for chat in count(1):
        now += 0.0005
        if asked <= now and pace.wait(now) <= 0:
            pace.take(chat, now)
            assert pace.begin(now) <= 0
            pace.landed(now, now + WAY)
            waits.append(now - asked)
            asked += 0.337
        elif chosen:
            if chosen <= now and pace.begin(now, bulk=True) <= 0:
                pace.landed(now, now + WAY)
                chosen = 0.0
        elif (wait := pace.wait(now, bulk=True)) <= AHEAD:
            chosen = now + wait
            pace.take(chat, chosen, bulk=True)
        if len(waits) == 100:
            break
    assert max(waits) <= 1 / 30
    assert sum(wait < 0.001 for wait in waits) > 25


def test_a_429_pauses_its_chat_and_many_pause_all() -> None:
    pace = Pace()
    pace.hold(1, 5.0, 0.0)
    assert pace.blocked(1.0)[1] == 4.0
    assert pace.wait(1.0) == 0.0
    pace.hold(2, 5.0, 1.0)
    pace.hold(3, 5.0, 1.0)
    assert pace.wait(1.0) == 5.0
    assert pace.wait(6.5) == 0.0


def test_memory_does_not_grow_with_the_chats_that_were_written_to() -> None:
    pace = Pace(per_second=1000)
    send_all(pace, list(range(1, 5001)))
    pace.blocked(1e6)
    assert len(pace._chats) == 0

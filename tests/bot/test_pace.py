"""The limits of Telegram, at every moment and whatever is to be sent."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pace import GROUP_BURST, Pace


def send_all(pace: Pace, chats: list[int], start: float = 1000.0) -> list[tuple[float, int]]:
    """Sends to these chats in order as soon as each may be sent; when it went."""
    now, sent = start, []
    for chat in chats:
        while (wait := max(pace.wait(now), pace.blocked(now).get(chat, 0.0))) > 0:
            now += wait + 1e-6
        pace.take(chat, now)
        sent.append((now, chat))
    return sent


def most_within(times: list[float], seconds: float) -> int:
    return max((sum(t <= u < t + seconds for u in times) for t in times), default=0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=150))
def test_never_more_than_thirty_a_second_nor_a_burst_to_one_chat(chats: list[int]) -> None:
    sent = send_all(Pace(), chats)
    assert most_within([t for t, _ in sent], 1.0) <= 32  # the burst of two on top of the rate
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


def test_the_rate_is_used_to_the_full() -> None:
    sent = send_all(Pace(), list(range(1, 601)))
    assert 600 / (sent[-1][0] - sent[0][0]) > 0.98 * 30


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

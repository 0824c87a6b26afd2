"""Bills: a month, what is owed in all, and why one differs from the one before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actions.bill_periods import asked_in_all, months_in
from actions.bill_words import asks_what_is_owed, asks_why, month_in
from storage.models import Bill
from tests.actions.scenes import do, play, shown
from tests.city import NOW
from tests.talk import ZONE, Talk


@pytest.fixture
async def billed(linked: Talk) -> Talk:
    """Person 1 has three more bills: one paid, two overdue."""
    async with linked.db.transaction() as tx:
        for period, kwh, amount, paid in (
            ("2026-07", 100, "52.00", date(2026, 8, 20)), ("2026-08", 150, "78.00", None),
            ("2026-09", 260, "140.00", None),
        ):  # fmt: skip
            year, month = map(int, period.split("-"))
            tx.add(Bill(account_number="1000000001", period=period, kwh=Decimal(kwh),
                        amount=Decimal(amount), due_on=date(year, month + 1, 28), paid_on=paid,
                        tiers=[]))  # fmt: skip
    return linked


OWED = ("you owe <b>¥322.00</b>. Unpaid bills: 3", "2026-08: ¥78.00, ⚠️ overdue since Mon 28 Sep",
        "2026-10: ¥104.00, due Mon 30 Nov")  # fmt: skip


@pytest.mark.parametrize(
    "said", ["ask_bill> how much do I owe?", "ask_bill:0.30> how many bills are open?",
             "ask_bill:0.30> 我欠多少电费", "out_of_scope> 有没有没交的电费"],
)  # fmt: skip
async def test_what_is_owed_is_all_that_is_unpaid(billed: Talk, said: str) -> None:
    answer = shown(await do(billed, 1, said), 1)
    assert "322.00" in answer and "78.00" in answer
    if said.isascii():
        assert all(wanted in answer for wanted in OWED)


async def test_one_bill_shows_that_others_are_unpaid(billed: Talk) -> None:
    await play(billed, 1, [
        ("ask_bill> my bill", ("Bill 2026-10", "not paid:", "2026-09", "In all you owe <b>¥322.00</b>")),
    ])  # fmt: skip


async def test_a_named_month_and_the_one_before(billed: Talk) -> None:
    await play(billed, 1, [
        ("ask_bill> the bill for September please", ("Bill 2026-09", "was due on Wed 28 Oct")),
        ("out_of_scope:0.30> and the bill before that?", "Bill 2026-08"),
        ("inform:0.40> and the one before", ("Bill 2026-07", "Paid on")),
        ("ask_bill> how much did I use in March?", "no bill for 2026-03. The newest one:"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["dispute_bill> why is my bill lower than last month?", "dispute_bill> why is it double??",
             "ask_bill> why so much?"],
)  # fmt: skip
async def test_why_is_answered_by_comparing_first(billed: Talk, said: str) -> None:
    await play(billed, 1, [
        (said, ("2026-09: 260 kWh, ¥140.00", "2026-10: 200 kWh, ¥104.00", "It is ¥36.00 lower.",
                "60 kWh less", "!What looks wrong", "[Have it checked]")),
        ("[Have it checked]", ("!What looks wrong", "phone")),
    ])  # fmt: skip


async def test_a_doubt_is_not_granted_before_anybody_looked(talk: Talk) -> None:
    await play(talk, 7, [("dispute_bill> my bill is wrong", "!deserves")])


async def test_what_was_asked_before_linking_is_answered_after(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_bill:0.30> do I owe anything?", "account number"), ("inform> 1000000001", "code"),
        ("inform> ABC123", "In all you owe <b>¥104.00</b>"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["ask_payment> I paid by mistake twice, how to get a refund",
             "ask_payment> can I pay in instalments?"],
)  # fmt: skip
async def test_what_only_a_person_can_settle_is_not_answered_with_an_address(
    talk: Talk, said: str
) -> None:
    await play(talk, 7, [(said, ("[🙋 A person, please]", "!https://"))])


WORDS: list[tuple[Any, str, Any]] = [
    (asks_what_is_owed, "how much do I owe in total?", True),
    (asks_what_is_owed, "欠費嗎", True),
    (asks_what_is_owed, "when is my bill due", False),
    (asks_what_is_owed, "you owe me compensation", False),
    (asks_why, "点解咁贵", True), (asks_why, "为什么比上个月多", True),
    (asks_why, "please check my bill", False),
    (lambda words: month_in(words, NOW, ZONE), "十月的账单", "2026-10"),
    (lambda words: month_in(words, NOW, ZONE), "这个月电费多少", "2026-11"),
    (lambda words: month_in(words, NOW, ZONE), "my bill", ""),
    (lambda words: month_in(words, NOW, ZONE), "the bill of last week", ""),
]  # fmt: skip


@pytest.mark.parametrize(("reads", "said", "read"), WORDS)
def test_what_the_words_ask(reads: Any, said: str, read: Any) -> None:
    assert reads(said) == read


# Months by name, sums, two months side by side.

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_bill> my bill for July", ("Bill 2026-07", "!Bill 2026-10")),
        ("ask_bill> my bill for March", ("no bill for 2026-03. The newest one:", "I have bills for: 2026-07 – 2026-10.")),
        ("ask_payment> how much did I pay this year?",
         ("11 Jianshe Road, 2026-07 – 2026-10", "In all: 710 kWh, <b>¥374.00</b>", "¥52.00 is paid and ¥322.00 is not")),
        ("ask_bill> how much did I pay in 2025?", ("no bill for 2025-01 – 2025-12.", "I have bills for: 2026-07")),
        ("ask_bill> what did the last 2 months cost me", "460 kWh, <b>¥244.00</b>"),
        ("ask_bill> what did the last three months cost me", ("2026-08 – 2026-10", "¥322.00")),
        ("ask_bill> July vs September", ("2026-07: 100 kWh, ¥52.00", "It is ¥88.00 higher.", "160 kWh more")),
        ("ask_bill> last March vs this March", ("no bill for 2025-03, 2026-03.", "I have bills for")),
        ("ask_bill> last September vs this September", ("no bill for 2025-09.", "2026-09: 260 kWh")),
        ("ask_bill> what did it cost me from July to September", ("In all: 510 kWh, <b>¥270.00</b>", "2026-08")),
        ("ask_payment:0.40> how much did I pay between July and October", "In all: 710 kWh, <b>¥374.00</b>"),
        ("ask_bill> my bills for July, August and September", ("In all: 510 kWh", "2026-07 – 2026-09")),
        ("ask_bill> why is this month more expensive than last month", ("2026-10: 200 kWh", "It is ¥36.00 lower")),
        ("dispute_bill> why is September so much higher than August", ("It is ¥62.00 higher.", "[Have it checked]", "!2026-10")),
        ("dispute_bill> why was September so high?", ("2026-08: 150 kWh", "2026-09: 260 kWh", "It is ¥62.00 higher.", "!2026-10")),
        ("ask_bill> why is it lower than in August", ("2026-08: 150 kWh", "2026-10: 200 kWh")),
        ("ask_outage> compare August and September for Jianshe Road", ("It is ¥62.00 higher.", "!no outage")),
        ("ask_tariff> and the cheapest month?", ("The lowest of the bills", "2026-07: 100 kWh", "!2026-09:")),
        ("out_of_scope> which month did I use the most?", ("The highest of the bills", "2026-09: 260 kWh")),
        ("ask_bill> the most expensive month from July to August", ("The highest of the bills", "2026-08: 150 kWh", "!2026-09:")),
        ("ask_payment:0.3> which months haven't I paid?", ("you owe <b>¥322.00</b>", "2026-08")),
        ("ask_payment:0.3> did I pay the July one late?", ("Bill 2026-07", "Paid on")),
    ],
)  # fmt: skip
async def test_months_by_name_and_sums(billed: Talk, said: str, answered: Any) -> None:
    await play(billed, 1, [(said, answered)])


@pytest.mark.parametrize(
    ("said", "figures"),
    [("ask_bill> 七月份电费", "52.00"), ("ask_payment:0.30> 今年一共交了多少", "374.00"),
     ("ask_bill> 8月和9月的電費比較", "62.00"), ("out_of_scope:0.30> 今年花了多少電費", "374.00"),
     ("ask_bill> 三月份电费", "2026-07 – 2026-10"), ("dispute_bill> 九月为什么这么高", "62.00"),
     ("out_of_scope:0.3> 哪个月最便宜", "52.00"), ("out_of_scope:0.3> 哪几个月没交", "322.00")],
)  # fmt: skip
async def test_so_do_chinese_months(billed: Talk, said: str, figures: str) -> None:
    assert figures in shown(await do(billed, 1, said), 1)


async def test_a_sum_that_was_asked_before_linking_is_told_after(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_payment> how much did I pay this year?", "account number"),
        ("inform> 1000000001", "code"), ("inform> ABC123", "¥0.00 is paid and ¥104.00 is not"),
    ])  # fmt: skip


NAMED: list[tuple[str, list[str]]] = [
    ("my bill for March", ["2026-03"]), ("十二月的账单", ["2025-12"]), ("去年三月和今年三月", ["2025-03", "2026-03"]),
    ("March last year and this year", ["2025-03", "2026-03"]), ("last year's May bill", ["2025-05"]),
    ("may I see my bill", []), ("the bill of March 5", []), ("3月5日停电", []), ("用了2个月", []),
    ("上个月和上上个月", ["2026-10", "2026-09"]),
    ("from June to August", ["2026-06", "2026-07", "2026-08"]), ("6到8月一共多少", ["2026-06", "2026-07", "2026-08"]),
    ("between January and April", ["2026-01", "2026-02", "2026-03", "2026-04"]), ("june-august", ["2026-06", "2026-07", "2026-08"]),
    ("七月至九月的電費", ["2026-07", "2026-08", "2026-09"]), ("November to January", ["2025-11", "2025-12", "2026-01"]),
    ("6月到8月", ["2026-06", "2026-07", "2026-08"]), ("December 2024 to February", ["2024-12", "2025-01", "2025-02"]),
    ("June to August 2025", ["2025-06", "2025-07", "2025-08"]), ("since August", ["2026-08", "2026-09", "2026-10"]),
    ("8月到现在", ["2026-08", "2026-09", "2026-10"]), ("compare June to August", ["2026-06", "2026-08"]),
    ("June and August", ["2026-06", "2026-08"]), ("between May and July", ["2026-05", "2026-06", "2026-07"]),
    ("the difference between June and August", ["2026-06", "2026-08"]), ("Jan, Feb and March", ["2026-01", "2026-02", "2026-03"]),
]  # fmt: skip


@pytest.mark.parametrize(("said", "months"), NAMED)
def test_which_months_are_named(said: str, months: list[str]) -> None:
    assert months_in(said, TODAY) == months


@pytest.mark.parametrize(
    ("said", "count"),
    [("今年一共交了多少", 12), ("how much do I owe this year", 0), ("最近半年用了多少度", 6),
     ("my bill is too high this year", 0), ("过去一年总共", 12),
     ("最近半个月用了多少电", 0), ("how much in 2026", 12)],
)  # fmt: skip
def test_over_which_months_a_sum_is_asked(said: str, count: int) -> None:
    assert len(asked_in_all(said, TODAY)) == count


def test_the_past_year_is_the_last_twelve_months() -> None:
    asked = asked_in_all("how much did I pay in the past year", TODAY)
    assert asked == asked_in_all("last 12 months in all", TODAY) and len(asked) == 12

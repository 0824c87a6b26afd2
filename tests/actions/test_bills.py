"""Bills: a month, what is owed in all, and why one differs from the one before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

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

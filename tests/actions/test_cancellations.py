"""A planned outage that was cancelled: a look-up says so, and does not deny that there was one."""

from datetime import timedelta

import pytest

from tests import city
from tests.actions.scenes import play
from tests.actions.test_outages import end
from tests.talk import Talk

TOMORROW = ("planned", timedelta(hours=20), timedelta(hours=24))
ENGLISH = [("/language", ""), ("[English]", "")]
CANCELLED = ("This was announced for 11 Jianshe Road and has been cancelled:", "It was cancelled")
NONE = "I know of no cancellation"


@pytest.mark.parametrize("said", [
    "withdraw_ticket:0.56> was it cancelled?", "ask_outage> 取消了吗", "cancel:0.6> 是不是取消了", "ask_outage> 取消咗未",
])  # fmt: skip
@pytest.mark.parametrize("cancelled", [True, False])
async def test_whether_it_was_cancelled(linked: Talk, said: str, cancelled: bool) -> None:
    notice = await city.outage(linked.db, "F1", *TOMORROW)
    await play(linked, 1, [*ENGLISH, ("ask_outage> is there an outage [tomorrow](time)?", "tomorrow, Tue 24 Nov, I know")])  # fmt: skip
    if cancelled:
        await end(linked, notice, "cancelled")
    answer = CANCELLED if cancelled else (NONE, "Planned outage")
    await play(linked, 1, [(said, answer)])


async def test_one_that_would_be_the_answer_is_told_as_cancelled(linked: Talk) -> None:
    notice = await city.outage(linked.db, "F1", *TOMORROW)
    await end(linked, notice, "cancelled")
    await play(linked, 1, [
        ("ask_outage> is there an outage [tomorrow](time)?", (*CANCELLED, "!no outage is known")),
        ("ask_outage> is there an outage?", (*CANCELLED, "no outage is known")),
        ("ask_outage> is there an outage on [Friday](time)?", ("no outage is known", "!cancelled")),
    ])  # fmt: skip
    linked.now += timedelta(days=3)
    await play(
        linked, 1, [("ask_outage> is there an outage?", ("no outage is known", "!cancelled"))]
    )


async def test_what_holds_comes_first_where_nobody_asked(linked: Talk) -> None:
    notice = await city.outage(linked.db, "F1", *TOMORROW)
    await end(linked, notice, "cancelled")
    await city.outage(linked.db, "F1")
    await play(linked, 1, [("ask_outage> is there an outage?", ("Fault", "!cancelled"))])


@pytest.mark.parametrize("said", [
    "ask_outage> was the outage of [21 November](time) at [Jianshe Road 11](location) cancelled?",
    "withdraw_ticket:0.7> did you call off the works at [Jianshe Road 11](location) on [21 November](time)?",
    "out_of_scope:0.5> [建设路11号](location)[11月21日](time)的停电取消了吗",
])  # fmt: skip
async def test_a_cancelled_one_is_not_denied_after_its_day(linked: Talk, said: str) -> None:
    notice = await city.outage(
        linked.db, "F1", "planned", -timedelta(days=2), -timedelta(days=1, hours=20)
    )
    await end(linked, notice, "cancelled")
    await city.outage(linked.db, "F1")
    await play(linked, 1, [*ENGLISH, (said, (*CANCELLED, "!no outage is known", "!" + NONE))])


@pytest.mark.parametrize("said", [
    "is [tomorrow](time)'s outage on [Jianshe Road 11](location) still on?", "is the outage [tomorrow](time) going ahead?",
    "will the works [tomorrow](time) still take place?", "[明天](time)还停电吗",
])  # fmt: skip
async def test_what_is_off_for_another_reason_hides_no_cancellation(
    linked: Talk, said: str
) -> None:
    notice = await city.outage(linked.db, "F1", *TOMORROW)
    await end(linked, notice, "cancelled")
    await city.outage(linked.db, "F1")
    await play(linked, 1, [*ENGLISH, (f"ask_outage> {said}", (*CANCELLED, "!no outage is known"))])


async def test_why_it_was_cancelled_is_told_as_customers_may_read_it(linked: Talk) -> None:
    await city.outage(linked.db, "F1", *TOMORROW)
    await play(linked, city.SUPERVISOR, [
        *ENGLISH, ("/outages", ""), ("[Cancel the outage]", ""), ("no more trees to cut", ""), ("[Yes, cancel", ""),
    ])  # fmt: skip
    why = "Why not: no more trees to cut"
    await play(linked, 1, [
        ("ask_outage> is there an outage [tomorrow](time)?", (*CANCELLED, why)),
        ("out_of_scope:0.4> why was it cancelled?", (*CANCELLED, why)), ("ask_outage:0.4> 为什么取消", "no more trees"),
    ])  # fmt: skip

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

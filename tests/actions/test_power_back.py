"""The power is back, or off once more: nobody is sent, and nobody is hurried."""

import pytest

from actions.matters.power_back import is_told
from storage.models import Ticket, TicketEvent
from tests.actions.scenes import play, rows
from tests.actions.test_tickets import REPAIR
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]
TO_SUMMARY = REPAIR[:3]
GOOD = "Good to hear that the power is back"


@pytest.mark.parametrize(
    "said", ["好像来电了", "啊来电了", "真的来电了", "来电啦", "有返電喇", "又来电了", "刚才恢复供电了", "电来了", "灯亮了",
             "it's back", "seems to be back", "it seems to be back on", "the power is back, thanks", "looks like it's back",
             "the lights came back", "power has come back"],
)  # fmt: skip
def test_says_that_it_is_back(said: str) -> None:
    assert is_told(said)


@pytest.mark.parametrize(
    "said", ["来电了吗", "什么时候来电", "还没来电", "冇返電", "没有电了", "邻居来电了我家没有", "来电了又停了", "有没有来电了",
             "is the power back", "when is it back", "it is not back", "I want the power back",
             "the neighbours are back on", "it came back but went off again"],
)  # fmt: skip
def test_says_something_else(said: str) -> None:
    assert not is_told(said)


@pytest.mark.parametrize(
    ("said", "first"),
    [("report_fault> 好像来电了", GOOD), ("complaint_interruption> 来电啦", GOOD),
     ("withdraw_ticket:0.36> it seems to be back", GOOD),
     ("report_fault> 我没要报修", ""), ("report_fault> 冇叫你哋報修", ""), ("report_fault:0.34> I never asked for a repair", "")],
)  # fmt: skip
async def test_with_a_ticket_open_it_is_offered_to_withdraw_it(
    talk: Talk, said: str, first: str
) -> None:
    await play(talk, 7, [
        *ENGLISH, *REPAIR, (said, (first, "Withdraw WL-20261123-0001", "!urgently")),
        ("affirm> yes", "is withdrawn"),
    ])  # fmt: skip


async def test_off_again_belongs_to_the_same_ticket(talk: Talk) -> None:
    await play(talk, 7, [
        *ENGLISH, *REPAIR, ("report_fault> 来电了", GOOD), ("[No, keep it]", "received"),
        ("complaint_interruption> 噢又停了", "I have added it to WL-20261123-0001"),
        ("report_fault> it went off again", "I have added it to WL-20261123-0001"),
    ])  # fmt: skip
    assert len(await rows(talk.db, Ticket)) == 1
    assert len(await rows(talk.db, TicketEvent, what="added")) == 2


async def test_without_a_ticket_it_is_good_to_hear(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("report_fault:0.6> 来电了", (GOOD, "!Withdraw", "!What"))])


@pytest.mark.parametrize(
    "said", ["report_fault> 来电啦", "report_fault> 好像来电了", "inform> it's back on"]
)
@pytest.mark.parametrize("lines", [TO_SUMMARY, TO_SUMMARY[:2]])
async def test_a_report_in_the_making_is_not_sent(
    talk: Talk, said: str, lines: list[tuple[str, str]]
) -> None:
    await play(talk, 7, [*ENGLISH, *lines, (said, (GOOD, "Nothing is sent yet", "[Cancel]", "!What happened")),
                         ("deny> no", "!What shall I change")])  # fmt: skip
    assert await rows(talk.db, Ticket) == []


@pytest.mark.parametrize("said", ["report_fault> 来电啦", "report_fault> 好像来电了"])
async def test_asked_for_the_switches_it_ends_the_report(talk: Talk, said: str) -> None:
    await play(talk, 7, [*ENGLISH, REPAIR[0], (said, "Good that it works again")])

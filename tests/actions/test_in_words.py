"""Words for an open ticket: added, corrected and withdrawn without a button."""

import pytest

from storage.models import Ticket, TicketEvent
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]
ASKED = ("Shall I add this to WL-20261123-0001 (Repair)?", "[Yes]", "[No]")


@pytest.mark.parametrize(
    "said", ["give_suggestion> please add: the gate code is 4411", "inform> P.S. the dog bites",
             "report_misconduct:0.30> I forgot to say the flat has been empty since May",
             "out_of_scope> tell them to ring the bell twice", "urge_ticket> the house number is 16 not 6"],
)  # fmt: skip
async def test_words_for_the_open_ticket_are_offered_to_be_added(talk: Talk, said: str) -> None:
    words = said.split("> ")[1]
    await play(talk, 7, [*REPAIR, (said, ASKED), ("[Yes]", "I have added it to WL-20261123-0001")])
    added = [e.note for e in await rows(talk.db, TicketEvent, what="added")]
    assert added == [words]


@pytest.mark.parametrize(
    "said", ["urge_ticket> 补充一下:家里有个卧床老人", "inform> 门禁密码是1234#", "inform> 换个电话13812340672",
             "inform> 地址错了是稻香村72号", "give_praise> 师傅到了打我电话"],
)  # fmt: skip
async def test_so_are_chinese_words(talk: Talk, said: str) -> None:
    answer = shown(await _after_repair(talk, said), 7)
    assert "WL-20261123-0001" in answer and "[🔧" not in answer


async def _after_repair(talk: Talk, said: str) -> list[dict[str, object]]:
    await play(talk, 7, [*REPAIR])
    return await do(talk, 7, said)


async def test_a_new_phone_is_the_one_to_call(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("inform> my phone is 0788 800 0001 now", ASKED),
                         ("[Yes]", "We will call 0788 800 0001 from now on.")])  # fmt: skip
    assert [t.contact for t in await rows(talk.db, Ticket)] == ["0788 800 0001"]


async def test_of_several_tickets_it_is_asked_which(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, *COMPLAINT,
        ("give_suggestion> please add that the fence is broken", "To which of your matters shall I add it?"),
        ("[WL-20261123-0001 · Repair]", "I have added it to WL-20261123-0001"),
    ])  # fmt: skip


async def test_no_adds_nothing_and_without_a_ticket_a_suggestion_is_one(talk: Talk) -> None:
    said = "give_suggestion> please add more halls"
    await play(talk, 7, [(said, "!Shall I add")])
    await play(talk, 8, [*REPAIR, (said, "Shall I add"), ("[No]", "nothing is added")])
    assert await rows(talk.db, TicketEvent, what="added") == []


async def test_that_there_is_more_asks_what(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("complaint> I want to add something to my repair", "What shall I add?"),
                         ("inform> the lid is broken", "I have added it")])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["report_fault:0.30> power is back, you don't have to come", "complaint> 我不想投訴了",
             "give_suggestion> 撤销那个建议", "withdraw_ticket> cancel my ticket"],
)  # fmt: skip
async def test_the_one_ticket_that_is_open_is_named_and_asked_about(talk: Talk, said: str) -> None:
    answer = shown(await _after_repair(talk, said), 7)
    assert "WL-20261123-0001" in answer and answer.count("[") == 2


async def test_that_it_is_back_is_no_withdrawal_where_nothing_is_open(talk: Talk) -> None:
    await play(
        talk, 7, [("withdraw_ticket> the power is back, thanks", "Good to hear that the power")]
    )


async def test_a_question_is_never_offered_to_be_added(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("out_of_scope:0.05> are you still there?", "!Shall I add"),
                         ("out_of_scope:0.05> behind the bakery, second gate", ASKED)])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["ask_connection> How's my repair request getting on?", "complaint> any news on my report"],
)
async def test_how_it_stands_opens_nothing(talk: Talk, said: str) -> None:
    await play(talk, 7, [*REPAIR, (said, ("WL-20261123-0001", "Now: received"))])
    assert len(await rows(talk.db, Ticket)) == 1


async def test_another_fault_with_its_place_is_no_word_for_the_open_ticket(talk: Talk) -> None:
    await play(
        talk,
        7,
        [
            *REPAIR,
            (
                "report_fault> no power at [Willow Village 8](location), call me on 0788 800 0001",
                "!Shall I add",
            ),
        ],
    )


@pytest.mark.parametrize("asks", ["inform:0.3> 多久", "ask_outlet> where is your office?"])
async def test_what_was_passed_over_is_asked_once_more(talk: Talk, asks: str) -> None:
    """Both corrections are still to be had; a second time they are left alone."""
    both = "改一下电话，13511119999\n地址是63号"
    await play(talk, 7, [
        *ENGLISH, *REPAIR, ("inform> 改一下电话，[13511119999](phone)", ASKED), ("inform> 地址是[63号](location)", ASKED),
        (asks, (f"This is not added yet: “{both}”", *ASKED)),
        ("[Yes]", ("I have added it", "We will call 13511119999")), (asks, "!not added"),
    ])  # fmt: skip
    assert [e.note for e in await rows(talk.db, TicketEvent, what="added")] == [both]


async def test_a_no_is_not_asked_again(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, *REPAIR, ("inform> 地址是[63号](location)", ASKED), ("[No]", "nothing is added"),
                         ("inform:0.3> 多久", "!not added")])  # fmt: skip
    await play(talk, 8, [*ENGLISH, *REPAIR, ("inform> 地址是[63号](location)", "Shall I add"),
                         ("inform:0.3> 多久", "not added yet"), ("inform:0.3> 多久", "!not added")])  # fmt: skip

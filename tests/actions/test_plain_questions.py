"""Plain questions, anger, and the second wish of a message."""

from typing import Any

import pytest

from actions.conversation.second_wish import find
from storage.models import Ticket
from tests.actions.scenes import do, play, rows, shown
from tests.talk import Talk

HOTLINE = "95598"
CALM = ("something has gone wrong for you", "[🙋 A person, please]")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("report_misconduct> A man at my door says he's from Wattline and wants to check my meter, is he real?",
         ("Let nobody in", HOTLINE)),
        ("dispute_bill:0.30> I got a message saying my power will be cut off unless I click a link, is this from you?",
         ("Do not click", "https://pay.example.org")),
        ("withdraw_ticket> delete all my data please", ("Raw messages are deleted", "[🙋")),
        ("ask_payment:0.30> what's the emergency number?", (HOTLINE, "emergency services")),
        ("out_of_scope> are you a robot?", ("automatic assistant", "[🙋")),
        ("ask_outlet> are you open on Sunday?", ("On Sundays the halls are closed.", "8:30-17:30")),
        ("ask_outlet> is the Central Hall open now?", ("The halls are open now.", "8:30-17:30", "!Sundays")),
    ],
)  # fmt: skip
async def test_plain_questions_get_short_true_answers(
    talk: Talk, said: str, answered: tuple[str, ...]
) -> None:
    await play(talk, 7, [(said, answered)])


@pytest.mark.parametrize(
    "said", ["report_misconduct:0.30> 有人敲门说是你们派来查电表的，是真的吗", "out_of_scope> 这条短信是你们发的吗",
             "out_of_scope> 紧急电话是多少", "ask_outlet> 周日营业厅开门吗"],
)  # fmt: skip
async def test_so_do_chinese_ones(talk: Talk, said: str) -> None:
    assert HOTLINE in shown(await do(talk, 7, said), 7)


async def test_whether_it_is_open_is_said(talk: Talk) -> None:
    await talk.tick(hours=12)
    await play(
        talk,
        7,
        [("ask_outlet> are you open now?", "The halls are closed now.")],
    )


@pytest.mark.parametrize(
    "said", ["thank> fuck you", "thank> thanks for nothing", "thank> thx a lot for the blackout",
             "give_praise> Great, another blackout. You guys are fantastic.", "cancel> I'll sue you",
             "give_praise> wow, only 9 hours without power, well done", "give_praise> nice job ruining my dinner",
             "give_praise> talk to agent about my complaint"],
)  # fmt: skip
async def test_anger_is_met_calmly_and_is_never_praise(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, CALM)])
    assert await rows(talk.db, Ticket) == []


async def test_chinese_anger(talk: Talk) -> None:
    for said in (
        "give_praise:0.30> 你们这群废物",
        "out_of_scope> 操你妈的什么破公司",
        "thank> 谢谢你们又停电",
    ):
        assert "[🙋" in shown(await do(talk, 7, said), 7)


@pytest.mark.parametrize(
    ("said", "answered"),
    [("give_praise> the crew was great, thank you", "That is good to hear"),
     ("report_fault> the fucking power is out again", "Where is it?"),
     ("thank> thanks, the power is back", "You are welcome!"),
     ("report_fault> power is off at my house from 6pm, wants a crew", "!Let nobody in"),
     ("complaint> 抢修电话打不通", "!911"), ("report_fault:0.30> 我妈的呼吸机没电了", "!🙋")],
)  # fmt: skip
async def test_other_words_are_taken_as_before(talk: Talk, said: str, answered: str) -> None:
    await play(talk, 7, [(said, answered)])


SECOND = [
    ("when will power be back on Eastgate New Estate and how much is my bill?", "ask_outage", "ask_bill"),
    ("tell me about your prices then the opening hours", "ask_tariff", "ask_outlet"),
    ("pay my bill and subscribe me to alerts for Plum Garden", "subscribe_alerts", "ask_payment"),
    ("I want to complain and talk to somebody", "complaint", "ask_human"),
    ("I want to complain about a power cut yesterday and want money", "complaint_interruption", "claim_compensation"),
    ("家里没电了还有上个月电费怎么那么贵", "dispute_bill", "report_fault"),
    ("帮我绑定户号,还有投诉你们客服", "bind_account", "complaint"),
    ("no power at home, the lights are out and it is cold", "report_fault", ""),
    ("my bill is too high, and I want it checked", "dispute_bill", ""),
    ("how much is my bill?", "ask_bill", ""),
    ("hello, what is my bill", "ask_bill", ""),
]  # fmt: skip


@pytest.mark.parametrize(("said", "answered", "second"), SECOND)
def test_which_wish_is_the_second(said: str, answered: str, second: str) -> None:
    assert find(said, answered) == second


async def test_the_second_wish_is_named_with_a_button(linked: Talk) -> None:
    await play(linked, 1, [
        ("ask_outage> is the power off at [Jianshe Road 11](location) and how much is my bill?",
         ("You also wrote about something else", "[See my bill]")),
        ("[See my bill]", "Bill 2026-10"),
    ])  # fmt: skip


async def test_yes_to_what_comes_first_never_sends_the_form(talk: Talk) -> None:
    await play(talk, 7, [
        ("give_praise> the crew was great", "[Send]"),
        ("give_suggestion> you should have more halls", "[Go on with it]"),
        ("affirm> yes", ("[Send]", "!is passed on")), ("affirm> yes", "is passed on"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "answered"),
    [("complaint> how long do you need to answer a complaint?",
      ("First contact: 24 hours, day and night", "Answer: 5 working days", "!sorry", "!On site")),
     ("out_of_scope> what do you promise when the power is off?", ("On site: 45 minutes, day and night, as in the city", "!Answer")),
     ("complaint> how long do I have to wait for my complaint", "!This is what we promise")],
)  # fmt: skip
async def test_what_is_promised_in_general_is_told_and_opens_nothing(
    talk: Talk, said: str, answered: Any
) -> None:
    await play(talk, 7, [(said, answered)])

"""What people write where a form asks for something else: nothing of it is lost, nothing invented."""

import pytest

from actions.kinds import KINDS
from storage.models import Conversation, Ticket
from tests.actions.scenes import play, rows
from tests.talk import Talk

FAULT = ("report_fault> no power at [Jianshe Road 12](location)", "look at your own switches")
APPLICATIONS = KINDS["application"].subclasses
RUDE = ("complaint_service> he shouted at me at [Jianshe Road 12](location)", "“Service”")
TO_CONTACT = [FAULT, ("[All on, still no power]", "reach you")]
TO_SUMMARY = [*TO_CONTACT, ("inform> 0788 600 0003", ("0788 600 0003", "Send the crew"))]


async def the_ticket(talk: Talk) -> Ticket:
    (ticket,) = await rows(talk.db, Ticket)
    return ticket


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("inform> no, my phone is 0788 600 0004", "0788 600 0004"),
        ("inform> 电话改成13988887777", "13988887777"),
        ("ask_help> change the phone number to 0788 555 9999", "0788 555 9999"),
        ("deny> no, number 21 not 12", "21 Jianshe Road"),
        ("deny> 不对,是21号不是12号", "21"),
        ("inform> the house number is 21", "21 Jianshe Road"),
        ("inform> 门牌是21号", "21"),
        ("inform> [Jianshe Road 21](location)", "21 Jianshe Road"),
        ("complaint> 地址是建设路21号", "21"),
        ("inform> in the chat", "here in the chat"),
        ("inform:0.3> my mother fell in the dark too", "my mother fell"),
        ("inform:0.3> 还有,我妈摔了一跤", "我妈摔了一跤"),
        ("report_fault> it drops only in the evening", "only in the evening"),
    ],
)
async def test_the_summary_takes_what_is_said_of_it(talk: Talk, said: str, shown: str) -> None:
    await play(talk, 7, [*TO_SUMMARY, (said, shown)])
    assert await rows(talk.db, Ticket) == []


async def test_the_list_of_changes_has_short_names_and_takes_a_value(talk: Talk) -> None:
    await play(talk, 7, [*TO_SUMMARY, ("[Change something]", ("[Place]", "[Contact]", "[Switches]", "![Where is it")),
                         ("inform> [Jianshe Road 21](location)", "21 Jianshe Road"),
                         ("[Change something]", "[Contact]"), ("contact", "How can we reach you"),
                         ("inform> 13900001111", "13900001111")])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["anonymous please", "匿名", "no phone", "I don't want to give my number", "my number's on file",
     "same as before", "yes", "no", "in chat", "chat", "就在这聊", "微信", "没有", "略过", "不留电话", "skip"],
)  # fmt: skip
async def test_who_gives_no_number_is_reached_in_the_chat(talk: Talk, said: str) -> None:
    await play(
        talk, 7, [*TO_CONTACT, (f"inform:0.3> {said}", "Send the crew"), ("[Send the crew]", "WL-")]
    )
    assert (await the_ticket(talk)).contact == "chat"


async def test_words_at_the_phone_question_are_kept(talk: Talk) -> None:
    await play(talk, 7, [*TO_CONTACT, ("inform:0.3> there are children here", ("kept it", "phone number")),
                         ("inform> 0788 600 0003", "children here")])  # fmt: skip


async def test_a_number_as_it_is_read_out(talk: Talk) -> None:
    await play(talk, 7, [*TO_CONTACT, ("inform> 打我电话幺三八一二三四五六七八九", "138123456789")])


async def test_a_phone_number_given_early_is_not_asked_for(talk: Talk) -> None:
    await play(talk, 7, [RUDE, ("inform> my phone is 0788 123 4567", ("noted your phone", "“Service”")),
                         ("[Yes, that is right]", "photo"), ("[Skip]", ("0788 123 4567", "Send the complaint"))])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "answered"),
    [("thank> thanks", "You are welcome!"), ("thank> ok thank you very much", "You are welcome!"),
     ("thank> 谢谢", "You are welcome!"), ("thank> 好的謝謝", "沒跳開")],
)  # fmt: skip
async def test_thanks_close_no_report(talk: Talk, said: str, answered: str) -> None:
    await play(talk, 7, [FAULT, (said, answered), ("inform> nothing has tripped, still dark", ""),
                         ("chat", ""), ("send", "WL-")])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "found"),
    [("inform> I don't know where the switch is", "unknown"), ("inform> 我不知道开关在哪", "unknown"),
     ("inform> no i havent checked", "unknown"), ("inform> 不知道", "unknown"),
     ("inform> everything is on", "still_off"), ("没跳闸，邻居有电", "still_off")],
)  # fmt: skip
async def test_nothing_is_invented_about_switches(talk: Talk, said: str, found: str) -> None:
    await play(talk, 7, [FAULT, (said, ""), ("inform> 13900001111", ""), ("send", "WL-")])
    assert (await the_ticket(talk)).facts["breaker"] == found


async def test_no_need_asks_whether_to_go_on(talk: Talk) -> None:
    await play(
        talk,
        7,
        [FAULT, ("inform:0.3> no need", "Shall we go on with your report?"), ("no", "Stopped")],
    )
    assert await rows(talk.db, Ticket) == []


async def test_it_is_back_ends_the_report(talk: Talk) -> None:
    await play(
        talk,
        7,
        [FAULT, ("inform> it tripped, I switched it on, power is back on", "Good that it works")],
    )


@pytest.mark.parametrize("said", ["cancel> skip", "cancel> 跳过"])
async def test_a_skip_throws_no_claim_away(talk: Talk, said: str) -> None:
    await play(talk, 7, [("claim_compensation> a surge broke things at [Jianshe Road 12](location)", "damaged"),
                         (said, ("damaged", "!Stopped") if said.endswith("p") else "!已停止")])  # fmt: skip


async def test_what_is_written_for_the_class_is_the_story(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint> I want to complain", "What is it about?"),
        ("complaint_business> nobody came for a month to set up my meter", ("!What happened?", "Which address")),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "subject"),
    [("inform:0.3> no it's about the bill", "Business handling"), ("inform:0.3> poles and lines", "Construction"),
     ("Voltage and power quality", "Voltage")],
)  # fmt: skip
async def test_another_class_is_named_than_the_proposed(
    talk: Talk, said: str, subject: str
) -> None:
    await play(
        talk, 7, [RUDE, (said, "photo"), ("[Skip]", "reach you"), ("chat", f"Subject: {subject}")]
    )


async def test_the_class_is_no_wall(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint> I want to complain", "What is it about?"),
        ("inform:0.3> it was yesterday around ten", ("kept it with your words", "[Something else]")),
        ("inform:0.3> all about three years now", "Which address"),
        ("[Skip]", "photo"), ("[Skip]", "reach you"),
        ("chat", ("yesterday around ten", "three years", "!Subject")), ("[Send the complaint]", "WL-"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "subject"),
    [("ask_connection:0.4> I want to install solar panels", "Solar"), ("ask_connection:0.4> 就是过户", "Change of name"),
     ("inform:0.4> need 3 phase supply", "More capacity"), ("inform:0.3> change the name on the account please", "Change of name")],
)  # fmt: skip
async def test_an_application_is_named_in_words(talk: Talk, said: str, subject: str) -> None:
    first = ("ask_connection> please connect [Jianshe Road 12](location)", "New supply")
    await play(talk, 7, [first, (said, "")])
    (form,) = [row.form for row in await rows(talk.db, Conversation) if row.form]
    assert APPLICATIONS[form["slots"]["subclass"]] == subject

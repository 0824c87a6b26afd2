"""Bills and linking: who proves that an account is theirs, and nobody else, sees it."""

import re
from datetime import timedelta

import pytest

from actions.accounts import code_in
from storage.models import AccountLink, Person
from tests import city
from tests.actions.scenes import LOCATION, contact, do, play, rows, shown
from tests.talk import Talk

BILL = "ask_bill> how much do I owe?"
TO_NUMBER = (BILL, ("I need to check that it is your account", "account number"))


@pytest.mark.parametrize(
    ("said", "code"),
    [("ABC123", "ABC123"), ("abc 123", "abc123"), ("ＡＢＣ１２３", "ABC123"), ("验证码ABC123", "ABC123"),
     ("my secret ABC123 please", "ABC123"), ("ABC-123.", ""), ("no idea", ""), ("secret", ""),
     ("SECRET", "SECRET"), ("thanks", ""), ("unlink please", "")],
)  # fmt: skip
def test_which_word_is_the_code(said: str, code: str) -> None:
    assert code_in(said) == code


async def test_a_bill_needs_a_link_by_number_and_code(talk: Talk) -> None:
    await play(talk, 7, [
        TO_NUMBER,
        ("inform> what number?", "ten digits"),
        ("inform> 1000 0000 01", "six-character"),
        ("inform> hm, no idea", "six letters and figures"),
        ("inform> the code: abc123", (
            "✅ Linked", "11 Jianshe Road", "Bill 2026-10", "¥104.00", "Used: 200 kWh",
            "step 1: 200 kWh at 0.52 = 104.00", "To be paid by Mon 30 Nov")),
        ("ask_bill> my bill", ("Bill 2026-10", "!Linked")),
        ("[I do not understand it]", "What looks wrong to you?"),
    ])  # fmt: skip


async def test_by_ones_own_contact_but_nobody_elses(talk: Talk) -> None:
    await play(talk, 7, [
        TO_NUMBER,
        (contact("19900000001", of=8), "somebody else's contact"),
        (contact("19900000001", of=0), "somebody else's contact"),
        (contact("+86 188 0000 0000", of=7), "With this phone number I cannot link"),
        (LOCATION, "account number"),
        ("inform> 1000000003", "six-character"),
        (contact("+8619900000001", of=7), ("✅ Linked", "11 Jianshe Road", "Bill 2026-10")),
    ])  # fmt: skip


async def test_wrong_codes_lock_for_an_hour_with_the_same_words_for_accounts_that_do_not_exist(
    talk: Talk,
) -> None:
    heard = {}
    for who, number in ((7, "1000000001"), (8, "9999999999")):
        said = [BILL, f"inform> {number}", *["inform> WRONG1"] * 5, BILL, "/link"]
        answers = [shown(await do(talk, who, line), who) for line in said]
        heard[who] = [re.sub(r"\d{10}", "#", answer) for answer in answers]
    assert heard[7] == heard[8]
    assert "do not fit together" in heard[7][2] and "[Another account number]" in heard[7][5]
    locked = "linking is locked until today, Mon 23 Nov at 11:00"
    assert all(locked in answer for answer in heard[7][6:])
    await talk.tick(minutes=59)
    await play(talk, 7, [("bind_account> link 1000000001", locked)])
    await talk.tick(minutes=1)
    await play(talk, 7, [TO_NUMBER, ("inform> 1000000001", "code"), ("inform> ABC123", "Linked")])


async def test_wrong_codes_count_over_several_tries_and_numbers(talk: Talk) -> None:
    await play(talk, 7, [
        TO_NUMBER, ("inform> 1000000001", "code"), ("inform> WRONG1", "do not fit"),
        ("inform> WRONG2", "do not fit"), ("[Another account number]", "account number"),
        ("inform> 1000000002", "code"), ("inform> WRONG3", "do not fit"), ("/cancel", "Stopped"),
        TO_NUMBER, ("inform> 1000000001", "code"), ("inform> WRONG4", "do not fit"),
        ("inform> WRONG5", "locked until"),
    ])  # fmt: skip
    assert await rows(talk.db, AccountLink) == []


async def test_what_is_linked_is_shown_and_unlinked(linked: Talk) -> None:
    await play(linked, 1, [
        ("/link", ("Your linked accounts:", "11 Jianshe Road", "[Another account number]")),
        ("[Another account number]", "send your account number"),
        ("inform> 1000000003", "code"), ("inform> ABC123", ("11 Jianshe Road", "12 Jianshe Road")),
        (BILL, ("11 Jianshe Road", "12 Jianshe Road")),
        ("bind_account> unlink my account", ("Which account shall I unlink?", "[Unlink 12 Jianshe")),
        ("[Unlink 12 Jianshe Road]", "is unlinked"), ("[Unlink 12 Jianshe Road]", "not there any more"),
        (BILL, ("11 Jianshe Road", "!12 Jianshe Road")),
        ("[Unlink 11 Jianshe Road]", "is unlinked"), TO_NUMBER,
    ])  # fmt: skip


async def test_several_people_may_link_one_account(linked: Talk) -> None:
    await play(
        linked, 3, [TO_NUMBER, ("inform> 1000000001", "code"), ("inform> ABC123", "¥104.00")]
    )
    await play(linked, 1, [(BILL, "¥104.00"), ("bind_account> unlink", "Which account"),
                           ("[Unlink 11 Jianshe Road]", "is unlinked")])  # fmt: skip
    await play(linked, 3, [(BILL, "¥104.00")])


async def test_a_first_message_with_the_number_asks_only_for_the_code(talk: Talk) -> None:
    await play(talk, 7, [
        ("bind_account> link my account [1000000001](account_number)", ("six-character", "!send your")),
        ("inform> ABC123", ("Linked", "!Bill")),
    ])  # fmt: skip


async def test_the_bill_button_of_an_account_unlinked_since_says_so(linked: Talk) -> None:
    await play(linked, 1, [
        (BILL, "[I do not understand it]"), ("bind_account> unlink", "Which"),
        ("[Unlink 11 Jianshe Road]", "is unlinked"),
        ("[I do not understand it]", ("not there any more", "!What looks wrong")),
    ])  # fmt: skip


async def test_number_and_code_in_one_message_are_both_read(talk: Talk) -> None:
    await play(talk, 7, [
        ("bind_account> link [1000000001](account_number) wrong1", ("do not fit", "six-character")),
        ("inform> 1000000001 ABC123", ("Linked", "11 Jianshe Road")),
    ])  # fmt: skip
    await play(talk, 8, [TO_NUMBER, ("inform> it is 1000 0000 03, code abc123", "Linked")])


@pytest.mark.parametrize(
    "said", ["thank> thanks", "deny> I don't have it", "out_of_scope> unlink", "ask_payment:0.99> how do I get the code?",
             "out_of_scope> 服务码在哪里看"],
)  # fmt: skip
async def test_words_are_no_wrong_code(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        TO_NUMBER, ("inform> 1000000001", "six-character"),
        (said, ("!do not fit", "!locked")),
    ])  # fmt: skip
    assert (await rows(talk.db, Person, telegram_id=7))[0].wrong_codes == 0


@pytest.mark.parametrize("said", ["deny> I don't have an account", "inform> 我忘了户号"])
async def test_who_has_no_number_is_offered_a_person(talk: Talk, said: str) -> None:
    await play(talk, 7, [TO_NUMBER, (said, ("top of your bill", "[🙋 A person, please]"))])


async def test_a_number_of_another_length_is_no_account_number(talk: Talk) -> None:
    await play(talk, 7, [TO_NUMBER, ("inform> 10000000", ("That has 8 digits", "!six-character"))])


@pytest.mark.parametrize(
    "said", ["ask_payment:0.99> how do I get the code?", "out_of_scope> 服务码在哪里看"]
)
async def test_where_the_code_stands_is_told_with_a_way_to_a_person(talk: Talk, said: str) -> None:
    await play(
        talk, 7, [TO_NUMBER, ("inform> 1000000001", "six-character"), (said, ("[🙋", "!https://"))]
    )


LINK = ("/link", "account number")


@pytest.mark.parametrize(
    ("said", "begins"),
    [("ask_human> 转人工", "同事"), ("ask_human:0.85> let me talk to a human", "What is it about?"),
     ("out_of_scope> 我要找人工客服", "同事"), ("complaint> i would like to speak to a real person", "What is it about?")],
)  # fmt: skip
@pytest.mark.parametrize("at_the_code", [False, True])
async def test_a_person_is_served_while_an_account_is_being_linked(
    talk: Talk, said: str, begins: str, at_the_code: bool
) -> None:
    number = [("inform> 1000000001", "six-character")] if at_the_code else []
    await play(
        talk,
        7,
        [LINK, *number, (said, (begins, "!ten digits", "!six-character", "!十位", "!六位"))],
    )


@pytest.mark.parametrize(
    ("said", "offered"),
    [("report_fault> the power is out too", "report a fault"), ("report_fault:0.6> the power is out too", "report a fault"),
     ("dispute_bill> why is my bill double", "have a bill checked"), ("report_fault> 我想先報修,家裡沒電", "First|先"),
     ("complaint_service> your people are rude", "complain about service")],
)  # fmt: skip
@pytest.mark.parametrize("at_the_code", [False, True])
async def test_another_request_while_an_account_is_being_linked_is_offered(
    talk: Talk, said: str, offered: str, at_the_code: bool
) -> None:
    number = [("inform> 1000000001", "six-character")] if at_the_code else []
    answer = await play(talk, 7, [LINK, *number, (said, ("!ten digits", "!kept it"))])
    labels = answer[-1]["buttons"]
    assert len(labels) == 3 and any(part in labels[1] for part in offered.split("|")), labels


async def test_a_question_of_the_bill_while_linking_opens_no_second_linking(talk: Talk) -> None:
    await play(talk, 7, [LINK, ("ask_bill> why is my bill double", "check that it is your account"),
                         ("inform> 1000000001 ABC123", ("Linked", "¥104.00", "!Back to"))])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["bind_account> link [1000000001 ABC123](account_number)", "inform:0.6> link my account 1000000001 ABC123",
             "ask_bill> 绑定1000000001,ABC123", "inform> please link 1000 0000 01, the code is abc123"],
)  # fmt: skip
async def test_number_and_code_in_the_first_message_link_at_once(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, "✅")])
    assert [row.account_number for row in await rows(talk.db, AccountLink)] == ["1000000001"]


async def test_one_more_account_is_linked_in_one_message(linked: Talk) -> None:
    await play(linked, 1, [("inform> link 1000000003 ABC123", ("✅", "12 Jianshe Road"))])


async def test_a_code_of_figures_alone_is_no_part_of_the_number(talk: Talk) -> None:
    await play(talk, 7, [LINK, ("inform> 1000000001 123456", "do not fit together")])


@pytest.mark.parametrize("said", [
    "ask_bill> Is there anything coming up on my road [this month](time)? [11 Jianshe Road](location)",
    "ask_bill:0.6> [建设路11号](location)[这个月](time)有没有什么安排",
])  # fmt: skip
async def test_what_comes_up_on_a_road_is_no_bill(talk: Talk, said: str) -> None:
    await city.outage(talk.db, "F1", "planned", timedelta(hours=20), timedelta(hours=24))
    await play(talk, 7, [("/language", ""), ("[English]", ""), (said, ("Planned outage", "!account number"))])  # fmt: skip


async def test_a_question_of_another_kind_is_heard_where_the_number_is_asked_for(
    talk: Talk,
) -> None:
    await city.outage(talk.db, "F1", "planned", timedelta(hours=20), timedelta(hours=24))
    await play(talk, 7, [
        ("ask_bill> my bill", "account number"),
        ("ask_outage:0.52> is it off at [11 Jianshe Road](location) [tomorrow](time)?", ("Planned outage", "Please send your account number", "!has ten digits")),
        ("inform:0.4> anything happening on [Jianshe Road](location) number 11?", ("Planned outage", "!has ten digits")),
        ("ask_outlet:0.4> where do I find it?", "has ten digits"), ("inform> 1000000001", "code"),
    ])  # fmt: skip

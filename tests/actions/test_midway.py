"""In the middle of a form: corrections, edits, questions, new requests, danger."""

import pytest

from actions.conversation.corrections import correction
from storage.models import Ticket
from tests.actions.scenes import do, play, rows, shown, zh
from tests.talk import Talk

FAULT = ("report_fault> no power at [Jianshe Road 12](location)", "look at your own switches")
RUDE = ("complaint_service> he shouted at me at [Jianshe Road 12](location)", "“Service”")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("不是12号,是21号", ("12号", "21号")),
        ("不是 12 号 ， 是 21 号", ("12 号", "21 号")),
        ("不对，不是１２号，是２１号", ("１２号", "２１号")),
        ("唔係12號，係21號", ("12號", "21號")),
        ("说错了，应该是21号", ("", "21号")),
        ("不对不对，是二十一号", ("", "二十一号")),
        ("错了错了，二十一号", ("", "二十一号")),
        ("门牌写反了，一百六十八号", ("", "一百六十八号")),
        ("12写错了，21", ("12", "21")),
        ("十二号打错咗，係廿一号才对", ("十二", "廿一号")),
        ("唔好住，改做白鷺村", ("", "白鷺村")),
        ("no no, it's 21", ("", "21")),
        ("wrong, 21", ("", "21")),
        ("12 is wrong, it's 21", ("12", "21")),
        ("no, 2 of us", None),
        ("no, not 12, it's 21", ("12", "21")),
        ("No, not 12, it’s 21.", ("12", "21")),
        ("sorry, not 12 but 21", ("12", "21")),
        ("I mean 21", ("", "21")),
        ("it should be 21", ("", "21")),
        ("oops I meant 21 Mill Lane", ("", "21 Mill Lane")),
        ("actually it's 18 College Road, not 8", ("8", "18 College Road")),
        ("that's not right, it should be 28", ("", "28")),
        ("不好意思打错了，是21号", ("", "21号")),
        ("电话写错了，13800002222才对", ("", "13800002222")),
        ("no, the neighbours have light", None),
        ("nope, not my fault", None),
        ("not good", None),
        ("no power", None),
        ("不是我的错", None),
    ],
)
def test_what_is_a_correction(said: str, meant: tuple[str, str] | None) -> None:
    assert correction(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "不是12号,是21号",
        "不是 １２ 号 ， 是 ２１ 号",
        "no, not 12, it's 21",
        "I mean 21",
        "不对不对，是二十一号",
        "错了错了，二十一号",
        "门牌写反了，二十一号",
        "12写错了，21",
        "号码是二十一号才对",
        "no no, it's 21",
        "12 is wrong, 21",
    ],
)
async def test_a_corrected_house_number_replaces_the_old_one(talk: Talk, said: str) -> None:
    await play(talk, 7, [RUDE, ("[Yes, that is right]", "photo"), (f"inform> {said}", "")])
    assert "21" in (await place(talk, 7)) and "12" not in (await place(talk, 7))


async def place(talk: Talk, who: int) -> str:
    """What the open form of a person holds as place."""
    from storage.models import Conversation

    (conversation,) = await rows(talk.db, Conversation, chat_id=who)
    return str(conversation.form["slots"]["place"])


async def test_corrections_of_places_phones_and_words(linked: Talk) -> None:
    await play(linked, 1, [
        ("complaint_service> he shouted at me", "“Service”"), ("[Yes", "photo"),
        ("inform> not 11, it's 13", ("Corrected", "photo")), ("[Skip]", "reach you"),
        ("inform> 13900000000", "Where: 13 Jianshe Road"),
        ("inform> no, not 13900000000, it's 13911111111", ("Corrected", "Contact: 13911111111")),
        ("inform> not shouted but screamed", "What happened: he screamed at me"),
        ("inform> no, not 13, it's [Willow Village](location)", "Where: Willow Village"),
    ])  # fmt: skip
    await play(linked, 7, [
        ("complaint> I want to complain", "What is it about"), ("[Service]", "What happened?"),
        ("complaint_service> 不对，你们昨天来的人态度很差", "!Corrected"),
    ])  # fmt: skip


async def test_an_edited_message_changes_the_answer_it_gave(talk: Talk) -> None:
    first = {"text": "power out at Jianshe Road 12"}
    await play(talk, 7, [("report_fault> power out at [Jianshe Road 12](location)", "switches")])
    number = talk._messages
    await edit(talk, 7, number, "power out at Willow Village 8", "switches")
    assert "8 Willow Village" in await finished(talk)
    assert first["text"] not in shown(await talk.new(), 7)
    await play(talk, 8, [("report_fault> no power", "Where is it?"),
                         ("inform> Jianshe Road 12", "switches")])  # fmt: skip
    await edit(talk, 8, talk._messages, "Jianshe Road 14", "Corrected")
    assert "14" in await place(talk, 8)


async def edit(talk: Talk, who: int, message: int, text: str, answered: str) -> None:
    """Somebody edits an earlier message."""
    answer = await talk.send(who, {"message_id": message, "text": text}, key="edited_message")
    assert answered in shown(answer, who)


async def finished(talk: Talk) -> str:
    """The summary at the end of a fault report."""
    await do(talk, 7, "[All on, still no power]")
    return shown(await do(talk, 7, "[Here in the chat]"), 7)


async def test_an_edit_after_the_end_goes_to_the_ticket_or_is_explained(talk: Talk) -> None:
    await play(talk, 7, [("give_praise> the crew was fantastic, thank them", "[Send]")])
    number = talk._messages
    await play(talk, 7, [("[Send]", "passed on")])
    await edit(talk, 7, number, "the crew was more than fantastic", "I have added it to WL-")
    await edit(talk, 7, 99_999, "hello there you", "I had answered it already")


async def test_questions_are_answered_and_the_form_taken_up_again(talk: Talk) -> None:
    await play(talk, 7, [
        FAULT,
        ("ask_tariff> what is the price?", ("per kWh", "look at your own switches")),
        ("ask_outage> is there an outage in [Willow Village](location)?",
         ("no outage is known", "look at your own switches")),
        ("ask_ticket> any update on my ticket", ("You have no tickets", "look at your own")),
        ("/bill", ("I need to check that it is your account", "account number")),
        ("inform> 1000000001", "six-character"),
        ("inform> ABC123", ("Linked", "Bill 2026-10", "Back to your fault report", "switches")),
        ("/outages_here", ("11 Jianshe Road", "look at your own switches")),
        ("/help", "This is what I can do"),
        ("[🧾 My bill]", ("Bill 2026-10", "look at your own switches")),
        ("[All on, still no power]", "How can we reach you?"),
    ])  # fmt: skip


async def test_a_new_request_asks_which_first_and_the_form_comes_back(talk: Talk) -> None:
    await play(talk, 7, [
        FAULT,
        ("give_suggestion> you should send notices earlier",
         ("We are in the middle of your fault report", "[Go on with it]", "[First: make a suggestion]")),
        ("[Go on with it]", "look at your own switches"),
        ("give_suggestion> you should send notices earlier", "[First: make a suggestion]"),
        ("[First: make a suggestion]", ("your suggestion", "you should send notices earlier")),
        ("[Send]", ("Your suggestion is recorded", "Back to your fault report", "own switches")),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", "[Send the crew]"),
        ("ask_human> let me talk to a person", "[First: speak to a person]"),
    ])  # fmt: skip


async def test_a_request_is_no_place(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power", "Where is it?"),
        ("subscribe_alerts> notify me about outages please", "[First: get outage alerts]"),
        ("[First: get outage alerts]", "For which place would you like to hear"),
        ("cancel> never mind", ("Stopped: outage alerts", "Back to your fault report", "Where is it?")),
        ("report_fault:0.5> behind the old mill", "I do not find that place"),
        ("inform> it is behind the old mill", "look at your own switches"),
    ])  # fmt: skip


async def test_a_command_or_menu_entry_puts_the_form_aside(talk: Talk) -> None:
    await play(talk, 7, [
        FAULT, ("/complain", "What is it about?"), ("/complain", "What is it about?"),
        ("/fault", ("I am sorry about that", "What is wrong?")),
        ("/cancel", ("Stopped", "Back to your complaint")),
        ("/cancel", ("Stopped: your complaint", "Back to your fault report")),
        ("/cancel", ("Stopped: your fault report", "!Back to")),
    ])  # fmt: skip


async def test_no_button_makes_an_open_form_disappear(linked: Talk) -> None:
    await play(linked, 1, [
        ("ask_outage> is there an outage at home?", "no outage is known"),
        ("/bill", "[I do not understand it]"),
        ("complaint> I want to complain", "What is it about?"),
        ("[I do not understand it]", "What looks wrong") ,
        ("it is twice as much", "reach you"), ("[Here in the chat]", "[Send]"),
        ("[Send]", ("Your enquiry is recorded", "Back to your complaint", "What is it about?")),
        ("[Tell me about outages here]", ("🔔", "Back to your complaint")),
        ("[My power is off: report it]", "switches"),
        ("[It works again]", ("Good that it works again", "Back to your complaint")),
    ])  # fmt: skip


async def test_danger_goes_first_and_the_form_comes_back(talk: Talk) -> None:
    answer = await play(talk, 7, [
        RUDE,
        ("report_hazard> a wire is down and sparking", ("Keep away", "WL-20261123-0001", "Where is it?")),
    ])  # fmt: skip
    assert all(m["lane"] == 0 for m in answer)
    await play(
        talk,
        7,
        [
            ("inform> [Jianshe Road 12](location)", "How can we reach you?"),
            ("[Here in the chat]", ("stay away", "Back to your complaint", "“Service”")),
        ],
    )
    assert [t.kind for t in await rows(talk.db, Ticket)] == ["hazard"]


async def test_the_language_can_change_in_the_middle(talk: Talk) -> None:
    await play(
        talk,
        7,
        [
            FAULT,
            ("/language", "[简体中文]"),
            ("[简体中文]", (zh("All on, still no power"), "!Please look")),
        ],
    )

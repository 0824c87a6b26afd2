"""After an alarm: nothing that its reporter writes is lost, and what they ask is answered."""

import pytest

from storage.models import Ticket
from tests import city
from tests.actions.scenes import play, rows, zh
from tests.talk import Talk, texts

WIRE = "report_hazard> a wire is down at [Jianshe Road](location)"
PASSED = "Passed on to our people on duty."
DONE = [(WIRE, "How can we reach you?"), ("[Here in the chat]", "Please stay away")]


async def ticket(talk: Talk) -> Ticket:
    """The only one there is."""
    (found,) = await rows(talk.db, Ticket)
    assert isinstance(found, Ticket)
    return found


@pytest.mark.parametrize(
    "said",
    ["nobody is hurt", "inform> there are children here", "12 people live here", "the door is locked, code 4411",
     "cancel:0.40> she is crying", "有很多小孩在这里玩", "complaint_power_quality> its getting worse"],
)  # fmt: skip
@pytest.mark.parametrize("afterwards", [False, True])
async def test_words_that_are_no_answer_reach_the_people_on_duty(
    talk: Talk, said: str, afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await play(talk, 7, [(said, zh(PASSED) if "小" in said else PASSED)])
    assert said.split("> ")[-1] in texts(answer, city.DESK)
    assert (await ticket(talk)).contact == ("chat" if afterwards else "")
    assert all(m["lane"] == 0 for m in answer)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("in front of number 40", "建设路40号"),
        ("it's number 15", "建设路15号"),
        ("sorry, Jianshe Road 51", "建设路51号"),
        ("inform> [Jianshe Road 51](location)", "建设路51号"),
        ("建設路30號", "建设路30号"),
        ("no, number 21 not 14", "建设路21号"),
        ("sorry, Willow Village 8", "柳树村8号"),
        ("it is pole number 12", "建设路"),
    ],
)
@pytest.mark.parametrize("afterwards", [False, True])
async def test_a_finer_or_other_place_is_set_and_said_aloud(
    talk: Talk, said: str, place: str, afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await play(talk, 7, [(said, "!UNKNOWN")])
    assert (await ticket(talk)).place_text == place
    if place != "建设路":
        assert zh("📍 {number}: the reporter says where the danger is: {place}",
                  number="WL-20261123-0001", place=place) in texts(answer, city.DESK)  # fmt: skip


async def test_the_answer_to_where_keeps_what_is_more_than_the_place(talk: Talk) -> None:
    await play(talk, 7, [("sparks on the pole!", "Where is it?")])
    words = "Jianshe Road 12, second floor, flat 2B"
    answer = await play(talk, 7, [(words, "How can we reach you?")])
    assert "flat 2B" in texts(answer, city.DESK) and (await ticket(talk)).house_number == 12
    answer = await play(talk, 7, [("0788 600 0004, two children are inside", PASSED)])
    assert "two children" in texts(answer, city.DESK)
    assert (await ticket(talk)).contact == "0788 600 0004"


async def test_a_place_that_we_do_not_know_is_kept_as_it_was_said(talk: Talk) -> None:
    words = "I don't know the address, it is on the road from Ricefield to Tea Hill"
    await play(talk, 7, [("sparks on the pole!", "Where is it?"), (words, "How can we reach you?")])
    assert (await ticket(talk)).place_text == words


async def test_what_is_no_place_is_not_taken_for_one(talk: Talk) -> None:
    await play(talk, 7, [("sparks on the pole!", "Where is it?"),
                         ("ask_help:0.30> we need somebody quickly please", (PASSED, "Where is it?"))])  # fmt: skip
    assert (await ticket(talk)).place_text == ""


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_outage> how long until they come", ("on site by", PASSED)),
        ("ask_outlet> where are you?!", "on site by"),
        ("大概多久到", "10:45"),
        ("urge_ticket> where is the crew", "on site by"),
        ("should I touch it?", "No. Touch nothing"),
        ("report_hazard> should I touch it?", "No. Touch nothing"),
        ("should I wait there?", ("Touch nothing", "!No.")),
        ("thank> thank you, what I must do now?", ("Touch nothing", PASSED)),
        ("ask_bill> how much do I owe?", "!" + PASSED),
        ("thank> thank you", ("You are welcome", "!" + PASSED)),
        ("urge_ticket> hurry up", "on site by"),
    ],
)  # fmt: skip
async def test_questions_are_answered_and_other_wishes_heard(
    talk: Talk, said: str, answered: str
) -> None:
    await play(talk, 7, [*DONE, (said, answered)])


async def test_what_seems_another_wish_is_heard_too_while_we_ask(talk: Talk) -> None:
    await play(talk, 7, DONE[:1])
    answer = await play(talk, 7, [("ask_payment> she has 30 minutes left", "reach you")])
    assert "30 minutes left" in texts(answer, city.DESK)


async def test_after_two_hours_words_are_about_something_new(talk: Talk) -> None:
    await play(talk, 7, DONE)
    await talk.tick(hours=2)
    await play(talk, 7, [("out_of_scope:0.20> there are children here", "!" + PASSED)])


@pytest.mark.parametrize(
    "said",
    ["[It is no danger]", "false alarm sorry, it was a barbecue", "看错了,是放烟花", "看錯了"],
)
@pytest.mark.parametrize("afterwards", [False, True])
async def test_no_danger_after_all_is_for_people_to_decide(
    talk: Talk, said: str, afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await talk.press(7, "It is no danger") if said[0] == "[" else await talk.say(7, said)
    told = zh("❔ {number}: the reporter says that it is no danger. You decide; it stays open until you close it.",
              number="WL-20261123-0001")  # fmt: skip
    assert told in texts(answer, city.DESK)
    assert (await ticket(talk)).closed_at is None
    await play(talk, 7, [("thank> thanks", ("!reach you", "!联系"))])


async def test_an_edit_of_what_followed_reaches_them_too(talk: Talk) -> None:
    await play(talk, 7, DONE)
    await talk.say(7, "in front of number 40")
    edit = {"message_id": talk._messages, "date": 1, "chat": {"id": 7, "type": "private"},
            "from": talk._person(7), "text": "in front of number 42"}  # fmt: skip
    answer = await talk.update({"edited_message": edit})
    assert PASSED in texts(answer, 7) and (await ticket(talk)).place_text == "建设路42号"


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_outlet> what time do you open", "Open 8:30-17:30"),
        ("ask_outlet> 你们几点开门", "8:30-17:30"),
        ("ask_bill> how much is my bill?", "account number"),
        ("ask_tariff> 电价多少", "0.52"),
    ],
)
@pytest.mark.parametrize("afterwards", [False, True])
async def test_plain_business_is_answered_and_not_passed_on(
    talk: Talk, said: str, answered: str, afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await play(talk, 7, [(said, (answered, "!" + PASSED))])
    assert texts(answer, city.DESK) == ""


@pytest.mark.parametrize(
    "said",
    ["ask_payment> she has 30 minutes left", "ask_outlet> the people in the office next to it are inside",
     "ask_bill> 账单上写着旁边有小孩", "ask_outlet> the box is open", "ask_connection> the charger is melting"],
)  # fmt: skip
async def test_in_doubt_another_wish_reaches_them_as_well(talk: Talk, said: str) -> None:
    answer = await play(talk, 7, [*DONE, (said, "")])
    assert said.split("> ")[1] in texts(answer, city.DESK)


@pytest.mark.parametrize(
    ("said", "heard"),
    [("out_of_scope> 旁边有个加油站", True), ("there is a petrol station beside it", True),
     ("inform> 1000000001", False), ("ask_tariff> what is the price per kwh", False), ("thank> thank you very much", False)],
)  # fmt: skip
async def test_while_another_form_is_open_what_is_no_answer_to_it_reaches_them(
    talk: Talk, said: str, heard: bool
) -> None:
    answer = await play(talk, 7, [*DONE, ("bind_account> link my account", "account number"), (said, "")])  # fmt: skip
    assert (said.split("> ")[-1] in texts(answer, city.DESK)) is heard


@pytest.mark.parametrize("said", ["deny:0.4> I don't have any picture of that", "inform:0.4> I would rather not send a photo"])  # fmt: skip
async def test_a_question_left_unanswered_is_no_news_of_the_danger(talk: Talk, said: str) -> None:
    asked = [("complaint_service> I want to complain, your staff were rude", ""), ("[Yes]", ""), ("[Skip]", "photo")]  # fmt: skip
    answer = await play(talk, 7, [*DONE, *asked, (said, "!" + PASSED)])
    assert texts(answer, city.DESK) == ""


async def test_a_no_that_tells_of_the_danger_is_heard(talk: Talk) -> None:
    asked = [("complaint_service> I want to complain, your staff were rude", ""), ("[Yes]", ""), ("[Skip]", "photo")]  # fmt: skip
    answer = await play(talk, 7, [*DONE, *asked, ("deny:0.4> no fence near the wire", PASSED)])
    assert "no fence near the wire" in texts(answer, city.DESK)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("inform:0.3> 那我电费呢", "account number"),
        ("ask_bill:0.4> and my bill?", "account number"),
        ("complaint_service:0.4> 再帮我投诉一下没人接热线", "“Service”"),
        ("ask_human:0.3> i also want to complain", "What is it about?"),
    ],
)  # fmt: skip
async def test_another_wish_in_a_few_words_is_served_and_heard(
    talk: Talk, said: str, answered: str
) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), *DONE])
    heard = await play(talk, 7, [(said, (answered, "!" + PASSED))])
    assert said.partition("> ")[2] in texts(heard, city.DESK)


async def test_words_of_the_danger_are_no_other_wish(talk: Talk) -> None:
    await play(talk, 7, [*DONE, ("inform:0.3> the bill man is near the wire", PASSED)])

"""Two wishes and a question which: the answer in words, and nothing of the two is lost."""

from dataclasses import replace

import pytest

from actions.conversation.both import BOTH, FIRST, SECOND
from tests import city
from tests.actions.scenes import do, play
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]
IN_FORM = [
    *ENGLISH, ("report_fault> no power at [Jianshe Road 12](location)", "switches"),
    ("give_suggestion> you should send notices earlier", ("[Go on with it]", "[First: make a suggestion]")),
]  # fmt: skip
DONE = [("[All on, still no power]", ""), ("[Here in the chat]", ""), ("[Send the crew]", "Your number")]  # fmt: skip


@pytest.mark.parametrize(
    ("way", "said"),
    [(BOTH, "both"), (BOTH, "i want both of them please"), (BOTH, "两个都要"), (BOTH, "两件都办吧"), (BOTH, "都要"), (BOTH, "先办第一个再办第二个"),
     (BOTH, "first the bill then the complaint"),
     (FIRST, "the first one"), (FIRST, "先办第一个"), (FIRST, "前一个"), (FIRST, "我要前面那个"), (FIRST, "do the first one first"),
     (SECOND, "the second one please"), (SECOND, "the other one"), (SECOND, "后一个吧"), (SECOND, "先办第二个"), (SECOND, "另一个")],
)  # fmt: skip
def test_words_that_choose(way: object, said: str) -> None:
    assert [w for w in (BOTH, FIRST, SECOND) if w.fullmatch(said)] == [way]


@pytest.mark.parametrize("said", ["both lights are off", "两个灯都不亮", "the first floor is dark", "1", "all", "the bill"])  # fmt: skip
def test_words_that_tell_something(said: str) -> None:
    assert not any(way.fullmatch(said) for way in (BOTH, FIRST, SECOND))


@pytest.mark.parametrize(
    "said", ["inform> the first one", "cancel:0.3> 先办第一个", "inform> 前一个"]
)
async def test_the_first_goes_on_with_the_form(talk: Talk, said: str) -> None:
    await play(talk, 7, [*IN_FORM, (said, ("switches", "!Stopped")), *DONE])


async def test_going_on_the_next_answer_is_one_again(talk: Talk) -> None:
    await play(talk, 7, [*IN_FORM, ("[Go on with it]", "switches"), ("deny> no", "!Stopped")])


@pytest.mark.parametrize("said", ["inform> the second one", "inform> 后一个"])
async def test_the_second_is_done_first(talk: Talk, said: str) -> None:
    await play(talk, 7, [*IN_FORM, (said, ("Thank", "!switches"))])


@pytest.mark.parametrize("said", ["greet:0.3> both", "inform:0.6> 两个都要"])
async def test_both_do_one_after_the_other(talk: Talk, said: str) -> None:
    last = (DONE[-1][0], "Now the other thing you asked for: make a suggestion.")
    await play(talk, 7, [*IN_FORM, (said, "switches"), *DONE[:-1], last])


async def test_of_two_likely_ones(linked: Talk) -> None:
    said = talk_of_two(linked)
    await play(linked, 1, [*ENGLISH, (said, ("Do you mean:", "[complain about service]", "[see my bill]"))])  # fmt: skip
    await play(linked, 1, [("inform> 前一个", "Service")])


async def test_both_of_two_likely_ones_answers_the_question_at_once(linked: Talk) -> None:
    said = talk_of_two(linked)
    await play(linked, 1, [*ENGLISH, (said, "Do you mean:"), ("greet:0.3> both", ("Bill 2026-10", "Now the other thing", "Service"))])  # fmt: skip


async def test_the_wish_named_beside(linked: Talk) -> None:
    wish = ("complaint_service> how much is my bill and your staff were rude", "[See my bill]")
    await play(linked, 1, [*ENGLISH, wish, ("inform> the first one", "Service")])
    await play(linked, 1, [("/cancel", ""), wish, ("greet:0.3> both", ("Bill 2026-10", "Service"))])


def talk_of_two(talk: Talk) -> str:
    """A sentence of which the model is not sure which of two wishes it is."""
    text = "the bill and your staff"
    meant = talk.nlu.meaning(text, "complaint_service", 0.4)
    talk._meant[text] = replace(
        meant, intents=(("complaint_service", 0.4), ("ask_bill", 0.3), ("greet", 0.1))
    )
    return text


async def test_the_second_wish_done_by_its_button_does_not_come_again(talk: Talk) -> None:
    await play(talk, 7, [
        *IN_FORM, ("inform> both", "switches"), ("[First: make a suggestion]", "Thank you"),
        ("[Send]", "Back to your fault report"), *DONE[:-1], (DONE[-1][0], ("Your number", "!Now the other thing")),
    ])  # fmt: skip


async def test_when_power_is_back_is_told_beside_another_wish(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    said = "subscribe_alerts> when is [Jianshe Road 11](location) back on, and sign me up for messages about it"
    await play(talk, 7, [(said, ("I tell you about every outage", "12:00"))])


@pytest.mark.parametrize(
    "said",
    ["ask_bill> My meter's humming loudly at 30 Jianshe Road, and could you send me last month's bill",
     "ask_bill> 电表嗡嗡响,顺便查一下上个月电费"],
)  # fmt: skip
async def test_what_may_be_a_danger_is_asked_before_a_bill(talk: Talk, said: str) -> None:
    answer = await do(talk, 7, said)
    assert any("danger" in b or "危险" in b for m in answer for b in m["buttons"])


async def test_after_no_danger_the_bill_is_shown(talk: Talk) -> None:
    said = "ask_bill> My meter's humming loudly, and could you send me last month's bill"
    await play(talk, 7, [(said, "dangerous there right now"), ("[No]", "account number")])


@pytest.mark.parametrize(
    ("said", "other"),
    [("complaint_business> I want to pay July's bill and also complain that the meter man came in without asking", "[Pay]"),
     ("ask_payment> I want to pay July's bill and also complain that the meter man came in without asking", "[Make a complaint]")],
)  # fmt: skip
async def test_paying_and_complaining_are_both_heard(talk: Talk, said: str, other: str) -> None:
    await play(talk, 7, [(said, other)])

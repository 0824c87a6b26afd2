"""A neighbour's power is off: the reporter's own address and switches have nothing to do with it."""

import pytest

from actions.matters.neighbours import is_theirs
from tests.actions.scenes import play
from tests.talk import Talk

WHERE = "Where is it?"


@pytest.mark.parametrize(
    "words",
    ["my power is fine, it's my neighbour's that is off", "my neighbor has no power", "I have power but the people next door don't",
     "it's not my house, it's the neighbour's that has no electricity", "我家有电,是隔壁没电", "我們家有電,隔壁冇電", "不是我家,是对门停电", "邻居家没电了", "楼下邻居停电了"],
)  # fmt: skip
def test_words_that_say_that_it_is_theirs(words: str) -> None:
    assert is_theirs(words)


@pytest.mark.parametrize(
    "words",
    ["no power", "my power is off and my neighbour's too", "no power at home, neighbours have no power", "the neighbours have power but we don't",
     "we lost power, the neighbours lost power", "all my neighbours and I have no power", "my lights went out, my neighbour's did not",
     "me and my neighbour have no power", "my neighbour says the power is off", "楼下总闸跳闸了", "我和隔壁没电了", "邻居说停电了",
     "the power went out when my neighbour started welding", "邻居家在装修然后我停电了", "我家没电,隔壁也没电", "隔壁有电,我家没电", "家里停电了,隔壁也是", "邻居家有电,就我家没电", "我家和隔壁都没电"],
)  # fmt: skip
def test_words_that_say_that_it_is_the_reporters_own(words: str) -> None:
    assert not is_theirs(words)


@pytest.mark.parametrize("said", ["my power is fine, it's my neighbour's that is off", "我家有电,是隔壁没电"])  # fmt: skip
async def test_the_place_is_asked_and_not_the_own_one_taken(linked: Talk, said: str) -> None:
    await play(linked, 1, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}", (WHERE, "!switches")),
        ("inform> Jianshe Road 13", ("reach you", "!switches")),
        ("[Here in the chat]", ("Where: 13 Jianshe Road", "!Your switches")),
    ])  # fmt: skip


async def test_a_place_that_is_named_is_taken(linked: Talk) -> None:
    await play(linked, 1, [
        ("report_fault> my neighbour at [Jianshe Road 13](location) has no power", ("reach you", "!Where is it")),
        ("[Here in the chat]", "Where: 13 Jianshe Road"),
    ])  # fmt: skip


@pytest.mark.parametrize("answers", [[], ["[All on, still no power]"], ["[All on, still no power]", "[Here in the chat]"]])  # fmt: skip
async def test_said_later_the_own_place_is_given_up(linked: Talk, answers: list[str]) -> None:
    await play(linked, 1, [
        ("report_fault> no power", "switches"), *((answer, "") for answer in answers),
        ("report_fault> my power is fine, it's my neighbour's that is off", ("I have noted it", WHERE)),
        ("inform> Jianshe Road 13", "!switches"),
    ])  # fmt: skip
    if len(answers) < 2:
        await play(linked, 1, [("[Here in the chat]", ("Where: 13 Jianshe Road", "no power"))])


@pytest.mark.parametrize("said", ["report_fault> the neighbours have no power", "report_fault> 邻居没电"])  # fmt: skip
async def test_the_answer_about_the_neighbours_is_no_other_place(linked: Talk, said: str) -> None:
    await play(linked, 1, [("report_fault> no power", "neighbours have power?"), (said, ("!Where is it", "!在什么地方"))])  # fmt: skip


@pytest.mark.parametrize("said", ["inform> next door is dark", "inform> my neighbour has no power"])
@pytest.mark.parametrize("answers", [["[All on, still no power]"], ["[All on, still no power]", "[Here in the chat]"]])  # fmt: skip
async def test_neighbours_that_are_dark_as_well_do_not_end_the_own_report(
    linked: Talk, said: str, answers: list[str]
) -> None:
    await play(linked, 1, [
        ("report_fault> my power is off at [Jianshe Road 12](location)", "switches"),
        *((answer, "") for answer in answers), (said, "!" + WHERE),
    ])  # fmt: skip

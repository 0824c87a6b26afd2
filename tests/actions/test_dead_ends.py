"""Words where a picture, a choice or a phone number was asked for: no step is a dead end."""

import pytest

from storage.models import Ticket
from tests.actions.scenes import play, rows
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]
AT_PHOTO = [
    *ENGLISH, ("complaint_power_quality> the voltage at my shop goes up and down all day", ""),
    ("affirm> yes", "Which address"), ("[Skip]", "photo"),
]  # fmt: skip
AT_CONTACT = [
    *ENGLISH, ("report_fault> no power at [Jianshe Road 12](location), no switch tripped", "How can we reach you"),
]  # fmt: skip
CAPACITY = [*ENGLISH, ("ask_connection> more capacity for [Jianshe Road 12](location)", ""), ("affirm> yes", "What is it for?")]  # fmt: skip


@pytest.mark.parametrize("said", ["每天晚上七点到十点", "mostly between seven and ten at night"])
async def test_what_is_told_at_the_photo_is_kept(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *AT_PHOTO, (f"inform:0.4> {said}", ("kept it", "photo")), ("[Skip]", "reach you"),
        ("[Here in the chat]", (said, "[Send the complaint]")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["就在聊天里", "here in the chat please", "不用打给我"])
async def test_how_to_be_reached_is_taken_at_the_photo(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *AT_PHOTO, (f"inform:0.4> {said}", ("here in the chat", "photo")), ("[Skip]", "[Send the complaint]"),
    ])  # fmt: skip


async def test_the_photo_is_asked_for_no_more_than_twice(talk: Talk) -> None:
    await play(talk, 7, [*AT_PHOTO, ("affirm:0.4> 成", "photo"), ("affirm:0.4> 嗯", "reach you")])


@pytest.mark.parametrize("said", ["提交", "没照片"])
async def test_words_that_go_on_without_a_photo(talk: Talk, said: str) -> None:
    await play(talk, 7, [*AT_PHOTO, (f"inform:0.4> {said}", "reach you")])


@pytest.mark.parametrize(
    "said", ["我不想报号码", "唔使打俾我", "唔使覆我", "不用联系我", "no need to call me", "don't call me"]
)  # fmt: skip
async def test_who_is_not_to_be_called_is_answered_here(talk: Talk, said: str) -> None:
    await play(talk, 7, [*AT_CONTACT, (f"cancel> {said}", ("here in the chat", "[Send the crew]"))])


@pytest.mark.parametrize("said", ["唔使打俾我", "please don't call me"])
async def test_not_to_be_called_after_all(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *AT_CONTACT, ("inform> 13511113333", "[Send the crew]"),
        (f"deny> {said}", ("Contact: here in the chat", "[Send the crew]")),
    ])  # fmt: skip


async def test_a_choice_that_may_be_left_out_is_asked_for_twice(talk: Talk) -> None:
    await play(talk, 7, [
        *CAPACITY, ("inform:0.3> well yes hm", "choose one"), ("inform:0.3> hm", ("without it", "reach you")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["对了我要的是过户不是增容", "i meant a change of name, not more capacity"])  # fmt: skip
async def test_another_application_is_meant(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *CAPACITY, (f"ask_connection> {said}", ("Corrected", "reach you")),
        ("[Here in the chat]", ("Change of name", "!More capacity")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["算了帮我重新申请", "let us start over"])
async def test_once_more_from_the_beginning(talk: Talk, said: str) -> None:
    await play(talk, 7, [*CAPACITY, (f"ask_connection> {said}", ("from the beginning", "What would you like to have"))])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["我申请的过户办到哪了", "what is the status of my application for solar"]
)
async def test_how_an_application_stands_opens_none(talk: Talk, said: str) -> None:
    await play(talk, 7, [*ENGLISH, (f"ask_connection> {said}", ("no tickets", "!Where is it"))])


async def test_only_the_progress_is_wanted(talk: Talk) -> None:
    await play(talk, 7, [*CAPACITY, ("ask_ticket:0.4> 你别问了我只想知道进度", "no tickets"), ("/cancel", "nothing open")])  # fmt: skip
    assert not await rows(talk.db, Ticket)

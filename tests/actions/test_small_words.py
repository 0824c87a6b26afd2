"""Short messages in unusual words: the place that they name is kept, and what they ask is answered."""

import pytest

from tests.actions.scenes import play
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]


async def test_the_place_is_kept_while_it_is_asked_what_was_meant(talk: Talk) -> None:
    await play(talk, 7, [
        *ENGLISH, ("ask_outage:0.3> [建设路12号](location)停咗電", "Do you mean"),
        ("report_fault> 總掣冇跳，隔離有電", ("!Where is it", "How can we reach you")),
        ("[Here in the chat]", "Where: 12 Jianshe Road"),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["你们电话是多少", "what is your phone number?"])
async def test_the_number_to_call(talk: Talk, said: str) -> None:
    await play(talk, 7, [*ENGLISH, (f"out_of_scope> {said}", "95598")])


async def test_sundays(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("ask_outlet> 周日开不", "On Sundays the halls are closed.")])


async def test_a_typed_phone_is_told_how_to_be_shared(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("/link", "account number"), ("inform> 手机号19900000001", "share yourself")])  # fmt: skip


@pytest.mark.parametrize("said", ["算了", "never mind"])
async def test_edited_to_never_mind(talk: Talk, said: str) -> None:
    await play(
        talk, 7, [*ENGLISH, ("report_fault> no power at [Jianshe Road 12](location)", "switches")]
    )
    first = talk._messages
    answer = await talk.send(7, {"text": said, "message_id": first}, key="edited_message")
    assert "Stopped" in answer[-1]["text"] and "Corrected" not in answer[-1]["text"]

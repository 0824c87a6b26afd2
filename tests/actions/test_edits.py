"""An edited message that wishes something else: a clear answer, nothing lost, nothing doubled."""

import re

import pytest

from storage.models import Ticket
from tests import city
from tests.actions.scenes import play, rows, shown
from tests.talk import Talk, texts

COMPLAINT = ("complaint_service> your staff were rude to me", "Service")
SENT = [COMPLAINT, ("[Yes]", "photo"), ("[Skip]", "reach you"), ("[Here in the chat]", "[Send"), ("[Send", "Your number")]  # fmt: skip


async def edit(talk: Talk, message: int, said: str) -> tuple[str, str]:
    """Person 1 edits a message; what they and the desk see. said: "intent> words" or plain words."""
    text = said
    if meant := re.match(r"(\w+)> ", said):
        understood = talk.nlu.meaning(said[meant.end() :], meant[1], 0.95)
        text = understood.text
        talk._meant[text] = understood
    answer = await talk.send(1, {"message_id": message, "text": text}, key="edited_message")
    return shown(answer, 1), texts(answer, city.DESK)


async def begun(talk: Talk, sent: bool) -> int:
    """A complaint, finished or not; the number of its first message."""
    await play(talk, 1, [COMPLAINT])
    first = talk._messages
    for said in ("[Yes]", "[Skip]", "[Here in the chat]", "[Send")[: 4 if sent else 1]:
        await talk.press(1, said.strip("[]"))
    return first


@pytest.mark.parametrize(
    ("said", "offered"),
    [("ask_bill> how much is my bill", "[First: see my bill]"),
     ("ask_bill> 我的电费多少", "[First: see my bill]"),
     ("report_fault> I have no power", "[First: report a fault]")],
)  # fmt: skip
async def test_in_a_form_it_is_asked_which_comes_first(
    linked: Talk, said: str, offered: str
) -> None:
    told, _desk = await edit(linked, await begun(linked, sent=False), said)
    assert offered in told and "Corrected" not in told
    await linked.press(1, offered.strip("[]"))
    assert not await rows(linked.db, Ticket)


async def test_a_story_in_other_words_is_kept_beside_the_first(linked: Talk) -> None:
    await edit(linked, await begun(linked, sent=False), "report_fault> the power was off all day")
    await play(linked, 1, [("[Go on with it]", "photo"), ("[Skip]", ""),
                           ("[Here in the chat]", ("your staff were rude", "the power was off all day"))])  # fmt: skip


async def test_after_the_ticket_the_words_are_kept_and_the_wish_is_offered(linked: Talk) -> None:
    first = await begun(linked, sent=True)
    told, desk = await edit(linked, first, "ask_bill> how much is my bill")
    assert "WL-20261123-0001 stays as you sent it" in told and "[See my bill]" in told
    assert "how much is my bill" in desk
    await play(linked, 1, [("[See my bill]", "Bill 2026-10")])
    told, _desk = await edit(linked, first, "complaint_service> your staff were very rude to me")
    assert "I have added it to WL-20261123-0001" in told
    (ticket,) = await rows(linked.db, Ticket)
    assert ticket.words == "your staff were rude to me" and ticket.closed_at is None


@pytest.mark.parametrize("said", ["withdraw_ticket> please withdraw it", "cancel> never mind"])
async def test_taking_it_back_by_an_edit_is_asked_about(linked: Talk, said: str) -> None:
    told, _desk = await edit(linked, await begun(linked, sent=True), said)
    assert "Withdraw WL-20261123-0001" in told and "[Yes, withdraw it]" in told


async def test_where_nothing_is_open_it_is_answered_as_if_new(linked: Talk) -> None:
    await play(linked, 1, [("greet> hello", "Hello")])
    told, _desk = await edit(linked, linked._messages, "ask_bill> how much is my bill")
    assert "Bill 2026-10" in told
    told, _desk = await edit(linked, linked._messages, "hello there you")
    assert "I had answered it already" in told


async def test_a_complaint_begun_in_a_word_keeps_the_story_told_later(linked: Talk) -> None:
    await play(linked, 1, [("complaint> I want to complain", "[Service]")])
    first = linked._messages
    await play(linked, 1, [("[Service]", "What happened?"), ("he shouted at my mother", "photo")])
    await edit(linked, first, "complaint_service> I want to complain about the meter reader")
    await play(linked, 1, [("[Skip]", ""), ("[Here in the chat]", ("he shouted at my mother", "the meter reader"))])  # fmt: skip


async def test_edited_twice_only_the_last_words_are_kept(linked: Talk) -> None:
    await play(linked, 1, [("complaint> I want to complain", "[Service]")])
    first = linked._messages
    await play(linked, 1, [("[Service]", "What happened?"), ("he shouted at my mother", "photo")])
    for who in ("Li", "Wang"):
        await edit(linked, first, f"complaint_service> I want to complain about Mr {who}")
    await play(linked, 1, [("[Skip]", ""), ("[Here in the chat]", ("he shouted at my mother", "Mr Wang", "!Mr Li"))])  # fmt: skip

"""Buttons that are typed instead of tapped: they do the same, but only those of the newest message."""

import pytest

from storage.models import Conversation, Ticket
from tests.actions.scenes import play, rows
from tests.talk import Talk

FAULT = ("report_fault> no power at [Jianshe Road 12](location)", "look at your own switches")
TO_SUMMARY = [
    FAULT,
    ("[All on, still no power]", "reach you"),
    ("[Here in the chat]", "Send the crew"),
]
SENT = [*TO_SUMMARY, ("[Send the crew]", "Your number")]


@pytest.mark.parametrize(
    "said",
    ["send the crew", "SEND THE CREW!", "please send the crew", "派人抢修", "派人搶修", "派人吧", "派人",
     "inform> yes", "inform> 确定", "inform> 没问题了提交吧"],
)  # fmt: skip
async def test_the_words_of_the_button_send_the_summary(talk: Talk, said: str) -> None:
    await talk.say(7, "/language")
    if any("一" <= letter <= "鿿" for letter in said) and "派" in said:
        pressed = [("[简体中文]", ""), ("report_fault> [建设路12号](location)没电了", ""),
                   ("没跳闸，还是没电", ""), ("就在聊天", "派人抢修")]  # fmt: skip
        await play(talk, 7, [("/language", ""), *pressed, (said, "WL-")])
    else:
        await play(talk, 7, [*TO_SUMMARY, (said, "Your number")])
    assert len(await rows(talk.db, Ticket)) == 1


@pytest.mark.parametrize("said", ["affirm> yes", "affirm> send", "inform> 2", "affirm> ok send it"])
async def test_a_yes_sends_nothing_while_something_else_is_asked(talk: Talk, said: str) -> None:
    await play(talk, 7, [*TO_SUMMARY, ("give_suggestion> you should use better poles", "Go on with it"),
                         (said, "Send the crew")])  # fmt: skip
    assert await rows(talk.db, Ticket) == []


@pytest.mark.parametrize(
    ("said", "state"),
    [("affirm> yes", "withdrawn"), ("inform> 是", "withdrawn"), ("yes please", "withdrawn"),
     ("确定", "withdrawn"), ("Yes, withdraw it", "withdrawn"), ("withdraw it", "withdrawn"),
     ("确定撤销", "withdrawn"), ("no", "new"), ("不用了", "new"), ("no, keep it", "new"),
     ("keep it", "new")],
)  # fmt: skip
async def test_a_withdrawal_is_confirmed_or_not_in_words(talk: Talk, said: str, state: str) -> None:
    await play(talk, 7, [*SENT, ("withdraw_ticket> please withdraw it", "Withdraw WL-"), (said, "")])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.state == state


@pytest.mark.parametrize(
    ("said", "begun"),
    [("1", "your own switches"), ("first one", "your own switches"), ("the first one please", "your own switches"),
     ("第一个", "没跳闸"), ("report a fault", "your own switches"), 
     ("2", "This is what"), ("neither", "What is it about?"), ("deny> no", "What is it about?")],
)  # fmt: skip
async def test_a_doubt_is_answered_in_words(talk: Talk, said: str, begun: str) -> None:
    await play(
        talk,
        7,
        [
            ("report_fault:0.3> something at [Jianshe Road 12](location)", "Do you mean"),
            (said, begun),
        ],
    )


async def test_only_the_newest_message_counts(talk: Talk) -> None:
    await play(talk, 7, [*SENT, ("withdraw_ticket> please withdraw it", "Yes, withdraw it"), ("/menu", "This is what"),
                         ("affirm> yes", "!is withdrawn"), ("Yes, withdraw it", "!is withdrawn")])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.state == "new"


async def test_one_of_several_places_is_named_by_its_district(talk: Talk) -> None:
    (asked,) = await talk.say(7, "any outage in [Sunshine Gardens](location)?", "ask_outage")
    district = asked["buttons"][1].split(" · ")[0]
    await play(talk, 7, [(f"inform> the one in {district}", "For Sunshine Gardens")])


async def test_what_is_asked_for_in_free_words_is_no_button(talk: Talk) -> None:
    await play(talk, 7, [("claim_compensation> the surge at [Jianshe Road 12](location) broke it", "damaged"),
                         ("inform> TV", "how old"), ("inform> 1", "cost"), ("inform> 2000", "photo")])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["不可以", "不可以的", "不能提交", "不太对", "不确定", "唔可以", "唔ok", "點可以", "not yes",
     "not really yes", "yes?", "can't say yes"],
)  # fmt: skip
async def test_a_yes_with_a_negation_or_a_doubt_sends_nothing(talk: Talk, said: str) -> None:
    await play(talk, 1, [*TO_SUMMARY, (f"affirm> {said}", "")])
    assert await rows(talk.db, Ticket) == []
    assert await is_open(talk)


async def is_open(talk: Talk) -> bool:
    """Whether the form of person 1 waits."""
    (conversation,) = await rows(talk.db, Conversation, chat_id=1)
    return conversation.form is not None


@pytest.mark.parametrize(
    "said", ["no problem", "没问题", "不错", "冇问题", "why not", "ok!", "嗯嗯嗯好"]
)
async def test_a_yes_that_only_sounds_like_a_no_sends(talk: Talk, said: str) -> None:
    await play(talk, 1, [*TO_SUMMARY, (f"deny> {said}", "")])
    assert len(await rows(talk.db, Ticket)) == 1


@pytest.mark.parametrize(
    "said", ["cancel> continue", "cancel> don't cancel it", "cancel> 别取消", "cancel> 先别提交",
             "cancel> 唔好send住", "cancel> go on please"],
)  # fmt: skip
async def test_words_that_keep_a_form_do_not_stop_it(talk: Talk, said: str) -> None:
    await play(talk, 1, [*TO_SUMMARY, (said, "")])
    assert await is_open(talk) and await rows(talk.db, Ticket) == []

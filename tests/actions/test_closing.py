"""Closing: nothing serious without its lesson, and nothing is solved before its customer says so."""

import re
from datetime import timedelta

import pytest

from actions.matters.confirming import NOT_SOLVED, SOLVED
from nlu.folding import fold
from storage.models import Deadline, Staff, Survey, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_complaints import tap
from tests.actions.test_desk import reply
from tests.actions.test_kinds import gist
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk, texts

CLOSED = "WL-20261123-0001 is done: a new fuse\nIs it solved? You can tell me until Thu 26 Nov"


async def close(talk: Talk, lines: list, note: str = "a new fuse") -> str:
    """A ticket opened, taken and closed; what its customer hears."""
    await play(talk, 7, lines)
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    return await close_again(talk, note)


async def close_again(talk: Talk, note: str = "a new fuse") -> str:
    """The owner closes it."""
    await talk.press(city.DISPATCHER, zh("Resolve"), chat=city.DESK)
    return shown(await talk.send(city.DISPATCHER, reply(note), chat=city.DESK), 7)


async def ticket(talk: Talk, number: int = 1) -> Ticket:
    """A ticket as it is now."""
    (found,) = await rows(talk.db, Ticket, id=number)
    return found


# What was done, and what was learnt.


@pytest.mark.parametrize("said", [".", "-", "  ", "ok", "None", "N/A", "无", "没有", "…!", "x"])
async def test_an_empty_word_is_no_answer_to_what_was_done(talk: Talk, said: str) -> None:
    assert "is done" not in await close(talk, REPAIR, said)
    assert (await ticket(talk)).state == "taken"
    heard = await talk.send(city.DISPATCHER, reply("a new fuse"), chat=city.DESK)
    assert "is done: a new fuse" in texts(heard, 7)


QUESTIONS = ("What was the cause?", "Who of those concerned was informed?",
             "Which measures were taken?", "What is the lesson?")  # fmt: skip


async def test_a_danger_is_closed_only_with_its_lesson(talk: Talk) -> None:
    await play(talk, 7, [("report_hazard> a wire is down at [Jianshe Road 11](location)", "")])
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    assert await close_again(talk) == "\n"
    for question, said in zip(QUESTIONS, ("storm", "the owner", "a new pole", "look more often"), strict=True):  # fmt: skip
        assert (await ticket(talk)).state == "taken"
        asked = (await talk.outbox(city.DESK))[-1].payload["text"]
        assert question in asked or zh(question) in asked
        for nothing in (".", "无"):
            heard = await talk.send(city.DISPATCHER, reply(nothing), chat=city.DESK)
            assert "Please say it in a few words." in texts(heard, city.DESK)
        heard = await talk.send(city.DISPATCHER, reply(said), chat=city.DESK)
    assert "is done: a new fuse" in texts(heard, 7) and "look more often" not in texts(heard, 7)
    closed = await ticket(talk)
    assert closed.closing == {"note": "a new fuse", "cause": "storm", "informed": "the owner",
                              "measures": "a new pole", "lesson": "look more often"}  # fmt: skip
    (learnt,) = await rows(talk.db, TicketEvent, what="learnt")
    assert "lesson: look more often" in learnt.note and not learnt.shown


async def test_staff_call_a_complaint_grave_with_a_reason(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await talk.press(city.AGENT, zh("Mark as grave"), chat=city.DESK)
    await talk.send(city.AGENT, reply("!"), chat=city.DESK)
    assert (await ticket(talk)).facts.get("grave") is None
    heard = await talk.send(city.AGENT, reply("the press has called"), chat=city.DESK)
    assert "is grave now" in texts(heard, city.DESK) and texts(heard, 7) == ""
    assert zh("Mark as grave") not in heard[0]["buttons"]
    (event,) = await rows(talk.db, TicketEvent, what="grave")
    assert (event.actor, event.note, event.shown) == ("An", "the press has called", False)
    await play(talk, 7, [("ask_ticket> WL-20261123-0001", ("Now:", "!press"))])
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    assert "is done" not in await close_again(talk)
    assert (await ticket(talk)).state == "taken"


async def test_a_complaint_that_grows_grave_while_it_is_closed_is_not_closed_without_a_lesson(
    talk: Talk,
) -> None:
    await play(talk, 7, COMPLAINT)
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    await talk.press(city.DISPATCHER, zh("Resolve"), chat=city.DESK)
    for _urge in range(3):
        await do(talk, 7, "urge_ticket> hurry up please")
    await talk.send(city.DISPATCHER, reply("we spoke"), chat=city.DESK)
    assert (await ticket(talk)).state == "taken"
    for said in ("a", "no", "rude colleague", "the team", "a talk", "more training"):
        await talk.send(city.DISPATCHER, reply(said), chat=city.DESK)
    assert (await ticket(talk)).closing["lesson"] == "more training"


async def test_an_ordinary_complaint_needs_no_lesson(talk: Talk) -> None:
    assert "is done: a new fuse" in await close(talk, COMPLAINT)


# Is it solved?


async def test_the_customer_confirms_and_is_asked_later_how_it_went(talk: Talk) -> None:
    heard = await close(talk, REPAIR)
    assert CLOSED in heard and "[Solved][Not solved]" in heard
    await talk.tick(hours=30)
    await play(talk, 7, [("[Solved]", "Good to hear that"), ("[Solved]", "Good to hear that"),
                         ("ask_ticket> WL-20261123-0001", ("you told us that it is solved", "!Not solved"))])  # fmt: skip
    assert texts(await talk.tick(hours=23), 7) == ""
    assert "How satisfied" in texts(await talk.tick(hours=1), 7)
    assert [s.round for s in await rows(talk.db, Survey)] == [1]
    assert len(await rows(talk.db, TicketEvent, what="confirmed")) == 1


async def test_silence_leaves_it_closed_and_the_survey_comes_after(talk: Talk) -> None:
    await close(talk, REPAIR)
    assert texts(await talk.tick(hours=71), 7) == ""
    assert (await ticket(talk)).confirm_by is not None
    assert "How satisfied" in texts(await talk.tick(hours=1), 7)
    closed = await ticket(talk)
    assert (closed.state, closed.confirm_by, closed.confirmed_at) == ("resolved", None, None)
    assert await talk.tick() == []


async def test_not_solved_gives_it_back_to_its_owner_with_the_old_clock(talk: Talk) -> None:
    await close(talk, REPAIR)
    before = {d.name: d for d in await rows(talk.db, Deadline)}
    await talk.tick(hours=20)
    heard = await play(talk, 7, [("[Not solved]", ("WL-20261123-0001 is open again", "what is wrong"))])  # fmt: skip
    assert "🔁" in texts(heard, city.DISPATCHER)
    card = texts(heard, city.DESK)
    assert gist("zh_Hans", "Open since {time}; times taken up again: {count}") in card
    opened = await ticket(talk)
    assert (opened.state, opened.owner_id, opened.reopened) == ("taken", 2, 1)
    assert opened.closed_at is None and opened.created_at == city.NOW
    (arrival,) = [d for d in await rows(talk.db, Deadline) if d.name == "arrival"]
    assert (arrival.state, arrival.due_at) == ("open", talk.now + timedelta(minutes=45))
    assert arrival.first_due_at == before["arrival"].due_at == city.NOW + timedelta(minutes=45)
    await play(talk, 7, [("[Not solved]", ("Now: taken in hand", "Open since yesterday, Mon 23 Nov"))])  # fmt: skip
    assert (await ticket(talk)).reopened == 1
    assert "How satisfied" not in texts(await talk.tick(days=5), 7)
    assert "[Solved][Not solved]" in await close_again(talk, "a new cable")


async def test_an_owner_who_has_left_is_none(talk: Talk) -> None:
    await close(talk, REPAIR)
    async with talk.db.transaction() as tx:
        (await tx.get_one(Staff, 2)).active = False
    heard = await talk.press(7, "Not solved")
    opened = await ticket(talk)
    assert (opened.state, opened.owner_id) == ("new", None)
    assert [m for m in heard if m["chat"] == city.DESK and zh("Take") in m["buttons"]]


async def test_too_late_opens_one_new_ticket_that_refers_to_the_old(talk: Talk) -> None:
    await close(talk, REPAIR)
    await talk.tick(days=3)
    heard = await play(talk, 7, [
        ("[Not solved]", ("WL-20261123-0001 was closed Mon 23 Nov", "too long ago",
                          "Your number: <b>WL-20261126-0001</b>")),
        ("[Not solved]", "WL-20261126-0001 is open for this already."),
        ("ask_ticket> WL-20261126-0001", "Goes on from WL-20261123-0001"),
    ])  # fmt: skip
    assert heard
    old, new = await rows(talk.db, Ticket)
    assert (old.state, old.reopened) == ("resolved", 0)
    assert (new.state, new.words, new.place_id, new.house_number) == ("new", old.words, 1, 11)


async def test_a_bad_score_opens_nothing_where_a_new_ticket_goes_on(talk: Talk) -> None:
    await close(talk, REPAIR)
    assert "How satisfied" in texts(await talk.tick(days=3), 7)
    await play(talk, 7, [("[Not solved]", "WL-20261126-0001"), ("[😠 1]", "Thank you for the answer!")])  # fmt: skip
    assert [(t.state, t.reopened) for t in await rows(talk.db, Ticket)] == [("resolved", 0), ("new", 0)]  # fmt: skip


async def test_words_reopen_the_one_that_waits(talk: Talk) -> None:
    await close(talk, REPAIR)
    heard = await play(talk, 7, [("urge_ticket> it is still not fixed", "WL-20261123-0001 is open again")])  # fmt: skip
    assert "it is still not fixed" in texts(heard, city.DISPATCHER)
    await close_again(talk)
    await play(talk, 7, [("thank> it works again, thanks", "Good to hear that")])
    assert (await ticket(talk)).confirmed_at == talk.now


async def test_a_bare_no_under_the_question_is_the_answer(talk: Talk) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, [("deny> no", "is open again")])


async def test_a_bare_no_later_is_asked_about(talk: Talk) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, [
        ("/menu", "This is what I can do"),
        ("deny> no", ("Is it about a matter that we have closed?", "[Not solved · Repair WL-20261123-0001]")),
        ("[Not solved ·", "is open again"),
    ])  # fmt: skip


async def test_of_several_it_asks_which(talk: Talk) -> None:
    await close(talk, REPAIR)
    await close(talk, COMPLAINT)
    await play(talk, 7, [
        ("report_fault> it is not fixed", ("[Not solved · Complaint WL-20261123-0002", "[Not solved · Repair WL-20261123-0001")),
    ])  # fmt: skip
    assert {(await ticket(talk, n)).state for n in (1, 2)} == {"resolved"}
    await play(talk, 7, [("report_fault> WL-20261123-0001 is still not working", "0001 is open again")])  # fmt: skip
    assert [(await ticket(talk, n)).state for n in (1, 2)] == ["taken", "resolved"]


async def test_with_another_one_open_it_asks_too(talk: Talk) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, COMPLAINT)
    await play(talk, 7, [("urge_ticket> still not solved", "Is it about a matter that we have closed?")])  # fmt: skip
    await play(talk, 7, [("affirm> yes", "!matter that we have closed")])
    assert (await ticket(talk)).state == "resolved"


async def test_without_a_closed_matter_the_words_mean_what_they_say(talk: Talk) -> None:
    await play(talk, 7, [("urge_ticket> it is still not fixed", "no open ticket that I could chase up")])  # fmt: skip
    await close(talk, REPAIR)
    await talk.tick(days=4)
    await play(talk, 7, [("urge_ticket> it is still not fixed", "no open ticket that I could chase up")])  # fmt: skip


async def test_nobody_answers_for_somebody_else(talk: Talk) -> None:
    await close(talk, REPAIR)
    await play(talk, 8, [("urge_ticket> it is still not fixed", "!WL-")])
    keyboard = await talk._button(7, "Not solved")
    assert "no longer in use" in shown(await tap(talk, 8, keyboard), 8)
    assert (await ticket(talk)).state == "resolved"


async def test_praise_and_suggestions_are_not_asked_about(talk: Talk) -> None:
    heard = await close(talk, [("give_praise> the crew was fantastic, thank them", ""), ("[Send]", "")])  # fmt: skip
    assert "is done: a new fuse" in heard and "Solved" not in heard
    assert (await ticket(talk)).confirm_by is None


async def test_a_withdrawn_ticket_is_not_asked_about(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("withdraw_ticket> WL-20261123-0001", "[Yes"),
                         ("[Yes, withdraw it]", ("is withdrawn", "!Is it solved"))])  # fmt: skip
    assert (await ticket(talk)).confirm_by is None
    assert "How satisfied" not in texts(await talk.tick(days=5), 7)


@pytest.mark.parametrize("said", [
    "还没好", "還沒修好", "还是没电", "仍然没来电", "没解决", "又停电了", "未搞掂", "仲未整好", "問題沒有解決",
    "still not fixed", "It's still dark here", "not solved", "it isn’t fixed", "it is broken again",
])  # fmt: skip
def test_words_for_not_solved(said: str) -> None:
    assert NOT_SOLVED.search(fold(said))


@pytest.mark.parametrize("said", [
    "怎么还没来人", "好了,谢谢", "已经修好了", "it works again, thanks", "no power at 12", "没电了", "投诉",
    "thank you", "I cannot see my bill",
])  # fmt: skip
def test_words_for_anything_else(said: str) -> None:
    assert not NOT_SOLVED.search(fold(said))
    assert bool(SOLVED.search(fold(said))) == bool(re.search("好了|works again", said))


@pytest.mark.parametrize(
    "said", ["thank> yes it works thank you", "inform:0.3> 有返電啦", "affirm> 来电了", "yes"]
)
async def test_solved_in_words(talk: Talk, said: str) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, [(said, "")])
    assert (await ticket(talk)).confirmed_at is not None


@pytest.mark.parametrize(
    "said",
    [
        "report_fault> 仲係冇電呀",
        "report_fault> 还是没电",
        "report_fault> it's still dark here",
        "no",
    ],
)
async def test_not_solved_in_words(talk: Talk, said: str) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, [(said, "")])
    assert (await ticket(talk)).reopened == 1


async def test_what_is_still_wrong_goes_to_the_ticket(talk: Talk) -> None:
    await close(talk, REPAIR)
    await play(talk, 7, [("[Not solved]", "say what is wrong"),
                         ("report_fault> it went off again after five minutes", "I have added it to WL-")])  # fmt: skip

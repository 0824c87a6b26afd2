"""Live talks: two people write through the bot, and nothing but their words passes."""

import pytest

from storage import people, relay
from storage.models import Attachment, Person, Relay, Staff, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import LOCATION, PHOTO, STICKER, contact, do, play, rows, shown, zh
from tests.actions.test_complaints import tap
from tests.actions.test_tickets import COMPLAINT
from tests.talk import Talk, texts

NUMBER = "WL-20261123-0001"
AGENT, SUPERVISOR = city.AGENT, city.SUPERVISOR


@pytest.fixture
async def begun(talk: Talk) -> Talk:
    """The agent owns the complaint of person 7 and talks with them."""
    await owned(talk)
    await play(talk, AGENT, [("/talk 1", ("You are talking with P7", NUMBER, "[End the talk]"))])
    return talk


async def owned(talk: Talk) -> None:
    """A complaint of person 7 that the agent has taken; the agent has written to us before."""
    await play(talk, 7, COMPLAINT)
    await do(talk, AGENT, "hello")
    await talk.press(AGENT, zh("Take"), chat=city.DESK)


async def test_words_go_both_ways_under_first_name_and_number(talk: Talk) -> None:
    await owned(talk)
    answer = await do(talk, AGENT, "/talk 1")
    assert "An of our staff is here now" in texts(answer, 7)
    assert "[End the talk]" in shown(answer, 7)
    answer = await do(talk, AGENT, "When did <he> shout & why?")
    assert [(m["chat"], m["text"]) for m in answer] == [
        (7, f"👤 <b>An</b> · {NUMBER}\nWhen did &lt;he&gt; shout &amp; why?")]  # fmt: skip
    answer = await do(talk, 7, "ask_bill> how much is my bill")
    assert [(m["chat"], m["text"]) for m in answer] == [
        (AGENT, f"👤 <b>P7</b> · {NUMBER}\nhow much is my bill")]  # fmt: skip
    said = [(e.actor, e.note, e.shown) for e in await rows(talk.db, TicketEvent, what="said")]
    assert said == [("An", "When did <he> shout & why?", False),
                    ("customer", "how much is my bill", False)]  # fmt: skip


async def test_the_account_of_staff_never_shows(begun: Talk) -> None:
    answer = await do(begun, AGENT, contact("19911112222", AGENT))
    assert "cannot pass this on" in texts(answer, AGENT) and texts(answer, 7) == ""
    told = [row.payload for row in await begun.outbox(7)]
    assert str(AGENT) not in str(told) and "P903" not in str(told)


async def test_files_and_places_go_along_and_stay_with_the_ticket(begun: Talk) -> None:
    answer = await do(begun, 7, {**PHOTO, "caption": "look"})
    (message,) = answer
    assert message["payload"]["file_id"] == "pic" and "look" in texts(answer, AGENT)
    answer = await do(begun, 7, LOCATION)
    assert [m["chat"] for m in answer] == [AGENT, AGENT]
    point = answer[1]["payload"]
    assert (point["latitude"], point["longitude"]) == (30.1, 120.2)
    answer = await do(begun, 7, contact("19911112222", 7))
    assert "Phone: 19911112222" in texts(answer, AGENT)
    kept = [(a.kind, a.file_id, a.caption) for a in await rows(begun.db, Attachment)]
    assert kept == [("photo", "pic", "look"), ("location", "", "30.10000, 120.20000")]
    answer = await do(begun, 7, STICKER)
    assert "cannot pass this on" in texts(answer, 7) and texts(answer, AGENT) == ""


async def test_a_long_caption_is_not_cut(begun: Talk) -> None:
    answer = await do(begun, 7, {**PHOTO, "caption": "x" * 1020})
    assert [len(m["text"]) > 1020 for m in answer] == [True, False]
    assert answer[1]["payload"]["file_id"] == "pic"


async def test_a_correction_and_a_quotation_are_marked(begun: Talk) -> None:
    answer = await begun.send(7, {"text": "on Tuesday"}, key="edited_message")
    assert "✏️ Corrected:\non Tuesday" in texts(answer, AGENT) and texts(answer, 7) == ""
    quoted = {"message_id": 5, "date": 1, "text": "When was that?",
              "chat": {"id": 7, "type": "private"}}  # fmt: skip
    answer = await do(begun, 7, {"text": "at noon", "reply_to_message": quoted})
    assert "↩ When was that?\nat noon" in texts(answer, AGENT)
    moved = await begun.send(7, {"location": {"latitude": 1.0, "longitude": 2.0}},
                             key="edited_message")  # fmt: skip
    assert moved == []  # a live location goes on and on


async def test_commands_and_old_buttons_work_in_a_talk(begun: Talk) -> None:
    await play(begun, 7, [
        ("/tickets", NUMBER), ("/cancel", "nothing open here"), ("[Complaint]", "Now:"),
    ])  # fmt: skip
    await play(begun, AGENT, [("/my", NUMBER)])
    answer = await do(begun, 7, "still here")
    assert "still here" in texts(answer, AGENT)


async def test_a_danger_in_a_talk_is_an_alarm_and_is_answered(begun: Talk) -> None:
    answer = await do(begun, 7, "report_hazard> a wire is down and sparks, help")
    assert "a wire is down" in texts(answer, AGENT)
    assert [t.kind for t in await rows(begun.db, Ticket)] == ["complaint", "hazard"]
    assert "a wire is down" in texts(answer, city.DESK)
    await do(begun, 7, "inform> [Jianshe Road 12](location)")
    (_complaint, danger) = await rows(begun.db, Ticket)
    assert "建设路12号" in danger.place_text


async def test_what_staff_write_about_a_danger_is_no_alarm(begun: Talk) -> None:
    answer = await do(begun, AGENT, "report_hazard> is there smoke or are there sparks?")
    assert {m["chat"] for m in answer} == {7}
    assert len(await rows(begun.db, Ticket)) == 1


async def test_an_answer_to_a_question_of_ours_does_not_go_to_the_customer(begun: Talk) -> None:
    await play(begun, AGENT, [("/note 1", "What shall be noted?")])
    answer = await do(begun, AGENT, "he is very angry")
    assert texts(answer, 7) == "" and "Noted" in texts(answer, AGENT)
    assert "calm words" in texts(await do(begun, AGENT, "calm words"), 7)


async def test_the_language_of_staff_stays_theirs(talk: Talk) -> None:
    await owned(talk)
    await do(talk, AGENT, "你好，请问今天有停电吗")
    await do(talk, AGENT, "/talk 1")
    await do(talk, AGENT, "hello, what exactly has happened there yesterday?")
    (agent,) = await rows(talk.db, Person, telegram_id=AGENT)
    assert agent.language == "zh_Hans"
    answer = await do(talk, AGENT, "/end")
    assert "The talk with An about" in texts(answer, 7)


async def test_either_side_ends_it_and_the_bot_answers_again(begun: Talk) -> None:
    answer = await begun.press(7, "End the talk")
    assert "The talk with An about" in texts(answer, 7)
    assert "Your talk with P7" in texts(answer, AGENT)
    answer = await do(begun, 7, "greet> hello")
    assert texts(answer, AGENT) == "" and texts(answer, 7) != ""
    answer = await begun.press(AGENT, "End the talk")
    assert "over already" in texts(answer, AGENT) and texts(answer, 7) == ""
    await play(begun, AGENT, [("/end", "You are in no talk"), ("/t", "You are in no talk")])


async def test_a_stranger_with_the_button_ends_nothing(begun: Talk) -> None:
    answer = await press_made(begun, 66, {"do": "talk.end", "relay": 1})
    assert "over already" in texts(answer, 66)
    (opened,) = await rows(begun.db, Relay)
    assert opened.closed_at is None


async def test_after_a_silence_the_bot_says_so_to_both(begun: Talk) -> None:
    assert texts(await begun.tick(minutes=14), 7) == ""
    await do(begun, 7, "one moment")
    assert texts(await begun.tick(minutes=14), 7) == ""
    answer = await begun.tick(minutes=1)
    assert "It has been quiet for 15 minutes" in texts(answer, 7)
    assert "It has been quiet for 15 minutes" in texts(answer, AGENT)
    assert texts(await begun.tick(minutes=1), 7) == ""


async def test_only_the_owner_talks_and_is_named_to_others(talk: Talk) -> None:
    await owned(talk)
    await play(talk, city.DISPATCHER, [("/talk 1", "is An's: only they can talk")])
    assert await rows(talk.db, Relay) == []


async def test_a_ticket_is_taken_before_its_customer_is_talked_to(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await play(talk, AGENT, [("/talk 1", ("Nobody has taken", "[Take]")), ("[Take]", ""),
                             ("/talk 1", "You are talking with P7")])  # fmt: skip


async def test_a_supervisor_comes_in_by_taking_over(begun: Talk) -> None:
    await play(begun, SUPERVISOR, [("/talk 1", ("is An's", "[Take over and talk]"))])
    answer = await begun.press(SUPERVISOR, "Take over and talk")
    assert "Su of our staff is here now" in texts(answer, 7)
    assert "Su has taken" in texts(answer, AGENT) and "is not yours any more" in texts(
        answer, AGENT
    )
    answer = await do(begun, 7, "who are you")
    assert "who are you" in texts(answer, SUPERVISOR) and texts(answer, AGENT) == ""
    (ticket,) = await rows(begun.db, Ticket)
    assert ticket.owner_id == 1


async def test_a_talk_ends_where_its_leader_owns_the_ticket_no_more(begun: Talk) -> None:
    async with begun.db.transaction() as tx:
        (await tx.get_one(Ticket, 1)).owner_id = 1
    answer = await do(begun, AGENT, "something for the customer")
    assert "is not yours any more" in texts(answer, AGENT)
    assert "something for the customer" not in texts(answer, 7)


async def test_a_second_talk_asks_first(begun: Talk) -> None:
    await play(begun, 8, COMPLAINT)
    await begun.press(AGENT, zh("Take"), chat=city.DESK)
    await play(begun, AGENT, [("/talk 2", ("You are talking with P7", "[End it and begin]"))])
    answer = await begun.press(AGENT, "End it and begin")
    assert "is over" in texts(answer, 7) and "An of our staff" in texts(answer, 8)
    answer = await do(begun, AGENT, "good morning")
    assert {m["chat"] for m in answer} == {8}


async def test_a_customer_talks_with_one_person_at_a_time(begun: Talk) -> None:
    async with begun.db.transaction() as tx:
        first = await tx.get_one(Ticket, 1)
        tx.add(Ticket(number="WL-20261123-0009", kind="callback", queue="business", state="taken",
                      person_id=first.person_id, language="en", zone="urban", tier="standard",
                      words="x", owner_id=2, created_at=begun.now))  # fmt: skip
    async with begun.db.transaction() as tx:
        assert await relay.start(tx, 2, 2, first.person_id, begun.now) is None
    await do(begun, city.DISPATCHER, "hello")
    answer = await press_made(begun, city.DISPATCHER, {"do": "desk.talk", "ticket": 2})
    assert "An is talking with this customer already" in texts(answer, city.DISPATCHER)
    assert texts(answer, 7) == ""


async def press_made(talk: Talk, who: int, button: dict) -> list:
    """Presses a button that hangs in somebody's private chat."""
    async with talk.db.transaction() as tx:
        await people.add_keyboard(tx, "made", who, [button], talk.now)
    return await tap(talk, who, "made:0")


async def test_a_customer_who_blocked_us_is_said_to_the_owner(begun: Talk) -> None:
    await begun.update({"my_chat_member": {
        "chat": {"id": 7, "type": "private"}, "from": begun._person(7), "date": 1,
        "old_chat_member": {"status": "member", "user": begun._person(1)},
        "new_chat_member": {"status": "kicked", "until_date": 0, "user": begun._person(1)},
    }})  # fmt: skip
    answer = await begun.tick(seconds=5)
    assert "P7 cannot be reached any more" in texts(answer, AGENT) and texts(answer, 7) == ""
    await play(begun, AGENT, [("/talk 1", "cannot be reached in chat")])


async def test_from_the_group_the_talk_opens_in_private(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await talk.press(AGENT, zh("Take"), chat=city.DESK)
    answer = await talk.press(AGENT, zh("Talk"), chat=city.DESK)
    assert "private chat" in texts(answer, city.DESK) and await rows(talk.db, Relay) == []
    await do(talk, AGENT, "hello")
    answer = await talk.press(AGENT, zh("Talk"), chat=city.DESK)
    assert "You are talking with P7" in texts(answer, AGENT)
    assert await talk.send(AGENT, {"text": "among us"}, chat=city.DESK) == []


async def test_who_left_us_leads_no_talk(begun: Talk) -> None:
    async with begun.db.transaction() as tx:
        (await tx.get_one(Staff, 3)).active = False
    answer = await do(begun, 7, "thank> thanks")
    assert "is over; a colleague takes care" in texts(answer, 7)
    (ended,) = await rows(begun.db, Relay)
    assert ended.closed_at is not None


async def test_a_member_of_staff_does_not_talk_with_themselves(talk: Talk) -> None:
    await play(talk, AGENT, COMPLAINT)
    await play(talk, AGENT, [("/take 1", ""), ("/talk 1", "your own matter")])

"""Deadlines in talk: told of before they break, moved, missed; requests that stall."""

from datetime import datetime
from typing import Any

from storage.models import Deadline, Staff, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, zh
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import ZONE, Talk, texts

NUMBER = "WL-20261123-0001"
SUGGESTION = [("give_suggestion> open the hall on Sundays", "[Send]"), ("[Send]", "recorded")]
HAZARD = [("report_hazard> a wire is down and sparking", "Where is it?")]


def at(written: str) -> datetime:
    """A moment at the utility."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


async def deadline(talk: Talk, name: str) -> Deadline:
    """The deadline of this name; of the first ticket."""
    (found,) = await rows(talk.db, Deadline, name=name, ticket_id=1)
    assert isinstance(found, Deadline)
    return found


async def take(talk: Talk, who: int = city.AGENT) -> None:
    """A member of staff takes the newest ticket."""
    await talk.press(who, zh("Take"), chat=city.DESK)


def heard(messages: list[dict[str, Any]], chat: int) -> str:
    """What a chat was told."""
    return texts(messages, chat)


def chats(messages: list[dict[str, Any]]) -> list[int]:
    """Who heard of a deadline, of a stalled ticket, or news of their own."""
    spoken = ("deadline:", "stalled:", "ticket:")
    return [m["chat"] for m in messages if m["key"].startswith(spoken)]


# Before a promise is broken.


async def test_a_new_time_moves_it_and_is_told_with_an_apology(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await take(talk, city.DISPATCHER)
    await talk.tick(minutes=41)
    answer = await talk.press(city.DISPATCHER, "+1 h")
    assert "I am sorry, we need longer than we promised" in heard(answer, 7)
    assert "The crew will be on site by today, Mon 23 Nov at 11:45" in heard(answer, 7)
    moved = await deadline(talk, "arrival")
    assert moved.due_at == at("2026-11-23 11:45") and moved.first_due_at == at("2026-11-23 10:45")
    again = await talk.press(city.DISPATCHER, "+1 h")
    assert heard(again, 7) == "" and "It has a new time already" in heard(again, city.DISPATCHER)
    assert chats(await talk.tick(minutes=4)) == []  # what was promised first goes by in silence
    heard_later = await talk.tick(minutes=54)  # 11:39: 58 of 64 minutes
    assert chats(heard_later) == [city.DISPATCHER]
    await talk.press(city.DISPATCHER, zh("Arrived"), chat=city.DESK)
    assert (
        await deadline(talk, "arrival")
    ).state == "missed"  # in the figures the first one counts
    (event,) = await rows(talk.db, TicketEvent, what="new_time")
    assert event.actor == "Di"


async def test_unanswered_the_customer_hears_it_once_and_a_supervisor_is_called(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await take(talk, city.DISPATCHER)
    await talk.tick(minutes=41)
    told = await talk.tick(minutes=2)
    assert "We promised you: “The crew will be on site by today, Mon 23 Nov at 10:45.”" in heard(
        told, 7
    )
    assert "It takes longer than that. I have called a supervisor." in heard(told, 7)
    assert [m["buttons"][:2] for m in told if m["chat"] == city.SUPERVISOR] == [
        [zh("+1 h"), zh("+2 h")]
    ]
    later = [heard(await talk.tick(minutes=1), 7) for _minute in range(9)]
    assert later == [""] * 9
    assert (await deadline(talk, "arrival")).told_at == at("2026-11-23 10:43")
    answer = await play(talk, city.SUPERVISOR, [
        (f"[{zh('Another time')}]", "Until when can you promise it?"),
        ("yesterday", "write the time like"), ("2026-11-23 10:30", "in the past"),
    ])  # fmt: skip
    assert heard(answer, 7) == ""


async def test_another_time_is_typed(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await take(talk, city.DISPATCHER)
    await play(talk, city.DISPATCHER, [
        (f"/new_time {NUMBER}", "Until when can you promise it?"),
        ("2026-11-23 10:30", "That is not later than promised"),
        ("2026-11-23 09:00", "in the past"), ("soon", "write the time like"),
    ])  # fmt: skip
    answer = await play(talk, city.DISPATCHER, [("12:30", "The customer has been told: today")])
    assert "The crew will be on site by today, Mon 23 Nov at 12:30" in heard(answer, 7)
    await play(talk, 7, [(f"ask_ticket> {NUMBER}", "by today, Mon 23 Nov at 12:30"),
                         ("[How was this counted?]", "We had promised today, Mon 23 Nov at 10:45")])  # fmt: skip


async def test_a_new_promise_that_comes_near_is_spoken_of_again(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await take(talk, city.DISPATCHER)
    await talk.tick(minutes=43)
    await talk.press(city.SUPERVISOR, zh("+1 h"))  # 11:45
    said = [await talk.tick(minutes=minutes) for minutes in (56, 3)]
    assert chats(said[0]) == [city.DISPATCHER]
    assert heard(said[1], 7).count("It takes longer than that.") == 1
    assert (await deadline(talk, "arrival")).first_due_at == at("2026-11-23 10:45")


async def test_one_day_later_is_a_working_day(talk: Talk) -> None:
    talk.now = at("2026-11-20 09:00")
    await play(talk, 7, SUGGESTION)  # answer by Fri 27, 17:30
    await take(talk)
    await talk.press(city.AGENT, zh("Contact made"), chat=city.DESK)
    talk.now = at("2026-11-27 13:00")
    await talk.tick()
    await talk.press(city.AGENT, "+1 day")
    assert (await deadline(talk, "answer")).due_at == at("2026-11-30 17:30")
    talk.now = at("2026-11-30 16:30")
    await talk.tick()
    await talk.press(city.AGENT, "+1 h")
    assert (await deadline(talk, "answer")).due_at == at("2026-12-01 09:30")


# Their hours.


async def test_what_would_fall_into_the_night_is_said_before_closing_or_after_opening(
    talk: Talk,
) -> None:
    talk.now = at("2026-11-23 02:00")  # contact by Tue 02:00; 0.9 of it are gone at 23:36
    await play(talk, 7, COMPLAINT)
    await take(talk)
    said = {}
    for time in ("16:29", "16:30", "17:14", "17:15", "23:40"):
        talk.now = at(f"2026-11-23 {time}")
        said[time] = chats(await talk.tick())
    assert said == {"16:29": [], "16:30": [city.AGENT], "17:14": [],
                    "17:15": [7, city.SUPERVISOR], "23:40": []}  # fmt: skip
    talk.now = at("2026-11-24 08:29")
    assert chats(await talk.tick()) == []
    missed = await talk.tick(minutes=1)
    assert chats(missed) == [city.AGENT, city.SUPERVISOR]


async def test_where_nobody_is_there_the_customer_hears_when_somebody_will_be(talk: Talk) -> None:
    talk.now = at("2026-11-27 18:00")  # a Friday evening: contact within 24 hours by the clock
    await play(talk, 7, COMPLAINT)
    told = await talk.tick(hours=23)
    assert chats(told) == [7]
    assert "A supervisor takes care of it as soon as we open, Mon 30 Nov at 08:30." in heard(
        told, 7
    )
    assert chats(await talk.tick(hours=12)) == []
    talk.now = at("2026-11-30 08:30")
    assert chats(await talk.tick()) == [city.SUPERVISOR]


async def test_repairs_and_dangers_are_spoken_of_at_night(talk: Talk) -> None:
    talk.now = at("2026-11-28 23:00")
    await play(talk, 7, HAZARD)
    await take(talk, city.DISPATCHER)
    heard_by = [sorted(chats(await talk.tick(minutes=minutes))) for minutes in (32, 9, 2, 2)]
    assert heard_by == [[city.DISPATCHER], [city.DISPATCHER], [7, city.SUPERVISOR],
                     [city.SUPERVISOR, city.DISPATCHER]]  # fmt: skip


async def test_missed_again_goes_to_the_manager_on_call(talk: Talk) -> None:
    async with talk.db.transaction() as tx:
        tx.add(Staff(telegram_id=911, name="Ma", role="manager", queue="all"))
        tx.add(Staff(telegram_id=912, name="Na", role="manager", queue="all", duty=True))
    await play(talk, 7, REPAIR)
    await talk.tick(minutes=45)
    assert chats(await talk.tick(minutes=60)) == [912]


# Requests that stall.


async def test_a_request_that_stalls_is_told_to_the_owner_then_the_supervisor_and_the_customer(
    talk: Talk,
) -> None:
    talk.now = at("2026-11-20 15:00")  # a Friday
    await play(
        talk, 7, [("give_suggestion> open the hall on Sundays", "[Send]"), ("[Send]", "recorded")]
    )
    await take(talk)
    talk.now = at("2026-11-24 14:59")
    assert chats(await talk.tick()) == []
    stalled = await talk.tick(minutes=1)  # two working days later
    assert chats(stalled) == [city.AGENT] and "💤" in heard(stalled, city.AGENT)
    assert chats(await talk.tick(hours=1)) == []
    await play(
        talk,
        city.SUPERVISOR,
        [("/stalled", ("Standing still (1)", "[WL-20261120-0001 · Suggestion"))],
    )
    talk.now = at("2026-11-26 15:00")
    looked = await talk.tick()
    assert [m["chat"] for m in looked if "WL-20261120-0001" in m["text"]][-2:] == [
        city.SUPERVISOR,
        7,
    ]
    assert "a supervisor now sees to it" in heard(looked, 7)
    assert all("💤" not in m["text"] for m in await talk.tick(hours=1))
    await talk.press(city.AGENT, zh("Contact made"), chat=city.DESK)
    await play(talk, city.SUPERVISOR, [("/stalled", "Nothing stands still.")])
    await talk.tick(days=4)
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.stalled_at == talk.now  # and it begins anew


async def test_what_waits_for_the_customer_does_not_stall(talk: Talk) -> None:
    await play(
        talk, 7, [("give_suggestion> open the hall on Sundays", "[Send]"), ("[Send]", "recorded")]
    )
    await take(talk)
    await talk.press(city.AGENT, zh("Waiting for the customer"), chat=city.DESK)
    assert all("💤" not in m["text"] for m in await talk.tick(days=9))
    await play(talk, city.AGENT, [(f"/go_on {NUMBER}", "")])
    assert all("💤" not in m["text"] for m in await talk.tick(hours=2))


async def test_it_is_said_once_however_often_the_tick_runs(talk: Talk) -> None:
    await play(
        talk, 7, [("give_suggestion> open the hall on Sundays", "[Send]"), ("[Send]", "recorded")]
    )
    texts_of = [m["text"] for _n in range(3) for m in await talk.tick(days=3)]
    assert len([t for t in texts_of if "💤" in t]) == 2
    assert await do(talk, city.AGENT, "/stalled") != []

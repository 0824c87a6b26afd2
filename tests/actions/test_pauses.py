"""Clocks that stand still while we wait, and how a deadline was counted, in words."""

from typing import Any

import pytest

from actions.promises.explaining import explain
from actions.work import Work
from locales import text
from storage.models import Deadline, Ticket
from tests import city
from tests.actions.scenes import play, rows, shown, zh
from tests.actions.test_escalation import HAZARD, NUMBER, SUGGESTION, at, deadline, heard, take
from tests.actions.test_tickets import COMPLAINT
from tests.talk import POLICY, ZONE, Talk

# Pauses.


async def test_waiting_for_the_customer_stops_the_answer_and_their_words_start_it(
    talk: Talk,
) -> None:
    await play(talk, 7, COMPLAINT)  # Mon 10:00; answer by Mon 30, 17:30; contact by Tue 10:00
    await take(talk)
    answer = await talk.press(city.AGENT, zh("Waiting for the customer"), chat=city.DESK)
    assert "we need an answer from you" in heard(answer, 7)
    assert zh("Go on") in shown(answer, city.DESK)
    assert zh("Waiting for the customer") not in answer[-1]["buttons"]
    assert (await deadline(talk, "answer")).pause_reason == "customer"
    assert (await deadline(talk, "first_contact")).paused_at is None
    await play(talk, 7, [("/tickets", "0001"), (f"ask_ticket> {NUMBER}", (
        "We wait for your answer", "We will contact you by tomorrow", "!You will have our answer by"))])  # fmt: skip
    await talk.tick(hours=5)  # 15:00: 4 hours of work
    await play(talk, 7, [("complaint_service> he shouted at me again, at [Jianshe Road 11](location)", "Add"),
                         (f"[Add to {NUMBER}]", f"I have added it to {NUMBER}")])  # fmt: skip
    answered = await deadline(talk, "answer")
    assert answered.due_at == answered.first_due_at == at("2026-12-01 13:30")
    assert (answered.paused_at, answered.state) == (None, "open")
    assert (await rows(talk.db, Ticket))[0].waiting_for == ""
    await play(talk, 7, [(f"ask_ticket> {NUMBER}", (
        "we wait for your answer", "we go on with it"))])  # fmt: skip


async def test_what_is_done_while_it_waits_is_done_in_time(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await take(talk)
    answer = await talk.press(city.AGENT, zh("No access"), chat=city.DESK)
    assert "nobody could let us in" in heard(answer, 7)
    assert await talk.tick(days=2) != []  # the contact is missed: that clock ran on
    await play(
        talk, city.AGENT, [(f"/go_on {NUMBER}", "Go on"), (f"/go_on {NUMBER}", "waits for nothing")]
    )
    assert (await deadline(talk, "answer")).due_at == at("2026-12-02 17:30")
    await play(talk, city.AGENT, [(f"/pause {NUMBER} customer", "Waiting for the customer"),
                                  (f"/pause {NUMBER} customer", "waits already")])  # fmt: skip
    await talk.tick(days=30)
    async with talk.db.transaction() as tx:
        from storage import tickets

        await tickets.settle(tx, 1, None, talk.now)
    assert (await deadline(talk, "answer")).state == "met"
    assert (await deadline(talk, "first_contact")).state == "missed"


async def test_a_danger_is_never_paused_before_somebody_is_there(talk: Talk) -> None:
    await play(talk, 7, HAZARD)
    await take(talk, city.DISPATCHER)
    await play(talk, city.DISPATCHER, [
        (f"/pause {NUMBER}", ("What does", "[No access]", "[Waiting for an appointment]")),
        ("[Waiting for an appointment]", ""),
    ])  # fmt: skip
    assert (await deadline(talk, "arrival")).paused_at is None
    assert (await rows(talk.db, Ticket))[0].waiting_for == "appointment"


async def test_a_ticket_that_nobody_has_or_that_is_over_is_not_paused(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await play(talk, city.AGENT, [
        (f"/pause {NUMBER} customer", "received, not yet taken"),
        ("/pause WL-20261123-0404", "There is no ticket"), ("/pause", "There is no ticket —"),
    ])  # fmt: skip
    assert (await rows(talk.db, Ticket))[0].waiting_for == ""


# How it was counted.


async def test_a_customer_sees_how_it_was_counted(talk: Talk) -> None:
    talk.now = at("2026-11-20 17:40")
    await play(
        talk,
        7,
        [
            *SUGGESTION,
            ("/tickets", "0001"),
            ("ask_ticket> WL-20261120-0001", "[How was this counted?]"),
        ],
    )
    answer = await play(talk, 7, [("[How was this counted?]", (
        "<b>Answer</b>", "• Received: today, Fri 20 Nov at 17:40",
        "• The first day that counts is the next working day: Mon 23 Nov",
        "• 5 working days, until we close on the last",
        "• Due: <b>Fri 27 Nov at 17:30</b>", "!tier", "!Left out"))])  # fmt: skip
    assert len(answer) == 1


def stored(*steps: dict[str, Any]) -> Deadline:
    """A deadline as it is kept."""
    return Deadline(name="answer", state="open", due_at=at("2026-10-14 10:30"), counted=list(steps))


STEPS = (
    {"is": "received", "at": "2026-09-30T17:40:00+08:00"},
    {"is": "outside", "until": "2026-10-08T00:30:00+00:00"},
    {"is": "promise", "unit": "working_hours", "count": 8, "because": "tier"},
    {"is": "holiday", "name": "National Day", "first": "2026-10-01", "last": "2026-10-07"},
    {"is": "holiday", "name": "厂庆", "first": "2026-10-12", "last": "2026-10-12"},
    {"is": "make_up", "name": "National Day", "day": "2026-10-10"},
    {"is": "unknown", "year": 2027},
    {"is": "paused", "reason": "customer", "since": "2026-10-08T03:00:00+00:00",
     "until": "2026-10-08T05:05:00+00:00", "seconds": 7500},
    {"is": "moved", "from": "2026-10-13T09:30:00+00:00", "at": "2026-10-14T02:30:00+00:00"},
)  # fmt: skip


def test_every_step_is_said_in_words() -> None:
    work = Work(None, at("2026-10-09 09:00"), POLICY, ZONE)  # type: ignore[arg-type]
    assert explain(work, stored(*STEPS), "en") == [
        "<b>Answer</b>",
        "• Received: Wed 30 Sep at 17:40",
        "• That was outside our working hours, so it counts from yesterday, Thu 8 Oct at 08:30",
        "• 8 hours of working time, shorter because of the customer tier",
        "• Left out: National Day (1 Oct – 7 Oct), 厂庆 (12 Oct)",
        "• A working day that makes up for National Day counts: tomorrow, Sat 10 Oct",
        "• The holidays of 2027 are not in our calendar yet: only the weekends were left out",
        "• Paused for 2 h 5 min: waiting for you",
        "• We had promised Tue 13 Oct at 17:30 and gave a new time: Wed 14 Oct at 10:30",
        "• Due: <b>Wed 14 Oct at 10:30</b>",
    ]
    assert "waiting for the customer" in "".join(explain(work, stored(*STEPS), "en", True))


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_step_is_said_in_the_other_languages(language: str) -> None:
    work = Work(None, at("2026-10-09 09:00"), POLICY, ZONE)  # type: ignore[arg-type]
    lines = explain(work, stored(*STEPS), language)
    assert len(lines) == 10 and text(language, "Answer") in lines[0]


async def test_staff_see_it_too_with_what_only_they_are_held_to(talk: Talk) -> None:
    await play(talk, 7, HAZARD)
    await play(talk, city.DISPATCHER, [(f"/explain {NUMBER}", (
        "<b>Acknowledge</b>", "5 minutes, day and night", "<b>On site</b>",
        "45 minutes, day and night, as in the city"))])  # fmt: skip
    await take(talk, city.DISPATCHER)
    answer = await talk.press(city.DISPATCHER, zh("How was this counted?"), chat=city.DESK)
    assert "<b>On site</b>" in heard(answer, city.DESK)

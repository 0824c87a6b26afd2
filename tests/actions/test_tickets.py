"""One's own tickets: seen, hurried, withdrawn; nobody else's."""

from datetime import datetime, timedelta

import pytest

from actions.matters.urges import last_passed_on
from storage.models import Ticket
from tests import city
from tests.actions.scenes import do, number_of_newest, play, rows, shown, zh
from tests.talk import Talk, texts

REPAIR = [
    ("report_fault> no power at [Jianshe Road 11](location)", "your own switches"),
    ("[All on, still no power]", "reach you"), ("[Here in the chat]", "[Send the crew]"),
    ("[Send the crew]", "Your fault is reported"),
]  # fmt: skip
COMPLAINT = [
    ("complaint_service> he shouted at me at [Jianshe Road 11](location)", "Service"),
    ("[Yes, that is right]", "photo"), ("[Skip]", "reach you"), ("[Here in the chat]", "complaint"),
    ("[Send the complaint]", "recorded"),
]  # fmt: skip
URGE = "urge_ticket> hurry up please"
URGED = zh("⏰ The customer of {number} asks to hurry.", number="WL-20261123-0001")


async def test_status_and_history_in_the_customers_words(talk: Talk) -> None:
    await play(talk, 7, [("/tickets", "You have no tickets"), *REPAIR])
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    await talk.press(city.DISPATCHER, zh("On the way"), chat=city.DESK)
    await play(talk, 7, [
        ("/tickets", ("the crew is on the way", "today, Mon 23 Nov at 10:00",
                      "[WL-20261123-0001 · Repair · 11 Jianshe Road · no power at Jianshe Roa…]")),
        ("ask_ticket> where is WL-20261123-0001", (
            "Now: the crew is on the way", "you reported it", "somebody took it in hand",
            "The crew will be on site by today, Mon 23 Nov at 10:45", "[Chase it up]", "[Withdraw]",
            "!Di", "!902")),
        ("ask_ticket> status of [0001](ticket_number)", "Now: the crew is on the way"),
        ("inform> WL-20261123-0001", "Now: the crew is on the way"),
        ("inform> wl 20261123 0001", "Now: the crew is on the way"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "last"), [([], None), ([0], 0), ([0, 20], 0), ([0, 20, 40], 40), ([0, 30, 59], 30)]
)
def test_when_an_urge_was_last_passed_on(minutes: list[int], last: int | None) -> None:
    at = [city.NOW + timedelta(minutes=m) for m in minutes]
    expected: datetime | None = None if last is None else city.NOW + timedelta(minutes=last)
    assert last_passed_on(at, timedelta(minutes=30)) == expected


async def test_an_urge_is_passed_on_once_in_half_an_hour_the_third_to_the_supervisor(
    talk: Talk,
) -> None:
    await play(talk, 7, [("urge_ticket> hurry", "no open ticket that I could chase up"), *REPAIR])
    answer = await play(talk, 7, [(URGE, ("I am sorry that you have to wait", "I have passed it on",
                                          "received, not yet taken", "on site by"))])  # fmt: skip
    assert URGED in texts(answer, city.DESK)
    await talk.tick(minutes=20)
    answer = await play(talk, 7, [(URGE, "I passed it on already (today, Mon 23 Nov at 10:00")])
    assert texts(answer, city.DESK) == "" == texts(answer, city.SUPERVISOR)
    await talk.tick(minutes=11)
    answer = await play(talk, 7, [(URGE, "I have passed it on")])
    assert URGED in texts(answer, city.DESK)
    assert texts(answer, city.SUPERVISOR) == zh(
        "⏰ {number} was urged {count} times.", number="WL-20261123-0001", count=3
    )


async def test_which_of_several_is_asked(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, *COMPLAINT,
        (URGE, ("Which of your tickets shall I chase up?", "[WL-20261123-0001 · Repair · 11 Jianshe",
                "[WL-20261123-0002 · Complaint · 11 Jianshe Road · he shouted")),
        ("[WL-20261123-0002 · Complaint]", "WL-20261123-0002 is wanted"),
        ("urge_ticket> hurry WL-20261123-0001 up", "WL-20261123-0001 is wanted urgently"),
    ])  # fmt: skip


async def test_withdrawing_is_confirmed_and_told_to_staff(talk: Talk) -> None:
    await play(talk, 7, [
        ("withdraw_ticket> cancel my ticket", "nothing to withdraw"), *REPAIR,
        ("withdraw_ticket> cancel my ticket",
         ("Withdraw WL-20261123-0001 (Repair", "[Yes, withdraw it]", "[No, keep it]")),
        ("[No, keep it]", "Now: received"),
    ])  # fmt: skip
    answer = await play(talk, 7, [("withdraw_ticket> withdraw WL-20261123-0001", "[Yes, withdraw it]"),
                                  ("[Yes, withdraw it]", "is withdrawn")])  # fmt: skip
    assert zh("{number} was withdrawn by the customer.", number="WL-20261123-0001") in texts(
        answer, city.DESK
    )
    await play(talk, 7, [("[Yes, withdraw it]", "WL-20261123-0001 is withdrawn already"),
                         ("[Chase it up]", "Now: withdrawn")])  # fmt: skip
    assert await talk.tick(days=9) == []


async def test_after_the_arrival_nothing_is_withdrawn(talk: Talk) -> None:
    await play(
        talk, 7, [*REPAIR, ("withdraw_ticket> withdraw WL-20261123-0001", "[Yes, withdraw it]")]
    )
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    await talk.press(city.DISPATCHER, zh("Arrived"), chat=city.DESK)
    too_late = "cannot be withdrawn any more: the crew is on site"
    await play(talk, 7, [("[Yes, withdraw it]", too_late),
                         ("withdraw_ticket> withdraw WL-20261123-0001", (too_late, "![Yes"))])  # fmt: skip


async def test_somebody_elses_number_is_a_number_that_never_was(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    for intent in ("ask_ticket", "urge_ticket", "withdraw_ticket", "inform"):
        real, made_up = [
            shown(await do(talk, 8, f"{intent}> about {number}"), 8).replace(number, "#")
            for number in ("WL-20261123-0001", "WL-20261123-0999")
        ]
        assert real == made_up and "I find no ticket # of yours" in real, intent
    assert (await rows(talk.db, Ticket))[0].urged == 0


async def test_the_family_sees_the_repair_but_not_the_complaint(linked: Talk) -> None:
    await play(linked, 1, [*REPAIR, *COMPLAINT])
    assert (await number_of_newest(linked.db)).endswith("0002")
    await play(linked, 3, [
        ("/tickets", "You have no tickets"),
        ("bind_account> link [1000000001](account_number)", "code"), ("inform> ABC123", "Linked"),
        ("/tickets", ("0001 · Repair", "!0002")),
        ("ask_ticket> WL-20261123-0001", ("Now: received", "!no power at")),
        ("ask_ticket> WL-20261123-0002", "I find no ticket WL-20261123-0002 of yours"),
    ])  # fmt: skip
    answer = await play(linked, 3, [("withdraw_ticket> WL-20261123-0001", "[Yes, withdraw it]"),
                                    ("[Yes, withdraw it]", "is withdrawn")])  # fmt: skip
    assert "was withdrawn by somebody of your account" in shown(answer, 1)

"""One matter said more than once: joined, hurried, added to, taken back; nothing becomes double."""

import pytest

from actions import notices
from actions.work import Work
from storage import outages
from storage.models import AccountLink, Attachment, Ticket, TicketEvent
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import LOCATION, do, photo, play, rows, shown, zh
from tests.actions.test_tickets import COMPLAINT, REPAIR, URGE
from tests.talk import POLICY, ZONE, Talk, texts

AGAIN = "report_fault> still nothing at [Jianshe Road 11](location), the fridge thaws"
HURRY = zh("⏰ The customer of {number} asks to hurry.", number="WL-20261123-0001")


# The same matter twice.


async def test_the_same_fault_again_is_an_urge_and_no_second_ticket(talk: Talk) -> None:
    answer = await play(talk, 7, [
        *REPAIR,
        (AGAIN, ("We have this from you already: WL-20261123-0001", "I have passed it on",
                 "[It is something new]", "!your own switches")),
    ])  # fmt: skip
    heard = texts(answer, city.DESK)
    assert HURRY in heard and "the fridge thaws" in heard
    (ticket,) = await rows(talk.db, Ticket)
    assert (ticket.urged, ticket.words) == (1, "no power at Jianshe Road 11")


async def test_within_half_an_hour_new_words_reach_staff_but_no_second_urge(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, (AGAIN, "I have passed it on")])
    await talk.tick(minutes=10)
    answer = await do(
        talk, 7, "report_fault> dark, [Jianshe Road 11](location), the whole street now"
    )
    assert "it is noted again" in shown(answer, 7)
    assert HURRY not in texts(answer, city.DESK) and "whole street" in texts(answer, city.DESK)


async def test_another_place_is_another_matter(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR,
        ("report_fault> no power at [Willow Village 8](location)", ("your own switches", "!already")),
    ])  # fmt: skip


async def test_the_place_said_later_shows_that_it_is_the_same(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, ("report_fault> no power", ("We have this from you already", "[It is something new]")),
    ])  # fmt: skip
    await talk.tick(hours=1)  # what was talked of is not meant any more
    await play(talk, 7, [
        ("report_fault> no power", "Where is it?"),
        ("inform> [Jianshe Road 11](location)", ("We have this from you already", "!switches")),
        ("/cancel", "nothing open"),
    ])  # fmt: skip


async def test_who_says_that_it_is_new_gets_a_ticket_of_its_own(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, (AGAIN, "[It is something new]"),
        ("[It is something new]", "your own switches"), *REPAIR[1:],
    ])  # fmt: skip
    assert [t.words for t in await rows(talk.db, Ticket)] == [
        "no power at Jianshe Road 11", "still nothing at Jianshe Road 11, the fridge thaws",
    ]  # fmt: skip


async def test_a_day_after_it_was_closed_it_is_a_new_one(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    async with talk.db.transaction() as tx:
        (await tx.get_one(Ticket, 1)).closed_at = talk.now
    await play(talk, 7, [(AGAIN, ("your own switches", "!already"))])


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("claim_compensation> my fridge is broken", "claim_compensation> and the TV", True),
        ("dispute_bill> the bill is far too high", "dispute_bill> so expensive again", True),
        ("give_praise> the crew was fantastic", "give_praise> the lady in the hall too", False),
        ("give_suggestion> open longer", "give_suggestion> put up a sign", False),
    ],
)
async def test_other_kinds_offer_to_add_it(
    talk: Talk, first: str, second: str, asked: bool
) -> None:
    opened = await _ticket(talk, first)
    async with talk.db.transaction() as tx:
        tx.add(opened)
    answer = await do(talk, 7, second)
    told = "We have this from you already: WL-20261123-0900"
    assert (told in shown(answer, 7)) == asked
    if not asked:
        return
    answer = await do(talk, 7, "[Add to WL-20261123-0900]")
    assert "I have added it to WL-20261123-0900" in shown(answer, 7)
    assert second.split("> ")[1] in texts(answer, city.DESK)
    assert len(await rows(talk.db, Ticket)) == 1
    await play(talk, 7, [(second, "[It is something new]"), ("[It is something new]", "!already")])


async def _ticket(talk: Talk, said: str) -> Ticket:
    """An open ticket of the kind that these words begin."""
    from actions.kinds import BY_INTENT
    from storage.models import Person

    await do(talk, 7, "greet> hello")
    (person,) = await rows(talk.db, Person, telegram_id=7)
    intent, words = said.split("> ")
    return Ticket(
        number="WL-20261123-0900", kind=BY_INTENT[intent].name, queue="complaints",
        person_id=person.id, language="en", zone="urban", tier="standard", words=words,
        created_at=talk.now,
    )  # fmt: skip


async def test_a_picture_that_came_with_the_words_goes_with_them(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    talk._meant["he did it again"] = talk.nlu.meaning("he did it again", "complaint_service", 0.95)
    await play(talk, 7, [
        (photo("again", caption="he did it again"), "Is it the same matter?"),
        ("[Add to WL-20261123-0001]", "I have added it"),
    ])  # fmt: skip
    assert [a.file_id for a in await rows(talk.db, Attachment)] == ["again"]


# A known outage.


async def test_a_fault_under_a_known_outage_hears_of_it_and_only_once(linked: Talk) -> None:
    outage_id = await city.outage(linked.db, "F1")
    for who in (1, 7):
        await play(linked, who, [
            ("report_fault> no power at [Jianshe Road 11](location)", "We know of this outage"),
            ("[No, mine is something else]", "your own switches"), *REPAIR[1:],
        ])  # fmt: skip
    assert {t.outage_id for t in await rows(linked.db, Ticket)} == {outage_id}
    async with linked.db.transaction() as tx:
        work = Work(tx, linked.now, POLICY, ZONE)
        await notices.end(work, await outages.get(tx, outage_id), "restored")
    told = await linked.new()
    assert texts(told, 1).count("The power is back") == 1  # linked there: the alert, and no other
    stranger = [m for m in told if m["chat"] == 7]
    assert len(stranger) == 1 and stranger[0]["buttons"] == ["Still no power?"]
    assert "Your ticket WL-20261123-0002 is about this" in stranger[0]["text"]


async def test_still_off_pressed_twice_is_one_ticket(linked: Talk) -> None:
    outage_id = await city.outage(linked.db, "F1")
    async with linked.db.transaction() as tx:
        work = Work(tx, linked.now, POLICY, ZONE)
        await notices.end(work, await outages.get(tx, outage_id), "restored")
    await play(linked, 1, [
        ("[Still no power?]", "reach you"), ("[Here in the chat]", "Send"),
        ("[Send the crew]", "reported"),
        ("[Still no power?]", ("We have this from you already", "!reach you")),
    ])  # fmt: skip
    assert len(await rows(linked.db, Ticket)) == 1


# Urging.


async def test_who_urges_hears_what_happened_and_what_the_owner_said(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    for step in ("Take", "On the way"):
        await talk.press(city.DISPATCHER, zh(step), chat=city.DESK)
    async with talk.db.transaction() as tx:
        tx.add(TicketEvent(ticket_id=1, at=talk.now, actor="Di", what="reply", shown=True,
                           note="we wait for a cable"))  # fmt: skip
    await play(talk, 7, [(URGE, (
        "What has happened so far:", "somebody took it in hand", "the crew set out",
        "Our last word to you, today, Mon 23 Nov at 10:00: “we wait for a cable”"))])  # fmt: skip


# Adding.


async def test_words_pictures_and_a_place_are_added_at_any_time(talk: Talk) -> None:
    await play(talk, 7, [("/add", "no open ticket to add to"), *REPAIR])
    answer = await play(talk, 7, [
        ("/add", "What shall I add?"), ("the neighbour is dark too", "added it to WL-20261123-0001"),
    ])  # fmt: skip
    assert "the neighbour is dark too" in texts(answer, city.DESK)
    await play(talk, 7, [("/tickets", ""), ("[WL-20261123-0001]", "[Add something]"),
                         ("[Add something]", "What shall I add?")])  # fmt: skip
    answer = await play(talk, 7, [(photo("p1"), ("I have added it", "[That is all]"))])
    assert "p1" in [m["payload"].get("file_id") for m in answer if m["chat"] == city.DESK]
    await play(talk, 7, [("[That is all]", "All right"), ("/add", "What")])
    answer = await play(talk, 7, [(LOCATION, "added it to")])
    points = [m["payload"].get("latitude") for m in answer if m["chat"] == city.DESK]
    assert 30.1 in points
    await play(talk, 7, [("/tickets", ""), ("[WL-20261123-0001]", "Photos or files: 2")])


async def test_to_which_of_several_is_asked(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, *COMPLAINT, ("/add", ("To which of your matters", "0002 · Complaint")),
        ("[WL-20261123-0002]", "What shall I add?"), ("and he laughed", "added it to WL-20261123-0002"),
    ])  # fmt: skip


async def test_nothing_is_added_to_what_is_closed_or_not_ones_own(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("/add", "What shall I add?")])
    async with talk.db.transaction() as tx:
        (await tx.get_one(Ticket, 1)).closed_at = talk.now
    await play(talk, 7, [("too late", "WL-20261123-0001")])
    assert "added" not in {e.what for e in await rows(talk.db, TicketEvent)}
    await play(talk, 8, [("/add WL-20261123-0001", "I find no ticket WL-20261123-0001 of yours")])


# Taking back.


@pytest.mark.parametrize(
    ("pressed", "noted"),
    [("It solved itself", "It solved itself"), ("You have solved it", "You have solved it")],
)
async def test_why_it_is_taken_back_is_noted_if_they_like(
    talk: Talk, pressed: str, noted: str
) -> None:
    answer = await play(talk, 7, [
        *REPAIR, ("withdraw_ticket> WL-20261123-0001", "[Yes"),
        ("[Yes, withdraw it]", ("is withdrawn", "[Another reason]", "[Skip]")),
        (f"[{pressed}]", "Thank you, I pass that on"),
    ])  # fmt: skip
    assert noted in texts(answer, city.DESK)
    await play(talk, 7, [("[Another reason]", "noted already")])
    (why,) = await rows(talk.db, TicketEvent, what="why")
    assert why.note == noted


async def test_another_reason_in_words_or_none(talk: Talk) -> None:
    back = [("withdraw_ticket> WL-20261123-0001", "[Yes"), ("[Yes, withdraw it]", "is withdrawn")]
    answer = await play(talk, 7, [
        *REPAIR, *back, ("[Another reason]", "What is the reason?"),
        ("out_of_scope> we moved out", "Thank you, I pass that on"),
    ])  # fmt: skip
    assert "we moved out" in texts(answer, city.DESK)
    await play(talk, 8, [
        *REPAIR, ("withdraw_ticket> WL-20261123-0002", "[Yes"), ("[Yes, withdraw it]", "withdrawn"),
        ("[Skip]", "All right"), ("greet> hello", ""),
    ])  # fmt: skip


# Whose it is.


async def test_the_family_may_hurry_and_add_and_then_hears_of_it_too(linked: Talk) -> None:
    await do(linked, 3, "greet> hello")
    await _link(linked, 3)
    await play(linked, 1, REPAIR)
    await play(linked, 3, [
        ("report_fault> no power at home, [Jianshe Road 11](location)", "We have this from you already"),
    ])  # fmt: skip
    assert len(await rows(linked.db, Ticket)) == 1
    answer = await linked.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    for who in (1, 3):
        assert "Di has taken your matter" in shown(answer, who)
    await play(linked, 1, [("ask_ticket> WL-20261123-0001", (
        "you reported it", "somebody of your account added something", "!at home"))])  # fmt: skip
    await play(linked, 3, [("ask_ticket> WL-20261123-0001", (
        "somebody of your account reported it", "you added: no power at home"))])  # fmt: skip


async def test_after_unlinking_nothing_is_seen_or_told(linked: Talk) -> None:
    await do(linked, 3, "greet> hello")
    await _link(linked, 3)
    await play(linked, 1, REPAIR)
    await play(linked, 3, [(URGE, "I have passed it on")])
    async with linked.db.transaction() as tx:
        key = (await person_id(linked, 3), "1000000001")
        await tx.delete(await tx.get_one(AccountLink, key))
    answer = await linked.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    assert texts(answer, 3) == "" and "Di has taken" in shown(answer, 1)
    await play(linked, 3, [("/tickets", "You have no tickets")])


async def _link(talk: Talk, who: int) -> None:
    """The person is linked to the first account."""
    who = await person_id(talk, who)
    async with talk.db.transaction() as tx:
        tx.add(AccountLink(person_id=who, account_number="1000000001", nickname="",
                           linked_at=city.NOW))  # fmt: skip


async def test_a_new_name_and_language_keep_the_tickets(talk: Talk) -> None:
    """A ticket hangs on the Telegram account: a changed phone or name changes nothing."""
    await play(talk, 7, REPAIR)
    await talk.send(7, {"text": "/tickets", "from": {
        "id": 7, "is_bot": False, "first_name": "Another", "language_code": "zh-hans"}})  # fmt: skip
    await play(talk, 7, [("/tickets", "WL-20261123-0001")])

"""Faults: what we know is looked at first, then the person's own switches, then a crew goes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from storage.models import Bill, Subscription, Ticket
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.talk import Talk, texts

DARK = "report_fault> no power"
TO_CREW = [("[All on, still no power]", "How can we reach you?"),
           ("[Here in the chat]", ("<b>Repair</b>", "[Send the crew]"))]  # fmt: skip


async def test_a_known_outage_is_told_instead_of_sending_a_crew(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        (DARK, ("I am sorry", "Where is it?")),
        ("inform> [Jianshe Road 11](location)",
         ("We know of this outage", "storm damage", "09:00 to 12:00", "Is that the cause?")),
        ("[Yes, that is it]", ("I tell you here when the time changes", "!Your number")),
    ])  # fmt: skip
    assert [row.house_number for row in await rows(talk.db, Subscription)] == [11]
    assert await rows(talk.db, Ticket) == []
    await play(talk, 8, [
        (DARK, "Where is it?"), ("inform> Jianshe Road 11", "We know of this"),
        ("deny> no, mine is different", "your own switches"), *TO_CREW,
    ])  # fmt: skip


async def test_the_other_side_of_the_street_has_no_outage(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(
        talk, 7, [(DARK, "Where"), ("inform> Jianshe Road 12", ("own switches", "!We know of"))]
    )


async def test_arrears_are_told_only_to_who_is_linked(linked: Talk) -> None:
    await owe(linked, "1000000001", "312.40")
    told = "On this account ¥312.40 is long overdue"
    await play(linked, 1, [
        (DARK, (told, "https://pay.example.org", "[It is not that]")),
        ("[It is not that]", "your own switches"),
    ])  # fmt: skip
    await play(linked, 7, [
        (DARK, "Where is it?"), ("inform> Jianshe Road 11", ("your own switches", "!312")),
    ])  # fmt: skip
    await play(linked, 1, [
        ("/cancel", "Stopped"), (DARK, told), ("[I will pay]", "24 hours after paying"),
    ])  # fmt: skip
    await play(linked, 1, [("report_fault> no power at [Jianshe Road 11](location)", told)])
    assert await rows(linked.db, Ticket) == []


async def owe(talk: Talk, account: str, amount: str) -> None:
    """An old bill that was never paid."""
    async with talk.db.transaction() as tx:
        tx.add(Bill(account_number=account, period="2026-07", kwh=Decimal(600),
                    amount=Decimal(amount), due_on=date(2026, 8, 31), tiers=[]))  # fmt: skip


async def test_the_own_breaker_is_looked_at_first(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 12](location)", ("your own switches", "neighbours")),
        ("[It works again]", ("Good that it works again", "behind the meter")),
    ])  # fmt: skip
    await play(talk, 8, [
        ("report_fault> no power at [Jianshe Road 12](location)", "your own switches"),
        ("[It trips again at once]", ("behind the meter", "Unplug everything", "electrician")),
        ("[Send somebody all the same]", "How can we reach you?"),
    ])  # fmt: skip
    await play(talk, 9, [
        ("report_fault> no power at [Jianshe Road 12](location)", "your own switches"),
        ("it trips again at once", "Unplug everything"),
        ("affirm> ok I call one", ("before the meter", "!How can we reach")),
    ])  # fmt: skip
    assert await rows(talk.db, Ticket) == []


async def test_the_arrival_promise_is_that_of_the_zone(talk: Talk) -> None:
    for who, place, by in ((7, "Jianshe Road 11", "10:45"), (8, "Willow Village 8", "11:30")):
        await play(talk, who, [
            (f"report_fault> no power at [{place}](location)", "your own switches"), *TO_CREW,
            ("[Send the crew]", ("Your fault is reported", f"on site by today, Mon 23 Nov at {by}")),
        ])  # fmt: skip


async def test_staff_see_tier_place_and_what_the_switches_showed(linked: Talk) -> None:
    answer = await play(linked, 2, [
        ("report_fault> no power since an hour", "your own switches"),
        ("[The neighbours are dark too]", "reach you"), ("[Here in the chat]", "8 Willow Village"),
        ("[Send the crew]", "reported"),
    ])  # fmt: skip
    card = texts(answer, city.DESK)
    assert zh("Customer tier: {tier}", tier="diamond") in card and "柳树村8号" in card
    assert zh("The neighbours are dark too") in card and "no power since an hour" in card
    (ticket,) = await rows(linked.db, Ticket)
    assert (ticket.account_number, ticket.zone, ticket.tier) == ("1000000002", "rural", "diamond")


async def test_still_off_after_the_power_was_said_to_be_back(linked: Talk) -> None:
    from actions import notices
    from actions.work import Work
    from storage import outages
    from tests.talk import POLICY, ZONE

    outage_id = await city.outage(linked.db, "F1")
    async with linked.db.transaction() as tx:
        work = Work(tx, linked.now, POLICY, ZONE)
        await notices.end(work, await outages.get(tx, outage_id), "restored")
    assert "The power is back" in shown(await linked.new(), 1)
    await play(linked, 1, [
        ("complaint> I want to complain", "What is it about"),
        ("[Still no power?]", ("something of its own must be broken", "reach you", "!switches")),
        ("[Here in the chat]", "Still no power after notice"),
        ("[Send the crew]", ("Your fault is reported", "Back to your complaint")),
    ])  # fmt: skip
    (ticket,) = await rows(linked.db, Ticket)
    started = (city.NOW - timedelta(hours=1)).isoformat()
    assert ticket.facts == {"outage": outage_id, "since": started, "breaker": "still_off"}


async def test_an_account_hangs_where_its_own_data_say(linked: Talk) -> None:
    """The house ranges may be wrong; what the account says goes first."""
    from storage.models import Account

    async with linked.db.transaction() as tx:
        (await tx.get_one(Account, "1000000001")).feeder_code = "F2"
    await city.outage(linked.db, "F2")
    assert "We know of this outage" in shown(await do(linked, 1, DARK), 1)


# What is no place


LOST = "I do not find that place"


@pytest.mark.parametrize("said", [
    "inform> 15 Baker Street", "inform> the whole street", "inform> Emma Clarke", "inform> i dont want to tell my address",
    "deny:0.4> 不想说", "inform> 东边那个大院子",
])  # fmt: skip
async def test_no_crew_goes_where_nobody_knows_the_place(talk: Talk, said: str) -> None:
    answer = await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        ("report_fault> no power", "Where is it?"), (said, (LOST, "[Please ask me about it]", "!switches")),
        ("inform> by the bakery", "switches"), ("[All on, still no power]", ""),
        ("[Here in the chat]", ("by the bakery", "Somebody asks you for it first")),
        ("[Send the crew]", ("Somebody asks you for it first", "!on site by")),
    ])  # fmt: skip
    assert "⚠️" in texts(answer, city.DESK)


async def test_a_place_found_at_the_second_try_is_a_place(talk: Talk) -> None:
    answer = await play(talk, 7, [
        ("report_fault> no power at [Baker Street](location)", LOST), ("inform> Jianshe Road 11", "switches"),
        ("[All on, still no power]", ""), ("[Here in the chat]", ("Where: 11 Jianshe Road", "!Somebody asks")),
        ("[Send the crew]", "on site by"),
    ])  # fmt: skip
    assert "⚠️" not in texts(answer, city.DESK)


async def test_who_cannot_say_where_is_asked_by_a_person(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [my flat](location)", ("Where is it?", f"!{LOST}")),
        ("inform> 0788 600 0009", ("I have noted your phone number", "Where is it?")),
        ("inform> behind the old mill", LOST), ("[Please ask me about it]", "switches"),
        ("[All on, still no power]", ("Contact: 0788 600 0009", "Somebody asks you")),
    ])  # fmt: skip


# A known outage that cannot be the cause


@pytest.mark.parametrize("said", [
    "power is off since 6 am", "no power, the neighbours have light", "half of my house has no electricity",
    "only my house is dark", "我家没电,邻居都有电", "家里一半没电，灯还亮着",
    "屋企冇電，隔離有電",
])  # fmt: skip
async def test_a_known_outage_is_no_cause_where_it_does_not_fit(talk: Talk, said: str) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}, [Jianshe Road 11](location)", ("!Is that the cause", "switches")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["a street light is out", "路灯不亮了"])
async def test_a_known_outage_is_no_cause_of_a_dark_street_light(talk: Talk, said: str) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}, [Jianshe Road 11](location)", ("!Is that the cause", "!switches", "reach you")),
    ])  # fmt: skip


async def test_where_it_fits_it_is_offered_and_others_with_light_speak_against_it(
    talk: Talk,
) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("report_fault> no power since an hour, the neighbours have no power too, [Jianshe Road 11](location)",
         "Is that the cause"),
        ("inform> but the neighbours have light", "switches"),
    ])  # fmt: skip


# What was said already of the switches, and what is said instead of an answer


@pytest.mark.parametrize(("said", "found"), [
    ("No power since 7pm, main switch is on, neighbours have light", "All on, still no power"),
    ("no power here, none of the breakers tripped", "All on, still no power"),
    ("没电了,总闸没跳,邻居有电", "All on, still no power"), ("停電,開關都正常", "All on, still no power"),
    ("everything is dark, the neighbours are dark too", "The neighbours are dark too"),
    ("没电,整栋楼都停了", "The neighbours are dark too"),
])  # fmt: skip
@pytest.mark.parametrize("later", [False, True])
async def test_what_the_story_says_of_the_switches_is_not_asked(
    talk: Talk, said: str, found: str, later: bool
) -> None:
    begin = [("/language", ""), ("[English]", "")]
    if later:
        begin += [(DARK, "Where"), (f"inform> [Jianshe Road 12](location), {said}", ("reach you", "!switches"))]  # fmt: skip
    else:
        begin += [(f"report_fault> {said}, [Jianshe Road 12](location)", ("reach you", "!switches"))]  # fmt: skip
    await play(talk, 7, [*begin, ("[Here in the chat]", f"Your switches: {found}")])


@pytest.mark.parametrize("said", [
    "家里还没电", "the main switch is not on", "总闸没合上", "no power, neighbours have light", "I have not looked at the breakers",
    "没电，邻居有电",
])  # fmt: skip
async def test_the_switches_are_asked_about_where_nothing_was_said_of_them(
    talk: Talk, said: str
) -> None:
    alone = "neighbours" in said or "邻居" in said
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}, [Jianshe Road 12](location)", ("own switches", ("!" if alone else "") + "Do the neighbours have power")),
    ])  # fmt: skip


@pytest.mark.parametrize("intent", ["inform", "report_fault", "ask_outage", "deny"])
@pytest.mark.parametrize("said", [
    "就我家一户", "only me", "since 6am", "今天早上六点", "今朝七點開始", "555 0123 4567", "an hour ago",
])  # fmt: skip
async def test_what_is_said_instead_of_an_answer_is_kept_and_asked_once_more(
    talk: Talk, said: str, intent: str
) -> None:
    asked = [("/language", ""), ("[English]", ""),
             ("report_fault> no power at [Jianshe Road 12](location)", "own switches"),
             (f"{intent}> {said}", ("I have noted it.", "own switches", "!did not get"))]  # fmt: skip
    await play(talk, 7, asked)
    phone = said.startswith("555")
    await play(talk, 7, [(f"{intent}> {said}", "go on without it")])
    if not phone:
        await do(talk, 7, "[Here in the chat]")
    await play(talk, 7, [("[Send the crew]", "reported")])
    (ticket,) = await rows(talk.db, Ticket)
    assert said in (ticket.contact if phone else ticket.words)


async def test_who_is_not_understood_twice_goes_on_without_the_answer(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 12](location)", "own switches"),
        ("inform:0.3> banana", ("did not get", "own switches")), ("inform:0.3> pear", ("go on without it", "reach you")),
    ])  # fmt: skip
    await play(talk, 8, [
        ("report_fault> no power at [Jianshe Road 12](location)", "own switches"),
        ("inform> will do", "Take your time"), ("inform:0.3> banana", "own switches"),
        ("inform> nothing tripped", "reach you"),
    ])  # fmt: skip


# A light of the street


@pytest.mark.parametrize("said", [
    "a street light is broken at [Jianshe Road 11](location)", "路灯坏了,[Jianshe Road 11](location)门口",
    "the streetlight outside [Jianshe Road 11](location) is flickering", "街燈唔着,[Jianshe Road 11](location)", "路灯没电了,[Jianshe Road 11](location)",
])  # fmt: skip
async def test_a_street_light_has_no_switches_of_the_customer(linked: Talk, said: str) -> None:
    await owe(linked, "1000000001", "312.40")
    await play(linked, 1, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}", ("reach you", "!switches", "!overdue")),
        ("[Here in the chat]", "[Send the crew]"), ("[Send the crew]", "reported to the crew"),
    ])  # fmt: skip


async def test_a_street_light_is_not_looked_for_at_home(linked: Talk) -> None:
    await play(linked, 1, [("report_fault> a street light is out", "Where is it?"),
                           ("inform> [Jianshe Road 12](location)", ("reach you", "!switches"))])  # fmt: skip


@pytest.mark.parametrize("said", [
    "my house is dark and the street light too", "no power, the street lights are on", "家里没电,路灯还亮着", "路灯和我家都不亮",
])  # fmt: skip
async def test_a_dark_house_beside_a_street_light_has_switches(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        (f"report_fault> {said}, [Jianshe Road 12](location)", "own switches"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["report_fault> no power at [Jianshe Road 12](location), neighbours are fine, breaker's on",
     "report_fault> no power at [Jianshe Road 12](location), all switches on, the neighbours have light",
     "report_fault> no power at [Jianshe Road 12](location). all on, only me"],
)  # fmt: skip
async def test_what_the_first_message_says_of_switches_and_neighbours_is_not_asked(
    talk: Talk, said: str
) -> None:
    await play(talk, 7, [(said, ("reach you", "!switches first"))])

"""What goes on from an answer about outages, and what a message is that names no place."""

from datetime import timedelta

import pytest

from tests import city
from tests.actions.scenes import MENU, Answered, Said, play
from tests.actions.test_outages import end
from tests.talk import Talk, texts

ABOUT = ("ask_outage> is there an outage at [Jianshe Road 11](location)?", "For 11 Jianshe Road")
HERE = "For 11 Jianshe Road"


@pytest.mark.parametrize("said", [
    "ask_outage> how long will it take?", "ask_outage> when will it be back?", "ask_help:0.4> why?",
    "give_suggestion:0.5> why is it off?", "ask_help:0.3> was it planned?", "ask_outage> is it planned work",
    "ask_outage> 还要多久", "dispute_bill> 點解", "ask_help:0.3> 为什么停", "ask_outage:0.3> 几点能来电",
    "ask_outage:0.3> 那什么时候好", "ask_outage> is it back [there](location)?",
])  # fmt: skip
async def test_a_question_without_a_place_is_about_the_last_one(talk: Talk, said: str) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [("/language", ""), ("[English]", ""), ABOUT, (said, (HERE, "Fault", "!For which place"))])  # fmt: skip


@pytest.mark.parametrize(("said", "answered"), [
    ("inform> and on [Friday](time)?", "For 11 Jianshe Road, Fri 27 Nov"),
    ("ask_ticket:0.4> what about [tomorrow](time)?", "For 11 Jianshe Road, tomorrow, Tue 24 Nov"),
    ("inform> 那明天呢", "For 11 Jianshe Road, tomorrow, Tue 24 Nov"),
    ("inform> [二十一号](time)呢", "For 21 Jianshe Road no"), ("inform> 幺[三号](time)呢", "For 13 Jianshe Road no"),
    ("inform> [82号](time)呢", "For 82 Jianshe Road no"), ("out_of_scope:0.3> 那九十号呢", "For 90 Jianshe Road no"),
    ("inform:0.3> 隔壁十三號呢", "For 13 Jianshe Road no"), ("inform:0.3> and number 13?", "For 13 Jianshe Road no"),
    ("inform:0.3> what about 13", "For 13 Jianshe Road no"),
    ("ask_tariff:0.5> and at my mum's in [Willow Village](location)?", "For Willow Village"),
])  # fmt: skip
async def test_the_same_is_asked_of_another_day_or_place(
    talk: Talk, said: Said, answered: Answered
) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), ABOUT, (said, answered)])


@pytest.mark.parametrize(("said", "answered"), [
    ("ask_connection:0.64> [Willow Village](location)", "For Willow Village no outage"),
    ("give_suggestion:0.5> [柳树村](location)呢", "For Willow Village no outage"),
    ("ask_connection> [Sunshine Gardens](location)", ("There are several places", "[West District · Sunshine Gardens]")),
    ("inform> [阳光花园](location)", "There are several places"),
    ("ask_connection> [Moonlight Gardens](location)", ("I do not know this place", "For which place?")),
    ("ask_connection> new supply for [Willow Village](location)", "!no outage"),
])  # fmt: skip
async def test_a_bare_place_is_the_same_question(
    talk: Talk, said: Said, answered: Answered
) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), ABOUT, (said, answered)])


async def test_how_long_and_why_are_about_the_days_just_told(talk: Talk) -> None:
    fault = await city.outage(talk.db, "F1")
    await end(talk, fault, "restored")
    talk.now += timedelta(days=3)
    await play(talk, 7, [
        ("ask_outage> was it off at [Jianshe Road 11](location) [on Monday](time)?", ("Mon 23 Nov, I know of this", "storm damage")),
        ("ask_help:0.3> why?", ("Mon 23 Nov, I know of this", "storm damage")), ("ask_outage> how long?", "Mon 23 Nov, I know of this"),
        ("inform> and [tomorrow](time)?", ("tomorrow, Fri 27 Nov, no outage", "!23 Nov")),
    ])  # fmt: skip


async def test_no_power_there_needs_no_address(talk: Talk) -> None:
    await play(talk, 7, [
        ABOUT, ("report_fault> yes my power is off", ("look at your own switches", "!Where is it")),
    ])  # fmt: skip


async def test_after_half_an_hour_the_place_is_asked_for(talk: Talk) -> None:
    await play(talk, 7, [ABOUT])
    talk.now += timedelta(minutes=31)
    await play(talk, 7, [("ask_outage> how long will it take?", "For which place?")])


async def test_another_subject_between_is_what_why_asks_about(talk: Talk) -> None:
    await play(talk, 7, [ABOUT])
    talk.now += timedelta(minutes=1)
    await play(talk, 7, [("thank> thanks", "welcome"), ("ask_help:0.3> why?", f"!{HERE}")])


ASK = ("ask_outage> how long will it take?", "For which place?")


@pytest.mark.parametrize(("said", "answered"), [
    ("thank> thanks", "You are welcome"), ("goodbye> ok bye", "Goodbye"),
    ("report_fault> report a fault", "Let us see what it is"), ("ask_tariff> what's the price?", "kWh"),
    ("ask_help> what can you do?", MENU), ("inform:0.5> I don't know", "Whenever you like"),
    ("thank> 谢谢", "welcome"), ("report_fault> 我要線上報修", "抱歉"),
])  # fmt: skip
async def test_no_place_ends_the_question_for_one(
    talk: Talk, said: Said, answered: Answered
) -> None:
    await play(talk, 7, [
        ASK, (said, (answered, "!do not know this place", "!in the middle") if isinstance(answered, str) else answered),
        ("ask_ticket> my tickets", "!in the middle"),
    ])  # fmt: skip


async def test_an_unknown_place_is_asked_for_once_more_only(talk: Talk) -> None:
    await play(talk, 7, [
        ASK, ("inform> Baker Street 15", "do not know this place"),
        ("inform> Cooker Street 16", "!do not know this place"),
    ])  # fmt: skip
    await play(talk, 8, [
        ASK, ("inform> Baker Street 15", "do not know this place"), ("inform> Jianshe Road 11", HERE),
    ])  # fmt: skip


async def test_what_waits_goes_on_after_it(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint_power_quality> the lights flicker", "?"), ("ask_outage> is it planned work?", "For which place?"),
        ("complaint_interruption> nobody told us of works", ("!do not know this place", "Which address")),
    ])  # fmt: skip


async def test_when_the_crew_comes_is_the_promise_of_the_ticket(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 11](location)", "switches"), ("[All on, still no power]", ""),
        ("[Here in the chat]", "[Send the crew]"), ("[Send the crew]", "on site by"),
        ("ask_outage> when will they be here?", ("Your repair WL-", "on site by", "!For which place")),
        ("ask_ticket:0.4> are they coming?", ("Your repair WL-", "on site by")),
        ("ask_outage> how long will it take?", ("Your repair WL-", "on site by", "!no outage is known")),
        ("ask_help:0.3> 师傅几点到", "WL-"), ("ask_outage> outage at [Jianshe Road 11](location)?", "Your repair WL-"),
    ])  # fmt: skip


# Several of one name


@pytest.mark.parametrize("said", [
    "inform> the one in West District", "ask_help:0.4> West District", "inform> 城西区的", "affirm:0.4> the second one",
    "inform> 第二个", "inform> the west one", "inform> 城西那个",
])  # fmt: skip
@pytest.mark.parametrize(("first", "then"), [
    ("ask_outage> outage at [Sunshine Gardens 12](location)?", "For 12 Sunshine Gardens I know of this"),
    ("report_fault> lights out at [Sunshine Gardens 12](location)", "We know of this outage"),
])  # fmt: skip
async def test_words_choose_one_of_several(talk: Talk, said: Said, first: str, then: str) -> None:
    await city.outage(talk.db, "F2")
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""),
        (first, ("several places of that name", "[West District · 12 Sunshine Gardens]")), (said, then),
    ])  # fmt: skip


async def test_in_a_complaint_it_is_asked_as_well_and_kept_with_its_number(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint_interruption> always outages at [Sunshine Gardens 12](location), no one tells us", ""),
        ("affirm> yes", "several places of that name"), ("inform> the one in West District", "photo"),
        ("deny> no", ""), ("[Here in the chat]", "Where: 12 Sunshine Gardens"),
    ])  # fmt: skip


async def test_two_places_of_different_names_are_both_told(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_outage> outage at [Willow Village](location) and [Jianshe Road](location)?",
         ("For Willow Village", "For Jianshe Road", "!several places")),
    ])  # fmt: skip


# Districts


async def test_what_is_off_or_planned_in_a_district(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await city.outage(talk.db, "F2", "planned", timedelta(days=8), timedelta(days=8, hours=2))
    await play(talk, 7, [
        ("ask_outage> which areas have no power right now?", ("For our whole area", "East line", "Hill line")),
        ("ask_outage> any outages in [West District](location)?", ("For West District", "Hill line", "!East line")),
        ("ask_outage> planned works in West District [next week](time)?", ("West District, Mon 30 Nov", "Hill line")),
        ("ask_outage> planned works in West District [tomorrow](time)?", "no outage is known"),
        ("complaint_interruption> outages in West District", ("For West District", "!sorry that")),
        ("ask_outage> is it off? I wait at least an hour", "!East District"),
    ])  # fmt: skip
    await play(talk, 8, [
        ("ask_outage> 城西区停电吗", ("城西区", "!查哪里")), ("ask_outage> 全市今天哪里停电", "城东线"),
    ])  # fmt: skip
    await play(talk, 9, [ASK, ("inform> West District", "For West District")])


# Building and flat


@pytest.mark.parametrize(("said", "where", "card"), [
    ("Jianshe Road 11, flat 2B", "Where: 11 Jianshe Road, flat 2B", "建设路11号 flat 2B"),
    ("建设路11号3栋2单元1801", "11 Jianshe Road, 3栋2单元1801", "建设路11号3栋2单元1801"),
    ("城东区阳光花园5栋2单元403", "Where: Sunshine Gardens, 5栋2单元403", "阳光花园5栋2单元403"),
    ("建设路5栋2单元", "Where: Jianshe Road, 5栋2单元", "建设路5栋2单元"),
    ("柳樹村7座12樓A室", "Where: Willow Village, 7座12樓A室", "柳树村7座12樓A室"),
])  # fmt: skip
async def test_building_and_flat_are_kept_as_written(
    talk: Talk, said: str, where: str, card: str
) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), ("report_fault> no power", "Where is it?"),
                         (f"inform> {said}", "switches"), ("[All on, still no power]", ""),
                         ("[Here in the chat]", where)])  # fmt: skip
    answer = await play(talk, 7, [("[Send the crew]", "WL-")])
    assert card in texts(answer, city.DESK)
    await play(talk, 7, [("ask_ticket> my tickets", where.removeprefix("Where: "))])


@pytest.mark.parametrize("said", ["?", "。。。"])
async def test_signs_alone_are_no_place(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        ("ask_outage> is there an outage at [Jianshe Road 11](location)?", "Jianshe Road"),
        (f"out_of_scope:0.30> {said}", "!Jianshe Road"),
    ])  # fmt: skip


async def test_after_an_answer_for_a_day_a_number_is_a_day_where_it_can_be(talk: Talk) -> None:
    asked = (
        "ask_outage> is there an outage at [Jianshe Road 11](location) [tomorrow](time)?",
        "tomorrow",
    )
    await play(talk, 7, [("/language", ""), ("[English]", ""), asked, ("inform> [25号](time)呢", "11 Jianshe Road, Wed 25 Nov"),
                         ("inform> [82号](time)呢", "For 82 Jianshe Road, Wed 25 Nov")])  # fmt: skip

"""Requests: which class they belong to, what to bring, what they may turn into, and when we call."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import locales
from actions.kinds import KINDS
from storage.models import Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_tickets import COMPLAINT
from tests.talk import POLICY, Talk, texts

OFFERS = {locales.text(language, "Have the meter tested") for language in locales.LANGUAGES}


async def newest(talk: Talk) -> Ticket:
    """The newest ticket."""
    return (await rows(talk.db, Ticket))[-1]


# Applications.


async def test_an_application_is_proposed_from_the_words_and_confirmed(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_connection> I want solar panels at [Jianshe Road 11](location)",
         ("I note it under “Solar”. Is that right?", "[Yes, that is right]", "[Charger]")),
        ("[Yes, that is right]", ("reach you", "!What is it for?")),
        ("[Here in the chat]", ("Subject: Solar", "Please have these papers ready:", "· Plan of the installation")),
        ("[Send]", "Your request is recorded"),
        ("ask_ticket> WL-20261123-0001", "· Plan of the installation"),
    ])  # fmt: skip
    assert ((await newest(talk)).subclass, (await newest(talk)).detail) == ("solar", "")


@pytest.mark.parametrize(
    ("words", "detail", "promised"),
    [("new supply for my shop", "low_voltage", "Tue 1 Dec"), ("new connection for my house", "household", "Mon 30 Nov"),
     ("new supply with high voltage", "high_voltage", "Wed 23 Dec")],
)  # fmt: skip
async def test_the_figures_depend_on_the_supply(
    talk: Talk, words: str, detail: str, promised: str
) -> None:
    await play(talk, 7, [
        (f"ask_connection> {words} at [Jianshe Road 11](location)", "under “New supply”"),
        ("[Yes, that is right]", "reach you"), ("[Here in the chat]", "New supply · "),
        ("[Send]", f"You will have our answer by {promised}"),
    ])  # fmt: skip
    assert (await newest(talk)).detail == detail


async def test_what_the_words_do_not_say_is_asked(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_connection> I need an electrician of yours at [Jianshe Road 11](location)", "What would you like to apply for?"),
        ("[More capacity]", ("What is it for?", "[High voltage, fed from two sides]", "[Skip]")),
        ("inform> hm hm", "Please choose one."), ("inform> 我的餐馆", "reach you"),
        ("[Here in the chat]", "More capacity · A shop or office"),
        ("[Change something]", "[Subject]"), ("[Subject]", "What would you like to apply for?"),
        ("[Charger]", ("Subject: Charger", "!A shop")), ("[Send]", "recorded"),
    ])  # fmt: skip
    assert ((await newest(talk)).subclass, (await newest(talk)).detail) == ("charger", "")


def test_every_application_has_its_papers_in_three_languages() -> None:
    papers = POLICY.kinds["application"].papers
    assert set(papers) == set(KINDS["application"].subclasses)
    listed = [paper for found in papers.values() for paper in found]
    assert all(set(paper) == {"en", "zh_Hans", "zh_Hant"} for paper in listed) and listed


@pytest.mark.parametrize(
    ("words", "subclass"),
    [("我要过户", "name"), ("想裝一個充電樁", "charger"), ("家里要增容", "capacity"), ("屋顶光伏并网", "solar"),
     ("新房报装", "new_supply"), ("a wallbox for my electric car", "charger"), ("change of name please", "name"),
     ("new supply for an EV charger", ""), ("你好", "")],
)  # fmt: skip
def test_what_the_words_of_an_application_speak_of(words: str, subclass: str) -> None:
    kind = KINDS["application"]
    assert kind.guess(kind.subclasses, words) == subclass


# The meter.


async def test_a_bill_doubt_offers_a_meter_test_and_takes_the_words_along(linked: Talk) -> None:
    await play(linked, 1, [
        ("dispute_bill> my bill is too high this month", "!tested"), ("[Here in the chat]", ""),
        ("[Send]", ("Your enquiry is recorded", "If you doubt the meter itself", "[Have the meter tested]")),
        ("ask_ticket> WL-20261123-0001", "[Have the meter tested]"),
        ("[Have the meter tested]", ("We test the meter", "my bill is too high", "Jianshe Road", "[Send]")),
        ("[Send]", "Your meter test is ordered"),
    ])  # fmt: skip
    made = await newest(linked)
    assert (made.kind, made.account_number, made.contact) == ("meter_test", "1000000001", "chat")


@pytest.mark.parametrize(
    "words",
    ["please test my meter", "给我校表", "帮我验一下电表", "請幫我校表", "电表不准,校验一下"],
)
async def test_words_for_a_meter_test_offer_it_at_once(talk: Talk, words: str) -> None:
    heard = await do(talk, 7, f"dispute_bill> {words}")
    labels = [label for m in heard for label in m["buttons"]]
    invite = next(b for b in labels if b in OFFERS)
    await do(talk, 7, f"[{invite}]")
    await do(talk, 7, "inform> Jianshe Road 11")
    heard = await do(talk, 7, "inform> 13912345678")
    assert words in texts(heard, 7)
    assert not await rows(talk.db, Ticket)


async def test_somebody_elses_ticket_gives_nothing_away(talk: Talk) -> None:
    await play(talk, 7, [("dispute_bill> my secret bill", ""), ("[Skip]", ""), ("[Here in the chat]", ""), ("[Send]", "")])  # fmt: skip
    await do(talk, 8, "hello")
    from storage import people
    from tests.actions.test_complaints import tap

    async with talk.db.transaction() as tx:
        button = {"do": "request.new", "kind": "meter_test", "ticket": 1}
        await people.add_keyboard(tx, "k8", 8, [button], talk.now)
    assert "secret" not in shown(await tap(talk, 8, "k8:0"), 8)


# A call.


@pytest.mark.parametrize(
    ("at", "said"),
    [(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), ""), (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), "tomorrow, Tue 24 Nov at 08:30"),
     (datetime(2026, 11, 28, 3, 0, tzinfo=UTC), "Mon 30 Nov at 08:30")],
)  # fmt: skip
async def test_outside_the_hours_it_says_when_somebody_calls(
    talk: Talk, at: datetime, said: str
) -> None:
    talk.now = at
    heard = await play(talk, 7, [("ask_human> a person please", ""), ("inform> my meter", ""),
                                 ("[Here in the chat]", ""), ("[Send]", "Your request for a person is recorded.")])  # fmt: skip
    assert ("We are back" in texts(heard, 7)) == bool(said)
    assert said in texts(heard, 7)


async def test_nobody_is_promised_a_call_in_the_night(talk: Talk) -> None:
    talk.now = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 22:00
    await play(talk, 7, [("ask_human> a person please", ""), ("inform> my meter", ""), ("[Here in the chat]", ""),
                         ("[Send]", "We will contact you by tomorrow, Tue 24 Nov at 10:30")])  # fmt: skip


# What a complaint is about, more exactly.


async def test_staff_say_what_a_complaint_is_about_more_exactly(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    made = await newest(talk)
    assert (made.subclass, made.detail) == ("service", "conduct")  # "he shouted"
    assert zh("Conduct of staff") in (await talk.outbox(city.DESK))[0].payload["text"]
    heard = await talk.press(city.AGENT, zh("Sub-class"), chat=city.DESK)
    assert len(heard[-1]["buttons"]) == len(KINDS["complaint"].details["service"])
    label = next(b for b in heard[-1]["buttons"] if b in ("Hotline", zh("Hotline")))
    heard = await talk.press(city.AGENT, label, chat=city.DESK)
    assert zh("Hotline") in next(m["text"] for m in heard if m["key"].startswith("card:"))
    assert texts(heard, 7) == "" and (await newest(talk)).detail == "hotline"
    (event,) = await rows(talk.db, TicketEvent, what="sorted")
    assert (event.actor, event.note, event.shown) == ("An", "conduct → hotline", False)


@pytest.mark.parametrize(
    ("subclass", "words", "detail"),
    [("service", "热线打不通", "hotline"), ("service", "態度惡劣還罵人", "conduct"), ("business", "抄表抄错了", "reading"),
     ("interruption", "停电没有提前通知", "notice"), ("interruption", "not a single notice", "notice"),
     ("interruption", "天天停电,没人通知", ""), ("power_quality", "lamps flicker all evening", "swings"),
     ("power_quality", "電壓太低", "low"), ("construction", "they left a mess", "clearing"),
     ("construction", "踩坏了我的庄稼", "land"), ("service", "不满意", "")],
)  # fmt: skip
def test_what_the_words_of_a_complaint_speak_of(subclass: str, words: str, detail: str) -> None:
    kind = KINDS["complaint"]
    assert kind.guess(kind.details[subclass], words) == detail


def test_every_sub_class_has_its_words() -> None:
    for kind in KINDS.values():
        names = {name for names in kind.details.values() for name in names} | set(kind.subclasses)
        assert set(kind.clues) <= names
    assert set(KINDS["complaint"].clues) == {d for names in KINDS["complaint"].details.values() for d in names}  # fmt: skip


# What is asked before applying.

PAPERS, LENGTH, COSTS = "Please have these papers ready:", "How long it takes:", "What it costs:"


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_connection> what papers do I need for an EV charger?",
         ("<b>Charger</b>", PAPERS, "· Consent of the property", "!" + LENGTH, "[Apply for it]")),
        ("ask_connection> how long does it take to get solar connected, and what does it cost?",
         (LENGTH, "• Answer: 5 working days", COSTS, "on the roof is yours", "!" + PAPERS)),
        ("ask_connection> how long does a new supply take?",
         ("• Answer, A home: 5 working days", "• Answer, High voltage, fed from one side: 22 working days")),
        ("ask_tariff> how much do you charge to install a wallbox?", (COSTS, "!Household prices")),
        ("ask_connection> what documents do I need?", ("Which is it?", "[Change of name]", "[Solar]")),
        ("ask_tariff> how much is charging my EV at night?", "!" + COSTS),
        ("complaint_business> how long does it take, I applied for solar in May", "!" + LENGTH),
        ("ask_ticket> how long does my application take?", "!" + LENGTH),
    ],
)  # fmt: skip
async def test_questions_about_applying_are_answered_and_open_nothing(
    talk: Talk, said: str, answered: str | tuple[str, ...]
) -> None:
    await play(talk, 7, [(said, answered)])
    assert await rows(talk.db, Ticket) == []


@pytest.mark.parametrize(
    ("said", "figures"),
    [("ask_connection> 装充电桩要什么材料", "· "), ("out_of_scope:0.30> 過戶要多少錢", "過戶"),
     ("ask_connection> 屋顶光伏申请要多久", "5"), ("ask_tariff:0.40> 增容收费吗", "160")],
)  # fmt: skip
async def test_so_are_chinese_ones(talk: Talk, said: str, figures: str) -> None:
    heard = shown(await do(talk, 7, said), 7)
    assert figures in heard and heard.count("[") == 2


async def test_a_question_goes_on_from_the_last_answer_and_leads_to_the_form(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_connection> what documents do I need?", "Which is it?"),
        ("[Solar]", (PAPERS, "Plan of the installation")),
        ("ask_tariff> and how much is it?", (COSTS, "!Household prices")),
        ("ask_bill> how long?", LENGTH), ("[Apply for it]", "“Solar”"),
    ])  # fmt: skip
    talk.now += timedelta(minutes=2)
    await play(talk, 8, [("ask_tariff> how much is it?", "!" + COSTS)])


async def test_they_are_answered_in_the_form_too(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_connection> I need an electrician of yours at [Jianshe Road 11](location)", "What would you like to apply for?"),
        ("ask_connection> what papers do I need", "That depends"), ("[Charger]", ""),
        ("ask_tariff> how much does it cost?", (COSTS, "reach you", "!Household prices")),
        ("inform> 要带什么材料", ("· ", "!did not get")),
        ("[Here in the chat]", "Subject: Charger"), ("ask_outage> how long does it take?", (LENGTH, "[Send]")),
        ("[Send]", "Your request is recorded"),
    ])  # fmt: skip


def test_every_application_says_what_it_costs() -> None:
    costs = POLICY.kinds["application"].costs
    assert set(costs) == set(KINDS["application"].subclasses)
    assert all(set(text) == set(locales.LANGUAGES) for text in costs.values())


async def test_what_is_told_with_such_words_stays_with_the_application(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_connection> I want more power at [Jianshe Road 11](location)", "“More capacity”"),
        ("inform> a restaurant, all documents are ready", ("I have kept it with your words", "“More capacity”")),
        ("inform> 要带什么材料", ("· ", "!kept it")), ("[Yes", "reach you"),
        ("[Here in the chat]", "a restaurant, all documents are ready"),
    ])  # fmt: skip


@pytest.mark.parametrize(("said", "answered"), [
    ("ask_connection> I just bought the flat, bill still comes in the old owner's name, what do I need to change that", ("Change of name", "Identity cards of the old and the new holder")),
    ("ask_connection:0.6> 刚买的二手房，电费还是前房东的名字，要带什么材料", "Change of name"),
    ("ask_connection> I want to put the account into my daughter's name", "“Change of name”"),
    ("ask_bill:0.3> please close my account and send the final bill", "“Closing an account”"),
    ("ask_connection> I'm moving out on Friday, how do I close my account", "“Closing an account”"),
    ("withdraw_ticket:0.3> 我要销户", "“Closing an account”"),
    ("complaint_business> I asked you to close my account and nobody did", "!Closing an account"),
])  # fmt: skip
async def test_a_change_of_name_and_a_closed_account_are_applied_for(
    talk: Talk, said: str, answered: Any
) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), (said, answered)])

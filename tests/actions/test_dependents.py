"""Homes where somebody depends on power: what they are told, and how they are registered."""

from typing import Any

import pytest

from nlu.life import depends, risks
from storage.models import Account, Confirmation, Ticket
from tests import city
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_alerts import publish
from tests.talk import Talk, texts

TOLD = "hear of every outage before all others"
FIRST = "call 120 first"


@pytest.mark.parametrize(
    "said",
    ["ask_outage> my son is on a ventilator, will you cut us tomorrow?",
     "out_of_scope:0.30> my mother has a dialysis machine, can I register it in case the power fails?",
     "subscribe_alerts> warn us before an outage, we have a dialysis machine"],
)  # fmt: skip
async def test_who_names_a_device_hears_what_is_done_for_such_homes(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, (TOLD, "within 24 hours", FIRST, "[🙋 Register us: somebody shall call me]"))])  # fmt: skip
    assert await rows(talk.db, Ticket) == []


async def test_the_question_about_the_outage_is_answered_too(linked: Talk) -> None:
    await publish(linked)
    for said in ("ask_outage> my son is on a ventilator, will you cut us tomorrow?",
                 "out_of_scope:0.20> my son is on a ventilator, is there an outage tomorrow?"):  # fmt: skip
        await play(linked, 1, [(said, (TOLD, "Planned outage", "[Register 11 Jianshe Road]"))])


@pytest.mark.parametrize(
    "said",
    ["ask_outage> 家里有呼吸机,明天停电怎么办", "out_of_scope:0.20> 屋企有呼吸機，聽日停電點算"],
)
async def test_so_do_chinese_words(linked: Talk, said: str) -> None:
    heard = shown(await do(linked, 1, said), 1)
    assert "120" in heard and "24" in heard and await rows(linked.db, Ticket) == []


async def test_a_device_alone_is_told_after_the_question_whether_life_is_at_risk(
    talk: Talk,
) -> None:
    await play(talk, 7, [
        ("inform:0.30> my mother has an oxygen concentrator", "life at risk"), ("no", (TOLD, FIRST)),
        ("[🙋 Register us: somebody shall call me]", ("reach you", "!What is it about")),
        ("[Here in the chat]", "[Send]"), ("[Send]", "Your request for a person is recorded."),
    ])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert (ticket.kind, ticket.words) == ("callback", "my mother has an oxygen concentrator")


async def test_a_linked_home_is_registered_with_one_press(linked: Talk) -> None:
    await publish(linked)
    await play(linked, 1, [("ask_outage> my son is on a ventilator, will you cut us tomorrow?", TOLD)])  # fmt: skip
    heard = await do(linked, 1, "[Register 11 Jianshe Road]")
    assert "is registered as depending on power" in texts(heard, 1)
    assert "I know, we are prepared" in shown(heard, 1)
    assert "1000000001" in texts(heard, city.DESK) and "19900000001" in texts(heard, city.DESK)
    assert "19900000001" not in texts(heard, 1)
    async with linked.db.reading() as tx:
        assert (await tx.get_one(Account, "1000000001")).medical
    assert [asked.account_number for asked in await rows(linked.db, Confirmation)] == ["1000000001"]
    assert [t.kind for t in await rows(linked.db, Ticket)] == ["callback"]
    await play(linked, 1, [
        ("[Register 11 Jianshe Road]", "registered already"),
        ("ask_outage> my son is on a ventilator, will you cut us tomorrow?",
         ("Registered with us: 11 Jianshe Road", "![Register")),
    ])  # fmt: skip


async def test_nobody_registers_somebody_elses_home(linked: Talk) -> None:
    from storage import people
    from tests.actions.test_complaints import tap

    await do(linked, 7, "hello")
    async with linked.db.transaction() as tx:
        button = {"do": "dependent.register", "account": "1000000001", "text": "x"}
        await people.add_keyboard(tx, "k7", 7, [button], linked.now)
    assert "not there any more" in shown(await tap(linked, 7, "k7:0"), 7)


async def test_it_is_heard_where_the_place_of_an_outage_is_asked(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_outage> will there be an outage tomorrow?", "For which place?"),
        ("inform:0.30> my son needs a ventilator if you cut us", (TOLD, "For which place?", "!I do not know this place")),
        ("inform> Jianshe Road 11", "no outage is known"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["claim_compensation> my ventilator was damaged when the power failed, I claim compensation",
             "complaint_service> nobody told my mother with her dialysis machine of the planned outage",
             "ask_outage> last year my mum was on oxygen when the power went off. Is there an outage today?",
             "ask_outage> we have no ventilator, is there an outage at Jianshe Road 11?"],
)  # fmt: skip
async def test_a_device_in_another_story_is_a_part_of_it(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, "!" + TOLD)])


async def test_a_device_alone_is_an_alarm_where_an_outage_is_known(linked: Talk) -> None:
    await city.outage(linked.db)
    alarm = "I have just alerted our people on duty"
    await play(linked, 1, [("inform:0.30> my mother has an oxygen concentrator", alarm)])
    await play(linked, 7, [("ask_outage> is the power off at [Jianshe Road 13](location)?", "storm damage"),
                           ("inform:0.30> we have a ventilator", alarm)])  # fmt: skip
    await play(linked, 8, [("inform:0.30> we have a ventilator", "life at risk")])


HEARD: list[tuple[str, Any]] = [
    ("the power is off and we have a ventilator, what if the battery runs out?", True),
    ("现在停电了,明天才来电,家里有呼吸机", True),
    ("停电了，老人靠制氧机，万一电池没电怎么办", True),
    ("no power, mum is on oxygen, only 1 hour left until tomorrow's delivery", True),
    ("will it be out for long? my mother is on oxygen and we lost power", True),
    ("will the power be back soon, dad is on a ventilator", True),
    ("my son is on a ventilator, will the power be off on Monday?", False),
    ("我妈用制氧机,星期五会停电吗", False), ("我妈用制氧机,已经停电了,还会停电吗", True),
    ("if the power is off tomorrow, what about our ventilator", False),
    ("如果停电了,我家的呼吸机怎么办", False), ("家里有呼吸机,明天停电了怎么办", False),
    ("如果再不来电，我爸的呼吸机就要停了", True), ("停电一小时了，万一呼吸机没电怎么办", True),
    ("家里没电，我爸的呼吸机要是停了会出人命", True), ("家里停电，如果制氧机停了怎么办", True),
    ("如果停电两小时，我家的呼吸机怎么办", False), ("如果家里停电，呼吸机怎么办", False), ("要是没电，制氧机怎么办", False),
    ("we are without power, if the oxygen machine stops she dies", True),
    ("there is no electricity here, what if the ventilator stops", True),
    ("power off for two hours, what if the ventilator fails", True),
    ("the lights are out here and if the oxygen machine stops she dies", True),
    ("if you don't restore power my father's ventilator stops", True),
    ("if we are without power tomorrow, what about the ventilator", False),
    ("what if there is no electricity on Monday, dad has a ventilator", False),
]  # fmt: skip


@pytest.mark.parametrize(("said", "now"), HEARD)
def test_an_if_or_a_tomorrow_does_not_hide_what_fails_now(said: str, now: bool) -> None:
    assert bool(risks(said)) is now and depends(said)


@pytest.mark.parametrize(
    ("said", "answered"),
    [("ask_outlet> where is the nearest hall? my mother has a dialysis machine", "8:30-17:30"),
     ("withdraw_ticket> withdraw my complaint, my mother with her dialysis machine is tired", "[Yes, withdraw it]")],
)  # fmt: skip
async def test_what_else_is_wished_is_done_too(linked: Talk, said: str, answered: str) -> None:
    await play(linked, 1, [
        ("complaint_service> your staff were rude", ""), ("[Yes]", ""), ("[Skip]", ""),
        ("[Here in the chat]", ""), ("[Send", "Your number"), (said, (TOLD, answered)),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["urge_ticket> I want to be on the priority list, my son is tube fed with a pump",
     "ask_help> my mum has a home ventilator, what do you do for people like us?",
     "out_of_scope:0.3> how do we get on the priority list?"],
)  # fmt: skip
async def test_a_plain_wish_to_be_on_the_list_is_heard(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, (TOLD, "[🙋 Register us: somebody shall call me]"))])


@pytest.mark.parametrize(
    "said",
    ["thank> my late husband no longer needs the oxygen machine. Please remove us from the medical register",
     "unsubscribe_alerts> we will be abroad, please take us off the medical list"],
)  # fmt: skip
async def test_a_device_that_is_gone_is_for_staff(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, ("A colleague gets in touch", "reach you", "!" + TOLD)),
                         ("[Here in the chat]", "[Send]"), ("[Send]", "is recorded")])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert (ticket.kind, ticket.words) == ("callback", said.split("> ")[1])


async def test_a_device_without_a_reserve_is_not_gone(talk: Talk) -> None:
    said = "ask_outage> my dad depends on oxygen and we don't have a second battery, any planned outage?"
    await play(talk, 7, [(said, (TOLD, "!A colleague gets in touch"))])


async def test_the_works_that_run_are_told_beside_the_question_whether_it_is_urgent(
    talk: Talk,
) -> None:
    await city.outage(talk.db, "F1")
    said = "ask_outage> we have a dialysis machine at home at [Jianshe Road 11](location), how long will today's works last?"
    await play(talk, 7, [(said, ("12:00", "life at risk")), ("no", TOLD)])


async def test_the_call_is_asked_for_only_once(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_outage> my son is on a ventilator, will you cut us tomorrow?", TOLD),
        ("ask_human> somebody should call me", "What is it about"),
        ("[🙋 Register us: somebody shall call me]", "reach you"),
        ("[Here in the chat]", "[Send]"), ("[Send]", ("is recorded", "!Back to", "!What is it about")),
    ])  # fmt: skip

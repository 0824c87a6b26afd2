"""A life that hangs on a device: advice that fits, the outage that is known, power that is back; all-clears."""

import pytest

from storage.models import Ticket
from tests import city
from tests.actions.scenes import do, play, rows, zh
from tests.talk import Talk, texts

DEVICE = "report_fault> power just went at [Jianshe Road 12](location) and my mum's oxygen concentrator only has 40 minutes of battery"
DONE = [(DEVICE, "How can we reach you?"), ("[Here in the chat]", "straight to our people")]
PASSED = "Passed on to our people on duty."


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_help> what should I do until you come?", ("oxygen bottle", "120", "has power", "!Touch nothing")),
        ("inform:0.3> the battery is down to 20 minutes", ("Call 120 now", "has power", "!Touch nothing")),
        ("电池只剩二十分钟了", "120"),
        ("ask_outage> should I touch the machine?", ("oxygen bottle", "!Touch nothing")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("afterwards", [False, True])
async def test_who_waits_with_a_device_is_advised_on_it(
    talk: Talk, said: str, answered: tuple[str, ...], afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await play(talk, 7, [(said, answered)])
    assert said.split("> ")[-1] in texts(answer, city.DESK)


async def test_a_pole_that_wobbles_a_bit_gives_no_shock(talk: Talk) -> None:
    words = "report_hazard> the pole next to my gate at [Jianshe Road 12](location) wobbles a bit in the wind"
    await play(talk, 7, [(words, ("Keep away", "alerted", "!under power"))])


@pytest.mark.parametrize(
    "said",
    ["I withdraw what I said about a burning smell, it was toast", "I take that back about the burning thing",
     "我收回刚才说的着火"],
)  # fmt: skip
async def test_what_is_taken_back_goes_to_its_ticket_and_raises_none(talk: Talk, said: str) -> None:
    await play(talk, 7, [("sparks at the socket!", "Where is it?")])
    told = zh("❔ {number}: the reporter says that it is no danger. You decide; it stays open until you close it.",
              number="WL-20261123-0001")  # fmt: skip
    assert told in texts(await do(talk, 7, said), city.DESK)
    assert len(await rows(talk.db, Ticket)) == 1


async def test_what_is_taken_back_without_a_ticket_is_asked_about_once(talk: Talk) -> None:
    await play(talk, 7, [("I take that back about the burning thing", ("dangerous there right now", "!alerted"))])  # fmt: skip


@pytest.mark.parametrize("said", ["sparks stopped", "火花没了"])
async def test_that_it_has_stopped_is_a_note(talk: Talk, said: str) -> None:
    await play(talk, 7, [("sparks on the pole at Jianshe Road!", "reach you")])
    answer = await do(talk, 7, said)
    assert said in texts(answer, city.DESK) and "10 metres" not in texts(answer, 7)


@pytest.mark.parametrize(
    "said", ["sparks stopped but smoke comes out now", "sparks stopped", "火花没了,又冒烟了"]
)
async def test_what_goes_on_or_is_first_told_is_an_alarm(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, "🚨")])


@pytest.mark.parametrize(
    "said",
    ["report_hazard> but if it's dangerous do tell me", "report_hazard> 有危险的话还是要通知我"],
)
async def test_a_wish_to_be_told_of_danger_is_none(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, ("!🚨", "!right now", "!危险吗"))])


async def test_a_question_about_tonight_is_answered_though_a_device_is_named(talk: Talk) -> None:
    said = "ask_outage> I sleep with a CPAP, is a power cut tonight likely at [Jianshe Road 12](location)?"
    await play(talk, 7, [(said, ("depends on a device", "no outage", "!🚨"))])


@pytest.mark.parametrize(
    "said",
    ["report_fault> no power at [Jianshe Road 12](location), my CPAP battery lasts all night, no emergency",
     "report_fault> [建设路12号](location)停电了,呼吸机电池够用一晚,不急"],
)  # fmt: skip
async def test_who_says_that_it_is_no_emergency_is_asked_once(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, ("[", "!🚨"))])
    assert await rows(talk.db, Ticket) == []


async def test_a_battery_that_does_not_last_is_an_alarm(talk: Talk) -> None:
    said = "report_fault> no power at [Jianshe Road 12](location), the CPAP battery won't last the night"
    await play(talk, 7, [(said, "🚨")])


UNTIL = "We know of this outage at your place"


async def test_the_known_outage_is_told_with_the_alarm(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        (DEVICE.replace("12", "11"), ("🚨", "alerted", UNTIL, "09:00 to 12:00")), ("[Here in the chat]", "!" + UNTIL),
        ("ask_outage> how much longer is it off?", (UNTIL, "12:00", "on site by", PASSED)),
        ("几点来电", "12:00"),
        ("where are they?", ("on site by", "!" + UNTIL)),
    ])  # fmt: skip


async def test_it_is_told_as_soon_as_the_place_is_known(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    said = "report_fault> the power is off and my daughter's ventilator is on battery"
    await play(talk, 7, [(said, ("🚨", "!" + UNTIL)), ("inform> [Jianshe Road 11](location)", "reach you"),
                         ("[Here in the chat]", (UNTIL, "12:00"))])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["thank> it's back on, thank god", "she says it's back now", "the power is back, her oxygen machine runs", "来电了,谢谢"],
)  # fmt: skip
@pytest.mark.parametrize("afterwards", [False, True])
async def test_power_that_is_back_is_told_to_the_crew(
    talk: Talk, said: str, afterwards: bool
) -> None:
    await play(talk, 7, DONE if afterwards else DONE[:1])
    answer = await do(talk, 7, said)
    assert "💡" in texts(answer, city.DESK) and said.split("> ")[-1] in texts(answer, city.DESK)
    assert (
        "still come" in texts(answer, 7)
        or "是否" in texts(answer, 7)
        or "Good that" in texts(answer, 7)
    )
    assert "🚨" not in texts(answer, 7)


@pytest.mark.parametrize("said", ["power is back but he is unconscious", "来电了,但呼吸机不动"])
async def test_good_news_with_bad_news_is_no_all_clear(talk: Talk, said: str) -> None:
    await play(talk, 7, DONE)
    answer = await do(talk, 7, said)
    assert "💡" not in texts(answer, city.DESK) and said in texts(answer, city.DESK)


@pytest.mark.parametrize("said", ["is it back on?", "it's not back", "when is the power back"])
async def test_a_question_whether_it_is_back_is_no_news(talk: Talk, said: str) -> None:
    await play(talk, 7, DONE)
    assert "💡" not in texts(await do(talk, 7, said), city.DESK)


async def test_of_another_danger_power_that_is_back_is_more_of_the_story(talk: Talk) -> None:
    await play(talk, 7, [("sparks on the pole at Jianshe Road!", "reach you"), ("[Here in the chat]", ""),
                         ("it's back on and it sparks", "🚨")])  # fmt: skip


async def test_somebody_on_a_stairlift_is_a_life_and_how_he_is_reaches_the_crew(talk: Talk) -> None:
    first = (
        "report_fault> my stairlift stopped halfway with grandad on it, [Jianshe Road 12](location)"
    )
    await play(talk, 7, [(first, ("🚨", "alerted")), ("[Here in the chat]", "")])
    for said in ("ask_help:0.3> he's stuck but fine", "thank> he's down now, all good, thanks"):
        answer = await do(talk, 7, said)
        assert said.split("> ")[1] in texts(answer, city.DESK)
        assert len(await rows(talk.db, Ticket)) == 1

"""What raises the alarm, what is asked first, and what is advised."""

from typing import Any

import pytest

from storage.models import Ticket
from tests import city
from tests.actions.scenes import play, rows, zh
from tests.talk import Talk, texts

ALARM = "I have just alerted our people on duty"
ASKED = "Is something dangerous there right now?"


async def edit(talk: Talk, text: str, back: int = 0) -> list[dict[str, Any]]:
    """The person 7 edits their last message, or one before it."""
    message = {"message_id": talk._messages - back, "date": 1, "text": text,
               "chat": {"id": 7, "type": "private"}, "from": talk._person(7)}  # fmt: skip
    return await talk.update({"edited_message": message})


@pytest.mark.parametrize(
    "first",
    ["greet> hello", "report_fault> my lights are off at [Jianshe Road 12](location)",
     "complaint_service> nobody came", "ask_outage> when is the power back?"],
)  # fmt: skip
@pytest.mark.parametrize("danger", ["the meter box is on fire!", "电表箱着火了", "we have someone trapped in the lift"])  # fmt: skip
async def test_an_edited_message_is_an_alarm_like_a_new_one(
    talk: Talk, first: str, danger: str
) -> None:
    await play(talk, 7, [(first, "")])
    answer = await edit(talk, danger)
    assert ALARM in texts(answer, 7) and danger in texts(answer, city.DESK)
    assert [t.kind for t in await rows(talk.db, Ticket)] == ["hazard"]


async def test_an_edited_danger_stays_one_ticket(talk: Talk) -> None:
    await talk.say(7, "sparks at Jianshe Road 12")
    answer = await edit(talk, "sparks at Jianshe Road 21 and fire")
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.place_text == "建设路21号" and "and fire" in texts(answer, city.DESK)


@pytest.mark.parametrize(
    ("said", "advised"),
    [
        ("my mum is on oxygen and the power went off", "If the battery is low"),
        ("家里停电了，我爸靠制氧机", "120"),
        ("屋企冇電，阿媽用緊呼吸機", "120"),
        ("people are trapped in the lift because of the outage", "Call 119"),
        ("我媽被困電梯", "119"),
        ("emergency", "If a life is in danger"),
        ("help, quick!", "If a life is in danger"),
        ("救命", "120"),
        ("有人受伤了", "120"),
        ("my son got an electric shock from the tap", "Do not touch anybody"),
        ("我老公触电了!!", "120"),
        ("smoke from the meter in my kitchen", "Leave the room"),
        ("water is running into the sockets at my house, the breaker is wet", "Do not step into the water"),
        ("a kite hangs on the power line and a boy climbs the pole", "Never climb"),
        ("a wire is down on a car", ("Keep away, at least 10 metres", "stays inside")),
        ("gas smell and sparks from the socket", "light no flame"),
    ],
)  # fmt: skip
async def test_the_advice_fits_the_danger(
    talk: Talk, said: str, advised: str | tuple[str, ...]
) -> None:
    answer = await talk.say(7, said)
    assert said in texts(answer, city.DESK)
    for wanted in (advised,) if isinstance(advised, str) else advised:
        assert wanted in texts(answer, 7)


@pytest.mark.parametrize("said", ["I smell gas in my kitchen", "煤氣漏"])
async def test_gas_alone_is_advised_on_and_is_nobodys_ticket(talk: Talk, said: str) -> None:
    answer = await talk.say(7, said)
    assert answer and all(m["lane"] == 0 for m in answer)
    assert await rows(talk.db, Ticket) == []


@pytest.mark.parametrize(
    "said",
    ["nobody is hurt", "没人受伤", "what's the emergency number?", "救命,电费也太贵了吧",
     "I claim compensation, my ventilator was damaged when the power failed", "last year my mum was on oxygen when the power went off"],
)  # fmt: skip
async def test_negation_past_and_figures_of_speech_alarm_nobody(talk: Talk, said: str) -> None:
    await talk.say(7, said)
    assert await rows(talk.db, Ticket) == []


async def test_life_at_risk_in_a_form_takes_along_what_was_said(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 12](location)", "switches"),
        ("my husband is on a ventilator, 20 minutes left", (ALARM, "!Where is it?", "reach you")),
        ("[Here in the chat]", ("Thank you.", "!stay away", "own switches")),
        ("ask_outage> how long till they come", ("on site by", "own switches")),
    ])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.place_text == "建设路12号" and "no power" in ticket.words


async def test_a_device_alone_alarms_where_the_power_is_off_and_is_asked_elsewhere(
    talk: Talk,
) -> None:
    await play(talk, 8, [("we have a ventilator at home", "Is somebody's life at risk"),
                         ("no", "!alerted")])  # fmt: skip
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 12](location)", "switches"),
        ("we have a ventilator at home", ALARM),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["report_hazard:0.30> it is too high", "report_hazard:0.30> 有電"])
async def test_what_only_the_model_half_suspects_is_asked_first(talk: Talk, said: str) -> None:
    said_hazard(talk, said)
    await play(talk, 7, [(said, ASKED if said.isascii() else "")])
    assert await rows(talk.db, Ticket) == []
    await play(talk, 7, [("yes" if said.isascii() else "是", "")])
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.words == said.split("> ")[1]


@pytest.mark.parametrize("answer", ["no", "[No]"])
async def test_no_goes_on_with_what_was_said(talk: Talk, answer: str) -> None:
    said = "report_hazard:0.30> it is too high"
    said_hazard(talk, said, "dispute_bill")
    await play(talk, 7, [(said, ASKED), (answer, "!" + ALARM)])
    assert [t.kind for t in await rows(talk.db, Ticket)] != ["hazard"]
    await play(talk, 7, [("yes", "!" + ALARM)])


async def test_a_later_yes_is_no_answer_to_it(talk: Talk) -> None:
    said = "report_hazard:0.30> it is too high"
    said_hazard(talk, said)
    await play(talk, 7, [(said, ASKED), ("/menu", ""), ("affirm> yes", "!" + ALARM)])


@pytest.mark.parametrize(
    "said", ["report_hazard:0.30> the pole looks strange", "report_hazard:0.95> come quick to us"]
)
async def test_danger_words_or_a_clear_meaning_are_never_asked_about(talk: Talk, said: str) -> None:
    said_hazard(talk, said)
    await play(talk, 7, [(said, ALARM)])


async def test_a_known_place_where_one_is_asked_for_alarms_nobody(talk: Talk) -> None:
    await play(talk, 7, [("report_fault> no power", "Where is it?"),
                         ("report_hazard:0.95> Willow Village 8", ("!" + ALARM, "switches"))])  # fmt: skip


async def test_the_bare_name_of_a_place_alarms_nobody(talk: Talk) -> None:
    await play(talk, 7, [("report_hazard:0.95> Willow Village", "!" + ALARM)])


async def test_a_further_danger_is_advised_on_and_urgent(talk: Talk) -> None:
    await play(talk, 7, [("a wire is down at Jianshe Road 12", "10 metres")])
    answer = await play(talk, 7, [("my son got an electric shock!!", ("Do not touch anybody", "it is urgent"))])  # fmt: skip
    assert zh("🚨 {number}: urgent, the reporter tells of more danger:", number="WL-20261123-0001") in texts(answer, city.DESK)  # fmt: skip
    assert len(await rows(talk.db, Ticket)) == 1


async def test_a_lift_that_stands_still_is_asked_about_only_where_nothing_else_is_clear(
    talk: Talk,
) -> None:
    await play(talk, 7, [("report_fault> no power, the elevator stopped", "!life at risk")])
    await play(talk, 8, [("out_of_scope:0.20> the elevator stopped", "life at risk"),
                         ("[Yes, danger]", ("Call 119", ALARM))])  # fmt: skip


async def test_a_device_while_a_repair_is_awaited_is_an_alarm_at_its_place(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power at [Jianshe Road 12](location)", "switches"),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", ""), ("[Send the crew]", "WL-"),
        ("urge_ticket> we have an oxygen machine", (ALARM, "!Where is it?")),
    ])  # fmt: skip
    assert [(t.kind, t.place_text) for t in await rows(talk.db, Ticket)] == [
        ("repair", "建设路12号"), ("hazard", "建设路12号")
    ]  # fmt: skip


def said_hazard(talk: Talk, said: str, also: str = "") -> None:
    """The model finds a danger just likely enough to alarm."""
    from dataclasses import replace

    words, sure = said.split("> ")[1], float(said.split("> ")[0].split(":")[1])
    meaning = talk.nlu.meaning

    def with_hazard(text: str, intent: str, confidence: float) -> Any:
        found = meaning(text, intent, confidence)
        if found.text != words:
            return found
        others = ((also, 0.5),) if also else ()
        return replace(found, hazard=True, intents=(*others, ("report_hazard", sure)))

    talk.nlu.meaning = with_hazard  # type: ignore[method-assign]

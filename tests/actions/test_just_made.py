"""Few words right after a ticket was made speak of that ticket."""

import pytest

from storage.models import Ticket
from tests import city
from tests.actions.scenes import play, rows, zh
from tests.talk import Talk, texts

REPAIR = [("report_fault> no power", "switches"), ("[All on, still no power]", ""), ("[Here in the chat]", ""), ("[Send the crew]", "Your number")]  # fmt: skip
COMPLAINT = [("complaint_service> your staff were rude", ""), ("[Yes]", ""), ("[Skip]", ""), ("[Here in the chat]", ""), ("[Send", "Your number")]  # fmt: skip
NUMBER = "WL-20261123-0001"
POSTED = "I will keep you posted here about WL-20261123-0001"


@pytest.mark.parametrize("said", ["affirm> ok", "affirm> Okay!", "thank:0.4> got it", "affirm> 嗯", "affirm> 好的", "知道了"])  # fmt: skip
@pytest.mark.parametrize("made", [REPAIR, COMPLAINT])
async def test_ok_is_an_ok(linked: Talk, said: str, made: list[tuple[str, str]]) -> None:
    shown = zh("All right. I will keep you posted here about {number}.", number=NUMBER)
    turns_chinese = said == "知道了"  # one or two characters do not turn the language
    await play(linked, 1, [*made, (said, shown if turns_chinese else POSTED)])


@pytest.mark.parametrize(
    "said",
    ["ask_outage> when?", "ask_outage> how long", "ask_bill:0.4> how long will it take", "urge_ticket:0.4> so when will you call me?",
     "ask_outage> 多久", "ask_outage> 還要多久", "ask_bill:0.4> 什么时候", "ask_outage> 要等多久啊"],
)  # fmt: skip
@pytest.mark.parametrize(("made", "promised"), [(REPAIR, "10:45"), (COMPLAINT, "17:30")])
async def test_when_tells_where_the_ticket_stands(
    linked: Talk, said: str, made: list[tuple[str, str]], promised: str
) -> None:
    asked = (said, (NUMBER, promised, "![My power is off", "!For which place", "!查哪里"))
    await play(linked, 1, [*made, ("thank> thanks", "You are welcome"), asked, asked])


async def test_after_something_else_they_are_not_about_it(linked: Talk) -> None:
    await play(linked, 1, [
        *COMPLAINT,
        ("ask_outage> is there an outage at [Willow Village](location)?", "Willow Village"),
        ("ask_outage> how long", ("Willow Village", "!" + NUMBER)),
        ("affirm> ok", ("!posted", "I am not sure what that refers to")),
    ])  # fmt: skip
    await linked.tick(hours=1)
    await play(linked, 1, [("ask_outage> when?", "!" + NUMBER)])


async def test_a_danger_told_since_comes_first(linked: Talk) -> None:
    await play(linked, 1, [*COMPLAINT, ("report_hazard> a wire is down at [Jianshe Road](location)", "Keep away"),
                           ("[Here in the chat]", ""), ("ask_outage> when?", "!" + NUMBER)])  # fmt: skip


async def test_after_a_danger_an_ok_troubles_nobody_and_when_is_answered(talk: Talk) -> None:
    await play(talk, 7, [("report_hazard> a wire is down at [Jianshe Road](location)", "Keep away"), ("[Here in the chat]", "")])  # fmt: skip
    answer = await play(talk, 7, [("affirm> ok", POSTED)])
    assert texts(answer, city.DESK) == ""
    await play(talk, 7, [("ask_outage> when?", "10:45")])
    answer = await play(talk, 7, [("affirm> yes", "Passed on")])
    assert "yes" in texts(answer, city.DESK)


AT_12 = [("report_fault> no power at [Jianshe Road 12](location)", "switches"), *REPAIR[1:]]


@pytest.mark.parametrize("said", ["ask_bill:0.5> what if i'm not home", "我不在家怎么办"])
async def test_who_may_not_be_at_home_is_told_what_then(talk: Talk, said: str) -> None:
    await play(talk, 7, [*AT_12, (said, NUMBER)])


async def test_any_sign_of_the_crew_tells_its_time(talk: Talk) -> None:
    await play(
        talk, 7, [*AT_12, ("ask_outlet:0.5> any sign of your lads?", (NUMBER, "on site by"))]
    )


@pytest.mark.parametrize(
    "said", ["inform> actually it was [Jianshe Road 14](location)", "不对,是建设路14号"]
)
async def test_the_place_of_a_repair_is_put_right_and_the_crew_told(talk: Talk, said: str) -> None:
    await play(talk, 7, AT_12)
    answer = await play(talk, 7, [(said, NUMBER)])
    assert zh("📍 {number}: the customer corrects the place: {place}", number=NUMBER, place="建设路14号") in texts(answer, city.DESK)  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert isinstance(ticket, Ticket) and (ticket.place_text, ticket.house_number) == (
        "建设路14号",
        14,
    )


async def test_another_dark_place_moves_no_repair(talk: Talk) -> None:
    await play(
        talk,
        7,
        [*AT_12, ("report_fault> oh the lights at [Jianshe Road 14](location) are out too", "")],
    )
    (ticket,) = await rows(talk.db, Ticket)
    assert isinstance(ticket, Ticket) and ticket.house_number == 12

"""Two wishes or two addresses in one message: each is done, and none is lost."""

import pytest

from actions.conversation.second_wish import both_in
from nlu.understanding import Entity, Understanding
from storage.models import Ticket
from tests.actions.scenes import play, rows
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]
FAULT = (
    "report_fault> no power at [Jianshe Road 12](location), no switch tripped, 13511113333, "
    "and the bill is wrong"
)


@pytest.mark.parametrize("yes", ["affirm> yes", "inform:0.5> 提交", "affirm> send it"])
async def test_a_send_beside_a_second_wish_sends(talk: Talk, yes: str) -> None:
    await play(talk, 7, [
        *ENGLISH,
        (FAULT, ("[Send the crew]", "You also wrote about something else", "[Have a bill checked]")),
        (yes, ("Your number", "You also wrote about something else", "[Have a bill checked]")),
    ])  # fmt: skip
    assert [t.kind for t in await rows(talk.db, Ticket)] == ["repair"]


async def test_a_second_wish_that_was_done_is_not_offered_again(linked: Talk) -> None:
    await play(linked, 1, [
        *ENGLISH, (FAULT.replace("the bill is wrong", "how much is my bill?"), "[See my bill]"),
        ("[See my bill]", ("Bill 2026-10", "[Send the crew]")),
        ("[Send the crew]", ("Your number", "!something else")),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "report_fault> no power at [Jianshe Road 12](location) and [Willow Village 8](location), no switch tripped",
        "report_fault> [建设路12号](location)和[柳树村8号](location)都没电了，没跳闸",
        "report_fault> 我两套房都没电，一套[建设路12号](location)一套[柳树村8号](location)，没跳闸",
    ],
)
async def test_each_of_two_addresses_gets_a_report(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *ENGLISH, (said, ("first 12 Jianshe Road, then 8 Willow Village", "How can we reach you")),
        ("inform> 13511113333", ("Where: 12 Jianshe Road", "[Send the crew]")),
        ("[Send the crew]", ("Your number", "Now the report for 8 Willow Village", "13511113333", "[Send the crew]")),
        ("affirm> yes", "Your number"),
    ])  # fmt: skip
    assert [(t.place_id, t.house_number) for t in await rows(talk.db, Ticket)] == [(1, 12), (4, 8)]


@pytest.mark.parametrize(
    "said",
    [
        "report_fault> no power at [Jianshe Road 12](location), Willow Village has power",
        "report_fault> no power at [Jianshe Road 12](location) near Willow Village and the school",
    ],
)
async def test_a_second_name_that_is_no_second_address(talk: Talk, said: str) -> None:
    await play(talk, 7, [*ENGLISH, (said, "!report of its own")])


def test_both_of_the_likeliest_are_meant() -> None:
    likely = ["complaint_service", "report_fault"]
    said = "建设路12号没电，没跳闸，还要投诉你们上次来的人态度差"
    assert both_in(said, likely) == ["report_fault", "complaint_service"]
    assert both_in("投诉你们修了三次还没电", likely) == []


async def test_both_of_the_likeliest_are_done(talk: Talk) -> None:
    said = "no power at Jianshe Road 12, no switch tripped, 13511117777, and i want to complain about the crew"
    place = Entity("location", "Jianshe Road 12", 12, 27)
    ranked = (("complaint_service", 0.4), ("report_fault", 0.38))
    talk._meant[said] = Understanding(said, ranked, (place,), 0.0, "model")
    await play(talk, 7, [
        *ENGLISH, (said, ("12 Jianshe Road", "[Send the crew]", "The other thing I do afterwards: complain about service")),
        ("affirm> yes", ("Your number", "Now the other thing you asked for", "Service")),
    ])  # fmt: skip


async def test_two_sure_parts_are_done_one_after_the_other(talk: Talk) -> None:
    first = Understanding("no power at Jianshe Road 12", (("report_fault", 0.95),),
                          (Entity("location", "Jianshe Road 12", 12, 27),), 0.0, "model")  # fmt: skip
    second = Understanding("and switch on alerts", (("subscribe_alerts", 0.95),), (), 0.0, "model")
    said = "no power at Jianshe Road 12 and switch on alerts"
    whole = (("report_fault", 0.5), ("subscribe_alerts", 0.45))
    talk._meant[said] = Understanding(said, whole, (), 0.0, "model", also=(first, second))
    await play(talk, 7, [
        *ENGLISH, (said, ("The other thing I do afterwards: get outage alerts.", "switches", "!in the middle")),
    ])  # fmt: skip

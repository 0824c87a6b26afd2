"""Places of a notice of which some are not found, or not all is understood."""

import pytest

from storage.models import OutageArea
from tests import city
from tests.actions.scenes import play, rows
from tests.talk import Talk

EDITOR = city.SUPERVISOR
TO_AREAS = [("/outage", "What kind"), ("[Fault]", "Which places")]
ROAD = "Noted: Jianshe Road 1-40"


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ("Jianshe Road 1-x", "1-x"), ("建设路1-", "1-"), ("建设路1号起", "1号起"), ("Jianshe Road from 7", "from 7"),
        ("Jianshe Road 1-9 15", "15"), ("Jianshe Road 11 flat 3", "11 flat 3"), ("建设路11号3单元", "11号3单元"),
        ("Jianshe Road 1-40-60", "-60"), ("Willow Village except 5", "except 5"), ("建设路1至", "1至"),
    ],
)  # fmt: skip
async def test_what_was_not_understood_of_a_place_is_named(
    talk: Talk, said: str, unread: str
) -> None:
    await play(talk, EDITOR, [*TO_AREAS, (said, (f"I do not understand “{unread}”", "!Why?"))])


@pytest.mark.parametrize(
    "said",
    ["Jianshe Road", "整条建设路", "the whole of Jianshe Road", "建设路11号", "No. 11 Jianshe Road", "建设路十一号",
     "城东区建设路", "建設路1-9號", "Jianshe Road both sides", "Jianshe Road 1 to 9",
     "11 Jianshe Road", "建设路1号到9号", "Jianshe Rd. 5", "feeder F1", "城东线线路", "jianshe lu 7 hao", "Jianshe Road 1-9 odd"],
)  # fmt: skip
async def test_what_says_no_more_than_the_place_is_taken(talk: Talk, said: str) -> None:
    await play(talk, EDITOR, [*TO_AREAS, (said, "Why? Choose")])


async def test_what_was_found_is_kept_and_only_the_missing_are_asked_for(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_AREAS,
        ("Jianshe Road 1-40, Atlantis; El Dorado", (ROAD, "I do not know: Atlantis, El Dorado.", "only what is missing")),
        ("F2", ("Noted: Jianshe Road 1-40, Hill line", "[Go on without it]", "!Why?")),
        ("Sunshine Gardens", ("could be:", "[West District · Sunshine Gardens]", "[Go on without it]")),
        ("[West District · Sunshine Gardens]", "Why? Choose"), ("storm", ""), ("now", ""), ("[Skip]", "Preview"),
    ])  # fmt: skip
    areas = [(a.feeder_code, a.place_id, a.low, a.high) for a in await rows(talk.db, OutageArea)]
    assert areas == [(None, 1, 1, 40), ("F2", None, None, None), (None, 3, None, None)]


@pytest.mark.parametrize(
    "said", ["[Go on without it]", "that is all", "就这些", "去掉", "Jianshe Road 1-40"]
)
async def test_one_goes_on_without_what_is_missing_only_when_one_says_so(
    talk: Talk, said: str
) -> None:
    await play(
        talk, EDITOR, [*TO_AREAS, ("Jianshe Road 1-40, Atlantis", ROAD), (said, "Why? Choose")]
    )


async def test_the_nearest_names_are_offered_with_their_house_numbers(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_AREAS, ("F1, Willy Vilage 3-9", ("Noted: East line", "I do not know: Willy Vilage 3-9",
                                          "[Willow Village 3-9]")), ("[Willow Village 3-9]", "Why?"),
    ])  # fmt: skip


async def test_more_numbers_of_the_same_street(talk: Talk) -> None:
    await play(talk, EDITOR, [("/outage fault; Jianshe Road 1-9, 15-21、33号; storm; now", "Until when"),
                              ("[Skip]", "Jianshe Road 1-9, Jianshe Road 15-21, Jianshe Road 33")])  # fmt: skip


async def test_in_one_message_what_was_found_is_kept_too(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage fault; Jianshe Road 1-40, Atlantis; now; a fallen mast", (ROAD, "I do not know: Atlantis", "[Go on without it]")),
        ("[Go on without it]", "Until when"), ("[Skip]", ("Jianshe Road 1-40", "a fallen mast")),
    ])  # fmt: skip


async def test_unpaid_bills_keep_no_place_beside_an_account(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage arrears; Jianshe Road 11, Atlantis; tomorrow 8:00; unpaid bills", ("concern single accounts", "![Go on")),
        ("Jianshe Road 11, Atlantis", ("concern single accounts", "![Go on")), ("1000000001", "Until when"),
    ])  # fmt: skip


async def test_an_announcement_keeps_its_places_too(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/broadcast", ""), ("Hours", ""), ("[A place]", "Which one"),
        ("Willow Village, Atlantis", ("Noted: Willow Village", "I do not know: Atlantis")),
        ("Jianshe Road", "In which languages"), ("[One text for all]", "for everybody"),
        ("8 to 20", "To: North Township · Willow Village, East District · Jianshe Road"),
    ])  # fmt: skip

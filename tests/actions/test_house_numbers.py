"""House numbers in words: 十五号 behind a street is a house, behind a day it is a day."""

import pytest

from actions.places.houses import number_alone
from tests.actions.scenes import do, play, shown
from tests.talk import Talk

ENGLISH = [("/language", ""), ("[English]", "")]


@pytest.mark.parametrize(
    ("said", "number"),
    [("十五号", 15), ("15号呢", 15), ("门牌是十五号", 15), ("number 15", 15), ("no. 7", 7), ("一百零六号", 106),
     ("十五", None), ("15", None), ("十五号停电吗", None), ("建设路十五号", None)],
)  # fmt: skip
def test_a_house_number_by_itself(said: str, number: int | None) -> None:
    assert number_alone(said) == number


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("[建设路](location)[十五号](time)停电了吗", "For 15 Jianshe Road no outage"),
        ("[建设路](location)[二十五号](time)会停电吗", "For 25 Jianshe Road no outage"),
        ("[建設路](location)[十五號](time)停咗電未", "For 15 Jianshe Road no outage"),
        ("[建设路](location)[这个月二十五号](time)会停电吗", "For Jianshe Road, Wed 25 Nov"),
        ("[我们村](location)[二十五号](time)会停电吗", "Wed 25 Nov"),
        ("建设路[二十五号](time)停电吗", "For 25 Jianshe Road no outage"),
        ("建设路[二十五号](time)现在停电吗", "For 25 Jianshe Road no outage"),
        ("建設路[二十五號](time)停電嗎", "For 25 Jianshe Road no outage"),
        ("[建设路幺五号](location)停电没", "For 15 Jianshe Road no outage"),
        ("[这里](location)[二十五号](time)会停电吗", "Wed 25 Nov"),
        ("[十五号](time)[建设路](location)会停电吗", "Tue 15 Dec"),
    ],
)
async def test_behind_a_street_it_is_no_date(linked: Talk, said: str, answered: str) -> None:
    await play(linked, 1, [*ENGLISH, (f"ask_outage> {said}", answered)])


async def test_after_an_answer_for_a_street_it_is_a_house_there(talk: Talk) -> None:
    street = "ask_outage> is the power off at [Jianshe Road](location)"
    await play(talk, 7, [
        *ENGLISH, (street, "For Jianshe Road no"), ("inform> [十五号](time)", "For 15 Jianshe Road no"),
        ("inform> [十六号](time)", "15 Jianshe Road, Wed 16 Dec"),
        (street, ""), ("inform> [15号](location)", "For 15 Jianshe Road no"),
        ("inform> 门牌[17号](location)", "For 17 Jianshe Road no"),
        (street + " [tomorrow](time)", "tomorrow"), ("inform> [十五号](time)", "Jianshe Road, Tue 15 Dec"),
    ])  # fmt: skip


@pytest.mark.parametrize("said", ["inform> [十五号](time)", "inform> 門牌是十五號", "number 15"])
async def test_in_a_form_it_completes_the_street(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *ENGLISH, ("report_fault> no power", "Where is it?"), ("inform> Jianshe Road", "switches"),
        (said, ("Noted: 15 Jianshe Road", "switches")),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", "Where: 15 Jianshe Road"),
    ])  # fmt: skip


async def test_the_number_may_come_before_its_street(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("report_fault> no power", "Where is it?"), ("inform> [十五号](time)", "do not find"),
                         ("inform> Jianshe Road", "switches"), ("[All on, still no power]", "")])  # fmt: skip
    assert "Where: 15 Jianshe Road" in shown(await do(talk, 7, "[Here in the chat]"), 7)


async def test_a_correction_in_words(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("report_fault> no power at [Jianshe Road 12](location)", "switches"),
                         ("inform> 不是十二号,是十五号", "Corrected"), ("[All on, still no power]", ""),
                         ("[Here in the chat]", "Where: 15 Jianshe Road")])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("等下，是建设路[十五号](time)不是[柳树村](location)", "15 Jianshe Road"),
        ("不是[柳树村](location)，是建设路[十五号](time)", "15 Jianshe Road"),
        ("唔係[柳樹村](location)，係[柳樹村](location)隔離嗰條[建設路十五號](location)", "15 Jianshe Road"),
        ("不是[柳树村8号](location)，是[建设路](location)", "Jianshe Road"),
        ("it is [15 Jianshe Road](location), not [Willow Village](location)", "15 Jianshe Road"),
        ("not [Willow Village](location) but [Jianshe Road](location) 15", "15 Jianshe Road"),
        ("不是[柳树村8号](location)，是[柳树村9号](location)", "9 Willow Village"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at_summary", [True, False])
async def test_the_place_that_is_excluded_is_not_taken(
    talk: Talk, said: str, where: str, at_summary: bool
) -> None:
    begun = [*ENGLISH, ("report_fault> no power at [Willow Village 8](location)", "switches")]
    to_summary = [
        ("[All on, still no power]", ""),
        ("[Here in the chat]", "Where: 8 Willow Village"),
    ]
    correction = [(f"inform> {said}", "Corrected")]
    lines = [*to_summary, *correction] if at_summary else [*correction, *to_summary[:1]]
    await play(talk, 7, [*begun, *lines])
    if not at_summary:
        await do(talk, 7, "[Here in the chat]")
    assert f"Where: {where}\n" in await _last(talk)


async def _last(talk: Talk) -> str:
    return (
        "\n".join([(await talk._payload(row))["text"] for row in (await talk.outbox(7))[-2:]])
        + "\n"
    )


async def test_asked_where_the_excluded_one_is_no_answer(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("report_fault> no power", "Where is it?"),
                         ("inform> 不是[柳树村](location)，是建设路[十五号](time)", ""),
                         ("[All on, still no power]", ""), ("[Here in the chat]", "Where: 15 Jianshe Road")])  # fmt: skip


async def test_a_number_read_out_is_kept_while_the_district_is_asked(talk: Talk) -> None:
    await play(talk, 7, [*ENGLISH, ("ask_outage> [阳光花园幺二号](location)停电没", "West District · 12 Sunshine"),
                         ("城西区那个", "For 12 Sunshine Gardens no outage")])  # fmt: skip

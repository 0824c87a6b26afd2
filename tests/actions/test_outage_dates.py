"""A question about outages that names a date is answered for that date first."""

from datetime import timedelta

import pytest

from tests import city
from tests.actions.scenes import play
from tests.actions.test_outages import end
from tests.talk import Talk

TOMORROW = ("planned", timedelta(days=1), timedelta(days=1, hours=3))
IN_A_WEEK = ("planned", timedelta(days=8), timedelta(days=8, hours=3))


async def test_only_what_was_asked_about_is_told(linked: Talk) -> None:
    await city.outage(linked.db, "F1")
    await city.outage(linked.db, "F1", *TOMORROW)
    await city.outage(linked.db, "F1", *IN_A_WEEK)
    await play(linked, 1, [
        ("ask_outage> is it off [next Tuesday](time)?", ("Tue 1 Dec", "!24 Nov", "!Besides", "!Off for")),
        ("ask_outage> is it off [on 10 December](time)?", ("10 Dec, no outage is known", "!Besides")),
        ("ask_outage> was it off [yesterday](time)?", ("22 Nov, no outage is known", "!Besides")),
    ])  # fmt: skip


async def test_none_in_it_is_said_and_what_is_near_is_told(linked: Talk) -> None:
    await city.outage(linked.db, "F1", *TOMORROW)
    await play(linked, 1, [
        ("ask_outage> an outage on [Friday](time)?",
         ("For 11 Jianshe Road, Fri 27 Nov, no outage is known to us, as of today", "Besides, I know of this",
          "tomorrow, Tue 24 Nov at 10:00 to 13:00")),
        ("ask_outage> and [tomorrow](time)?",
         ("For 11 Jianshe Road, tomorrow, Tue 24 Nov, I know of this", "!Besides", "!no outage")),
        ("ask_outage> [tomorrow 2-4pm](time)?", ("tomorrow, Tue 24 Nov at 14:00 to 16:00, no outage", "Besides")),
        ("ask_outage> [next week](time)?", "Mon 30 Nov to Sun 6 Dec, no outage is known"),
        ("ask_outage> at [9pm](time)?", "today, Mon 23 Nov at 21:00, no outage is known"),
    ])  # fmt: skip


async def test_in_a_named_place_and_by_its_button(talk: Talk) -> None:
    await city.outage(talk.db, "F2", *TOMORROW)
    await play(talk, 7, [
        ("ask_outage> outage [tomorrow](time) in [Sunshine Gardens](location)?", "several places"),
        ("[West District · Sunshine Gardens]", ("tomorrow, Tue 24 Nov, I know of this", "Hill line")),
        ("[East District · Sunshine Gardens]", "tomorrow, Tue 24 Nov, no outage is known"),
    ])  # fmt: skip


async def test_the_date_is_kept_while_the_place_is_asked_for(talk: Talk) -> None:
    await city.outage(talk.db, "F1", *TOMORROW)
    await play(talk, 7, [
        ("ask_outage> any outage [on Wednesday](time)?", "For which place?"),
        ("inform> Jianshe Road 11", ("Wed 25 Nov, no outage is known", "Besides, I know of this", "24 Nov")),
    ])  # fmt: skip


async def test_in_chinese_for_its_reader(talk: Talk) -> None:
    await city.outage(talk.db, "F1", *TOMORROW)
    await play(talk, 7, [
        ("/language", ""), ("[简体中文]", ""),
        ("ask_outage> [明天晚上](time)[建设路11号](location)停电吗", ("没有查到", "18:00", "此外，还查到")),
        ("ask_outage> [明天](time)[建设路11号](location)停电吗", ("有以下停电信息", "!此外")),
        ("ask_outage> [聽日](time)[建設路11號](location)有冇停電呀", ("有以下", "!此外")),
    ])  # fmt: skip


async def test_how_long_and_how_often_are_no_dates(linked: Talk) -> None:
    await city.outage(linked.db, "F1")
    for said in (
        "it is off for [three hours](time)",
        "off [every evening](time)",
        "is it off [now](time)",
    ):
        await play(linked, 1, [(f"ask_outage> {said}", ("11 Jianshe Road", "Fault", "!Besides"))])


async def test_last_night_finds_what_is_long_over(linked: Talk) -> None:
    fault = await city.outage(linked.db, "F1")
    await end(linked, fault, "restored")
    await linked.tick(hours=60)
    await play(linked, 1, [
        ("ask_outage> why was it off [on 23 November 2026](time)?", ("Mon 23 Nov", "I know of this", "over:")),
        ("ask_outage> why was it off [last night](time)?", ("no outage is known", "!over:")),
    ])  # fmt: skip


async def test_a_fault_with_no_known_end_may_last(linked: Talk) -> None:
    await city.outage(linked.db, "F1", until=None)
    await play(linked, 1, [
        ("ask_outage> is it off [tomorrow](time)?", ("tomorrow, Tue 24 Nov, I know of this", "not known yet")),
    ])  # fmt: skip


@pytest.mark.parametrize(("said", "answered"), [
    ("was it off on [22 November](time)?", "yesterday, Sun 22 Nov"), ("was there an outage on [Saturday evening](time)?", "Sat 21 Nov at 18:00"),
    ("did we have no power on [Friday](time)?", "Fri 20 Nov"), ("power cut on [Nov 20](time)?", "Fri 20 Nov"),
    ("[11月9号](time)停电了吗", "9 Nov"), ("周六停过电吗", "Sat 21 Nov"), ("was it dark on Thursday?", "Thu 19 Nov"),
    ("is it off on [Friday](time)?", "Fri 27 Nov"), ("is there an outage [on 5 December](time)?", "Sat 5 Dec"),
    ("24号停电吗", "tomorrow, Tue 24 Nov"), ("an outage [in December](time)?", "Tue 1 Dec to Thu 31 Dec"),
])  # fmt: skip
async def test_was_looks_back_and_a_date_just_past_is_not_next_years(
    linked: Talk, said: str, answered: str
) -> None:
    await play(linked, 1, [("/language", ""), ("[English]", ""),
                           (f"ask_outage> {said}", (answered, "!2027"))])  # fmt: skip


async def test_an_account_number_may_be_spoken(talk: Talk) -> None:
    await play(talk, 7, [
        ("bind_account> link my account", "account number"),
        ("inform> 一零零零零零零零零一", "six-character online code"),
    ])  # fmt: skip
    await play(talk, 8, [
        ("bind_account> 绑定户号[一〇〇〇〇〇〇〇〇一](account_number)", "六位网上服务码"),
    ])  # fmt: skip


@pytest.mark.parametrize("said", [
    "we need power [24/7](time), is anything planned [tomorrow](time)?", "we need power [24/7](time): is it off tomorrow?",
    "my oxygen machine runs [24x7](time), is there an outage tomorrow?", "氧气机[24小时](time)都要用电，明天停电吗",
])  # fmt: skip
async def test_all_the_time_is_no_day_that_is_asked_about(linked: Talk, said: str) -> None:
    await city.outage(linked.db, "F1", *TOMORROW)
    await play(linked, 1, [("/language", ""), ("[English]", ""), (f"ask_outage> {said}", ("Planned outage", "!Jul", "!no outage"))])  # fmt: skip

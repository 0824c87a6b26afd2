"""Outage notices: the form, whom they reach, and every change of them; nobody has to approve here."""

from datetime import datetime
from typing import Any

import pytest

from actions import times
from locales import text
from storage.models import Outage, OutageArea, Outbox
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.talk import POLICY, ZONE, Talk, texts

EDITOR = city.SUPERVISOR
ALONE = POLICY.notices.model_copy(update={"needs_approval": [], "approve_after": []})


@pytest.fixture
async def talk(talk: Talk) -> Talk:
    """Where one person is enough to publish."""
    talk.worker.policy = POLICY.model_copy(update={"notices": ALONE})
    return talk


TO_AREAS = [("/outage", ("What kind of outage", "[Planned outage]", "[Fault]")),
            ("[Planned outage]", "Which places or lines?")]  # fmt: skip


def to_preview(area: str = "Jianshe Road 1-40", start: str = "2026-11-25 08:00") -> list:
    """The form up to its preview."""
    return [*TO_AREAS, (area, "[maintenance of the line]"), ("[maintenance of the line]", "From when"),
            (start, "Until when"), ("17:00", "Why could it not be announced earlier?"),
            ("[Urgent repair found]", "<b>Preview</b>")]  # fmt: skip


async def test_preview_in_three_languages_and_publishing(linked: Talk) -> None:
    await play(linked, 2, [("/language", ""), ("[简体中文]", "")])
    answer = await play(linked, EDITOR, [
        *to_preview("Jianshe Road 1-40, Willow Village"),
    ])  # fmt: skip
    preview = texts(answer, EDITOR)
    for language in ("en", "zh_Hans", "zh_Hant"):
        assert text(language, "⚡ An outage is planned that concerns you.") in preview
    assert "Jianshe Road 1-40, Willow Village" in preview and "建设路 1-40、柳树村" in preview
    assert "Customers affected: 3. Chats reached: 2. Sending takes about 1 second." in preview
    assert "less than 7 days ahead" in preview
    assert [o.state for o in await rows(linked.db, Outage)] == ["draft"]
    assert shown(answer, 1) == "\n" and "no outage is known" in texts(
        await do(linked, 1, "ask_outage> is there an outage at [Jianshe Road 11](location)?"), 1
    )
    answer = await play(linked, EDITOR, [("[Publish]", ("Published as notice", "2 chats"))])
    assert "Wed 25 Nov at 08:00 to 17:00" in texts(answer, 1)
    assert "11月25日周三" in texts(answer, 2) and "maintenance" not in texts(answer, 2)
    assert {m["chat"] for m in answer} == {1, 2, EDITOR}
    assert len([m for m in answer if m["chat"] in (1, 2)]) == 2


async def test_only_those_in_the_range_or_subscribed_to_it(linked: Talk) -> None:
    await play(linked, 8, [("subscribe_alerts> [Jianshe Road 7](location)", "🔔")])
    await play(linked, 9, [("subscribe_alerts> [Jianshe Road 50](location)", "🔔")])
    answer = await play(linked, EDITOR, [*to_preview("建设路1号至10号"), ("[Publish]", "1 chat")])
    assert {m["chat"] for m in answer} == {8, EDITOR}


async def test_lines_unknown_ambiguous_and_full_width_names(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_AREAS,
        ("Jianshe Road 1-40, Atlantis; El Dorado", "I do not know: Atlantis, El Dorado"),
        ("Sunshine Gardens", ("could be:", "East District · Sunshine Gardens", "Please write one of these")),
        ("Ｆ２，East District Sunshine Gardens、建设路１－４０", "Why?"),
        ("a <b>tree</b> & a car", "From when on?"), ("tomorrow 8:00", "Until"), ("[Skip]", "Why could it"),
        ("[Weather]", ("a &lt;b&gt;tree&lt;/b&gt; &amp; a car", "Hill line, East District · Sunshine Gardens, Jianshe Road 1-40",
                    "the end is not known yet")), ("[Publish]", "Published"),
    ])  # fmt: skip
    areas = [(a.feeder_code, a.place_id, a.low, a.high) for a in await rows(talk.db, OutageArea)]
    assert areas == [("F2", None, None, None), (None, 2, None, None), (None, 1, 1, 40)]


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-25 08:00", "11-25 08:00"), ("2026/11/25 8:00", "11-25 08:00"),
        ("2026年11月25日8点", "11-25 08:00"), ("25.11. 8:00", "11-25 08:00"),
        ("11-25 8:00", "11-25 08:00"), ("11月25日 8点半", "11-25 08:30"),
        ("tomorrow 8:00", "11-24 08:00"), ("明天8:00", "11-24 08:00"), ("聽日 8點", "11-24 08:00"),
        ("后天下午3点", "11-25 15:00"), ("明天晚上8点半", "11-24 20:30"), ("8:00", "11-24 08:00"),
        ("17:30", "11-23 17:30"), ("5:30pm", "11-23 17:30"), ("tomorrow 8 am", "11-24 08:00"),
        ("12 am tomorrow", "11-24 00:00"), ("12pm tomorrow", "11-24 12:00"), ("１７：３０", "11-23 17:30"),
        ("+2h", "11-23 14:00"), ("in 90 min", "11-23 13:30"), ("2小时后", "11-23 14:00"),
        ("now", "11-23 12:00"), ("现在", "11-23 12:00"), ("soon", None), ("25:00", None),
        ("next Tuesday 8:00", "12-01 08:00"), ("Tue 24 Nov 8:00", "11-24 08:00"), ("Wed 24 Nov 8:00", None),
        ("Tuesday at 8 am", "11-24 08:00"), ("1 December 8:00", "12-01 08:00"), ("Dec 8, 08:00", "12-08 08:00"),
        ("Tuesday, 8 December 2026, 8:00", "12-08 08:00"), ("in 3 days 8:00", "11-26 08:00"),
        ("下周二 8:00", "12-01 08:00"), ("下周三上午8点", "12-02 08:00"), ("8号8:00", "12-08 08:00"),
        ("3天后8:00", "11-26 08:00"), ("12月8日8:00", "12-08 08:00"), ("下禮拜三 8點", "12-02 08:00"),
        ("24/11 08:00", "11-24 08:00"), ("08/12/2026 8:00", None), ("8/12 8:00", None), ("8/8 8:00", "08-08 08:00"),
        ("half an hour ago", "11-23 11:30"), ("20分钟前", "11-23 11:40"), ("12-8 8:00", "12-08 08:00"),
        ("8:00 sharp, if it suits", None), ("tomorrow 8:00 or 9:00", None), ("on Tuesday at 8", None),
        ("8:00-17:00", None), ("tomorrow Tuesday 8:00", "11-24 08:00"), ("tomorrow Friday 8:00", None),
        ("31.11. 8:00", None), ("2026-13-40 08:00", None), ("晚上12点", None), ("", None), ("3", None),
    ],
)  # fmt: skip
def test_times_as_people_type_them(said: str, meant: str | None) -> None:
    read = times.read(said, NOON, ZONE)
    assert (read and f"{read.astimezone(ZONE):%m-%d %H:%M}") == meant


@pytest.mark.parametrize(
    ("said", "lean", "meant"),
    [
        ("11:20", "nearest", "11-23 11:20"), ("11:20", "next", "11-24 11:20"),
        ("13:00", "nearest", "11-23 13:00"), ("13:00", "last", "11-22 13:00"),
        ("Sunday 13:00", "last", "11-22 13:00"), ("tomorrow 13:00", "last", "11-24 13:00"),
    ],
)  # fmt: skip
def test_an_hour_without_a_day_leans_as_the_question_does(said: str, lean: Any, meant: str) -> None:
    read = times.read(said, NOON, ZONE, lean)
    assert read and f"{read.astimezone(ZONE):%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("next Tuesday 8:00-17:00", "Tue 1 Dec at 08:00 to 17:00"),
        ("8 Dec 8:00-17:00", "Tue 8 Dec at 08:00 to 17:00"), ("8号8:00-17:00", "Tue 8 Dec at 08:00 to 17:00"),
        ("下周三上午8点至下午5点", "Wed 2 Dec at 08:00 to 17:00"),
        ("1 December 22:00 to 2 December 6:00", "Tue 1 Dec at 22:00 to Wed 2 Dec at 06:00"),
        ("Friday 22:00 - Saturday 6:00", "Fri 27 Nov at 22:00 to Sat 28 Nov at 06:00"),
        ("5 Jan 8:00-17:00", "Tue 5 Jan 2027 at 08:00 to 17:00"),
        ("08/12/2026 8:00-17:00", "Please write it like 2026-12-08 08:00"),
        ("on Tuesday at 8", "I do not understand all of “on Tuesday at 8”"),
        ("2026-12-08 17:00 - 2026-12-08 08:00", "before the beginning"),
        ("2026-11-01 8:00-17:00", "in the past"), ("2026-11-22 8:00-17:00", "in the past"),
    ],
)  # fmt: skip
async def test_times_of_a_notice_are_taken_whole_or_refused(
    talk: Talk, said: str, told: str
) -> None:
    """In the one message and as the answer to "from when on?"."""
    await play(talk, EDITOR, [(f"/outage temporary; F1; {said}; tree", told), ("/cancel", "")])
    await play(talk, EDITOR, [("/outage temporary; F1; tree", "From when on?"), (said, told)])


async def test_a_fault_without_a_day_began_before_now(talk: Talk) -> None:
    await play(talk, EDITOR, [("/outage fault; F1; 9:30; storm", "Until when"),
                              ("12:00", "today, Mon 23 Nov at 09:30 to 12:00")])  # fmt: skip


async def test_kinds_and_reasons_in_short(linked: Talk) -> None:
    await play(linked, EDITOR, [
        ("/outage 计划; F1、F2; 12月8日 8:00-17:00; 修剪树木", ("Planned outage", "trees near the line", "!your own text")),
        ("/outage 故障; F1; now; storm", "Until when"), ("[Skip]", ("<b>Fault</b>", "storm damage")),
        ("/outage planned works; F1; 8 Dec 8:00-17:00; line maintenance", ("maintenance of the line", "!your own text")),
        ("/outage temporary; F1; 8 Dec 8:00-17:00; a fallen tree", ("a fallen tree", "your own text")),
        ("/outage temporary; F1; 8 Dec 8:00-17:00; one; two", "I do not know what this is: one; two"),
    ])  # fmt: skip


async def test_times_that_cannot_be_are_asked_again(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage", "kind"), ("[Fault]", "Which places"), ("F1", "Why"), ("[storm damage]", "From when"),
        ("when it suits", "I do not understand all of “when it suits”. Please write the time like"), ("2026-11-01 08:00", "in the past"),
        ("2026-11-23 08:00", "Until when"), ("2026-11-23 07:00", "before the beginning"),
        ("2026-11-23 09:00", "in the past. Until when?"), ("tomorrow 7:00", "Tue 24 Nov at 07:00"),
        ("[Discard]", "is thrown away"), ("/outage", "kind"), ("/cancel", "Stopped: your outage notice"),
    ])  # fmt: skip
    await play(talk, EDITOR, [*to_preview()[:-2], ("tomorrow 9:00", "before the beginning"), ("+3h", "earlier"),
                              ("[Weather]", "Wed 25 Nov at 08:00 to 11:00")])  # fmt: skip


async def test_a_small_change_of_the_time_tells_nobody_a_large_one_everybody(linked: Talk) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "1 chat")])
    answer = await play(linked, EDITOR, [("[New time]", "Until when?"),
                                         ("17:29", ("less than 30 minutes", "![Send the change]"))])  # fmt: skip
    assert shown(answer, 1) == "\n"
    answer = await play(
        linked,
        EDITOR,
        [
            ("[New time]", "Until when"),
            ("17:30", "[Send the change]"),
            ("[Send the change]", "Told: 1 chat"),
        ],
    )
    assert "has changed" in texts(answer, 1) and "08:00 to 17:30" in texts(answer, 1)


@pytest.mark.parametrize(
    ("said", "end"),
    [("+1h", "18:00"), ("one hour later", "18:00"), ("an hour later than planned", "18:00"),
     ("推迟一小时", "18:00"), ("延长半小时", "17:30"), ("extend by 2 hours", "19:00"),
     ("再加30分钟", "17:30"), ("18:15", "18:15")],
)  # fmt: skip
async def test_a_new_time_is_later_than_the_one_it_puts_off(
    linked: Talk, said: str, end: str
) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "1 chat"), ("[New time]", ""),
                                (said, f"to {end}")])  # fmt: skip


@pytest.mark.parametrize("said", ["publish", "yes", "affirm> yes, publish it", "发布", "Publish!"])
async def test_what_stands_under_the_preview_can_be_typed(linked: Talk, said: str) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), (said, "1 chat")])


async def test_restored_and_cancelled(linked: Talk) -> None:
    await play(
        linked,
        EDITOR,
        [("/outages", "There is no open notice"), *to_preview("F1"), ("[Publish]", "")],
    )
    answer = await play(linked, EDITOR, [
        ("/outages", ("Notice ", "[Cancel the outage]")), ("[Cancel the outage]", "Why does it not take place?"),
        ("[Skip]", ("will not take place", "It goes to 1 chat", "Everybody concerned is told", "[No, leave it as it is]", "![Cancel]")),
    ])  # fmt: skip
    assert shown(answer, 1) == "\n" and (await rows(linked.db, Outage))[0].ended_at is None
    answer = await play(linked, EDITOR, [("[Yes, cancel the outage]", "Told: 1 chat")])
    assert "will not take place" in texts(answer, 1)
    answer = await play(linked, EDITOR, [("[Cancel the outage]", "This notice is over already")])
    assert shown(answer, 1) == "\n" and await linked.tick(days=3) == []
    await play(linked, EDITOR, [("/outage", ""), ("[Fault]", ""), ("F1", ""), ("[storm damage]", ""),
                                ("now", ""), ("[Skip]", "Preview"),
                                ("[Publish]", ("1 chat", "[Power is back]", "![Cancel"))])  # fmt: skip
    answer = await play(linked, EDITOR, [
        ("[Power is back]", "Since when"),
        ("[Just now]", ("✅ The power is back.", "✅ 已恢复供电。", "It goes to 1 chat", "!is over")),
    ])  # fmt: skip
    assert shown(answer, 1) == "\n" and len(await rows(linked.db, Outage, ended_at=None)) == 1
    answer = await play(linked, EDITOR, [("[Yes, the power is back]", "is over. Told: 1 chat")])
    assert "✅ The power is back." in texts(answer, 1) and "[Still no power?]" in shown(answer, 1)


async def test_alerts_come_a_day_before_an_hour_before_and_at_the_start(linked: Talk) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "1 chat")])
    heard = []
    for hours in (21, 1, 0, 22, 0.5, 0.5, 0.5, 0.5, 0):
        answer = await linked.tick(hours=hours)
        heard.append(texts(answer, 1).split("\n")[0])
    assert heard == [
        "", "⚡ Reminder: your power goes off tomorrow.", "", "", "",
        "⚡ Reminder: your power goes off soon.", "", "⚡ The planned outage begins now.", "",
    ]  # fmt: skip
    answer = await linked.tick(hours=9)
    assert zh("⚠️ The time given for {where} has run out ({time}). Is the power back?",
              where="城东线", time="x").split("x")[0] in texts(answer, city.DESK)  # fmt: skip
    assert zh("Power is back") in shown(answer, city.DESK) and await linked.tick() == []


async def test_after_a_stop_of_the_service_nothing_false_is_said(linked: Talk) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "1 chat")])
    linked.now = datetime(2026, 11, 25, 6, 30, tzinfo=ZONE)
    assert "goes off soon" in texts(await linked.tick(), 1)
    linked.now = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
    assert texts(await linked.tick(), 1) == ""


async def test_each_alert_is_queued_once_even_by_two_ticks(linked: Talk) -> None:
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "1 chat")])
    for hours in (22, 0, 23, 0, 1, 0):
        await linked.tick(hours=hours)
    keys = [row.key for row in await rows(linked.db, Outbox, chat_id=1)]
    alerts = [key.split(":")[2:] for key in keys if key.startswith("outage:")]
    names = ("published", "day_before", "hour_before", "start")
    assert alerts == [["2", name, "1"] for name in names]


async def test_who_blocked_us_is_left_out(linked: Talk) -> None:
    await linked.update({"my_chat_member": {
        "chat": {"id": 1, "type": "private"}, "from": linked._person(1), "date": 1,
        "old_chat_member": {"status": "member", "user": linked._person(1)},
        "new_chat_member": {"status": "kicked", "user": linked._person(1), "until_date": 0}}})  # fmt: skip
    await play(linked, EDITOR, [*to_preview("F1"), ("[Publish]", "0 chats")])
    await do(linked, 1, "greet> hello again")
    assert "goes off tomorrow" in texts(await linked.tick(hours=22), 1)

"""Alerts set in words, whatever the model takes them for."""

from datetime import datetime
from typing import Any

import pytest

from actions.supply.preferences import FOR_EVER
from storage.models import Person, Subscription
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_alerts import with_alerts
from tests.talk import POLICY, ZONE, Talk

SUBSCRIBED = ("subscribe_alerts> [Jianshe Road 13](location)", "🔔")


async def person(talk: Talk, who: int) -> Any:
    return (await rows(talk.db, Person, telegram_id=who))[0]


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [("ask_outlet> quiet hours 22 to 7", "22:00", "07:00"),
     ("out_of_scope> please don't send me anything between 10pm and 7am", "22:00", "07:00"),
     ("inform> 晚上10点到早上7点别打扰我", "22:00", "07:00"),
     ("unsubscribe_alerts> 晚上十一点以后别发通知", "23:00", "07:00"),
     ("deny> don't send me anything at night", "22:00", "07:00"),
     ("out_of_scope> 夜晚唔好嘈我", "22:00", "07:00"),
     ("unsubscribe_alerts> no quiet hours please", "00:00", "00:00")],
)  # fmt: skip
async def test_quiet_hours(linked: Talk, said: str, since: str, until: str) -> None:
    answer = shown(await do(linked, 1, said), 1)
    asked = await person(linked, 1)
    assert (asked.quiet_from, asked.quiet_until) == (since, until), answer
    assert "🌙" in answer


async def test_bare_hours_answer_the_question_for_them_and_nothing_else(linked: Talk) -> None:
    await play(linked, 1, [("inform> 22:00-07:00", "!🌙"), ("/alerts", "[🌙 Quiet hours]"),
                           ("[🌙 Quiet hours]", "From when on"),
                           ("inform> 22:00-07:00", "🌙 Quiet from 22:00 to 07:00")])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["goodbye> pause until Wednesday", "out_of_scope> pause my alerts until Wednesday"]
)
async def test_a_pause_and_its_end(linked: Talk, said: str) -> None:
    await play(linked, 1, [(said, "⏸ No alerts until Wed 25 Nov")])
    assert (await person(linked, 1)).muted_until == datetime(2026, 11, 25, tzinfo=ZONE)
    await play(linked, 1, [("out_of_scope> resume", "▶️ Alerts come again.")])
    assert (await person(linked, 1)).muted_until is None


async def test_a_pause_of_a_week_in_chinese(linked: Talk) -> None:
    assert "⏸" in shown(await do(linked, 1, "complaint> 暂停一周"), 1)


@pytest.mark.parametrize(
    "said", ["cancel> stop everything", "deny> don't send me anything", "subscribe_alerts> 以后不要给我发任何消息",
             "unsubscribe_alerts> unsubscribe me from everything"],
)  # fmt: skip
async def test_stop_everything_is_one_pause_that_can_be_taken_back(linked: Talk, said: str) -> None:
    answer = await do(linked, 1, said)
    assert (await person(linked, 1)).muted_until == FOR_EVER
    await do(linked, 1, f"[{answer[-1]['buttons'][0]}]")
    assert (await person(linked, 1)).muted_until is None


@pytest.mark.parametrize(
    ("said", "muted"),
    [("ask_outage> only tell me about planned outages, not faults", ["faults"]),
     ("inform> 只发故障不要发计划的", ["planned"]), ("deny> no surveys please, don't send them", ["surveys"]),
     ("give_suggestion> just alerts for faults", ["planned"])],
)  # fmt: skip
async def test_topics(linked: Talk, said: str, muted: list[str]) -> None:
    answer = shown(await do(linked, 1, said), 1)
    assert (await person(linked, 1)).muted == muted, answer


async def test_what_is_set_is_shown(linked: Talk) -> None:
    await play(
        linked,
        1,
        [("subscribe_alerts> what alerts do I have?", ("You get alerts", "🌙 Quiet from"))],
    )


@pytest.mark.parametrize(
    "said", ["ask_outage> stop the ones for Jianshe Road", "out_of_scope> 我不住那了,删掉建设路",
             "unsubscribe_alerts> stop sending me alerts for Jianshe Road",
             "cancel> please turn off the Jianshe Road notifications", "ask_outage> 建设路的提醒取消吧",
             "unsubscribe_alerts> 别再给我发建设路的通知了"]
)  # fmt: skip
async def test_the_alerts_of_a_named_place_end(linked: Talk, said: str) -> None:
    await play(linked, 7, [SUBSCRIBED, (said, "🔕")])
    assert await rows(linked.db, Subscription) == []
    assert (await person(linked, 7)).muted_until is None


async def test_of_two_houses_of_a_street_the_named_one_ends(linked: Talk) -> None:
    await play(linked, 7, [SUBSCRIBED, ("subscribe_alerts> [Jianshe Road 15](location)", "🔔"),
                           ("cancel> stop sending me alerts for Jianshe Road 15",
                            ("🔕 No more alerts for 15 Jianshe Road", "!13 Jianshe"))])  # fmt: skip
    assert [row.house_number for row in await rows(linked.db, Subscription)] == [13]


async def test_to_stop_a_place_without_alerts_stops_no_other(linked: Talk) -> None:
    said = "unsubscribe_alerts> stop sending me alerts for Willow Village"
    await play(linked, 7, [SUBSCRIBED, (said, ("[Stop: 13 Jianshe Road]", "!⏸ No alerts"))])
    assert (await person(linked, 7)).muted_until is None


@pytest.mark.parametrize(
    "said", ["unsubscribe_alerts> 把通知先停一个星期,我出差", "unsubscribe_alerts> I'm away, stop sending me alerts for a week",
             "cancel> don't send me anything for one week please", "out_of_scope> 我出差,先不要給我發通知,一個星期"],
)  # fmt: skip
async def test_alerts_stopped_for_some_time_are_paused_so_long(linked: Talk, said: str) -> None:
    await play(linked, 7, [SUBSCRIBED, (said, "⏸")])
    assert (await person(linked, 7)).muted_until == datetime(2026, 11, 30, 10, tzinfo=ZONE)
    assert len(await rows(linked.db, Subscription)) == 1


@pytest.mark.parametrize(
    "said", ["cancel> please don't cancel my alerts", "unsubscribe_alerts> I do not want to stop the notifications",
             "unsubscribe_alerts> 不要取消我的提醒", "cancel> 千万别把我的停电通知停了"],
)  # fmt: skip
async def test_alerts_that_shall_stay_stay(linked: Talk, said: str) -> None:
    stay = "your alerts stay as they are" if said.isascii() else "您的提醒照旧"
    await play(linked, 7, [SUBSCRIBED, (said, (stay, "!🔕"))])
    assert len(await rows(linked.db, Subscription)) == 1
    assert (await person(linked, 7)).muted_until is None


@pytest.mark.parametrize(
    "said",
    [
        "inform> 我订了哪些地方",
        "subscribe_alerts> which places am I subscribed to?",
        "ask_ticket> 我訂閱咗邊啲地方",
    ],
)
async def test_the_places_with_alerts_are_listed(linked: Talk, said: str) -> None:
    listed = "• 13 Jianshe Road" if "which" in said else "• 建设路13号"
    if said.endswith("地方") and "訂" in said:
        listed = "• 建設路13號"
    await play(linked, 7, [SUBSCRIBED, (said, listed)])


@pytest.mark.parametrize(
    "said", ["deny> don't send me anything at night", "out_of_scope> 晚上不要吵我"]
)
async def test_quiet_hours_where_the_utility_has_none(linked: Talk, said: str) -> None:
    none = POLICY.alerts.quiet.model_copy(update={"since": "00:00", "until": "00:00"})
    linked.worker.policy = with_alerts(quiet=none)
    await play(linked, 7, [(said, ("🌙", "22:00", "07:00"))])


@pytest.mark.parametrize(
    "said", ["ask_outage> is there a planned outage tonight?", "report_fault> no power at night, nothing works",
             "complaint> nobody told me anything about the planned outage, only afterwards",
             "ask_outage> 晚上停电通知了吗", "complaint> 每天晚上停电，别人都有电", "report_fault> don't bother, no power since 10",
             "withdraw_ticket> stop the repair", "complaint> 别再停电了", "ask_bill> please send me no paper bills",
             "complaint> I got no alerts for a week", "complaint> why did you stop sending me alerts this week?",
             "complaint> 停电通知一个星期都没发", "complaint> 别停我家的电",
             "complaint> please do not switch off my power, tell me first", "complaint> 为什么这个星期停了通知"],
)  # fmt: skip
async def test_other_sentences_set_nothing(linked: Talk, said: str) -> None:
    heard = shown(await do(linked, 1, said), 1)
    asked = await person(linked, 1)
    assert "alerts stay as" not in heard and "提醒照旧" not in heard
    assert (asked.quiet_from, asked.muted_until, asked.muted) == (None, None, [])


# More places than one.


async def subscribed(talk: Talk) -> list[tuple[int, int | None]]:
    """(place, house) of every subscription."""
    return [(row.place_id, row.house_number) for row in await rows(talk.db, Subscription)]


@pytest.mark.parametrize(
    ("said", "houses"),
    [("订阅建设路13号和柳树村的停电提醒", [(1, 13), (4, None)]),
     ("subscribe me to alerts for Jianshe Road 13 and Willow Village", [(1, 13), (4, None)]),
     ("alerts for Willow Village and 13 Jianshe Road please", [(4, None), (1, 13)]),
     ("tell me about outages at 13 Jianshe Road, 8 Willow Village", [(1, 13), (4, 8)]),
     ("帮我订阅柳树村8号、建设路15号", [(4, 8), (1, 15)])],
)  # fmt: skip
async def test_each_of_several_places_is_subscribed(
    talk: Talk, said: str, houses: list[tuple[int, int | None]]
) -> None:
    await play(talk, 7, [(f"subscribe_alerts> {said}", "🔔")])
    assert await subscribed(talk) == houses


async def test_of_several_places_the_unknown_one_is_named(talk: Talk) -> None:
    said = "subscribe_alerts> alerts for [Willow Village](location) and [Foo Bar Street](location)"
    await play(talk, 7, [(said, ("Willow Village", "For Foo Bar Street I could not set alerts"))])
    assert await subscribed(talk) == [(4, None)]


async def test_of_several_places_the_unclear_one_is_asked_for(talk: Talk) -> None:
    said = "subscribe_alerts> alerts for Willow Village and Sunshine Gardens"
    await play(talk, 7, [(said, ("Willow Village", "There are several places of that name")),
                         ("inform> the one in West District", "🔔")])  # fmt: skip
    assert await subscribed(talk) == [(4, None), (3, None)]


async def test_a_community_and_its_street_are_one_address(talk: Talk) -> None:
    await play(
        talk,
        7,
        [("subscribe_alerts> alerts for Sunshine Gardens, Jianshe Road 13", "13 Jianshe Road")],
    )
    assert await subscribed(talk) == [(1, 13)]


async def test_several_places_answer_the_question_for_one(talk: Talk) -> None:
    await play(talk, 7, [("subscribe_alerts> outage alerts please", "For which place"),
                         ("inform> Jianshe Road 13 and Willow Village", ("13 Jianshe Road", "Willow Village")),
                         ("thank> thanks", "!For which place")])  # fmt: skip
    assert await subscribed(talk) == [(1, 13), (4, None)]


@pytest.mark.parametrize(
    ("said", "more"),
    [("inform> also Willow Village 8", (4, 8)), ("ask_outage> 还有柳树村", (4, None)),
     ("out_of_scope:0.5> and [Willow Village](location) too", (4, None)), ("inform> 柳树村8号也要", (4, 8)),
     ("bind_account:0.80> 再加一个[柳树村8号](location)", (4, 8))],
)  # fmt: skip
async def test_one_more_place_right_after_is_subscribed_too(
    talk: Talk, said: str, more: tuple[int, int | None]
) -> None:
    await play(talk, 7, [SUBSCRIBED, (said, "🔔")])
    assert await subscribed(talk) == [(1, 13), more]
    await play(talk, 7, [("inform> and Jianshe Road 15", "🔔")])
    assert len(await subscribed(talk)) == 3


@pytest.mark.parametrize(
    "said", ["report_fault> also no light in Willow Village", "ask_outage> and is there an outage in Willow Village?",
             "ask_bill> also my bill", "complaint> also the crew in Willow Village was rude"],
)  # fmt: skip
async def test_other_words_after_a_subscription_add_none(linked: Talk, said: str) -> None:
    await play(linked, 1, [SUBSCRIBED, (said, "")])
    assert len(await subscribed(linked)) == 1


async def test_what_comes_after_something_else_adds_none(talk: Talk) -> None:
    await play(talk, 7, [SUBSCRIBED, ("ask_outage> outage in Jianshe Road 13?", ""),
                         ("ask_outage> and Willow Village", "no outage is known")])  # fmt: skip
    assert len(await subscribed(talk)) == 1


@pytest.mark.parametrize(
    "said",
    ["unsubscribe_alerts> [建设路](location)的别发了，改发[柳树村八号](location)", "bind_account> 把建设路13号换成柳树村8号",
     "unsubscribe_alerts> 建設路嘅唔好發喇，改發柳樹村8號",
     "subscribe_alerts> move my alerts from Jianshe Road to Willow Village 8",
     "unsubscribe_alerts> stop the alerts for Jianshe Road 13 and send them for Willow Village 8 instead"],
)  # fmt: skip
async def test_one_place_instead_of_another(talk: Talk, said: str) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), SUBSCRIBED,
                         (said, ("No more alerts for 13 Jianshe Road", "every outage at 8 Willow Village"))])  # fmt: skip
    assert await subscribed(talk) == [(4, 8)]


async def test_the_account_that_is_to_be_added_is_no_subscription(talk: Talk) -> None:
    await play(talk, 7, [SUBSCRIBED, ("bind_account> 再加一个户号，在[柳树村](location)", "")])
    assert len(await subscribed(talk)) == 1

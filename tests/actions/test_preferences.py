"""/alerts: stop, pause, topics; a bare "stop" where nothing is open."""

from datetime import datetime, timedelta

import pytest

from actions.supply.preferences import FOR_EVER, STOP
from storage.models import Person, Subscription
from tests.actions.scenes import do, play, rows
from tests.actions.test_alerts import publish
from tests.actions.test_surveys import QUESTION, resolve
from tests.actions.test_tickets import REPAIR
from tests.talk import ZONE, Talk, texts


@pytest.mark.parametrize(
    "said", ["stop", "STOP", "退订", "停止", "退訂", "Unsubscribe!", "stop all"]
)
async def test_a_bare_stop_ends_the_one_alert_and_can_be_taken_back(
    linked: Talk, said: str
) -> None:
    await do(linked, 7, "subscribe_alerts> [Jianshe Road 13](location)")
    answer = await do(linked, 7, f"cancel> {said}")
    (again,) = answer[-1]["buttons"]
    assert "🔔" in again and await rows(linked.db, Subscription) == []
    await do(linked, 7, f"[{again}]")
    assert len(await rows(linked.db, Subscription)) == 1


async def test_of_several_alerts_a_bare_stop_asks_which(linked: Talk) -> None:
    await play(linked, 7, [("subscribe_alerts> [Jianshe Road 13](location)", "🔔"),
                           ("subscribe_alerts> [Jianshe Road 15](location)", "🔔"),
                           ("cancel> stop", ("Which shall I stop?", "[Stop: 13 Jianshe Road]", "[⏸ Pause]")),
                           ("[Stop all]", "🔕 Stopped. Safety warnings still reach you.")])  # fmt: skip
    await publish(linked)
    assert texts(await linked.new(), 7) == ""


@pytest.mark.parametrize("said", ["never mind", "算了", "stop the works in our street", "停止施工"])
def test_other_words_are_no_bare_stop(said: str) -> None:
    assert not STOP.fullmatch(said)


async def test_never_mind_is_answered_as_before(talk: Talk) -> None:
    await play(talk, 7, [("cancel> never mind", "There is nothing open here.")])


async def test_stop_in_a_form_leaves_the_form(talk: Talk) -> None:
    await play(
        talk,
        7,
        [("report_fault> no power", "Where is it?"), ("cancel> stop", ("Stopped", "!alerts"))],
    )


@pytest.mark.parametrize(
    ("label", "length"), [("1 day", timedelta(days=1)), ("1 week", timedelta(weeks=1)), ("Until I say", None)]
)  # fmt: skip
async def test_a_pause_by_button_and_its_end(
    linked: Talk, label: str, length: timedelta | None
) -> None:
    await play(linked, 1, [("/alerts", "[⏸ Pause]"), ("[⏸ Pause]", ("For how long", "[1 week]")),
                           (f"[{label}]", ("⏸ No alerts until", "Warnings of danger always reach you.",
                                           "[▶️ Go on]")), ("/alerts", ("⏸ Paused", "[▶️ Go on]"))])  # fmt: skip
    (person,) = await rows(linked.db, Person, telegram_id=1)
    assert person.muted_until == (FOR_EVER if length is None else linked.now + length)
    await publish(linked, kind="safety", starts=200)
    assert "For safety" in texts(await linked.new(), 1)
    await publish(linked, starts=201)
    assert texts(await linked.new(), 1) == ""
    if length is not None:
        linked.now += length
        await publish(linked, starts=48)
        assert "planned" in texts(await linked.new(), 1)


async def test_go_on_ends_a_pause(linked: Talk) -> None:
    await play(linked, 1, [("/alerts", ""), ("[⏸ Pause]", ""), ("[Until I say]", ""),
                           ("[▶️ Go on]", "Alerts come again")])  # fmt: skip
    await publish(linked)
    assert "planned" in texts(await linked.new(), 1)


@pytest.mark.parametrize("intent", ["unsubscribe_alerts", "subscribe_alerts"])
@pytest.mark.parametrize(
    ("said", "until"),
    [("pause alerts until Friday", "11-27 00:00"), ("暂停提醒到星期五", "11-28 00:00"),
     ("no alerts for 3 days please", "11-26 10:00"), ("pause the alerts until 28 Nov", "11-28 00:00")],
)  # fmt: skip
async def test_a_pause_in_words(talk: Talk, intent: str, said: str, until: str) -> None:
    await do(talk, 7, f"{intent}> {said}")
    (person,) = await rows(talk.db, Person, telegram_id=7)
    assert person.muted_until is not None
    assert f"{person.muted_until.astimezone(ZONE):%m-%d %H:%M}" == until


async def test_a_pause_without_an_end_is_asked_for(talk: Talk) -> None:
    await play(talk, 7, [("unsubscribe_alerts> pause the alerts", ("For how long", "[1 day]"))])


async def test_topics_are_kept_each_for_itself(talk: Talk) -> None:
    await play(talk, 7, [("/alerts", ""), ("[Topics]", ("🔔 is sent", "[🔔 news]")), ("[🔔 news]", "[🔕 news]"),
                         ("[🔔 faults]", ("[🔕 faults]", "[🔕 news]")),
                         ("/alerts", "🔕 Not sent: faults, news."), ("[Topics]", ""),
                         ("[🔕 news]", ("[🔔 news]", "[🔕 faults]"))])  # fmt: skip
    (person,) = await rows(talk.db, Person, telegram_id=7)
    assert person.muted == ["faults"]


async def test_who_wants_no_surveys_gets_none(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR])
    await resolve(talk)
    await play(
        talk,
        7,
        [
            ("/alerts", ""),
            ("[Topics]", ""),
            ("[🔔 questions how it went]", "[🔕 questions how it went]"),
        ],
    )
    assert QUESTION not in texts(await talk.tick(hours=24), 7)


def test_for_ever_is_a_moment_that_never_comes() -> None:
    assert datetime(2400, 1, 1, tzinfo=ZONE) < FOR_EVER

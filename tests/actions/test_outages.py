"""Where is the power off? By account, street and number, community, line, nickname."""

from datetime import timedelta

import pytest

import locales
from actions.supply.reasons import in_words
from storage.models import AccountLink, Outage, Subscription
from tests import city
from tests.actions.scenes import LOCATION, do, play, rows, shown
from tests.talk import Talk

ASK = "ask_outage> is there an outage?"


async def test_by_street_and_side_of_the_street(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("ask_outage> is the power off at [Jianshe Road 11](location)?",
         ("For 11 Jianshe Road I know of this", "East line", "storm damage", "09:00 to 12:00")),
        ("ask_outage> and at [Jianshe Road 12](location)?",
         ("For 12 Jianshe Road no outage is known to us, as of today, Mon 23 Nov at 10:00",
          "[My power is off: report it]", "[Tell me about outages here]")),
        ("ask_outage> [建设路11号](location)停电吗", "城东线"),
        ("ask_outage> [建設路１１號](location)有冇停電呀", "城東線"),
    ])  # fmt: skip


async def test_a_community_in_two_districts_asks_which(talk: Talk) -> None:
    await city.outage(talk.db, "F2")
    await play(talk, 7, [
        ("ask_outage> outage in [Sunshine Gardens](location)?",
         ("several places of that name", "[East District · Sunshine Gardens]")),
        ("[East District · Sunshine Gardens]", "no outage is known"),
        ("ask_outage> outage in [Sunshine Gardens, West District](location)?", "Hill line"),
    ])  # fmt: skip
    await play(talk, 8, [
        (ASK, "For which place?"),
        ("inform> Sunshine Gardens", "[West District · Sunshine Gardens]"),
        ("[West District · Sunshine Gardens]", "Hill line"),
    ])  # fmt: skip


async def test_by_line(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("ask_outage> is the [East line](feeder) off?", ("For East line I know", "Fault")),
        ("ask_outage> is [F2](feeder) off?", "For Hill line no outage is known"),
        ("[Tell me about outages here]", "For which place would you like"),
        ("inform> F2", ("Alerts go by address", "!🔔")),
        ("inform> Willow Village 9", "🔔 I tell you about every outage at 9 Willow Village"),
    ])  # fmt: skip


async def test_by_linked_account_and_its_nickname(linked: Talk) -> None:
    await city.outage(linked.db, "F1")
    await play(
        linked, 1, [(ASK, ("11 Jianshe Road", "Fault")), ("/outages_here", "11 Jianshe Road")]
    )
    async with linked.db.transaction() as tx:
        (await tx.get_one(AccountLink, (1, "1000000001"))).nickname = "my home"
    await play(linked, 1, [
        ("subscribe_alerts> alert me about [Willow Village](location)", "🔔"),
        (DARK := "report_fault> no power at [Willow Village 8](location)", "switches"),
        ("/cancel", "Stopped"), ("report_fault> no power, [my home](location)", "East line"),
    ])  # fmt: skip
    assert DARK


async def test_an_unknown_place_a_point_and_a_way_out(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_outage> outage in [Atlantis](location)?", ("I do not know this place", "For which place?")),
        ("inform> still Atlantis", "I do not know this place"),
        (LOCATION, "That point is far from all places that I know"),
        ("inform> Willow Village", "no outage is known"),
    ])  # fmt: skip


async def test_none_known_leads_to_a_report_or_to_alerts(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_outage> outage at [Jianshe Road 12](location)?", "no outage is known"),
        ("[My power is off: report it]", ("I am sorry", "your own switches", "!Where is it")),
        ("/cancel", "Stopped"),
        ("[Tell me about outages here]", "🔔 I tell you about every outage at 12 Jianshe Road"),
        ("[Tell me about outages here]", "already"),
    ])  # fmt: skip
    assert len(await rows(talk.db, Subscription)) == 1


async def test_planned_restored_and_cancelled_ones(linked: Talk) -> None:
    from storage.models import Outage

    planned = await city.outage(
        linked.db, "F1", "planned", timedelta(days=2), timedelta(days=2, hours=3)
    )
    await play(linked, 1, [(ASK, ("Planned outage", "Wed 25 Nov at 10:00 to 13:00"))])
    await end(linked, planned, "cancelled")
    await play(linked, 1, [(ASK, "no outage is known")])
    fault = await city.outage(linked.db, "F1")
    await end(linked, fault, "restored")
    await play(linked, 1, [(ASK, ("over:", "09:00 to 10:00"))])
    await linked.tick(hours=25)
    await play(linked, 1, [(ASK, "no outage is known")])
    assert [o.state for o in await rows(linked.db, Outage)] == ["cancelled", "restored"]


async def end(talk: Talk, outage_id: int, state: str) -> None:
    """A notice ends."""
    from storage.models import Outage

    async with talk.db.transaction() as tx:
        outage = await tx.get_one(Outage, outage_id)
        outage.state, outage.ended_at = state, talk.now


async def test_an_unknown_end_is_said(linked: Talk) -> None:
    await city.outage(linked.db, "F1", until=None)
    await play(linked, 1, [(ASK, "the end is not known yet")])


async def test_subscriptions_are_shown_and_stopped_one_by_one(linked: Talk) -> None:
    await play(linked, 7, [
        ("unsubscribe_alerts> STOP", ("You get no outage alerts yet", "[🔔 Outage alerts]")),
        ("[🔔 Outage alerts]", "For which place"), ("inform> Jianshe Road 12", "🔔"),
        ("subscribe_alerts> also [Willow Village](location)", "🔔 I tell you"),
        ("/alerts", ("[Stop: 12 Jianshe Road]", "[Stop: Willow Village]", "[Stop all]")),
        ("[Stop: 12 Jianshe Road]", "🔕 Stopped"), ("[Stop all]", "🔕"), ("[Stop all]", "stopped already"),
    ])  # fmt: skip
    await play(
        linked, 1, [("/alerts", "for your linked account"), ("/link", "[Unlink 11 Jianshe Road]")]
    )


async def test_somebody_elses_subscription_cannot_be_stopped(talk: Talk) -> None:
    from tests.actions.test_complaints import tap

    await play(talk, 7, [("subscribe_alerts> alerts for [Willow Village](location)", "🔔"),
                         ("/alerts", "[Stop: Willow Village]")])  # fmt: skip
    data = await talk._button(7, "Stop")
    assert "no longer in use" in shown(await tap(talk, 8, data), 8)
    await do(talk, 8, "/alerts")
    assert len(await rows(talk.db, Subscription)) == 1


# Why, in staff's own words.


@pytest.mark.parametrize(
    ("reason", "language", "told"),
    [("storm", "en", "storm damage"), ("线路检修", "en", "maintenance of the line"),
     ("Storm damage", "zh_Hans", locales.text("zh_Hans", "storm damage")),
     ("吊车碰线", "en", "“吊车碰线” (in the words of our staff)"), ("吊车碰线", "zh_Hans", "吊车碰线"),
     ("吊车碰线", "zh_Hant", "吊車碰線"), ("a crane & a wire", "en", "a crane & a wire"),
     ("a <crane>", "zh_Hans", locales.text("zh_Hans", "“{words}” (in the words of our staff)", words="a <crane>"))],
)  # fmt: skip
def test_staffs_own_words_are_translated_or_marked(reason: str, language: str, told: str) -> None:
    assert in_words(reason, language) == told


async def test_who_reads_another_language_sees_whose_words_they_are(talk: Talk) -> None:
    number = await city.outage(talk.db)
    async with talk.db.transaction() as tx:
        (await tx.get_one(Outage, number)).reason = "吊车碰线"
    await play(talk, 7, [("ask_outage> is the power off at [Jianshe Road 11](location)?",
                          "Why: “吊车碰线” (in the words of our staff)")])  # fmt: skip

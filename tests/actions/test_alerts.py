"""Alerts: whom they reach, once and by all their addresses, at which hour, and what is not said."""

from datetime import datetime, timedelta

import pytest

from actions import notices
from actions.supply import quiet
from actions.work import Work
from storage.models import Account as AccountRow
from storage.models import AccountLink, Broadcast, Outage, OutageArea, Outbox, Ticket, Transformer
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import do, play, rows
from tests.talk import POLICY, ZONE, Talk, texts


async def publish(
    talk: Talk, kind: str = "planned", starts: float = 48, hours: float | None = 9,
    **area: object,
) -> int:  # fmt: skip
    """A notice goes out as staff's do; its id. `starts`: hours from now."""
    async with talk.db.transaction() as tx:
        from storage import outages

        work = Work(tx, talk.now, talk.worker.policy, ZONE)
        start = talk.now + timedelta(hours=starts)
        until = None if hours is None else start + timedelta(hours=hours)
        outage = Outage(source="staff", external_id=f"{kind}{talk.now}", kind=kind, reason="storm",
                        starts_at=start, until=until, version=1, published_at=talk.now,
                        state="published" if starts > 0 else "in_progress")  # fmt: skip
        area = area or {"feeder_code": "F1"}
        await outages.add(tx, outage, [OutageArea(parity="all", **area)])
        await notices.publish(work, outage)
        return outage.id


async def end(talk: Talk, outage_id: int, state: str) -> list[dict]:
    """The notice is over; what was said."""
    async with talk.db.transaction() as tx:
        from storage import outages

        work = Work(tx, talk.now, talk.worker.policy, ZONE)
        await notices.end(work, await outages.get(tx, outage_id), state)
    return await talk.new()


async def waiting(talk: Talk, chat: int) -> dict[str, datetime]:
    """When what waits for a chat is due, by the name of the alert; not what was stopped."""
    stopped = {b.id for b in await rows(talk.db, Broadcast) if b.state == "cancelled"}
    return {
        row.key.split(":")[3]: row.due_at
        for row in await rows(talk.db, Outbox, chat_id=chat)
        if row.key.startswith("outage:") and row.broadcast_id not in stopped
    }


def with_alerts(**changes: object) -> object:
    """The policy with other rules for alerts."""
    return POLICY.model_copy(update={"alerts": POLICY.alerts.model_copy(update=changes)})


# One message, all addresses.


async def test_two_addresses_are_one_message_that_names_both(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        link = await tx.get(AccountLink, (await person_id(linked, 1), "1000000001"))
        link.nickname = "home"
    await play(linked, 1, [("subscribe_alerts> [Jianshe Road 77](location)", "🔔")])
    await publish(linked)
    (alert,) = [m for m in await linked.new() if m["chat"] == 1]
    assert "It concerns: home, 11 Jianshe Road; 77 Jianshe Road" in alert["text"]
    assert alert["key"].endswith(":published:1")


async def test_of_two_addresses_the_one_concerned_is_named(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        tx.add(AccountLink(person_id=await person_id(linked, 1), account_number="1000000002",
                           linked_at=linked.now))  # fmt: skip
    await play(linked, 7, [("subscribe_alerts> [Jianshe Road 13](location)", "🔔"),
                           ("subscribe_alerts> [Willow Village 9](location)", "🔔")])  # fmt: skip
    outage = await publish(linked)
    told = await linked.new()
    assert "It concerns: 11 Jianshe Road" in texts(told, 1) and "Willow" not in texts(told, 1)
    assert "It concerns: 13 Jianshe Road" in texts(told, 7) and "Willow" not in texts(told, 7)
    assert "It concerns: 11 Jianshe Road" in texts(await end(linked, outage, "cancelled"), 1)


async def test_one_address_in_two_ways_is_named_once_and_the_text_is_shared(linked: Talk) -> None:
    await play(linked, 1, [("subscribe_alerts> [Jianshe Road 11](location)", "🔔")])
    await play(linked, 7, [("subscribe_alerts> [Jianshe Road 13](location)", "🔔")])
    await publish(linked)
    await linked.new()
    (mine,) = [r for r in await rows(linked.db, Outbox, chat_id=1) if r.key.startswith("outage")]
    (other,) = [r for r in await rows(linked.db, Outbox, chat_id=7) if r.key.startswith("outage")]
    assert mine.payload is None and mine.body_id == other.body_id


async def test_a_street_and_a_house_in_it_are_the_street(linked: Talk) -> None:
    await play(linked, 7, [("subscribe_alerts> [Jianshe Road](location)", "🔔"),
                           ("subscribe_alerts> [Jianshe Road 13](location)", "🔔")])  # fmt: skip
    await publish(linked)
    assert "It concerns: Jianshe Road" in texts(said := await linked.new(), 7)
    assert "13 Jianshe" not in texts(said, 7)


async def test_a_transformers_area_reaches_its_accounts_and_nobody_else(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        tx.add(Transformer(code="T9", name="九号变", name_en="Transformer 9", feeder_code="F2"))
        await tx.flush()
        (await tx.get(AccountRow, "1000000002")).transformer_code = "T9"
    await publish(linked, transformer_code="T9")
    heard = {m["chat"] for m in await linked.new()}
    assert heard == {2}


# By day and night.


@pytest.mark.parametrize(
    ("clock", "since", "until", "ends"),
    [
        ("23:00", "22:00", "07:00", "24 07:00"), ("22:00", "22:00", "07:00", "24 07:00"),
        ("21:59", "22:00", "07:00", None), ("06:59", "22:00", "07:00", "23 07:00"),
        ("07:00", "22:00", "07:00", None), ("00:00", "22:00", "07:00", "23 07:00"),
        ("13:30", "13:00", "15:00", "23 15:00"), ("15:00", "13:00", "15:00", None),
        ("03:00", "00:00", "00:00", None), ("03:00", "00:00", "07:00", "23 07:00"),
        ("00:00", "23:00", "00:00", None), ("23:30", "23:00", "00:00", "24 00:00"),
    ],
)  # fmt: skip
def test_when_the_quiet_time_ends(clock: str, since: str, until: str, ends: str | None) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 11, 23, hour, minute, tzinfo=ZONE)
    found = quiet.ends(now, ZONE, since, until)
    assert (found and f"{found:%d %H:%M}") == ends


def at(talk: Talk, clock: str, day: int = 23) -> datetime:
    """Sets the clock of the utility."""
    hour, minute = map(int, clock.split(":"))
    talk.now = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    return talk.now


async def test_what_can_wait_comes_in_the_morning(linked: Talk) -> None:
    at(linked, "23:00")
    await publish(linked, starts=48)
    assert (await waiting(linked, 1))["published"] == datetime(2026, 11, 24, 7, tzinfo=ZONE)


async def test_at_day_nothing_waits(linked: Talk) -> None:
    now = at(linked, "21:59")
    await publish(linked, starts=48)
    assert (await waiting(linked, 1))["published"] == now


@pytest.mark.parametrize(("starts", "waits"), [(7.9, False), (8, True), (-1, False)])
async def test_who_loses_power_before_the_morning_is_woken(
    linked: Talk, starts: float, waits: bool
) -> None:
    now = at(linked, "23:00")
    await publish(linked, starts=starts)
    assert ((await waiting(linked, 1))["published"] > now) is waits


async def test_danger_wakes_everybody(linked: Talk) -> None:
    now = at(linked, "23:00")
    await publish(linked, kind="safety", starts=100)
    assert (await waiting(linked, 1))["published"] == now


async def test_each_person_has_hours_of_their_own(linked: Talk) -> None:
    await play(linked, 7, [
        ("subscribe_alerts> [Jianshe Road 13](location)", "🔔"), ("/alerts", "🌙 Quiet from 22:00 to 07:00"),
        ("[Quiet hours]", "From when on"), ("[20:00]", "until when"), ("[09:00]", "from 20:00 to 09:00"),
    ])  # fmt: skip
    await play(linked, 8, [
        ("subscribe_alerts> [Jianshe Road 15](location)", "🔔"), ("/alerts", "Quiet from"),
        ("[Quiet hours]", ""), ("[No quiet hours]", "day and night"),
    ])  # fmt: skip
    night = at(linked, "23:30")
    await publish(linked, starts=48)
    due = [(await waiting(linked, who))["published"] for who in (1, 7, 8)]
    assert due == [datetime(2026, 11, 24, 7, tzinfo=ZONE), datetime(2026, 11, 24, 9, tzinfo=ZONE),
                   night]  # fmt: skip


@pytest.mark.parametrize("state", ["cancelled", "restored", "discarded"])
async def test_what_is_not_true_any_more_in_the_morning_is_not_sent(
    linked: Talk, state: str
) -> None:
    at(linked, "23:00")
    outage = await publish(linked, starts=48)
    linked.now += timedelta(hours=3)
    await end(linked, outage, state)
    assert await waiting(linked, 1) == {state: datetime(2026, 11, 24, 7, tzinfo=ZONE)}


async def test_a_reminder_takes_back_no_notice(linked: Talk) -> None:
    at(linked, "23:30")
    await publish(linked, starts=33)  # the day before begins at 8:30
    await linked.tick(hours=9)
    assert set(await waiting(linked, 1)) == {"published", "day_before"}


# What is on.


async def test_an_alert_that_is_off_tells_nobody(linked: Talk) -> None:
    linked.worker.policy = with_alerts(silent=["published"])
    await publish(linked)
    assert await linked.new() == [] and await rows(linked.db, Broadcast) == []
    await publish(linked, kind="safety")
    assert "For safety" in texts(await linked.new(), 1)


async def test_staff_are_asked_before_the_time_runs_out_and_customers_told_after(
    linked: Talk,
) -> None:
    await publish(linked, kind="fault", starts=-1, hours=3)
    await linked.new()
    assert await linked.tick(minutes=89) == []
    said = await linked.tick(minutes=1)
    assert {m["chat"] for m in said} == {city.DESK} and "⏳" in texts(said)
    assert {m["chat"] for m in await linked.tick(minutes=30)} == {city.DESK}
    assert "The time we gave has passed" in texts(await linked.tick(minutes=15), 1)
    assert await linked.tick(hours=1) == []


async def test_a_new_time_leaves_nothing_to_ask(linked: Talk) -> None:
    outage = await publish(linked, kind="fault", starts=-1, hours=3)
    await linked.tick(minutes=10)
    async with linked.db.transaction() as tx:
        from storage import outages

        work = Work(tx, linked.now, POLICY, ZONE)
        row = await outages.get(tx, outage)
        await notices.change_time(work, row, row.until + timedelta(hours=5))
    await linked.new()
    assert await linked.tick(hours=3) == []


@pytest.mark.parametrize(
    ("kind", "muted", "heard"),
    [("planned", "planned", False), ("planned", "faults", True), ("fault", "faults", False),
     ("fault", "planned", True), ("safety", "faults", True)],
)  # fmt: skip
async def test_topics_and_safety(linked: Talk, kind: str, muted: str, heard: bool) -> None:
    label = {"planned": "planned outages", "faults": "faults"}[muted]
    await play(linked, 1, [("/alerts", "[📋 Topics]"), ("[Topics]", f"[🔔 {label}]"),
                           (f"[🔔 {label}]", f"[🔕 {label}]")])  # fmt: skip
    await publish(linked, kind=kind)
    assert (texts(await linked.new(), 1) != "") is heard


async def test_reminders_can_be_muted_alone(linked: Talk) -> None:
    await play(linked, 1, [("/alerts", ""), ("[Topics]", ""), ("[🔔 reminders]", "[🔕 reminders]")])
    await publish(linked, starts=48)
    assert "planned" in texts(await linked.new(), 1)
    assert texts(await linked.tick(hours=24), 1) == ""
    await do(linked, 1, "[🔕 reminders]")
    assert "goes off soon" in texts(await linked.tick(hours=23), 1)


async def test_who_reported_it_sleeps_too(linked: Talk) -> None:
    """A neighbour's report is about the outage; that power is back waits until the morning."""
    from tests.actions.test_tickets import REPAIR

    await play(linked, 7, REPAIR)
    at(linked, "23:00")
    outage = await publish(linked, kind="fault", starts=-1)
    async with linked.db.transaction() as tx:
        await tx.execute(Ticket.__table__.update().values(outage_id=outage))
    await end(linked, outage, "restored")
    assert (await waiting(linked, 7))["restored"] == datetime(2026, 11, 24, 7, tzinfo=ZONE)

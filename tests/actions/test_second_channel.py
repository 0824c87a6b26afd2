"""SMS and e-mail: to whom no chat reaches, once for each phone, short, and only where it is on."""

from datetime import datetime, timedelta

import pytest

from actions.policy.supply import ChannelPolicy, SecondChannel
from storage.models import Account, Body, Outbox, Person
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import play, rows
from tests.actions.test_alerts import end, publish, with_alerts
from tests.talk import ZONE, Talk

BOTH = SecondChannel(
    language="en", sms=ChannelPolicy(alerts=["published", "restored", "cancelled"], longest=140),
    email=ChannelPolicy(alerts=["published"], longest=2000),
)  # fmt: skip


@pytest.fixture
async def lettered(linked: Talk) -> Talk:
    """Both channels are on; the third account is in no chat."""
    linked.worker.policy = with_alerts(second_channel=BOTH)
    return linked


async def letters(talk: Talk) -> list[Outbox]:
    return [row for row in await rows(talk.db, Outbox) if row.channel != "telegram"]


async def test_off_unless_set(linked: Talk) -> None:
    await publish(linked, feeder_code="F2")
    assert await letters(linked) == []


async def test_who_is_in_no_chat_and_who_blocked_us(lettered: Talk) -> None:
    await publish(lettered, feeder_code="F2")
    assert [(r.channel, r.address, r.chat_id) for r in await letters(lettered)] == [
        ("sms", "19900000003", 0)
    ]
    async with lettered.db.transaction() as tx:
        (await tx.get(Person, await person_id(lettered, 2))).reachable = False
    lettered.now += timedelta(minutes=1)
    await publish(lettered, feeder_code="F2")
    found = (await letters(lettered))[1:]
    assert sorted(r.address or "" for r in found) == ["19900000002", "19900000003"]


async def test_one_letter_for_each_phone_and_mail_where_there_is_one(lettered: Talk) -> None:
    async with lettered.db.transaction() as tx:
        for number in ("1000000002", "1000000003"):
            account = await tx.get(Account, number)
            account.phone, account.email = "19911111111", "a@example.org"
        (await tx.get(Person, await person_id(lettered, 2))).reachable = False
    await publish(lettered, feeder_code="F2")
    found = sorted((r.channel, r.address) for r in await letters(lettered))
    assert found == [("email", "a@example.org"), ("sms", "19911111111")]
    assert not any("199" in row.key or "@" in row.key for row in await letters(lettered))


async def test_it_is_plain_and_short_enough(lettered: Talk) -> None:
    await publish(lettered, feeder_code="F2")
    (letter,) = await letters(lettered)
    (body,) = await rows(lettered.db, Body, id=letter.body_id)
    said = body.payload["text"]
    assert len(said) <= 140 and "<" not in said and "&" not in said
    assert "Hill line" in said and "08:00" not in said and "10:00" in said


async def test_at_night_it_waits_and_is_dropped_where_it_is_not_true_any_more(
    lettered: Talk,
) -> None:
    lettered.now = datetime(2026, 11, 23, 23, 0, tzinfo=ZONE)
    outage = await publish(lettered, feeder_code="F2")
    (letter,) = await letters(lettered)
    assert letter.due_at == datetime(2026, 11, 24, 7, tzinfo=ZONE)
    await end(lettered, outage, "cancelled")
    from storage import letters as queue

    morning = datetime(2026, 11, 24, 7, tzinfo=ZONE)
    async with lettered.db.transaction() as tx:
        await queue.put_away(tx)
        due = await queue.due(tx, "sms", morning, 9)
    assert [row.payload["text"].count("no outage after all") for row in due] == [1]


async def test_the_list_of_the_unreachable_counts_and_names_nobody(lettered: Talk) -> None:
    async with lettered.db.transaction() as tx:
        (await tx.get(Person, await person_id(lettered, 2))).reachable = False
    await play(lettered, city.AGENT, [
        ("/unreachable", ("Willow Village: 1 / 0", "Jianshe Road: 0 / 1", "!1990", "!10000000")),
    ])  # fmt: skip
    await play(lettered, 1, [("/unreachable", "!Willow")])

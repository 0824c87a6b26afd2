"""Who depends on power is told first, confirms, or is called; their phones are for staff alone."""

from datetime import timedelta

import pytest

from storage.models import Account, Confirmation, Outbox
from tests import city
from tests.actions.scenes import do, play, rows
from tests.actions.test_alerts import end, publish
from tests.talk import Talk, texts

KNOWN = "I know, we are prepared"


@pytest.fixture
async def frail(linked: Talk) -> Talk:
    """The account of person 1 has a medical device; person 7 lives next door and was here before."""
    await play(linked, 7, [("subscribe_alerts> [Jianshe Road 13](location)", "🔔")])
    async with linked.db.transaction() as tx:
        (await tx.get(Account, "1000000001")).medical = True
    return linked


async def test_they_are_told_first_and_asked(frail: Talk) -> None:
    await publish(frail)
    alerts = [m for m in await frail.new() if m["chat"] in (1, 7)]
    assert [m["chat"] for m in alerts] == [1, 7]
    assert KNOWN in alerts[0]["buttons"] and KNOWN not in alerts[1]["buttons"]
    assert "depends on power" in alerts[0]["text"] and "depends on power" not in alerts[1]["text"]


async def test_who_confirms_is_not_called(frail: Talk) -> None:
    await publish(frail)
    await play(
        frail, 1, [(f"[{KNOWN}]", "Thank you, it is noted."), (f"[{KNOWN}]", "noted already")]
    )
    frail.now += timedelta(hours=30)
    assert "/calls" not in texts(await frail.tick())
    await play(frail, city.DISPATCHER, [("/calls", "Nobody is waiting")])


async def test_who_does_not_is_listed_and_called_once(frail: Talk) -> None:
    await publish(frail)
    await frail.tick(hours=23, minutes=59)
    assert "/calls" in texts(await frail.tick(minutes=1), city.DESK)
    assert "/calls" not in texts(await frail.tick(minutes=1))
    await play(frail, city.DISPATCHER, [
        ("/calls", ("To call: 1", "19900000001", "medical device", "11 Jianshe Road", "[✅ Called]")),
    ])  # fmt: skip
    await play(frail, city.SUPERVISOR, [("/calls", "To call: 1"), ("[✅ Called]", "Noted")])
    await play(
        frail, city.DISPATCHER, [("[✅ Called]", "Su has called already"), ("/calls", "Nobody is")]
    )


async def test_one_in_no_chat_is_called_at_once(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        (await tx.get(Account, "1000000003")).important = True
    await publish(linked, feeder_code="F2")
    assert "/calls" in texts(await linked.tick(), city.DESK)
    await play(linked, city.DISPATCHER, [("/calls", ("19900000003", "important customer"))])


async def test_where_the_power_is_off_soon_there_is_half_an_hour(frail: Talk) -> None:
    await publish(frail, kind="fault", starts=-0.1)
    (asked,) = await rows(frail.db, Confirmation)
    assert asked.due_at == frail.now + timedelta(minutes=30)


async def test_an_outage_that_is_over_calls_nobody(frail: Talk) -> None:
    outage = await publish(frail)
    await end(frail, outage, "cancelled")
    assert "/calls" not in texts(await frail.tick(hours=25))
    await play(frail, city.DISPATCHER, [("/calls", "Nobody is waiting")])


async def test_a_confirmation_is_only_for_ones_own_account(frail: Talk) -> None:
    await publish(frail)
    (row,) = [r for r in await rows(frail.db, Outbox, chat_id=1) if r.key.startswith("outage")]
    from storage import outbox

    async with frail.db.reading() as tx:
        payload = await outbox.payload_of(tx, row)
    data = payload["buttons"][0][0][1]
    await frail.update({"callback_query": {
        "id": "x", "from": frail._person(7), "chat_instance": "1", "data": data,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}}})  # fmt: skip
    (asked,) = await rows(frail.db, Confirmation)
    assert asked.confirmed_at is None


async def test_customers_see_no_list(frail: Talk) -> None:
    await publish(frail)
    await frail.tick(hours=25)
    said = await do(frail, 1, "/calls")
    assert "1990000" not in texts(said, 1)

"""Still off? A report after the restoration, dated back; several of them doubt it."""

from datetime import timedelta

import pytest

from storage.models import Account, AccountLink, Deadline, Outage, Ticket, Transformer
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_alerts import end, publish
from tests.talk import Talk, texts

PEOPLE = (21, 22, 23, 24)
DOUBT = zh("🔁 Open the outage again")


@pytest.fixture
async def street(talk: Talk) -> Talk:
    """Four people with an account each on one transformer, one on another."""
    async with talk.db.transaction() as tx:
        for code in ("T1", "T2"):
            tx.add(
                Transformer(
                    code=code, name=f"{code}变", name_en=f"Transformer {code}", feeder_code="F1"
                )
            )
        await tx.flush()
    for who in (*PEOPLE, 30):
        await do(talk, who, "greet> hello")
        async with talk.db.transaction() as tx:
            number = f"20000000{who}"
            tx.add(Account(number=number, holder="X", place_id=1, house_number=2 * who + 1, unit="", feeder_code="F1",
                           zone="urban", tier="standard", phone="", code_hash="",
                           transformer_code="T2" if who == 30 else "T1"))  # fmt: skip
            await tx.flush()
            tx.add(AccountLink(person_id=await person_id(talk, who), account_number=number,
                               nickname="", linked_at=city.NOW))  # fmt: skip
    return talk


async def restored(talk: Talk) -> int:
    """A fault of three hours is over; its id."""
    outage = await publish(talk, kind="fault", starts=-1, hours=None)
    talk.now += timedelta(hours=2)
    await end(talk, outage, "restored")
    return outage


async def report(talk: Talk, who: int) -> list[dict]:
    """Somebody says that theirs is still off."""
    return await play(talk, who, [("[Still no power?]", ("I am sorry", "!Where is it", "How can we reach you?")),
                                  ("[Here in the chat]", "[Send the crew]"),
                                  ("[Send the crew]", "Your fault is reported")])  # fmt: skip


async def test_it_is_a_fault_of_its_own_dated_back_to_the_start(street: Talk) -> None:
    outage = await restored(street)
    await report(street, 21)
    (ticket,) = await rows(street.db, Ticket)
    (known,) = await rows(street.db, Outage)
    assert ticket.outage_id == outage and ticket.account_number == "2000000021"
    assert ticket.facts["since"] == known.starts_at.isoformat()
    # What is promised counts from the report: before it nobody could know of this fault.
    (arrival,) = await rows(street.db, Deadline, name="arrival")
    assert arrival.due_at == street.now + timedelta(minutes=45)


async def test_the_third_from_one_transformer_doubts_the_restoration(street: Talk) -> None:
    await restored(street)
    for who in (21, 22, 30):
        assert DOUBT not in shown(await report(street, who), city.DESK)
    heard = await report(street, 23)
    assert DOUBT in shown(heard, city.DESK) and "T1变" in texts(heard, city.DESK)
    assert DOUBT not in shown(await report(street, 24), city.DESK)


async def test_opening_it_again_tells_everybody_and_keeps_the_start(street: Talk) -> None:
    outage = await restored(street)
    start = (await rows(street.db, Outage))[0].starts_at
    for who in (21, 22, 23):
        await report(street, who)
    said = await do(street, city.DISPATCHER, f"[{DOUBT}]", city.DESK)
    assert "We told you that the power is back" in texts(said, 30)
    (known,) = await rows(street.db, Outage)
    assert (known.id, known.state, known.ended_at) == (outage, "in_progress", None)
    assert known.starts_at == start and known.until is None
    again = await do(street, city.DISPATCHER, f"[{DOUBT}]", city.DESK)
    assert texts(again, 30) == "" and "open again already" in texts(again, city.DESK)

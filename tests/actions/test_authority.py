"""Authority: at once up to one's limit, above it a second person, never for oneself."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.counter import authority
from actions.counter.goodwill import amount_in
from bot import receiver
from storage import inbox, people
from storage.models import Account, Approval, Deadline, Staff, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_complaints import tap
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import POLICY, ZONE, Talk, texts

SU, AN, MA, ANN = city.SUPERVISOR, city.AGENT, 905, 907
ONE = "WL-20261123-0001"


@pytest.fixture
async def desk(talk: Talk) -> Talk:
    """A complaint that An owns; a manager and one more agent; all have written in English."""
    async with talk.db.transaction() as tx:
        tx.add(Staff(telegram_id=MA, name="Ma", role="manager", queue="all"))
        tx.add(Staff(telegram_id=ANN, name="Ann", role="agent", queue="business"))
    for who in (SU, AN, MA, ANN):
        await do(talk, who, "/shift")
    await play(talk, 7, COMPLAINT)
    await talk.press(AN, "Take")
    return talk


async def credit(
    talk: Talk, amount: str, who: int = AN, why: str = "the crew was late"
) -> list[Any]:
    """A member of staff grants a credit by command."""
    return await do(talk, who, f"/goodwill {ONE} {amount} {why}")


async def approvals(talk: Talk) -> list[tuple[str, Decimal | None, int, int | None]]:
    """(state, amount, asked by, decided by)."""
    found = await rows(talk.db, Approval)
    return [(a.state, a.amount, a.asked_by, a.decided_by) for a in found]


def test_each_role_has_the_limit_of_the_policy() -> None:
    for role, least_too_much in (
        ("agent", "50.01"),
        ("dispatcher", "50.01"),
        ("supervisor", "500.01"),
    ):
        assert authority.may_decide(POLICY, role, Decimal(least_too_much) - Decimal("0.01"))
        assert not authority.may_decide(POLICY, role, Decimal(least_too_much))
    assert authority.may_decide(POLICY, "manager", Decimal(10**9))
    assert not authority.may_decide(POLICY, "editor", Decimal("0.01"))
    assert [r for r in POLICY.authority if authority.may_decide(POLICY, r, None)] == [
        "supervisor", "manager"]  # fmt: skip


@pytest.mark.parametrize(("said", "amount"), [
    ("30", "30"), ("12.50", "12.50"), ("¥ 30", "30"), ("30元", "30"), ("１２．５", "12.5"),
    ("0", None), ("-3", None), ("0.00", None), ("1.234", None), ("12345678", None), ("thirty", None),
    ("3e5", None), ("", None), ("NaN", None), ("1,000", None),
])  # fmt: skip
def test_an_amount_is_read_as_people_write_it(said: str, amount: str | None) -> None:
    assert amount_in(said) == (None if amount is None else Decimal(amount))


@given(st.text(max_size=20))
def test_no_text_makes_an_amount_that_cannot_be_stored(said: str) -> None:
    amount = amount_in(said)
    assert amount is None or (0 < amount < 10**7 and amount == amount.quantize(Decimal("0.01")))


async def test_within_ones_authority_it_is_granted_at_once_and_told(desk: Talk) -> None:
    await do(desk, AN, f"/ticket {ONE}")
    await play(desk, AN, [
        ("[Goodwill]", ("What do you grant?", "[A credit]", "[A visit]")),
        ("[A credit]", "How much, in ¥?"), ("lots", "above zero"), ("-5", "above zero"),
        ("30", "The customer will read it"),
    ])  # fmt: skip
    answer = await do(desk, AN, "the crew was late")
    assert f"{ONE}: we are sorry for the trouble and give you a credit of ¥30.00" in texts(
        answer, 7
    )
    assert "the crew was late" in texts(answer, 7) and "An" not in texts(answer, 7)
    assert "a credit of ¥30.00" in texts(answer, AN) and texts(answer, SU) == ""
    assert await approvals(desk) == [("approved", Decimal("30.00"), 3, 3)]
    (event,) = await rows(desk.db, TicketEvent, what="goodwill")
    assert (event.actor, event.note, event.shown) == ("An", "¥30.00. the crew was late", True)
    await play(desk, 7, [(f"ask_ticket> {ONE}", "you got a credit: ¥30.00")])


async def test_above_it_those_with_enough_authority_are_asked(desk: Talk) -> None:
    answer = await credit(desk, "200")
    assert "asked Su, Ma" in texts(answer, AN) and texts(answer, 7) == texts(answer, ANN) == ""
    asked = shown(answer, SU)
    assert f"An asks for your decision: a credit of ¥200.00 for {ONE}" in asked
    assert "the crew was late" in asked and "[Approve][Refuse][Show the ticket]" in asked
    assert await approvals(desk) == [("asked", Decimal("200.00"), 3, None)]
    answer = await desk.press(SU, "Approve")
    assert "credit of ¥200.00" in texts(answer, 7) and "Approved" in texts(answer, SU)
    assert f"Su has approved: a credit of ¥200.00 for {ONE}" in texts(answer, AN)
    assert await approvals(desk) == [("approved", Decimal("200.00"), 3, 1)]
    late = await desk.press(MA, "Refuse")
    assert texts(late) == "Su has approved it already." and len(await rows(desk.db, Approval)) == 1


async def test_refused_with_a_reason_the_customer_hears_nothing(desk: Talk) -> None:
    await credit(desk, "200")
    await desk.press(SU, "Refuse")
    answer = await do(desk, SU, "too much for this")
    assert "Su has refused" in texts(answer, AN) and "too much for this" in texts(answer, AN)
    assert texts(answer, 7) == "" and await rows(desk.db, TicketEvent, what="goodwill") == []
    notes = {e.what: e.note for e in await rows(desk.db, TicketEvent, shown=False)}
    assert notes["goodwill_refused"] == "¥200.00: too much for this"
    assert "has refused it already" in texts(await desk.press(MA, "Approve"), MA)


async def test_beyond_a_supervisor_only_the_manager_is_asked(desk: Talk) -> None:
    answer = await credit(desk, "500.01")
    assert texts(answer, SU) == "" and "asks for your decision" in texts(answer, MA)
    button = await desk._button(MA, "Approve")
    async with desk.db.transaction() as tx:
        await people.add_keyboard(tx, "k", SU, [{"do": "desk.approve", "approval": 1}], desk.now)
        await people.add_keyboard(tx, "a", AN, [{"do": "desk.approve", "approval": 1}], desk.now)
    assert "beyond your authority" in texts(await tap(desk, SU, "k:0"), SU)
    assert "somebody else decides" in texts(await tap(desk, AN, "a:0"), AN)
    assert texts(await tap(desk, SU, button), 7) == ""  # a button of another's chat
    assert (await approvals(desk))[0][0] == "asked"
    assert "¥500.01" in texts(await desk.press(MA, "Approve"), 7)


async def test_many_small_credits_count_together(desk: Talk) -> None:
    assert "told" in texts(await credit(desk, "30"), AN)
    assert "told" in texts(await credit(desk, "20"), AN)
    assert "more authority" in texts(await credit(desk, "0.01", who=ANN), ANN)
    assert "waits for a decision" in texts(await credit(desk, "1"), AN)
    assert "¥0.01" in texts(await desk.press(SU, "Approve"), 7)


async def test_a_supervisor_asks_the_manager_and_the_manager_nobody(desk: Talk) -> None:
    answer = await credit(desk, "600", who=SU)
    assert "asked Ma" in texts(answer, SU) and "asks for your decision" in texts(answer, MA)
    await desk.press(MA, "Refuse")
    await do(desk, MA, "not so much")
    assert "¥9,000.00" in texts(await credit(desk, "9000", who=MA), 7)


async def test_where_nobody_else_may_decide_it_is_said(desk: Talk) -> None:
    async with desk.db.transaction() as tx:
        for member in (1, 4):
            (await tx.get_one(Staff, member)).active = False
    assert "Nobody else here may decide" in texts(await credit(desk, "60"), AN)
    assert await approvals(desk) == []


async def test_nobody_grants_or_approves_for_themselves(desk: Talk) -> None:
    await play(desk, AN, COMPLAINT)
    answer = await do(desk, AN, "/goodwill WL-20261123-0002 5 nice me")
    assert "your own matter" in texts(answer, AN)
    await play(desk, SU, REPAIR)
    answer = await do(desk, AN, "/goodwill WL-20261123-0003 200 nice boss")
    assert "asked Ma" in texts(answer, AN) and "asks for your decision" not in texts(answer, SU)
    assert "Nothing waits" in texts(await do(desk, SU, "/approvals"), SU)


async def test_what_waits_is_listed_for_those_who_may_decide(desk: Talk) -> None:
    await credit(desk, "200")
    await play(desk, MA, [("/approvals", ("An asks for your decision", "[Approve][Refuse]"))])
    await play(desk, AN, [("/approvals", "Nothing waits")])
    await play(desk, ANN, [("/approvals", "Nothing waits")])
    assert "¥200.00" in texts(await desk.press(MA, "Approve"), 7)


async def test_of_two_who_decide_at_once_one_wins_and_the_customer_hears_it_once(
    desk: Talk,
) -> None:
    await credit(desk, "200")
    updates = [{"update_id": 5000 + who, "callback_query": {
        "id": f"r{who}", "from": desk._person(who), "chat_instance": "1",
        "data": await desk._button(who, "Approve"),
        "message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": who, "type": "private"}}}}
        for who in (SU, MA)]  # fmt: skip
    await receiver.store(desk.db, updates, desk.now)
    async with desk.db.reading() as tx:
        waiting = await inbox.waiting(tx, desk.now, [], 50)
    await asyncio.gather(*(desk.worker._handle(row) for row in waiting))
    await desk.handle_all()
    answer = await desk.new()
    assert texts(answer, 7).count("¥200.00") == 1
    assert texts(answer).count("has approved it already") == 1
    assert len(await rows(desk.db, TicketEvent, what="goodwill")) == 1


async def test_a_visit_is_promised_at_once_and_kept_as_a_deadline(desk: Talk) -> None:
    await do(desk, AN, f"/goodwill {ONE}")
    answer = await play(
        desk, AN, [("[A visit]", "Why"), ("it flickers in the evening", "the visit")]
    )
    assert "We will come and look at it by" in texts(answer, 7)
    assert "it flickers in the evening" in texts(answer, 7)
    (visit,) = await rows(desk.db, Deadline, name="visit")
    assert visit.due_at.astimezone(ZONE).strftime("%d %H:%M") == "25 17:30"
    await do(desk, AN, f"/goodwill {ONE}")
    await play(desk, AN, [("[A visit]", "Why"), ("again", "promised already")])


async def test_a_credit_on_an_account_comes_with_the_next_bill(linked: Talk) -> None:
    await play(linked, 1, COMPLAINT)
    (ticket,) = await rows(linked.db, Ticket)
    async with linked.db.transaction() as tx:
        assert await tx.get(Account, "1000000001") is not None
        (await tx.get_one(Ticket, ticket.id)).account_number = "1000000001"
    answer = await do(linked, AN, f"/goodwill {ONE} 5 sorry")
    assert "credit ¥5.00 to your next bill" in texts(answer, 1)


async def test_nothing_is_granted_on_what_is_closed_or_not_there(desk: Talk) -> None:
    await play(desk, 7, [(f"withdraw_ticket> {ONE}", "[Yes"), ("[Yes, withdraw it]", "withdrawn")])
    assert "withdrawn" in texts(await credit(desk, "5"), AN)
    assert "There is no ticket" in texts(await do(desk, AN, "/goodwill WL-20261123-0404 5"), AN)
    assert await approvals(desk) == []

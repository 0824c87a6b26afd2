"""Owners: offered to somebody who is there, handed over only when accepted, never left alone."""

import asyncio
from typing import Any

import pytest

from actions.counter import routing, unanswered
from actions.policy import Policy
from actions.work import SAFETY, Work
from bot import receiver
from storage import inbox, people
from storage import staff as staff_rows
from storage.models import Account, Deadline, HandOver, Staff, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_complaints import tap
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import POLICY, ZONE, Talk, texts

SU, DI, AN, DORA = city.SUPERVISOR, city.DISPATCHER, city.AGENT, 906
ONE = "WL-20261123-0001"
PRAISE = [("give_praise> the crew was fantastic, thank them", "[Send]"), ("[Send]", "passed on")]


@pytest.fixture
async def desk(talk: Talk) -> Talk:
    """As `talk`; the staff have written before, in English."""
    for who in (SU, DI, AN):
        await do(talk, who, "/shift")
    return talk


async def hire(talk: Talk, who: int, name: str, role: str = "dispatcher", **more: Any) -> None:
    """One more member of staff."""
    async with talk.db.transaction() as tx:
        tx.add(Staff(telegram_id=who, name=name, role=role, **{"queue": "repairs", **more}))
    await do(talk, who, "/shift")


async def change(talk: Talk, who: int, **values: Any) -> None:
    """Changes a member of staff behind the scenes."""
    (member,) = await rows(talk.db, Staff, telegram_id=who)
    async with talk.db.transaction() as tx:
        for name, value in values.items():
            setattr(await tx.get_one(Staff, member.id), name, value)


async def owner(talk: Talk, ticket_id: int = 1) -> str | None:
    """The name of the owner."""
    (ticket,) = await rows(talk.db, Ticket, id=ticket_id)
    members = {m.id: m.name for m in await rows(talk.db, Staff)}
    return members.get(ticket.owner_id)


async def events(talk: Talk, what: str) -> list[tuple[str, str]]:
    """(who, note) of the lines of the histories."""
    return [(e.actor, e.note) for e in await rows(talk.db, TicketEvent, what=what)]


# A new ticket finds its person.


async def test_a_new_ticket_is_offered_in_private_besides_its_card(desk: Talk) -> None:
    answer = await play(desk, 7, REPAIR)
    assert ONE in texts(answer, city.DESK) and zh("Take") in shown(answer, city.DESK)
    offered = shown(answer, DI)
    assert f"{ONE} is for you" in offered and "no power at Jianshe Road 11" in offered
    assert "[Take][Not me]" in offered and texts(answer, AN) == texts(answer, SU) == ""
    assert "today, Mon 23 Nov at 10:10" in offered
    assert await events(desk, "offered") == [("system", "Di")]
    answer = await desk.press(DI, "Take")
    assert "Di has taken your matter in hand" in texts(answer, 7) and await owner(desk) == "Di"
    assert texts(await desk.tick(minutes=11), SU) == ""


async def test_not_me_and_no_answer_go_on_to_the_next_the_duty_and_the_supervisors(
    desk: Talk,
) -> None:
    await hire(desk, DORA, "Dora")
    await hire(desk, 907, "Otto", queue="business", duty=True)
    await play(desk, 7, REPAIR)
    answer = await desk.press(DI, "Not me")
    assert "I ask the next colleague" in texts(answer, DI)
    assert f"{ONE} is for you" in texts(answer, DORA)
    assert texts(await desk.tick(minutes=9)) == ""
    answer = await desk.tick(minutes=1)
    assert "you are on duty" in texts(answer, 907) and texts(answer, DORA) == ""
    assert texts(await desk.tick(minutes=0)) == ""
    answer = await desk.tick(minutes=10)
    assert f"Nobody on shift or on duty takes {ONE}" in texts(answer, SU)
    assert "[Take]" in shown(answer, SU)
    assert texts(await desk.tick(minutes=10), DI) == ""
    assert [(h.to_id, h.state) for h in await rows(desk.db, HandOver)] == [
        (2, "refused"), (4, "passed_on"), (5, "passed_on")]  # fmt: skip
    answer = await desk.press(DI, "Not me")
    assert "not there any more" in texts(answer, DI)
    await desk.press(DORA, "Take")
    assert await owner(desk) == "Dora"


async def test_nobody_on_shift_calls_the_duty_person_at_once_else_the_supervisors(
    desk: Talk,
) -> None:
    await do(desk, DI, "/shift off")
    answer = await play(desk, 7, REPAIR)
    assert f"Nobody on shift or on duty takes {ONE}" in texts(answer, SU)
    assert texts(answer, DI) == ""
    await do(desk, DI, "/shift duty")
    await do(desk, AN, "/shift off")
    answer = await play(desk, 8, COMPLAINT)
    assert "you are on duty" in texts(answer, DI) and texts(answer, SU) == ""


async def test_of_the_district_first_then_who_has_least_to_do(desk: Talk) -> None:
    await hire(desk, DORA, "Dora", "agent", queue="complaints")
    told = [texts(await play(desk, who, COMPLAINT), AN) != "" for who in (11, 12, 13, 14)]
    assert told == [True, False, True, False]
    await change(desk, DORA, district="城东区")
    assert texts(await play(desk, 15, COMPLAINT), DORA) != ""
    assert texts(await play(desk, 16, COMPLAINT), DORA) != ""


async def test_who_blocked_us_and_the_customer_themselves_are_not_asked(desk: Talk) -> None:
    await hire(desk, DORA, "Dora", "agent", queue="complaints")
    await desk.update({"my_chat_member": {
        "chat": {"id": AN, "type": "private"}, "from": desk._person(AN), "date": 1,
        "old_chat_member": {"status": "member", "user": desk._person(1)},
        "new_chat_member": {"status": "kicked", "user": desk._person(1), "until_date": 0}}})  # fmt: skip
    answer = await play(desk, 7, COMPLAINT)
    assert "is for you" in texts(answer, DORA) and texts(answer, AN) == ""
    answer = await play(desk, DORA, COMPLAINT)
    assert "is for you" not in texts(answer, DORA)
    assert "Nobody on shift or on duty takes" in texts(answer, SU)


async def test_a_report_of_the_same_fault_goes_with_the_first_and_is_not_offered_again(
    desk: Talk,
) -> None:
    await play(desk, 7, REPAIR)
    answer = await play(desk, 8, REPAIR)
    assert "is for you" not in texts(answer) and len(await rows(desk.db, HandOver)) == 1


async def test_all_reports_of_a_fault_are_handed_over_together(desk: Talk) -> None:
    await play(desk, 7, REPAIR)
    await play(desk, 8, REPAIR)
    await desk.press(DI, "Take")
    await do(desk, DI, f"/ticket {ONE}")
    await play(desk, DI, [*ASKED, ("my shift ends", "asked An")])
    answer = await desk.press(AN, "Accept")
    assert [await owner(desk, ticket) for ticket in (1, 2)] == ["An", "An"]
    assert "from now on An" in texts(answer, 7) and "from now on An" in texts(answer, 8)


async def test_a_danger_is_offered_sooner_and_still_goes_to_everybody(desk: Talk) -> None:
    await hire(desk, DORA, "Dora")
    answer = await do(
        desk, 7, "report_hazard> a wire is down at [Jianshe Road 11](location), sparks"
    )
    assert ONE in texts(answer, city.DESK)
    (offered,) = [m for m in answer if m["chat"] == DI and "is for you" in m["text"]]
    assert offered["lane"] == SAFETY
    assert "is for you" in texts(await desk.tick(minutes=2), DORA)


async def test_at_night_an_office_ticket_waits_for_the_next_person_until_the_desk_opens(
    desk: Talk,
) -> None:
    await hire(desk, DORA, "Dora", "agent", queue="complaints")
    await desk.tick(hours=12)
    assert "is for you" in texts(await play(desk, 7, COMPLAINT), AN)
    assert texts(await desk.tick(hours=2), DORA) == ""
    assert "is for you" in texts(await desk.tick(hours=9), DORA)


async def test_the_tick_is_harmless_when_run_twice_and_late(desk: Talk) -> None:
    await hire(desk, DORA, "Dora")
    await play(desk, 7, REPAIR)
    await desk.tick(hours=5)
    async with desk.db.transaction() as tx:
        assert await routing.run_due(Work(tx, desk.now, POLICY, ZONE)) == 0
    assert [h.to_id for h in await rows(desk.db, HandOver)] == [2, 4]


async def test_a_class_may_have_a_queue_of_its_own(desk: Talk) -> None:
    by_class = {"complaint": {"service": "repairs"}}
    changed = POLICY.model_dump(exclude_unset=True)
    changed["routing"]["by_class"] = by_class
    desk.worker.policy = Policy.model_validate(changed)
    assert "is for you" in texts(await play(desk, 7, COMPLAINT), DI)
    (ticket,) = await rows(desk.db, Ticket)
    assert ticket.queue == "repairs"


# Tiers.


async def test_the_account_manager_of_a_diamond_customer_is_told_at_once(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        for number in ("1000000001", "1000000002"):
            (await tx.get_one(Account, number)).manager_id = 1
    say = "complaint_service> he shouted at me at [Willow Village 8](location)"
    answer = await play(linked, 2, [
        (say, ""), ("[Yes, that is right]", "photo"), ("[Skip]", "reach"),
        ("[Here in the chat]", "complaint"), ("[Send the complaint]", "We will come and look at it by"),
    ])  # fmt: skip
    told = shown(answer, SU)
    assert zh("💎 Your customer has a new ticket, {number}:", number=ONE) in told
    assert "he shouted at me" in told and zh("Take") in told
    (visit,) = await rows(linked.db, Deadline, name="visit")
    assert visit.due_at.astimezone(ZONE).strftime("%d %H:%M") == "24 17:30"
    answer = await play(linked, 1, REPAIR)
    assert "💎" not in texts(answer)


async def test_a_visit_is_marked_as_made(linked: Talk) -> None:
    await play(linked, 7, COMPLAINT)
    await linked.press(AN, zh("Take"), chat=city.DESK)
    answer = await linked.press(AN, zh("Visited"), chat=city.DESK)
    assert f"{ONE}: we have visited you." in texts(answer, 7)


# Shifts.


async def test_shift_shows_who_is_there_and_changes_it(desk: Talk) -> None:
    await play(desk, DI, [
        ("/shift", ("On shift: Su (all), Di (repairs), An (complaints)", "On duty: —",
                    "Off shift: —", "[Off shift][On duty]")),
        ("[Off shift]", "Nothing new is offered to you"),
        ("/shift duty", "You are on duty"),
        ("/shift", ("On shift: Su (all), An (complaints)", "On duty: Di (repairs)",
                    "Off shift: Di (repairs)", "[On shift][Off duty]")),
        ("[Off duty]", "You are off duty"), ("/shift 上班", "You are on shift"),
        ("/shift", ("On shift: Su (all), Di (repairs)", "On duty: —")),
    ])  # fmt: skip


async def test_who_goes_is_asked_to_hand_over_and_what_was_offered_goes_on(desk: Talk) -> None:
    await hire(desk, DORA, "Dora")
    await play(desk, 7, REPAIR)
    await desk.press(DI, "Take")
    await play(desk, 8, COMPLAINT)
    answer = await do(desk, AN, "/shift off")
    assert "Nobody on shift or on duty takes WL-20261123-0002" in texts(answer, SU)
    assert "still answer" not in texts(answer, AN)
    await play(desk, DI, [
        ("/shift off", ("Open tickets you still answer for: 1", f"[{ONE} · Repair]")),
        (f"[{ONE} · Repair]", ("To whom?", "[Su][Dora]", "[An (off shift)]", "[Repairs desk]")),
    ])  # fmt: skip
    assert await owner(desk) == "Di"
    await play(desk, SU, [("/unattended", f"[{ONE} · Repair · Di]"),
                          (f"[{ONE} · Repair · Di]", "[Hand over]")])  # fmt: skip
    await change(desk, DI, on_shift=True)
    await play(desk, SU, [("/unattended", "with somebody on shift")])


async def test_what_those_who_left_own_is_shown_to_the_supervisors_once_a_day(desk: Talk) -> None:
    await play(desk, 7, REPAIR)
    await desk.press(DI, "Take")
    await change(desk, DI, active=False)
    answer = await desk.tick(minutes=1)
    assert "people who have left" in texts(answer, SU) and f"[{ONE} · Repair · Di]" in shown(
        answer, SU
    )
    assert "people who have left" not in texts(await desk.tick(minutes=1), SU)
    assert "people who have left" in texts(await desk.tick(days=1), SU)
    await play(desk, SU, [(f"[{ONE} · Repair · Di]", "[Hand over]"), ("[Hand over]", "[Su]"),
                          ("[Su]", "Why"), ("Di has left", f"{ONE} is yours now")])  # fmt: skip
    assert await owner(desk) == "Su"


async def test_taken_up_again_without_its_owner_it_is_offered_anew(desk: Talk) -> None:
    await hire(desk, DORA, "Dora", "agent", queue="complaints")
    await play(desk, 7, COMPLAINT)
    await desk.press(AN, "Not me")
    await desk.press(DORA, "Take")
    await do(desk, DORA, f"/ticket {ONE}")
    await play(desk, DORA, [("[Resolve]", "What was done"), ("we have apologised", "resolved")])
    async with desk.db.transaction() as tx:
        assert await staff_rows.leave(tx, DORA) and not await staff_rows.leave(tx, DORA)
    await desk.tick(minutes=1)
    answer = await desk.press(7, "Not solved")
    assert "is for you" in texts(answer, AN)
    assert await owner(desk) is None


# Hand-over.

ASKED = [("[Hand over]", ("To whom?", "[An]")), ("[An]", "The customer will read it")]


async def taken(talk: Talk, customer: int = 7) -> None:
    """A repair that Di owns, shown in her private chat."""
    await play(talk, customer, REPAIR)
    await talk.press(DI, "Take")
    await do(talk, DI, f"/ticket {ONE}")


async def asked(talk: Talk) -> list[dict[str, Any]]:
    """Di has asked An to take the ticket over."""
    await taken(talk)
    return await play(talk, DI, [*ASKED, ("my shift ends", "Until it is accepted, you answer")])


async def test_until_it_is_accepted_the_owner_stays_answerable(desk: Talk) -> None:
    answer = await asked(desk)
    question = shown(answer, AN)
    assert f"Di asks you to take over {ONE}" in question and "my shift ends" in question
    assert "[Accept][Refuse]" in question and texts(answer, 7) == ""
    assert await owner(desk) == "Di" and await events(desk, "hand_over_asked") == [
        ("Di", "An: my shift ends")]  # fmt: skip
    answer = await desk.tick(minutes=35)
    assert "“On site” is due" in texts(answer, DI) and "“On site”" not in texts(answer, AN)
    answer = await desk.press(AN, "Accept")
    assert f"{ONE}: from now on An takes care of your matter. The reason: my shift ends" in texts(
        answer, 7
    )
    assert f"An has accepted {ONE}" in texts(answer, DI) and "is yours now" in texts(answer, AN)
    assert "An" in texts(answer, city.DESK) and await owner(desk) == "An"
    (ticket,) = await rows(desk.db, Ticket)
    assert ticket.state == "taken" and await events(desk, "hand_over") == [("An", "my shift ends")]
    answer = await desk.press(AN, "Accept")
    assert texts(answer) == f"{ONE}: An has accepted it already."


async def test_refused_with_a_reason_it_stays_where_it_is(desk: Talk) -> None:
    await asked(desk)
    await desk.press(AN, "Refuse")
    answer = await do(desk, AN, "I know nothing of repairs")
    assert f"An does not take over {ONE}: I know nothing of repairs" in texts(answer, DI)
    assert texts(answer, 7) == "" and await owner(desk) == "Di"
    assert await events(desk, "hand_over_refused") == [("An", "I know nothing of repairs")]
    assert "An has refused it already" in texts(await desk.press(AN, "Accept"), AN)


async def test_the_owner_takes_it_back_and_may_ask_another(desk: Talk) -> None:
    await asked(desk)
    await do(desk, DI, f"/ticket {ONE}")
    await play(desk, DI, [("[Hand over]", ("An has been asked already", "[Take back]")),
                          ("[Take back]", "You answer for it")])  # fmt: skip
    assert "it was taken back" in texts(await desk.press(AN, "Accept"), AN)
    assert await owner(desk) == "Di"
    await do(desk, DI, f"/ticket {ONE}")
    await play(
        desk, DI, [("[Hand over]", "To whom?"), ("su", "will read it"), ("busy", "asked Su")]
    )


async def test_of_a_queue_the_first_has_it_and_the_other_is_told_who(desk: Talk) -> None:
    await hire(desk, DORA, "Dora", "agent", queue="complaints")
    await taken(desk)
    answer = await play(desk, DI, [("[Hand over]", "To whom?"), ("[Complaints desk]", "Why"),
                                   ("it is a complaint", "asked Complaints desk")])  # fmt: skip
    assert zh("Accept") in shown(answer, city.DESK) and zh("Refuse") not in shown(answer, city.DESK)
    refused = await desk.press(DI, zh("Accept"), chat=city.DESK)
    assert "Not you, but Complaints desk was asked" in texts(refused)
    data = [await desk._button(city.DESK, zh("Accept"))] * 2
    updates = [{"update_id": 5000 + n, "callback_query": {
        "id": f"r{n}", "from": desk._person(who), "chat_instance": "1", "data": data[n],
        "message": {"message_id": 1, "date": 1, "text": "x",
                    "chat": {"id": city.DESK, "type": "supergroup"}}}}
        for n, who in enumerate((AN, DORA))]  # fmt: skip
    answer = await at_once(desk, updates)
    assert f"{ONE}: {await owner(desk)} has accepted it already" in texts(answer)
    assert texts(answer, 7).count("takes care of your matter") == 1
    (ticket,) = await rows(desk.db, Ticket)
    assert ticket.queue == "complaints" and ticket.owner_id in (3, 4)


async def at_once(talk: Talk, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Several updates that are handled side by side."""
    await receiver.store(talk.db, updates, talk.now)
    async with talk.db.reading() as tx:
        waiting = await inbox.waiting(tx, talk.now, [], 50)
    await asyncio.gather(*(talk.worker._handle(row) for row in waiting))
    await talk.handle_all()
    return await talk.new()


async def test_who_does_not_answer_is_reminded_once_and_the_owner_hears_of_it(desk: Talk) -> None:
    await asked(desk)
    answer = await desk.tick(minutes=30)
    assert f"Di asks you to take over {ONE}" in texts(answer, AN)
    assert f"Your hand-over of {ONE} is not answered yet" in texts(answer, DI)
    async with desk.db.transaction() as tx:
        assert await unanswered.run_due(Work(tx, desk.now, POLICY, ZONE)) == 0
    assert "asks you" not in texts(await desk.tick(minutes=31), AN)


async def test_only_the_owner_or_a_supervisor_hands_over(desk: Talk) -> None:
    await taken(desk)
    answer = await desk.press(AN, zh("Hand over"), chat=city.DESK)
    assert f"{ONE} belongs to Di; only they or a supervisor" in texts(answer)
    assert await rows(desk.db, HandOver, to_id=None) == [] and await owner(desk) == "Di"
    await do(desk, SU, f"/ticket {ONE}")
    await play(desk, SU, [("[Hand over]", "[An]"), ("[An]", "Why"), ("Di is ill", "asked An")])
    answer = await desk.press(AN, "Accept")
    assert "An has accepted" in texts(answer, DI) and "An has accepted" in texts(answer, SU)


async def test_what_is_closed_meanwhile_cannot_be_accepted(desk: Talk) -> None:
    await asked(desk)
    await play(
        desk,
        7,
        [("withdraw_ticket> WL-20261123-0001", "[Yes"), ("[Yes, withdraw it]", "withdrawn")],
    )
    assert "withdrawn" in texts(await desk.press(AN, "Accept"), AN) and await owner(desk) == "Di"
    await desk.tick(minutes=31)
    assert [h.state for h in await rows(desk.db, HandOver, to_id=3)] == ["taken_back"]
    await play(desk, AN, [("/handovers", "No hand-over waits")])


async def test_hand_overs_are_listed_for_both_sides(desk: Talk) -> None:
    await asked(desk)
    await play(desk, 8, COMPLAINT)
    await play(desk, AN, [
        ("/handovers", (f"{ONE}: Di asks you to take it over", "my shift ends", f"[Accept {ONE}][Refuse {ONE}]",
                        "WL-20261123-0002: offered to you", "[Take WL-20261123-0002]")),
        ("[Take WL-20261123-0002]", "Take"),
        ("/handovers", "!WL-20261123-0002"),
    ])  # fmt: skip
    await play(desk, DI, [("/handovers", (f"{ONE}: you asked An", f"[Take back {ONE}]"))])
    await play(desk, SU, [("/handovers", "No hand-over waits")])


@pytest.mark.parametrize(("name", "told"), [
    ("accept", "Not you, but An was asked"), ("refuse", "Not you, but An was asked"),
    ("take_back", "Only who asked can take it back"),
])  # fmt: skip
async def test_a_button_of_somebody_elses_hand_over_does_nothing(
    desk: Talk, name: str, told: str
) -> None:
    await hire(desk, DORA, "Dora")
    await asked(desk)
    (row,) = await rows(desk.db, HandOver, from_id=2)
    async with desk.db.transaction() as tx:
        button = {"do": f"desk.{name}", "ticket": 1, "hand_over": row.id}
        await people.add_keyboard(tx, name, DORA, [button], desk.now)
    assert told in texts(await tap(desk, DORA, f"{name}:0"), DORA)
    assert await owner(desk) == "Di"

"""A notice's way: draft, a second person, published, begun, over; and who may do what."""

import asyncio
from datetime import datetime, timedelta

import pytest

from actions import policy as policy_module
from settings import ROOT
from storage.models import Approval, Outage, OutageVersion, Person, Staff, Tally
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.talk import ZONE, Talk, texts

EDITOR, APPROVER, MANAGER = city.DISPATCHER, city.SUPERVISOR, 905
IN_TIME = "2026-12-02 08:00"
PLANNED = f"/outage planned; F1; {IN_TIME} - 2026-12-02 17:00; maintenance of the line"
FAULT = "/outage fault; F1; now; storm damage"


@pytest.fixture
async def linked(linked: Talk) -> Talk:
    """With a manager beside the supervisor: two who may approve."""
    async with linked.db.transaction() as tx:
        tx.add(Staff(telegram_id=MANAGER, name="Ma", role="manager", queue="business"))
    return linked


async def state(talk: Talk) -> list[str]:
    return [outage.state for outage in await rows(talk.db, Outage)]


async def test_a_planned_one_goes_out_when_a_second_person_has_approved(linked: Talk) -> None:
    answer = await play(linked, EDITOR, [
        (PLANNED, ("<b>Preview</b>", "A colleague has to approve it first", "[Ask for approval]", "!less than 7")),
        ("[Ask for approval]", ("I have asked", "Su", "Ma")),
    ])  # fmt: skip
    assert await state(linked) == ["draft"] and shown(answer, 1) == "\n"
    asked = texts(answer, APPROVER)
    assert zh("Written by {name}", name="Di") in asked and "城东线" in asked
    answer = await play(linked, APPROVER, [(f"[{zh('Approve')}]", "1")])
    assert "An outage is planned" in texts(answer, 1)
    assert "Su has approved: to publish notice 1" in texts(answer, EDITOR)
    (outage,) = await rows(linked.db, Outage)
    assert (outage.state, outage.created_by, outage.published_by, outage.approved_by) == (
        "published", 2, 2, 1)  # fmt: skip
    versions = await rows(linked.db, OutageVersion)
    assert [(v.version, v.by, v.facts["state"]) for v in versions] == [
        (1, "Di", "draft"), (2, "Su", "published")]  # fmt: skip


async def test_nobody_approves_their_own_and_of_two_at_once_one_wins(linked: Talk) -> None:
    await play(linked, APPROVER, [(PLANNED, "Preview"), ("[Ask for approval]", "I have asked Ma")])
    answer = await play(linked, APPROVER, [("/approvals", "Nothing waits for your decision")])
    await play(linked, EDITOR, [("/drafts", ("Notice 1", "East line")), ("[Show the draft]", "Preview"),
                                ("[Ask for approval]", "waits for a decision already")])  # fmt: skip
    answer = await play(
        linked, MANAGER, [("/approvals", "to publish notice 1"), ("[Approve]", "Published")]
    )
    assert "An outage is planned" in texts(answer, 1)
    answer = await play(linked, MANAGER, [("[Approve]", "approved it already")])
    assert shown(answer, 1) == "\n" and len(await rows(linked.db, OutageVersion)) == 2


async def test_two_who_approve_in_the_same_moment_publish_it_once(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, "Preview"), ("[Ask for approval]", "I have asked")])
    for who in (APPROVER, MANAGER):
        await do(linked, who, "/approvals")
    labels = {APPROVER: "Approve", MANAGER: "Approve"}
    await asyncio.gather(*(linked.press(who, label) for who, label in labels.items()))
    messages = [m for m in await linked.outbox(1) if m.key.startswith("outage:")]
    assert len(messages) == 1
    (approval,) = await rows(linked.db, Approval)
    (outage,) = await rows(linked.db, Outage)
    assert approval.state == "approved" and outage.approved_by == approval.decided_by


async def test_whoever_wrote_it_does_not_approve_it_though_another_asked(linked: Talk) -> None:
    await play(linked, APPROVER, [(PLANNED, "Preview")])
    await play(linked, EDITOR, [("/drafts", "Notice 1"), ("[Show the draft]", "Preview"),
                                ("[Ask for approval]", ("I have asked Ma", "!Su"))])  # fmt: skip


async def test_refused_it_stays_a_draft_and_a_changed_one_is_asked_for_anew(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, "Preview"), ("[Ask for approval]", "I have asked")])
    await play(
        linked,
        EDITOR,
        [("[✏️ Reason]", "Why?"), ("[a damaged cable]", ("a damaged cable", "Preview"))],
    )
    await play(linked, MANAGER, [("/approvals", "Nothing waits")])
    answer = await play(linked, MANAGER, [(f"[{zh('Approve')}]", "Di")])
    assert shown(answer, 1) == "\n" and await state(linked) == ["draft"]
    await play(linked, EDITOR, [("[Ask for approval]", "I have asked")])
    answer = await play(linked, MANAGER, [("/approvals", "a damaged cable"), ("[Refuse]", "Why not?"),
                                          ("wrong day", "Refused: to publish notice 1")])  # fmt: skip
    assert "The reason: wrong day" in texts(answer, EDITOR) and await state(linked) == ["draft"]
    assert [a.state for a in await rows(linked.db, Approval)] == ["replaced", "refused"]


async def test_a_fault_is_told_at_once_and_approved_after_with_reminders(linked: Talk) -> None:
    await play(linked, EDITOR, [(FAULT, "Until when?")])
    answer = await play(
        linked,
        EDITOR,
        [
            ("[Skip]", "[Publish]"),
            ("[Publish]", ("Published as notice 1", "Published; I have asked")),
        ],
    )
    assert "There is a fault" in texts(answer, 1)
    reminder = zh("🖊 Notice {id} ({where}) is published, and nobody has approved it yet.",
                  id=1, where="城东线")  # fmt: skip
    assert reminder not in texts(await linked.tick(minutes=29), city.DESK)
    assert reminder in texts(await linked.tick(minutes=1), city.DESK)
    assert texts(await linked.tick(), city.DESK) == ""
    assert reminder in texts(await linked.tick(minutes=30), city.DESK)
    answer = await do(linked, MANAGER, f"[{zh('It is right')}]")
    assert "Ma has looked at notice 1: it is right" in texts(answer, EDITOR)
    assert shown(answer, 1) == "\n" and (await rows(linked.db, Outage))[0].approved_by == 4
    assert reminder not in texts(await linked.tick(minutes=60), city.DESK)


async def test_who_refuses_what_is_out_is_shown_how_to_put_it_right(linked: Talk) -> None:
    await play(linked, EDITOR, [(FAULT, ""), ("[Skip]", ""), ("[Publish]", "Published")])
    await play(linked, MANAGER, [("/approvals", "Please look at it"), ("[Something is wrong]", "Why not?"),
                                 ("no fault there", ("It is published already", "[Change something]", "!Refused"))])  # fmt: skip
    answer = await play(linked, MANAGER, [("[Change something]", "[It was never true]"),
        ("[It was never true]", "Everybody who was told"), ("[Yes, take it back]", "Told: 1 chat")])  # fmt: skip
    assert "by mistake" in texts(answer, 1) and await state(linked) == ["discarded"]


async def test_a_draft_is_listed_changed_line_by_line_and_thrown_away(linked: Talk) -> None:
    await play(linked, EDITOR, [
        ("/drafts", "There is no draft"), (PLANNED, "East line"),
        ("[✏️ Places]", "Which places"), ("Willow Village", ("Willow Village", "Customers affected: 1")),
        ("[✏️ Kind]", "What kind"), ("[Temporary works]", ("works at short notice", "[Ask for approval]")),
        ("[✏️ Beginning]", "From when"), ("2026-12-03 09:00", "Thu 3 Dec at 09:00 to 18:00"),
        ("[✏️ End]", "Until when"), ("12:00", "Thu 3 Dec at 09:00 to 12:00"),
        ("/outages", "There is no open notice"), ("/drafts", "Willow Village"),
    ])  # fmt: skip
    answer = await play(
        linked, EDITOR, [("[Show the draft]", "Preview"), ("[Discard]", "Nobody was told of it")]
    )
    assert shown(answer, 2) == "\n" and await state(linked) == ["discarded"]
    await play(
        linked, EDITOR, [("/drafts", "There is no draft"), ("[Ask for approval]", "over already")]
    )
    assert [v.version for v in await rows(linked.db, OutageVersion)] == [1, 2, 3, 4, 5, 6]
    assert await linked.tick(days=20) == []


async def test_an_old_preview_does_not_publish_what_was_changed_since(linked: Talk) -> None:
    await play(linked, EDITOR, [(FAULT, ""), ("[Skip]", "[Publish]")])
    data = await linked._button(EDITOR, "Publish")
    await play(linked, EDITOR, [("[✏️ Places]", "Which"), ("F2", "Hill line")])
    from tests.actions.test_complaints import tap

    answer = await tap(linked, EDITOR, data)
    assert "The draft has changed since" in texts(answer, EDITOR) and await state(linked) == [
        "draft"
    ]
    assert shown(answer, 2) == "\n"


async def test_a_late_one_needs_a_reason_which_is_kept_and_counted(linked: Talk) -> None:
    await play(linked, EDITOR, [
        ("/outage planned; F1; tomorrow 8:00-17:00; tree", "Why could it not be announced earlier?"),
        ("a pole leans over the road", ("less than 7 days ahead", "a pole leans over the road")),
        ("[Ask for approval]", "I have asked"),
    ])  # fmt: skip
    answer = await play(
        linked, MANAGER, [("/approvals", "a pole leans"), ("[Approve]", "Published")]
    )
    assert "pole" not in texts(answer, 1) and "trees near the line" in texts(answer, 1)
    assert (await rows(linked.db, Outage))[0].late_reason == "a pole leans over the road"
    assert [t.count for t in await rows(linked.db, Tally, name="late_notice")] == [1]
    await play(linked, EDITOR, [("/status", "announced too late in the last 30 days: 1")])


async def test_a_draft_that_became_late_is_asked_why(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, ("Preview", "!earlier?"))])
    linked.now += timedelta(days=4)
    await play(linked, EDITOR, [("[Ask for approval]", "Why could it not be announced earlier?"),
                                ("[Weather]", "[Ask for approval]"), ("[Ask for approval]", "I have asked")])  # fmt: skip
    linked.now += timedelta(days=7)
    await play(linked, MANAGER, [("/approvals", "notice 1"), ("[Approve]", "lies in the past")])
    assert await state(linked) == ["draft"]


async def test_roles_are_those_of_the_policy(linked: Talk) -> None:
    file = ROOT / "policy.yml"
    policy = policy_module.load([file])
    rules = policy.notices.model_copy(update={"publish": ["supervisor"], "change": ["manager"]})
    linked.worker.policy = policy.model_copy(update={"notices": rules})
    answer = await play(
        linked, EDITOR, [(FAULT, ""), ("[Skip]", ""), ("[Publish]", "ask one of: supervisor")]
    )
    assert await state(linked) == ["draft"] and shown(answer, 1) == "\n"
    await play(linked, APPROVER, [("/drafts", "Notice 1"), ("[Show the draft]", ""), ("[Publish]", "Published"),
                                  ("[New time]", "ask one of: manager")])  # fmt: skip
    await play(linked, MANAGER, [("/outages", "Notice 1"), ("[New time]", "Until when")])


def test_a_kind_is_approved_before_or_after_and_roles_are_known(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for wrong in ("approve_after: [planned]", "publish: [everybody]", "publish: [agent]"):
        (tmp_path / "p.yml").write_text(f"notices: {{{wrong}}}")
        with pytest.raises(policy_module.BadPolicy, match="notices"):
            policy_module.load([ROOT / "policy.yml", tmp_path / "p.yml"])


async def test_it_begins_by_itself_and_ends_with_the_real_time(linked: Talk) -> None:
    rules = linked.worker.policy.notices.model_copy(update={"needs_approval": []})
    linked.worker.policy = linked.worker.policy.model_copy(update={"notices": rules})
    await play(linked, EDITOR, [(PLANNED, ""), ("[Publish]", "Published"),
                                ("[Power is back]", "It begins only Wed 2 Dec at 08:00")])  # fmt: skip
    linked.now = datetime(2026, 12, 2, 8, 0, tzinfo=ZONE)
    await linked.tick()
    assert await state(linked) == ["in_progress"]
    linked.now = datetime(2026, 12, 2, 15, 0, tzinfo=ZONE)
    answer = await play(linked, EDITOR, [
        ("[Power is back]", ("Since when is the power back?", "[Just now]")), ("7:30", "before it went off"),
        ("tomorrow 7:00", "still to come"), ("soon", "Please write the time like 14:20"), ("14:20", "at 14:20"),
        ("yes", "Notice 1 is over"),
    ])  # fmt: skip
    assert "The power is back" in texts(answer, 1) and "today, Wed 2 Dec at 14:20" in texts(
        answer, 1
    )
    (outage,) = await rows(linked.db, Outage)
    assert (outage.state, f"{outage.ended_at.astimezone(ZONE):%H:%M}") == ("restored", "14:20")


async def test_who_approves_sees_the_customers_text_the_figures_and_the_warnings(
    linked: Talk,
) -> None:
    await play(linked, EDITOR, [
        ("/outage planned; F1; tomorrow 8:00-17:00; 修剪树上的鸟窝", "earlier?"), ("[Weather]", "Preview"),
        ("[Ask for approval]", "A second person looks at it first. I have asked"),
    ])  # fmt: skip
    await play(linked, MANAGER, [("/approvals", (
        "Customers read:", "An outage is planned", "Customers affected: 1. Chats reached: 1.",
        "less than 7 days ahead. Why: Weather", "your own text", "!The reason:", "!remark"))])  # fmt: skip
    assert (await rows(linked.db, Outage))[0].late_reason == "Weather"


async def test_a_second_person_approves_a_draft_where_it_is_shown(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, "[Ask for approval]")])
    answer = await play(linked, APPROVER, [
        ("/drafts", ("Notice 1", "!waits for approval")), ("[Show the draft]", ("[Approve and publish]", "![Ask for")),
        ("[Approve and publish]", ("Published as notice 1", "1 chat", "Approved: to publish notice 1")),
    ])  # fmt: skip
    assert "An outage is planned" in texts(answer, 1)
    assert "Su has approved: to publish notice 1" in texts(answer, EDITOR)
    assert [a.state for a in await rows(linked.db, Approval)] == ["approved"]


async def test_a_draft_that_was_asked_about_says_so_and_is_approved_once(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, ""), ("[Ask for approval]", "")])
    await play(linked, APPROVER, [("/drafts", "It waits for approval"), ("[Show the draft]", "Preview"),
                                  ("[Approve and publish]", "Published")])  # fmt: skip
    await play(linked, MANAGER, [("/approvals", "Nothing waits")])
    assert [a.state for a in await rows(linked.db, Approval)] == ["approved"]


async def test_a_change_of_a_published_plan_is_approved_as_the_plan_was(linked: Talk) -> None:
    await play(linked, EDITOR, [(PLANNED, ""), ("[Ask for approval]", "")])
    await play(linked, APPROVER, [("/approvals", ""), ("[Approve]", "Published")])
    answer = await play(linked, EDITOR, [
        ("/outages", "Notice 1"), ("[Change something]", "What"), ("[✏️ Places]", "Which"),
        ("F1 F2", ("Now also concerned: Hill line", "A colleague has to approve it first", "![Send the change]")),
        ("[Ask for approval]", "I have asked"),
    ])  # fmt: skip
    assert shown(answer, 1) == shown(answer, 2) == "\n"
    answer = await play(linked, MANAGER, [
        ("/approvals", ("to send the change of notice 1", "Now also concerned: Hill line", "Chats reached: 2.")),
        ("[Approve]", "Told: 2 chats"),
    ])  # fmt: skip
    assert "An outage is planned" in texts(answer, 2) and "Hill line" in texts(answer, 1)
    assert "Ma has approved: to send the change of notice 1" in texts(answer, EDITOR)
    await play(linked, APPROVER, [("/outages", ""), ("[New time]", "Until"), ("20:00", "[Send the change]"),
                                  ("[Send the change]", "Told: 2 chats")])  # fmt: skip


async def test_the_card_of_a_notice_says_who_was_reached_and_who_not(linked: Talk) -> None:
    """How the newest alert went on every card; who is never reached where one notice is asked for."""
    await play(linked, EDITOR, [
        (FAULT.replace("F1", "F1, F2"), ""), ("[Skip]", ""), ("[Publish]", "2 chats"), ("/outages", ("Sent: 0 of 2. Failed: 0. Left: 2", "!Not reached")),
    ])  # fmt: skip
    from tests.actions.test_broadcast import end

    await end(linked, ("sent", None), ("failed", "Forbidden"))
    async with linked.db.transaction() as tx:
        second = next(p for p in await rows(linked.db, Person) if p.telegram_id == 2)
        (await tx.get_one(Person, second.id)).reachable = False
    await play(linked, EDITOR, [("/outages 1", (
        "Notice 1\n", "Sent: 1 of 2. Failed: 1. Left: 0", "blocked us or are gone: 1",
        "nobody in chat is linked to the account: 1 customers", "they blocked us: 1 people",
    ))])  # fmt: skip

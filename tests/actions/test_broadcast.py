"""Announcements from first word to last figure, and the progress of outage alerts."""

from typing import Any

import pytest

from actions import policy as policy_module
from settings import ROOT
from storage import Database, outbox
from storage import broadcasts as rows_of
from storage.models import AccountLink, Approval, Broadcast, Outbox, Person, Staff
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_notices import ALONE, to_preview
from tests.talk import Talk, texts

AUTHOR, OTHER = city.DISPATCHER, city.SUPERVISOR
FORM = [
    ("/broadcast", "What is it about?"), ("Summer hours", ("Who shall get it?", "[Everybody]", "[A line]")),
]  # fmt: skip
THREE = [
    ("[In all three]", "Simplified Chinese"), ("夏季营业时间 <b>", "Traditional Chinese"),
    ("夏季營業時間", "in English"),
]  # fmt: skip
TO_ALL = [*FORM, ("[Everybody]", ("In which languages", "[One text for all]")), *THREE]


@pytest.fixture
async def small(db: Database, tmp_path: Any) -> Talk:
    """The city, where two chats are many and three people have written, each in a language."""
    file = tmp_path / "policy.yml"
    file.write_text("broadcast: {approve_above: 2, progress_from: 2}\n", "utf-8")
    await city.build(db)
    policy = policy_module.load([ROOT / "policy.yml", file])
    talk = Talk(db, policy.model_copy(update={"notices": ALONE}))
    for who, number in ((1, "1000000001"), (2, "1000000002"), (3, None), (OTHER, None)):
        await talk.say(who, "hello", "greet")
        if number:
            async with talk.db.transaction() as tx:
                tx.add(AccountLink(person_id=await person_id(talk, who), account_number=number,
                                   nickname="", linked_at=talk.now))  # fmt: skip
    await play(talk, 2, [("/language", ""), ("[简体中文]", "")])
    await play(talk, 3, [("/language", ""), ("[繁體中文]", "")])
    await change(talk, OTHER, muted=["announcements"])
    return talk


async def change(talk: Talk, who: int, **values: Any) -> None:
    """Changes what is known of a person."""
    async with talk.db.transaction() as tx:
        person = await tx.get_one(Person, await person_id(talk, who))
        for name, value in values.items():
            setattr(person, name, value)


async def sent_to(talk: Talk) -> dict[int, str]:
    """Who was queued the announcement, and what."""
    found = await rows(talk.db, Outbox, lane=4)
    return {row.chat_id: (await talk._payload(row))["text"] for row in found}


async def end(talk: Talk, *endings: tuple[str, str | None]) -> None:
    """As the sender does: each of the next messages of the only broadcast ends so, with an error."""
    (broadcast,) = await rows(talk.db, Broadcast)
    async with talk.db.transaction() as tx:
        waiting = await rows(talk.db, Outbox, broadcast_id=broadcast.id, state="queued")
        for row, (state, error) in zip(waiting[: len(endings)], endings, strict=True):
            kept = {name: getattr(row, name) for name in outbox.ENDINGS}
            changes = {"row_id": row.id, **kept, "state": state, "error": error}
            await outbox.finish(tx, [changes])
        states = [(broadcast.id, state) for state, _error in endings]
        await outbox.count_for_broadcasts(tx, states)
        if await rows_of.next_due(tx, broadcast.id) is None:
            await rows_of.finish(tx, broadcast.id, talk.now)


async def deliver(talk: Talk) -> None:
    """All that waits for staff has been sent."""
    async with talk.db.transaction() as tx:
        for row in await outbox.due(tx, talk.now, [], 4, 500):
            kept = {name: getattr(row, name) for name in outbox.ENDINGS}
            await outbox.finish(tx, [{"row_id": row.id, **kept, "state": "sent"}])


async def test_a_preview_then_each_reads_it_in_their_language(small: Talk) -> None:
    await change(small, 2, muted=["surveys"])
    answer = await play(small, AUTHOR, [
        *FORM, ("[A line]", "Which one?"), ("F1", "In which languages"), *THREE,
        ("Summer hours: 8 to 20", ("<b>Preview</b>", "News from Wattline Power", "沃莱供电", "沃萊供電",
                                   "夏季营业时间 &lt;b&gt;", "To: East line. Chats: 1", "about 1 second",
                                   "!must approve", "!whatever language")),
    ])  # fmt: skip
    assert shown(answer, 1) == "\n" and await rows(small.db, Broadcast) == []
    answer = await play(
        small, AUTHOR, [("[Send]", ("Summer hours", "being sent", "Sent: 0 of 1", "[⏸ Pause]"))]
    )
    sent = await sent_to(small)
    assert list(sent) == [1] and "Summer hours: 8 to 20" in sent[1] and "Hello" not in sent[1]


async def test_everybody_but_those_who_want_none_or_blocked_us(small: Talk) -> None:
    await change(small, 1, muted=["faults", "announcements"])
    await change(small, 3, reachable=False)
    await play(small, AUTHOR, [
        *TO_ALL, ("8 to 20", ("Not reached: 2 want no announcements, 1 blocked us", "To: Everybody")),
    ])  # fmt: skip
    await do(small, AUTHOR, "[Send]")
    sent = await sent_to(small)
    assert set(sent) == {2, AUTHOR} and "夏季营业时间" in sent[2]


@pytest.mark.parametrize(
    ("choices", "reached"),
    [
        ([("[A tier]", "Which tier?"), ("[Diamond]", "In which")], {2}),
        ([("[A place]", "Which one?"), ("Atlantis", "I do not know: Atlantis"),
          ("Sunshine Gardens", "Please write one of these"), ("Willow Village", "In which")], {2}),
        ([("[A line]", "Which one?"), ("城东线", "In which")], {1}),
        ([("[A place]", "Which one?"), ("East District", "In which")], {1}),
        ([("[A place]", "Which one?"), ("城东区", "In which")], {1}),
        ([("[A line]", "Which one?"), ("Jianshe Road", "Only lines here"), ("F1 F3", "I do not know: F3"), ("[Go on without it]", "In which")], {1}),
        ([("[A place]", "Which one?"), ("Willow Village 5", "Only whole streets"),
          ("Willow Village and East District Sunshine Gardens", "In which")], {2}),
    ],
)  # fmt: skip
async def test_audiences(small: Talk, choices: list[Any], reached: set[int]) -> None:
    await play(small, AUTHOR, [
        *FORM, *choices, ("[One text for all]", "not translated"),
        ("x" * 3501, "3501 characters; 3500 fit"),
        ("Open longer", ("Everybody gets this one text", "Chats: 1 ")), ("[Send]", "Sent: 0 of 1"),
    ])  # fmt: skip
    assert set(await sent_to(small)) == reached


async def test_two_lines_reach_those_of_both_and_at_night_it_is_said(small: Talk) -> None:
    await play(small, AUTHOR, [
        *FORM, ("[A line]", "Which one?"), ("F1, F2", "In which"), ("[One text for all]", "not translated"),
        ("Open longer", ("To: East line, Hill line. Chats: 2 ", "!It is night")), ("/cancel", ""),
    ])  # fmt: skip
    small.now = small.now.replace(hour=15)  # 23:00 at the utility
    await play(small, AUTHOR, [*TO_ALL, ("8 to 20", "It is night")])


async def test_one_language_needs_one_text(small: Talk) -> None:
    await play(small, AUTHOR, [
        *FORM, ("[Readers of one language]", "Which language?"), ("[繁體中文]", "Traditional Chinese"),
        ("夏季營業時間", ("To: 繁體中文. Chats: 1", "!whatever language")), ("[Send]", "Sent: 0 of 1"),
    ])  # fmt: skip
    assert set(await sent_to(small)) == {3}


async def test_above_the_limit_somebody_else_approves_and_only_once(small: Talk) -> None:
    answer = await play(small, AUTHOR, [
        *TO_ALL, ("8 to 20", "More than 2 chats: somebody else must approve"),
        ("[Send]", ("I have asked Su", "!being sent")),
    ])  # fmt: skip
    asked = texts(answer, OTHER)
    assert "to send Summer hours" in asked and "Chats: 4" in asked and "8 to 20" in asked
    assert await sent_to(small) == {}
    await play(small, AUTHOR, [("/broadcasts", "waits for approval")])
    answer = await do(small, OTHER, "[Approve]")
    assert "being sent" in texts(answer, AUTHOR)
    assert {1, 2, 3} <= set(await sent_to(small))
    count = len(await rows(small.db, Outbox, lane=4))
    again = await do(small, OTHER, "[Approve]")
    assert len(await rows(small.db, Outbox, lane=4)) == count and "being sent" not in texts(again)
    (approval,) = await rows(small.db, Approval)
    (broadcast,) = await rows(small.db, Broadcast)
    assert broadcast.approved_by == approval.decided_by != broadcast.created_by


async def test_nobody_approves_their_own(small: Talk) -> None:
    await play(small, OTHER, [*TO_ALL, ("8 to 20", "More than 2"), ("[Send]", "Nobody else here")])
    async with small.db.transaction() as tx:
        tx.add(Staff(telegram_id=907, name="Ma", role="manager", queue="all"))
    await play(small, OTHER, [*TO_ALL, ("8 to 20", "More than 2"), ("[Send]", "I have asked Ma"),
                              ("/approvals", "Nothing waits for your decision")])  # fmt: skip
    assert await sent_to(small) == {}


async def to_two(talk: Talk) -> None:
    """An announcement on its way to persons 1 and 3."""
    await change(talk, 2, muted=["announcements"])
    await play(talk, AUTHOR, [*TO_ALL, ("8 to 20", "")])
    await change(talk, AUTHOR, muted=["announcements"])
    await do(talk, AUTHOR, "[Send]")


async def test_pause_resume_and_cancel_by_the_row_alone(small: Talk) -> None:
    await play(small, AUTHOR, [*TO_ALL, ("x", "")])
    await change(small, 1, muted=["announcements"])
    await change(small, 2, muted=["announcements"])
    await do(small, AUTHOR, "[Send]")
    for pressed, state, sending in (
        ("[⏸ Pause]", "paused", 0), ("[▶️ Resume]", "being sent", 1), ("[⏹ Cancel]", "cancelled", 0),
    ):  # fmt: skip
        answer = await do(small, AUTHOR, pressed)
        edit = next(m for m in answer if m["payload"].get("edits"))
        assert state in edit["text"] and any(m["toast"] and state in m["text"] for m in answer)
        async with small.db.reading() as tx:
            assert len(await rows_of.sending(tx)) == sending
    assert {row.state for row in await rows(small.db, Outbox, lane=4)} == {"queued"}
    await small.tick(seconds=5)
    assert {row.state for row in await rows(small.db, Outbox, lane=4)} == {"cancelled"}
    await small.tick(seconds=5)
    assert (await rows(small.db, Broadcast))[0].finished_at is not None


async def test_an_old_button_says_how_it_is_now(small: Talk) -> None:
    await to_two(small)
    await end(small, ("sent", None), ("sent", None))
    answer = await do(small, AUTHOR, "[⏸ Pause]")
    assert "done" in texts(answer) and (await rows(small.db, Broadcast))[0].state == "done"


async def test_progress_is_one_message_edited_seldom_and_only_with_news(small: Talk) -> None:
    await to_two(small)
    await deliver(small)
    assert [m for m in await small.tick(seconds=9) if m["chat"] == AUTHOR] == []
    await end(small, ("sent", None))
    (edit,) = [m for m in await small.tick(seconds=1) if m["chat"] == AUTHOR]
    assert "Sent: 1 of 2. Failed: 0. Left: 1." in edit["text"] and "It will be over" in edit["text"]
    assert edit["payload"]["edits"] == (await rows(small.db, Broadcast))[0].progress_key
    await end(small, ("failed", "Forbidden"))
    (edit,) = [m for m in await small.tick(seconds=1) if m["chat"] == AUTHOR]  # it is over: at once
    assert "done" in edit["text"] and "Over: today" in edit["text"] and edit["buttons"] == []
    assert "blocked us or are gone: 1" in edit["text"]
    assert [m for m in await small.tick(minutes=9) if m["chat"] == AUTHOR] == []


async def test_no_second_edit_while_one_waits_or_within_seconds(small: Talk) -> None:
    await to_two(small)
    await end(small, ("sent", None))
    assert [m for m in await small.tick(seconds=9) if m["chat"] == AUTHOR] == []  # not sent yet
    await deliver(small)
    assert len([m for m in await small.tick(seconds=1) if m["chat"] == AUTHOR]) == 1
    await deliver(small)
    async with small.db.transaction() as tx:
        await outbox.count_for_broadcasts(tx, [(1, "failed")])
    assert [m for m in await small.tick(seconds=4) if m["chat"] == AUTHOR] == []
    assert len([m for m in await small.tick(seconds=1) if m["chat"] == AUTHOR]) == 1


async def test_again_only_to_those_where_it_can_help(small: Talk) -> None:
    await to_two(small)
    await end(small, ("failed", "Forbidden"), ("failed", "TimedOut"))
    (edit,) = [m for m in await small.tick(seconds=5) if m["chat"] == AUTHOR]
    assert edit["buttons"] == ["🔁 Send again to those who failed"]
    answer = await do(small, AUTHOR, "[🔁 Send again]")
    assert "being sent" in texts(answer) and "Failed: 1. Left: 1." in texts(answer)
    states = {row.error: row.state for row in await rows(small.db, Outbox, lane=4)}
    assert states == {"Forbidden": "failed", None: "queued"}
    await end(small, ("sent", None))
    (edit,) = [m for m in await small.tick(seconds=5) if m["chat"] == AUTHOR]
    assert "Sent: 1 of 2. Failed: 1. Left: 0." in edit["text"] and edit["buttons"] == []
    assert "done" in texts(await do(small, AUTHOR, "[🔁 Send again]"))  # the old button


async def test_an_alert_is_a_broadcast_with_progress_for_who_published_it(small: Talk) -> None:
    await play(small, OTHER, [*to_preview("F1, F2"), ("[Publish]", "2 chats")])
    (wave,) = await rows(small.db, Broadcast)
    assert (wave.kind, wave.name, wave.total) == ("outage", "published", 2)
    assert {row.broadcast_id for row in await rows(small.db, Outbox, lane=2)} == {wave.id}
    (message,) = [m for m in await small.tick(seconds=5) if m["chat"] == OTHER]
    assert "Notice 1" in message["text"] and "Sent: 0 of 2" in message["text"]
    await play(small, OTHER, [("[⏸ Pause]", "paused"), ("/broadcasts", ("paused", "[Show 1]"))])
    await play(small, AUTHOR, [("/broadcasts", "Notice 1"), ("[Show 1]", ("Left: 2", "[▶️ Resume]")),
                               ("[▶️ Resume]", "being sent")])  # fmt: skip


async def test_an_alert_to_few_or_nobody_is_not_watched(small: Talk) -> None:
    await play(small, OTHER, [*to_preview("F1"), ("[Publish]", "1 chat")])
    assert len(await rows(small.db, Broadcast)) == 1
    assert [m for m in await small.tick(seconds=5) if m["chat"] == OTHER] == []
    await play(
        small, OTHER, [*to_preview("West District Sunshine Gardens"), ("[Publish]", "0 chats")]
    )
    assert len(await rows(small.db, Broadcast)) == 1


async def test_old_news_of_an_outage_is_not_sent_again(small: Talk) -> None:
    await play(small, OTHER, [*to_preview("F1, F2"), ("[Publish]", "2 chats")])
    await end(small, ("failed", "TimedOut"), ("sent", None))
    assert [m for m in await small.tick(seconds=5) if m["chat"] == OTHER] == []  # over already
    await do(small, OTHER, "/broadcasts")
    await play(small, OTHER, [("[Show 1]", "[🔁 Send again to those who failed]")])
    await play(small, OTHER, [("/outages", ""), ("[Cancel the outage]", ""), ("[Skip]", ""),
                              ("[Yes, cancel the outage]", "2 chats"), ("[🔁 Send again]", "There is newer news")])  # fmt: skip
    assert len(await rows(small.db, Outbox, state="failed")) == 1

"""In the middle of a notice or announcement: one question back, a second one begun, wait."""

import pytest

from storage.models import Outage
from tests import city
from tests.actions.scenes import play, rows
from tests.talk import Talk

EDITOR = city.SUPERVISOR
TO_REASON = [("/outage", "What kind"), ("[Fault]", "Which places"), ("F1", "Why? Choose")]


@pytest.mark.parametrize(
    "said", ["back", "go back please", "返回", "上一步", "回到上一題", "cancel> 返回"]
)
async def test_back_goes_one_question_back_and_keeps_the_rest(talk: Talk, said: str) -> None:
    await play(talk, EDITOR, [
        *TO_REASON, (said, ("Which places", "!Stopped")), (said, "What kind of outage"),
        (said, ("This is the first question", "What kind of outage")), ("[Fault]", "Which places"),
        ("F2", "Why? Choose"), ("storm", "From when"), ("now", "Until when"), ("[Skip]", "Hill line"),
    ])  # fmt: skip


async def test_back_from_the_preview_of_an_announcement(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/broadcast", "What is it about"), ("Hours", "Who shall get it"), ("[A line]", "Which one"),
        ("F1", "In which languages"), ("back", "Which one"), ("back", "Who shall get it"),
        ("[A place]", "Which one"), ("Willow Village", "In which"), ("[One text for all]", "for everybody"),
        ("8 to 20", ("To: North Township · Willow Village", "!East line")), ("back", "for everybody"), ("9 to 20", "9 to 20"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["wait", "no wait", "deny> no wait", "deny> 等等", "deny> 先别", "hold on please"]
)
async def test_wait_is_no_answer_and_skips_nothing(talk: Talk, said: str) -> None:
    await play(talk, EDITOR, [
        ("/outage fault; F1; storm; now", "Until when"), (said, ("nothing goes out", "Until when")),
        ("/cancel", "Stopped"),
    ])  # fmt: skip
    assert await rows(talk.db, Outage) == []


@pytest.mark.parametrize("said", ["wait", "back on the old hours soon"])
async def test_words_that_somebody_reads_are_kept_as_they_are(talk: Talk, said: str) -> None:
    await play(talk, EDITOR, [
        ("/broadcast", ""), ("Hours", ""), ("[Everybody]", ""), ("[One text for all]", "for everybody"),
        (said, ("<b>Preview</b>", said)),
    ])  # fmt: skip


async def test_a_second_notice_asks_what_becomes_of_the_first(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_REASON, ("/outage", ("in the middle of your outage notice", "[Go on with it]", "[First a new one]")),
        ("[Go on with it]", "Why? Choose"), ("/outage fault; F2; storm; now", "in the middle of"),
        ("[First a new one]", "Until when"), ("[Skip]", ("Hill line", "Back to your outage notice", "Why? Choose")),
        ("tree", "From when"), ("/outage", "in the middle"), ("[Throw it away]", ("What kind of outage", "!Back to")),
        ("/cancel", ("Stopped", "!Back to")),
    ])  # fmt: skip
    assert len(await rows(talk.db, Outage)) == 1


async def test_an_announcement_in_the_middle_of_a_notice_loses_neither(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_REASON, ("/broadcast", "What is it about"), ("Hours", "Who shall"), ("/broadcast", "in the middle of your announcement"),
        ("[First a new one]", "What is it about"), ("/cancel", "Back to your announcement"),
        ("/cancel", "Back to your outage notice"), ("tree", "From when"),
    ])  # fmt: skip


async def test_who_may_not_begins_nothing_by_the_button(talk: Talk) -> None:
    await play(talk, EDITOR, [*TO_REASON, ("/outage", "in the middle")])
    async with talk.db.transaction() as tx:
        from storage.models import Staff

        (row,) = await rows(talk.db, Staff, telegram_id=EDITOR)
        (await tx.get_one(Staff, row.id)).role = "agent"
    await play(talk, EDITOR, [("[First a new one]", ("does not include", "!What kind"))])

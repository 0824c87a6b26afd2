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


@pytest.mark.parametrize(
    ("notice", "said", "asked"),
    [
        ("fault; F1; storm", "19:00", "It begins only today, Mon 23 Nov at 19:00, though it is a fault"),
        ("temporary; F1; tree", "8:30", "It began today, Mon 23 Nov at 08:30, which is past"),
        ("temporary; F1; tree; tomorrow 8:00", "25 Nov 6:00", "It lasts 22 hours"),
        ("temporary; F1; tree; tomorrow 22:00", "6:00", "It goes on overnight, until Wed 25 Nov at 06:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("yes", ["[Yes, that is right]", "yes", "对", "again"])
async def test_an_odd_time_is_asked_about_once_and_then_taken(
    talk: Talk, notice: str, said: str, asked: str, yes: str
) -> None:
    said = "today 8:30" if said == "8:30" else said
    await play(talk, EDITOR, [
        (f"/outage {notice}", ""), (said, (asked, "Is that right?", "[Yes, that is right]", "!Preview")),
        (said if yes == "again" else yes, ("!Is that right?", "!I do not understand")),
    ])  # fmt: skip


async def test_an_odd_time_can_be_put_right(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage fault; F1; storm; 19:00-21:00", ("It begins only today", "Is that right?")),
        ("no", ("From when on?", "!Is that right")), ("9:30", "today, Mon 23 Nov at 09:30 to 21:00"),
        ("/outage temporary; F1; tree; tomorrow 22:00-6:00", "overnight"), ("no", "Until when?"),
        ("+3h", "Tue 24 Nov at 22:00 to Wed 25 Nov at 01:00"),
    ])  # fmt: skip


async def test_what_is_plausible_is_not_asked_about(talk: Talk) -> None:
    for said in ("temporary; F1; tree; tomorrow 22:00 - 25 Nov 6:00", "planned; F1; tree; 8 Dec 8:00-17:00",
                 "safety; F1; wiring; tomorrow 8:00 - 28 Nov 8:00"):  # fmt: skip
        await play(talk, EDITOR, [(f"/outage {said}", ("Preview", "!Is that right"))])


async def test_the_new_end_of_a_notice_is_asked_about_too(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage temporary; F1; tree; tomorrow 8:00-9:00", "Preview"), ("[✏️ End]", "Until when"),
        ("28 Nov 9:00", ("It lasts", "Is that right?")), ("[Yes, that is right]", ("Preview", "It lasts 4 days")),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said", "told"),
    [
        ("fault; F1; now", "the end is 18:00", ("Noted.", "Why?")),
        ("fault; F1; now", "结束时间是18:00", ("Noted.", "Why?")),
        ("fault; F1; now; storm", "the reason is maintenance", ("Corrected.", "Until when")),
        ("fault; F1; now; storm", "原因是检修", ("Corrected.", "Until when")),
        ("fault; F1; now; storm", "地点改成柳树村", ("Corrected.", "Until when")),
        ("fault; F1; now; storm", "sorry, the beginning was 9:30", ("Corrected.", "Until when")),
        ("fault; F1; now; storm", "the end is today 9:00", ("Until when", "!Corrected")),
        ("fault; F1; now; storm", "the places are F2, Atlantis", ("Noted: Hill line", "I do not know: Atlantis")),
        ("fault; F1; now", "the cause is a fallen tree", ("!Noted", "Until when")),
        ("fault; F1; now", "lines are down", ("!do not know", "Until when")),
        ("fault; F1", "结束时间：18:00", ("Noted.", "Why?")),
    ],
)  # fmt: skip
async def test_a_line_said_by_its_name_is_that_line_whatever_was_asked(
    talk: Talk, typed: str, said: str, told: tuple[str, ...]
) -> None:
    await play(talk, EDITOR, [(f"/outage {typed}", ""), (said, told)])


async def test_corrections_by_name_show_in_the_preview(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage fault; F1", "Why?"), ("the end is 18:00", "Noted"), ("the reason is a crane", "From when"),
        ("the places are F2", "Corrected"), ("9:30", ("today, Mon 23 Nov at 09:30 to 18:00", "a crane", "Hill line")),
    ])  # fmt: skip
    await play(talk, EDITOR, [
        ("/outage planned; F1; tomorrow 8:00-9:00; tree", "earlier?"), ("the reason is bad weather", "Why: the reason is bad weather"),
    ])  # fmt: skip


async def test_unpaid_bills_said_last_keep_no_place(talk: Talk) -> None:
    await play(talk, EDITOR, [("/outage F1; tomorrow 8:00; a debt", "What kind"),
                              ("arrears", ("concern single accounts", "Which places"))])  # fmt: skip


async def test_the_time_of_another_line_is_no_reason(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage temporary; F1; tree; tomorrow 8:00-9:00", "Preview"), ("[✏️ Reason]", "Why?"),
        ("the end is 10:00", ("another line of the notice", "Why?")), ("the reason is a crane", ("Preview", "a crane")),
    ])  # fmt: skip


async def test_stop_ends_the_form_where_it_means_that(talk: Talk) -> None:
    await play(
        talk, EDITOR, [("/outage fault; F1; storm; now", "Until"), ("cancel> stop", "Stopped")]
    )


async def test_an_edited_list_of_places_is_asked_about_where_it_holds_unknown_ones(
    talk: Talk,
) -> None:
    await play(talk, EDITOR, [("/outage", ""), ("[Fault]", ""), ("F1", "Why?")])
    edited = {
        "message_id": talk._messages, "date": 1, "chat": {"id": EDITOR, "type": "private"},
        "from": talk._person(EDITOR), "text": "F2, Atlantis",
    }  # fmt: skip
    assert "I do not know: Atlantis" in (await talk.update({"edited_message": edited}))[0]["text"]
    await play(
        talk,
        EDITOR,
        [("[Go on without it]", "Why?"), ("storm", ""), ("now", ""), ("[Skip]", "Hill line")],
    )


async def test_both_times_anew_where_the_end_is_asked_for(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage temporary; F1; tree; tomorrow 8:00-7:00", "Is that right?"),
        ("26 Nov 9:00-12:00", "Thu 26 Nov at 09:00 to 12:00"),
    ])  # fmt: skip


async def test_back_to_half_known_places_says_what_is_noted(talk: Talk) -> None:
    await play(talk, EDITOR, [
        ("/outage", ""), ("[Fault]", ""), ("F1, Atlantis", "Noted: East line"), ("back", "What kind"),
        ("[Fault]", ("Noted: East line", "I do not know: Atlantis", "[Go on without it]")), ("F2", "Why?"),
    ])  # fmt: skip


async def test_an_old_button_throws_nothing_else_away(talk: Talk) -> None:
    await play(talk, EDITOR, [
        *TO_REASON, ("/outage", "in the middle of"), ("/cancel", "Stopped"),
        ("/broadcast", "What is it about"), ("Hours", "Who shall"),
        ("[Throw it away]", "What kind of outage"), ("/cancel", ("Back to your announcement", "Who shall")),
    ])  # fmt: skip

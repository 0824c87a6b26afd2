"""How did it go? Asked once, reminded once, and a bad answer changes something."""

from datetime import timedelta

import pytest

from storage.models import Survey, Ticket
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_desk import reply
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk, texts

QUESTION = "How satisfied are you with what we did?"
FACES = "[😠 1][🙁 2][😐 3][🙂 4][😀 5]"


async def resolve(talk: Talk, note: str = "all mended", solved: str = "Solved") -> None:
    """The desk takes the newest ticket and resolves it; its customer says that it is solved."""
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    await talk.press(city.DISPATCHER, zh("Resolve"), chat=city.DESK)
    await talk.send(city.DISPATCHER, reply(note), chat=city.DESK)
    if solved:
        await talk.press(7, solved)


async def closed(talk: Talk, lines: list) -> None:
    """A ticket opened and resolved, its survey asked."""
    await play(talk, 7, lines)
    await resolve(talk)
    assert QUESTION not in texts(await talk.tick(hours=23), 7)
    asked = shown(await talk.tick(hours=1), 7)
    assert QUESTION in asked and FACES in asked


async def test_a_good_answer_and_a_comment_reach_the_owner(talk: Talk) -> None:
    await closed(talk, REPAIR)
    assert await talk.tick() == []
    answer = await play(
        talk, 7, [("[😀 5]", ("Thank you for the answer", "tell us more", "[Skip]"))]
    )
    assert "😀 5" in texts(answer, city.DISPATCHER)
    answer = await play(talk, 7, [("give_praise> quick & <kind>", "I pass that on")])
    assert "quick &amp; &lt;kind&gt;" in texts(answer, city.DISPATCHER)
    await play(talk, 7, [("[🙂 4]", "You have answered already")])
    (survey,) = await rows(talk.db, Survey)
    assert (survey.score, survey.comment, survey.state) == (5, "quick & <kind>", "answered")
    assert await talk.tick(days=5) == []


async def test_a_bad_answer_reopens_the_matter_with_its_owner(talk: Talk) -> None:
    await closed(talk, REPAIR)
    answer = await play(
        talk, 7, [("[🙁 2]", ("I am sorry that we did not do well", "taken up again"))]
    )
    assert "🔁 WL-20261123-0001 is open again" in texts(answer, city.DISPATCHER)  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert (ticket.state, ticket.owner_id, ticket.closed_at) == ("taken", 2, None)
    await play(talk, 7, [("deny> no", "All right. Thank you!"),
                         ("ask_ticket> WL-20261123-0001", ("Now: taken in hand", "taken up again: 🙁 2"))])  # fmt: skip
    await talk.press(city.DISPATCHER, zh("Resolve"), chat=city.DESK)
    await talk.send(city.DISPATCHER, reply("now really"), chat=city.DESK)
    assert QUESTION not in texts(
        await talk.tick(hours=25), 7
    )  # not while we ask whether it is solved
    await talk.press(7, "Solved")
    assert QUESTION in texts(await talk.tick(hours=24), 7)
    await play(
        talk,
        7,
        [("[🙂 4]", "Thank you for the answer"), ("/cancel", ("All right", "!Nothing was sent"))],
    )


async def test_one_reminder_and_the_end_after_three_days(talk: Talk) -> None:
    await closed(talk, REPAIR)
    assert texts(await talk.tick(hours=23), 7) == ""
    reminder = "A short reminder: how did we do with WL-20261123-0001?"
    assert texts(await talk.tick(hours=1), 7) == reminder
    assert await talk.tick(hours=24) == []
    assert await talk.tick(hours=24) == []
    await play(
        talk, 7, [("[😀 5]", ("This question is closed. Thank you all the same.", "!tell us more"))]
    )
    assert [s.state for s in await rows(talk.db, Survey)] == ["closed"]


async def test_not_twice_in_thirty_days(talk: Talk) -> None:
    await closed(talk, REPAIR)
    await talk.press(7, "😀 5")
    await do(talk, 7, "[Skip]")
    await play(talk, 7, COMPLAINT)
    await resolve(talk)
    assert QUESTION not in texts(await talk.tick(hours=25), 7)
    await talk.tick(days=30)
    await closed(talk, COMPLAINT)


async def test_not_for_what_was_withdrawn_or_needs_no_answer(talk: Talk) -> None:
    await play(
        talk, 7, [*REPAIR, ("withdraw_ticket> WL-20261123-0001", ""), ("[Yes, withdraw it]", "")]
    )
    await play(
        talk, 8, [("give_praise> the crew was fantastic, thank them", ""), ("[Send]", "passed on")]
    )
    await resolve(talk, solved="")
    assert all(QUESTION not in m["text"] for m in await talk.tick(days=2))


async def test_an_open_form_waits_for_the_comment(talk: Talk) -> None:
    await closed(talk, REPAIR)
    await play(talk, 7, [
        ("complaint> I want to complain", "What is it about?"),
        ("[😀 5]", "tell us more"), ("[Skip]", ("All right. Thank you!", "Back to your complaint", "[Service]")),
    ])  # fmt: skip


async def test_nobody_answers_for_somebody_else(talk: Talk) -> None:
    from tests.actions.test_complaints import tap

    await closed(talk, REPAIR)
    await do(talk, 8, "greet> hello")
    assert "no longer in use" in shown(await tap(talk, 8, await talk._button(7, "1")), 8)
    assert [s.score for s in await rows(talk.db, Survey)] == [None]


async def test_it_is_asked_in_the_language_of_the_person(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("/language", ""), ("[简体中文]", "")])
    await resolve(talk, solved=zh("Solved"))
    assert zh("{number} is closed. How satisfied are you with what we did? 1 is not at all, 5 is very.",
              number="WL-20261123-0001") == texts(await talk.tick(hours=24), 7)  # fmt: skip


async def test_nobody_is_woken_to_be_asked_or_reminded(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await talk.tick(hours=13)  # 23:00
    await resolve(talk)
    assert QUESTION not in texts(await talk.tick(hours=24), 7)
    assert QUESTION not in texts(await talk.tick(hours=7, minutes=59), 7)
    assert QUESTION in texts(await talk.tick(minutes=1), 7)
    async with talk.db.transaction() as tx:
        await tx.execute(Survey.__table__.update().values(remind_at=talk.now + timedelta(hours=20)))
    assert "reminder" not in texts(await talk.tick(hours=20), 7)  # 3:00
    assert "A short reminder" in texts(await talk.tick(hours=4), 7)


@pytest.mark.parametrize(
    ("said", "score"),
    [("inform> 4", 4), ("inform> 4分", 4), ("inform> five", 5), ("inform> 满意", 4), ("give_praise> 非常满意", 5),
     ("inform:0.3> 还行吧", 3), ("complaint_service> 不满意", 2), ("give_praise> very good, 5 stars", 5)],
)  # fmt: skip
async def test_a_score_in_words(talk: Talk, said: str, score: int) -> None:
    await closed(talk, REPAIR)
    await play(talk, 7, [(said, "")])
    (survey,) = await rows(talk.db, Survey)
    assert survey.score == score


async def test_a_comment_before_the_score_is_kept(talk: Talk) -> None:
    await closed(talk, REPAIR)
    await play(talk, 7, [("complaint_service> it took too long, but friendly", ("as a figure", "[🙂 4]")),
                         ("3", ("Thank you for the answer", "!tell us more"))])  # fmt: skip
    (survey,) = await rows(talk.db, Survey)
    assert (survey.score, survey.comment) == (3, "it took too long, but friendly")

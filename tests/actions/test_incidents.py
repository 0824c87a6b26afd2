"""The same fault reported by several customers: one card, one work, everybody told."""

import pytest

from storage.models import Attachment, Deadline, Incident, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, photo, play, rows, shown, zh
from tests.actions.test_desk import reply
from tests.talk import Talk, texts

CARD = f"card:1:{city.DESK}"
URGENT = "❗ {number}: {count} people have reported the same."


def dark(place: str) -> list:
    """A fault report from a place, to its end."""
    return [
        (f"report_fault> no power at [{place}](location)", "your own switches"),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", "[Send the crew]"),
        ("[Send the crew]", "Your fault is reported"),
    ]  # fmt: skip


async def three_report(talk: Talk) -> list:
    """Three neighbours on one line report the same; what was said at the last report."""
    for who, house in ((7, 11), (8, 13)):
        await play(talk, who, dark(f"Jianshe Road {house}"))
    return await play(talk, 9, dark("Jianshe Road 21"))


def cards(messages: list) -> list[dict]:
    """What the desk's group got: new cards and edits of cards."""
    return [m for m in messages if m["chat"] == city.DESK and m["key"].startswith("card:")]


def by_staff(talk: Talk, label: str):  # type: ignore[no-untyped-def]
    """A button under the newest card in the group that has it."""
    return talk.press(city.DISPATCHER, zh(label), chat=city.DESK)


async def test_a_second_report_joins_silently_and_its_reporter_hears_of_the_first(
    talk: Talk,
) -> None:
    await play(talk, 7, dark("Jianshe Road 11"))
    answer = await play(talk, 8, dark("Jianshe Road 13"))
    assert [m["payload"].get("edits") for m in cards(answer)] == [CARD]
    assert [m for m in answer if m["chat"] == city.DESK] == cards(answer)
    card = texts(answer, city.DESK)
    assert zh("👥 {count} reports, worked on together:", count=2) in card
    assert "WL-20261123-0001 · 建设路11号" in card and "WL-20261123-0002 · 建设路13号" in card
    told = shown(answer, 8)
    assert "One other person has reported it too. Now: received" in told
    assert "0001" not in told and "11 Jianshe" not in told
    (incident,) = await rows(talk.db, Incident)
    assert (incident.kind, incident.feeder_code, incident.closed_at) == ("repair", "F1", None)
    assert [t.incident_id for t in await rows(talk.db, Ticket)] == [incident.id] * 2


async def test_at_three_reports_staff_hear_it_urgently(talk: Talk) -> None:
    answer = await three_report(talk)
    assert zh(URGENT, number="WL-20261123-0001", count=3) in texts(answer, city.DESK)
    assert "2 others have reported it too" in shown(answer, 9)
    answer = await play(talk, 10, dark("Jianshe Road 31"))
    assert zh("👥 {count} reports, worked on together:", count=4) in texts(answer, city.DESK)
    assert "❗" not in texts(answer, city.DESK)


async def test_a_step_is_taken_for_all_and_told_to_each_in_their_language(talk: Talk) -> None:
    await three_report(talk)
    await play(talk, 9, [("/language", ""), ("[繁體中文]", "")])
    answer = await by_staff(talk, "Take")
    for who, number in ((7, 1), (8, 2)):
        assert f"WL-20261123-000{number}: Di has taken your matter" in shown(answer, who)
    from locales import text

    taken = text("zh_Hant", "{number}: {name} has taken your matter in hand.",
                 number="WL-20261123-0003", name="Di")  # fmt: skip
    assert taken in texts(answer, 9)
    assert len([m for m in cards(answer) if m["payload"].get("edits") == CARD]) == 1
    assert {(t.state, t.owner_id) for t in await rows(talk.db, Ticket)} == {("taken", 2)}


async def test_who_reports_later_joins_where_the_work_stands(talk: Talk) -> None:
    await play(talk, 7, dark("Jianshe Road 11"))
    await by_staff(talk, "Take")
    await by_staff(talk, "On the way")
    answer = await play(talk, 8, dark("Jianshe Road 13"))
    assert "Now: the crew is on the way" in shown(answer, 8)
    answer = await by_staff(talk, "Arrived")
    assert "WL-20261123-0002: the crew has arrived" in shown(answer, 8)


async def test_closing_closes_all(talk: Talk) -> None:
    await three_report(talk)
    await by_staff(talk, "Take")
    await by_staff(talk, "Resolve")
    answer = await talk.send(city.DISPATCHER, reply("a fuse was replaced"), chat=city.DESK)
    for who in (7, 8, 9):
        assert "a fuse was replaced" in shown(answer, who)
    assert {t.state for t in await rows(talk.db, Ticket)} == {"resolved"}
    assert (await rows(talk.db, Incident))[0].closed_at == talk.now


async def test_one_who_takes_it_back_leaves_the_others(talk: Talk) -> None:
    """Also where it is the one under whose number staff see it."""
    await three_report(talk)
    answer = await play(talk, 7, [("withdraw_ticket> WL-20261123-0001", "[Yes"),
                                  ("[Yes, withdraw it]", "is withdrawn")])  # fmt: skip
    new = next(m for m in cards(answer) if m["key"] == f"card:2:{city.DESK}")
    assert "WL-20261123-0002" in new["text"] and "建设路21号" in new["text"]
    assert "建设路11号" not in new["text"]
    old = next(m for m in cards(answer) if m["payload"].get("edits") == CARD)
    assert old["buttons"] == []
    answer = await by_staff(talk, "Take")
    assert texts(answer, 7) == "" and "Di has taken" in shown(answer, 8)


@pytest.mark.parametrize(
    ("first", "second", "minutes", "joined"),
    [
        ("Jianshe Road 11", "Jianshe Road 12", 0, False),  # the other side hangs on another line
        ("Jianshe Road 12", "Willow Village 8", 29, True),  # one line, and soon after
        ("Jianshe Road 12", "Willow Village 8", 31, False),
        ("Jianshe Road 11", "Jianshe Road 13", 239, True),  # one place
        ("Jianshe Road 11", "Jianshe Road 13", 241, False),
    ],
)
async def test_what_is_the_same_fault(
    talk: Talk, first: str, second: str, minutes: int, joined: bool
) -> None:
    await play(talk, 7, dark(first))
    await talk.tick(minutes=minutes)
    await play(talk, 8, dark(second))
    assert (len(await rows(talk.db, Incident)) == 1) == joined


async def test_two_dangers_in_one_street_are_two(talk: Talk) -> None:
    sparks = "report_hazard> a wire is sparking at [Jianshe Road {}](location)"
    await do(talk, 7, sparks.format(11))
    await do(talk, 8, sparks.format(13))
    assert await rows(talk.db, Incident) == []


async def test_the_same_danger_is_one_but_every_word_about_it_rings(talk: Talk) -> None:
    sparks = "report_hazard> a wire is sparking at [Jianshe Road 11](location)"
    await do(talk, 7, sparks)
    await do(talk, 8, "report_hazard> flames from the box, somebody is hurt")
    answer = await do(talk, 8, "inform> [Jianshe Road 11](location)")
    heard = texts(answer, city.DESK)
    assert "flames from the box" in heard and len(await rows(talk.db, Incident)) == 1
    assert zh("{number} goes with {lead}.", number="WL-20261123-0002",
              lead="WL-20261123-0001") in heard  # fmt: skip
    assert "One other person has reported it" in shown(answer, 8)
    told = next(m for m in answer if "flames from the box" in m["text"])
    assert told["lane"] == 0


async def test_pictures_of_all_reporters_reach_staff(talk: Talk) -> None:
    await play(talk, 7, dark("Jianshe Road 11"))
    await play(talk, 8, dark("Jianshe Road 13")[:2])
    await do(talk, 8, photo("pole"))
    await do(talk, 8, "[Here in the chat]")
    answer = await do(talk, 8, "[Send the crew]")
    assert "pole" in [m["payload"].get("file_id") for m in answer if m["chat"] == city.DESK]
    assert [a.state for a in await rows(talk.db, Attachment)] == ["waiting"]


async def test_staff_take_one_off_and_put_it_back(talk: Talk) -> None:
    await three_report(talk)
    answer = await play(talk, city.DISPATCHER, [
        ("/split 0002", "WL-20261123-0002 is worked on alone from now on"),
    ])  # fmt: skip
    own = next(m for m in cards(answer) if m["key"] == f"card:2:{city.DESK}")
    assert zh("Take") in own["buttons"] and "👥" not in own["text"]
    rest = next(m for m in cards(answer) if m["payload"].get("edits") == CARD)
    assert "建设路13号" not in rest["text"] and "建设路21号" in rest["text"]
    answer = await by_staff(talk, "Take")
    assert "Di has taken" in shown(answer, 9) and texts(answer, 8) == ""
    answer = await play(talk, city.SUPERVISOR, [
        ("/split 0002", "stands alone already"),
        ("/join 0002", "which two belong together"),
        ("/join 0002 0099", "which two belong together"), ("/join 0099 0002", "no ticket 0099"),
        ("/join WL-20261123-0002 WL-20261123-0001", "WL-20261123-0002 goes with WL-20261123-0001"),
    ])  # fmt: skip
    assert "it is worked on together" in shown(answer, 8)
    folded = next(m for m in cards(answer) if m["payload"].get("edits") == f"card:2:{city.DESK}")
    assert folded["buttons"] == [zh("Show the ticket")]
    assert {t.state for t in await rows(talk.db, Ticket)} == {"taken"}
    await play(talk, city.SUPERVISOR, [("/join 0002 0001", "together already")])
    made = [(e.actor, e.what) for e in await rows(talk.db, TicketEvent, ticket_id=2)]
    assert ("Di", "split") in made and ("Su", "joined") in made


async def test_the_button_asks_which_one_is_something_else(talk: Talk) -> None:
    await three_report(talk)
    await by_staff(talk, "Split one off")
    answer = await talk.press(city.DISPATCHER, "WL-20261123-0003", chat=city.DESK)
    assert "WL-20261123-0003 is worked on alone" in texts(answer, city.DESK)
    assert [t.incident_id for t in await rows(talk.db, Ticket)] == [1, 1, None]


async def test_a_danger_and_a_fault_are_not_put_together(talk: Talk) -> None:
    await play(talk, 7, dark("Jianshe Road 11"))
    await do(talk, 8, "report_hazard> a wire is sparking")
    await play(talk, city.SUPERVISOR, [("/join 0001 0002", "of the same kind")])


async def test_who_insists_on_something_new_is_not_put_to_their_own(talk: Talk) -> None:
    await play(talk, 7, dark("Jianshe Road 11"))
    await play(talk, 8, dark("Jianshe Road 13"))
    await play(talk, 8, [
        ("report_fault> my meter hums at [Jianshe Road 13](location)", "[It is something new]"),
        ("[It is something new]", "your own switches"),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", "[Send the crew]"),
        ("[Send the crew]", ("Your fault is reported", "!reported it too")),
    ])  # fmt: skip
    assert [t.incident_id for t in await rows(talk.db, Ticket)] == [1, 1, None]


async def test_staff_are_reminded_once_and_a_new_time_goes_to_all(talk: Talk) -> None:
    await three_report(talk)
    await by_staff(talk, "Take")
    told = await talk.tick(minutes=41)
    near = [m for m in told if m["chat"] == city.DISPATCHER]
    assert near and all("WL-20261123-0001" in m["text"] for m in near)
    answer = await talk.press(city.DISPATCHER, "+1 h")
    for who in (7, 8, 9):
        assert "we need longer than we promised" in shown(answer, who)
    due = {d.due_at for d in await rows(talk.db, Deadline, name="arrival")}
    assert len(due) == 1

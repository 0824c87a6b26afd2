"""Danger: advice and the alarm first, questions afterwards, and nobody may sleep through it."""

from storage.models import Deadline, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import LOCATION, contact, photo, play, rows, shown, zh
from tests.talk import Talk, texts

SPARKS = "report_hazard> a wire is down and sparking"


async def test_advice_and_the_alarm_come_before_any_question(talk: Talk) -> None:
    answer = await play(talk, 7, [
        (SPARKS, ("Keep away, at least 10 metres", "emergency services", "WL-20261123-0001",
                  "Where is it?")),
    ])  # fmt: skip
    assert all(m["lane"] == 0 for m in answer)
    card = texts(answer, city.DESK)
    assert "🚨 <b>WL-20261123-0001</b>" in card and "a wire is down and sparking" in card
    answer = await play(talk, 7, [("inform> [Jianshe Road 12](location)", "How can we reach you?")])
    assert "建设路12号" in texts(answer, city.DESK)
    assert [m["payload"].get("edits") for m in answer if m["chat"] == city.DESK] == [
        f"card:1:{city.DESK}"
    ]
    answer = await play(talk, 7, [(contact("19912345678", 7), "Please stay away from it")])
    assert "19912345678" in texts(answer, city.DESK)


async def test_a_danger_is_told_without_the_model_in_all_languages(talk: Talk) -> None:
    for who, words in (
        (7, "变压器冒火花了,快来人"),
        (8, "變電箱冒煙，有燒焦味"),
        (9, "cable on fire!"),
    ):
        answer = await talk.say(who, words)
        assert "🚨" in texts(answer, who) and words in texts(answer, city.DESK), words


async def test_more_words_within_half_an_hour_join_the_same_ticket(talk: Talk) -> None:
    await play(talk, 7, [
        (SPARKS, "Where is it?"),
        ("report_hazard> now the pole is burning too", ("added it to WL-20261123-0001", "Where is it?")),
        (LOCATION, "reach you"), ("[Here in the chat]", "stay away"),
        ("report_hazard> it is sparking again near [Willow Village 8](location)", "added it to WL-"),
    ])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.place_text == "柳树村8号"
    words = [e.note for e in await rows(talk.db, TicketEvent, what="added")]
    assert "now the pole is burning too" in words
    await talk.tick(minutes=31)
    await play(talk, 7, [(SPARKS, "WL-20261123-0002")])


async def test_photos_of_a_danger_reach_staff_at_once(talk: Talk) -> None:
    first = await play(talk, 7, [(photo("p1", "a", "a wire is down and sparking"), "Keep away")])
    more = await play(
        talk, 7, [(photo("p2", "a"), ""), (photo("p3"), ("I have added it", "Where is it?"))]
    )
    seen = [m["payload"].get("file_id") for m in first + more if m["chat"] == city.DESK]
    assert "p1" in seen and "p3" in seen
    assert "p2" in [
        r["payload"].get("file_id")
        for r in [await talk._told(row) for row in await talk.outbox(city.DESK)]
    ]


async def test_stopping_the_questions_does_not_take_the_alarm_back(talk: Talk) -> None:
    await play(
        talk, 7, [(SPARKS, "Where"), ("/cancel", ("is with our people", "!Nothing was sent"))]
    )
    assert [t.state for t in await rows(talk.db, Ticket)] == ["new"]


async def test_take_acknowledges_it(talk: Talk) -> None:
    await play(talk, 7, [(SPARKS, "Where")])
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    acknowledge = next(d for d in await rows(talk.db, Deadline) if d.name == "acknowledge")
    assert (acknowledge.state, acknowledge.remind_at) == ("met", None)
    assert zh("🚨 {number}: nobody has acknowledged this danger. Please take it now.",
              number="WL-20261123-0001") not in texts(await talk.tick(minutes=6))  # fmt: skip


async def test_unacknowledged_the_next_person_is_called_and_again(talk: Talk) -> None:
    await play(talk, 7, [(SPARKS, "Where")])
    alarm = zh("🚨 {number}: nobody has acknowledged this danger. Please take it now.",
               number="WL-20261123-0001")  # fmt: skip
    called = [[m["chat"] for m in await talk.tick(minutes=minutes) if m["text"] == alarm]
              for minutes in (4, 1, 0, 4, 1, 5)]  # fmt: skip
    assert called == [[], [city.DISPATCHER], [], [], [city.SUPERVISOR], [city.DISPATCHER]]
    answer = await talk.press(city.DISPATCHER, zh("Take"))
    assert "taken your matter in hand" in shown(answer, 7)
    assert all(alarm != m["text"] for m in await talk.tick(minutes=20))


async def test_what_staff_write_about_a_danger_is_no_new_danger(talk: Talk) -> None:
    await play(talk, 7, [(SPARKS, "Where")])
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    await talk.say(city.DISPATCHER, "hello there", "greet")
    await play(
        talk,
        city.DISPATCHER,
        [("/ticket WL-20261123-0001", "[Resolve]"), ("[Resolve]", "What was done?")],
    )
    await talk.say(city.DISPATCHER, "the wire was down and sparking; it is fixed")
    for learnt in (
        "a branch on the wire, it sparked",
        "all neighbours",
        "cut back",
        "look up more often",
    ):
        answer = await talk.say(city.DISPATCHER, learnt)
    assert "is done: the wire was down" in shown(answer, 7)
    assert len(await rows(talk.db, Ticket)) == 1

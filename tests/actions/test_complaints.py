"""Complaints: an apology first, nothing asked twice, and out of it at any moment."""

import pytest

from storage.models import Attachment, Ticket
from tests import city
from tests.actions.scenes import LOCATION, PHOTO, STICKER, VOICE, contact, photo, play, rows, zh
from tests.talk import Talk, texts

RUDE = "complaint_service> the man at the counter shouted at me"
TO_PLACE = [(RUDE, "I am sorry"), ("[Yes, that is right]", "Which address")]
TO_PHOTO = [*TO_PLACE, ("[Skip]", "Would a photo help?")]
TO_CONTACT = [*TO_PHOTO, ("[Skip]", "How can we reach you?")]
TO_SUMMARY = [
    *TO_CONTACT,
    ("[Here in the chat]", ("<b>Your complaint</b>", "[Send the complaint]")),
]


async def test_it_opens_with_an_apology_and_takes_the_class_from_what_was_said(talk: Talk) -> None:
    answer = await play(talk, 7, [
        (RUDE, ("I note it under “Service”", "[Yes, that is right]", "!Would a photo", "!What happened")),
        ("[Yes, that is right]", ("Which address", "[Skip]")),
        ("inform> [Jianshe Road 11](location)", "Would a photo help?"),
        (PHOTO, ("I have kept it", "How can we reach you?")),
        ("inform> call [13912345678](phone)", (
            "Subject: Service", "What happened: the man at the counter shouted at me",
            "Where: 11 Jianshe Road", "Photos or files: 1", "Contact: 13912345678")),
        ("[Send the complaint]", (
            "WL-20261123-0001", "We will contact you by tomorrow, Tue 24 Nov at 10:00",
            "You will have our answer by Mon 30 Nov at 17:30")),
    ])  # fmt: skip
    assert f"{zh('Complaint')} · {zh('Service')}" in texts(answer, city.DESK)
    assert any(m["payload"].get("file_id") == "pic" for m in answer if m["chat"] == city.DESK)
    (ticket,) = await rows(talk.db, Ticket)
    assert (ticket.subclass, ticket.words) == ("service", "the man at the counter shouted at me")


async def test_the_first_sentence_is_not_asked_again(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint_interruption> third blackout at [Jianshe Road 12](location), call me on "
         "[13912345678](phone)", "Outages and repairs"),
        ("affirm> yes", ("Would a photo", "!Which address", "!What happened")),
        ("deny> no", ("Where: 12 Jianshe Road", "Contact: 13912345678")),
        ("affirm> yes", "Your complaint is recorded"),
    ])  # fmt: skip


async def test_the_class_can_be_another_by_button_by_name_and_after_no(talk: Talk) -> None:
    await play(talk, 7, [(RUDE, "“Service”"), ("[Business handling]", "Which address")])
    await play(talk, 8, [(RUDE, "“Service”"), ("voltage and power quality", "Which address")])
    await play(talk, 9, [
        (RUDE, "“Service”"),
        ("deny> no it is not", ("What is it about?", "[Service]", "!Is that right")),
        ("complaint_construction> the trench", "Which address"),
    ])  # fmt: skip
    await play(
        talk,
        10,
        [
            ("complaint> I want to complain", ("I am sorry", "What is it about?")),
            ("[Service]", "What happened?"),
            ("out_of_scope> he <b>shouted</b> & left", "Which address"),
        ],
    )


async def test_any_answer_can_be_changed_from_the_summary(talk: Talk) -> None:
    await play(talk, 7, [
        *TO_SUMMARY,
        ("[Change something]", ("What shall I change?", "[Subject]", "[What happened]", "![What happened?")),
        ("[Subject]", ("What is it about?", "!Is that right")),
        ("[Business handling]", ("Subject: Business handling", "Contact: here in the chat")),
        ("deny> no", "What shall I change?"),
        ("[Contact]", "How can we reach you?"),
        ("inform> 13900000000", "Contact: 13900000000"),
        ("complaint_service> and he laughed at me", ("kept it with your words", "and he laughed at me")),
        ("out_of_scope> hmm", "Please check and send it"),
        ("[Send the complaint]", "recorded"),
    ])  # fmt: skip


@pytest.mark.parametrize("steps", [TO_PLACE[:1], TO_PLACE, TO_PHOTO, TO_CONTACT, TO_SUMMARY])
@pytest.mark.parametrize("way", ["/cancel", "cancel> never mind"])
async def test_cancel_works_at_each_step(talk: Talk, steps: list, way: str) -> None:
    await play(talk, 7, [*steps, (way, "Stopped: your complaint. Nothing was sent."),
                         ("/cancel", "There is nothing open here.")])  # fmt: skip
    assert await rows(talk.db, Ticket) == []


async def test_a_restart_in_the_middle_changes_nothing(talk: Talk) -> None:
    await play(talk, 7, TO_PHOTO)
    again = Talk(talk.db)
    again._updates = 5000
    await again.new()
    await play(again, 7, [("[Skip]", "How can we reach you?"), ("[Here in the chat]", "Service")])


async def test_photos_are_taken_anywhere_albums_as_one(talk: Talk) -> None:
    await play(talk, 7, [
        (RUDE, "“Service”"), (photo("early"), ("I have kept it", "“Service”")),
        ("[Yes, that is right]", "Which address"), ("[Skip]", "How can we reach you?"),
        (photo("a1", "album"), ("I have kept it", "How can we reach")),
        (photo("a2", "album"), "!I have kept it"), (photo("a3", "album"), "!I have kept it"),
        ("[Here in the chat]", "Photos or files: 4"), (VOICE, "Photos or files: 5"),
        ("[Send the complaint]", "recorded"),
    ])  # fmt: skip
    kept = [row.file_id for row in await rows(talk.db, Attachment)]
    assert kept == ["early", "a1", "a2", "a3", "voice"]


async def test_a_photo_sent_first_goes_with_what_follows(talk: Talk) -> None:
    await play(talk, 7, [
        (photo("p1", "album"), ("I have kept your file", "[📣 Complain]")),
        (photo("p2", "album"), "!I have kept"),
        ("[📣 Complain]", "What is it about?"), ("[Service]", "What happened?"),
        ("he shouted at me", "Which address"), ("[Skip]", "How can we reach you?"),
        ("[Here in the chat]", "Photos or files: 2"),
    ])  # fmt: skip


async def test_odd_things_in_the_middle_are_answered(talk: Talk) -> None:
    await play(talk, 7, [
        *TO_PLACE,
        (STICKER, ("I did not get that", "Which address")),
        ({"text": ""}, ("I did not get that", "Which address")),
        ("thank> thanks", ("You are welcome", "Which address")),
        (LOCATION, "Would a photo"),
        (contact("19911112222", 7), "Would a photo"),
        ("skip", ("Where: 30.10000, 120.20000", "Contact: 19911112222")),
    ])  # fmt: skip


async def test_a_rant_of_5000_characters_is_kept_whole(talk: Talk) -> None:
    rant = "I have waited & waited for <hours>. " * 140
    more = "And another thing, this is not the first time. " * 10
    answer = await play(talk, 7, [
        ("complaint_interruption> " + rant, "Outages and repairs"),
        ("[Yes, that is right]", "Which address"),
        ("complaint_interruption> " + more, ("I have kept it with your words", "Which address")),
        ("[Skip]", "photo"), ("[Skip]", "reach you"), ("[Here in the chat]", "&lt;hours&gt;"),
        ("[Send the complaint]", "recorded"),
    ])  # fmt: skip
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.words == f"{rant}\n{more.strip()}"
    assert all(len(m["text"]) <= 4096 for m in answer)
    full = await talk.send(city.SUPERVISOR, {"text": f"/ticket {ticket.number}"})
    assert all(len(m["text"]) <= 4096 for m in full)
    assert texts(full).count("waited &amp; waited") == 140


async def test_buttons_pressed_twice_late_by_others_or_made_up(talk: Talk) -> None:
    await play(talk, 7, TO_PLACE)
    old = await talk._button(7, "Business handling")
    await play(
        talk, 7, [("[Yes, that is right]", ("belongs to an earlier question", "Which address"))]
    )
    await play(talk, 7, [("[Skip]", "photo"), ("[Skip]", "reach"), ("[Here in the chat]", "complaint"),
                         ("[Send the complaint]", "recorded"),
                         ("[Send the complaint]", "earlier question")])  # fmt: skip
    assert len(await rows(talk.db, Ticket)) == 1
    await talk.say(8, "hi", "greet")
    for data in (old, f"{old}9", "", ":", "x:1", "x" * 64, f"{old.split(':')[0]}:-1", "☃:²"):
        answer = await tap(talk, 8, data)
        assert "no longer in use" in texts(answer, 8), data
    assert "earlier question" in texts(await tap(talk, 7, old), 7)


async def tap(talk: Talk, who: int, data: str) -> list:
    """Taps a button by its data, as somebody with a program of their own could."""
    return await talk.update({"callback_query": {
        "id": f"t{talk._updates}", "from": talk._person(who), "chat_instance": "1", "data": data,
        "message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": who, "type": "private"}},
    }})  # fmt: skip

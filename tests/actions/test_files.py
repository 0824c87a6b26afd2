"""What customers send besides words: kept, shown to staff as it came, and lined up to be fetched."""

import pytest

from storage.models import Attachment
from tests import city
from tests.actions.scenes import LOCATION, contact, do, photo, play, rows, shown
from tests.actions.test_complaints import TO_PHOTO
from tests.actions.test_tickets import REPAIR
from tests.talk import Talk

AUDIO = {"audio": {"file_id": "song", "file_unique_id": "a", "duration": 3}}
ROUND = {"video_note": {"file_id": "round", "file_unique_id": "n", "duration": 3, "length": 240}}
VIDEO = {
    "video": {"file_id": "film", "file_unique_id": "v", "duration": 3, "width": 9, "height": 9}
}
PAPER = {"document": {"file_id": "paper", "file_unique_id": "d", "file_name": "bill.pdf"}}
VOICE = {"voice": {"file_id": "voice", "file_unique_id": "o", "duration": 3}}


def to_desk(messages: list) -> list[tuple]:
    """Kind and id of the files that staff got."""
    sent = [m["payload"] for m in messages if m["chat"] == city.DESK and "file_id" in m["payload"]]
    return [(p["file_kind"], p["file_id"]) for p in sent]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (AUDIO, "audio"),
        (ROUND, "video_note"),
        (VIDEO, "video"),
        (PAPER, "document"),
        (VOICE, "voice"),
    ],
)
async def test_each_kind_of_file_reaches_staff_as_what_it_is(
    talk: Talk, message: dict, kind: str
) -> None:
    await play(talk, 7, [*TO_PHOTO, (message, "reach you"), ("[Here in the chat]", "files: 1")])
    answer = await do(talk, 7, "[Send the complaint]")
    (row,) = await rows(talk.db, Attachment)
    assert to_desk(answer) == [(kind, row.file_id)]
    assert (row.kind, row.state) == (kind, "waiting")


async def test_an_album_with_its_caption(talk: Talk) -> None:
    await play(talk, 7, [
        *TO_PHOTO, (photo("a1", "album", "the <counter>"), "reach you"),
        (photo("a2", "album"), ""), ("[Here in the chat]", "files: 2"),
    ])  # fmt: skip
    answer = await do(talk, 7, "[Send the complaint]")
    assert to_desk(answer) == [("photo", "a1"), ("photo", "a2")]
    first, second = await rows(talk.db, Attachment)
    assert (first.album, second.album, first.caption) == ("album", "album", "the <counter>")
    assert any("the &lt;counter&gt;" in m["text"] for m in answer if m["chat"] == city.DESK)


async def test_a_shared_location_is_a_point_on_staffs_map(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> the street lamp is dark", "Where"), (LOCATION, ("reach you", "!switches")),
        *REPAIR[2:3],
    ])  # fmt: skip
    answer = await do(talk, 7, "[Send the crew]")
    points = [(p.get("latitude"), p.get("longitude")) for m in answer if (p := m["payload"])]
    assert (30.1, 120.2) in points
    (row,) = await rows(talk.db, Attachment)
    assert (row.kind, row.state, row.file_id) == ("location", "none", "")


async def test_the_place_of_a_danger_may_be_a_point_too(talk: Talk) -> None:
    await do(talk, 7, "report_hazard> a wire is down and sparking")
    answer = await do(talk, 7, LOCATION)
    assert any(m["payload"].get("latitude") == 30.1 for m in answer if m["chat"] == city.DESK)
    await do(talk, 7, contact("19912345678", 7))
    assert len(await rows(talk.db, Attachment)) == 1


async def test_a_picture_first_can_be_added_to_what_is_open(talk: Talk) -> None:
    await play(talk, 7, [
        *REPAIR, (photo("p1"), ("I have kept your file", "[Add to WL-20261123-0001]")),
    ])  # fmt: skip
    answer = await do(talk, 7, "[Add to WL-20261123-0001]")
    assert "I have added it to" in shown(answer, 7) and to_desk(answer) == [("photo", "p1")]


async def test_nobody_adds_a_picture_to_somebody_elses(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await do(talk, 8, photo("p1"))
    assert not any("Add to" in b for row in await talk.outbox(8)
                   for line in (row.payload or {}).get("buttons", []) for b, _d in line)  # fmt: skip
    assert await rows(talk.db, Attachment) == []

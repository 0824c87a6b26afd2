"""Customers' files on their way from the messenger to our folder, over real HTTP to the sandbox."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot import fetcher as fetcher_module
from bot.bell import Bell
from bot.client import open_bot
from bot.fetcher import LARGEST, Fetcher, clear_parts, path_of, store
from bot.media_types import media_type
from storage import Database, Session
from storage.models import Attachment, Outbox, Person, Ticket
from tests import city
from tests.actions.scenes import rows, zh
from tests.sandbox.sandbox_client import (
    TOKEN,
    Client,
    free_port,
    picture,
    start_sandbox,
    stop_sandbox,
)
from tests.stack import stack
from tests.talk import POLICY


def office(*names: str, first: str = "[Content_Types].xml") -> bytes:
    """A ZIP archive with files of these names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in (first, *names):
            archive.writestr(name, "application/vnd.oasis.opendocument.text")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        (b"%PDF-1.7\n", "application/pdf"),
        (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office(first="mimetype"), "application/vnd.oasis.opendocument.text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9, "application/x-ole-storage"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"ID3\x04\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x44", "audio/mpeg"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
        (b"\x1a\x45\xdf\xa3\x01", "video/x-matroska"),
        ("昨天开始没有电\n".encode(), "text/plain"),
        ("昨天开始没有电\n".encode("gb18030"), "text/plain"),
        # what is not kept
        (b"MZ\x90\0\x03", None),
        (b"\x7fELF\x02\x01", None),
        (b"#!/bin/sh\nrm -rf /\n", None),
        (b"<!DOCTYPE html><script>1</script>", None),
        (b"\xef\xbb\xbf<html></html>", None),
        (office("evil.exe", first="a.txt"), None),
        (office("word/document.xml", "word/vbaProject.bin"), None),
        (b"PK\x03\x04 and no archive", None),
        (b"", None),
        (b"a word\0", None),
        (b"XXXX\0\0\0\0WAVE", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(data: bytes, kind: str | None) -> None:
    assert media_type(data) == kind


# Over HTTP.


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    """One sandbox for the tests of this file."""
    port = free_port()
    process = start_sandbox(port, "--no-limits")
    yield f"http://127.0.0.1:{port}"
    stop_sandbox(process)


@pytest.fixture
async def box(sandbox_url: str) -> AsyncIterator[Client]:
    """The sandbox's other side."""
    async with aiohttp.ClientSession() as session:
        client = Client(session, sandbox_url)
        await client.post("reset", bot=True)
        yield client


@pytest.fixture
async def fetching(db: Database, box: Client, tmp_path: Path) -> AsyncIterator[Fetcher]:
    """A fetcher against the sandbox, in the small city, with one open ticket."""
    await city.build(db)
    async with db.transaction() as tx:
        await _ticket(tx)
    bot = open_bot(TOKEN, box.url)
    await bot.initialize()
    yield Fetcher(bot, db, POLICY, ZoneInfo("Asia/Shanghai"), lambda: city.NOW, Bell(),
                  tmp_path / "files")  # fmt: skip
    await bot.shutdown()


async def _ticket(tx: Session) -> None:
    """A complaint of person 7."""
    person = Person(telegram_id=7, chat_id=7, created_at=city.NOW)
    tx.add(person)
    await tx.flush()
    tx.add(Ticket(
        number="WL-20261123-0001", kind="complaint", queue="complaints", person_id=person.id,
        language="en", zone="urban", tier="standard", words="w", created_at=city.NOW,
    ))  # fmt: skip


async def sent(box: Client, data: bytes, kind: str = "document") -> str:
    """Somebody sends a file to the bot; its file_id."""
    chat = await box.person()
    form = aiohttp.FormData()
    form.add_field(kind, io.BytesIO(data), filename="f.bin")
    async with box.session.post(f"{box.url}/sandbox/chats/{chat}/messages", data=form) as answer:
        assert answer.status == 200
    updates = await box.result("getUpdates", timeout=0)
    message = updates[-1]["message"]
    file = message[kind][-1] if kind == "photo" else message[kind]
    return str(file["file_id"])


async def attached(db: Database, file_id: str, at: datetime = city.NOW) -> None:
    """The file hangs on the ticket and waits."""
    async with db.transaction() as tx:
        tx.add(Attachment(ticket_id=1, kind="document", file_id=file_id, at=at, state="waiting"))


async def test_a_file_is_fetched_checked_and_kept_under_its_hash(
    fetching: Fetcher, box: Client, db: Database
) -> None:
    data = picture()
    await attached(db, await sent(box, data, "photo"))
    assert await fetching.round() == 1
    (row,) = await rows(db, Attachment)
    name = hashlib.sha256(data).hexdigest()
    assert (row.state, row.sha256, row.media_type, row.size) == (
        "stored", name, "image/png", len(data),
    )  # fmt: skip
    kept = path_of(fetching.folder, name)
    assert kept.read_bytes() == data and kept.stat().st_mode & 0o077 == 0
    assert await fetching.round() == 0  # nothing waits any more


async def test_the_same_content_lies_there_once(
    fetching: Fetcher, box: Client, db: Database
) -> None:
    for _ in range(2):
        await attached(db, await sent(box, b"%PDF-1.7 the same"))
    await fetching.round()
    first, second = await rows(db, Attachment)
    assert first.sha256 == second.sha256 and second.state == "stored"
    assert len([f for f in fetching.folder.rglob("*") if f.is_file()]) == 1


async def test_what_we_do_not_keep_is_refused_and_said_to_staff(
    fetching: Fetcher, box: Client, db: Database
) -> None:
    await attached(db, await sent(box, b"MZ\x90\0 a program"))
    await attached(db, await sent(box, b"%PDF-" + b"x" * LARGEST))
    await fetching.round()
    assert [row.state for row in await rows(db, Attachment)] == ["refused", "refused"]
    assert not fetching.folder.exists()
    said = {row.payload["text"] for row in await rows(db, Outbox)}
    number = "WL-20261123-0001"
    assert said == {
        zh("📎 {number}: a file of the customer is of a kind that we do not keep. Please take care with it: it may be a program.", number=number),
        zh("📎 {number}: a file of the customer is larger than 20 MB and is not kept. Please look at it in the chat.", number=number),
    }  # fmt: skip
    await fetching.round()
    assert len(await rows(db, Outbox)) == 2


async def test_an_absence_of_the_messenger_is_waited_for(
    fetching: Fetcher, box: Client, db: Database
) -> None:
    await attached(db, await sent(box, b"%PDF-1.7"))
    await box.post("failures", kind="500", method="getFile", count=1)
    await fetching.round()
    (row,) = await rows(db, Attachment)
    assert (row.state, row.tries) == ("waiting", 1)
    assert await fetching.round() == 0  # not before its pause is over
    fetching._not_before.clear()
    await fetching.round()
    assert (await rows(db, Attachment))[0].state == "stored"


async def test_a_file_that_nobody_has_any_more_comes_to_an_end(
    fetching: Fetcher, db: Database
) -> None:
    await attached(db, "nobody-knows-it")
    for _ in range(fetcher_module.TRIES_IF_UNKNOWN):
        assert (await rows(db, Attachment))[0].state == "waiting"
        fetching._not_before.clear()
        await fetching.round()
    assert (await rows(db, Attachment))[0].state == "gone"
    assert len(await rows(db, Outbox)) == 1


async def test_an_old_one_does_not_wait_for_ever(
    fetching: Fetcher, box: Client, db: Database
) -> None:
    await attached(db, await sent(box, b"%PDF-1.7"), city.NOW - timedelta(days=8))
    await box.post("failures", kind="500", method="getFile", count=1)
    await fetching.round()
    assert (await rows(db, Attachment))[0].state == "gone"


async def test_one_that_fails_blocks_no_other(fetching: Fetcher, box: Client, db: Database) -> None:
    for n in range(fetcher_module.AT_ONCE):
        await attached(db, f"unknown-{n}")
    await attached(db, await sent(box, b"%PDF-1.7"))
    await fetching.round()
    await fetching.round()
    assert (await rows(db, Attachment))[-1].state == "stored"


async def test_a_crash_before_the_commit_leaves_a_file_and_is_made_good(
    fetching: Fetcher, box: Client, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await attached(db, await sent(box, b"%PDF-1.7"))
    with monkeypatch.context() as crash:
        crash.setattr(Fetcher, "_record", _killed)
        with pytest.raises(asyncio.CancelledError):
            await fetching.round()
    assert (await rows(db, Attachment))[0].state == "waiting"
    assert len([f for f in fetching.folder.rglob("*") if f.is_file()]) == 1
    await fetching.round()
    assert (await rows(db, Attachment))[0].state == "stored"
    assert len([f for f in fetching.folder.rglob("*") if f.is_file()]) == 1


async def _killed(*arguments: object, **more: object) -> None:
    raise asyncio.CancelledError


def test_what_was_half_written_is_taken_away(tmp_path: Path) -> None:
    name = store(tmp_path, b"whole")
    half = tmp_path / name[:2] / "half.part"
    half.write_bytes(b"ha")
    clear_parts(tmp_path)
    assert not half.exists() and path_of(tmp_path, name).read_bytes() == b"whole"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetcher_module.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(tmp_path, b"too much")
    assert [f for f in tmp_path.rglob("*") if f.is_file()] == []


async def test_twice_recorded_is_once(fetching: Fetcher, box: Client, db: Database) -> None:
    await attached(db, await sent(box, b"MZ\x90\0"))
    (row,) = await rows(db, Attachment)
    await asyncio.gather(fetching._fetch(row), fetching._fetch(row))
    assert len(await rows(db, Outbox)) == 1


async def test_the_service_fetches_by_itself(database_url: str, tmp_path: Path) -> None:
    async with stack(database_url, tmp_path, "http://127.0.0.1:9") as running:
        database = Database(running.environment["WATTLINE_DATABASE_URL"])
        await city.build(database)
        async with database.transaction() as tx:
            await _ticket(tx)
        await attached(database, await sent(running.sandbox, picture(), "photo"))
        running.start_service(WATTLINE_FILES=str(tmp_path / "kept"))

        async def is_stored() -> bool:
            return (await rows(database, Attachment))[0].state == "stored"

        await running.until(is_stored)
        (row,) = await rows(database, Attachment)
        assert path_of(tmp_path / "kept", row.sha256).read_bytes() == picture()
        await database.close()

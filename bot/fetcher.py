"""Fetches the files that customers send and keeps them: Telegram promises no file for ever.

Each is stored under the hash of its content, so the same picture lies there once. The file is
whole on the disk before the database says so: a crash in between leaves at most a file that
nobody names, and the next start fetches it again.
"""

import asyncio
import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Bot
from telegram.error import BadRequest

from actions.matters import files
from actions.policy import Policy
from actions.work import Work
from bot.bell import Bell
from bot.client import where
from bot.media_types import media_type
from storage import Database
from storage import files as rows
from storage.models import Attachment

log = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
"""Bytes. The Bot API gives bots no larger file (core.telegram.org/bots/api#getfile)."""
LOOK_AGAIN_SECONDS = 1.0
AT_ONCE = 4
DOWNLOAD_SECONDS = 120.0
LONGEST_PAUSE = 600.0
GIVE_UP_AFTER = timedelta(days=7)
"""So long a file is tried; by then the reason is no passing one."""
TRIES_IF_UNKNOWN = 5
"""So often a file is asked for that Telegram does not know: it may be "temporarily unavailable"."""
PART = ".part"


class NotKept(Exception):
    """The file is one that we do not keep; the argument names why (`actions.matters.files.REASONS`)."""


@dataclass
class Fetcher:
    """Fetches what waits, several files at once. One per database, beside the sender."""

    bot: Bot
    db: Database
    policy: Policy
    zone: ZoneInfo
    clock: Callable[[], datetime]
    bell: Bell
    folder: Path
    _not_before: dict[int, float] = field(default_factory=dict)

    async def run(self) -> None:
        """For ever: round after round."""
        await asyncio.to_thread(clear_parts, self.folder)
        while True:
            try:
                fetched = await self.round()
            except Exception as error:  # the database is away: what waits goes on waiting
                log.warning("fetching stopped for a moment: %s", where(error))
                fetched = 0
            if not fetched:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def round(self) -> int:
        """Fetches a few files that are due; how many were tried."""
        now = time.monotonic()
        held = [key for key, at in self._not_before.items() if at > now]
        async with self.db.reading() as tx:
            waiting = await rows.waiting(tx, held, AT_ONCE)
        await asyncio.gather(*(self._fetch(attachment) for attachment in waiting))
        return len(waiting)

    async def _fetch(self, attachment: Attachment) -> None:
        """One file: stored, refused or gone, else tried again later."""
        try:
            data = await self._download(attachment.file_id)
            kind = await asyncio.to_thread(_checked, data)
            name = await asyncio.to_thread(store, self.folder, data)
            ending: dict[str, Any] = {
                "state": "stored", "sha256": name, "media_type": kind, "size": len(data)
            }  # fmt: skip
        except NotKept as reason:
            ending = {"state": "refused", "reason": str(reason)}
        except Exception as error:
            ending = self._after(attachment, error)
        await self._record(attachment, **ending)

    async def _download(self, file_id: str) -> bytes:
        try:
            file = await self.bot.get_file(file_id)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise NotKept("large") from None
            raise
        if (file.file_size or 0) > LARGEST:
            raise NotKept("large")
        return bytes(await file.download_as_bytearray(read_timeout=DOWNLOAD_SECONDS))

    def _after(self, attachment: Attachment, error: Exception) -> dict[str, Any]:
        """What becomes of a file that could not be fetched; Telegram's refusals come to an end."""
        log.warning("a file could not be fetched yet: %s", where(error))
        tries = attachment.tries + 1
        pause = min(2.0 ** min(tries, 10), LONGEST_PAUSE)
        self._not_before[attachment.id] = time.monotonic() + pause
        unknown = isinstance(error, BadRequest) and tries >= TRIES_IF_UNKNOWN
        if unknown or self.clock() - attachment.at > GIVE_UP_AFTER:
            return {"state": "gone", "reason": "gone", "tries": tries}
        return {"state": "waiting", "tries": tries}

    async def _record(self, attachment: Attachment, reason: str = "", **values: Any) -> None:
        if values["state"] != "waiting":
            self._not_before.pop(attachment.id, None)
        async with self.db.transaction() as tx:
            ticket = await rows.finish(tx, attachment.id, **values)
            if ticket is not None and reason:
                work = Work(tx, self.clock(), self.policy, self.zone)
                await files.tell_not_kept(work, ticket, reason)
        self.bell.ring()


def _checked(data: bytes) -> str:
    """The type of a file that we keep; raises NotKept for all others."""
    if len(data) > LARGEST:
        raise NotKept("large")
    if (kind := media_type(data)) is None:
        raise NotKept("kind")
    return kind


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file with this hash lies."""
    return folder / sha256[:2] / sha256


def store(folder: Path, data: bytes) -> str:
    """Keeps a file under the hash of its content, all of it or nothing; the hash."""
    name = hashlib.sha256(data).hexdigest()
    target = path_of(folder, name)
    if target.exists():
        return name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, part = tempfile.mkstemp(suffix=PART, dir=target.parent)  # readable by us alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    for kept in (target.parent, folder):  # the names, too, must be on the disk
        _sync_folder(kept)
    return name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_parts(folder: Path) -> None:
    """Takes away what a crash left half written."""
    for part in folder.glob(f"*/*{PART}"):
        part.unlink(missing_ok=True)

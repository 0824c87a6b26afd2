"""Files that went through the sandbox, held in memory and found by id or by path."""

from __future__ import annotations

import mimetypes
import secrets
import struct
from dataclasses import dataclass

from .errors import Json

MAX_DOWNLOAD = 20 * 1024 * 1024  # Bot API: bots can download files of up to 20 MB


@dataclass(frozen=True)
class StoredFile:
    """One file with the names Telegram gives it."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes

    def ids(self) -> Json:
        """Return the fields every file object of the Bot API has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


class FileStore:
    """All files of one sandbox."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def put(self, data: bytes, folder: str, name: str, mime: str) -> StoredFile:
        """Store a file; ``folder`` is Telegram's ("photos", "documents", "voice", …)."""
        number = len(self._by_id)
        path = f"{folder}/file_{number}{_suffix(name, mime)}"
        file_id = f"AgACAgIAAxkBAAI{number:X}{secrets.token_urlsafe(24)}"
        stored = StoredFile(file_id, f"AQAD{secrets.token_hex(5)}", path, name, mime, data)
        self.add(stored)
        return stored

    def add(self, stored: StoredFile) -> None:
        """Make a file known under its own names."""
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored

    def all(self) -> list[StoredFile]:
        """Return all files, oldest first."""
        return list(self._by_id.values())

    def by_id(self, file_id: str) -> StoredFile | None:
        """Find a file by its file_id."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """Find a file by its file_path."""
        return self._by_path.get(path)


def _suffix(name: str, mime: str) -> str:
    if "." in name:
        return "." + name.rsplit(".", 1)[1].lower()
    return mimetypes.guess_extension(mime) or ""


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels of a PNG, GIF, JPEG or WebP picture, None for others."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:4] == b"GIF8" and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return (512, 512)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int(struct.unpack(">H", data[position + 2 : position + 4])[0])
    return None

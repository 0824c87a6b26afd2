"""What a file is, by its content: names and declared types can say anything."""

import io
import re
import zipfile

SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # Office before 2007
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"\0\0\x01\xba", "video/mpeg"),
    (8, b"WEBP", "image/webp"),  # in a RIFF container, as the next two
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
)
"""(offset, bytes there, type). Source: the formats' own specifications."""
BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4",
}  # fmt: skip
"""Major brands of ISO files (bytes 8 to 12 after `ftyp`) that are no video."""
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PROGRAM = re.compile(
    rb"\s*(?:#!|<\?php|<!doctype|<html|<svg|<script|<\?xml|@echo\b)", re.IGNORECASE
)
CONTROLS = re.compile(rb"[\0-\x08\x0b\x0e-\x1f\x7f]")


def media_type(data: bytes) -> str | None:
    """The type of a picture, PDF, office document, sound, video or plain text; else null.

    Programs, archives and web pages are none of these, whatever they are called.
    """
    for offset, sign, name in SIGNS:
        if data.startswith(sign, offset) and (offset == 0 or data.startswith(b"RIFF")):
            return name
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video/mp4")
    if data[:1] == b"\xff" and data[1:2] and data[1] & 0xE6 == 0xE2:  # MPEG audio, layer III
        return "audio/mpeg"
    if data.startswith(b"PK\x03\x04"):
        return _in_zip(data)
    return "text/plain" if _is_text(data) else None


def _in_zip(data: bytes) -> str | None:
    """Office documents are ZIP archives with a table of contents of their own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if names[:1] == ["mimetype"]:
                with archive.open("mimetype") as file:
                    named = file.read(100).decode("ascii", "replace")
                return named if named.startswith(OPEN_DOCUMENT) else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None  # no document, or one with a program in it
    kinds = (kind for folder, kind in OFFICE.items() if any(n.startswith(folder) for n in names))
    return next(kinds, None)


def _is_text(data: bytes) -> bool:
    """Words without control characters, in UTF-8 or as Chinese Windows writes them."""
    if (
        not data.strip()
        or CONTROLS.search(data)
        or PROGRAM.match(data.removeprefix(b"\xef\xbb\xbf"))
    ):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False

"""Files in messages: from an upload, a file_id or raw bytes to Bot API media objects."""

from __future__ import annotations

from collections.abc import Callable

from .errors import Json, bad_request
from .files import StoredFile, image_size
from .params import Params, Upload
from .world import World

FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video": "videos",
    "video_note": "video_notes", "sticker": "stickers", "audio": "music",
    "animation": "animations",
}  # fmt: skip
DEFAULT_MIME = {
    "photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg",
    "video_note": "video/mp4", "sticker": "image/webp", "animation": "video/mp4",
}  # fmt: skip
THUMB_EDGE = 90  # pixels of the smallest PhotoSize


def read_file(world: World, params: Params, kind: str, field: str | None = None) -> StoredFile:
    """Return the file a bot sends in ``field`` (default: named as the kind)."""
    name = field or kind
    upload = params.files.get(name)
    reference = params.text(name)
    if upload is None and reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
    if upload is not None:
        return keep(world, kind, upload)
    return known_file(world, kind, reference)


def known_file(world: World, kind: str, reference: str) -> StoredFile:
    """Return a file by file_id; the sandbox fetches no addresses from the net."""
    if not reference:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.by_id(reference)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def keep(world: World, kind: str, upload: Upload) -> StoredFile:
    """Store uploaded bytes; 400 for an empty file."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    mime = upload.mime or DEFAULT_MIME.get(kind, "application/octet-stream")
    return world.files.put(upload.data, FOLDERS[kind], upload.name, mime)


def media_object(kind: str, file: StoredFile, details: Json) -> Json:
    """Return {kind: media object} as a message carries it; 400 for a photo that is none."""
    builder = _BUILDERS.get(kind)
    return {kind: builder(file, details) if builder else {**_named(file), **details}}


def _photo(file: StoredFile, details: Json) -> list[Json]:
    size = image_size(file.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    scale = min(1.0, THUMB_EDGE / max(width, height, 1))
    small = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    full = {**file.ids(), "width": width, "height": height}
    return [{**full, **small}, full] if scale < 1 else [full]


def _voice(file: StoredFile, details: Json) -> Json:
    return {"duration": 1, "mime_type": file.mime, **file.ids(), **details}


def _video_note(file: StoredFile, details: Json) -> Json:
    return {"duration": 1, "length": 240, **file.ids(), **details}


def _video(file: StoredFile, details: Json) -> Json:
    return {"duration": 1, "width": 640, "height": 480, **_named(file), **details}


def _sticker(file: StoredFile, details: Json) -> Json:
    shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"type": "regular", **shape, **file.ids(), **details}


def _named(file: StoredFile) -> Json:
    return {"file_name": file.name, "mime_type": file.mime, **file.ids()}


_BUILDERS: dict[str, Callable[[StoredFile, Json], Json | list[Json]]] = {
    "photo": _photo,
    "voice": _voice,
    "audio": _voice,
    "video_note": _video_note,
    "video": _video,
    "animation": _video,
    "sticker": _sticker,
}

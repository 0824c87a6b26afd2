"""The content of people's messages, from the JSON or multipart form of the sandbox's own API."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from .errors import ApiError, Json, bad_request
from .media import DEFAULT_MIME, known_file, media_object
from .media import keep as keep_upload
from .params import Params, Upload
from .texts import trimmed, with_links
from .world import World

MEDIA_KINDS = ("photo", "document", "voice", "video_note", "video", "sticker", "audio", "animation")
UNCAPTIONED = frozenset({"sticker", "video_note"})
UNKNOWN_SIZE = (1280, 960)  # a "photo" of a test need not be a real picture


def content_of(world: World, params: Params) -> list[Json]:
    """Return the contents of the message or messages a person sends."""
    album = params.parsed("album", "album")
    if album:
        group = {"media_group_id": params.text("media_group_id") or str(secrets.randbits(60))}
        return [_one(world, Params(item, params.files)) | group for item in album]
    group_id = params.text("media_group_id")
    return [_one(world, params) | ({"media_group_id": group_id} if group_id else {})]


def _one(world: World, params: Params) -> Json:
    for kind in MEDIA_KINDS:
        if kind in params.values or kind in params.files:
            return _media(world, params, kind)
    for kind in ("contact", "location", "venue"):
        if kind in params.values:
            return _plain(kind, params.parsed(kind, kind))
    if not params.text("text"):
        raise bad_request("nothing to send: text, photo, document, contact, location, voice, …")
    return _text(params.text("text"), "text", "entities")


def _text(raw: str, field: str, entities_field: str) -> Json:
    text, entities = with_links(*trimmed(raw, []))
    return {field: text, **({entities_field: entities} if entities else {})}


def _plain(kind: str, value: Any) -> Json:
    if not isinstance(value, dict):
        raise bad_request(f"{kind} must be an object")
    if kind == "venue":
        return {"location": value.get("location"), "venue": value}
    return {kind: value}


def _media(world: World, params: Params, kind: str) -> Json:
    upload, details, file_id = _source(params, kind)
    file = keep_upload(world, kind, upload) if upload else known_file(world, kind, file_id)
    try:
        content = media_object(kind, file, details)
    except ApiError:
        width, height = UNKNOWN_SIZE
        content = {kind: [{**file.ids(), "width": width, "height": height}]}
    if kind not in UNCAPTIONED and params.text("caption"):
        content |= _text(params.text("caption"), "caption", "caption_entities")
    return content


def _source(params: Params, kind: str) -> tuple[Upload | None, Json, str]:
    """Return what was given: uploaded or base64 bytes (with details), or a file_id."""
    if kind in params.files:
        return params.files[kind], {}, ""
    value = params.values[kind]
    if isinstance(value, str) and not value.startswith("{"):
        return Upload(_name(kind), DEFAULT_MIME.get(kind, ""), decode(value)), {}, ""
    details = dict(params.parsed(kind, kind) or {})
    file_id = str(details.pop("file_id", ""))
    if file_id:
        return None, details, file_id
    data = decode(details.pop("data", "")) or b"\0"
    name = str(details.pop("file_name", _name(kind)))
    mime = str(details.pop("mime_type", DEFAULT_MIME.get(kind, "")))
    return Upload(name, mime, data), details, ""


def _name(kind: str) -> str:
    return {"photo": "photo.jpg", "voice": "voice.ogg", "sticker": "sticker.webp"}.get(kind, "file")


def decode(text: str) -> bytes:
    """Decode base64, with or without a data: prefix; 400 when it is neither."""
    try:
        return base64.b64decode(text.rsplit(",", 1)[-1], validate=True)
    except (binascii.Error, ValueError):
        raise bad_request("the file is not valid base64") from None

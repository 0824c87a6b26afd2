"""From the text parameters of a call to the text and entities of a message."""

from __future__ import annotations

from typing import Any

from .errors import Json, bad_request
from .html_entities import parse_html, utf16_length
from .links import found_links
from .params import Params

MAX_TEXT = 4096  # UTF-16 units after entity parsing (Bot API, sendMessage)
MAX_CAPTION = 1024  # UTF-16 units after entity parsing (Bot API, sendPhoto)
_CODE = frozenset({"code", "pre", "text_link", "text_mention"})


def read_text(params: Params) -> Json:
    """Return the "text" and "entities" fields of a message."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def read_caption(params: Params) -> Json:
    """Return the "caption" and "caption_entities" fields of a message, {} without a caption."""
    text, entities = formatted(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def formatted(params: Params, field: str, entities_field: str) -> tuple[str, list[Json]]:
    """Parse one text parameter by parse_mode or explicit entities, trim it, find links."""
    raw = params.text(field).replace("\r", "")
    mode = params.text("parse_mode").lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode:
        text, entities = parse_html(raw)
    else:
        text, entities = raw, _explicit(params, entities_field)
    return with_links(*trimmed(text, entities))


def _explicit(params: Params, field: str) -> list[Json]:
    entities: Any = params.parsed(field, "entities")
    if not isinstance(entities, list):
        return []
    for entity in entities:
        _check_entity(entity)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _check_entity(entity: Any) -> None:
    prefix = "can't parse MessageEntity: "
    if not isinstance(entity, dict):
        raise bad_request(prefix + "expected an Object")
    for name, kind in (("offset", int), ("length", int), ("type", str)):
        if not isinstance(entity.get(name), kind):
            raise bad_request(f'{prefix}Can\'t find field "{name}"')


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Strip white space at both ends and move the entities along."""
    stripped = text.lstrip()
    lead = len(text) - len(stripped)
    stripped = stripped.rstrip()
    if len(stripped) == len(text) or not entities:
        return stripped, entities
    end = utf16_length(stripped)
    moved = [_moved(entity, lead, end) for entity in entities]
    return stripped, [entity for entity in moved if entity["length"] > 0]


def _moved(entity: Json, lead: int, end: int) -> Json:
    begin = max(0, entity["offset"] - lead)
    stop = min(end, entity["offset"] + entity["length"] - lead)
    return {**entity, "offset": begin, "length": stop - begin}


def with_links(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Add the entities Telegram finds by itself outside code and links."""
    found = found_links(text)
    if not found:
        return text, entities
    closed = [entity for entity in entities if entity["type"] in _CODE]
    fresh = [entity for entity in found if not any(_overlap(entity, other) for other in closed)]
    return text, sorted(entities + fresh, key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: Json, other: Json) -> bool:
    begin, end = one["offset"], one["offset"] + one["length"]
    return bool(begin < other["offset"] + other["length"] and other["offset"] < end)

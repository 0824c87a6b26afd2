"""Parameters of a call: read from query, JSON, form or multipart, and converted on demand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from .errors import Json, bad_request

TRUE_WORDS = frozenset({"true", "yes", "1"})


@dataclass(frozen=True)
class Upload:
    """One uploaded file, wholly in memory."""

    name: str
    mime: str
    data: bytes


class Params:
    """Call parameters; every accessor accepts both native JSON values and their string form."""

    def __init__(
        self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> None:
        self.values = values
        self.files = files or {}

    def has(self, name: str) -> bool:
        """Tell whether the parameter was given with a value."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return the parameter as text, "" when absent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """Return the parameter as an integer, None when absent or not a number."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def number(self, name: str) -> float | None:
        """Return the parameter as a float, None when absent or not a number."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """Return the parameter as a boolean, read as leniently as Telegram does."""
        return str(self.values.get(name, "")).lower() in TRUE_WORDS

    def parsed(self, name: str, what: str) -> Any:
        """Return a JSON parameter decoded; 400 "can't parse {what} JSON object" when broken."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """Read query and body; body values win. Files of a multipart body are held in memory."""
    values: Json = dict(request.query)
    if not request.can_read_body:
        return Params(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, values)
    body = await request.read()
    # curl -d sends JSON under the content type of a form
    if kind == "application/json" or body.startswith(b"{"):
        values.update(_json_object(body))
    elif kind == "application/x-www-form-urlencoded":
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return Params(values)


def _json_object(body: bytes) -> Json:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("object expected as request body")
    return decoded


async def _read_multipart(request: web.Request, values: Json) -> Params:
    files: dict[str, Upload] = {}
    for name, field in (await request.post()).items():
        if isinstance(field, FileField):
            files[name] = Upload(field.filename, field.content_type, field.file.read())
        else:
            values[name] = field
    return Params(values, files)

"""Checking reply_markup as Telegram does (Client.cpp, get_reply_markup, and its servers)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from .errors import Json, bad_request
from .params import Params

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
CHOICES = (
    "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip


def read_markup(params: Params) -> tuple[Json | None, Json | None]:
    """Return (inline keyboard, other keyboard) of a call; at most one of them is set."""
    markup = params.parsed("reply_markup", "reply keyboard markup")
    if markup is None:
        return None, None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if markup.get("inline_keyboard") is not None:
        return _inline(markup["inline_keyboard"]), None
    return None, _other(markup)


def read_inline_markup(params: Params) -> Json | None:
    """Return the inline keyboard of an edit; other keyboards are refused."""
    inline, other = read_markup(params)
    if other:
        raise bad_request("inline keyboard expected")
    return inline


def _inline(keyboard: Any) -> Json | None:
    rows = _rows(keyboard, '"inline_keyboard" of the InlineKeyboardMarkup')
    buttons = [[_inline_button(button) for button in row] for row in rows if row]
    _check_count(buttons)
    return {"inline_keyboard": buttons} if buttons else None


def _rows(keyboard: Any, field: str) -> list[list[Any]]:
    if not isinstance(keyboard, list):
        name = field.split('"')[1]
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request(f"field {field} must be an Array of Arrays")
    return keyboard


def _check_count(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _inline_button(button: Any) -> Json:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(prefix + "InlineKeyboardButton must be an Object")
    _check_text(button, prefix)
    if button.get("url"):
        _check_url(str(button["url"]))
    elif button.get("callback_data"):
        _check_data(button["callback_data"])
    elif not any(choice in button for choice in CHOICES):
        raise bad_request(prefix + "Text buttons are unallowed in the inline keyboard")
    return button


def _check_text(button: Json, prefix: str) -> None:
    if "text" not in button:
        raise bad_request(prefix + 'Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(prefix + 'Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")


def _check_data(data: Any) -> None:
    # unlike other lengths of the Bot API, this one is counted in bytes
    if not 1 <= len(str(data).encode()) <= MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    local = (
        parts.scheme in ("http", "https") and "." not in parts.netloc and ":" not in parts.netloc
    )
    if parts.scheme not in ("http", "https", "tg", "tel", "mailto") or local:
        text = f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        raise bad_request(text)


def _other(markup: Json) -> Json | None:
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], '"keyboard"')
        buttons = [[_reply_button(button) for button in row] for row in rows if row]
        _check_count(buttons)
        return {**markup, "keyboard": buttons} if buttons else None
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def _reply_button(button: Any) -> Json:
    prefix = "can't parse keyboard button: "
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad_request(prefix + "KeyboardButton must be a String or an Object")
    _check_text(button, prefix)
    return button

"""The bot's changes to messages already sent, and its answers to taps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .errors import Json, bad_request
from .markup import read_inline_markup
from .model import Chat, Stored
from .params import Params
from .sending import resolve_mentions
from .targets import target_chat, target_message, writable_chat
from .texts import read_caption, read_text
from .world import CALLBACK_SECONDS, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MEDIA = ("photo", "document", "video", "voice", "audio", "animation")
MAX_ANSWER = 200  # characters of a callback answer (Bot API, answerCallbackQuery)


def edit_text(world: World, params: Params) -> Json:
    """Replace text and inline keyboard; a keyboard not given again is removed."""
    chat, stored = _editable(world, params)
    content = resolve_mentions(world, read_text(params))
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, chat, stored, params, content, ("text", "entities"))


def edit_caption(world: World, params: Params) -> Json:
    """Replace caption and inline keyboard of a message with media."""
    chat, stored = _editable(world, params)
    content = resolve_mentions(world, read_caption(params))
    if not any(kind in stored.message for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, chat, stored, params, content, ("caption", "caption_entities"))


def edit_markup(world: World, params: Params) -> Json:
    """Replace or remove the inline keyboard only."""
    chat, stored = _editable(world, params)
    return _apply(world, chat, stored, params, {}, ())


def _editable(world: World, params: Params) -> tuple[Chat, Stored]:
    chat = writable_chat(world, params)
    stored = target_message(chat, params, "message to edit")
    # Telegram refuses edits of messages that brought a reply keyboard along
    if not stored.from_bot or "keyboard" in (stored.keyboard or {}):
        raise bad_request("message can't be edited")
    return chat, stored


def _apply(
    world: World, chat: Chat, stored: Stored, params: Params, content: Json, fields: tuple[str, ...]
) -> Json:
    markup = read_inline_markup(params)
    kept = {k: v for k, v in stored.message.items() if k not in (*fields, "reply_markup")}
    changed = kept | content | ({"reply_markup": markup} if markup else {})
    if changed == stored.message:
        raise bad_request(NOT_MODIFIED)
    if fields:
        changed["edit_date"] = int(time.time())
    stored.message = changed
    world.change(chat, changed["message_id"])
    return changed


def delete_message(world: World, params: Params) -> bool:
    """Delete one message, the bot's or (as an administrator would) a person's."""
    chat = target_chat(world, params)
    stored = target_message(chat, params, "message to delete")
    _delete(world, chat, stored)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete several messages, skipping unknown ones."""
    chat = target_chat(world, params)
    for message_id in params.parsed("message_ids", "message_ids") or []:
        stored = chat.get(int(message_id))
        if stored is not None:
            _delete(world, chat, stored)
    return True


def _delete(world: World, chat: Chat, stored: Stored) -> None:
    stored.deleted = True
    world.change(chat, stored.message["message_id"])


def answer_callback(world: World, params: Params) -> bool:
    """Answer a tap. Only the first answer counts; unknown and old queries are a 400."""
    callback = world.callbacks.get(params.text("callback_query_id"))
    if callback is None or time.monotonic() - callback.created > CALLBACK_SECONDS:
        raise bad_request(QUERY_TOO_OLD)
    if len(params.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if callback.answer is None:
        alert = params.flag("show_alert")
        callback.answer = {
            "text": params.text("text"),
            "show_alert": alert,
            "url": params.text("url"),
        }
        callback.signal.notify()
    return True


EDIT_METHODS: dict[str, Callable[[World, Params], Any]] = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback,
}

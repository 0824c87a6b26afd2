"""A queued message → the call to the Bot API that says it."""

import asyncio
import re
import warnings
from html import unescape
from typing import Any

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.warnings import PTBUserWarning

from actions.supply import charts

LONGEST_TOAST = 200
LONGEST_LABEL = 64
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
NO_PREVIEW_JSON = NO_PREVIEW.to_json()

# The raw method is meant: `Bot.send_message` builds a whole `Message` from the answer, which takes
# as long as the call itself; of the answer only the id is wanted.
warnings.filterwarnings("ignore", message="Please use 'Bot.sendMessage'", category=PTBUserWarning)


def plain(html: str) -> str:
    """The text without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", html))


async def send(
    bot: Bot, chat_id: int, payload: dict[str, Any], message_id: int | None, formatted: bool = True
) -> int | None:
    """Says one message; Telegram's id of it. `message_id`: of the message that it edits."""
    if "toast_for" in payload:
        if is_toast(payload):
            await _toast(bot, payload)
            return None
        message = {name: value for name, value in payload.items() if name != "toast_for"}
        _, said = await asyncio.gather(
            _toast(bot, payload),
            send(bot, chat_id, message, message_id, formatted),
            return_exceptions=True,
        )
        if isinstance(said, BaseException):
            raise said  # the button may go unanswered, the message may not go unsaid
        return said
    text = payload["text"] if formatted else plain(payload["text"])
    mode = ParseMode.HTML if formatted else None
    if "file_id" in payload:
        return await _send_file(bot, chat_id, payload, text, mode)
    if "picture" in payload:
        drawn = await asyncio.to_thread(charts.draw, payload["picture"])
        shown = await bot.send_photo(chat_id, drawn, caption=text, parse_mode=mode)
        return shown.message_id
    if "latitude" in payload:
        point = await bot.send_location(chat_id, payload["latitude"], payload["longitude"])
        return point.message_id
    if message_id is not None:
        inline = _inline(payload)
        await bot.edit_message_text(
            text, chat_id, message_id, parse_mode=mode, reply_markup=inline,
            link_preview_options=NO_PREVIEW,
        )  # fmt: skip
        return message_id
    sent = await bot.do_api_request("sendMessage", api_kwargs={
        "chat_id": chat_id, "text": text, "parse_mode": mode, "reply_markup": _markup(payload),
        "link_preview_options": NO_PREVIEW_JSON,
    })  # fmt: skip
    return int(sent["message_id"])


def is_toast(payload: dict[str, Any]) -> bool:
    """Nothing but the answer to a pressed button: no message, and no message's limits."""
    return "toast_for" in payload and not payload["text"] and "file_id" not in payload


async def _toast(bot: Bot, payload: dict[str, Any]) -> None:
    toast = plain(payload.get("toast", ""))[:LONGEST_TOAST]
    await bot.answer_callback_query(payload["toast_for"], text=toast or None)


async def _send_file(
    bot: Bot, chat_id: int, payload: dict[str, Any], text: str, mode: str | None
) -> int:
    kind, file_id = payload.get("file_kind", "document"), payload["file_id"]
    if kind == "video_note":  # it carries no words
        sent = await bot.send_video_note(chat_id, file_id)
        return sent.message_id
    methods: dict[str, Any] = {
        "photo": bot.send_photo, "voice": bot.send_voice, "audio": bot.send_audio,
        "video": bot.send_video,
    }  # fmt: skip
    send_it = methods.get(kind, bot.send_document)
    sent = await send_it(chat_id, file_id, caption=text[:1024] or None, parse_mode=mode)
    return int(sent.message_id)


def _inline(payload: dict[str, Any]) -> InlineKeyboardMarkup | None:
    if "buttons" not in payload:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(plain(label)[:LONGEST_LABEL], callback_data=data)
             for label, data in row]
            for row in payload["buttons"]
        ]
    )  # fmt: skip


def _markup(payload: dict[str, Any]) -> Any:
    if (inline := _inline(payload)) is not None:
        return inline
    wanted, _, label = payload.get("keyboard", "").partition(":")
    if wanted == "remove":
        return ReplyKeyboardRemove()
    if wanted == "reply":
        return ForceReply(selective=True)
    if wanted in ("contact", "location"):
        share = KeyboardButton(
            label, request_contact=wanted == "contact", request_location=wanted == "location"
        )
        return ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
    return None

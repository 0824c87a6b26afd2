"""Telegram's update → our `Incoming`."""

import re
from typing import Any

from telegram import Bot, CallbackQuery, ChatMember, Message, Update

from actions.incoming import Incoming, Kind


def chat_of(raw: dict[str, Any]) -> int:
    """The chat whose order an update belongs to; the sender where there is none, else 0."""
    for content in raw.values():
        if not isinstance(content, dict):
            continue
        holder = content.get("message") if "data" in content else content
        for owner in (holder, content):
            chat = owner.get("chat") or owner.get("from") if isinstance(owner, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0


def read(raw: dict[str, Any], bot: Bot) -> Incoming | None:
    """What a raw update says; null where it holds nothing that a person did."""
    update = Update.de_json(raw, bot)
    if update.callback_query is not None:
        return _button(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    return _message(update, message)


def _button(update_id: int, query: CallbackQuery) -> Incoming:
    chat = query.message.chat if query.message else None
    return Incoming(
        update_id=update_id, kind="button", chat_id=chat.id if chat else query.from_user.id,
        private=chat is None or chat.type == "private", user_id=query.from_user.id,
        first_name=query.from_user.first_name, language_code=query.from_user.language_code or "",
        data=query.data or "", callback_id=query.id,
        message_id=query.message.message_id if query.message else None,
    )  # fmt: skip


def _membership(update: Update) -> Incoming | None:
    change = update.my_chat_member
    assert change is not None
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    private = change.chat.type == "private"
    kind: Kind = "blocked" if gone else "unblocked" if private else "joined"
    return Incoming(
        update_id=update.update_id, kind=kind, chat_id=change.chat.id, private=private,
        user_id=change.from_user.id, first_name=change.from_user.first_name,
        language_code=change.from_user.language_code or "",
    )  # fmt: skip


SIGNS = re.compile(r"(\W{100})\W+")
"""Signs and spaces on end: more of them say nothing, and slow down whatever reads the words."""


def _message(update: Update, message: Message) -> Incoming:
    assert message.from_user is not None
    text = SIGNS.sub(r"\1", message.text or message.caption or "")
    command, rest = _command(message)
    kind: Kind = "edited" if update.edited_message else _kind(message, command)
    return Incoming(
        update_id=update.update_id, kind=kind, chat_id=message.chat.id,
        private=message.chat.type == "private", user_id=message.from_user.id,
        first_name=message.from_user.first_name,
        language_code=message.from_user.language_code or "",
        text=rest if kind == "command" else text, command=command,
        message_id=message.message_id, file_id=_file(message),
        album_id=message.media_group_id or "",
        phone=message.contact.phone_number if message.contact else "",
        own_contact=bool(message.contact and message.contact.user_id == message.from_user.id),
        latitude=message.location.latitude if message.location else None,
        longitude=message.location.longitude if message.location else None,
        new_chat_id=message.migrate_to_chat_id, to_us=_is_reply_to_us(message),
        quoted=_quoted(message),
    )  # fmt: skip


def _command(message: Message) -> tuple[str, str]:
    """`/ticket@our_bot 12` → ("ticket", "12")."""
    text = message.text or ""
    if not text.startswith("/") or len(text) < 2:
        return "", text
    head, _, rest = text.partition(" ")
    return head[1:].split("@")[0].lower(), rest.strip()


def _kind(message: Message, command: str) -> Kind:
    if message.migrate_to_chat_id:
        return "migrated"
    if command:
        return "command"
    names: tuple[tuple[str, Kind], ...] = (
        ("text", "text"), ("photo", "photo"), ("document", "document"), ("voice", "voice"),
        ("audio", "audio"), ("video", "video"), ("video_note", "video_note"), ("sticker", "sticker"),
        ("contact", "contact"), ("venue", "location"), ("location", "location"),
    )  # fmt: skip
    return next((kind for name, kind in names if getattr(message, name)), "other")


def _file(message: Message) -> str:
    if message.photo:
        return message.photo[-1].file_id  # the largest of the sizes
    files = (message.document, message.voice, message.audio, message.video, message.video_note)
    return next((file.file_id for file in files if file), "")


def _quoted(message: Message) -> str:
    replied = message.reply_to_message
    return (replied.text or replied.caption or "") if replied else ""


def _is_reply_to_us(message: Message) -> bool:
    if message.chat.type == "private":
        return True
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.is_bot)

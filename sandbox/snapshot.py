"""Keeping a sandbox over a restart: one JSON file, written at the end and read at the start.

Taps not yet answered, failures to come, limits and counts are not kept.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from .errors import Json
from .files import StoredFile
from .model import Chat, Stored
from .world import World

NAME = "sandbox.json"
CHAT_FIELDS = (
    "started",
    "blocked",
    "bot_status",
    "phone",
    "migrated_to",
    "revision",
    "active_at",
    "reply_keyboard",
    "next_message_id",
)
MESSAGE_FIELDS = ("message", "revision", "from_bot", "keyboard", "deleted")
BOT_FIELDS = ("id", "first_name", "username", "commands", "texts")
FILE_FIELDS = ("file_id", "unique_id", "path", "name", "mime")


def save(world: World, folder: Path) -> None:
    """Write the state into ``folder``, creating it if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps(_dumped(world), ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / NAME)


def load(world: World, folder: Path) -> None:
    """Read the state from ``folder``; does nothing when there is none yet."""
    path = folder / NAME
    if path.exists():
        _restore(world, json.loads(path.read_text(encoding="utf-8")))


def _dumped(world: World) -> Json:
    queue = world.queue
    return {
        "bot": _fields(world.bot, BOT_FIELDS),
        "people": list(world.people.values()),
        "chats": [_dumped_chat(chat) for chat in world.chats.values()],
        "files": [_dumped_file(file) for file in world.files.all()],
        "next_message_id": world.next_message_id,
        "last_update_id": queue.last_id,
        "pending": list(queue.pending),
        "allowed": queue.allowed,
    }


def _dumped_chat(chat: Chat) -> Json:
    return {
        "info": chat.info,
        "members": chat.members,
        "messages": [_fields(stored, MESSAGE_FIELDS) for stored in chat.messages.values()],
        **_fields(chat, CHAT_FIELDS),
    }


def _dumped_file(file: StoredFile) -> Json:
    return {**_fields(file, FILE_FIELDS), "data": base64.b64encode(file.data).decode()}


def _fields(source: object, names: tuple[str, ...]) -> Json:
    return {name: getattr(source, name) for name in names}


def _restore(world: World, state: Json) -> None:
    _set(world.bot, state["bot"], BOT_FIELDS)
    world.people.update((person["id"], person) for person in state["people"])
    for dumped in state["chats"]:
        world.chats[dumped["info"]["id"]] = _restored_chat(dumped)
    for file in state["files"]:
        world.files.add(StoredFile(**{**file, "data": base64.b64decode(file["data"])}))
    world.next_message_id = state["next_message_id"]
    world.queue.last_id = state["last_update_id"]
    world.queue.put_back(state["pending"])
    world.queue.allowed = state["allowed"]


def _restored_chat(dumped: Json) -> Chat:
    chat = Chat(dumped["info"], dumped["members"])
    for message in dumped["messages"]:
        chat.messages[message["message"]["message_id"]] = Stored(**message)
    for stored in sorted(chat.messages.values(), key=lambda stored: stored.revision):
        chat.changed[stored.message["message_id"]] = None
    _set(chat, dumped, CHAT_FIELDS)
    return chat


def _set(target: Any, values: Json, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(target, name, values[name])

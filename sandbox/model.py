"""The things the sandbox remembers: chats, their messages, callback queries."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import Json
from .signals import Signal

TYPING_SECONDS = 5.0  # Telegram shows a chat action for five seconds at most


@dataclass
class Stored:
    """One message: its Bot API JSON plus what only the person's side sees."""

    message: Json
    revision: int
    from_bot: bool
    keyboard: Json | None = None
    deleted: bool = False

    def view(self) -> Json:
        """Return the message as the person's side reads it."""
        if self.deleted:
            return self._deleted_view()
        extra: Json = {"revision": self.revision, "from_bot": self.from_bot}
        if self.keyboard is not None:
            extra["reply_keyboard"] = self.keyboard
        return {**self.message, **extra}

    def _deleted_view(self) -> Json:
        message_id = self.message["message_id"]
        return {"message_id": message_id, "revision": self.revision, "deleted": True}


@dataclass
class Callback:
    """A tap on an inline button and the bot's answer to it, if any."""

    id: str
    chat_id: int
    message_id: int
    data: str
    created: float = field(default_factory=time.monotonic)
    answer: Json | None = None
    update_id: int | None = None
    signal: Signal = field(default_factory=Signal)

    def view(self) -> Json:
        """Return the state of the tap: whether and how the bot answered it."""
        return {
            "id": self.id,
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "update_id": self.update_id,
            "data": self.data,
            "answered": self.answer is not None,
            **(self.answer or {}),
        }


class Chat:
    """A private chat or a group. ``revision`` rises with every visible change."""

    def __init__(self, info: Json, members: list[int]) -> None:
        self.info = info
        self.id: int = info["id"]
        self.members = members
        self.started = self.is_group
        self.blocked = False
        self.bot_status = "member"
        self.phone = ""
        self.migrated_to: int | None = None
        self.messages: OrderedDict[int, Stored] = OrderedDict()
        self.changed: OrderedDict[int, None] = OrderedDict()
        self.revision = 0
        self.active_at = time.time()
        self.reply_keyboard: Json | None = None
        self.action = ""
        self.action_until = 0.0
        self.next_message_id = 1
        self.signal = Signal()

    @property
    def is_group(self) -> bool:
        """Tell whether this is a group or supergroup."""
        kind: str = self.info["type"]
        return kind != "private"

    @property
    def is_supergroup(self) -> bool:
        """Tell whether message ids are counted per chat, as in supergroups."""
        kind: str = self.info["type"]
        return kind == "supergroup"

    def add(self, stored: Stored) -> None:
        """Append a message; its id must be greater than every earlier one of this chat."""
        message_id = stored.message["message_id"]
        self.messages[message_id] = stored
        self.active_at = time.time()
        self.touch(message_id)

    def touch(self, message_id: int | None = None) -> None:
        """Count a visible change (of one message, or of the chat itself) and wake readers."""
        self.revision += 1
        if message_id is not None:
            self.messages[message_id].revision = self.revision
            self.changed[message_id] = None
            self.changed.move_to_end(message_id)
        self.signal.notify()

    def after(self, message_id: int) -> list[Stored]:
        """Return messages with a greater id, oldest first; costs only what it returns."""
        found = []
        for stored in reversed(self.messages.values()):
            if stored.message["message_id"] <= message_id:
                break
            found.append(stored)
        return [stored for stored in reversed(found) if not stored.deleted]

    def since(self, revision: int) -> list[Stored]:
        """Return messages created, edited or deleted after ``revision``, in order of change."""
        return list(reversed(list(self._newer(revision))))

    def _newer(self, revision: int) -> Iterator[Stored]:
        for message_id in reversed(self.changed):
            stored = self.messages[message_id]
            if stored.revision <= revision:
                return
            yield stored

    def get(self, message_id: int | None) -> Stored | None:
        """Return a message that is still there."""
        stored = self.messages.get(message_id) if message_id is not None else None
        return None if stored is None or stored.deleted else stored

    def set_action(self, action: str) -> None:
        """Show a chat action ("typing") until it runs out or a message arrives."""
        self.action = action
        self.action_until = time.monotonic() + TYPING_SECONDS if action else 0.0
        self.touch()

    def action_seconds(self) -> float:
        """Return how long the present chat action still shows; 0 when there is none."""
        return max(0.0, self.action_until - time.monotonic())

    def view(self) -> Json:
        """Return the chat's state as the person's side reads it."""
        left = self.action_seconds()
        return {
            **self.info,
            "members": self.members,
            "started": self.started,
            "blocked": self.blocked,
            "bot_status": self.bot_status,
            "migrated_to": self.migrated_to,
            "revision": self.revision,
            "action": self.action if left else None,
            "action_seconds": round(left, 2),
            "reply_keyboard": self.reply_keyboard,
        }

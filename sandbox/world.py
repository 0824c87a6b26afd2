"""Everything one sandbox knows, and the few steps every way of changing it goes through."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from itertools import count

from .errors import Json
from .failures import Failures
from .files import FileStore
from .limits import Limits
from .model import Callback, Chat, Stored
from .signals import Signal
from .stats import Stats
from .updates import UpdateQueue

FIRST_PERSON_ID = 100_001
CALLBACK_SECONDS = 300.0  # "query is too old" after this; Telegram gives no figure


@dataclass
class Settings:
    """What the command line decides, and what a reset goes back to."""

    limits: bool = True
    token: str | None = None


@dataclass
class Bot:
    """The one bot of this sandbox; every accepted token speaks for it."""

    id: int = 0
    first_name: str = "Sandbox Bot"
    username: str = "sandbox_bot"
    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: Json = field(default_factory=dict)

    def user(self) -> Json:
        """Return the bot as a Bot API User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }


class World:
    """The state of one sandbox."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bot = Bot()
        self.queue = UpdateQueue()
        self.signal = Signal()
        self.revision = 0
        self._start()

    def _start(self) -> None:
        self.people: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.files = FileStore()
        self.limits = Limits(self.settings.limits)
        self.failures = Failures()
        self.stats = Stats()
        self.next_message_id = 1
        self._person_ids = count(FIRST_PERSON_ID)
        self._group_ids = count(1)

    def reset(self) -> None:
        """Forget people, chats, files, failures, counts; the bot stays connected as it was.

        Update ids go on rising: a bot that is polling would otherwise confirm new ones unseen.
        """
        before = list(self.chats.values())
        self._start()
        self.queue.clear()
        self.revision += 1
        self.signal.notify()
        for chat in before:
            chat.signal.notify()

    def forget_bot(self) -> None:
        """Forget the bot's identity, menus and wishes about updates."""
        self.bot = Bot()
        self.queue.allowed = []

    def new_person_id(self) -> int:
        """Return a person id nobody has."""
        return next(number for number in self._person_ids if number not in self.people)

    def new_group_id(self, supergroup: bool = False) -> int:
        """Return a chat id (negative, -100… for supergroups) no group has."""
        base = -1_002_000_000_000 if supergroup else -4_000_000
        return next(base - n for n in self._group_ids if base - n not in self.chats)

    def change(self, chat: Chat, message_id: int | None = None) -> None:
        """Count a visible change of a chat and wake the readers of the chat list."""
        chat.touch(message_id)
        self.revision += 1
        self.signal.notify()

    def post(self, chat: Chat, sender: Json, content: Json, keyboard: Json | None = None) -> Stored:
        """Put a new message into a chat; ``content`` is everything but id, sender, chat, date."""
        message = {
            "message_id": self._take_message_id(chat),
            "from": sender,
            "chat": chat.info,
            "date": int(time.time()),
            **content,
        }
        stored = Stored(message, 0, bool(sender["is_bot"]), keyboard)
        chat.action_until = 0.0
        chat.add(stored)
        self.revision += 1
        self.signal.notify()
        return stored

    def add_callback(self, chat_id: int, message_id: int, data: str) -> Callback:
        """Register a tap under a fresh callback query id."""
        callback = Callback(str(secrets.randbits(62)), chat_id, message_id, data)
        self.callbacks[callback.id] = callback
        return callback

    def _take_message_id(self, chat: Chat) -> int:
        # as in Telegram: private chats and basic groups share one sequence, supergroups do not
        owner: World | Chat = chat if chat.is_supergroup else self
        message_id = owner.next_message_id
        owner.next_message_id += 1
        return message_id

"""What every action is given: the transaction, the moment, the promises, and a way to speak."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import locales
from actions.incoming import Incoming
from actions.policy import Policy
from locales import Html
from nlu.understanding import Understanding
from storage import Session, outbox, people
from storage.models import Conversation, Person, Staff

SAFETY, REPLY, ALERT, SURVEY, ANNOUNCEMENT = range(5)
"""The lanes of the outbox, most urgent first."""

LONGEST_TEXT = 4096
"""Characters in one message (Telegram's limit, after its entities are taken out)."""


@dataclass(frozen=True)
class Button:
    """A button: its label, and what pressing it does (`do` names the handler)."""

    label: str
    do: dict[str, Any]


Rows = list[list[Button]]


@dataclass(frozen=True)
class Message:
    """One message as we mean it; `bot.render` says it in Telegram's terms.

    `keyboard`: contact, location (ask the person to share it), remove, or reply (the answer is
    expected as a reply, as groups need it). `edits`: the key of an earlier message to replace.
    `toast_for`: the pressed button that is answered with it, `toast` being shown briefly. `file_id`/`file_kind`: send this file.
    `latitude`/`longitude`: send this point (degrees of WGS 84). `picture`: send what
    `actions.supply.charts` draws of it, with the text as its caption.
    """

    text: str = ""
    buttons: Rows = field(default_factory=list)
    keyboard: str = ""
    edits: str = ""
    toast_for: str = ""
    toast: str = ""
    file_id: str = ""
    file_kind: str = ""
    latitude: float | None = None
    longitude: float | None = None
    picture: dict[str, Any] | None = None


@dataclass
class Work:
    """One transaction's surroundings. Nothing here commits; the caller does."""

    tx: Session
    now: datetime
    policy: Policy
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The date at the utility."""
        return self.now.astimezone(self.zone).date()

    async def queue(self, key: str, chat_id: int, lane: int, message: Message) -> None:
        """Queues a message under a key that makes it unique; a long one as several."""
        for number, part in enumerate(_in_parts(message)):
            part_key = key if number == 0 else f"{key}+{number}"
            payload = await self.payload(part_key, chat_id, part)
            await outbox.queue(self.tx, part_key, chat_id, lane, payload, self.now)

    async def payload(self, key: str, chat_id: int | None, message: Message) -> dict[str, Any]:
        """The message as the outbox keeps it; its buttons get opaque ids of their own."""
        kept: dict[str, Any] = {"text": message.text}
        for name in (
            "keyboard", "edits", "toast_for", "toast", "file_id", "file_kind", "latitude",
            "longitude", "picture",
        ):  # fmt: skip
            if (value := getattr(message, name)) not in ("", None):
                kept[name] = value
        if message.buttons:
            kept["buttons"] = await self._keyboard(key, chat_id, message.buttons)
        return kept

    async def _keyboard(self, key: str, chat_id: int | None, rows: Rows) -> list[Any]:
        # From the key, so that queueing the same message twice makes no second keyboard.
        keyboard_id = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
        actions = [button.do for row in rows for button in row]
        await people.add_keyboard(self.tx, keyboard_id, chat_id, actions, self.now)
        numbers = iter(range(len(actions)))
        return [[[b.label, f"{keyboard_id}:{next(numbers)}"] for b in row] for row in rows]

    async def count(self, name: str) -> None:
        """Adds one to today's tally of `name`."""
        await people.count(self.tx, self.today, name)


def _in_parts(message: Message) -> list[Message]:
    if len(message.text) <= LONGEST_TEXT:
        return [message]
    parts = split(message.text)
    first = [Message(text=part) for part in parts[:-1]]
    return [*first, replace(message, text=parts[-1])]


def split(text: str, limit: int = LONGEST_TEXT) -> list[str]:
    """A long text in parts of whole lines where it has any; no tag or entity is cut in two."""
    parts, part = [], ""
    lines = text.splitlines(keepends=True)
    for piece in (piece for line in lines for piece in _pieces(line, limit)):
        if part and len(part) + len(piece) > limit:
            parts.append(part)
            part = ""
        part += piece
    return [*parts, part]


def _pieces(line: str, limit: int) -> Iterator[str]:
    """One line in pieces that fit; cut at a space where there is one near the end."""
    while len(line) > limit:
        cut = line.rfind(" ", limit - 200, limit) + 1 or limit
        if (opened := re.search(r"&\w*$|<[^>]*$", line[:cut])) and opened.start() > 0:
            cut = opened.start()
        yield line[:cut]
        line = line[cut:]
    yield line


def joined(messages: list[Message]) -> list[Message]:
    """Plain texts that follow one another as one message: one answer, one bubble."""
    result: list[Message] = []
    for message in messages:
        last = result[-1] if result else None
        fits = last is not None and len(last.text) + len(message.text) < LONGEST_TEXT - 2
        if (
            last is not None
            and last == Message(text=last.text)
            and fits
            and message.text
            and _is_text(message)
        ):
            result[-1] = replace(message, text=f"{last.text}\n\n{message.text}")
        else:
            result.append(message)
    return result


def _is_text(message: Message) -> bool:
    return not (message.edits or message.file_id or message.picture or message.latitude is not None)


@dataclass
class Turn(Work):
    """One message of one person and all that we answer to it.

    `is_new_matter`: the person says that it has nothing to do with what they told us before.
    """

    incoming: Incoming
    understanding: Understanding
    person: Person
    conversation: Conversation
    staff: Staff | None
    messages: list[Message] = field(default_factory=list)
    lane: int = REPLY
    toasted: str | None = None
    is_new_matter: bool = False

    def t(self, message: str, **values: object) -> Html:
        """A text in the person's language."""
        return locales.text(self.person.language, message, **values)

    def say(self, text: str, buttons: Rows | None = None, **more: Any) -> None:
        """Answers; said in this order, all or nothing, when the transaction commits."""
        self.messages.append(Message(text=text, buttons=buttons or [], **more))

    def toast(self, text: str = "") -> None:
        """Answers a pressed button, without which it would seem frozen."""
        self.toasted = text

    async def send(self) -> None:
        """Queues what was said in this turn; the button is answered along with the first of it."""
        first, *rest = joined(self.messages) or [Message()]
        if self.incoming.callback_id and self.toasted is not None:
            first = replace(first, toast_for=self.incoming.callback_id, toast=self.toasted)
        for number, message in enumerate([first, *rest] if first != Message() else []):
            key = f"reply:{self.incoming.update_id}:{number}"
            await self.queue(key, self.incoming.chat_id, self.lane, message)

"""A day in the demo city: everybody's phone, the desk's group, and the real service behind them."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

import locales
from settings import ROOT
from storage import Database
from storage.models import Inbox, Outbox
from tests.stack import Stack

WORLD = json.loads((ROOT / "sandbox" / "world" / "people.json").read_text("utf-8"))
DESK = -1001
AGENT, DISPATCHER, EDITOR, SUPERVISOR = 2001, 2002, 2003, 2004


@dataclass
class Town:
    """The running stack with the demo city in it."""

    stack: Stack
    database: Database

    async def customer(self, language: str) -> "Phone":
        """Somebody new, whose Telegram speaks a language."""
        code = {"en": "en", "zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}[language]
        fields = {"first_name": "Lin", "language_code": code}
        person = await self.stack.sandbox.person(started=False, **fields)
        return Phone(self, person, person, language)

    def staff(self, who: int, chat: int | None = None) -> "Phone":
        """A member of staff, in the desk's group or in their private chat."""
        language = "zh_Hans" if chat == DESK else "en"
        return Phone(self, chat or who, who, language)

    async def settled(self, seconds: float = 20.0) -> None:
        """Waits until everything that came in is handled and everything said is sent."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if await self._is_at_rest():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the service does not come to rest")

    async def _is_at_rest(self) -> bool:
        """In this order: all is stored, all is handled, all is sent."""
        queued = select(func.count()).where(Outbox.state.in_(("queued", "sending")))
        async with self.database.reading() as tx:
            newest = await tx.scalar(select(func.max(Inbox.update_id))) or 0
            new = await tx.scalar(select(func.count()).where(Inbox.state == "new"))
            waiting = await tx.scalar(queued)
        return newest >= self.last_update and not new and not waiting

    last_update: int = 0


@dataclass
class Phone:
    """One person's view of one chat."""

    town: Town
    chat: int
    who: int
    language: str
    read: int = 0
    heard: list[str] = field(default_factory=list)

    def t(self, message: str, **values: object) -> str:
        """A text of the product in the person's language."""
        return locales.text(self.language, message, **values)

    async def say(self, text: str, **more: Any) -> str:
        """Writes, waits for the answer, and gives it."""
        return await self.send(text=text, **more)

    async def send(self, **content: Any) -> str:
        """Sends any kind of message; the answer."""
        if self.chat != self.who:
            content["from"] = self.who
        sent = await self.town.stack.sandbox.post(f"chats/{self.chat}/messages", **content)
        return await self._answer(sent)

    async def tap(self, label: str) -> str:
        """Taps the newest button with this (English) label; what was answered, the toast first."""
        message, button = await self._button(self.t(label))
        path = f"chats/{self.chat}/messages/{message}/tap"
        sent = await self.town.stack.sandbox.post(
            path, button=button["callback_data"], wait=10, **{"from": self.who}
        )
        return f"{sent.get('text') or ''}\n{await self._answer(sent)}"

    async def _answer(self, sent: dict[str, Any]) -> str:
        self.town.last_update = max(self.town.last_update, sent.get("update_id") or 0)
        await self.town.settled()
        return await self.news()

    async def news(self) -> str:
        """What the bot has said or changed here since the last look."""
        path = f"chats/{self.chat}/messages?since={self.read}"
        got = await self.town.stack.sandbox.get(path)
        self.read = got["revision"]
        new = [str(m.get("text", "")) for m in got["messages"] if m["from_bot"]]
        self.heard += new
        return "\n".join(new)

    async def hears(self, words: str, seconds: float = 20.0) -> str:
        """Waits until the bot says `words` here by itself."""
        end = time.monotonic() + seconds
        told = ""
        while time.monotonic() < end:
            told += await self.news()
            if words in told:
                return told
            await asyncio.sleep(0.1)
        raise AssertionError(f"{words!r} was never said; this was: {told!r}")

    async def labels(self) -> list[str]:
        """The labels of all buttons in the chat, oldest first."""
        return [b["text"] for _m, b in await self._buttons()]

    async def _button(self, label: str) -> tuple[int, dict[str, Any]]:
        buttons = await self._buttons()
        fits = [(m, b) for m, b in buttons if label in b["text"]]
        assert fits, f"no button {label!r} among {[b['text'] for _m, b in buttons]}"
        return fits[-1]

    async def _buttons(self) -> list[tuple[int, dict[str, Any]]]:
        got = await self.town.stack.sandbox.get(f"chats/{self.chat}/messages?after=0")
        return [
            (m["message_id"], button)
            for m in got["messages"]
            for row in (m.get("reply_markup") or {}).get("inline_keyboard", [])
            for button in row
        ]

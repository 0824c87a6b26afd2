"""Talking to the service in a test: real database, real worker, a hand-written NLU.

`Talk` plays any number of people. What is said goes through the inbox and the worker, what is
answered is read from the outbox: all but Telegram and Rasa is the real thing.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from telegram import Bot

from actions import policy as policy_module
from actions.policy import Policy
from bot import receiver
from bot.bell import Bell
from bot.render import is_toast
from bot.worker import Worker
from nlu import keywords
from nlu.understanding import Entity, Understanding
from scheduler import jobs
from settings import ROOT
from storage import Database, inbox
from storage.models import Outbox
from tests.city import NOW

ZONE = ZoneInfo("Asia/Shanghai")
BOT = Bot("1:test")
"""One for all: to make one reads the certificates of all authorities, and it is never used to send."""
POLICY = policy_module.load([ROOT / "policy.yml"])


class FakeNlu:
    """Understands what the test says: "intent> text with [marked](entity)"; else keywords do."""

    async def parse(self, text: str) -> Understanding:
        """As the client does; never fails."""
        return keywords.understand(text)

    def meaning(self, text: str, intent: str, confidence: float) -> Understanding:
        """The understanding of a text whose intent the test names."""
        entities, plain, at = [], "", 0
        for found in re.finditer(r"\[(.+?)\]\((\w+)\)", text):
            plain += text[at : found.start()]
            entities.append(Entity(found[2], found[1], len(plain), len(plain) + len(found[1])))
            plain += found[1]
            at = found.end()
        plain += text[at:]
        ranked = ((intent, confidence), ("ask_help", (1 - confidence) / 2))
        hazard = keywords.understand(plain).hazard
        return Understanding(plain, ranked, tuple(entities), hazard, "model")


class Talk:
    """Everybody's side of the conversation, and the clock."""

    def __init__(self, db: Database, policy: Policy = POLICY, now: datetime = NOW) -> None:
        self.db, self.now, self.nlu = db, now, FakeNlu()
        self._bot = BOT
        self._updates = 1000
        self._messages = 0
        self._seen = 0
        self._meant: dict[str, Understanding] = {}
        self.worker = Worker(
            self._bot,
            db,
            self,
            policy,
            ZONE,
            lambda: self.now,
            Bell(),
            Bell(),  # type: ignore[arg-type]
        )

    async def parse(self, text: str) -> Understanding:
        """What the worker is told of a text."""
        return self._meant.get(text) or await self.nlu.parse(text)

    async def say(
        self, who: int, text: str, intent: str = "", confidence: float = 0.95, **more: Any
    ) -> list[dict[str, Any]]:
        """Somebody writes; what was answered to anybody. `intent`: what the model says of it."""
        if intent:
            meant = self.nlu.meaning(text, intent, confidence)
            text = meant.text
            self._meant[text] = meant
        return await self.send(who, {"text": text, **more})

    async def send(
        self, who: int, content: dict[str, Any], chat: int | None = None, key: str = "message"
    ) -> list[dict[str, Any]]:
        """Somebody sends a message of any kind."""
        self._messages += 1
        where = chat or who
        message = {
            "message_id": self._messages, "date": int(self.now.timestamp()),
            "chat": {"id": where, "type": "private" if where > 0 else "supergroup"},
            "from": self._person(who), **content,
        }  # fmt: skip
        return await self.update({key: message})

    async def press(self, who: int, label: str, chat: int | None = None) -> list[dict[str, Any]]:
        """Presses the newest button in a chat whose label contains these words."""
        where = chat or who
        data = await self._button(where, label)
        query = {
            "id": f"q{self._updates}", "from": self._person(who), "chat_instance": "1", "data": data,
            "message": {"message_id": 1, "date": 1, "text": "x",
                        "chat": {"id": where, "type": "private" if where > 0 else "supergroup"}},
        }  # fmt: skip
        return await self.update({"callback_query": query})

    async def _button(self, chat: int, label: str) -> str:
        for row in reversed(await self.outbox(chat)):
            for buttons in (await self._payload(row)).get("buttons", []):
                for text, data in buttons:
                    if label in text:
                        return str(data)
        raise AssertionError(f"no button {label!r} in chat {chat}")

    def _person(self, who: int) -> dict[str, Any]:
        return {"id": who, "is_bot": False, "first_name": f"P{who}", "language_code": "en"}

    async def update(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        """An update arrives and everything that waits is handled; the new messages."""
        self._updates += 1
        await receiver.store(self.db, [{"update_id": self._updates, **content}], self.now)
        await self.handle_all()
        return await self.new()

    async def handle_all(self) -> None:
        """Handles what waits, as the worker's loop does."""
        while True:
            async with self.db.reading() as tx:
                rows = await inbox.waiting(tx, self.now, [], 50)
            if not rows:
                return
            for row in rows:
                await self.worker._handle(row)

    async def tick(self, **later: float) -> list[dict[str, Any]]:
        """Time goes by and all ticks run; the new messages."""
        self.now += timedelta(**later)
        for due in jobs.EVERY_TICK.values():
            await jobs.tick(due, self.db, self.worker.policy, ZONE, lambda: self.now)
        return await self.new()

    async def new(self) -> list[dict[str, Any]]:
        """Messages queued since the last look: chat, text, key, labels of the buttons."""
        async with self.db.reading() as tx:
            found = select(Outbox).where(Outbox.id > self._seen).order_by(Outbox.id)
            rows = list((await tx.execute(found)).scalars())
        self._seen = max([row.id for row in rows], default=self._seen)
        return [await self._told(row) for row in rows]

    async def _told(self, row: Outbox) -> dict[str, Any]:
        payload = await self._payload(row)
        labels = [text for buttons in payload.get("buttons", []) for text, _d in buttons]
        toast = payload.get("toast", "")
        return {"chat": row.chat_id, "text": "\n".join(filter(None, (toast, payload["text"]))), "key": row.key, "lane": row.lane,
                "buttons": labels, "toast": is_toast(payload), "payload": payload}  # fmt: skip

    async def _payload(self, row: Outbox) -> dict[str, Any]:
        from storage import outbox

        async with self.db.reading() as tx:
            return await outbox.payload_of(tx, row)

    async def outbox(self, chat: int) -> list[Outbox]:
        """All that was queued for a chat."""
        async with self.db.reading() as tx:
            found = select(Outbox).where(Outbox.chat_id == chat).order_by(Outbox.id)
            return list((await tx.execute(found)).scalars())


def texts(messages: list[dict[str, Any]], chat: int | None = None) -> str:
    """What was said (to a chat), in one text to search in; toasts too."""
    return "\n".join(m["text"] for m in messages if chat is None or m["chat"] == chat)

"""Whole conversations with the real model, written as people talk: `conversations/*.yml`.

A conversation is a list of lines: what is said, then what the answer must hold. Said: words,
`/command`, `[Button]`, `(if offered) [Button]`, `(photo)`, `(3 hours later)`. Answered: a text or button of the service by
its English words (any part that no other text has; values may stand in it), compared in the
customer's language; `=words` for words as they are; `!` before it for what must not be there;
`zh_Hant:` for another language than the file's. `~report a fault`, before the others: where the
service is in doubt it offers this, and the customer taps it; where it is sure, it acts. At the end nothing may exist but what `leaves`
names: tickets, the open form, subscriptions, linked accounts. `fails`: why it does not pass yet.
"""

import asyncio
import functools
import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import locales
from actions.importing import import_folder
from locales import collect
from nlu.client import NluClient
from settings import ROOT
from storage import Database, schema
from storage.models import AccountLink, Conversation, Person, Subscription, Ticket
from tests.actions.scenes import PHOTO, rows, shown
from tests.city import NOW
from tests.talk import POLICY, ZONE, Talk

pytestmark = pytest.mark.journey

WHO = 7
DOUBT = "I want to get this right. Do you mean:"
CODES = {"en": "en", "zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}
FOLDER = Path(__file__).parent / "conversations"
ALL = [
    pytest.param(
        language,
        talked,
        id=f"{language}: {talked['about']}",
        marks=[pytest.mark.xfail(reason=talked["fails"], strict=True)] if "fails" in talked else [],
    )
    for language in CODES
    for talked in yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))
]


class Customer(Talk):
    """Somebody whose Telegram speaks a language, and the real model."""

    def __init__(self, db: Database, nlu: NluClient, language: str) -> None:
        super().__init__(db)
        self.nlu = nlu  # type: ignore[assignment]
        self.language = language

    def _person(self, who: int) -> dict[str, Any]:
        return {**super()._person(who), "language_code": CODES[self.language]}

    async def does(self, said: str) -> str:
        """One line of a conversation; all that the customer reads then."""
        if later := re.fullmatch(r"\((\d+) (minutes|hours|days) later\)", said):
            self.now += timedelta(**{later[2]: int(later[1])})
            return ""
        if said.startswith("(if offered) "):
            said = said.removeprefix("(if offered) ")
            if not await self._offers(said[1:-1]):
                return ""
        if pressed := re.fullmatch(r"\[(.+)\]", said):
            return shown(await self.press(WHO, await self._label(pressed[1])), WHO)
        content = PHOTO if said == "(photo)" else {"text": said}
        return shown(await self.send(WHO, content), WHO)

    async def _offers(self, english: str) -> bool:
        """Whether the last answer has a button."""
        (person,) = await rows(self.db, Person, telegram_id=WHO)
        last = await self._payload((await self.outbox(WHO))[-1])
        sought = wanted(person.language, english)
        return any(re.search(sought, label) for row in last.get("buttons", []) for label, _d in row)

    async def is_asked(self) -> bool:
        """Whether the last answer is the question which of two things was meant."""
        (person,) = await rows(self.db, Person, telegram_id=WHO)
        last = (await self._payload((await self.outbox(WHO))[-1]))["text"]
        return bool(last == locales.text(person.language, DOUBT))

    async def _label(self, english: str) -> str:
        """The newest button that is `english` in the language that the customer reads now."""
        (person,) = await rows(self.db, Person, telegram_id=WHO)
        sought = re.compile(wanted(person.language, english))
        labels = [
            label
            for row in await self.outbox(WHO)
            for buttons in (await self._payload(row)).get("buttons", [])
            for label, _data in buttons
        ]
        fitting = [label for label in labels if sought.search(label)]
        assert fitting, f"no button {english!r} among {labels}"
        return fitting[-1]


@functools.cache
def english_texts() -> list[str]:
    """Every text of the service in English."""
    return list(collect.texts())


def pattern(message: str) -> str:
    """A text whose values may be anything, as a regular expression."""
    return r"(.+?)".join(re.escape(part) for part in re.split(r"\{\w+\}", message))


@functools.cache
def templates_of(english: str) -> list[str]:
    """The texts of the service that `english` is, is a part of, or fills in."""
    if english in english_texts():
        return [english]
    if holding := [text for text in english_texts() if english in text]:
        return holding
    filled = [
        text for text in english_texts()
        if "{" in text and re.fullmatch(pattern(text), english, re.DOTALL)
    ]  # fmt: skip
    assert filled, f"the service never says {english!r}"
    return [max(filled, key=lambda text: len(re.sub(r"\{\w+\}", "", text)))]


def wanted(language: str, english: str) -> str:
    """What to look for in an answer, as a regular expression."""
    if english.startswith("="):
        return re.escape(english[1:])
    return "|".join(_wanted(language, english, text) for text in templates_of(english))


def _wanted(language: str, english: str, template: str) -> str:
    """One text in a language; values that are given and are texts themselves are translated."""
    told = locales.catalogue(language).get(template, template)
    found = re.fullmatch(pattern(template), english, re.DOTALL)
    names = re.findall(r"\{(\w+)\}", template)
    if not found or "{" in english:
        return pattern(told)
    given = {
        name: locales.text(language, value) if value in english_texts() else value
        for name, value in zip(names, found.groups(), strict=True)
    }
    return re.escape(locales.text(language, template, **given))


def check(language: str, said: str, answered: str, heard: str) -> None:
    """Holds one expectation against what was heard."""
    forbidden, expected = answered.startswith("!"), answered.removeprefix("!")
    if other := re.match(r"(en|zh_Han[st]):", expected):
        language, expected = other[1], expected[other.end() :].strip()
    button = re.fullmatch(r"\[(.+)\]", expected)
    found = re.search(wanted(language, button[1] if button else expected), heard)
    assert bool(found) != forbidden, f"after {said!r}: {answered!r}\n{heard}"


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city, imported once."""
    path = tmp_path_factory.mktemp("city") / "city.db"
    asyncio.run(_build(path))
    return path


async def _build(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await schema.upgrade(database)
    report = await import_folder(database, ROOT / "sandbox" / "world", POLICY, ZONE, NOW)
    assert report.errors == []
    await database.close()


@pytest.fixture
async def customer(
    real_model: str, city_file: Path, tmp_path: Path, language: str
) -> AsyncIterator[Customer]:
    """A customer in a fresh copy of the city."""
    shutil.copy(city_file, tmp_path / "city.db")
    database = Database(f"sqlite:///{tmp_path / 'city.db'}")
    nlu = NluClient(real_model, timeout_seconds=10)
    yield Customer(database, nlu, language)
    await nlu.aclose()
    await database.close()


@pytest.mark.parametrize(("language", "talked"), ALL)
async def test_a_conversation(customer: Customer, language: str, talked: dict[str, Any]) -> None:
    for said, *answered in talked["talk"]:
        doubts = [one[1:] for one in answered if one.startswith("~")]
        heard = await customer.does(said)
        if doubts and await customer.is_asked():
            heard += await customer.does(f"[{doubts[0]}]")
        for one in answered[len(doubts) :]:
            check(language, said, one, heard)
    await left(customer, talked.get("leaves") or {})


async def left(customer: Customer, leaves: dict[str, Any]) -> None:
    """What the conversation left behind is what it should, and nothing else."""
    tickets = await rows(customer.db, Ticket)
    expected = leaves.get("tickets", [])
    assert [t.kind for t in tickets] == [next(iter(t.values())) for t in expected]
    for ticket, facts in zip(tickets, expected, strict=True):
        for name, value in facts.items():
            assert str(value) in str(getattr(ticket, name)), (name, getattr(ticket, name))
    (conversation,) = await rows(customer.db, Conversation, chat_id=WHO)
    opened = (conversation.form or {}).get("name")
    assert opened == leaves.get("form")
    assert not conversation.memory.get("aside")
    assert len(await rows(customer.db, Subscription)) == leaves.get("subscriptions", 0)
    linked = [link.account_number for link in await rows(customer.db, AccountLink)]
    assert linked == leaves.get("linked", [])


def test_there_are_enough_of_them() -> None:
    for language in CODES:
        assert sum(param.values[0] == language for param in ALL) >= 20

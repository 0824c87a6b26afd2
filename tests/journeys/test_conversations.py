"""Whole conversations with the real model, written as people talk: `conversations/*.yml`.

A conversation is a list of lines: what is said, then what the answer must hold. Said: words,
`/command`, `[Button]`, `(photo)`, `(3 hours later)`. Answered: a text or button of the service by
its English words (any part that no other text has; values may stand in it), compared in the
customer's language; `=words` for words as they are; `!` before it for what must not be there;
`zh_Hant:` for another language than the file's. At the end nothing may exist but what `leaves`
names: tickets, the open form, subscriptions, linked accounts.
"""

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
from nlu.client import NluClient
from settings import ROOT
from storage import Database, schema
from storage.models import AccountLink, Conversation, Subscription, Ticket
from tests.actions.scenes import PHOTO, rows, shown
from tests.city import NOW
from tests.talk import POLICY, ZONE, Talk

pytestmark = pytest.mark.journey

WHO = 7
CODES = {"en": "en", "zh_Hans": "zh-hans", "zh_Hant": "zh-hant"}
FOLDER = Path(__file__).parent / "conversations"
ALL = [
    pytest.param(language, talked, id=f"{language}: {talked['about']}")
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
        if pressed := re.fullmatch(r"\[(.+)\]", said):
            label = pressed[1].removeprefix("=")
            found = label if label != pressed[1] else await self._label(label)
            return shown(await self.press(WHO, found), WHO)
        content = PHOTO if said == "(photo)" else {"text": said}
        return shown(await self.send(WHO, content), WHO)

    async def _label(self, english: str) -> str:
        """A button as it is written in the language that the customer reads now."""
        from storage.models import Person

        (person,) = await rows(self.db, Person, telegram_id=WHO)
        return translated(person.language, english)


@functools.cache
def english_texts() -> list[str]:
    """Every text of the service in English."""
    return list(locales.catalogue("zh_Hans"))


def pattern(message: str) -> str:
    """A text whose values may be anything, as a regular expression."""
    return r"(.+?)".join(re.escape(part) for part in re.split(r"\{\w+\}", message))


@functools.cache
def template_of(english: str) -> str:
    """The text of the service that `english` is, is a part of, or fills in."""
    if english in english_texts():
        return english
    holding = [text for text in english_texts() if english in text]
    if len(holding) == 1:
        return holding[0]
    assert not holding, f"{english!r} is in several texts: {holding}"
    filled = [
        text for text in english_texts()
        if "{" in text and re.fullmatch(pattern(text), english, re.DOTALL)
    ]  # fmt: skip
    assert filled, f"the service never says {english!r}"
    return max(filled, key=lambda text: len(re.sub(r"\{\w+\}", "", text)))


def translated(language: str, english: str) -> str:
    """A text with its values in a language; values that are texts themselves are translated."""
    template = template_of(english)
    found = re.fullmatch(pattern(template), english, re.DOTALL)
    names = re.findall(r"\{(\w+)\}", template)
    values = dict(zip(names, found.groups() if found else (), strict=False))
    own = {name: locales.text(language, value) if value in english_texts() else value
           for name, value in values.items()}  # fmt: skip
    return locales.text(language, template, **own)


def wanted(language: str, english: str) -> str:
    """What to look for in an answer, as a regular expression."""
    if english.startswith("="):
        return re.escape(english[1:])
    template = template_of(english)
    if re.fullmatch(pattern(template), english, re.DOTALL):
        return re.escape(translated(language, english))
    if "{" not in template:
        return re.escape(locales.text(language, template))
    return pattern(locales.catalogue(language).get(template, template))


def check(language: str, said: str, answered: str, heard: str) -> None:
    """Holds one expectation against what was heard."""
    forbidden, expected = answered.startswith("!"), answered.removeprefix("!")
    if other := re.match(r"(en|zh_Han[st]):", expected):
        language, expected = other[1], expected[other.end() :].strip()
    button = re.fullmatch(r"\[(.+)\]", expected)
    found = re.search(wanted(language, button[1] if button else expected), heard)
    assert bool(found) != forbidden, f"after {said!r}: {answered!r}\n{heard}"


@pytest.fixture(scope="session")
async def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city, imported once."""
    path = tmp_path_factory.mktemp("city") / "city.db"
    database = Database(f"sqlite:///{path}")
    await schema.upgrade(database)
    report = await import_folder(database, ROOT / "sandbox" / "world", POLICY, ZONE, NOW)
    assert report.errors == []
    await database.close()
    return path


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
        heard = await customer.does(said)
        for one in answered:
            check(language, said, one, heard)
    await left(customer, talked.get("leaves") or {})


async def left(customer: Customer, leaves: dict[str, Any]) -> None:
    """What the conversation left behind is what it should, and nothing else."""
    tickets = await rows(customer.db, Ticket)
    expected = leaves.get("tickets", [])
    assert [t.kind for t in tickets] == [list(t.values())[0] for t in expected]
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

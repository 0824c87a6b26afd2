"""Things that must keep step with each other: models and migrations, texts and catalogues."""

import re

import pytest

import locales
from locales.collect import TRANSLATED, texts
from storage import Database, schema


async def test_migrations_are_in_step_with_the_models(db: Database) -> None:
    assert await schema.differences(db) == []
    assert await schema.is_current(db)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    missing = [message for message in texts() if message not in locales.catalogue(language)]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_same_fields(language: str) -> None:
    def fields(message: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", message))

    wrong = {m: t for m, t in locales.catalogue(language).items() if fields(m) != fields(t)}
    assert wrong == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_same_markup(language: str) -> None:
    def tags(message: str) -> list[str]:
        return sorted(re.findall(r"</?\w+>", message))

    wrong = {m: t for m, t in locales.catalogue(language).items() if tags(m) != tags(t)}
    assert wrong == {}

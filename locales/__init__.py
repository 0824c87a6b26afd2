"""The words for people: gettext catalogues, English being the key.

`text(language, message, **values)` translates and puts the values in, escaped for the small HTML
that messages are written in (b, i, code, a). A catalogue is read as it is (`.po`), so a
translator's change needs no build step; `make check` finds what is missing.
"""

import functools
from collections.abc import Sequence
from html import escape
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("zh_Hans", "zh_Hant", "en")
FOLDER = Path(__file__).parent


class Html(str):
    """Text that is HTML already and is not escaped again."""


def mark(message: str) -> str:
    """Marks a text for the catalogues where it stands in a table and is translated later."""
    return message


def text(language: str, message: str, **values: object) -> Html:
    """`message` in a language, `{name}` replaced by the escaped value of that name."""
    translated = catalogue(language).get(message, message)
    return Html(translated.format(**{k: _escaped(v) for k, v in values.items()}))


def _escaped(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value), quote=False)


def join(parts: Sequence[str], separator: str = "\n") -> Html:
    """Several texts as one; what is not Html yet is escaped."""
    return Html(separator.join(_escaped(part) for part in parts))


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """English text → text in a language. Empty for English itself."""
    path = FOLDER / language / "LC_MESSAGES" / "wattline.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return {str(m.id): str(m.string) for m in read if m.id and m.string and not m.fuzzy}


def everywhere(said: str) -> set[str]:
    """A text of ours in all languages, found by what it says in any of them; else only itself."""
    return {said}.union(*(_said_as(message) for message in _messages().get(said, ())))


@functools.cache
def _messages() -> dict[str, list[str]]:
    """What is said, in any language → the messages that say it."""
    found: dict[str, list[str]] = {}
    for message in {message for language in LANGUAGES for message in catalogue(language)}:
        for said in _said_as(message):
            found.setdefault(said, []).append(message)
    return found


def _said_as(message: str) -> set[str]:
    return {catalogue(language).get(message, message) for language in LANGUAGES}

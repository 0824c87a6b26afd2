"""Collects the texts of the code into the catalogues: `make translations`.

New texts come in empty, those no longer used go out; what is translated stays.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from locales import FOLDER

ROOT = FOLDER.parent
SOURCES = ("actions", "wattline.py")
MARKS = {"_", "mark"}
DATED = datetime(2026, 11, 21, tzinfo=UTC)
"""The same in every file: a date that changes by itself would hide what a person changed."""
TRANSLATED = ("zh_Hans", "zh_Hant")


def texts() -> dict[str, list[tuple[str, int]]]:
    """Every marked text with the places (file, line) where it stands."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for message, line in _marked(node):
                found.setdefault(message, []).append((path.relative_to(ROOT).as_posix(), line))
    return found


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _marked(node: ast.AST) -> Iterator[tuple[str, int]]:
    is_mark = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
    )
    if is_mark and node.args and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
        value = node.args[0].value  # type: ignore[attr-defined]
        if isinstance(value, str) and value:
            yield value, node.lineno  # type: ignore[attr-defined]


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / language / "LC_MESSAGES" / "wattline.po"


def _known(language: str) -> dict[str, str]:
    if not path_of(language).exists():
        return {}
    with path_of(language).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}


def write(language: str, found: dict[str, list[tuple[str, int]]]) -> int:
    """Writes the catalogue of a language; how many texts are not translated yet."""
    known = _known(language)
    catalog = Catalog(
        locale=language, project="Wattline", charset="utf-8", fuzzy=False,
        header_comment=f"# Wattline's words in {language}.", creation_date=DATED,
        revision_date=DATED, last_translator="", language_team="", copyright_holder="",
    )  # fmt: skip
    for message, places in found.items():
        files = sorted({(file, None) for file, _line in places})
        catalog.add(message, known.get(message, ""), locations=files)  # type: ignore[arg-type]
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as file:
        write_po(file, catalog, width=0, sort_output=False, include_lineno=False)
    return sum(not known.get(message) for message in found)


def main() -> None:
    """Updates all catalogues and says what is missing."""
    found = texts()
    for language in TRANSLATED:
        print(f"{language}: {len(found)} texts, {write(language, found)} to translate")


if __name__ == "__main__":
    main()

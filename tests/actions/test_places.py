"""Finding places: a table of what people write, on the demo city, and what must stay unknown."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from actions import places
from actions.places import Spot
from storage import Database, schema
from storage.models import Place
from tests.small_files import WORLD, run

CASES = Path(__file__).with_name("places_cases.txt")
TOP_1, TOP_3, MOST_NEEDLESS_QUESTIONS = 0.95, 0.98, 0.1


class Case(NamedTuple):
    """A text and what it means: "unknown", "several" with places, or "place house feeder"."""

    text: str
    kind: str
    wanted: list[str]


def cases() -> list[Case]:
    """The written table."""
    read = []
    for line in CASES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _bar, meaning = line.rpartition(" | ")
            kind, *more = meaning.split()
            known = kind in ("unknown", "several")
            read.append(Case(text, kind if known else "one", more if known else [meaning]))
    return read


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each text of the table gives, in the table's terms; the city is imported once."""
    return asyncio.run(_find_all(tmp_path_factory.mktemp("city") / "city.db"))


async def _find_all(file: Path) -> dict[str, list[str]]:
    db = Database(f"sqlite:///{file}")
    await schema.upgrade(db)
    assert not (await run(db, WORLD)).errors
    async with db.reading() as tx:
        work: Any = SimpleNamespace(tx=tx)
        codes = {row[0]: row[1] for row in await tx.execute(select(Place.id, Place.code))}
        told = {
            case.text: [
                await _told(work, codes, spot) for spot in await places.find(work, case.text)
            ]
            for case in cases()
        }
    await db.close()
    return told


async def _told(work: Any, codes: dict[int, str], spot: Spot) -> str:
    if spot.place_id is None:
        return str(spot.feeder_code)
    feeders = sorted(await places.feeders_of(work, spot)) if spot.house else []
    return " ".join([codes[spot.place_id], *([str(spot.house)] if spot.house else []), *feeders])


def _is_right(case: Case, got: list[str]) -> bool:
    if case.kind == "several":
        return len(got) > 1 and {name.split()[0] for name in got} == set(case.wanted)
    return got[:1] == case.wanted


def test_most_texts_are_understood_and_nearly_all_are_among_three(
    found: dict[str, list[str]],
) -> None:
    known = [case for case in cases() if case.kind != "unknown"]
    first = [case for case in known if _is_right(case, found[case.text])]
    alone = [case for case in first if case.kind == "several" or len(found[case.text]) == 1]
    three = [
        case
        for case in known
        if case in first or (case.kind == "one" and case.wanted[0] in found[case.text][:3])
    ]
    top_1, top_3 = len(first) / len(known), len(three) / len(known)
    print(f"\n{len(known)} texts with a place: top-1 {top_1:.3f}, top-3 {top_3:.3f}, "
          f"right without asking needlessly {len(alone) / len(known):.3f}")  # fmt: skip
    missed = {case.text: found[case.text] for case in known if case not in three}
    assert len(known) >= 200 and top_1 >= TOP_1 and top_3 >= TOP_3, missed


def test_what_is_no_place_of_the_city_is_never_answered_with_one(
    found: dict[str, list[str]],
) -> None:
    unknown = [case.text for case in cases() if case.kind == "unknown"]
    asked = [text for text in unknown if len(found[text]) > 1]
    print(f"\n{len(unknown)} texts without one: asked needlessly {len(asked)}")
    assert len(unknown) >= 40
    assert {text: found[text] for text in unknown if len(found[text]) == 1} == {}
    assert len(asked) <= MOST_NEEDLESS_QUESTIONS * len(unknown)


def test_no_text_with_a_place_gets_another_one_for_certain(
    found: dict[str, list[str]],
) -> None:
    wrong = {
        case.text: found[case.text]
        for case in cases()
        if case.kind == "one"
        and len(found[case.text]) == 1
        and found[case.text][0].split()[0] != case.wanted[0].split()[0]
    }
    assert wrong == {}

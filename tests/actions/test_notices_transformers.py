"""Transformers in an import: which houses they feed, what cannot be, and the demo's own."""

from pathlib import Path

import pytest

from storage import Database
from storage.models import Account, HouseRange, Transformer
from tests.actions.scenes import rows
from tests.small_files import SMALL, WORLD, run, told, write

TRANSFORMERS = [
    "code,name,name_en,feeder",
    "T1,一号变,One,F1",
    "T2,二号变,Two,F2",
    "T3,三号变,Three,F2",
]
RANGES = [
    "place,low,high,parity,feeder,transformer",
    "P1,1,99,odd,F1,T1",
    "P1,2,100,even,F2,T2",
    "P2,1,50,all,F2,",
]


async def fed_by(db: Database) -> list[str | None]:
    return [account.transformer_code for account in await rows(db, Account)]


async def test_accounts_hang_on_the_transformer_of_their_houses(
    db: Database, tmp_path: Path
) -> None:
    write(tmp_path, transformers=TRANSFORMERS, house_ranges=RANGES)
    assert (await run(db, tmp_path)).errors == []
    assert await fed_by(db) == ["T1", "T2"]
    assert [r.transformer_code for r in await rows(db, HouseRange)] == ["T1", "T2", None]
    again = (await run(db, tmp_path)).counts
    assert {
        n: (c.new, c.changed, c.gone) for n, c in again.items() if c.new or c.changed or c.gone
    } == {}
    (tmp_path / "accounts.csv").unlink()
    (tmp_path / "house_ranges.csv").write_text("\n".join(RANGES).replace("F2,T2", "F2,T3"), "utf-8")
    counts = (await run(db, tmp_path)).counts["house_ranges.csv"]
    assert (counts.new, counts.changed, counts.gone) == (0, 1, 0) and await fed_by(db) == [
        "T1",
        "T3",
    ]


async def test_an_account_may_name_its_own(db: Database, tmp_path: Path) -> None:
    head, first, second = SMALL["accounts.csv"]
    write(tmp_path, transformers=TRANSFORMERS, house_ranges=RANGES,
          accounts=[f"{head},transformer", f"{first},", f"{second},T3"])  # fmt: skip
    assert (await run(db, tmp_path)).errors == [] and await fed_by(db) == ["T1", "T3"]


@pytest.mark.parametrize(
    ("file", "line", "mistake"),
    [
        ("transformers", "T9,九,Nine,F9", "transformers.csv, line 2: feeder: there is no feeder 'F9'"),
        ("transformers", "F1,九,Nine,F1", "transformers.csv, line 2: code: F1 is the code of a feeder"),
        ("house_ranges", "P1,1,99,odd,F1,T9", "line 2: transformer: there is no transformer 'T9'"),
        ("house_ranges", "P1,1,99,odd,F1,T2", "line 2: transformer: T2 hangs on F2, not on F1"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_said(
    db: Database, tmp_path: Path, file: str, line: str, mistake: str
) -> None:
    files = {"transformers": list(TRANSFORMERS), "house_ranges": list(RANGES)}
    files[file][1] = line
    write(tmp_path, **files)
    assert any(mistake in error for error in await told(db, tmp_path))


async def test_the_demo_has_a_transformer_for_every_house(db: Database) -> None:
    assert (await run(db, WORLD)).errors == []
    feeders = {t.code: t.feeder_code for t in await rows(db, Transformer)}
    assert all(feeders[a.transformer_code] == a.feeder_code for a in await rows(db, Account))

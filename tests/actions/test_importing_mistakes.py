"""`wattline import` refuses what is wrong: every mistake with its line, and nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from actions.importing import format_report
from storage import Database
from tests.small_files import SMALL, rows, run, told, write

WRONG = [
    ("substations", 2, "s 1,城中变,Central", "code: 's 1' is no code"),
    ("substations", 2, "S1,,Central", "name: is empty"),
    ("substations", 2, "S1,——,Central", "name: '——' has no letter or digit"),
    ("substations", 2, "S1,城\x07中,Central", "name: holds a character that cannot be printed"),
    ("substations", 2, f"S1,{'长' * 201},Central", "name: has 201 characters"),
    ("substations", 2, "S1,城中变", "2 cells where the header has 3"),
    ("substations", 2, 'S1,"城中变,Central', "not readable as CSV"),
    ("feeders", 3, "F2,山村线,Hill line,,S9,rural", "substation: there is no substation 'S9'"),
    ("feeders", 3, "F2,山村线,Hill line,,S1,hilly", "zone: 'hilly' is none of urban, rural, remote"),
    ("feeders", 3, "F2,山村线,Hill line,a||b,S1,rural", "aliases: is empty"),
    ("feeders", 3, "F1,山村线,Hill line,,S1,rural", "code: F1 stands in line 2 already"),
    ("places", 2, "P1,lane,建设路,Jianshe Road,港城区,Harbour,", "kind: 'lane' is none of street"),
    ("places", 3, "F2,village,柳溪村,Willow Creek,枫林县,Fenglin,", "code: F2 is the code of a feeder"),
    ("house_ranges", 2, "P9,1,99,odd,F1", "place: there is no place 'P9'"),
    ("house_ranges", 2, "P1,1,99,odd,F9", "feeder: there is no feeder 'F9'"),
    ("house_ranges", 2, "P1,one,99,odd,F1", "low: 'one' is no whole number"),
    ("house_ranges", 2, "P1,0,99,odd,F1", "low: 0 is not between 1 and 9999"),
    ("house_ranges", 2, "P1,99,1,odd,F1", "low: 99 is above high, 1"),
    ("house_ranges", 4, "P2,4,4,odd,F1", "parity: there is no odd number from 4 to 4"),
    ("house_ranges", 2, "P1,1,99,left,F1", "parity: 'left' is none of all, odd, even"),
    ("house_ranges", 3, "P1,99,120,all,F2", "P1: overlaps the range of line 2"),
    ("house_ranges", 4, "P1,3,3,all,F2", "P1: overlaps the range of line 2"),
    ("accounts", 2, "123,王小梅,P1,11,,standard,19900000001,MEI001,0", "number: '123' is not an acc"),
    ("accounts", 2, "1000000001,王小梅,P1,,,standard,19900000001,MEI001,0", "house_number: '' is no"),
    ("accounts", 2, "1000000001,王小梅,P1,101,,standard,19900000001,MEI001,0",
     "house_number: house number 101 of P1 is in no house range"),
    ("accounts", 2, "1000000001,王小梅,P1,11,,gold,19900000001,MEI001,0", "tier: 'gold' is none of"),
    ("accounts", 2, "1000000001,王小梅,P1,11,,silver,1990000,MEI001,0", "phone: '1990000' is not a"),
    ("accounts", 2, "1000000001,王小梅,P1,11,,silver,19900000001,MEI,0", "code: 'MEI' is not a code"),
    ("accounts", 2, "1000000001,王小梅,P1,11,,silver,19900000001,MEI001,yes", "medical: 'yes' is none"),
    ("accounts", 3, "1000000001,E,P1,12,,silver,19900000002,EMMA02,1",
     "number: 1000000001 stands in line 2 already"),
    ("bills", 2, "1000000009,month-1,300,159.50,today+10d,", "account: there is no account"),
    ("bills", 2, "1000000001,2026-13,300,159.50,today+10d,", "period: '2026-13' is no month"),
    ("bills", 2, "1000000001,month-1,-3,159.50,today+10d,", "kwh: '-3' is no amount"),
    ("bills", 2, "1000000001,month-1,300,159.51,today+10d,",
     "amount: 159.51 is not 159.50, which the price tiers give"),
    ("bills", 2, "1000000001,month-1,300,159.50,soon,", "due_on: 'soon' is no date"),
    ("bills", 2, "1000000001,month-1,300,159.50,today,2026-02-30", "paid_on: '2026-02-30' is no date"),
    ("bills", 3, "1000000001,month-1,300,159.50,today,",
     "account_number, period: 1000000001 2026-10 stands in line 2 already"),
    ("notices", 2, "N1,rumour,F1,x,now,,published,", "kind: 'rumour' is none of planned"),
    ("notices", 2, "N1,planned,F9,x,now,,published,", "areas: there is no feeder, transformer, place or account 'F9'"),
    ("notices", 2, "N1,arrears,F1,x,now,,published,", "areas: arrears concern single accounts"),
    ("notices", 2, "N1,arrears,1000000099,x,now,,published,", "areas: there is no feeder, transformer, place or account"),
    ("notices", 2, "N1,planned,F1 1-9,x,now,,published,", "areas: there is no place 'F1'"),
    ("notices", 2, "N1,planned,P1 9-1,x,now,,published,", "areas: 'P1 9-1' ends before it begins"),
    ("notices", 2, "N1,planned,P1 here,x,now,,published,", "areas: 'P1 here' is no area"),
    ("notices", 2, "N1,planned,F1|F1,x,now,,published,", "areas: names the same area twice"),
    ("notices", 2, "N1,planned,F1,,now,,published,", "reason: is empty"),
    ("notices", 2, "N1,planned,F1,x,teatime,,published,", "from: 'teatime' is no time"),
    ("notices", 2, "N1,planned,F1,x,today+1d 25:00,,published,", "from: 'today+1d 25:00' is no time"),
    ("notices", 2, "N1,planned,F1,x,now,now-1m,published,", "until: is not after from"),
    ("notices", 2, "N1,planned,F1,x,now,,finished,", "state: 'finished' is none of"),
    ("notices", 2, "N1,planned,F1,x,now,,restored,", "ended: is empty, but the state is restored"),
    ("notices", 2, "N1,planned,F1,x,now-1h,,published,now", "ended: is given, but the state is pub"),
    ("notices", 2, "N1,planned,F1,x,now-1h,,restored,now+1m", "ended: lies in the future"),
    ("notices", 2, "N1,fault,F1,x,now-1h,,restored,now-2h", "ended: is before from"),
    ("notices", 2, "N1,fault,F1,x,now+1h,,in_progress,", "from: lies in the future, but the state"),
    ("notices", 3, "N1,fault,F2,x,now,,published,", "external_id: N1 stands in line 2 already"),
    ("staff", 2, "x,Su,supervisor,all", "telegram_id: 'x' is no whole number"),
    ("staff", 2, "901,Su,boss,all", "role: 'boss' is none of agent, dispatcher"),
    ("staff_chats", 2, "lobby,-1", "queue: 'lobby' is none of complaints, repairs, business, all"),
    ("places", 1, "code,kind,name,name_en,district,district_en,colour", "unknown column 'colour'"),
    ("places", 1, "code,kind,name,name_en,district", "missing column 'district_en'"),
    ("places", 1, "code,code,kind,name,name_en,district,district_en", "column given twice 'code'"),
]  # fmt: skip


async def test_a_wrong_line_is_told_with_its_number_and_nothing_is_changed(
    db: Database, tmp_path: Path
) -> None:
    before = await rows(db)
    missed = []
    for name, line, wrong, reason in WRONG:
        content = [*SMALL[f"{name}.csv"]]
        content[line - 1] = wrong
        write(tmp_path, **{name: content})
        errors = await told(db, tmp_path)
        if not any(e.startswith(f"{name}.csv, line {line}: {reason}") for e in errors):
            missed.append((name, wrong, errors))
    assert not missed
    assert await rows(db) == before


async def test_all_mistakes_are_told_at_once_in_the_order_of_the_files(
    db: Database, tmp_path: Path
) -> None:
    staff = ["telegram_id,name,role,queue", "901,,boss,all", "", "902,Di,dispatcher,nowhere"]
    write(tmp_path, staff=staff, substations=["code,name,name_en", "S1,城中变,"])
    report = await run(db, tmp_path)
    assert [(e.file, e.line) for e in report.errors] == [
        ("substations.csv", 2), ("staff.csv", 2), ("staff.csv", 2), ("staff.csv", 4),
    ]  # fmt: skip
    assert format_report(report).endswith("4 mistakes; nothing was changed.")


def _mistyped(folder: Path) -> None:
    (folder / "account.csv").write_text("number\n", encoding="utf-8")


def _empty(folder: Path) -> None:
    (folder / "staff.csv").write_text("", encoding="utf-8")


def _not_utf8(folder: Path) -> None:
    (folder / "staff.csv").write_bytes(
        "telegram_id,name,role,queue\n901,苏,agent,all\n".encode("gbk")
    )


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_mistyped, "account.csv: is none of ours; the files are substations.csv"),
        (_empty, "staff.csv, line 1: missing column 'telegram_id', 'name'"),
        (_not_utf8, "staff.csv, line 2: not UTF-8 text"),
    ],
)
async def test_a_wrong_file_is_told(
    db: Database, tmp_path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    write(tmp_path)
    spoil(tmp_path)
    assert any(line.startswith(reason) for line in await told(db, tmp_path))


async def test_a_folder_that_is_not_there_or_empty_is_told(db: Database, tmp_path: Path) -> None:
    assert "there is no such folder" in (await told(db, tmp_path / "none"))[0]
    assert "there is no CSV file in it" in (await told(db, tmp_path))[0]

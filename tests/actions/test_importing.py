"""`wattline import`: what it stores, what a second import changes, and what that sets off."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.accounts import code_hash
from actions.conversation.language import fold
from actions.importing import format_report
from storage import Database
from storage.models import (
    Account,
    AccountLink,
    Bill,
    Feeder,
    HouseRange,
    Outage,
    OutageAlert,
    OutageArea,
    OutageVersion,
    Outbox,
    Person,
    Place,
    Spelling,
    Staff,
    Substation,
)
from tests.small_files import NOW, SMALL, WORLD, ZONE, rows, run, told, write


async def test_what_is_right_is_stored(db: Database, tmp_path: Path) -> None:
    write(tmp_path)
    assert not (await run(db, tmp_path)).errors
    async with db.reading() as tx:
        account = await tx.get_one(Account, "1000000002")
        assert (account.feeder_code, account.zone, account.medical) == ("F2", "rural", True)
        assert account.code_hash == code_hash("1000000002", "emma02")
        bill = await tx.get_one(Bill, ("1000000001", "2026-10"))
        assert bill.amount == Decimal("159.50")
        assert bill.tiers == [
            {"tier": 1, "kwh": "230", "price": "0.52", "amount": "119.60"},
            {"tier": 2, "kwh": "70", "price": "0.57", "amount": "39.90"},
        ]
        road = (await tx.execute(select(Place).where(Place.code == "P1"))).scalar_one()
        spelled = (await tx.execute(select(Spelling).where(Spelling.place_id == road.id))).scalars()
        wanted = ("建設路", "Jianshe Road", "Jianshe Rd", "港城区建设路")
        assert {s.folded for s in spelled} == {fold(name) for name in wanted}
        planned, fault = (await tx.execute(select(Outage).order_by(Outage.external_id))).scalars()
        assert planned.starts_at.astimezone(ZONE).isoformat() == "2026-11-24T08:00:00+08:00"
        assert (fault.source, fault.version, fault.until) == ("import", 1, None)
        alerts = (await tx.execute(select(OutageAlert.outage_id, OutageAlert.name))).all()
        assert sorted(name for _id, name in alerts) == [
            "etr_overdue",
            "etr_soon",
            "hour_before",
            "late",
            "start",
        ]


async def test_importing_again_changes_nothing(db: Database, tmp_path: Path) -> None:
    write(tmp_path)
    first, before = await run(db, tmp_path), await rows(db)
    again = await run(db, tmp_path)
    for file, counts in again.counts.items():
        assert (counts.new, counts.changed, counts.gone) == (0, 0, 0), file
        assert counts.same == first.counts[file].new
    assert await rows(db) == before


async def test_a_byte_order_mark_columns_in_any_order_and_absent_files_are_fine(
    db: Database, tmp_path: Path
) -> None:
    text = "name_en,code,name\r\nCentral,S1,城中变\r\n"
    (tmp_path / "substations.csv").write_text(text, encoding="utf-8-sig", newline="")
    report = await run(db, tmp_path)
    assert format_report(report) == "substations.csv: 1 new, 0 changed, 0 same"


async def test_a_changed_line_changes_its_row_and_what_hangs_on_it(
    db: Database, tmp_path: Path
) -> None:
    write(tmp_path)
    await run(db, tmp_path)
    for file in ("accounts.csv", "bills.csv", "substations.csv"):
        (tmp_path / file).unlink()
    feeders = [*SMALL["feeders.csv"][:2], "F2,山村线,Hill line,hilly,S1,remote"]
    ranges = [*SMALL["house_ranges.csv"][:1], "P1,1,100,all,F2"]
    for name, content in (("feeders", feeders), ("house_ranges", ranges)):
        (tmp_path / f"{name}.csv").write_text("\n".join(content), encoding="utf-8")
    counts = (await run(db, tmp_path)).counts
    assert (counts["feeders.csv"].changed, counts["house_ranges.csv"].gone) == (1, 1)
    async with db.reading() as tx:
        hangs = await tx.execute(select(Account.feeder_code, Account.zone))
        assert {tuple(row) for row in hangs} == {("F2", "remote")}


@pytest.mark.parametrize(("said", "stays"), [("", True), ("1", True), ("0", False)])
async def test_a_home_registered_in_the_chat_stays_so_where_the_file_does_not_say(
    db: Database, tmp_path: Path, said: str, stays: bool
) -> None:
    write(tmp_path)
    await run(db, tmp_path)
    async with db.transaction() as tx:
        account = await tx.get_one(Account, "1000000001")
        account.medical = True
    lines = [f"{line.rsplit(',', 1)[0]},{said}" for line in SMALL["accounts.csv"][1:]]
    content = "\n".join([SMALL["accounts.csv"][0], *lines])
    (tmp_path / "accounts.csv").write_text(content, encoding="utf-8")
    await run(db, tmp_path)
    async with db.reading() as tx:
        assert (await tx.get_one(Account, "1000000001")).medical is stays


async def test_ranges_that_leave_an_account_without_a_feeder_are_refused(
    db: Database, tmp_path: Path
) -> None:
    write(tmp_path)
    await run(db, tmp_path)
    (tmp_path / "accounts.csv").unlink()
    (tmp_path / "bills.csv").unlink()
    ranges = [*SMALL["house_ranges.csv"][:2], "P2,1,50,all,F2"]
    (tmp_path / "house_ranges.csv").write_text("\n".join(ranges), encoding="utf-8")
    assert await told(db, tmp_path) == [
        "house_ranges.csv, line 2: account 1000000002 at P1 12 would be in no house range"
    ]


async def _link(db: Database) -> None:
    async with db.transaction() as tx:
        person = Person(telegram_id=7, chat_id=7, language="en", created_at=NOW, wrong_codes=0)
        tx.add(person)
        await tx.flush()
        link = {"person_id": person.id, "account_number": "1000000001", "linked_at": NOW}
        tx.add(AccountLink(**link))


CHANGES = [
    ("N1,planned,F1,maintenance,today+1d 08:00,today+1d 17:20,published,", "same", 1, []),
    ("N1,planned,F1,maintenance,today+1d 08:00,today+1d 18:00,published,", "changed", 2, ["changed"]),
    ("N1,planned,F1,maintenance,today+2d 08:00,today+2d 17:00,published,", "changed", 2, ["changed"]),
    ("N1,planned,F1,tree,today+1d 08:00,today+1d 17:00,published,", "changed", 2, []),
    ("N1,planned,F1|P2,maintenance,today+1d 08:00,today+1d 17:00,published,", "changed", 2,
     ["published"]),
    ("N1,planned,F1,maintenance,today+1d 08:00,today+1d 17:00,cancelled,now", "changed", 2,
     ["cancelled"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "fate", "version", "alerts"), CHANGES)
async def test_a_changed_notice_is_told_where_customers_would_notice(
    db: Database, tmp_path: Path, line: str, fate: str, version: int, alerts: list[str]
) -> None:
    write(tmp_path)
    await run(db, tmp_path)
    await _link(db)
    notices = [SMALL["notices.csv"][0], line]
    (tmp_path / "notices.csv").write_text("\n".join(notices), encoding="utf-8")
    for expected in (fate, "same"):
        counts = (await run(db, tmp_path)).counts["notices.csv"]
        assert getattr(counts, expected) == 1
    async with db.reading() as tx:
        outage = (await tx.execute(select(Outage).where(Outage.external_id == "N1"))).scalar_one()
        kept = await tx.execute(select(OutageVersion).where(OutageVersion.outage_id == outage.id))
        assert (outage.version, len(kept.all())) == (version, version)
        keys = (await tx.execute(select(Outbox.key))).scalars()
        assert [key.split(":")[3] for key in keys] == alerts


async def test_what_staff_ended_is_not_opened_again(db: Database, tmp_path: Path) -> None:
    write(tmp_path)
    await run(db, tmp_path)
    async with db.transaction() as tx:
        for outage in (await tx.execute(select(Outage))).scalars():
            outage.state, outage.ended_at = "restored", NOW
    counts = (await run(db, tmp_path, later=timedelta(hours=3))).counts["notices.csv"]
    assert (counts.same, counts.changed) == (2, 0)


async def test_the_demo_city_imports_cleanly(db: Database) -> None:
    report = await run(db, WORLD)
    assert not report.errors, format_report(report)
    async with db.reading() as tx:
        counted = [
            (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (Substation, Feeder, Account, Bill, Outage, Staff)
        ]
        assert counted == [3, 12, 300, 3600, 40, 4]
        late = select(func.count(func.distinct(Bill.account_number))).where(
            Bill.paid_on.is_(None), Bill.due_on < (NOW - timedelta(days=30)).date()
        )
        assert (await tx.execute(late)).scalar_one() == 6
        ranges = select(func.count()).select_from(HouseRange)
        assert (await tx.execute(ranges)).scalar_one() > 50
        first = select(Outage).where(Outage.state == "published").order_by(Outage.starts_at)
        soon = (await tx.execute(first.limit(1))).scalar_one()
        area = select(OutageArea).where(OutageArea.outage_id == soon.id)
        hit = (await tx.execute(area)).scalar_one().feeder_code
        assert soon.starts_at == NOW + timedelta(minutes=3)
        assert (await tx.get_one(Account, "8888000001")).feeder_code == hit

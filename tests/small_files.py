"""A small city as the CSV files of an import; tests replace some of its files or lines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from actions import policy as policy_module
from actions.importing import Report, import_folder
from storage import Database
from storage.models import Base

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "sandbox" / "world"
POLICY = policy_module.load([ROOT / "policy.yml", WORLD / "policy.yml"])
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 10:00 in the utility's zone."""

SMALL = {
    "substations.csv": ["code,name,name_en", "S1,城中变,Central"],
    "feeders.csv": [
        "code,name,name_en,aliases,substation,zone",
        "F1,城东线,East line,10kV城东线|feeder 1,S1,urban",
        "F2,山村线,Hill line,,S1,rural",
    ],
    "places.csv": [
        "code,kind,name,name_en,district,district_en,aliases",
        "P1,street,建设路,Jianshe Road,港城区,Harbour,Jianshe Rd",
        "P2,village,柳溪村,Willow Creek,枫林县,Fenglin,",
    ],
    "house_ranges.csv": [
        "place,low,high,parity,feeder",
        "P1,1,99,odd,F1",
        "P1,2,100,even,F2",
        "P2,1,50,all,F2",
    ],
    "accounts.csv": [
        "number,holder,place,house_number,unit,tier,phone,code,medical",
        "1000000001,王小梅,P1,11,3-502,standard,19900000001,MEI001,0",
        "1000000002,Emma Clarke,P1,12,,silver,19900000002,EMMA02,1",
    ],
    "bills.csv": [
        "account,period,kwh,amount,due_on,paid_on",
        "1000000001,month-1,300,159.50,today+10d,",
        "1000000001,2026-09,100.5,52.26,2026-10-20,2026-10-11",
    ],
    "notices.csv": [
        "id,kind,areas,reason,from,until,state,ended",
        "N1,planned,F1,maintenance,today+1d 08:00,today+1d 17:00,published,",
        "N2,fault,P1 1-39 odd|F2,a fox in the switchgear,now-40m,,in_progress,",
    ],
    "staff.csv": ["telegram_id,name,role,queue", "901,Su,supervisor,all"],
    "staff_chats.csv": ["queue,chat_id", "all,-1001"],
}


def write(folder: Path, **lines: list[str]) -> None:
    """The small city, with some files (named without .csv) replaced."""
    for name, content in (SMALL | {f"{n}.csv": c for n, c in lines.items()}).items():
        (folder / name).write_text("\n".join(content) + "\n", encoding="utf-8")


async def run(db: Database, folder: Path, later: timedelta = timedelta()) -> Report:
    """Imports the folder at `NOW`, or later."""
    return await import_folder(db, folder, POLICY, ZONE, NOW + later)


async def told(db: Database, folder: Path) -> list[str]:
    """The mistakes that an import tells."""
    return [str(error) for error in (await run(db, folder)).errors]


async def rows(db: Database) -> int:
    """How many rows all tables have together."""
    async with db.reading() as tx:
        counted = [
            (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for table in Base.metadata.sorted_tables
        ]
    return sum(counted)

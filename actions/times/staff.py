"""Times as staff type them: "25.11. 8:00", "tomorrow 8:00", "明天 8:00", "+2h", "now".

Small on purpose: it reads what a form asks for and nothing that it could misread.
"""

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CLOCK = re.compile(
    r"(?<![\d./-])(\d{1,2})(?:[:：](\d{2})|\s*[点點时時鐘钟]+(半|\d{1,2}分?)?|(?=\s*[ap]\.?m\b))"
)
AFTERNOON = re.compile(r"下午|晚上|晚间|傍晚|夜里|今晚|明晚|(?<![a-z])p\.?m\b")
MORNING = re.compile(r"凌晨|早上|上午|(?<![a-z])a\.?m\b")
NIGHT = re.compile(r"晚|夜")
NOON = re.compile(r"中午")
ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号號]?|(?<![\d:])(\d{1,2})[-/](\d{1,2})(?!\d)")
DAY_DOT_MONTH = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.?(?!\d)")
AHEAD = re.compile(
    r"^(?:\+|in\s+)?(\d{1,4}(?:\.\d)?)\s*(h|hours?|小时|小時|个小时|m|min|minutes?|分钟|分鐘)(?:后|後)?$",
    re.IGNORECASE,
)
NAMED_DAYS = {
    "today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "聽日": 1,
    "后天": 2, "後天": 2, "day after tomorrow": 2,
}  # fmt: skip
NOW = {"now", "现在", "現在", "马上", "立即", "而家"}


def read(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment meant, aware; None where it is not clear. Without a date: the next such time."""
    said = unicodedata.normalize("NFKC", said).strip().casefold()
    if said in NOW:
        return now
    if ahead := AHEAD.match(said):
        unit = "hours" if ahead.group(2)[0] in "h小个" else "minutes"
        return now + timedelta(**{unit: float(ahead.group(1))})
    local = now.astimezone(zone)
    day, rest = _day(said, local)
    if day is None and rest != said:
        return None  # a day that no calendar has
    clock = CLOCK.search(rest)
    if clock is None:
        return None
    return _at(day, _hour(int(clock.group(1)), rest), _minute(clock), local)


def _hour(hour: int, said: str) -> int:
    """The hour of 24: "3 pm" and "下午3点" are 15; "中午1点" is 13."""
    if hour < 12 and (AFTERNOON.search(said) or (NOON.search(said) and hour < 6)):
        return hour + 12
    if hour == 12 and NIGHT.search(said):
        return 24  # of which day? better asked than guessed
    return 0 if hour == 12 and MORNING.search(said) else hour


def _day(said: str, local: datetime) -> tuple[datetime | None, str]:
    for name in sorted(NAMED_DAYS, key=len, reverse=True):
        if name in said:
            return local + timedelta(days=NAMED_DAYS[name]), said.replace(name, " ")
    if found := ISO.search(said):
        return _date(local, *map(int, found.groups())), said.replace(found.group(), " ")
    if found := MONTH_DAY.search(said):
        month, day = (int(g) for g in found.groups() if g)
        return _soon(local, month, day), said.replace(found.group(), " ")
    if found := DAY_DOT_MONTH.search(said):
        day, month = map(int, found.groups())
        return _soon(local, month, day), said.replace(found.group(), " ")
    return None, said


def names_a_day(said: str) -> bool:
    """Whether a day is said, so that nothing is left to guess from another time."""
    said = unicodedata.normalize("NFKC", said).casefold()
    patterns = (ISO, MONTH_DAY, DAY_DOT_MONTH)
    return any(d in said for d in NAMED_DAYS) or any(p.search(said) for p in patterns)


def _date(local: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return local.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _soon(local: datetime, month: int, day: int) -> datetime | None:
    """This year, or next year where the day lies far behind us."""
    this_year = _date(local, local.year, month, day)
    if this_year is not None and this_year < local - timedelta(days=60):
        return _date(local, local.year + 1, month, day)
    return this_year


def _at(day: datetime | None, hour: int, minute: int, local: datetime) -> datetime | None:
    if hour > 23 or minute > 59:
        return None
    at = (day or local).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at + timedelta(days=1) if day is None and at < local else at


def _minute(clock: re.Match[str]) -> int:
    after = clock.group(2) or clock.group(3) or "0"
    return 30 if after == "半" else int(re.sub(r"\D", "", after) or 0)

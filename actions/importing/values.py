"""What may stand in a cell of an import. Each function reads one kind of it or raises `Wrong`.

Dates and times are ISO in the utility's time zone, or relative to the import, so that a demo
is always fresh: `now+3m`, `now-2h`, `today+1d 08:00`, `today-12d`, `month-1`.
"""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from actions.conversation.language import fold
from actions.importing.files import Wrong

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
NUMBER = re.compile(r"-?[0-9]{1,18}")
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
NOW = re.compile(r"now((?:[+-]\d{1,6}[mhd])*)")
TODAY = re.compile(r"today((?:[+-]\d{1,5}d)*)(?:[ T](\d{1,2}:\d{2}))?")
MONTH = re.compile(r"month([+-]\d{1,3})?")
PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
HIGHEST_HOUSE = 9999
"""House numbers have at most four digits: `places.find` reads no longer ones."""
LONGEST = 200


def words(value: str) -> str:
    """Text that must not be empty."""
    if not value:
        raise Wrong("is empty")
    return words_or_none(value)


def words_or_none(value: str) -> str:
    """Text that may be empty."""
    if len(value) > LONGEST:
        raise Wrong(f"has {len(value)} characters, at most {LONGEST} are kept")
    if not value.isprintable():
        raise Wrong("holds a character that cannot be printed")
    return value


def name(value: str) -> str:
    """A name by which people look something up."""
    if not fold(words(value)):
        raise Wrong(f"{value!r} has no letter or digit")
    return value


def aliases(value: str) -> list[str]:
    """Several names with | between; none where it is empty."""
    return [name(part.strip()) for part in value.split("|")] if value else []


def code(value: str) -> str:
    """A short name for other files to refer to."""
    if not CODE.fullmatch(value):
        raise Wrong(f"{value!r} is no code: 1 to 32 letters and digits, - and _")
    return value


def one_of(choices: Collection[str]) -> Callable[[str], str]:
    """One of a few words."""

    def read(value: str) -> str:
        if value not in choices:
            raise Wrong(f"{value!r} is none of {', '.join(choices)}")
        return value

    return read


def written_as(pattern: str, told: str) -> Callable[[str], str]:
    """Text of a fixed shape; `told` says which."""
    shape = re.compile(pattern)

    def read(value: str) -> str:
        if not shape.fullmatch(value):
            raise Wrong(f"{value!r} is not {told}")
        return value

    return read


def yes_no_or_none(value: str) -> bool | None:
    """1 or 0; None where the file says neither."""
    return one_of(("0", "1"))(value) == "1" if value else None


def whole(value: str) -> int:
    """A whole number."""
    if not NUMBER.fullmatch(value):
        raise Wrong(f"{value!r} is no whole number")
    return int(value)


def house(value: str) -> int:
    """A house number."""
    number = whole(value)
    if not 1 <= number <= HIGHEST_HOUSE:
        raise Wrong(f"{number} is not between 1 and {HIGHEST_HOUSE}")
    return number


def amount(value: str) -> Decimal:
    """Money or energy, with at most two decimals."""
    if not AMOUNT.fullmatch(value):
        raise Wrong(f"{value!r} is no amount such as 119.60")
    return Decimal(value)


def degrees(highest: int) -> Callable[[str], float | None]:
    """Degrees of WGS 84 with a point, at most so many to each side; None where it is empty."""

    def read(value: str) -> float | None:
        if not value:
            return None
        if not DEGREES.fullmatch(value) or abs(float(value)) > highest:
            raise Wrong(f"{value!r} is not between -{highest} and {highest}")
        return float(value)

    return read


def _steps(written: str) -> timedelta:
    steps = re.findall(r"([+-]\d+)([mhd])", written)
    return sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in steps), timedelta())


def moment(value: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A date and time, aware."""
    try:
        return _moment(value, now, zone)
    except (ValueError, OverflowError):
        raise Wrong(
            f"{value!r} is no time such as 2026-11-25 08:00, now+3m or today+1d 08:00"
        ) from None


def _moment(value: str, now: datetime, zone: ZoneInfo) -> datetime:
    if found := NOW.fullmatch(value):
        return now + _steps(found.group(1))
    if found := TODAY.fullmatch(value):
        at = time.fromisoformat((found.group(2) or "00:00").zfill(5))
        return datetime.combine(_day_after(found.group(1), now.astimezone(zone).date()), at, zone)
    read = datetime.fromisoformat(value)
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


def _day_after(steps: str, today: date) -> date:
    return (datetime.combine(today, time()) + _steps(steps)).date()


def day(value: str, today: date) -> date:
    """A date."""
    try:
        found = TODAY.fullmatch(value)
        if found and not found.group(2):
            return _day_after(found.group(1), today)
        return date.fromisoformat(value)
    except (ValueError, OverflowError):
        raise Wrong(f"{value!r} is no date such as 2026-11-25 or today-12d") from None


def period(value: str, today: date) -> str:
    """A month, as YYYY-MM."""
    if found := MONTH.fullmatch(value):
        months = today.year * 12 + today.month - 1 + int(found.group(1) or 0)
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if not PERIOD.fullmatch(value):
        raise Wrong(f"{value!r} is no month such as 2026-10 or month-1")
    return value

"""Times, durations, money and names in the reader's words."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from actions.conversation.language import to_traditional
from actions.work import Turn, Work
from locales import Html, join, mark, text
from storage.models import Feeder, Place, Transformer

_ = mark


def day(when: date, today: date, language: str) -> str:
    """ "tomorrow, Wed 25 Nov": the date, and how near it is."""
    pattern = {"en": "EEE d MMM", "zh_Hans": "M月d日EEE", "zh_Hant": "M月d日EEE"}[language]
    if abs((when - today).days) > 300:
        pattern = "d MMM y" if language == "en" else "y年M月d日"
    elif when.year != today.year:
        pattern = "EEE d MMM y" if language == "en" else "y年M月d日EEE"
    written = format_date(when, pattern, locale=language)
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((when - today).days)
    return (
        text(language, _("{near}, {date}"), near=text(language, near), date=written)
        if (near)
        else written
    )


def moment(when: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """ "today, Sat 21 Nov, 17:00" in the utility's time zone."""
    local = when.astimezone(zone)
    written = day(local.date(), now.astimezone(zone).date(), language)
    return text(language, _("{day} at {time}"), day=written, time=f"{local:%H:%M}")


def period(
    start: datetime, end: datetime | None, now: datetime, zone: ZoneInfo, language: str
) -> str:
    """ "tomorrow, Wed 25 Nov, 08:00 to 17:00"; an open end is said."""
    begin, first = moment(start, now, zone, language), start.astimezone(zone)
    if end is None:
        return text(language, _("from {start}; the end is not known yet"), start=begin)
    last = end.astimezone(zone)
    until = f"{last:%H:%M}" if last.date() == first.date() else moment(end, now, zone, language)
    return text(language, _("{start} to {end}"), start=begin, end=until)


def duration(length: timedelta, language: str) -> str:
    """ "45 minutes", "2 hours": coarse, as people say it."""
    return format_timedelta(length, threshold=1.5, locale=language)


def chats(number: int, language: str) -> str:
    """ "1 chat", "12 chats"."""
    return text(language, _("1 chat") if number == 1 else _("{number} chats"), number=number)


def money(amount: Decimal, work: Work) -> str:
    """ "¥103.20"."""
    return f"{work.policy.currency}{amount:,.2f}"


def when(turn: Turn, at: datetime) -> str:
    """A moment in the person's words."""
    return moment(at, turn.now, turn.zone, turn.person.language)


def place_name(place: Place, language: str, house: int | None = None, unit: str = "") -> str:
    """A place as its reader writes it, with a house number where there is one."""
    if language == "en":
        return " ".join(part for part in (str(house or ""), place.name_en, unit) if part)
    number = "" if house is None else f"{house}号" if language == "zh_Hans" else f"{house}號"
    name = place.name if language == "zh_Hans" else to_traditional(place.name)
    return f"{name}{number}{unit}"


def feeder_name(feeder: Feeder | Transformer, language: str) -> str:
    """A feeder or transformer as its reader writes it."""
    if language == "en":
        return feeder.name_en
    return feeder.name if language == "zh_Hans" else to_traditional(feeder.name)


def quote(words: str, longest: int = 600) -> Html:
    """A customer's words, shortened where they are long; kept whole in the database."""
    return Html(f"<i>{join([shortened(words, longest)])}</i>" if words else "")


def shortened(words: str, longest: int = 600) -> str:
    """The beginning of a long text."""
    return words if len(words) <= longest else words[: longest - 1] + "…"


def listed(parts: list[str], language: str) -> str:
    """Several names in a row, as the language separates them."""
    return (", " if language == "en" else "、").join(parts)

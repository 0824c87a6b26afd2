"""How a deadline was counted, step by step, in words for customers and staff."""

from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from actions.matters import matter
from actions.matters.matter import DEADLINES
from actions.promises.deadlines import Step
from actions.words import day, listed, moment
from actions.work import Turn, Work
from locales import Html, join, mark, text
from storage import tickets
from storage.models import Deadline, Ticket

_ = mark

UNITS = {
    "minutes": (_("{count} minute, day and night"), _("{count} minutes, day and night")),
    "hours": (_("{count} hour, day and night"), _("{count} hours, day and night")),
    "days": (_("{count} day of 24 hours"), _("{count} days of 24 hours")),
    "working_minutes": (_("{count} minute of working time"), _("{count} minutes of working time")),
    "working_hours": (_("{count} hour of working time"), _("{count} hours of working time")),
    "working_days": (_("{count} working day, until we close"),
                     _("{count} working days, until we close on the last")),
}  # fmt: skip
BECAUSE = {
    "class": _("{length}, as for all matters of this class"),
    "tier": _("{length}, shorter because of the customer tier"),
    "urban": _("{length}, as in the city"), "rural": _("{length}, as in the countryside"),
    "remote": _("{length}, as in remote places"),
}  # fmt: skip
HOLIDAYS = {
    "New Year's Day": _("New Year's Day"), "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"), "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"), "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
}  # fmt: skip
WAITED = {
    "customer": (_("waiting for you"), _("waiting for the customer")),
    "access": (_("nobody let us in"), _("nobody let us in")),
    "appointment": (_("waiting for the day agreed"), _("waiting for the day agreed")),
}  # fmt: skip


async def show(turn: Turn, ticket: Ticket) -> None:
    """To the customer: how the promises that are still open were counted."""
    await _say(turn, ticket, to_staff=False)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """`desk.explain`: the same for staff, with what only they are held to."""
    turn.toast()
    await _say(turn, await tickets.get(turn.tx, int(do["ticket"])), to_staff=True)


async def command(turn: Turn) -> None:
    """/explain and a number."""
    ticket = await matter.named(turn)
    if ticket is not None:
        await _say(turn, ticket, to_staff=True)


async def _say(turn: Turn, ticket: Ticket, to_staff: bool) -> None:
    lines: list[Html] = []
    for row in await tickets.deadlines(turn.tx, ticket.id):
        if row.state == "open" and (to_staff or matter.PROMISES.get(row.name)):
            lines += explain(turn, row, turn.person.language, to_staff)
    nothing = turn.t(_("Nothing is promised for {number} at the moment."), number=ticket.number)
    turn.say(join(lines or [nothing]))


def explain(work: Work, deadline: Deadline, language: str, to_staff: bool = False) -> list[Html]:
    """A title and one line a step, from the receipt to the moment when it is due."""
    steps = deadline.counted
    lines = [Html(f"<b>{text(language, DEADLINES[deadline.name])}</b>")]
    lines += [line for step in steps if (line := _line(work, step, language, to_staff))]
    holidays = [_holiday(work, step, language) for step in steps if step["is"] == "holiday"]
    if holidays:
        skipped = text(language, _("Left out: {holidays}"), holidays=listed(holidays, language))
        lines.insert(1 + _promised_at(steps), skipped)
    if deadline.paused_at is not None:
        since = _at(work, deadline.paused_at, language)
        lines.append(text(language, _("Standing still since {time}: {reason}"), time=since,
                          reason=_waited(deadline.pause_reason, language, to_staff)))  # fmt: skip
    due = _at(work, deadline.due_at, language)
    lines.append(text(language, _("Due: <b>{time}</b>"), time=due))
    return [lines[0], *(Html(f"• {line}") for line in lines[1:])]


def _promised_at(steps: list[Step]) -> int:
    """How many lines stand up to and with the figure itself."""
    shown = [step for step in steps if step["is"] != "holiday"]
    return next((n for n, step in enumerate(shown, 1) if step["is"] == "promise"), len(shown))


def _line(work: Work, step: Step, language: str, to_staff: bool) -> Html | None:
    say = SAYS.get(step["is"])
    if say is not None:
        return say(work, step, language)
    if step["is"] == "paused":
        length = clock(timedelta(seconds=step["seconds"]), language)
        reason = _waited(step["reason"], language, to_staff)
        return text(language, _("Paused for {length}: {reason}"), length=length, reason=reason)
    return None


def _received(work: Work, step: Step, language: str) -> Html:
    return text(language, _("Received: {time}"), time=_at(work, step["at"], language))


def _agreed(work: Work, step: Step, language: str) -> Html:
    return text(language, _("Agreed on {time}"), time=_at(work, step["at"], language))


def _after(work: Work, step: Step, language: str) -> Html:
    name = text(language, DEADLINES[step["name"]])
    return text(language, _("Counted from when this was done: {name}, {time}"), name=name,
                time=_at(work, step["at"], language))  # fmt: skip


def _outside(work: Work, step: Step, language: str) -> Html:
    return text(language, _("That was outside our working hours, so it counts from {time}"),
                time=_at(work, step["until"], language))  # fmt: skip


def _from_day(work: Work, step: Step, language: str) -> Html:
    return text(language, _("The first day that counts is the next working day: {day}"),
                day=_day(work, step["day"], language))  # fmt: skip


def _promise(work: Work, step: Step, language: str) -> Html:
    one, several = UNITS[step["unit"]]
    length = text(language, one if step["count"] == 1 else several, count=step["count"])
    because = BECAUSE.get(step["because"])
    return text(language, because, length=length) if because else length


def _make_up(work: Work, step: Step, language: str) -> Html:
    return text(language, _("A working day that makes up for {holiday} counts: {day}"),
                holiday=_name(step["name"], language),
                day=_day(work, step["day"], language))  # fmt: skip


def _unknown(work: Work, step: Step, language: str) -> Html:
    return text(language, _("The holidays of {year} are not in our calendar yet: only the weekends were left out"),
                year=step["year"])  # fmt: skip


def _moved(work: Work, step: Step, language: str) -> Html:
    return text(language, _("We had promised {old} and gave a new time: {new}"),
                old=_at(work, step["from"], language),
                new=_at(work, step["at"], language))  # fmt: skip


SAYS = {
    "received": _received, "agreed": _agreed, "after": _after, "outside": _outside, "from_day": _from_day,
    "promise": _promise, "make_up": _make_up, "unknown": _unknown, "moved": _moved,
}  # fmt: skip


def _holiday(work: Work, step: Step, language: str) -> str:
    first, last = (date.fromisoformat(step[end]) for end in ("first", "last"))
    pattern = "d MMM" if language == "en" else "M月d日"
    days = [format_date(d, pattern, locale=language) for d in dict.fromkeys((first, last))]
    return f"{_name(step['name'], language)} ({' – '.join(days)})"


def _name(name: str, language: str) -> str:
    """A holiday's name; the utility's own stand as they are written in its table."""
    return text(language, HOLIDAYS[name]) if name in HOLIDAYS else name


def _waited(reason: str, language: str, to_staff: bool) -> str:
    return text(language, WAITED[reason][to_staff])


def _day(work: Work, written: str, language: str) -> str:
    return day(date.fromisoformat(written), work.today, language)


def _at(work: Work, at: str | datetime, language: str) -> str:
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment(at, work.now, work.zone, language)


def clock(length: timedelta, language: str) -> Html:
    """ "2 h 5 min": exact, as a reckoning needs it."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return text(language, _("{hours} h {minutes} min"), hours=hours, minutes=minutes)

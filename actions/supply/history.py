"""How often the power was off: `/feeder F07` for staff, "how often was my line off" for customers."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions import places, times
from actions.conversation import asking
from actions.places import Spot
from actions.supply import outages
from actions.supply.outages import TITLES
from actions.supply.reliability import PLANNED, WITHIN, is_sustained, sustained
from actions.words import day, duration, when
from actions.work import Turn
from locales import Html, join, mark
from nlu.folding import fold
from storage import feeder_warnings
from storage import reliability as rows
from storage.feeder_warnings import Off
from storage.models import Outage

_ = mark

MOST_SHOWN = 5

HOW_OFTEN = re.compile(
    r"how (?:often|frequent\w*|(?:un)?reliable|many (?:times|outages|(?:power )?(?:cuts|failures|interruptions)|blackouts))|"
    r"(?<!好)(?:几多?|多少)(?:次|回)|多(?:久|长时间|少天)(?:会|就|要|才)?停(?:一|1)?(?:次|回)?(?:电)|(?:经常|频繁).{0,4}停电.{0,4}吗|停电(?:记录|历史)|"
    r"\b(?:outage|blackout)s? (?:history|record)"
)
"""Asks for the past as a whole, and not for one outage; over folded text."""
OF_POWER = re.compile(
    r"停|断电|跳闸|没电|冇电|供电|故障|线|"
    r"\b(?:power|electricity|outages?|blackouts?|cuts?|failures?|off|fails?|supply|lines?|feeders?|interruptions?)\b"
)
REPROACH = re.compile(
    r"\b(?:do i|must i|have i|should i|do we|must we|have we|should we|more)\b|才(?:能|会|肯)|还要|投诉"
)
"""Not asked to be told a number."""


WasOff = Off | Outage
"""One time without power."""


def is_asked(turn: Turn, alone: bool = False) -> bool:
    """Whether a question about outages is how often there were any.

    `alone`: nothing but its words says that it is about outages at all.
    """
    text = fold(turn.incoming.text)
    if HOW_OFTEN.search(text) is None:
        return False
    return not alone or (OF_POWER.search(text) is not None and not REPROACH.search(text))


async def command(turn: Turn) -> None:
    """/feeder F07: what a line went through in twelve months, and the warnings about it."""
    spots = [s for s in await places.find(turn, turn.incoming.text.strip()) if s.feeder_code]
    if len(spots) != 1 or (code := spots[0].feeder_code) is None:
        turn.say(turn.t(_("Please write which line, by its code or name, like this: /feeder F07")))
        return
    since = turn.now - WITHIN
    off = await sustained(turn, code, since)
    name = await places.name(turn, spots[0], turn.person.language)
    served = (await rows.served(turn.tx, "feeder")).get(code, 0)
    lines: list[str] = [
        turn.t(_("<b>{name}</b> ({code}), {count} customers"), name=name, code=code,
               count=round(served)),
        *_counted(turn, off),
    ]  # fmt: skip
    for warning in await feeder_warnings.warnings(turn.tx, code, since):
        lines.append(turn.t(WARNED[warning.level], time=when(turn, warning.at),
                            number=await feeder_warnings.plan_number(turn.tx, warning)))  # fmt: skip
    turn.say(join(lines))


WARNED = {
    "early": _("⚠️ Warned of {time}."),
    "plan": _("🧭 A plan was opened {time}: {number}"),
}


async def tell(turn: Turn, place: dict[str, Any]) -> None:
    """A customer's own place or line: how often it was off, how long, and when last."""
    spot = await asking.spot_of(turn, place)
    since, until = _interval(turn)
    off = await _off_at(turn, spot, since, until)
    first, last = (at.astimezone(turn.zone).date() for at in (since, until))
    head = turn.t(_("<b>{place}</b>, {start} to {end}:"), place=await asking.place_words(turn, place),
                  start=day(first, turn.today, turn.person.language),
                  end=day(last, turn.today, turn.person.language))  # fmt: skip
    turn.say(join([head, *_counted(turn, off)]))


def _interval(turn: Turn) -> tuple[datetime, datetime]:
    """The past time that the question names ("this year"), else the last twelve months."""
    rest = turn.incoming.text
    for place in turn.understanding.values("location"):
        rest = rest.replace(place, " ")  # 11号 of a street is no day
    for said in (*turn.understanding.values("time"), rest):
        found = times.interval(said, turn.now, turn.zone, past=True)
        if found and found.end - found.start >= timedelta(days=1) and found.start < turn.now:
            return found.start, min(found.end, turn.now)
    return turn.now - WITHIN, turn.now


async def _off_at(turn: Turn, spot: Spot, since: datetime, until: datetime) -> list[WasOff]:
    found = await outages.at(turn, spot, since)
    return [
        o for o in found
        if since <= o.starts_at < until and is_sustained(o.starts_at, o.ended_at, turn.now)
    ]  # fmt: skip


def _counted(turn: Turn, off: Sequence[WasOff]) -> list[Html]:
    """How many, how long in all and on average, and the last ones."""
    if not off:
        return [turn.t(_("No outage longer than 5 minutes is known to us in this time."))]
    planned = sum(one.kind in PLANNED for one in off)
    lines = [turn.t(_("Outages longer than 5 minutes: {count}, of these planned: {planned}"),
                    count=len(off), planned=planned)]  # fmt: skip
    if lengths := [o.ended_at - o.starts_at for o in off if o.ended_at is not None]:
        whole = sum(lengths, timedelta())
        lines.append(turn.t(_("In all {total}, on average {average}"), total=_long(turn, whole),
                            average=_long(turn, whole / len(lengths))))  # fmt: skip
    if unfinished := len(off) - len(lengths):
        lines.append(turn.t(_("Not over yet, and not in these times: {count}"), count=unfinished))
    lines += [_line(turn, one) for one in list(reversed(off))[:MOST_SHOWN]]
    return lines


def _line(turn: Turn, one: WasOff) -> Html:
    lasted = (
        _long(turn, one.ended_at - one.starts_at) if one.ended_at else turn.t(_("not over yet"))
    )
    return turn.t(_("• {time}: {kind}, {length}"), time=when(turn, one.starts_at),
                  kind=turn.t(TITLES[one.kind]), length=lasted)  # fmt: skip


def _long(turn: Turn, length: timedelta) -> str:
    """ "2 h 05 min": exact, as figures that somebody may add up; days where it is long."""
    minutes = round(length / timedelta(minutes=1))
    if minutes < 60:
        return duration(timedelta(minutes=minutes), turn.person.language)
    hours, rest = divmod(minutes, 60)
    return turn.t(_("{hours} h {minutes} min"), hours=hours, minutes=rest)

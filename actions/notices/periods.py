"""From when until when, as staff write it: read as a whole, or refused with the reason."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from actions import times
from actions.forms import Problem, Slots
from actions.words import when
from actions.work import Turn
from locales import mark

_ = mark

BETWEEN = (
    re.compile(r"\s+(?:-|–|—|~|to|until|till)\s+|\s*[至到~–—]\s*"),
    re.compile(r"\s*-\s*"),
)
"""What stands between two times, the surest first: "-" also stands in dates."""
LONGEST_AGO = timedelta(days=2)
"""What began earlier than this is no news any more."""


def span(turn: Turn, written: str, kind: str | None) -> Slots | Problem | None:
    """ "tomorrow 8:00-17:00": from and until; a single time is the beginning.

    Null where it is no time that is understood; a Problem where it cannot be.
    """
    start, end, says_a_day = next(
        _ends(turn, written, kind), (beginning(turn, written, kind), None, False)
    )
    if start is None:
        return None
    if problem := _wrong_start(turn, start) or (end and wrong_end(turn, start, end)):
        return problem
    found: Slots = {"from": start.isoformat()}
    return found | {"until": end.isoformat(), "until_day": says_a_day} if end else found


def _ends(turn: Turn, written: str, kind: str | None) -> Iterator[tuple[datetime, datetime, bool]]:
    for between in BETWEEN:
        for split in reversed(list(between.finditer(written))):
            start = beginning(turn, written[: split.start()], kind)
            said = written[split.end() :]
            end = ending(turn, said, start) if start else None
            if start and end:
                yield start, end, times.says_when(said)


def beginning(turn: Turn, said: str, kind: str | None) -> datetime | None:
    """The moment meant; a fault has begun rather than that it is to come."""
    return times.read(said, turn.now, turn.zone, "nearest" if kind == "fault" else "next")


def ending(turn: Turn, said: str, since: datetime) -> datetime | None:
    """ "17:30", "+2h" and "Friday 8:00" are meant from `since` on, "tomorrow 8:00" from today."""
    return times.read(said, turn.now if times.names_a_day(said) else since, turn.zone)


def _wrong_start(turn: Turn, at: datetime) -> Problem | None:
    if at >= turn.now - LONGEST_AGO:
        return None
    return Problem(turn.t(_("That is {time}, in the past. From when on?"), time=when(turn, at)))


def wrong_end(turn: Turn, start: datetime, end: datetime) -> Problem | None:
    """Why it cannot end then; null where it can."""
    if end <= start:
        said = _("That is {time}, before the beginning. Until when?")
    elif end <= turn.now:
        said = _("That is {time}, in the past. Until when?")
    else:
        return None
    return Problem(turn.t(said, time=when(turn, end)))


def unclear(turn: Turn, said: str) -> Problem:
    """It was not understood, or not all of it."""
    if first := times.ambiguous(said, turn.today.year):
        line = turn.t(_("“{said}” can be two days. Please write it like {first} 08:00."),
                      said=said.strip(), first=first)  # fmt: skip
        return Problem(line)
    return Problem(
        turn.t(
            _(
                "I do not understand all of “{said}”. Please write the time like 2026-11-25 08:00, tomorrow 8:00, Tuesday 8:00, 8 Dec 8:00, +2h or now."
            ),
            said=said.strip()[:100],
        )
    )


async def read_from(turn: Turn, slots: Slots) -> Any:
    """The answer to "from when on?"; where it says the end too, that is kept."""
    found = span(turn, turn.incoming.text, slots.get("kind"))
    if found is None:
        return unclear(turn, turn.incoming.text)
    if isinstance(found, Problem):
        return found
    slots |= {name: value for name, value in found.items() if name != "from"}
    return found["from"]


FURTHER = re.compile(
    r"^\s*\+|\b(?:later|more|longer|extend\w*|another|delay\w*|postpone\w*|by|than (?:planned|announced|before))\b|"
    r"推[迟遲]|[顺順]?延[长長迟遲后後]?|再|多|往[后後]|加",
    re.IGNORECASE,
)
"""Says that an end is put off by so much, and not how long it is from now."""
DURATION = re.compile(
    r"\W*(?:half an?|an?|one|two|three|four|five|six|\d+(?:\.\d+)?|[一二两兩三四五六七八九十半\d]+[个個]?半?)\s*"
    r"(?:h(?:ou)?rs?|h|min(?:ute)?s?|[个個]?[小钟鐘][时時头頭]|分[钟鐘])\W*",
    re.IGNORECASE,
)


def put_off(turn: Turn, said: str, was: datetime) -> datetime | None:
    """The end that `was`, later by what is said: "+1h", "half an hour later", "推迟一小时"."""
    rest = FURTHER.sub(" ", said).strip()
    if not FURTHER.search(said) or not DURATION.fullmatch(rest):
        return None
    return times.read(rest, max(was, turn.now), turn.zone)


async def read_until(turn: Turn, slots: Slots) -> Any:
    """The end, after the beginning and after now. `was`: the one that is changed."""
    start, said = datetime.fromisoformat(slots["from"]), turn.incoming.text
    later = put_off(turn, said, datetime.fromisoformat(slots["was"])) if "was" in slots else None
    at = later or ending(turn, said, max(turn.now, start))
    if at is None and "outage" not in slots:  # of a notice that is being written: both, anew
        both = span(turn, said, slots.get("kind"))
        if isinstance(both, dict) and "until" in both:
            slots |= both
            return both["until"]
    if at is None:
        return unclear(turn, turn.incoming.text)
    slots["until_day"] = times.says_when(said)
    return wrong_end(turn, start, at) or at.isoformat()

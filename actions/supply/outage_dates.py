"""The date that a question about outages names: "下周二停不停", "is there an outage tomorrow"."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import places, times
from actions.places import HOME
from actions.places.houses import number_alone
from actions.places.writing import normal
from actions.times import Interval
from actions.words import day, moment, period
from actions.work import Turn
from locales import mark
from nlu.folding import fold
from storage.models import Outage

_ = mark

DAY = timedelta(days=1)
A_SEASON = timedelta(days=183)
PAST = re.compile(
    r"\b(?:was|were|did|had|has there been|have there been|happened|failed|went|lost)\b|"
    r"停电?(?:了|咗)(?:吗|没有?|冇|未)|停过|断过电|有没有停|是不是停|(?:那|当)(?:天|时|晚)|为(?:什么|啥|何)停"
)
"""Asks about what was; over folded text. 停电吗 asks about what will be, 停电了吗 about what was."""
DAY_OF = re.compile(
    r"(?:(?:^|月|[，,。])\d{1,2}[日号](?!楼)|(?:周|星期|礼拜)[一二三四五六日天末]|[今明后昨前]天|[今明昨]晚|[上下这本]个?(?:周|月|星期|礼拜)|\d{1,2}月(?:\d{1,2}[日号]?)?)(?:凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?|"
    r"\b(?:today|tomorrow|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|next week|last (?:week|night)|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2})\b(?: (?:morning|afternoon|evening|night))?"
)
"""A day is named, though it was not recognised as one; a house number alone is none."""

DAY_ONLY = re.compile(r"第?(?:\d{1,4}|[零〇一二两三四五六七八九十百廿幺]{1,7})号")
HERE = re.compile(
    r"(?:我们?|咱们?)?(?:这|那)(?:里|儿|边|个?小区|条街|条路)|[呢嗰]度|(?:小区|村|街道|镇)"
)


def asked(turn: Turn) -> Interval | None:
    """The interval that the message names; questions look forward unless they say 昨晚.

    A length (三个小时了) is how long somebody has waited, "now" is what is told anyway: neither is
    a date that was asked about.
    """
    text = fold(turn.incoming.text)
    times_said = [said for said in turn.understanding.values("time") if not _is_always(said)]
    named = times_said or [day.group() for day in DAY_OF.finditer(text)]
    for said in named:
        if _is_house(turn, text, fold(said)):
            continue
        found = _interval(turn, said, back=PAST.search(text) is not None)
        if found and found.kind != "duration" and found.start != turn.now:
            return found
    return None


def _is_always(said: str) -> bool:
    """Whether "24/7" is all that was taken for a time: the day may stand elsewhere."""
    return not times.without_always(fold(said)).strip()


def _is_house(turn: Turn, text: str, said: str) -> bool:
    """Whether 十五号 stands right behind the name of a road or a community; "our village" is none."""
    named = [fold(words) for words in turn.understanding.values("location")]
    behind = [
        n
        for n in named
        if re.search(rf"{re.escape(n)}\s*{re.escape(said)}(?!那|以|之|前|后)", text)
    ]
    return bool(DAY_ONLY.fullmatch(said)) and any(
        not (HOME.search(name) or HERE.fullmatch(name)) for name in behind
    )


async def leave_houses(turn: Turn) -> None:
    """Forgets the days that are the house number of a place named: 灯塔街二十号停电吗.

    The model may know the name of the street, or take nothing but 二十号 from such a text.
    """
    text, entities = fold(turn.incoming.text), turn.understanding.entities
    if not any(e.kind == "time" and DAY_ONLY.fullmatch(fold(e.text)) for e in entities):
        return
    houses = {spot.house for spot in await places.find(turn, text)} - {None}

    def is_house(said: str) -> bool:
        number = number_alone(normal(said)) if DAY_ONLY.fullmatch(fold(said)) else None
        is_day = re.search(rf"{re.escape(fold(said))}(?:那|以|之|前|后)", text)
        return number in houses and not is_day

    kept = tuple(e for e in entities if e.kind != "time" or not is_house(e.text))
    turn.understanding = replace(turn.understanding, entities=kept)


def _interval(turn: Turn, said: str, back: bool) -> Interval | None:
    """Back or forward; a date that is much nearer in the past is not next year's."""
    before, ahead = (times.interval(said, turn.now, turn.zone, past=p) for p in (True, False))
    if before is None or ahead is None:
        return ahead or before
    is_far = ahead.start - turn.now > A_SEASON > turn.now - before.end
    return before if is_far or (back and before.start <= turn.now) else ahead


def kept(interval: Interval | None) -> dict[str, Any]:
    """The interval as a form or a button keeps it; nothing where none was asked about."""
    if interval is None:
        return {}
    ends = [interval.start.isoformat(), interval.end.isoformat()]
    return {"asked_about": [*ends, interval.kind]}


def taken_up(turn: Turn, state: dict[str, Any]) -> Interval | None:
    """The interval of this message, or else the one that was kept."""
    if now_asked := asked(turn):
        return now_asked
    if not (found := state.get("asked_about")):
        return None
    start, end = (type(turn.now).fromisoformat(at).astimezone(turn.zone) for at in found[:2])
    return Interval(start, end, found[2])


def meets(outage: Outage, interval: Interval, turn: Turn) -> bool:
    """Whether a notice touches the interval. What has no known end may last until then."""
    if outage.starts_at >= interval.end:
        return False
    if outage.ended_at is not None:
        return outage.ended_at > interval.start
    return outage.until is None or max(outage.until, turn.now) > interval.start


NEAR = timedelta(days=3)


def is_near(outage: Outage, interval: Interval) -> bool:
    """Whether a notice is so near to an interval that it may be the one that is meant."""
    ends = outage.until or outage.starts_at
    return outage.starts_at < interval.end + NEAR and ends > interval.start - NEAR


def would_meet(outage: Outage, interval: Interval) -> bool:
    """Whether what was announced, and cancelled since, touches an interval."""
    ends = outage.until or outage.starts_at + DAY
    return outage.starts_at < interval.end and ends > interval.start


def in_words(interval: Interval, turn: Turn) -> str:
    """The interval as the reader writes it, so that a wrong reading is seen at once."""
    language, last = turn.person.language, interval.end.astimezone(turn.zone)
    first = interval.start.astimezone(turn.zone)
    if interval.kind == "moment":
        return moment(first, turn.now, turn.zone, language)
    if first.time() != last.time() or first.hour or first.minute:
        return period(first, last, turn.now, turn.zone, language)
    begins = day(first.date(), turn.today, language)
    if last.date() - first.date() == DAY:
        return begins
    ends = day(last.date() - DAY, turn.today, language)
    return turn.t(_("{start} to {end}"), start=begins, end=ends)

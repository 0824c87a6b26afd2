"""Current notices as anybody may see them: no customer, no account, no single house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from actions.conversation.language import to_traditional
from actions.supply import reasons
from actions.supply.outages import TITLES
from actions.work import Work
from locales import text
from storage import feeds as rows
from storage.models import Outage

MOST = 5000
"""Notices in one answer."""
KEPT = timedelta(days=30)
"""A calendar shows what ended this recently, so that it can strike out what was called off."""


@dataclass(frozen=True)
class PublicArea:
    """A line or a place that is off; house numbers only where they are a range."""

    kind: str
    code: str
    name: str
    low: int | None = None
    high: int | None = None
    parity: str = "all"


@dataclass(frozen=True)
class PublicNotice:
    """A notice in one language. `points`: (longitude, latitude) of its places, where known."""

    id: int
    version: int
    kind: str
    title: str
    state: str
    reason: str
    starts_at: datetime
    until: datetime | None
    ended_at: datetime | None
    changed_at: datetime | None
    areas: Sequence[PublicArea]
    points: Sequence[tuple[float, float]]


async def current(work: Work, language: str) -> list[PublicNotice]:
    """Every notice that is published and not over, earliest first."""
    return await _shown(work, await rows.current(work.tx, MOST), language)


async def at_place(work: Work, code: str, language: str) -> tuple[str, list[PublicNotice]] | None:
    """The name of a place and its notices, with those over for less than `KEPT`; None: no such place."""
    place = await rows.place(work.tx, code)
    if place is None:
        return None
    found = await rows.at_place(work.tx, place.id, work.now - KEPT)
    return _name(place.name, place.name_en, language), await _shown(work, found, language)


async def _shown(work: Work, found: Sequence[Outage], language: str) -> list[PublicNotice]:
    covered = await rows.covered(work.tx, [outage.id for outage in found])
    points = await rows.points(work.tx, [outage.id for outage in found])
    changed = await rows.changed_at(work.tx, [outage.id for outage in found])
    return [
        _notice(outage, covered.get(outage.id, []), points.get(outage.id, []),
                changed.get(outage.id), language)
        for outage in found
    ]  # fmt: skip


def _notice(
    outage: Outage, covered: Sequence[rows.Covered], points: Sequence[tuple[float, float]],
    changed: datetime | None, language: str,
) -> PublicNotice:  # fmt: skip
    areas = {
        _public(
            PublicArea(c.kind, c.code, _name(c.name, c.name_en, language), c.low, c.high, c.parity)
        ): None
        for c in covered
    }
    reason = unescape(reasons.in_words(outage.reason, language))  # no HTML in what others read
    title = text(language, TITLES[outage.kind]) if outage.kind in TITLES else outage.kind
    return PublicNotice(
        outage.id, outage.version, outage.kind, title, outage.state, reason, outage.starts_at,
        outage.until, outage.ended_at, changed, list(areas), sorted(set(points)),
    )  # fmt: skip


def _public(area: PublicArea) -> PublicArea:
    """One house is one customer's: of it, only the street is shown."""
    one = area.low is not None and area.low == area.high
    return PublicArea(area.kind, area.code, area.name) if one else area


def _name(name: str, name_en: str, language: str) -> str:
    if language == "en":
        return name_en or name
    return to_traditional(name) if language == "zh_Hant" else name

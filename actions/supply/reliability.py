"""SAIDI, SAIFI and CAIDI by month, feeder and district, counted from the notices (IEEE 1366).

Customers are the accounts in the area of an outage, or what its source says. Only outages longer
than five minutes count (IEEE 1366: sustained). One that is still open counts among the customers
interrupted, and not yet in the minutes. An outage belongs whole to the month in which it began.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.conversation.language import to_traditional
from actions.words import feeder_name
from actions.work import Turn, Work
from locales import Html, join, mark, text
from storage import feeder_warnings, network
from storage import reliability as rows
from storage.feeder_warnings import Off
from storage.reliability import Interruption

_ = mark

SUSTAINED = timedelta(minutes=5)
PLANNED = ("planned", "temporary")
WITHIN = timedelta(days=365)
MONTHS = 12
MOST_SHOWN = 12


def is_sustained(starts_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Longer than five minutes, or so far."""
    return (ended_at or now) - starts_at > SUSTAINED


async def sustained(work: Work, code: str, since: datetime) -> list[Off]:
    """When a line was off for longer than five minutes since a moment, oldest first."""
    found = await feeder_warnings.history(work.tx, [code], since, work.now)
    return [o for o in found.get(code, []) if is_sustained(o.starts_at, o.ended_at, work.now)]


@dataclass
class Indices:
    """What a group of customers went through: outages, customers interrupted, their minutes off."""

    served: float = 0
    outages: int = 0
    still_open: int = 0
    interrupted: float = 0
    minutes: float = 0

    @property
    def saidi(self) -> float | None:
        """Minutes off for each customer served; null where we know no customers."""
        return self.minutes / self.served if self.served else None

    @property
    def saifi(self) -> float | None:
        """Interruptions for each customer served."""
        return self.interrupted / self.served if self.served else None

    @property
    def caidi(self) -> float | None:
        """Minutes off for each interruption of a customer."""
        return self.minutes / self.interrupted if self.interrupted else None

    def add(self, one: Interruption, customers: float) -> None:
        """Counts an outage in which so many customers of the group were off."""
        self.outages += 1
        self.interrupted += customers
        if one.ended_at is None:
            self.still_open += 1
        else:
            self.minutes += customers * ((one.ended_at - one.starts_at) / timedelta(minutes=1))


@dataclass
class Figures:
    """The indices of one group: without warning, and planned."""

    unplanned: Indices
    planned: Indices

    @property
    def saidi(self) -> float:
        """Of both; for what is shown first."""
        return (self.unplanned.saidi or 0) + (self.planned.saidi or 0)


def of(served: float) -> Figures:
    """Figures of so many customers, nothing counted yet."""
    return Figures(Indices(served), Indices(served))


def count(figures: Figures, found: Iterable[Interruption], now: datetime, group: str = "") -> None:
    """Counts the sustained ones among these outages, with the customers of a group."""
    for one in found:
        if group in one.customers and is_sustained(one.starts_at, one.ended_at, now):
            kind = figures.planned if one.kind in PLANNED else figures.unplanned
            kind.add(one, one.customers[group])


def months(work: Work) -> list[datetime]:
    """The first moments of the last twelve months, this one included, and of the next one."""
    first = work.now.astimezone(work.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    index = first.year * 12 + first.month - 1
    return [
        first.replace(year=i // 12, month=i % 12 + 1) for i in range(index - MONTHS + 1, index + 2)
    ]


async def by_month(work: Work) -> dict[str, Figures]:
    """The figures of the last twelve months; a key is "2026-11"."""
    starts = months(work)
    served = (await rows.served(work.tx, "")).get("", 0)
    found = await _since(work, starts[0], "")
    result = {f"{start:%Y-%m}": of(served) for start in starts[:-1]}

    def counted() -> None:
        by_begin: dict[str, list[Interruption]] = defaultdict(list)
        for one in found:
            by_begin[f"{one.starts_at.astimezone(work.zone):%Y-%m}"].append(one)
        for month, figures in result.items():
            count(figures, by_begin[month], work.now)

    await asyncio.to_thread(counted)
    return result


async def by_group(work: Work, by: str) -> dict[str, Figures]:
    """The figures of each feeder or district in the same twelve months, the worst first."""
    found = await _since(work, months(work)[0], by)
    result = {name: of(served) for name, served in (await rows.served(work.tx, by)).items()}

    def counted() -> None:
        by_name: dict[str, list[Interruption]] = defaultdict(list)
        for one in found:
            for name in one.customers:
                by_name[name].append(one)
        for name, its in by_name.items():
            count(result.setdefault(name, of(0)), its, work.now, name)

    await asyncio.to_thread(counted)
    return dict(sorted(result.items(), key=lambda item: (-item[1].saidi, -_most(item[1]), item[0])))


def _most(figures: Figures) -> float:
    return figures.unplanned.minutes + figures.planned.minutes


async def total(work: Work) -> Figures:
    """The figures of the whole utility in the same twelve months."""
    figures = of((await rows.served(work.tx, "")).get("", 0))
    count(figures, await _since(work, months(work)[0], ""), work.now)
    return figures


async def _since(work: Work, since: datetime, by: str) -> list[Interruption]:
    return await rows.interruptions(work.tx, since, work.now, by)


# What staff ask: /reliability [month | feeder | district]

WORDS = {
    "": "month", "month": "month", "months": "month", "月": "month", "按月": "month",
    "feeder": "feeder", "feeders": "feeder", "line": "feeder", "lines": "feeder",
    "线路": "feeder", "線路": "feeder",
    "district": "district", "districts": "district", "area": "district", "areas": "district",
    "区域": "district", "區域": "district", "片区": "district", "片區": "district",
}  # fmt: skip
HEADS = {
    "month": _("<b>Reliability by month</b>, the last 12 months"),
    "feeder": _("<b>Reliability by line</b>, the last 12 months"),
    "district": _("<b>Reliability by district</b>, the last 12 months"),
}
TITLES = {
    "month": _("Minutes off for each customer, by month"),
    "feeder": _("Minutes off for each customer, by line"),
    "district": _("Minutes off for each customer, by district"),
}


async def command(turn: Turn) -> None:
    """Figures as text, and the same as a picture."""
    by = WORDS.get(turn.incoming.text.strip().casefold())
    if by is None:
        turn.say(
            turn.t(_("Write /reliability month, /reliability feeder or /reliability district."))
        )
        return
    figures = await by_month(turn) if by == "month" else await by_group(turn, by)
    whole = _added(figures) if by == "month" else await total(turn)
    names = {lang: await _names(turn, figures, by, lang) for lang in (turn.person.language, "en")}
    turn.say(_told(turn, by, whole, figures, names[turn.person.language]))
    if any(one.saidi for one in figures.values()):
        turn.say(turn.t(TITLES[by]), picture={
            "chart": _chart(turn.person.language, by, figures, names[turn.person.language]),
            "plain": _chart("en", by, figures, names["en"]),
        })  # fmt: skip


def _added(figures: dict[str, Figures]) -> Figures:
    """All months together: the same customers, one after the other."""
    whole = of(next(iter(figures.values())).unplanned.served)
    for one in figures.values():
        for mine, theirs in ((whole.planned, one.planned), (whole.unplanned, one.unplanned)):
            mine.outages += theirs.outages
            mine.still_open += theirs.still_open
            mine.interrupted += theirs.interrupted
            mine.minutes += theirs.minutes
    return whole


async def _names(
    work: Work, figures: dict[str, Figures], by: str, language: str
) -> dict[str, str]:  # fmt: skip
    """The groups as their reader writes them."""
    names: dict[str, str] = {}
    if by == "feeder":
        feeders = await network.feeders(work.tx, figures)
        names = {feeder.code: feeder_name(feeder, language) for feeder in feeders}
    elif by == "district":
        english = await rows.districts(work.tx)
        names = english if language == "en" else {name: name for name in english}
        if language == "zh_Hant":
            names = {name: to_traditional(name) for name in english}
    unknown = text(language, _("not known"))
    return {name: names.get(name) or name or unknown for name in figures}


def _told(
    turn: Turn, by: str, whole: Figures, figures: dict[str, Figures], names: dict[str, str]
) -> Html:
    lines: list[str] = [turn.t(HEADS[by])]
    lines.append(
        turn.t(_("Customers: {count}"), count=round(whole.planned.served))
        if whole.planned.served
        else turn.t(_("We have no customers on record, so SAIDI and SAIFI are not known."))
    )
    for label, one in ((_("Unplanned"), whole.unplanned), (_("Planned"), whole.planned)):
        lines.append(turn.t(_("{what}: {count} outages ({open} not over yet). {indices}"),
                            what=turn.t(label), count=one.outages, open=one.still_open,
                            indices=_indices(turn, one)))  # fmt: skip
    lines.append("")
    shown = list(figures)[:MOST_SHOWN]
    for name in shown:
        both = figures[name]
        lines.append(turn.t(_("<b>{name}</b>: unplanned {unplanned}; planned {planned}"),
                            name=names[name], unplanned=_short(both.unplanned),
                            planned=_short(both.planned)))  # fmt: skip
    if rest := len(figures) - len(shown):
        lines.append(turn.t(_("… and {count} more"), count=rest))
    lines += ["", turn.t(EXPLAINED)]
    return join(lines)


EXPLAINED = _("SAIDI: minutes off for each customer. SAIFI: how often each customer was off. CAIDI: minutes until the power was back. Only outages longer than 5 minutes count, in the month in which they began; one that is not over yet counts in SAIFI only. In the list: SAIDI / SAIFI / CAIDI.")  # fmt: skip


def _indices(turn: Turn, one: Indices) -> Html:
    return turn.t(_("SAIDI {saidi} min, SAIFI {saifi}, CAIDI {caidi} min"), saidi=_digits(one.saidi),
                  saifi=_digits(one.saifi, 3), caidi=_digits(one.caidi, 0))  # fmt: skip


def _short(one: Indices) -> str:
    return " / ".join((_digits(one.saidi), _digits(one.saifi, 3), _digits(one.caidi, 0)))


def _digits(value: float | None, places: int = 1) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _chart(
    language: str, by: str, figures: dict[str, Figures], names: dict[str, str]
) -> dict[str, Any]:
    """What the picture shows, as `actions.supply.charts` draws it."""
    shown = list(figures)[:MOST_SHOWN]
    return {
        "title": text(language, TITLES[by]), "across": text(language, _("minutes (SAIDI)")),
        "labels": [names[name] for name in shown], "lying": by != "month",
        "bars": [
            [text(language, _("Unplanned")), [figures[n].unplanned.saidi or 0 for n in shown]],
            [text(language, _("Planned")), [figures[n].planned.saidi or 0 for n in shown]],
        ],
    }  # fmt: skip

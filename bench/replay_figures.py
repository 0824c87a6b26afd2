"""The figures of a replay: as the archive publishes them, counted from events, found afterwards."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from actions.feeds.record import EARLIER
from storage import Database
from storage.models import Outage, OutageArea

Figures = dict[str, int | float]

PUBLISHED: Figures = {
    "outages": 22_896, "opened": 22_908, "closed": 22_868, "still open": 40, "circuits": 2_470,
    "circuits with 2 outages": 2_107, "circuits with 3 outages": 1_827, "busiest circuit": 151,
    "customer-minutes, opened to closed": 9_928_202,
    "customer-minutes, started to closed": 12_010_337,
    "minutes, opened to closed, median": 119.0, "minutes, opened to closed, longest": 10_126.2,
    "minutes, started to closed, median": 144.2, "minutes, started to closed, longest": 10_227.5,
}  # fmt: skip
"""From the README beside the data, which counts them from the file."""


def count(events: Sequence[dict[str, Any]]) -> Figures:
    """The same figures counted from events, without anything of the service."""
    opened: dict[str, datetime] = {}
    still: set[str] = set()
    circuits: dict[str, set[str]] = defaultdict(set)
    spans: list[tuple[int, float, float]] = []
    last: dict[str, str] = {}
    for event in events:
        name, at = event["outage_id"], datetime.fromisoformat(event["at"])
        last[name] = event["circuit_id"]
        if event["event"] == "opened":
            opened[name] = at
            still.add(name)
        elif event["event"] == "closed":
            since = datetime.fromisoformat(event["started_at"])
            spans.append((event["customers"], _minutes(opened[name], at), _minutes(since, at)))
            still.discard(name)
    for name, circuit in last.items():
        circuits[circuit].add(name)
    kinds = Counter(event["event"] for event in events)
    return _figures(len(last), kinds["opened"], len(still), circuits, spans)


async def found(db: Database) -> Figures:
    """What the database holds."""
    async with db.reading() as tx:
        rows = (
            await tx.execute(
                select(
                    Outage.external_id, Outage.customers, Outage.published_at, Outage.starts_at,
                    Outage.ended_at, OutageArea.feeder_code,
                )
                .join(OutageArea, OutageArea.outage_id == Outage.id)
                .where(OutageArea.feeder_code.is_not(None))
            )
        ).all()  # fmt: skip
    circuits: dict[str, set[str]] = defaultdict(set)
    spans = []
    for name, customers, published, start, end, circuit in rows:
        if EARLIER not in name:
            circuits[circuit].add(name)
        if end is not None:
            spans.append((customers, _minutes(published, end), _minutes(start, end)))
    names = {row[0].split(EARLIER)[0] for row in rows}
    return _figures(len(names), len(rows), len(rows) - len(spans), circuits, spans)


def _minutes(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / 60


def _figures(
    outages: int, opened: int, still: int, circuits: dict[str, set[str]],
    spans: Sequence[tuple[int, float, float]],
) -> Figures:  # fmt: skip
    """`spans`: of each closing, customers, minutes since opened, minutes since the start."""
    sizes = [len(names) for names in circuits.values()]
    figures: Figures = {
        "outages": outages, "opened": opened, "closed": len(spans), "still open": still,
        "circuits": len(sizes), "circuits with 2 outages": sum(size >= 2 for size in sizes),
        "circuits with 3 outages": sum(size >= 3 for size in sizes),
        "busiest circuit": max(sizes, default=0),
    }  # fmt: skip
    for number, since in ((1, "opened"), (2, "started")):
        figures[f"customer-minutes, {since} to closed"] = round(
            sum(s[0] * s[number] for s in spans)
        )
    for number, since in ((1, "opened"), (2, "started")):
        lengths = sorted(span[number] for span in spans)
        figures[f"minutes, {since} to closed, median"] = round(_median(lengths), 1)
        figures[f"minutes, {since} to closed, longest"] = round(max(lengths, default=0.0), 1)
    return figures


def _median(lengths: Sequence[float]) -> float:
    middle = len(lengths) // 2
    if not lengths:
        return 0.0
    return lengths[middle] if len(lengths) % 2 else (lengths[middle - 1] + lengths[middle]) / 2

"""Outage notices in an import: how a line is read, and what a new or changed one sets off."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from actions import notices
from actions.importing import values as values
from actions.importing.files import Cells, Wrong
from actions.importing.known import Known
from actions.supply.alerts import announce
from actions.supply.outages import TITLES
from actions.work import Work
from storage import Session, loading
from storage import outages as stored
from storage.areas import Extent, extent
from storage.loading import CHANGED, NEW, SAME
from storage.models import Outage, OutageArea

Row = dict[str, Any]
Area = tuple[Extent, str]
"""An area; the code of its place, which may be as new as the notice, stands apart."""

SOURCE = "import"
OPEN = ("published", "in_progress")
STATES = (*OPEN, "restored", "cancelled")
AREA = re.compile(r"(\S+)(?:\s+(\d{1,4})\s*-\s*(\d{1,4}))?(?:\s+(all|odd|even))?")


def read(cells: Cells, known: Known) -> Row:
    """A line of notices.csv."""
    at = partial(values.moment, now=known.now, zone=known.zone)
    row = {
        "external_id": cells.take("id", values.words),
        "kind": cells.take("kind", values.one_of(tuple(TITLES))),
        "areas": cells.take("areas", lambda value: _areas(value, known)),
        "reason": cells.take("reason", values.words),
        "starts_at": cells.take("from", at),
        "until": cells.take("until", _or_none(at)),
        "state": cells.take("state", values.one_of(STATES)),
        "ended_at": cells.take("ended", _or_none(at)),
    }
    if not cells.wrong:
        for problem in _contradictions(row, known.now):
            cells.blame(problem)
    return row


def _or_none(read: Callable[[str], datetime]) -> Callable[[str], datetime | None]:
    return lambda value: read(value) if value else None


def _areas(value: str, known: Known) -> list[Area]:
    areas = [_area(part.strip(), known) for part in value.split("|")]
    if len(set(areas)) < len(areas):
        raise Wrong("names the same area twice")
    return areas


def _area(written: str, known: Known) -> Area:
    """ "F03", "T0301", "P012", "P012 1-39 odd", or the number of an account."""
    if not written:
        raise Wrong("is empty")
    found = AREA.fullmatch(written)
    if not found:
        raise Wrong(f"{written!r} is no area such as F03, T0301, P012, P012 1-39 odd or an account")
    code, low, high, parity = found.groups()
    alone = low is None and parity is None
    if code in known.feeders and alone:
        return Extent(feeder_code=code), ""
    if code in known.transformers and alone:
        return Extent(transformer_code=code), ""
    if code in known.accounts and alone:
        return Extent(account_number=code), ""
    if code not in known.places:
        named = code in known.feeders or code in known.transformers or code in known.accounts
        what = "place" if named else "feeder, transformer, place or account"
        raise Wrong(f"there is no {what} {code!r}")
    first, last = (values.house(low), values.house(high)) if low else (None, None)
    if first and last and first > last:
        raise Wrong(f"{written!r} ends before it begins")
    return Extent(low=first, high=last, parity=parity or "all"), code


def _contradictions(row: Row, now: datetime) -> list[str]:
    """What cannot all be true of one notice, in words."""
    state, start, until, ended = (row[n] for n in ("state", "starts_at", "until", "ended_at"))
    over = state not in OPEN
    wrong = {
        "until: is not after from": until is not None and until <= start,
        f"ended: is empty, but the state is {state}": over and ended is None,
        f"ended: is given, but the state is {state}": not over and ended is not None,
        "areas: arrears concern single accounts, and nothing else": row["kind"] == "arrears"
        and any(area.account_number is None for area, _place in row["areas"]),
        "ended: lies in the future": ended is not None and ended > now,
        "ended: is before from": state == "restored" and ended is not None and ended < start,
        "from: lies in the future, but the state is in_progress": state == "in_progress"
        and start > now,
    }
    return [told for told, is_so in wrong.items() if is_so]


async def write(tx: Session, known: Known, rows: Sequence[Row]) -> list[str]:
    """Stores notices; the fate of each.

    A new one is not announced (whoever exports a year of notices wants no flood), but its alerts
    to come are planned. A change that customers would notice is told, as if staff had made it.
    One that staff have ended stays ended.
    """
    work = Work(tx, known.now, known.policy, known.zone)
    there = await loading.imported_outages(tx, SOURCE, [row["external_id"] for row in rows])
    return [
        await _change(work, known, row, *there[row["external_id"]])
        if row["external_id"] in there
        else await _add(work, known, row)
        for row in rows
    ]


async def _add(work: Work, known: Known, row: Row) -> str:
    outage = Outage(
        source=SOURCE, version=1, published_at=min(work.now, row["starts_at"]),
        **{name: value for name, value in row.items() if name != "areas"},
    )  # fmt: skip
    await stored.add(work.tx, outage, _as_stored(known, row["areas"]))
    await notices.keep(work, outage)
    return NEW


def _as_stored(known: Known, areas: Sequence[Area]) -> list[OutageArea]:
    return [
        area._replace(place_id=known.places[place] if place else None).row()
        for area, place in areas
    ]


async def _change(
    work: Work, known: Known, row: Row, outage: Outage, areas: list[OutageArea]
) -> str:
    """Brings an existing notice to what the line says."""
    wanted = _as_stored(known, row["areas"])
    moved = set(map(extent, wanted)) != set(map(extent, areas))
    if outage.ended_at is not None:
        return await _correct(work, row, outage, wanted if moved else None)
    timely = _time_changed(row, outage, work)
    ends = row["ended_at"] is not None
    told = timely or ends or moved or _said(row) != _said(outage)
    if not told and not _began(row, outage):
        return SAME
    if moved:
        await loading.set_areas(work.tx, outage.id, wanted)
    _take_over(row, outage, times=timely or ends)
    if told:
        await _tell(work, outage, outage.state if ends else "changed" if timely else "", moved)
    return CHANGED


async def _correct(work: Work, row: Row, outage: Outage, areas: list[OutageArea] | None) -> str:
    """What is over is put right without a word; a line that still calls it open is out of date."""
    if row["ended_at"] is None or (areas is None and _all(row) == _all(outage)):
        return SAME
    if areas is not None:
        await loading.set_areas(work.tx, outage.id, areas)
    _take_over(row, outage, times=True)
    return CHANGED


async def _tell(work: Work, outage: Outage, name: str, moved: bool) -> None:
    """A new version; told to customers where its time, its end or its area is new to them."""
    outage.version += 1
    await notices.keep(work, outage)
    if name or moved:
        await announce(work, outage, name or notices.first_alert(outage))


def _time_changed(row: Row, outage: Outage, work: Work) -> bool:
    """As for staff: a small change of the estimate is none. The beginning counts to the minute."""
    least = timedelta(minutes=work.policy.alerts.etr_change_minutes)
    if abs(row["starts_at"] - outage.starts_at) >= timedelta(minutes=1):
        return True
    if row["until"] is None or outage.until is None:
        return bool(row["until"] != outage.until)
    return bool(abs(row["until"] - outage.until) >= least)


def _began(row: Row, outage: Outage) -> bool:
    return row["state"] == "in_progress" and outage.state == "published"


def _field(what: Row | Outage, name: str) -> Any:
    return what[name] if isinstance(what, dict) else getattr(what, name)


def _said(what: Row | Outage) -> list[Any]:
    return [_field(what, name) for name in ("kind", "reason")]


def _all(what: Row | Outage) -> list[Any]:
    names = ("kind", "reason", "state", "starts_at", "until", "ended_at")
    return [_field(what, name) for name in names]


def _take_over(row: Row, outage: Outage, times: bool) -> None:
    """A notice that began stays begun, unless its beginning is moved."""
    began = outage.state == "in_progress" and row["state"] == "published" and not times
    outage.kind, outage.reason = row["kind"], row["reason"]
    outage.state = outage.state if began else row["state"]
    outage.ended_at = row["ended_at"]
    if times:
        outage.starts_at, outage.until = row["starts_at"], row["until"]

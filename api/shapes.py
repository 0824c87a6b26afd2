"""What goes over the wire, as OpenAPI tells it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from actions.feeds.applying import Fate
from actions.feeds.record import Record
from actions.feeds.showing import PublicArea, PublicNotice
from actions.feeds.steps import REFUSED
from actions.feeds.taking import Outcome

MOST_RECORDS = 10_000

# Each record is read by itself, so that a bad one does not refuse the others.
Records = Annotated[list[SkipValidation[Record]], Field(max_length=MOST_RECORDS)]


class SentOutages(BaseModel):
    """Outages as a source knows them. Sending the same again changes nothing."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$", description="The name of the sending system."
    )
    mode: Literal["incremental", "full"] = Field(
        "incremental",
        description="full: all open outages of the source are in the list. One that is missing is "
        "not taken for over: it is told in `missing`, and our dispatchers are asked.",
    )
    dry_run: bool = Field(False, description="Say what would happen; change nothing.")
    records: Records


class Told(BaseModel):
    """What became of one record."""

    index: int
    id: str
    result: Literal["new", "changed", "ended", "same", "returned", "late", "refused"]
    notice: int | None = Field(None, description="The number of our notice.")
    warnings: list[str] = []


class Wrong(BaseModel):
    """Why a record was refused."""

    index: int
    id: str
    reason: str


class Taken(BaseModel):
    """The answer to a delivery: counts, every record by its place in the list, every error."""

    dry_run: bool
    counts: dict[str, int]
    results: list[Told]
    errors: list[Wrong]
    warnings: list[str]
    missing: list[int] = Field(description="Our open notices that a full list does not hold.")


def taken(outcome: Outcome, dry_run: bool) -> dict[str, Any]:
    """An outcome as `Taken` says it."""
    counts: dict[str, int] = {}
    for fate in outcome.fates:
        counts[fate.result] = counts.get(fate.result, 0) + 1
    wrong = [fate for fate in outcome.fates if fate.result == REFUSED]
    return {
        "dry_run": dry_run, "counts": counts,
        "results": [_told(fate) for fate in outcome.fates],
        "errors": [{"index": f.index, "id": f.id, "reason": "; ".join(f.reasons)} for f in wrong],
        "warnings": outcome.warnings, "missing": outcome.missing,
    }  # fmt: skip


def _told(fate: Fate) -> dict[str, Any]:
    return {"index": fate.index, "id": fate.id, "result": fate.result, "notice": fate.notice,
            "warnings": fate.warnings}  # fmt: skip


def as_json(notice: PublicNotice) -> dict[str, Any]:
    """A notice for a web page; times in UTC."""
    areas = [_area(area) for area in notice.areas]
    times = {
        name: at.isoformat() if (at := getattr(notice, name)) else None
        for name in ("starts_at", "until", "changed_at")
    }
    return {
        "id": notice.id, "version": notice.version, "kind": notice.kind, "title": notice.title,
        "state": notice.state, "reason": notice.reason, **times, "areas": areas,
    }  # fmt: skip


def _area(area: PublicArea) -> dict[str, Any]:
    named: dict[str, Any] = {"kind": area.kind, "code": area.code, "name": area.name}
    if area.low is None and area.high is None:
        return named
    return named | {"low": area.low, "high": area.high, "parity": area.parity}


def as_geojson(notices: list[PublicNotice]) -> dict[str, Any]:
    """The notices as GeoJSON (RFC 7946): the places of each, as far as their coordinates are known."""
    return {"type": "FeatureCollection", "features": [_feature(notice) for notice in notices]}


def _feature(notice: PublicNotice) -> dict[str, Any]:
    points = [list(point) for point in notice.points]
    geometry = {"type": "MultiPoint", "coordinates": points} if points else None
    return {"type": "Feature", "id": notice.id, "geometry": geometry, "properties": as_json(notice)}

"""Brings the notices of a source to what its records say: many at once, each in its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.feeds import steps
from actions.feeds.record import EARLIER, OF_CUSTOMERS, Area, Record
from actions.feeds.steps import Step, decide
from actions.notices import lifecycle
from actions.supply import alerts
from actions.work import Work
from storage import feeds as rows
from storage import loading
from storage import outages as stored
from storage.areas import Extent, extent
from storage.models import Outage, OutageArea


@dataclass
class Fate:
    """What became of one record: its place in the list, its id, the result and why."""

    index: int
    id: str
    result: str
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notice: int | None = None
    """The number of our notice."""


@dataclass
class Named:
    """The codes of a chunk of records that there really are."""

    codes: set[str]
    places: dict[str, int]
    houses: dict[str, tuple[int, int]]


Numbered = tuple[int, Record]


async def apply(work: Work, source: str, given: Sequence[Numbered]) -> list[Fate]:
    """Applies records of one source in the caller's transaction, which has locked the source.

    Several records of one outage take effect one after the other, in the order given.
    """
    named = await _look_up(work, [record for _index, record in given])
    fates: list[Fate] = []
    for wave in _waves(given):
        fates += await _Wave(work, source, named).apply(wave)
    return fates


def _waves(given: Sequence[Numbered]) -> list[list[Numbered]]:
    """Lists in which each outage occurs at most once."""
    waves: list[list[Numbered]] = []
    seen: dict[str, int] = {}
    for index, record in given:
        number = seen.get(record.id, 0)
        seen[record.id] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append((index, record))
    return waves


async def _look_up(work: Work, records: Sequence[Record]) -> Named:
    areas = [area for record in records for area in record.areas]
    feeders = {a.feeder for a in areas if a.feeder}
    transformers = {a.transformer for a in areas if a.transformer}
    accounts = {
        n for r in records if isinstance(r.customers, list) and not r.areas for n in r.customers
    }
    return Named(
        await rows.codes(work.tx, feeders, transformers),
        await rows.place_ids(work.tx, {a.place for a in areas if a.place}),
        await rows.houses(work.tx, accounts),
    )


@dataclass
class _Taken:
    """A record with its step. `outage`: the notice it is about, once there is one; `areas`: its."""

    index: int
    record: Record
    step: Step
    wanted: set[Extent]
    outage: Outage | None
    areas: list[OutageArea]
    warnings: list[str]

    @property
    def is_new(self) -> bool:
        """It makes a notice of its own."""
        return self.step.result in (steps.NEW, steps.LATE, steps.RETURNED)

    @property
    def external_id(self) -> str:
        """The id under which its notice is kept."""
        late = self.step.result == steps.LATE
        return f"{self.record.id}{EARLIER}{self.record.sequence}" if late else self.record.id

    @property
    def fate(self) -> Fate:
        """What the sender is told."""
        notice = self.outage.id if self.outage is not None else None
        step, warnings = self.step, [*self.step.warnings, *self.warnings]
        return Fate(self.index, self.record.id, step.result, step.reasons, warnings, notice)


class _Wave:
    """Records of different outages, decided one by one and stored together."""

    def __init__(self, work: Work, source: str, named: Named) -> None:
        self.work, self.source, self.named = work, source, named

    async def apply(self, wave: Sequence[Numbered]) -> list[Fate]:
        tx, ids = self.work.tx, [record.id for _index, record in wave]
        there = await loading.imported_outages(tx, self.source, ids)
        taken = [self._decide(index, record, there) for index, record in wave]
        await self._drop_known(taken)
        await self._add([one for one in taken if one.is_new])
        await self._move([one for one in taken if one.step.moved])
        kept = [one for one in taken if one.step.kept]
        loud = await self._loud(kept)
        self._change([one for one in taken if not one.is_new], loud)
        await self._keep([one for one in kept if one.index not in loud])
        for one in kept:
            if one.index in loud:
                await self._tell(one)
        return [one.fate for one in taken]

    def _decide(self, index: int, record: Record, there: dict[str, Any]) -> _Taken:
        outage, areas = there.get(record.id, (None, []))
        wanted, unknown = _wanted(record, self.named)
        step = decide(self.work, record, outage, set(map(extent, areas)), wanted)
        return _Taken(index, record, step, wanted, outage, areas, unknown)

    async def _drop_known(self, taken: Sequence[_Taken]) -> None:
        """The end of an earlier interruption that came before needs no notice again."""
        late = {one.external_id: one for one in taken if one.step.result == steps.LATE}
        known = (
            await loading.imported_outages(self.work.tx, self.source, list(late)) if late else {}
        )
        for name in known:
            late[name].step = Step(steps.SAME)

    async def _add(self, new: Sequence[_Taken]) -> None:
        """Stores new notices with their areas; one that came back makes room for itself first."""
        for one in new:
            if one.step.result == steps.RETURNED and (before := one.outage) is not None:
                number = before.sequence if before.sequence is not None else before.version
                before.external_id = f"{one.record.id}{EARLIER}{number}"
        tx, values = self.work.tx, {one.external_id: one.step.fields for one in new}
        stored_now = await rows.add_outages(tx, self.source, values)
        for one in new:
            one.outage = stored_now[one.external_id]
            one.areas = _areas(one.outage.id, one.wanted)
        await rows.add_areas(tx, [area for one in new for area in one.areas])

    async def _move(self, moved: Sequence[_Taken]) -> None:
        """Other areas, where nobody needs to hear of them; else `notices` moves them."""
        for one in moved:
            assert one.outage is not None
            one.areas = _areas(one.outage.id, one.wanted)
            if not self._tells_areas(one.step):
                await loading.set_areas(self.work.tx, one.outage.id, one.areas)

    def _tells_areas(self, step: Step) -> bool:
        return step.moved and step.result == steps.CHANGED and bool(step.told)

    async def _loud(self, kept: Sequence[_Taken]) -> set[int]:
        """Those of which somebody may have to hear; the others need no alert to be made."""
        told = {one.outage.id: one for one in kept if one.step.told and one.outage is not None}
        found = await rows.with_audience(self.work.tx, told) if told else set()
        loud = {told[outage_id].index for outage_id in found}
        return loud | {one.index for one in kept if self._tells_areas(one.step)}

    def _change(self, known: Sequence[_Taken], loud: set[int]) -> None:
        """Puts the steps into the notices that were there; who is told of one raises its version."""
        changed = []
        for one in known:
            if one.outage is None or not one.step.fields:
                continue
            ends = one.step.result == steps.ENDED and one.index in loud  # `notices` ends it
            for name, value in one.step.fields.items():
                if not (ends and name in ("state", "ended_at")):
                    setattr(one.outage, name, value)
            one.outage.version += one.step.kept and one.index not in loud
            changed.append(one.outage)
        rows.write_alike(changed)

    async def _keep(self, quiet: Sequence[_Taken]) -> None:
        """As `notices` keeps a version and plans its alerts, for many at once."""
        tx, due = self.work.tx, {}
        for one in quiet:
            assert one.outage is not None
            over = one.outage.ended_at is not None
            due[one.outage.id] = {} if over else alerts.timetable(one.outage, self.work)
        await rows.add_versions(tx, [self._version(one) for one in quiet])
        await rows.drop_alerts(tx, [number for number, planned in due.items() if not planned])
        for outage_id, planned in due.items():
            if planned:
                await stored.schedule(tx, outage_id, planned)

    def _version(self, one: _Taken) -> dict[str, Any]:
        assert one.outage is not None
        return {
            "outage_id": one.outage.id, "version": one.outage.version, "at": self.work.now,
            "by": f"feed:{self.source}", "facts": lifecycle.facts(one.outage, one.areas),
        }  # fmt: skip

    async def _tell(self, one: _Taken) -> None:
        """As where staff publish, change or end a notice: everybody concerned hears."""
        assert one.outage is not None
        if one.is_new:
            await lifecycle.publish(self.work, one.outage)
        elif one.step.result == steps.ENDED:
            state, at = one.step.fields["state"], one.step.fields["ended_at"]
            await lifecycle.end(self.work, one.outage, state, at)
        elif self._tells_areas(one.step):
            await lifecycle.change_areas(self.work, one.outage, one.areas)
        else:
            await lifecycle.renew(self.work, one.outage, one.step.told)


def _wanted(record: Record, named: Named) -> tuple[set[Extent], list[str]]:
    """What a record covers, and a warning for each code that there is not."""
    found: set[Extent] = set()
    unknown: list[str] = []
    for area in record.areas:
        code, kind, known = _known(area, named)
        if not known:
            unknown.append(f"areas: there is no {kind} {code!r}")
            continue
        place = named.places[area.place] if area.place else None
        found.add(Extent(area.feeder, area.transformer, place, area.low, area.high, area.parity))
    if not record.areas and isinstance(record.customers, list):
        customers = [number for number in record.customers if number in named.houses]
        if record.kind in OF_CUSTOMERS:
            found.update(Extent(account_number=number) for number in customers)
        else:
            found |= _streets({named.houses[number] for number in customers})
    return found, unknown


def _streets(houses: set[tuple[int, int]]) -> set[Extent]:
    """From the first to the last of these houses on each side: the text names no single customer."""
    sides: dict[tuple[int, str], list[int]] = {}
    for place, house in houses:
        sides.setdefault((place, "odd" if house % 2 else "even"), []).append(house)
    return {
        Extent(place_id=place, low=min(numbers), high=max(numbers), parity=side)
        for (place, side), numbers in sides.items()
    }


def _known(area: Area, named: Named) -> tuple[str, str, bool]:
    if area.feeder:
        return area.feeder, "feeder", area.feeder in named.codes
    if area.transformer:
        return area.transformer, "transformer", area.transformer in named.codes
    return area.place or "", "place", area.place in named.places


def _areas(outage_id: int, wanted: set[Extent]) -> list[OutageArea]:
    return [covered.row(outage_id) for covered in sorted(wanted, key=str)]

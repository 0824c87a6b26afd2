"""Looking up: how far away, how old what we know is, what changed, near a point, a transformer."""

from datetime import timedelta
from typing import Any

import pytest

from actions.supply import nearby
from storage.models import (
    Account,
    HouseRange,
    Outage,
    OutageArea,
    OutageVersion,
    Place,
    Transformer,
)
from tests import city
from tests.actions.scenes import play
from tests.actions.test_outages import ASK, end
from tests.talk import Talk


async def change(talk: Talk, outage_id: int, **values: Any) -> None:
    """Something of a notice is different now."""
    async with talk.db.transaction() as tx:
        outage = await tx.get_one(Outage, outage_id)
        for name, value in values.items():
            setattr(outage, name, value)


async def test_how_long_it_is_off_and_how_old_the_expected_end_is(linked: Talk) -> None:
    fault = await city.outage(linked.db, "F1")
    await change(linked, fault, until_at=linked.now - timedelta(minutes=20))
    await play(linked, 1, [
        (ASK, ("Off for 60 minutes now.", "Expected back: today, Mon 23 Nov at 12:00, in 2 hours.",
               "That time was given 20 minutes ago.", "!Changed")),
    ])  # fmt: skip
    linked.now += timedelta(hours=3)
    await play(
        linked,
        1,
        [(ASK, ("was expected back 60 minutes ago; I know of no newer time", "given 3 hours ago"))],
    )


async def test_where_no_end_was_ever_given_none_is_made_up(linked: Talk) -> None:
    await city.outage(linked.db, "F1", until=None)
    await play(linked, 1, [(ASK, ("Off for 60 minutes now.", "!Expected back", "!was given"))])


async def test_what_is_off_now_comes_before_what_is_to_come_and_what_is_over(linked: Talk) -> None:
    over = await city.outage(linked.db, "F1", starts=timedelta(hours=-5), until=None)
    await end(linked, over, "restored")
    await city.outage(linked.db, "F1", "planned", timedelta(hours=3), timedelta(hours=5))
    await city.outage(linked.db, "F1")
    (first, *_more) = await play(linked, 1, [(ASK, "It begins in 3 hours.")])
    told = first["text"]
    assert (
        told.index("Off for") < told.index("It begins") < told.index("The power came back just now")
    )
    assert "It was off for 5 hours" in told


async def test_what_changed_last_is_told_with_its_age(linked: Talk) -> None:
    fault = await city.outage(linked.db, "F1")
    started = (linked.now - timedelta(hours=1)).isoformat()
    async with linked.db.transaction() as tx:
        (await tx.get_one(Outage, fault)).version = 2
        for version, hours, ago in ((1, 2, 50), (2, 4, 10)):
            facts = {"reason": "storm", "from": started, "state": "published", "kind": "fault",
                     "until": (linked.now + timedelta(hours=hours)).isoformat(), "ended": None}  # fmt: skip
            tx.add(OutageVersion(outage_id=fault, version=version, facts=facts,
                                 at=linked.now - timedelta(minutes=ago)))  # fmt: skip
    await play(linked, 1, [
        (ASK, ("Changed 10 minutes ago:", "It takes longer: power is expected back today, Mon 23 Nov at 14:00")),
    ])  # fmt: skip


async def test_why_was_it_off_yesterday(linked: Talk) -> None:
    fault = await city.outage(linked.db, "F1")
    await end(linked, fault, "restored")
    linked.now += timedelta(days=1, hours=5)
    await play(linked, 1, [
        ("ask_outage> why did we have an outage [yesterday](time)?",
         ("yesterday, Mon 23 Nov, I know of this", "Why: storm damage", "The power came back")),
        ("ask_outage> [昨天](time)为什么停电", "暴风雨"),
        ("ask_outage> [下周二](time)停不停", ("12月1日", "没有查到")),
    ])  # fmt: skip


async def test_by_the_area_of_a_transformer(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        for code in ("T1", "T2"):
            tx.add(Transformer(code=code, name=code, name_en=f"Box {code}", feeder_code="F1"))
        await tx.flush()
        tx.add(
            HouseRange(
                place_id=2, low=41, high=60, parity="all", feeder_code="F1", transformer_code="T2"
            )
        )
        (await tx.get_one(Account, "1000000001")).transformer_code = "T1"
    first, second = [
        await city.outage(linked.db, "F1", starts=timedelta(minutes=-m)) for m in (90, 60)
    ]
    async with linked.db.transaction() as tx:
        for outage_id, code in ((first, "T1"), (second, "T2")):
            area = (
                await tx.execute(OutageArea.__table__.select().filter_by(outage_id=outage_id))
            ).one()
            row = await tx.get_one(OutageArea, area.id)
            row.feeder_code, row.transformer_code = None, code
    await play(linked, 1, [(ASK, ("Box T1", "!Box T2")),
                           ("ask_outage> is [F1](feeder) off?", ("Box T1", "Box T2"))])  # fmt: skip
    await play(linked, 7, [
        ("ask_outage> outage in [Sunshine Gardens 45, East District](location)?", ("Box T2", "!Box T1")),
        ("ask_outage> outage in [Sunshine Gardens 5, East District](location)?", "no outage is known"),
    ])  # fmt: skip


# Near a point


async def put(talk: Talk, **points: tuple[float, float]) -> None:
    """Places get their positions."""
    async with talk.db.transaction() as tx:
        for name, (latitude, longitude) in points.items():
            place = await tx.get_one(Place, int(name[1:]))
            place.latitude, place.longitude = latitude, longitude


def here(latitude: float, longitude: float) -> dict[str, Any]:
    return {"location": {"latitude": latitude, "longitude": longitude}}


async def test_a_shared_location_offers_the_nearest_places(talk: Talk) -> None:
    await put(talk, p1=(30.01, 120.0), p2=(30.001, 120.0), p3=(30.1, 120.0), p4=(30.0, 120.0001))
    await city.outage(talk.db, "F2")
    await play(talk, 7, [
        (ASK, "For which place?"),
        (here(30.0, 120.0), ("near that point", "[North Township · Willow Village · 10 m]",
                             "[East District · Sunshine Gardens · 100 m]",
                             "[East District · Jianshe Road · 1.1 km]", "!West District")),
        ("[Willow Village]", ("For Willow Village I know of this", "Hill line")),
        (here(30.0, 120.0), "[East District · Sunshine Gardens · 100 m]"),
        ("[Sunshine Gardens · 100 m]", "For Sunshine Gardens no outage is known"),
        (here(31.0, 120.0), ("far from all places", "!near that point")),
    ])  # fmt: skip


async def test_a_date_is_kept_while_a_place_near_a_point_is_chosen(talk: Talk) -> None:
    await put(talk, p4=(30.0, 120.0))
    await play(talk, 7, [
        ("ask_outage> an outage [tomorrow](time)?", "For which place?"), (here(30.0, 120.0), "near that point"),
        ("[Willow Village]", "For Willow Village, tomorrow, Tue 24 Nov, no outage is known"),
    ])  # fmt: skip


async def test_places_across_the_date_line_are_near(talk: Talk) -> None:
    await put(talk, p4=(-16.8, 179.999))
    await play(talk, 7, [(here(-16.8, -179.999), "[North Township · Willow Village · 200 m]")])


@pytest.mark.parametrize(("one", "other", "metres"), [
    ((0.0, 0.0), (0.0, 0.0), 0), ((0.0, 0.0), (1.0, 0.0), 111_195), ((0.0, 0.0), (0.0, 180.0), 20_015_087),
    # Paris to London: 343.6 km in any atlas.
    ((48.8566, 2.3522), (51.5074, -0.1278), 343_556),
])  # fmt: skip
def test_distances_along_the_great_circle(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert nearby.distance(*one, other) == pytest.approx(metres, abs=60)


async def test_all_my_places_are_not_the_one_talked_about(linked: Talk) -> None:
    await play(linked, 1, [
        ("ask_outage> is it off in [Willow Village](location)?", "For Willow Village"),
        ("ask_outage> is anything planned at my places?", ("For 11 Jianshe Road", "!Willow")),
    ])  # fmt: skip

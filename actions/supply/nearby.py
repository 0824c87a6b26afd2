"""A shared location: the places near it, to choose from."""

from math import asin, cos, radians, sin, sqrt

from actions import places
from actions.places import Spot
from actions.work import Button, Rows, Turn
from locales import mark
from storage import network
from storage.models import Place

_ = mark

EARTH_RADIUS = 6_371_000.0
"""Metres, mean (IUGG)."""
METRES_PER_DEGREE = 111_195.0
"""Of latitude, on that sphere."""
FARTHEST = 5_000.0
"""Metres; what is farther from every place of ours is not in our area."""
MOST_OFFERED = 5

TOO_FAR = _("That point is far from all places that I know. Please send the street with the house number, or the name of the community.")  # fmt: skip
WHICH = _("These places are near that point. Which one is it?")


def distance(latitude: float, longitude: float, other: tuple[float, float]) -> float:
    """Metres along the great circle between two points (haversine; degrees of WGS 84)."""
    lat, other_lat = radians(latitude), radians(other[0])
    across, along = (other_lat - lat) / 2, radians(other[1] - longitude) / 2
    half = sin(across) ** 2 + cos(lat) * cos(other_lat) * sin(along) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


async def nearest(turn: Turn, latitude: float, longitude: float) -> list[tuple[Place, float]]:
    """The nearest places with their distance in metres, the nearest first."""
    north = FARTHEST / METRES_PER_DEGREE
    # Near a pole, or across the 180th meridian, every longitude may be near.
    east = north / max(cos(radians(latitude)), 1e-6)
    east = 360.0 if abs(longitude) + east > 180 else east
    found = await network.places_within(turn.tx, latitude, longitude, north, east)
    far = [
        (p, distance(latitude, longitude, (p.latitude or 0.0, p.longitude or 0.0))) for p in found
    ]
    near = [(place, metres) for place, metres in far if metres <= FARTHEST]
    return sorted(near, key=lambda pair: (pair[1], pair[0].id))[:MOST_OFFERED]


async def choices(turn: Turn) -> list[tuple[str, dict[str, int]]]:
    """The places near the shared location: a label with the distance, and the place."""
    latitude, longitude = turn.incoming.latitude, turn.incoming.longitude
    assert latitude is not None
    assert longitude is not None
    made = []
    for place, metres in await nearest(turn, latitude, longitude):
        name = await places.name(turn, Spot(place.id), turn.person.language, with_district=True)
        made.append((f"{name} · {_far(turn, metres)}", {"place": place.id}))
    return made


def _far(turn: Turn, metres: float) -> str:
    """ "300 m", "1.2 km": as exact as a shared location is."""
    if metres < 950:
        step = 10 if metres < 95 else 100
        return turn.t(_("{count} m"), count=max(step, round(metres / step) * step))
    return turn.t(_("{count} km"), count=f"{metres / 1000:.1f}")


async def start(turn: Turn) -> None:
    """A location that nobody asked for: what is known at the places near it."""
    found = await choices(turn)
    rows: Rows = [[Button(label, {"do": "outage.at", "place": place})] for label, place in found]
    turn.say(turn.t(WHICH if found else TOO_FAR), rows)

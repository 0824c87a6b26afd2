"""Where a danger is, put right or made more exact by what its reporter writes afterwards."""

import re
from typing import Any

from actions import places
from actions.conversation import asking, corrections
from actions.places import Spot
from actions.places.writing import number_of
from actions.work import Turn
from nlu.folding import fold

HOUSE = re.compile(
    r"(?<!pole )(?<!meter )(?<!flat )(?<!room )(?<!bus )(?<!tower )(?<!car )"
    r"\b(?:number|no\.?|nr\.?|house(?: number)?|door|#)\s*(\d{1,4})\b|(\d{1,4}|[零〇一二两三四五六七八九十百廿]{1,7})\s*号(?!楼|线|杆|变|表|机|桌|院)|^\s*(\d{1,4})(?![hm])[a-z]?[\s.!]*$"
)
"""Over folded text: a house number, of the street that is known."""


async def said(turn: Turn, before: dict[str, Any]) -> dict[str, Any] | None:
    """The place that a text corrects or makes more exact; None where it says nothing new."""
    text = turn.incoming.text
    corrected = corrections.correction(text)
    meant = corrected[1] if corrected else text
    spots = await (places.find(turn, meant) if corrected else places.from_turn(turn))
    here = await asking.spot_of(turn, before)
    if len(spots) > 1:
        spots = [spot for spot in spots if spot.place_id == here.place_id]
    if len(spots) == 1:
        return _spot_said(spots[0], here, bool(corrected))
    found = HOUSE.search(fold(meant))
    if found is None or here.place_id is None:
        return None
    return {"place": here.place_id, "house": number_of(next(filter(None, found.groups())))}


def _spot_said(spot: Spot, here: Spot, corrected: bool) -> dict[str, Any] | None:
    same = spot.place_id == here.place_id
    if same and spot.house in (None, here.house):
        return None
    fits = corrected or same or here.place_id is None
    return spot.value if fits else None

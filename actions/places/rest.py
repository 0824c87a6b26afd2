"""What of a text that names a place is neither its name, house number nor district."""

import re

from actions.places.houses import HOUSE_LABEL, IN_WORDS
from actions.places.writing import normal, pieces
from storage.models import Place

NUMBERED = re.compile(
    r"第?(?:\d{1,4}|[零〇一二两三四五六七八九十百廿]{1,7})\s*(?:号楼|号院|号|栋|幢|座|弄|hao\b|dong\b)|"
    rf"{HOUSE_LABEL}?\d{{1,4}}(?!\d)|\b{IN_WORDS}"
)
OPEN_END = re.compile(r"\d\s*号?\s*(?:[-–—~至到]|\bto\b)|(?:[-–—~至到]|\bto\b)\s*\d")
"""A range of which one end is missing or was not read."""
FILLING = re.compile(
    r"\b(?:the|at|in|on|of|near|and|all|whole|entire|complete|both|sides?|houses?|numbers?|nos?|no|street|road|"
    r"lines?|feeders?|area|district|township|town|county|city|village|community|only|please|at)\b|"
    r"[的在和与及整条个全部所有两侧边都线路馈号门牌沿一带区域段请仅只]"
)


def unread(text: str, names: list[tuple[int, int]], place: Place | None, house: int | None) -> str:
    """The words of `text` outside its `names` (stretches of the normalised text) that nobody read.

    `house`: the number that was read beside the name; null where there was none.
    """
    said = normal(text)
    for start, end in names:
        said = said[:start] + " " * (end - start) + said[end:]
    if place is not None:
        english = place.district_en.casefold()
        for way in (place.district, english, place.district[:-1], english.rsplit(" ", 1)[0]):
            said = said.replace(way, " ") if len(way) > 1 else said
    shown = " ".join(said.split()).strip(" ,.;:()")
    if OPEN_END.search(said):
        return shown
    rest = NUMBERED.sub(" ", said, count=1) if house is not None else said
    return shown if pieces(FILLING.sub(" ", rest)) else ""

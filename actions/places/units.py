"""What a person writes below the house number: building, unit, floor, flat. The data know no such thing."""

import re

from actions.places.writing import number_of

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,4})"
NUMERAL = re.compile(r"\d{1,4}|[零〇一二三四五六七八九十百]{1,4}")
_LETTERED = rf"(?:[A-Za-z]?{_NUMBER}|[A-Za-z])"
_CHINESE = (
    rf"(?P<building>{_LETTERED})\s*(?:号楼|號樓|栋|棟|幢|座)",
    rf"{_LETTERED}\s*(?:单元|單元)",
    rf"{_NUMBER}\s*(?:楼|樓|层|層)(?!上|下|道)",
    rf"{_LETTERED}\s*(?:室|房)",
)
_SEP = r"[\s,，、-]*"
CHINESE = re.compile(
    rf"{_CHINESE[0]}(?:{_SEP}{_CHINESE[1]})?(?:{_SEP}{_CHINESE[2]})?(?:{_SEP}(?:{_CHINESE[3]}|\d{{3,4}}(?!\d)))?|"
    rf"{_CHINESE[1]}(?:{_SEP}{_CHINESE[2]})?(?:{_SEP}(?:{_CHINESE[3]}|\d{{3,4}}(?!\d)))?|"
    rf"{_CHINESE[2]}{_SEP}{_CHINESE[3]}|(?<![\d号號]){_CHINESE[3]}|(?<=[号號]){_CHINESE[3]}"
)
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|ground|top)"
_PART = rf"(?:(?:flat|unit|apt\.?|apartment|room|rm\.?|floor|block|building|tower|suite|entrance)\s*(?:no\.?\s*|#)?(?:\d{{1,4}}[A-Za-z]?|[A-Za-z]\d{{0,4}})\b|{_ORDINAL} floor\b)"
ENGLISH = re.compile(rf"\b{_PART}(?:[\s,]+(?:and |on the )?{_PART})*", re.IGNORECASE)
BUILDING = re.compile(r"\b(?:block|building|tower)\s*(?:no\.?\s*|#)?(\d{1,4})\b", re.IGNORECASE)


def unit_in(text: str) -> str:
    """The part of an address below its house number, as it was written; "" where there is none."""
    found = [*CHINESE.finditer(text), *ENGLISH.finditer(text)]
    longest = max(found, key=lambda match: match.end() - match.start(), default=None)
    return longest.group().strip(" ,，、") if longest else ""


def says_house(unit: str, house: int | None) -> bool:
    """Whether a unit names the building that was found: 3栋2单元 is not to be written 3号3栋2单元."""
    chinese, english = CHINESE.match(unit), BUILDING.search(unit)
    said = (chinese and chinese["building"]) or (english and english[1])
    if not said or house is None or not NUMERAL.fullmatch(said):
        return False
    return number_of(said) == house

"""What the entity tagger sees of each piece of a message, and how tags become spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlu.components.intent_features import is_han

# Forms and words that speak for a kind of entity; evidence for the tagger, not a verdict.
_ZH_NUMBER = r"(?:\d+|[零〇一二两俩三四五六七八九十百千万几半廿仨]+)"
_EN_NUMBER = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
    r"|half|dozen|couple"
)
FORMS = {
    "ticket": re.compile(r"(?<![a-z0-9])[a-z]{2,3}[- ]?\d{6,8}[- ]?\d{2,6}(?!\d)"),
    "mobile": re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    "landline": re.compile(r"(?<!\d)(?:0\d{2,3}[- ]\d{7,8}|\+\d[\d -]{7,15}\d|0\d{9,10})(?!\d)"),
    "clock": re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)|(?<!\d)\d{1,2} ?[ap]\.?m\b", re.ASCII),
    "date": re.compile(
        r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?)(?!\d)"
    ),
    "money": re.compile(
        r"(?:[$£€¥₹₦₱₵]|\b(?:rs\.?|ksh|r|s\$|hk\$|nt\$|us\$|a\$|gh₵|rm|php|inr|usd|ugx|eur|gbp))\s?\d[\d,.]*"
        rf"|(?:\d[\d,.]*|\b(?:{_EN_NUMBER}))\s?(?:kwh|kilowatt.hours?|units?|bucks|dollars?|euros?|pounds?"
        r"|quid|rupees|cedis|shillings|naira|pesos?|rand|ringgit|baht|yuan|rmb|usd|hk\$|eur)\b"
        rf"|{_ZH_NUMBER}[多几来]?(?:元|块|度|千瓦时|毛|蚊|文|圆)[一二三四五六七八九半\d]?",
        re.ASCII,
    ),
    "number_en": re.compile(rf"\b(?:{_EN_NUMBER})\b", re.ASCII),
    "long": re.compile(r"(?<!\d)\d{3,5}(?:[- ]\d{3,5}){1,4}(?!\d)"),
    "time_zh": re.compile(
        rf"{_ZH_NUMBER}(?:来|多|几)?个?半?(?:点[钟半多]?|时|號|号|日|月份?|天|周|星期|礼拜|年|小时|分钟|分|钟头?|秒|刻|宿|夜|晚)"
        r"|今[天日晚早年儿]+|明[天日晚早年儿]+|昨[天日晚儿]+|前[天日晚年]|后[天日]|大前天|寻日|琴日|听日|而家"
        r"|[上下这本]个?(?:周|星期|礼拜|月|年|季度|半年)[一二三四五六日天末初底]?|周[一二三四五六日末]|星期[一二三四五六日天]"
        r"|早上|上午|中午|下午|傍晚|晚上|半夜|凌晨|夜里|朝早|晏昼|夜晚|月[初中底]|年[初中底]|春节|过年|国庆|中秋|端午|元旦|五一|除夕"
    ),
    "time_en": re.compile(
        r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|tues|wed|thu|thur|thurs|fri|sat|jan|feb"
        r"|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september"
        r"|october|november|december|yesterday|today|tonight|tomorrow|tmr|morning|afternoon|evening|night"
        r"|noon|midnight|dawn|week|weekend|month|year|quarter|hours?|hrs?|minutes?|mins?|days?|weeks|months"
        r"|years|fortnight|am|pm|o'clock|last|next|this|ago|since|till|until|after|christmas|easter|eid"
        r"|diwali|winter|summer|spring|autumn|lunch ?time|breakfast|dinner ?time)\b",
        re.ASCII,
    ),
    "place_en": re.compile(
        r"\b(?:st|street|road|rd|lane|ln|ave|avenue|drive|dr|close|court|ct|crescent|estate|village|park"
        r"|gardens?|heights|block|blk|flat|unit|apt|apartment|phase|sector|town|colony|nagar|jalan|jln"
        r"|lorong|taman|square|sq|terrace|place|way|hill|hills|grove|mews|row|walk|gate|bridge|market"
        r"|junction|house|tower|towers|building|floor|plot|ward|district|mall|station|school|church"
        r"|mosque|temple|farm|valley|bay|creek|green|quarter|zone|area|suburb|condo|barangay|purok)\b",
        re.ASCII,
    ),
    "appliance": re.compile(
        r"冰箱|雪柜|冰柜|冷柜|空调|冷气机?|洗衣机|电视机?|电脑|主机|热水器|路由器|微波炉|电饭[煲锅]|电磁炉|电风扇|风扇|水泵|抽水机|灯泡|电灯"
        r"|烤箱|焗炉|电水壶|抽湿机|除湿机|呼吸机|制氧机|充电桩|电暖器|暖气|电热毯|烘干机|干衣机|洗碗机|吸尘器|油烟机|机顶盒|鱼缸|增氧泵|电梯|打印机|投影仪"
        r"|\b(?:fridges?|freezers?|refrigerators?|tvs?|televisions?|washers?|washing machines?|computers?|laptops?"
        r"|pcs?|routers?|modems?|water heaters?|boilers?|air ?con\w*|air conditioners?|ac|a/c|ovens?|pumps?|bulbs?"
        r"|kettles?|microwaves?|dryers?|dishwashers?|heaters?|fans?|cookers?|stoves?|toasters?|printers?"
        r"|chargers?|geysers?|inverters?|consoles?|monitors?|incubators?|concentrators?|ventilators?|cpap"
        r"|vacuums?|blenders?|heat ?pumps?|dehumidifiers?|aquariums?|chest freezers?)\b",
        re.ASCII,
    ),
}
_NUMERALS = set("零〇一二三四五六七八九十百千万两俩半几廿0123456789")


class Unit(NamedTuple):
    """A piece as the tagger takes it: folded text, original text, offset, jieba word, place."""

    text: str
    original: str
    start: int
    word: str
    place: int


def _shape(original: str) -> str:
    if original.isdigit():
        return f"9x{min(len(original), 14)}"
    if is_han(original):
        return "n" if original in _NUMERALS else "h"
    if original.isalpha():
        return "X" if original.isupper() else "Xx" if original[0].isupper() else "x"
    return original


def _forms(folded: str) -> dict[int, list[str]]:
    """Offset to the forms that cover it; ``^`` where a form begins."""
    found: dict[int, list[str]] = {}
    for name, form in FORMS.items():
        for match in form.finditer(folded):
            found.setdefault(match.start(), []).append(f"{name}^")
            for offset in range(match.start(), match.end()):
                found.setdefault(offset, []).append(name)
    return found


def _own(unit: Unit, forms: list[str]) -> list[str]:
    """Features of the piece itself."""
    text = "0" * len(unit.text) if unit.text.isdigit() else unit.text
    named = [f"t={text}", f"s={_shape(unit.original)}", f"w={unit.word}", f"p={min(unit.place, 3)}"]
    named += [f"f={name}" for name in forms]
    if len(unit.word) > 1 and is_han(unit.text):
        named += [f"e={unit.word[-1]}", f"wp={min(unit.place, 3)}/{min(len(unit.word), 4)}"]
    if len(unit.text) > 3 and not is_han(unit.text):
        named += [f"a={unit.text[:3]}", f"z={unit.text[-3:]}"]
    return named


def tagger_features(folded: str, units: Sequence[Unit]) -> list[list[str]]:
    """One list of feature names a unit; the neighbours' features carry their distance."""
    forms = _forms(folded)
    own = [_own(unit, forms.get(unit.start, [])) for unit in units]
    texts = ["<", "<", "<", *(o[0][2:] for o in own), ">", ">", ">"]
    rows = []
    for i, named in enumerate(own):
        row = list(named)
        for step in (-2, -1, 1, 2):
            if 0 <= i + step < len(own):
                row += [f"{step}:{name}" for name in own[i + step]]
            else:
                row.append(f"{step}:edge")
        t = texts[i : i + 7]
        row += [
            f"b-2={t[1]}|{t[2]}",
            f"b-1={t[2]}|{t[3]}",
            f"b0={t[3]}|{t[4]}",
            f"b1={t[4]}|{t[5]}",
        ]
        row += [f"-3={t[0]}", f"3={t[6]}", f"tri={t[2]}|{t[3]}|{t[4]}"]
        rows.append(row)
    return rows


def tags_of(units: Sequence[Unit], spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """``B-kind``, ``I-kind`` or ``O`` for each unit, from (start, end, kind) spans."""
    tags = ["O"] * len(units)
    for start, end, kind in spans:
        inside = [i for i, u in enumerate(units) if start <= u.start < end]
        for nth, i in enumerate(inside):
            tags[i] = f"{'B' if nth == 0 else 'I'}-{kind}"
    return tags


def spans_of(units: Sequence[Unit], tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, kind) spans, from one tag a unit; an ``I`` without its ``B`` begins a span."""
    spans: list[tuple[int, int, str]] = []
    open_kind = ""
    for unit, tag in zip(units, tags, strict=True):
        kind = tag[2:]
        end = unit.start + len(unit.original)
        if kind and tag[0] == "I" and kind == open_kind:
            spans[-1] = (spans[-1][0], end, kind)
        elif kind:
            spans.append((unit.start, end, kind))
        open_kind = kind
    return spans

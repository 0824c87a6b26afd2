"""The words of times: what each stretch of a folded text says, as tokens.

`tokens` reads from left to right; the first rule that fits wins, so a longer saying stands before
a shorter one. What no rule knows is passed over.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True)
class Token:
    """One saying: its kind, its numbers, and a name (of a part of the day, a unit, a feast)."""

    kind: str
    n: tuple[int, ...] = ()
    name: str = ""
    amount: float = 0.0


Builder = Callable[[re.Match[str]], Token | None]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAY = r"(mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])\.?"
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DOM = r"(\d{1,2})(?:st|nd|rd|th)?(?![\da-z:~])"
_SHIFTS = {"上上": -2, "上": -1, "下": 1, "下下": 2, "这": 0, "呢": 0, "本": 0, "今": 0, "当": 0,
           "last": -1, "past": -1, "previous": -1, "next": 1, "coming": 0, "this": 0}  # fmt: skip
_REL = r"(上上|上|下下|下|这|本|今|呢)(?:1?个)?"
_PARTS = {
    "凌晨": "small", "清晨": "dawn", "天亮": "dawn", "早上": "morning", "上午": "morning",
    "中午": "noon", "下午": "afternoon", "傍晚": "dusk", "天黑": "dusk", "黄昏": "dusk", "晚上": "night",
    "半夜": "late", "夜里": "late", "白天": "daytime", "日头": "daytime",
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
    "dawn": "dawn", "dusk": "dusk", "lunchtime": "noon", "lunch time": "noon", "teatime": "dusk",
    "daytime": "daytime", "small hours": "small", "early hours": "small",
}  # fmt: skip
_UNITS = {
    "秒": "second", "分": "minute", "小时": "hour", "钟": "hour", "天": "day", "日": "day",
    "周": "week", "月": "month", "年": "year",
    "sec": "second", "min": "minute", "hou": "hour", "hrs": "hour", "hr": "hour", "h": "hour",
    "day": "day", "nig": "day", "wee": "week", "for": "fortnight", "mon": "month", "yea": "year",
}  # fmt: skip
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9,
            "winter": 12}  # fmt: skip
_SECTIONS = {"底": "end", "末": "end", "初": "start", "中": "middle", "上旬": "first",
             "中旬": "second", "下旬": "third", "end": "end", "late": "end", "start": "start",
             "beginning": "start", "early": "start", "middle": "middle", "mid": "middle"}  # fmt: skip
_YEARS = {
    "今年": 0,
    "去年": -1,
    "前年": -2,
    "大前年": -3,
    "明年": 1,
    "后年": 2,
    "旧年": -1,
    "上年": -1,
}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3,
         "today": 0, "tomorrow": 1, "yesterday": -1, "day before yesterday": -2,
         "day after tomorrow": 2}  # fmt: skip
_FEASTS = {
    "国庆": "national", "national day": "national", "元旦": "new year", "new year's day": "new year",
    "new year": "new year", "劳动节": "labour", "圣诞": "christmas", "christmas day": "christmas",
    "christmas": "christmas", "xmas": "christmas", "christmas eve": "christmas eve",
    "boxing day": "boxing day", "easter sunday": "easter", "easter": "easter",
    "春节": "spring", "过年": "spring", "chinese new year": "spring", "lunar new year": "spring",
    "spring festival": "spring", "中秋节": "autumn", "中秋": "autumn", "mid-autumn festival": "autumn",
    "mid-autumn": "autumn", "端午节": "boat", "端午": "boat", "dragon boat festival": "boat",
    "清明节": "tomb", "清明": "tomb",
    "new year's eve": "new year's eve",
}  # fmt: skip


def _any(words: dict[str, object] | list[str]) -> str:
    """Alternatives, longest first; an English word ends where its letters end."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + ("(?![a-z])" if w[-1].isascii() else "") for w in ordered)


def _ints(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(g) for g in found.groups() if g and g.isdigit())


def _word(kind: str) -> Builder:
    return lambda m: Token(kind)


def _named(kind: str, names: dict[str, str]) -> Builder:
    return lambda m: Token(kind, name=names[m[1]])


def _shift(kind: str, values: dict[str, int]) -> Builder:
    return lambda m: Token(kind, (values[m[1]],))


def _numbers(kind: str) -> Builder:
    return lambda m: Token(kind, _ints(m))


def _slash(found: re.Match[str]) -> Token | None:
    """25/11 and 11/25: day first in a text without Chinese, unless there is no such month."""
    first, second, year = int(found[1]), int(found[3]), found[4]
    month_first = bool(HAN.search(found.string)) or found[2] == "-"
    month, day = (first, second) if month_first else (second, first)
    if month > 12 >= day:
        month, day = day, month
    years = (int(year) + (2000 if len(year) == 2 else 0),) if year else ()
    return Token("date" if years else "month_day", (*years, month, day))


def _english_date(found: re.Match[str]) -> Token:
    named = found.groupdict()
    month, day = MONTHS.index(named["m"][:3]) + 1, int(named["d"])
    year = named["y"]
    return Token("date", (int(year), month, day)) if year else Token("month_day", (month, day))


def _month_name(found: re.Match[str]) -> Token:
    lean = {"last": "last", "next": "next"}.get(found[1] or "", "")
    return Token("month", (MONTHS.index(found[2][:3]) + 1,), lean)


def _weekday(found: re.Match[str]) -> Token:
    lean = found[1] or ("week" if found[3] else "")
    return Token("weekday", (WEEKDAYS.index(found[2][:3]),), lean)


def _chinese_weekday(found: re.Match[str]) -> Token:
    shift = (_SHIFTS[found[1]],) if found[1] else ()
    return Token("weekday", (int(found[2]) - 1, *shift))


def _clock(found: re.Match[str]) -> Token:
    """Hour and minute; the name says how sure the half of the day is: am, pm, 24 or open."""
    hour, after, half = found[1], found["min"] or "0", found.groupdict().get("ap") or ""
    minute = 30 if after == "半" else int(after[:-1]) * 15 if after.endswith("刻") else int(after)
    vague = bool(found.groupdict().get("vague"))
    name = half or ("24" if found.groupdict().get("colon") else "open")
    return Token("clock", (int(hour), minute, int(vague)), name)


def _length(found: re.Match[str]) -> Token:
    named = found.groupdict()
    value = float(named.get("n") or 0)
    unit = _UNITS[named["u"]] if named["u"] in _UNITS else _UNITS[named["u"][:3]]
    halves = sum(1 for k in ("half", "mid", "tail") if named.get(k))
    return Token("length", name=unit, amount=value + 0.5 * halves)


def _chinese_length(found: re.Match[str]) -> Token | None:
    """8月 is a month and 25日 a day of one; but 三日前 counts days as Cantonese does."""
    if re.fullmatch(r"\d+月", found[0]):
        return None
    if re.fullmatch(r"\d+日", found[0]):
        counted = int(found["n"]) <= 10 and re.match(
            "前|之前|以前|后|之后|以后|内|以内", found.string[found.end() :]
        )
        return _length(found) if counted else None
    return _length(found)


def _lean_season(found: re.Match[str]) -> Token:
    return Token(
        "season", (_SEASONS[found[2]],), {"last": "last", "next": "next"}.get(found[1] or "", "")
    )


_LATIN_UNIT = r"(?P<u>seconds?|secs?|minutes?|mins?|hours?|hrs?|hr|h|days?|nights?|weeks?|fortnights?|months?|years?)(?![a-z])"
_RULES: tuple[tuple[str, Builder], ...] = (
    # never one interval: habits, and what the data cannot date
    (r"每|逢|天天|日日|夜夜|晚晚|经常|隔天|成日|平日|平时|那天|那晚|当天|当晚|第2天|1天到晚|几年|几个月|几天几夜|\d*个?工作日", _word("never")),
    (r"(?:every|each|daily|nightly|weekly|monthly|evenings|mornings|afternoons|nights|weekends|weekdays|few|several|day and night|next morning|next day|that day|same day|(?:\d+ )?(?:working|business) days?)(?![a-z])", _word("never")),
    (r"(?:mon|tues|wednes|thurs|fri|satur|sun)days(?![a-z])", _word("never")),
    (r"刚才|justnow(?![a-z])", _word("just")), (r"到现在|至今|直到现在|(?:until|till|to) now(?![a-z])", _word("since")),
    (r"现在|now(?![a-z])", _word("now")),
    (r"这[2两]天|这几天|(?:最近|近)几天", lambda m: Token("these", (3 if "几" in m[0] else 2,))),
    (r"前几天", _word("recently")),
    # dates
    (r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})[日号]?(?!\d)", _numbers("date")),
    (r"(?P<d>\d{1,2})(?:st|nd|rd|th)? ?(?:of )?" + _MONTH.replace("(jan", "(?P<m>jan", 1) + r",? ?(?P<y>\d{4})?(?!\d)", _english_date),
    (_MONTH.replace("(jan", "(?P<m>jan", 1) + r" ?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\da-z:~]),? ?(?P<y>\d{4})?(?!\d)", _english_date),
    (r"(\d{1,2})月(\d{1,2})[日号]?(?![\d:点天个])", _numbers("month_day")),
    (r"(\d\d)(-)(\d\d)(?:-(\d{4}|\d\d))?(?=$| \d{1,2}[:点]|停)", _slash),
    (r"(\d{1,2})(/)(\d{1,2})(?:/(\d{4}|\d\d))?(?!\d)", _slash),
    (r"(\d{1,2})(\.)(\d{1,2})\.(\d{4})?(?!\d)", _slash),
    # clocks
    (r"(\d{1,2})(?:[:.~](?P<min>\d\d))? ?(?P<ap>am|pm)(?![a-z])", _clock),
    (r"(\d\d)(?P<colon>)(?P<min>[0-5]\d) ?(?:hrs|hours|h)(?![a-z])", lambda m: Token("clock", (int(m[1]), int(m["min"]), 0), "24")),
    (r"(\d{1,2})(?P<colon>:)(?P<min>\d\d)(?::\d\d)?(?: ?(?:hrs|hours|h)(?![a-z]))?(?!\d)", _clock),
    (r"(\d{1,2})~(?P<min>\d\d)", _clock), (r"(\d{1,2}) ?(?P<min>)oclock(?![a-z])", _clock),
    (r"差(\d)刻(\d{1,2})点", lambda m: Token("clock", (int(m[2]) - 1, 60 - 15 * int(m[1]), 0), "open") if m[1] in "123" else None),
    (r"(\d{1,2})点差(\d{1,2})分", lambda m: Token("clock", (int(m[1]) - 1, 60 - int(m[2]), 0), "open")),
    (r"(\d{1,2})[点时](?!间|候)(?P<min>半|[13]刻|\d{1,2})?分?(?P<vague>多|来钟)?", _clock),
    (r"noon(?![a-z])|midday(?![a-z])", lambda m: Token("clock", (12, 0, 0), "24")),
    (r"midnight(?![a-z])", lambda m: Token("clock", (0, 0, 0), "24")),
    (r"(\d{1,2})\.(\d{1,2})(?![\d.个小天分年周月])", lambda m: Token("month_day", _ints(m)) if HAN.search(m.string) else None),
    (r"(\d{1,2})\.(?P<min>1[3-9]|[2-5]\d|00)(?P<colon>)(?!\d|\.)", _clock),
    (r"(0\d|1\d|2[0-3])(?P<colon>)(?P<min>[0-5]\d)(?!\d|年|[.:/-]\d| ?[a-z])(?<!19\d\d)(?<!20\d\d)", _clock),
    # how long
    (rf"(?P<n>\d{{1,4}}(?:\.\d{{1,3}})?)[- ]?{_LATIN_UNIT}", _length),
    (r"(?P<n>\d{1,4}(?:\.\d{1,3})?)(?:多|来)?个?(?P<mid>半)?(?:多|来)?(?P<u>小时|钟|分|秒|周(?!\d)|月(?!底|初|中|末)|天|日)钟?(?P<tail>半(?!夜))?多?", _chinese_length),
    (r"(?P<n>\d{1,3}(?:\.\d{1,3})?)(?:多|来)?(?P<u>年)(?P<tail>半)?多?", _length),
    (r"(?P<half>半)个?多?(?P<u>小时|钟|天|周|月|年)", _length),
    (r"([123])刻钟", lambda m: Token("length", name="minute", amount=15.0 * int(m[1]))),
    # years, seasons, feasts
    (rf"({_any(list(_YEARS))})", _shift("year_shift", _YEARS)),
    (r"(last|this|next) year(?![a-z])", _shift("year_shift", _SHIFTS)),
    (r"((?:19|20)\d\d)(?:年|(?![\d.:/-]))", _numbers("year")),
    (r"(?:年|year[- ])?([上下])半年", lambda m: Token("half_year", (1 if m[1] == "上" else 7,))),
    (rf"{_REL}季度?", _shift("quarter_shift", _SHIFTS)),
    (r"(last|this|next) quarter(?![a-z])", _shift("quarter_shift", _SHIFTS)),
    (r"第?([1-4])季度?|q([1-4])(?!\d)", lambda m: Token("quarter", (3 * int(m[1] or m[2]) - 2,))),
    (r"年(底|末|初|中)", lambda m: Token("year_part", name=_SECTIONS[m[1]])),
    (rf"({_any(list(_FEASTS))})", _named("feast", _FEASTS)),
    (r"[入开立]?()([春夏秋冬])[天季]?", _lean_season),
    (r"(?:(last|this|next) )?(spring|summer|autumn|fall|winter)(?![a-z])", _lean_season),
    # months and weeks
    (rf"{_REL}月(?!底|末|初|中)|(上|下|这|本)(?=月[底末初])", lambda m: Token("month_shift", (_SHIFTS[m[1] or m[2]],))), (rf"{_REL}月(?=[底末初中])", _shift("month_shift", _SHIFTS)), (r"(last|this|next) month(?![a-z])", _shift("month_shift", _SHIFTS)),
    (r"(\d{1,2})月份?", _numbers("month")), (rf"(?:(last|this|next) )?{_MONTH}", _month_name),
    (r"月?(上旬|中旬|下旬|底|末|初)", lambda m: Token("section", name=_SECTIONS[m[1]])), (r"月中", lambda m: Token("section", name="middle")),
    (r"(end|late|start|beginning|early|middle|mid)(?: of)?(?: the)?(?: month)?(?![a-z])", lambda m: Token("section", name=_SECTIONS[m[1]])),
    (rf"(?:{_REL})?周末", lambda m: Token("weekend", (_SHIFTS[m[1]],) if m[1] else ())),
    (r"(?:(last|this|next) )?week-?end(?![a-z])", lambda m: Token("weekend", (_SHIFTS[m[1]],) if m[1] else ())),
    (rf"(?:{_REL})?周([1-7])(?![\d个天次])", _chinese_weekday), (rf"{_REL}周", _shift("week", _SHIFTS)),
    (r"(last|this|next) week(?![a-z])", _shift("week", _SHIFTS)),
    (rf"(?:(last|this|next|coming) )?{_WEEKDAY}(?: (week)(?![a-z]))?", _weekday),
    # days and their parts
    (rf"({_any(list(_DAYS))})", _shift("offset", _DAYS)), (r"(\d{1,2})(?:号|日)(?!线|楼|院|台|杆|变)", _numbers("dom")),
    (r"(\d{1,2})(?:st|nd|rd|th)(?![a-z])", _numbers("dom")), (r"通宵|overnight(?![a-z])", lambda m: Token("part", name="night")),
    (rf"({_any(list(_PARTS))})", _named("part", _PARTS)), (r"晚(?!点)", lambda m: Token("part", name="night")),
    # what joins and leans
    (r"ago(?![a-z])|earlier(?![a-z])|以前|之前|前", _word("before")), (r"later(?![a-z])|from now(?![a-z])|以后|之后|过后|后", _word("after")),
    (r"after(?![a-z])", _word("after ")), (r"before(?![a-z])", _word("before ")), (r"in(?= \d)", _word("in")),
    (r"within(?![a-z])|以内|之内|内", _word("within")), (r"过去|最近|(?:last|past)(?![a-z])|近", _word("last")), (r"未来|接下来|next(?![a-z])", _word("next")),
    (r"since(?![a-z])|自从?|以来|起|开始", _word("since")), (r"from(?![a-z])|从|由", _word("from")),
    (r"week (?:of|beginning|commencing|starting)(?![a-z])", _word("week_of")), (r"(?:until|till|til)(?![a-z])", _word("until")),
    (r"[-–—~到至]|(?:to|through|thru)(?![a-z])", _word("to")), (r"between(?![a-z])", _word("between")), (r"and(?![a-z])", _word("and")),
    (r"(\d{1,2})(?!\.?\d|[a-z月年个号%楼栋])", _numbers("bare")),
)  # fmt: skip
RULES = [(re.compile(pattern), build) for pattern, build in _RULES]
SKIP = re.compile(r"[a-z']+|\d[\d.]*|.", re.DOTALL)


def tokens(folded: str) -> Iterator[Token]:
    """What a folded text says, from left to right."""
    return (token for _said, token in stretches(folded) if token)


def stretches(folded: str) -> Iterator[tuple[str, Token | None]]:
    """A folded text cut into what each stretch of it says; null for what says no time."""
    at = 0
    while at < len(folded):
        found, token = _at(folded, at)
        at = found.end()
        yield found[0], token


def _at(folded: str, at: int) -> tuple[re.Match[str], Token | None]:
    for pattern, build in RULES:
        found = pattern.match(folded, at)
        if found and found.end() > at and (token := build(found)):
            return found, token
    skipped = SKIP.match(folded, at)
    assert skipped is not None  # any character fits
    return skipped, None

"""Many ways to write the same time made one: dialect, number words, what two words say in one.

After folding, "聽晚" and 明晚 are "明天晚上", "half seven" is "7:30" and "an hour and a half" is
"1.5 hour", so that the vocabulary has to know each thing once.
"""

import re
from collections.abc import Callable

from actions.conversation.numbers import numerals_to_digits, simple

LONGEST = 200
"""Characters read: a time is said in fewer, and what is longer must not take longer."""

Instead = str | Callable[[re.Match[str]], str]
Rules = list[tuple[re.Pattern[str], Instead]]

_CHINESE: tuple[tuple[str, Instead], ...] = (
    (r"听日|明[日儿](?:个)?", "明天"), (r"听朝|明早|明朝", "明天早上"), (r"听晚|明晚", "明天晚上"),
    (r"大前[日儿]", "大前天"), (r"大[后後][日儿]", "大后天"),
    (r"[琴寻昨][日儿]个?", "昨天"), (r"[琴寻昨][晚夜](?:黑)?上?", "昨天晚上"),
    (r"今[日儿]个?", "今天"), (r"今朝|今早上?", "今天早上"), (r"今[晚夜]上?", "今天晚上"),
    (r"前[日儿](?!子)", "前天"), (r"[后後][日儿]", "后天"), (r"前晚", "前天晚上"), (r"后晚", "后天晚上"),
    (r"头先|啱啱|刚刚|方才", "刚才"), (r"而家|依家|这会儿|眼下|此刻", "现在"),
    (r"下昼|晏昼|后晌|午后", "下午"), (r"上昼|前晌", "上午"), (r"朝早|早晨|早间|清早|一大早", "早上"),
    (r"夜晚|晚间|夜里边", "晚上"), (r"大半夜|后半夜|深夜|夜间|三更半夜", "半夜"), (r"晌午|正午", "中午"),
    (r"(?:全|整|1整|一整)天", "今天"), (r"今晨", "今天早上"), (r"月头", "月初"), (r"月尾", "月底"), (r"年尾", "年底"),
    (r"粒钟", "小时"), (r"两日", "两天"), (r"一个?([春夏秋冬])天", r"\1天"), (r"礼拜|星期", "周"), (r"钟头", "小时"), (r"(?:成|一整|一|整)[晚夜宿]上?(?![\d一二三四五六七八九十])", "通宵"),
    (r"[一整]个?(上午|下午|早上|中午)", r"\1"), (r"国庆节?(?:假期|长假)?|(?:^|(?<=[年个]))十一(?=$|长假|假期|期间|黄金周)", "国庆"),
    (r"(?:^|(?<=年))五一|劳动节", "劳动节"), (r"圣诞节?", "圣诞"), (r"周六[、和]?周?[日天]", "周末"),
    (r"周([一二三四五六日天])[至到-]([一二三四五六日天])(?![\d点个])", r"周\1至周\2"), (r"周([一二三四五六日天])", lambda m: f"周{'一二三四五六日'.find(m[1].replace('天', '日')) + 1}"),
    (r"成(?=个|年)", "1"), (r"整整", ""), (r"(?<![\d一二两三四五六七八九十])个半(?:小时|钟)", "1.5小时"),
    (r"(?<![〇零一二三四五六七八九\d])[一两二三四五六七八](?=[二三四五六七八九](?:十|个|天|周|年|分|小|日|百|点))", ""),
    (r"十几|几十|数十|好几", "几"), (r"点几", "点多"), (r"俩(?=月)", "两个"), (r"仨(?=月)", "三个"),
    (r"点钟|点正|点整", "点"), (r"早(?=[\d一二两三四五六七八九十]+点)", "早上"),
    (r"晚(?=[\d一二两三四五六七八九十]+点)", "晚上"), (r"(?<=[周\d])晚(?![上间])", "晚上"),
)  # fmt: skip

_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_VALUES = {w: n for n, w in enumerate(_ONES, 1)} | {w: n * 10 for n, w in enumerate(_TENS, 2)}
_RANKS = {w: n for n, w in enumerate(_ORDINALS, 1)} | {"thirtieth": 30}
_MINUTES = "five|ten|twenty|twenty[- ]five|quarter"
_UNIT = r"(seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|years?)"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"


def _clock(hour: int, minutes: int) -> str:
    """Minutes after (or, negative, before) an hour as a clock of twelve hours says it."""
    hour, minute = divmod(hour * 60 + minutes, 60)
    return f" {hour or 12}~{minute:02d} "


def _minutes(word: str) -> int:
    word = word.replace("-", " ")
    special = {"quarter": 15, "half": 30, "twenty five": 25}
    return special.get(word) or _VALUES.get(word) or (int(word) if word.isdigit() else 0)


def _past(found: re.Match[str]) -> str:
    minutes = _minutes(found[1])
    hour = int(found[3]) if found[3].isdigit() else _VALUES[found[3]]
    return _clock(hour, minutes if found[2] in ("past", "after") else -minutes)


_HOUR = rf"(\d{{1,2}}|{'|'.join(_ONES[:12])})(?![a-z\d])"
_ENGLISH: tuple[tuple[str, Instead], ...] = (
    (rf"\b(half|{_MINUTES}|\d{{1,2}})(?: minutes?)? (past|after) {_HOUR}", _past),
    (rf"(?<!from )(?<!between )\b(?:a )?({_MINUTES}) (to|of|till) {_HOUR}", _past),
    (rf"\bhalf (past) {_HOUR}", _past),
    (r"\bhalf (?:an?|of an?) (?=hour|day|year|month)", "0.5 "),
    (r"\b(?:a )?quarter of an hour", "15 minutes"), (r"\bthree quarters of an hour", "45 minutes"),
    (rf"\bhalf {_HOUR}", lambda m: _clock(int(m[1]) if m[1].isdigit() else _VALUES[m[1]], 30)),
    (r"\bhalf days?", "0.5 day"),
    (rf"\b(?:an?|one) {_UNIT} and a half", r"1.5 \1"), (r"\b(?:a )?couple (?:of )?", "2 "),
    (rf"\b(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_ONES[:9])})\b", lambda m: str(sum(_VALUES[w] for w in re.split("[- ]", m[0])))),
    (rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_ORDINALS[:9])})\b", lambda m: f"{_VALUES[m[1]] + _RANKS[m[2]]}th"),
    (rf"\b({'|'.join(w for w in _RANKS if w != 'second')})\b(?! time)", lambda m: f"{_RANKS[m[1]]}th"),
    (r"\bthe second\b", "2nd"), (rf"\b({'|'.join(_VALUES)})\b", lambda m: str(_VALUES[m[1]])),
    (rf"\b(\d+) and a half (?={_UNIT})", r"\1.5 "), (rf"\b(\d+) {_UNIT} and a half", r"\1.5 \2"),
    (rf"\b(?:an?|1) (?:whole |full |good |solid )?(?={_UNIT})", "1 "),
    (r"\b(?:tonight|tonite|2nite)\b", "today night"), (r"\blast (night|evening)\b", r"yesterday \1"),
    (r"\bthis (morning|afternoon|evening)\b", r"today \1"), (r"\ball (?:night|evening)(?: long)?\b", "overnight"),
    (r"\b(?:all|whole|full) day(?: long)?\b", "today"), (r"\b(?:later|earlier) today\b", "today"),
    (r"\b(next|last|past) (?=hour|minute)|\bpast (?=day|week|month|year)", lambda m: f"{m[1] or 'past'} 1 "),
    (rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)? ?(?:to|-|–) ?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:~.]| ?[ap]m)", r"\1 \2 to \1 \3"),
    (r"\bjin ?tian\b", "today"), (r"\bming ?tian\b", "tomorrow"),
    (r"\bzuo ?tian\b", "yesterday"), (r"\b(?:jin ?wan|jin ?tian wan ?shang)\b", "today night"), (r"\bzuo ?wan\b", "yesterday night"),
    (r"\bxian ?zai\b", "now"), (r"\bwan ?shang\b", "night"), (r"\bxia ?wu\b", "afternoon"), (r"\bshang ?wu\b", "morning"), (r"\b(?:a moment|a minute|a second) ago\b", "just now"),
    (r"\b(?:right|just) now\b", lambda m: "now" if m[0] == "right now" else "justnow"),
    (r"\b(?:tmrw|tmr|tmw|tomorow|tommorow|tommorrow|2moro)\b", "tomorrow"),
    (r"\b(\d{1,2}) (\d\d)(?! ?(?:am|pm|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[a-z]))(?![\d.:])", r"\1~\2"),
    (r"\b([ap])\.\s?m\b\.?", r"\1m"), (r"\bo'?\s?clock\b", "oclock"),
    (rf"\b(\d{{1,2}}(?:st|nd|rd|th)?) ?(?:to|-|–|till|until) ?(\d{{1,2}}(?:st|nd|rd|th)?) (?:of )?({_MONTH})\b", r"\1 \3 to \2 \3"),
)  # fmt: skip


def _compiled(rules: tuple[tuple[str, Instead], ...]) -> Rules:
    return [(re.compile(pattern), instead) for pattern, instead in rules]


_CHINESE_RULES, _ENGLISH_RULES = _compiled(_CHINESE), _compiled(_ENGLISH)


ALWAYS = re.compile(
    r"(?<![\d/.-])24 ?(?:/|[x×*] ?)7(?:/365)?(?![\d/.:])(?: ?小时)?|(?<!\d)7 ?[x×*] ?24(?![\d:])(?: ?小时)?|(?<!\d)7/24 ?小时|全天候|全天不间断|"
    r"(?:每天|一天|1天)?24(?:个)?小时(?=[都要需不没离全开供连吸用制]|必须|持续|有人)|"
    r"\b(?:24|twenty.?four) hours (?:a|per|every) day\b(?:,? (?:7|seven) days (?:a|per) week)?|\b24.?hourly\b|\ba?round the clock\b"
)
"""What goes on without a break: no day and no hour, also where it looks like 24 July."""


def without_always(text: str) -> str:
    """A text without "24/7" and what else means all the time."""
    return ALWAYS.sub(" ", text)


def fold(text: str) -> str:
    """The text in one writing: narrow, Simplified, lower case, numbers as digits."""
    said = without_always(simple(text[:LONGEST])).replace("’", "'")
    said = re.sub(r"\s+", " ", said).strip()
    if re.search(r"[a-z]", said):
        said = _replaced(said, _ENGLISH_RULES)
    if re.search(r"[㐀-鿿〇]", said):
        said = numerals_to_digits(_replaced(said, _CHINESE_RULES))
    return said


def _replaced(said: str, rules: Rules) -> str:
    for pattern, instead in rules:
        said = pattern.sub(instead, said)
    return said[: 2 * LONGEST]

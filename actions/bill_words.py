"""What people ask about bills, in their words: what is owed, a month, the one before, why it rose.

Pure; read beside the model, which tells that it is about a bill but not what of it.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions import times
from nlu.folding import fold

OWED = re.compile(
    r"\b(?:how much|what|anything|something|money|still|do|all) (?:do |i |is |that |we |still )*(?:i|we) (?:still )?owe\b|"
    r"\b(?:do|if) (?:i|we) (?:still )?owe\b|\b(?:i|we) (?:still )?owe(?: you)?\W*(?:\?|anything|money)|"
    r"\b(?:open|unpaid|overdue|outstanding|due|arrears)\b.{0,20}\b(?:bills?|amounts?|balance|payments?|invoices?)\b|"
    r"\b(?:bills?|invoices?)\b.{0,12}\b(?:open|unpaid|overdue|outstanding)\b|\barrears\b|\bin total\b.{0,20}\b(?:pay|owe|bill)|"
    r"\b(?:which|what|how many|any) (?:months?|bills?|invoices?)\b.{0,24}(?:\bnot|n't|\bto|\byet|\bleft)\b.{0,16}\b(?:paid|pay)\b|\b(?:which|what) months?\b.{0,16}\b(?:open|unpaid|overdue|outstanding|due)\b|"
    r"欠(?:着|了|的|你们)*(?:费|多少|几|钱|电费|款|缴)|(?:还有|有)(?:没有|没|几|多少).{0,8}(?:没交|未交|未缴|没缴|欠)|(?:多少|几个?月|几张|几笔|哪些).{0,6}(?:没交|未交|未缴|没缴|没付)|"
    r"(?:没交|未交|未缴|没缴|没付)的?(?:电费|账单|帐单)|总共.{0,6}(?:要交|要缴|该交)"
)
COMPARES = re.compile(
    r"\b(?:why|how come|what made|reason)\b.{0,60}\b(?:high|higher|low|lower|more|less|much|double|doubled|twice|triple|expensive|dear|dearer|jump|jumped|up|rise|risen|rose|increase|increased|big|bigger|cheap|cheaper|down)\b|"
    r"\b(?:high|higher|lower|more|less|expensive|dearer|cheaper|bigger)\b.{0,20}\bthan (?:the )?(?:last|previous|before|usual|normal|month)|"
    r"\bcompare\b.{0,40}\b(?:bills?|months?)\b|\b(?:doubled|tripled|gone up|went up)\b|\bbill (?:is|was|has) (?:suddenly )?(?:double|twice|triple)|"
    r"(?:为什么|为啥|怎么|咋|点解|干嘛|什么原因).{0,16}(?:高|低|多|少|贵|翻|涨|便宜)|"
    r"(?:比|和|跟|同)(?:上个?月|上期|前一?个?月|以前|平时).{0,6}(?:高|低|多|少|贵|翻|涨|便宜)|翻(?:了一?)?倍|突然.{0,4}(?:高|多|贵|涨)|\b(?:too|so|far|very) (?:high|much|expensive)\b|(?:太|这么|那么|咁|好)(?:高|多|贵)|对比.{0,6}(?:账单|电费|上)"
)
BILL = re.compile(
    r"\b(?:bills?|invoices?|statement|kwh|charged?|consumption|usage|used?|meter reading)\b|电费|账单|帐单|度电|用电|用了|电单|交了?多少|多少度|几度"
)
EXTREME = re.compile(
    r"\b(?:(?P<low>cheapest|lowest|smallest|least expensive|best)|(?P<high>dearest|most expensive|highest|biggest|largest|worst))\b(?: \w+){0,2} (?:months?|bills?|invoices?)\b|"
    r"\b(?:which|what) months?\b.{0,30}\b(?:(?P<low2>cheapest|lowest|smallest|least)|(?P<high2>dearest|most|highest|biggest|largest))\b|"
    r"(?:哪(?:一)?个?月|哪张|几月|月份).{0,12}最(?:(?P<low3>便宜|低|少|省)|(?P<high3>贵|高|多|费))|最(?:(?P<low4>便宜|低|少|省)|(?P<high4>贵|高|多|费)).{0,4}(?:哪(?:一)?个?月|几月|月份?|账单|一张)"
)
"""Which bill is the highest, or the lowest."""
THAN = re.compile(r"\bthan\b|比")
HAS_PAID = re.compile(
    r"\b(?:did|have|had|was|were|has)\b.{0,24}\bpa(?:y|id)\b|(?:交|缴|付)(?:过|了)(?:吗|没|么)"
)
NO_BILL = re.compile(
    r"\b(?:outages?|power ?cuts?|blackouts?|power|off|voltage|tickets?|complain\w*|tariffs?|prices?)\b|停电|没电|断电|电压|工单|投诉|电价"
)
"""What a comparison of months may be about instead."""
PAYING = re.compile(r"\b(?:pay|paid|spen[dt]|cost)\b|交了|缴了|花了|电费|交费|缴费|多少钱")
BEFORE = re.compile(
    r"\W*(?:and |what about |show me |how about |ok |the )*(?:the |my |that |an? )?(?:"
    r"(?:one|bill|month|invoice)s? before(?: (?:that|this|it|then))?|previous(?: (?:one|bill|month|invoice))?|last month|(?:an )?(?:earlier|older)(?: (?:one|bill))?|before that)(?: please)?\W*|"
    r"\W*(?:那|那么)?(?:再|更)?(?:上个?月|上上个?月|上一?期|上一?张|上一?个|前一?个?月|再前面|之前)(?:的|那)?(?:账单|帐单|电费|那张|一张)?(?:呢|多少|咧)?\W*"
)
"""The whole message: of the bill that was shown, the one before."""
BILL_BEFORE = re.compile(
    r"\b(?:bill|invoice) before (?:that|this)\b|再上个?月|上上个?月|\bmonth before last\b"
)
THIS_MONTH = re.compile(r"\b(?:this|current) month\b|这个?月|本月|当月|今个月")
DATED = re.compile(r"\b(20\d\d)[-/.](0[1-9]|1[0-2])\b")
LONGEST = 31
"""Days; what is longer is no month."""


def asks_what_is_owed(words: str) -> bool:
    """Whether a message asks for what is unpaid in all."""
    return bool(OWED.search(fold(words)))


def asks_why(words: str) -> bool:
    """Whether it asks why a bill is higher or lower than another."""
    return bool(COMPARES.search(fold(words)))


def extreme(words: str) -> str:
    """Whether the "lowest" or the "highest" bill is asked for; empty where neither."""
    found = EXTREME.search(fold(words))
    if found is None or NO_BILL.search(fold(words)):
        return ""
    return next(name.rstrip("234") for name, said in found.groupdict().items() if said)


def asks_whether_paid(words: str) -> bool:
    """Whether it asks if something has been paid."""
    return bool(HAS_PAID.search(fold(words)))


def measures_by_another(words: str) -> bool:
    """Whether a month that is named is what the newest one is measured by: "more than in July"."""
    return bool(THAN.search(fold(words)))


def may_be_of_bills(words: str) -> bool:
    """Whether nothing in it tells that months are compared for anything but their bills."""
    return not NO_BILL.search(fold(words))


def is_about_a_bill(words: str) -> bool:
    """Whether it speaks of a bill or of what was used."""
    return bool(BILL.search(fold(words)))


def speaks_of_paying(words: str) -> bool:
    """Whether it speaks of what was paid or spent."""
    return bool(PAYING.search(fold(words)))


def asks_for_earlier(words: str) -> bool:
    """Whether it is nothing but "and the one before?"."""
    return bool(BEFORE.fullmatch(fold(words)))


def month_in(words: str, now: datetime, zone: ZoneInfo) -> str:
    """The month that is named, as a bill's period, "2026-10"; empty where none is. Pure."""
    said = fold(words)
    today = now.astimezone(zone)
    if THIS_MONTH.search(said):
        return f"{today:%Y-%m}"
    if BILL_BEFORE.search(said):
        last = today.replace(day=1) - timedelta(days=1)
        return f"{last.replace(day=1) - timedelta(days=1):%Y-%m}"
    if dated := DATED.search(said):
        return f"{dated[1]}-{dated[2]}"
    meant = times.interval(words, now, zone, past=True)
    if meant is None or meant.kind == "duration":
        return ""
    start, end = meant.start.astimezone(zone), meant.end.astimezone(zone)
    whole = start.day == 1 and end.day == 1 and (end - start).days in range(28, LONGEST + 1)
    return f"{start:%Y-%m}" if whole else ""


def month_before(period: str) -> str:
    """The month before "2026-01" is "2025-12"."""
    year, month = map(int, period.split("-"))
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"

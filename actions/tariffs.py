"""Prices: those of every home, what is known of others and what is not; and how to pay."""

import re
from decimal import Decimal

from actions.conversation.numbers import amount
from actions.conversation.short_answers import is_short
from actions.policy import TariffNote
from actions.words import money
from actions.work import Button, Turn
from locales import Html, join, mark
from nlu.folding import fold

_ = mark


SUBJECTS: dict[TariffNote, re.Pattern[str]] = {
    "business": re.compile(
        r"\b(?:shops?|business(?:es)?|commercial|offices?|restaurants?|compan(?:y|ies)|factor(?:y|ies)|industr\w+|cafes?|hotels?|stores?|workshop|baker(?:y|ies)|salons?|hairdressers?|barbers?|laund(?:r\w+|erette)s?|pubs?|gyms?|clinics?|warehouses?|supermarkets?|kiosks?|butchers?|market stalls?|non.?domestic)\b|面包房|烘焙|理发|洗衣|冷库|仓库|诊所|超市|酒店|民宿|网吧|饭店|商[铺业用店户场]|工商业|工业|工厂|企业|店(?!员|家说)|网咖|生意|餐[馆厅]|食堂|酒吧|办公"
    ),
    "farming": re.compile(
        r"\b(?:farm\w*|irrigat\w+|agricultur\w+|greenhouses?|fish ponds?|livestock|poultry|(?:water|field|well|borehole) pumps?)\b|农业|农田|农用|农场|灌溉|抽水|水泵|大棚|养殖|养猪|养鸡|鱼塘|种植|种地"
    ),
    "feed_in": re.compile(
        r"\b(?:sell|selling|sold|feed.?in|feed(?:ing)? (?:.{1,30} )?in(?:to)?|export(?:ing)?|buy ?back|buy my)\b.{0,40}\b(?:solar|power|electricity|energy|pv|kwh|grid|panels?)\b|\b(?:solar|panels?|pv)\b.{0,40}\b(?:sell|feed.?in|export|surplus|buy.?back)\b|上网电价|余电|卖电|(?:光伏|太阳能).{0,10}(?:卖|上网|收购|回购|多余)|(?:多余|剩余|用不完)的?电"
    ),
    "reductions": re.compile(
        r"\b(?:low.income|reductions?|reduced|discounts?|subsid\w+|social tariff|pensioners?|(?:large|big) (?:famil\w+|household)|(?:famil\w+|household) of \w+|concessions?|disabled)\b|减免|补贴|优惠|打折|低保|五保|特困|人口多|多人口|[五六七]口|大家庭|残疾"
    ),
    "off_peak": re.compile(
        r"\b(?:night|off.?peak|peak|time.of.use|cheap(?:er|est)? (?:at|hours?|times?))\b|峰谷|峰平谷|谷电|谷段|夜间|夜里|晚上|夜晚|低谷|分时|几点.{0,6}便宜"
    ),
    "charging": re.compile(
        r"\bevs?\b|\belectric (?:cars?|vehicles?)\b|\bcharg(?:ing|er)\b|\bcharge (?:my|our|a|the) (?:\w+ )?(?:car|ev|tesla)\b|\bwallbox\b|充电|电动车|电动汽车|新能源车"
    ),
}  # fmt: skip
"""Prices that are not those of every home; over folded text."""
NOT_HERE: dict[TariffNote, str] = {
    "business": _("Prices for shops, offices and businesses I do not have here; the steps that I know are for homes."),
    "farming": _("Prices for farming and irrigation I do not have here; the steps that I know are for homes."),
    "feed_in": _("What we pay for solar power that you feed in I do not have here. To feed in, solar has to be applied for first."),
    "reductions": _("Which reductions there are I do not know from here."),
    "off_peak": _("Peak, off-peak and night prices I do not have here."),
    "charging": _("A price of its own for charging cars I do not have here."),
}  # fmt: skip
ABOUT_PRICES = re.compile(
    r"\b(?:prices?|tariffs?|rates?|per kwh|electricity|power|bills?)\b|电价|电费|价格|用电|一度|度电|收费"
)
ASK_PRICES = {"ask_tariff", "ask_payment", "out_of_scope", "inform", "ask_help", "ask_outlet"}


def subjects(words: str) -> list[TariffNote]:
    """Whose prices, or which, a question is about, where not those of every home."""
    said = fold(words)
    return [name for name, pattern in SUBJECTS.items() if pattern.search(said)]


async def take(turn: Turn) -> bool:
    """Prices for shops, at night, for cars, and reductions, whatever the model takes them for."""
    said, found = fold(turn.incoming.text), subjects(turn.incoming.text)
    if turn.understanding.intent in CAN_BE_SUM and (used := _used(said, found)):
        _say_sum(turn, used)
        return True
    if _goes_on(turn, said):
        await tariff(turn)
        return True
    priced = "reductions" in found or ("business" in found and PRICE.search(said))
    asked = ASK_PRICES | ({"ask_bill"} if priced else set())
    asked |= {"ask_bill", "ask_connection"} if sells(turn.incoming.text) else set()
    if not found or turn.understanding.intent not in asked or not ABOUT_PRICES.search(said):
        return False
    if turn.understanding.intent != "ask_tariff" and not ("reductions" in found or PRICE.search(said) or sells(said)):  # fmt: skip
        return False
    await tariff(turn)
    return True


def sells(words: str) -> bool:
    """Whether it is asked what is paid for power that a customer feeds in."""
    said = fold(words)
    return bool(SUBJECTS["feed_in"].search(said) and PAID.search(said))


PAID = re.compile(
    r"\b(?:prices?|tariffs?|rates?|per kwh|how much|what (?:do|would|will) you pay|worth|earn|get for)\b|电价|价格|多少钱|几钱|一度|怎么算|收购价"
)


CAN_BE_SUM = ASK_PRICES | {"ask_bill", "greet", "affirm"}
COSTS = re.compile(
    r"多少钱|几多钱|几钱|多少电费|电费多少|交多少|怎么算|\bhow much\b|\bcosts?\b|\bwhat (?:do|would|will) i pay\b"
)
NO_SUM = re.compile(
    r"为什么|为啥|怎么这么|点解|太[高贵多]|不对|上个?月|\bwhy\b|\btoo (?:much|high)\b|\blast month\b|\bwrong\b"
)
"""What has been used and billed is a matter of the bill; over folded text, as all here."""
ENERGY = re.compile(
    r"(?:\d[\d,.]{0,7}|[一二两三四五六七八九十百千万]{1,8}) ?(?:度|千瓦时|kwh|units?)"
)
LEAST, MOST = 2, 100_000


def _used(said: str, found: list[TariffNote]) -> Decimal | None:
    """The kWh of a month of which a home's price is asked; None where none is."""
    kwh = ENERGY.search(said)
    named = amount(kwh.group()) if kwh else None
    if named is None or named.unit != "kWh" or found or NO_SUM.search(said):
        return None
    return named.value if COSTS.search(said) and LEAST <= named.value <= MOST else None


def _say_sum(turn: Turn, used: Decimal) -> None:
    """What so many kWh in a month cost a home, step by step."""
    lines, low, total = list[str](), Decimal(0), Decimal(0)
    for tier in turn.policy.price_tiers:
        part = min(used, Decimal(tier.up_to) if tier.up_to is not None else used) - low
        if part <= 0:
            break
        low, total = low + part, total + part * tier.price
        lines.append(f"{part:f} × {turn.policy.currency}{tier.price} = {money(part * tier.price, turn)}")  # fmt: skip
    told = _("{kwh} kWh in one month cost a home {total}:")
    turn.conversation.memory["tariff"] = turn.now.isoformat()
    turn.say(join([turn.t(told, kwh=f"{used:f}", total=money(total, turn)), *lines]))


HOMES = re.compile(
    r"居民|住宅|民用|家[里庭用]|\b(?:homes?|households?|residential|flats?|houses?)\b"
)
FOLLOWS = re.compile(r"^\W*(?:那|and\b|what about\b|how about\b|for\b)|(?:呢|咧|\?|？)\W*$")
"""Goes on from the last answer: "and for shops?"."""


def _goes_on(turn: Turn, said: str) -> bool:
    """Whether a few words ask the same as the last answer told, of somebody else."""
    last = turn.conversation.memory.get("tariff")
    if last != turn.conversation.updated_at.isoformat() or not is_short(said):
        return False
    of_whom = bool(subjects(said)) or HOMES.search(said)
    return bool(of_whom and FOLLOWS.search(said))


PRICE = re.compile(r"\b(?:prices?|tariffs?|rates?|per kwh)\b|电价|多少钱一度|一度.{0,4}多少|怎么算")


async def tariff(turn: Turn) -> None:
    """What is asked of prices as policy.yml has it, what is not known here, and who knows it."""
    await turn.count("unbuilt:ask_tariff_peak")
    turn.conversation.memory["tariff"] = turn.now.isoformat()
    found = subjects(turn.incoming.text)
    notes = {name: turn.policy.tariff_notes.get(name, {}) for name in found}
    language = turn.person.language
    lines: list[str] = [notes[name].get(language) or turn.t(NOT_HERE[name]) for name in found]
    if not {"business", "farming", "feed_in", "reductions"} & set(found):
        lines += _steps(turn)
    if not found:
        peak = _("For peak and off-peak prices please ask {hotline}.")
        turn.say(join([*lines, turn.t(peak, hotline=turn.policy.company.hotline)]))
        return
    lines.append(turn.t(_("A colleague tells you what applies to you; or call {hotline}."),
                        hotline=turn.policy.company.hotline))  # fmt: skip
    turn.say(join(lines), [[_person(turn)]])


def _steps(turn: Turn) -> list[Html]:
    """The prices of a home, step by step."""
    lines, low = [turn.t(_("<b>Household prices per kWh and month</b>"))], 0
    for tier in turn.policy.price_tiers:
        price = f"{turn.policy.currency}{tier.price}"
        if tier.up_to is None:
            lines.append(turn.t(_("above {low} kWh: {price}"), low=low, price=price))
        else:
            lines.append(
                turn.t(_("{low} to {high} kWh: {price}"), low=low, high=tier.up_to, price=price)
            )
            low = tier.up_to
    return lines


def _person(turn: Turn) -> Button:
    return Button(turn.t(_("🙋 A person, please")), {"do": "intent", "intent": "ask_human"})


NEEDS_A_PERSON = re.compile(
    r"instal?lments?|\b(?:can['’]?t|cannot|unable to) pay\b|pay (?:later|in parts)|more time to pay|refund|money back|paid (?:it )?(?:twice|double)|"
    r"\btwice by mistake\b|already paid|have paid|分期|晚点[交缴]|宽限|退款|退钱|退费|退给|能退|交重|多交|重复[交缴]|[交缴](?:过钱|过了|了两)|已经?[交缴]|扣了钱|开错|抬头"
)
"""Over folded text: no address to pay at answers this."""


async def payment(turn: Turn) -> None:
    """How and where to pay; what only somebody with the books can settle goes to a person."""
    if NEEDS_A_PERSON.search(fold(turn.incoming.text)):
        mine = Button(turn.t(_("🧾 My bill")), {"do": "intent", "intent": "ask_bill"})
        turn.say(turn.t(_("I cannot settle that myself: a colleague has to look into your payments. Shall I let somebody call you?")),
                 [[_person(turn)], [mine]])  # fmt: skip
        return
    turn.say(
        turn.t(
            _("You can pay at {url}, at any hall during opening hours, or at your bank. Receipts are at the same address under “my bills”."),
            url=turn.policy.company.pay_url,
        )
    )  # fmt: skip

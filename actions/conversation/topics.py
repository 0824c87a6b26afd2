"""A thing is named and no wish: "about the meter", "电表的事". What is wanted of it is asked.

A model that knows the thing from complaints and faults is sure of one of them; nobody has said it.
"""

import re

from actions.conversation.meaning import offer
from actions.work import Turn
from nlu.folding import fold

TOPICS: dict[str, tuple[str, tuple[str, ...]]] = {
    "meter": (r"电表|电能表|meters?|meter box", ("report_fault", "dispute_bill", "ask_connection")),
    "line": (r"电线杆?|电杆|线路|变压器|电缆|power lines?|lines?|poles?|wires?|cables?|transformer", ("report_fault", "complaint_construction", "ask_outage")),
    "power": (r"用?电|电力|电压|power|electricity|voltage|power supply|supply", ("ask_outage", "report_fault", "ask_bill")),
    "account": (r"户号|账户|户头|客户号|accounts?|account number|contract", ("bind_account", "ask_bill", "ask_connection")),
    "staff": (r"师傅|电工|工作人员|抢修人员|crew|technicians?|electricians?|staff|workers?", ("ask_ticket", "complaint_service", "give_praise")),
}  # fmt: skip
"""By thing, over folded text: its names, and what people may want of it."""
_FIRST = r"\W*(?:(?:hi|hello|hey|good morning|你好|您好|请问)\W+)?"
_EN = (
    r"(?:(?:it's|it is|this is|i'm writing|i am writing|i have a question|a question|question|something|i want to ask|i want to talk|i'd like to ask|i'd like to talk) )?"
    r"(?:about|regarding|concerning|re) (?:my |the |our |your )?(?:electric |electricity )?"
)
_ZH = r"(?:关于|有关|我?(?:想|要)?(?:问|说|咨询|谈)(?:一下|下)?)?(?:我家?的?|家里的?|你们的?|这个|那个)?"
_LAST = r"(?: thing| matter| stuff)?(?:的|嘅)?(?:事情?儿?|情况|方面|嘢)?[啊呀呢吧]?\W*"
SAID = {
    name: re.compile(
        rf"{_FIRST}(?:{_EN}(?:{words})|{_ZH}(?:{words})(?=的|嘅|事)|(?:关于|有关)(?:{words})"
        rf"{'' if name == 'staff' else f'|(?:my |the )?(?:{words})'}){_LAST}"
    )
    for name, (words, _wishes) in TOPICS.items()
}  # fmt: skip
"""The whole message: framed as a matter, or the bare name; people are addressed by theirs."""


async def take(turn: Turn) -> bool:
    """Offers what may be wanted of the thing; False where the message says more."""
    said = fold(turn.incoming.text)
    name = next((name for name, pattern in SAID.items() if pattern.fullmatch(said)), None)
    if name is None or turn.understanding.values("location"):
        return False
    offer(turn, list(TOPICS[name][1]))
    return True

"""What the reporter of a danger writes about other things: told apart by the model and by the words.

Only where both say so do the people on duty not hear it: in doubt they do.
"""

import re

from actions.conversation import beside
from actions.conversation.meaning import COMPLAINTS, NAMES, SMALL_TALK, is_sure
from actions.conversation.short_answers import NO, UNSAID, is_short
from actions.work import Turn
from nlu.folding import fold

CLEAR = 0.8
"""Needed to take what a person in danger writes for something else that opens a form."""
COMPLAINS = re.compile(r"投诉|客诉|不满|\bcomplain")
OURS = {"report_hazard", "ask_help"}
OF_POWER = {"ask_outage", "report_fault", "ask_ticket", "urge_ticket", "withdraw_ticket", "ask_human"}  # fmt: skip
"""Wishes that are said in many words, and lead to people or to the crew's time themselves."""
BUSINESS = re.compile(
    r"\b(?:bills?|invoices?|tariffs?|prices?|kwh|costs?|pay|paying|payments?|owe|rates?|accounts?|refunds?|opening|halls?|offices?|"
    r"complain\w*|alerts?|subscri\w+|apply|application|solar|charger|compensation|suggestions?|contract)\b|\byou (?:\w+ )?(?:open|close)\b|"
    r"电费|账单|帐单|电价|多少钱|一度|缴费|交费|付款|充值|欠费|户号|绑定|营业|网点|几点(?:开|关|上|下)|开门|关门|上班|下班|投诉|客诉|提醒|订阅|退订|"
    r"赔偿|索赔|建议|表扬|过户|更名|增容|光伏|充电桩|申请|发票"
)
"""Words of everyday business; over folded text, as the next."""
OF_DANGER = re.compile(
    r"\b(?:wires?|cables?|poles?|spark\w*|smok\w*|fires?|burn\w*|flames?|shock\w*|hurt|injur\w*|blood|child(?:ren)?|kids?|people|man|woman|"
    r"he|she|him|her|they|trapped|stuck|danger\w*|touch\w*|left|explo\w*|water|smell\w*|near|next to|beside|behind|under|inside|"
    r"ambulance|police|help|crew|come|coming|arriv\w*|melt\w*|hot|hiss\w*|humm\w*|crackl\w*|bang|noise|broken|fell|fall\w*|hang\w*|down|loose|"
    r"lean\w*|trees?|cars?|roof|ladder|wet|rain|flood\w*|doors?|box|cabinet)\b|"
    r"电线|电缆|线[掉断垂]|杆|火|烟|烧|炸|电到|触电|受伤|流血|小孩|孩子|老人|有人|[他她]|危险|[碰摸]|味|旁边|附近|下面|里面|救|抢修|师傅|来人|烫|响|倒|断了|垂|塌|裂|漏|湿|树|车|箱|柜|梯"
)
"""Words that a danger may be told in: with these, whatever it is, it is heard."""


OF_SOMEBODY = re.compile(
    r"\b(?:he|she|they|we|everyone|everybody|nobody|grand\w+|mum|mom|dad|my \w+)(?:'s|s'| is|'re| are| got| has| have| can)\b|[他她佢]|大家|都(?:出来|下来)"
)
"""How somebody is whose danger was told: no small talk, whatever thanks stand beside."""


def is_small_talk(turn: Turn) -> bool:
    """Whether thanks, a greeting or a goodbye are all that is said."""
    small = turn.understanding.intent in ("greet", "goodbye", "thank", "cancel") and is_sure(turn)
    return small and not OF_SOMEBODY.search(fold(turn.incoming.text))


WISHES = {
    "complaint": re.compile(r"投诉|客诉|\b(?:complain|complaint)\b"),
    "ask_bill": re.compile(r"电费|账单|帐单|\b(?:bills?|invoice)\b"),
    "ask_tariff": re.compile(r"电价|\b(?:prices?|tariffs?)\b"),
    "ask_outlet": re.compile(r"营业厅|营业时间|\bopening hours\b"),
}  # fmt: skip
"""What a few words ask for, whatever the model makes of them; over folded text."""


def named_wish(turn: Turn) -> str:
    """The intent of another wish that a few words name, where they hold nothing of a danger."""
    said = fold(turn.incoming.text)
    if turn.understanding.hazard or not is_short(said) or OF_DANGER.search(said):
        return ""
    wish = next((name for name, words in WISHES.items() if words.search(said)), "")
    if wish != "complaint":
        return wish
    ranked = [name for name, _p in turn.understanding.intents if name in COMPLAINTS]
    return ranked[0] if ranked else wish


def wants_else(turn: Turn) -> bool:
    """Whether the model is sure of another wish, which is then answered."""
    said = turn.understanding
    if said.intent not in NAMES or said.intent in OURS or said.source != "model":
        return False
    if said.intent in COMPLAINTS and not COMPLAINS.search(fold(said.text)):
        return False  # "it is getting worse" is about the danger
    return is_sure(turn) and said.confidence >= CLEAR


def is_business(turn: Turn) -> bool:
    """Whether it is another wish beyond doubt: the words say so, too."""
    said = fold(turn.incoming.text)
    plain = bool(BUSINESS.search(said)) and not OF_DANGER.search(said)
    return plain and not turn.understanding.hazard and wants_else(turn)


def may_be_misread(turn: Turn) -> bool:
    """Whether another wish is read into words that do not hold it: "she has 30 minutes left"."""
    intent = turn.understanding.intent
    return wants_else(turn) and intent not in OF_POWER and not is_business(turn)


def leaves_unsaid(turn: Turn) -> bool:
    """Whether few words refuse an answer, and no danger is told in them: "I have no picture"."""
    said = turn.incoming.text
    refuses = is_short(said) and bool(UNSAID.search(said) or NO.search(said))
    return refuses and not (turn.understanding.hazard or OF_DANGER.search(fold(said)))


def may_be_of_danger(turn: Turn) -> bool:
    """Whether a sentence, written while something else is asked, may be about the danger."""
    if not beside.is_sentence(turn.incoming.text) or is_business(turn):
        return False
    talks = turn.understanding.intent in SMALL_TALK and is_sure(turn)
    return not (talks or _breaks_off(turn)) and (not wants_else(turn) or may_be_misread(turn))


def _breaks_off(turn: Turn) -> bool:
    """Whether it ends what is asked, however it is called, and tells of no danger."""
    said = turn.understanding
    ends = sum(p for name, p in said.intents if name in ("cancel", "withdraw_ticket"))
    return ends >= said.act and not OF_DANGER.search(fold(turn.incoming.text))

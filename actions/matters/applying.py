"""What people ask before they apply: which papers, how long, how much; answered as policy.yml has it.

Nothing is opened for a question; a button begins the application. In its form the same questions
are answered, and the form goes on.
"""

import re
from typing import Any

from actions import forms, tariffs
from actions.conversation import beside, corrections
from actions.conversation.meaning import COMPLAINTS, button, is_sure, mean
from actions.kinds import KINDS
from actions.matters import requests, tickets
from actions.matters.matter import DEADLINES
from actions.promises.in_general import lengths
from actions.work import Button, Rows, Turn
from locales import Html, join, mark
from nlu.folding import fold

_ = mark

LONGEST = 160
"""Characters; who writes more tells what is wanted."""
ASKS = {
    "papers": re.compile(
        r"\b(?:papers?|documents?|documentation|paperwork|requirements?)\b|\bwhat (?:do|must|should|shall) (?:i|we) (?:need|bring|submit|provide|prepare|show)\b|"
        r"材料|资料|证件|手续|文件|什么条件|(?:要|需要?|带|准备|提供|交)(?:些)?(?:什么|咩|乜|哪些)(?!时候)"
    ),
    "time": re.compile(
        r"\bhow (?:long|soon|fast|quickly|many (?:working )?(?:days|weeks))\b|\bwhen (?:will|can|would|is) (?:it|i|we|you|this)\b.{0,24}\b(?:ready|done|finished|connected|installed|have)\b|"
        r"多久|几天|多长时间|多少天|几耐|几个工作日|什么时候(?:能|可以)?(?:装|办|通|好)"
    ),
    "cost": re.compile(
        r"\bhow much\b(?! (?:power|capacity|longer))|\bwhat (?:does|do|would|will) .{1,40}\bcost\b|\b(?:the |any )?(?:costs?|fees?|charges)\b|\bfor free\b|\bfree of charge\b|\b(?:is|are) (?:it|they|this) (?:free|expensive)\b|"
        r"多少钱|几多钱|几钱|费用|收费|收钱|要钱|要不要钱|免费|贵不贵"
    ),
}  # fmt: skip
"""Over folded text."""
APPLIES = re.compile(
    r"\b(?:install\w*|appl(?:y|ying|ication)|new (?:supply|connection|meter)|connect(?:ed|ion|ing)?|set up|get (?:a|an|more)|transfer|name|upgrade)\b|装|申请|办|过户|增容|扩容|开户|更名|改名|并网|接电|通电"
)
MINE = re.compile(
    r"\b(?:my|our) (?:\w+ )?application\b|\bi (?:have )?applied\b|我的申请|我(?:已经)?申请(?:了|的)"
)
"""Who has applied is told how that stands."""
PROGRESS = re.compile(
    r"(?:办|申请|走|批|弄)到(?:哪|边|什么|咩)|办(?:得)?(?:怎么样|点样)|进度|到(?:哪|边|第?几)一?步|(?:办|批)(?:好|完|下来)?了?(?:没有?|吗|未)\W*$|"
    r"\b(?:status|progress|state) of (?:my|our|the)\b|\bhow (?:far|is|are) (?:my|our|the) (?:\w+ )?application\b|\bwhere is my application\b|\bmy application (?:stands?|status)\b"
)
"""How far an application is that was made; nothing is applied for. Over folded text, as the next."""
INSTEAD = re.compile(r"不是|唔系|要的是|改成|改为|换成|\bnot\b|\bi meant?\b|\binstead\b")
DENIED = re.compile(r"(?:不是|唔系|\bnot (?:an? |the |more )?|\binstead of )[^,，。.;；]{1,16}")
OTHERS = COMPLAINTS | {
    "claim_compensation", "dispute_bill", "ask_ticket", "urge_ticket", "withdraw_ticket", "give_praise",
    "give_suggestion", "report_misconduct", "report_fault", "ask_outage", "report_hazard",
}  # fmt: skip
KIND = KINDS["application"]


def asked(words: str) -> list[str]:
    """What a message asks about applications in general: papers, time, cost."""
    said = fold(words)
    return [name for name, pattern in ASKS.items() if pattern.search(said)]


def _class_in(words: str) -> str:
    """What is applied for; everything is "connected", so that word stands behind all others."""
    others = [name for name in KIND.subclasses if name != "new_supply"]
    return KIND.guess(others, words) or KIND.guess(["new_supply"], words)


async def take(turn: Turn) -> bool:
    """Answers a question about applying; False where the message is something else."""
    words, wants = turn.incoming.text, asked(turn.incoming.text)
    said = fold(words)
    if len(said) <= LONGEST and _asks_progress(turn, said):
        await tickets.show_all(turn)
        return True
    if len(said) > LONGEST or MINE.search(said) or tariffs.sells(words):
        return False
    if not wants:
        return await _closes(turn)
    name = _class_in(words)
    intent = turn.understanding.intent if is_sure(turn) else ""
    if intent in OTHERS:
        return False
    if intent != "ask_connection" and not (name and APPLIES.search(said)):
        before = _talked_of(turn)
        if before is None or name or len(said) > SHORT:
            return False
        name = before
    _tell(turn, name, wants, words)
    return True


async def _closes(turn: Turn) -> bool:
    """Begins what closes an account, whatever the model takes that for; False where it is not asked."""
    words = turn.incoming.text
    if not CLOSES.search(fold(words)) or (is_sure(turn) and turn.understanding.intent in OTHERS):
        return False
    mean(turn, KIND.intents[0], words, turn.understanding.entities)
    await requests.start(turn)
    return True


CLOSES = re.compile(
    r"\b(?:clos(?:e|ing)|end(?:ing)?|terminat(?:e|ing)) (?:my|our|the|this) (?:electricity |power |customer )?(?:account|supply|contract)\b|\bmov(?:e|ing) out\b.{0,60}\b(?:account|supply|contract|final|meter)\b|销户|注销(?:用?电?户|账户|帐户|用电)"
)
SHORT = 40
"""Characters of a question that goes on from the last answer: "and how long?"."""


def _talked_of(turn: Turn) -> str | None:
    """The class of application of which the last answer told."""
    kept = turn.conversation.memory.get("applying")
    if not kept or kept["at"] != turn.conversation.updated_at.isoformat():
        return None
    return str(kept["name"])


async def hears(turn: Turn, state: dict[str, Any]) -> bool:
    """The same questions within the form of an application, which goes on."""
    words, slots = turn.incoming.text, state["slots"]
    if PROGRESS.search(fold(words)) and len(words) <= LONGEST:
        forms.close(turn)
        await tickets.show_all(turn)
        return True
    if (other := _put_right(words, slots)) and (opened := forms.current(turn)):
        await corrections.put(turn, opened[0], slots, "subclass", other)
        turn.say(turn.t(_("Corrected.")))
        await forms.ask(turn)
        return True
    wants = asked(words) if turn.incoming.kind == "text" and len(words) <= LONGEST else []
    if not wants:
        return False
    guess = _class_in(words)
    name = guess or slots.get("subclass") or slots.get("guess") or ""
    _say(turn, name, wants) if name else _ask_which(turn, wants, words)
    if state["asked"] == "words" and guess:
        return False  # it also says what is wanted
    if slots.get("words") and beside.is_sentence(words) and not ASKS_WHAT.search(fold(words)):
        await beside.add_words(
            turn, slots
        )  # "all documents are ready": no question, but a part of it
    elif name:
        await forms.ask(turn)
    return True


ASKS_WHAT = re.compile(
    r"\b(?:what|which|when|how)\b|什么|乜|哪|多久|多长|几|要不要|贵不贵|(?:材料|资料|证件|手续|费用)\W*$"
)
"""Over folded text: a question that is written without its mark."""


def _asks_progress(turn: Turn, said: str) -> bool:
    """Whether the message asks how an application stands that was made before."""
    of_it = turn.understanding.intent in ("ask_connection", "ask_ticket") or APPLIES.search(said)
    return bool(of_it and PROGRESS.search(said))


def _put_right(words: str, slots: dict[str, Any]) -> str:
    """The class that is meant instead of the one kept: "a transfer, not more capacity"."""
    found = INSTEAD.search(fold(words))
    before = slots.get("subclass") or slots.get("guess")
    if found is None or before is None:
        return ""
    meant = _class_in(DENIED.sub(" ", fold(words)))
    return meant if meant != before else ""


def _tell(turn: Turn, name: str, wants: list[str], words: str) -> None:
    if not name:
        _ask_which(turn, wants, words)
        return
    turn.conversation.memory["applying"] = {"name": name, "at": turn.now.isoformat()}
    _say(turn, name, wants, _next(turn, name, words))


def _ask_which(turn: Turn, wants: list[str], words: str) -> None:
    """The answer differs by what is applied for."""
    rows = [
        [Button(turn.t(label), {"do": "application.facts", "name": name, "wants": wants, "text": words})]
        for name, label in KIND.subclasses.items()
    ]  # fmt: skip
    turn.say(turn.t(_("That depends on what you apply for. Which is it?")), rows)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """What is applied for was chosen; in its form that is an answer, too."""
    turn.toast()
    opened = forms.current(turn)
    if opened is None or opened[0].name != KIND.name:
        _tell(turn, do["name"], do["wants"], do["text"])
        return
    _say(turn, do["name"], do["wants"])
    if "subclass" in opened[1]["slots"]:
        await forms.ask(turn)
    else:
        await forms.fill(turn, "subclass", do["name"])


def _next(turn: Turn, name: str, words: str) -> Rows:
    """Apply for it, or speak to a person."""
    text = words if _class_in(words) == name else turn.t(KIND.subclasses[name])
    apply = button(turn, turn.t(_("Apply for it")), "ask_connection")
    person = {"do": "intent", "intent": "ask_human"}
    return [[Button(apply.label, {**apply.do, "text": text})],
            [Button(turn.t(_("🙋 A person, please")), person)]]  # fmt: skip


def _say(turn: Turn, name: str, wants: list[str], rows: Rows | None = None) -> None:
    lines: list[str] = [turn.t(_("<b>{kind}</b>"), kind=turn.t(KIND.subclasses[name]))]
    if "papers" in wants:
        papers = KIND.shows(turn, {"subclass": name}, turn.person.language)
        lines += papers or [turn.t(_("Which papers it needs I do not know from here; a colleague tells you."))]  # fmt: skip
    if "time" in wants:
        lines += _times(turn, name)
    if "cost" in wants:
        costs = KIND.rules(turn.policy).costs.get(name, {}).get(turn.person.language)
        lines += [turn.t(_("What it costs: {costs}"), costs=costs)] if costs else [
            turn.t(_("What it costs I do not know from here; a colleague tells you before anything is ordered."))
        ]  # fmt: skip
    turn.say(join(lines), rows)


def _times(turn: Turn, name: str) -> list[Html]:
    """What is promised, for each supply where that makes a difference."""
    rules = KIND.rules(turn.policy)
    lines = [turn.t(_("How long it takes:"))]
    for what, promise in rules.promises.items():
        label = turn.t(DEADLINES[what])
        by_supply = {
            detail: rules.by_class.get(detail, {}).get(what, promise) for detail in KIND.details.get(name, {})
        }  # fmt: skip
        if len({one.model_dump_json() for one in by_supply.values()}) > 1:
            lines += [turn.t(_("• {what}, {supply}: {length}"), what=label, length=length,
                             supply=turn.t(KIND.details[name][detail]))
                      for detail, one in by_supply.items() for length in lengths(turn, one)]  # fmt: skip
        else:
            lines += [turn.t(_("• {what}: {length}"), what=label, length=length)
                      for length in lengths(turn, promise)]  # fmt: skip
    lines.append(turn.t(_("How long the works at the place take, a colleague says after a look at it.")))  # fmt: skip
    return lines

"""Words for a ticket that is open, written without being asked: "please add …", "no need to come".

Which intent the model gives to such a sentence is a matter of luck; that a ticket is open and
that the sentence says so is not.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions import forms
from actions.conversation import contact, menu
from actions.conversation.meaning import NAMES, QUESTIONS
from actions.counter import cards
from actions.kinds import FOR_THE_ACCOUNT, KINDS
from actions.matters import power_back, tickets, which_one
from actions.matters.matter import number_in
from actions.words import shortened
from actions.work import Button, Rows, Turn
from locales import mark
from nlu.folding import fold
from storage import tickets as rows
from storage.models import Ticket

_ = mark

ADDS = re.compile(
    r"^\W*(?:and |also |oh |sorry |please |pls |can you |could you )*(?:also )?(?:add|note(?: that)?|update)\b(?!.*\b(?:place|alerts?|account)\b)|"
    r"^\W*(?:p\.? ?s\b|fyi\b|addition:|correction:)|"
    r"\b(?:tell|let|inform|ask) (?:them|the (?:crew|technician|electrician|engineer|team|colleagues?)|your (?:crew|people|colleagues?|team|man|men|guys?)) (?:that|to|know|my|the|it|i|we|not|about)\b|"
    r"\bi (?:forgot|forget|did ?n[o']t|wanted) to (?:say|mention|tell|add)\b|"
    r"\b(?:gate|door|entry|entrance) ?code\b|\bring the bell\b|\bdog in the (?:yard|garden)\b|"
    r"\bthe (?:house )?number is (?:really )?\d+\b|\b(?:address|house number|phone|number) (?:is|was) wrong\b|"
    r"\b(?:my |the )(?:new )?(?:phone|mobile|cell|contact)?(?: number)? (?:is|has changed|changed)(?: now)?\W{0,3}(?:to )?\+?\d[\d\s-]{5,}|"
    r"\b(?:call|ring|reach|phone) me (?:on|at|under)\b|"
    r"^\W*(?:我?(?:再|还|想|要|来)*)补充|(?:忘了?|忘记)(?:说|讲|告诉)|转告|(?:告诉|跟|和|叫|让|请)(?:师傅|抢修|他们|工人|维修|电工)(?:人员|的人)?(?:们)?.{0,4}(?:说|来|到|打|别|不|先|我|一声|注意|带)|"
    r"(?:师傅|他们|抢修人员)(?:到|来)了?.{0,6}(?:打|电话|按|敲|联系)|门禁|(?:大门|房门|门|密)码是|门牌号?(?:是|错|改|不对)|"
    r"(?:换|改|更正|更新).{0,4}(?:电话|手机|号码|联系方式|地址)|(?:电话|手机|号码|地址)(?:号|号码)?(?:错|改成|换成|改为|换了|写错|填错|不对)|(?:^|[,，。])打我电话"
)
"""Over folded text."""
WANTS_TO_ADD = re.compile(
    r"\W*(?:i (?:want|would like|need|have)|i'd like|can i|could i|may i|let me)(?: to)? add (?:something|sth|more|a (?:photo|picture|detail)|(?:some )?(?:details|information|photos|pictures))?(?: (?:to|for) (?:my|the|this|that) \w+(?: \w+)?)?\W*|"
    r"\W*(?:please )?add (?:that|this|it|something|more) to (?:my|the) \w+\W*|"
    r"\W*(?:我?(?:再|还|想|要|来)*)补充(?:一下|一点|点|内容|说明|材料|照片|投诉|工单)*(?:吗|吧|可以吗)?\W*"
)
"""The whole message: that there is more, but not what."""
TAKES_BACK = re.compile(
    r"\b(?:you|they) (?:don't|do not|needn't|need not) (?:have to |need to )?come\b|\bno need (?:to|for) (?:come|anybody|anyone|the crew|a crew|send)|\bdon't (?:come|send (?:anybody|anyone|somebody|someone|the crew|a crew))\b|"
    r"\b(?:cancel|withdraw|take back) (?:it|that|my|the|this)\b.{0,12}\b(?:crew|repair|report|complaint|ticket|suggestion|praise|claim|request|application|call)\b|"
    r"\bi (?:don't|do not|no longer) want to complain\b|"
    r"不用(?:再)?(?:来|派|上门|修|过来)|别(?:再)?(?:来|派人)了|(?:不想|不要|不)(?:再)?投诉了|撤(?:销|回|掉|单|诉)|取消(?:投诉|报修|工单|派人|维修|抢修|申请|案件)|"
    r"(?<!还)(?:没有?|冇|未曾)(?:想|要|话|说|叫|让|请|你们|人|[你佢]哋)*报(?:过)?(?:修|故障)|(?:不|唔)(?:是|系)?(?:想|要)(?:你们)?(?:来|去)?报修|没(?:有)?(?:要|叫|让|请)(?:你们)?(?:派人|来修|抢修)|"
    r"\bi (?:never|didn't|did not|haven't|have not) (?:ask(?:ed)?|order(?:ed)?|want(?:ed)?|request(?:ed)?|report(?:ed)?|call(?:ed)?)\b.{0,24}\b(?:repairs?|crew|faults?|anything|technician|outage|ticket)\b"
)

REMEMBERED = timedelta(minutes=30)
SPEAKS_OF_A_PHONE = re.compile(r"phone|mobile|call|number|电话|手机|号码")


ASKS_HOW_IT_STANDS = re.compile(
    r"\b(?:how(?:'s| is| are)|where(?:'s| is| are)|what(?:'s| is) (?:happening|up|going on) with|what about|status of|any news (?:on|about|of)|did you get) my (?:\w+ ){0,3}(?:application|complaint|claim|report|ticket|request|enquiry|suggestion)s?\b|"
    r"我(?:的|那个|那)?.{0,8}(?:申请|投诉|报修|工单|案件|索赔|建议|举报)(?:单)?(?:现在)?(?:到哪|怎么样|怎样|进展|办得|办到|处理得|处理到|有没有(?:结果|消息|进展)|有结果|点样)"
)


async def take(turn: Turn) -> bool:
    """Takes words for an open ticket; False where none is open, or the message is about no such."""
    if await power_back.take(turn):
        return True
    said = fold(turn.incoming.text)
    adds, back = ADDS.search(said) and not _is_new(turn), TAKES_BACK.search(said)
    wants, asks = WANTS_TO_ADD.fullmatch(said), ASKS_HOW_IT_STANDS.search(said)
    if not (adds or back or wants or asks) or not (opened := await _opened(turn)):
        return False
    if asks and len(opened) == 1:
        await tickets.show(turn, await rows.get(turn.tx, opened[0].id))
        return True
    if asks:
        await tickets.show_all(turn)
        return True
    if back:
        await which_one.withdraw(turn)
    elif wants:
        await which_one.add(turn)
    else:
        await offer(turn)
    return True


def _is_new(turn: Turn) -> bool:
    """Another fault, with its place, is no word for the ticket that is open."""
    meant = turn.understanding
    return meant.intent == "report_fault" and meant.is_sure and bool(meant.values("location"))


async def offer(turn: Turn) -> bool:
    """Asks whether what was said is to be added to a ticket, and to which; False where none is open."""
    opened = await _opened(turn)
    if number := number_in(turn):
        opened = [ticket for ticket in opened if ticket.number == number] or opened
    if not opened:
        return False
    words = {"text": _offered(turn)}
    no = [Button(turn.t(_("No")), {"do": "addition.no"})]
    if len(opened) == 1:
        yes = Button(turn.t(_("Yes")), {"do": "addition.yes", "ticket": opened[0].id, **words})
        said = _("Shall I add this to {number} ({what})?")
        what = turn.t(KINDS[opened[0].kind].title)
        turn.say(turn.t(said, number=opened[0].number, what=what), [[yes, *no]])
        return True
    which: Rows = [
        [Button(f"{t.number} · {turn.t(KINDS[t.kind].title)}",
                {"do": "addition.yes", "ticket": t.id, **words})]
        for t in opened[: tickets.MOST_SHOWN]
    ]  # fmt: skip
    turn.say(turn.t(_("To which of your matters shall I add it?")), [*which, no])
    return True


def _offered(turn: Turn) -> str:
    """What is offered to be added: the message, and before it what was offered and not answered."""
    before = _unanswered(turn)
    words = "\n".join(filter(None, ((before or {}).get("text"), turn.incoming.text.strip())))
    told = {"at": turn.now.isoformat(), "update": turn.incoming.update_id}
    turn.conversation.memory["addition"] = {"text": words, **told}
    return words


def _unanswered(turn: Turn) -> dict[str, Any] | None:
    """What was offered to be added a short while ago, without a yes or a no since."""
    kept: dict[str, Any] | None = turn.conversation.memory.get("addition")
    if kept and turn.now - datetime.fromisoformat(kept["at"]) > REMEMBERED:
        turn.conversation.memory.pop("addition")
        return None
    return kept


async def remind(turn: Turn) -> None:
    """Asks once more what the person passed over, so that no correction is lost without a word."""
    kept = _unanswered(turn)
    if kept is None or kept["update"] == turn.incoming.update_id or forms.current(turn) is not None:
        return
    turn.conversation.memory.pop("addition")
    turn.say(turn.t(_("This is not added yet: “{words}”"), words=shortened(kept["text"])))
    turn.incoming = replace(turn.incoming, text=kept["text"])
    await offer(turn)
    turn.conversation.memory.pop("addition", None)


async def offer_instead(turn: Turn) -> bool:
    """Where nothing else fits a message that says something: perhaps it is for the open ticket."""
    text = turn.incoming.text.strip()
    asks = turn.understanding.intent in QUESTIONS or text.endswith(("?", "？"))
    if turn.incoming.kind != "text" or asks or (not any(map(str.isdigit, text)) and len(text) < 5):
        return False
    if turn.understanding.intent in NAMES and turn.understanding.is_sure:
        return False
    return await offer(turn)


async def _opened(turn: Turn) -> list[Ticket]:
    return await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)


async def press_yes(turn: Turn, do: dict[str, Any]) -> None:
    """The words belong to this ticket; a phone among them is the one to call from now on."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    turn.toast()
    if ticket is None or ticket.closed_at is not None:
        turn.say(turn.t(_("This is not there any more.")))
        return
    words = str(do["text"])
    turn.conversation.memory.pop("addition", None)
    phone = contact.CALL_ME.search(words)
    if phone is None and SPEAKS_OF_A_PHONE.search(fold(words)):
        phone = contact.PHONE.search(words)
    await tickets.add_words(turn, ticket, "added", words)
    if phone is not None and ticket.person_id == turn.person.id:
        ticket.contact = phone.group(phone.lastindex or 0)
        event = await rows.record(turn.tx, ticket, "customer", "contact", turn.now, ticket.contact,
                                  person_id=turn.person.id, shown=False)  # fmt: skip
        await cards.refresh(turn, ticket, event.id)
        turn.say(turn.t(_("We will call {phone} from now on."), phone=ticket.contact))


async def press_no(turn: Turn, do: dict[str, Any]) -> None:
    """It is not for a ticket."""
    turn.toast()
    turn.conversation.memory.pop("addition", None)
    turn.say(turn.t(_("All right, nothing is added. What is it about?")), menu.short_rows(turn))

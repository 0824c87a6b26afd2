"""The customer's answer to "is it solved?": by a button, or in their own words."""

import re
from datetime import timedelta
from typing import Any

from actions.conversation import asking
from actions.conversation.beside import is_sentence
from actions.conversation.short_answers import STARTS_NO, STARTS_YES, YES, is_short
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import FOR_THE_ACCOUNT, KINDS
from actions.matters import closing, tickets
from actions.matters.matter import number_in
from actions.words import when
from actions.work import Button, Rows, Turn
from locales import mark
from nlu.folding import fold
from storage import closing as rows
from storage import tickets as ticket_rows
from storage.models import Ticket

_ = mark

NOT_SOLVED = re.compile(
    r"(?:还|仍|仲|重)(?:是|系|旧|然)?(?:没|未|冇|无)有?(?:电|水电|光)|(?:又|仲系|都系)(?:没|冇)有?电|"
    r"(?:还|仍|仲|重)(?:是|系|旧|然)?(?:没|未|不|冇)有?.{0,6}(?:好|修|解决|来电|有电|处理|弄|搞|行|通|亮)|"
    r"(?:没|未|冇)有?(?:解决|修好|弄好|处理好|搞[定掂]|整好)|又(?:坏|停|没电|不行|出问题|跳闸)|"
    r"(?:还是|依然|仍然|仍旧).{0,4}(?:没电|冇电|停电|坏|老样子|一样)|"
    r"\bstill (?:not|no|isn't|is not|doesn't|broken|dark|out|off|without|the same|have no)\b|"
    r"\bnot (?:solved|fixed|resolved|repaired|working)\b|\bunsolved\b|\bsame problem\b|"
    r"\b(?:isn't|hasn't been|wasn't|never) (?:solved|fixed|resolved|repaired)\b|"
    r"\b(?:happened|broken|broke|off|out|gone) again\b"
)
SOLVED = re.compile(
    r"^\W*(?:已经|都|现在|问题)*(?:解决|修好|弄好|处理好|整好|好)(?:了|啦|咗)|搞[掂定](?:了|啦|咗)|(?:来|有|返|有返)电(?:了|啦|咗)|有返电|没问题了|"
    r"\b(?:solved|fixed|resolved|all good|(?:it|all|everything) (?:now )?works|works (?:now|again|fine|well)|working (?:now|again|fine)|(?:power|light|lights|electricity) (?:is|are) (?:back|on))\b"
)
"""Over folded text."""
LONGEST_WORD = 160
"""Characters; a longer text is a story of its own, whatever is in it."""


async def take(turn: Turn) -> bool:
    """Takes words about a matter that was closed lately; False where the message is about no such.

    Only what is clear is done at once: one matter waits, and no other is open.
    """
    text = fold(turn.incoming.text)
    answer = _answer(turn, text) if len(text) <= LONGEST_WORD else ""
    waiting = await rows.waiting(turn.tx, turn.person.id, turn.now) if answer else []
    if number := number_in(turn):
        waiting = [ticket for ticket in waiting if ticket.number == number]
    if not waiting:
        return False
    opened = await ticket_rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, True, 1)
    if answer == "unclear" or len(waiting) > 1 or (opened and not number):
        if answer != "not_solved" and opened:
            return False
        _ask_which(turn, waiting)
    else:
        ticket = await ticket_rows.get(turn.tx, waiting[0].id)
        await ANSWERS[f"closing.{answer}"](turn, ticket, turn.incoming.text.strip())
    return True


def _answer(turn: Turn, text: str) -> str:
    """solved, not_solved, unclear (a bare yes or no), or nothing of it."""
    if NOT_SOLVED.search(text):
        return "not_solved"
    if not is_short(text):
        return ""
    if SOLVED.search(text):
        return "solved"
    bare = YES.fullmatch(text) or STARTS_NO.match(text) or STARTS_YES.match(text)
    return "unclear" if bare and turn.understanding.intent in ("affirm", "deny") else ""


def _ask_which(turn: Turn, waiting: list[Ticket]) -> None:
    question = turn.t(_("Is it about a matter that we have closed? Please tap what is right:"))
    buttons: Rows = []
    for ticket in waiting[:4]:
        kind = turn.t(KINDS[ticket.kind].title)
        buttons.append([
            Button(f"{turn.t(label)} · {kind} {ticket.number}", {"do": do, "ticket": ticket.id})
            for label, do in reversed(closing.OFFERS)
        ])  # fmt: skip
    turn.say(question, buttons)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a closed ticket; only for those who may see it."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    turn.toast("" if ticket else turn.t(_("This is not there any more.")))
    if ticket is not None:
        await ANSWERS[do["do"]](turn, ticket, "")


async def _solved(turn: Turn, ticket: Ticket, words: str) -> None:
    if closing.is_asked(turn, ticket):
        ticket.confirmed_at = turn.now
        await ticket_rows.record(turn.tx, ticket, "customer", "confirmed", turn.now)
        asked = turn.now + timedelta(minutes=turn.policy.survey.after_minutes)
        await rows.move_survey(turn.tx, ticket.id, asked)
    turn.say(turn.t(_("Good to hear that. Thank you for telling us!")))


async def _not_solved(turn: Turn, ticket: Ticket, words: str) -> None:
    """In time the ticket is taken up again; later a new one follows it."""
    if ticket.state != "resolved":
        await tickets.show(turn, ticket)
    elif closing.is_asked(turn, ticket):
        news = _("🔁 {number} is open again: the customer says that it is not solved.")
        await closing.reopen(turn, ticket, words, news)
        await _ask_why(turn, ticket, words)
    else:
        await _follow(turn, ticket)


REOPENED = _(
    "I am sorry that it is not solved. {number} is open again, with the person who had it. Would you like to say what is wrong? Just write it here."
)


async def _ask_why(turn: Turn, ticket: Ticket, words: str) -> None:
    """What is wrong, where it was not said yet."""
    if is_sentence(words):
        told = _(
            "I am sorry that it is not solved. {number} is open again, with the person who had it, and they have your words."
        )
        turn.say(turn.t(told, number=ticket.number))
    else:
        await begin(turn, STILL_WRONG, {"ticket": ticket.id, "number": ticket.number})


async def _say_reopened(turn: Turn, slots: Slots) -> str:
    return turn.t(REOPENED, number=slots["number"])


async def _add_why(turn: Turn, slots: Slots) -> None:
    if why := slots.get("why"):
        ticket = await ticket_rows.get(turn.tx, slots["ticket"])
        await tickets.add_words(turn, ticket, "added", why)
    else:
        turn.say(turn.t(_("All right.")))


STILL_WRONG = register(
    Form(
        "closing.why", _("what is still wrong"),
        (Question("why", "", read_words, say=_say_reopened, optional=True, free=True),),
        _add_why, intents=frozenset({"report_fault", "urge_ticket", "complaint", "complaint_interruption"}),
        stopped=_("All right."),
    )
)  # fmt: skip


ANSWERS = {"closing.solved": _solved, "closing.not_solved": _not_solved}


async def _follow(turn: Turn, old: Ticket) -> None:
    """It is too late to take the old ticket up again: a new one is opened and linked to it, once."""
    assert old.closed_at is not None
    if number := old.facts.get("followed_by"):
        turn.say(turn.t(_("{number} is open for this already."), number=number))
        return
    new = await tickets.open_ticket(turn, old.kind, {
        "words": old.words, "contact": old.contact, "subclass": old.subclass, "detail": old.detail,
        "place": asking.place_in(old),
        "more": {**_kept(old), "follows": old.number},
    })  # fmt: skip
    old.facts = {**old.facts, "followed_by": new.number}
    await ticket_rows.record(
        turn.tx, old, "customer", "followed", turn.now, new.number, shown=False
    )
    opening = turn.t(_("I am sorry that it is not solved. {number} was closed {time}, too long ago to open it again. So I have opened a new one that refers to it."),
                     number=old.number, time=when(turn, old.closed_at))  # fmt: skip
    await tickets.confirm(turn, new, opening)


def _kept(old: Ticket) -> dict[str, Any]:
    return {name: old.facts[name] for name in KINDS[old.kind].keeps if name in old.facts}

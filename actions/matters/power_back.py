"""That the power is back, or gone once more, in whatever few words: 好像来电了, "seems to be back"."""

import re
from typing import Any

from actions.conversation.meaning import SMALL_TALK
from actions.conversation.short_answers import ASKS, is_short
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import tickets, which_one, withdrawals
from actions.work import Button, Turn
from locales import mark
from nlu.folding import fold
from storage import tickets as rows
from storage.models import Ticket

_ = mark

BACK = re.compile(
    r"(?<![没未冇不有无])(?:来电|有电|返电|复电|恢复(?:供电|正常)?)(?:了|喇|啦|咗|嘞)|(?<![没未冇])有返电|(?<![没未冇不])(?:电|灯)(?:又|都|终于|好像)?(?:来|亮|返嚟?)(?:了|咗|啦|喇)|"
    r"\b(?:power|electricity|lights?|it|its|everything|we)\b(?:'s|'re| has| have| is| are| came| come| seems?| appears?| looks?| like| it| now| just| to be| to have come)+ (?:back|on again|working again)\b|"
    r"^\W*(?:the )?(?:power|electricity|lights?)(?: is)? back\b|^\W*(?:seems|looks|appears|came|back)(?: to be| like)?(?: it'?s| it is)? (?:back|on again)\b|\bback on\b"
)
GONE_AGAIN = re.compile(
    r"又(?:再)?(?:停|没电|没了|没有电|冇电|冇咗|断电|断了|黑|跳)|"
    r"\b(?:off|out|gone|dark|dead|down|lost power|no power) again\b|\b(?:went|gone) (?:off|out)\b.{0,12}\bagain\b"
)
OTHERWISE = re.compile(
    r"但|可是|不过|邻居|隔壁|对面|楼[上下]|别人|人家|其他|他们|时候|何时|如果|等|还是没|什么|啥|"
    r"\b(?:but|if|when|until|till|before|neighbou?rs?|next door|others?|they|them|not|want|need|get|still|only|should|will)\b|n't\b"
)
"""Whose power, or whether at all, is then another matter. All over folded text."""


GOOD = _("Good to hear that the power is back. Thank you for telling us!")


def is_told(text: str) -> bool:
    """Whether a message says that the person has power again, and little else."""
    said = fold(text)
    plain = is_short(text) and not ASKS.search(said) and not OTHERWISE.search(said)
    return plain and bool(BACK.search(said)) and not GONE_AGAIN.search(said)


async def in_form(turn: Turn, state: dict[str, Any]) -> bool:
    """Asks whether a report that is being made is still to be sent; False where nothing says so."""
    if state["asked"] in ("words", "breaker") or not is_told(turn.incoming.text):
        return False
    state["resumes"] = True
    go_on = Button(turn.t(_("Go on with it")), {"do": "form.go_on"})
    stop = Button(turn.t(_("Cancel")), {"do": "form.drop"})
    turn.say(turn.t(GOOD))
    turn.say(turn.t(_("Nothing is sent yet. Shall we go on with your report?")), [[go_on], [stop]])
    return True


async def take(turn: Turn) -> bool:
    """Offers to take back an open repair, or notes with it that the power is off once more."""
    text = turn.incoming.text
    if is_told(text):
        opened = await _repairs(turn)
        if not opened and turn.understanding.intent in SMALL_TALK:
            return False  # thanks are answered as such
        turn.say(turn.t(GOOD))
        if len(opened) == 1:
            await withdrawals.ask(turn, opened[0])
        elif opened:
            await which_one.withdraw(turn)
        return True
    if not is_short(text) or not GONE_AGAIN.search(fold(text)) or ASKS.search(text):
        return False
    opened = await _repairs(turn)
    if len(opened) != 1 or turn.understanding.values("location"):
        return False
    await tickets.add_words(turn, opened[0], "added", text)
    return True


async def _repairs(turn: Turn) -> list[Ticket]:
    mine = await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    return [await rows.get(turn.tx, ticket.id) for ticket in mine if ticket.kind == "repair"]

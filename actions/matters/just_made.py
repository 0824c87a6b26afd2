"""Few words right after a ticket was made: "ok", "when?", "还要多久" speak of that ticket."""

import re
from datetime import datetime, timedelta

from actions import places
from actions.conversation import corrections, talked_of, typed
from actions.conversation.short_answers import is_short, is_yes
from actions.kinds import STATES
from actions.matters import after_alarm, crew, tickets
from actions.matters.matter import promises
from actions.work import Turn
from locales import join, mark
from nlu.folding import fold
from storage.models import Ticket

_ = mark

REMEMBERED = timedelta(minutes=30)
WHEN = re.compile(
    r"\W*(?:(?:那|大概|大约|请问|到底|还|要|需要|得|等|再|仲|你们|师傅|他们)*(?:多久|几耐|多长时间|什么时候|啥时候|何时|几时|几点|几天|多快)"
    r"(?:能|可以|会|才|先|到|来|嚟|处理完?|好|回复|答复|有结果|联系我?|修好?|完成|解决)*(?:呢|啊|呀|吗|了|的|呀)*|"
    r"(?:(?:and|so|but|ok|okay)[\s,]+)*(?:when|how long|how soon|how much longer|what time|by when)"
    r"(?: (?:will|does|do|is|it|that|this|take|you|they|be|come|coming|to|i|we|have|wait|about|exactly|then|still|the crew|done|fixed|ready|answer|reply|call|contact|hear|from|me|there|here|now|left|more|longer))*)\W*"
)
"""Over folded text: asks when something happens to it, and nothing else."""
NOT_AT_HOME = re.compile(
    r"\b(?:if|when|because|and|but) (?:i'm|i am|we're|we are|i'll be|i will be|nobody is|no one is|nobody's|noone is) (?:not (?:at )?(?:home|in|there|here)|out|away|at work|(?:at )?home|in|there)\b|"
    r"\b(?:do|must|should|need|have to) (?:i|we|somebody|someone) (?:need to |have to )?(?:be|stay|wait) (?:at )?(?:home|in|there)\b|"
    r"(?:我|家里|屋企)(?:们|哋)?(?:要是|如果)?(?:不在|没人|冇人|唔喺)(?:家|屋企)?|(?:需要|要|用)(?:有人)?(?:在|喺)(?:家|屋企)"
)
"""Over folded text: nobody may be there when the crew comes."""
SEEN = re.compile(
    r"\W*(?:(?:ok(?:ay)?|got it|i see|understood|noted|alright|all right|好的?|嗯|知道了?|明白了?|了解|收到|晓得了|知啦|明晒?)[\s,，.。!！]*)+\W*"
)


async def take(turn: Turn) -> bool:
    """Answers such words for the ticket just made; False where they may be about something else."""
    kept = turn.conversation.memory.get("ticket")
    text = fold(turn.incoming.text)
    if not kept or turn.incoming.kind != "text" or not is_short(text):
        return False
    at = datetime.fromisoformat(kept["at"])
    if turn.now - at > REMEMBERED or (ticket := await _open(turn, kept["id"])) is None:
        return False
    danger = await after_alarm.reported(turn)
    if danger is not None and danger.id != ticket.id:
        return False  # told of since
    if ticket.kind == "repair" and await _of_repair(turn, ticket):
        return True
    if WHEN.fullmatch(text) and not talked_of.was_answered_last(turn):
        await _tell(turn, ticket)
    elif at == turn.conversation.updated_at and await _is_seen(turn, danger is not None):
        said = _("All right. I will keep you posted here about {number}.")
        turn.say(turn.t(said, number=ticket.number))
    else:
        return False
    tickets.remember(turn, ticket)
    return True


async def _of_repair(turn: Turn, ticket: Ticket) -> bool:
    """The place is put right, or the customer may not be at home; False where it is neither."""
    if NOT_AT_HOME.search(fold(turn.incoming.text)):
        said = _(
            "Much can be mended from outside. If the crew has to come in and nobody is there, they get in touch with you. Write here when somebody is at home, or whom to call: I add it to {number}."
        )
        turn.say(turn.t(said, number=ticket.number))
        return True
    corrected = corrections.correction(turn.incoming.text)
    spots = await places.find(turn, corrected[1]) if corrected else []
    if corrected is None or len(spots) != 1 or spots[0].place_id is None:
        return False
    if await after_alarm.says_more(turn, spots[0].value, corrected[1]):
        return False  # "oh, it is dark at number 14, too"
    await crew.correct_place(turn, ticket, spots[0].value)
    return True


async def _is_seen(turn: Turn, in_danger: bool) -> bool:
    """An "ok" to what was said; under buttons it may be the answer to a question.

    `in_danger`: a yes may tell the people on duty something, an "ok" does not.
    """
    said = turn.incoming.text
    seen = SEEN.fullmatch(fold(said)) or (not in_danger and is_yes(said))
    return bool(seen) and not await typed.newest(turn)


async def _open(turn: Turn, ticket_id: int) -> Ticket | None:
    ticket = await tickets.own_ticket(turn, ticket_id)
    return ticket if ticket is not None and ticket.closed_at is None else None


async def _tell(turn: Turn, ticket: Ticket) -> None:
    state = turn.t(STATES[ticket.state])
    owed = await promises(turn, ticket, turn.person.language)
    said = _("<b>{number}</b>: {state}.")
    if ticket.kind == "repair":
        said = _("Your repair {number}: {state}.")
    lines = [turn.t(said, number=ticket.number, state=state), *owed]
    if not owed:
        lines.append(
            turn.t(_("I will keep you posted here. You can ask how it stands at any time."))
        )
    turn.say(join(lines))

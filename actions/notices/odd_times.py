"""Times of a notice that can hardly be meant: asked about once, and taken when they are confirmed.

An odd time leaves its slot until then; `odd` keeps it, and the question asks about it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from actions.conversation.short_answers import is_yes
from actions.forms import Question, Reader, Slots, choose
from actions.notices import periods
from actions.words import duration, when
from actions.work import Rows, Turn
from locales import mark

_ = mark

LONGEST_WORKS = timedelta(hours=14)
"""Works that are longer are rather a mistake in the date (our own figure)."""
AHEAD, AGO = timedelta(hours=1), timedelta(minutes=30)
"""So far from now a fault still begins, and works have still begun."""
WORKS = ("planned", "temporary", "load_shedding")


def look(turn: Turn, slots: Slots, lines: tuple[str, ...] = ("from", "until")) -> None:
    """Takes a beginning or end back that is odd and has not been confirmed."""
    odd, sure = slots.get("odd"), slots.setdefault("sure", [])
    if odd and odd["slot"] in slots:
        sure += [odd["value"]] if slots[odd["slot"]] == odd["value"] else []
        del slots["odd"]
    for line in lines:
        value = slots.get(line)
        if value and value not in sure and _why(turn, slots, line, value):
            slots["odd"] = {"slot": line, "value": slots.pop(line)}
            return


def resolve(turn: Turn, slots: Slots) -> None:
    """Reads an end that was said before the beginning; drops one that lies before it now."""
    start = datetime.fromisoformat(slots["from"])
    if "until" not in slots and (said := slots.pop("until_said", None)):
        at = periods.ending(turn, said, max(turn.now, start))
        slots |= {"until": at.isoformat()} if at else {}
    until = slots.get("until")
    if until and (problem := periods.wrong_end(turn, start, datetime.fromisoformat(until))):
        del slots["until"]
        turn.say(problem.text)


def _why(turn: Turn, slots: Slots, line: str, value: str) -> str:
    """What is odd about it, as a question; empty where nothing is."""
    at, kind, told = datetime.fromisoformat(value), slots.get("kind"), ""
    if line == "from" and kind == "fault" and at > turn.now + AHEAD:
        told = _("It begins only {time}, though it is a fault. Is that right?")
    elif line == "from" and kind in WORKS and at < turn.now - AGO:
        told = _("It began {time}, which is past already. Is that right?")
    elif line == "until" and kind in WORKS and "from" in slots:
        start = datetime.fromisoformat(slots["from"])
        days = {moment.astimezone(turn.zone).date() for moment in (start, at)}
        if at - start > LONGEST_WORKS:
            told = _("It lasts {length}, until {time}. Is that right?")
        elif len(days) > 1 and not slots.get("until_day"):
            told = _("It goes on overnight, until {time}. Is that right?")
        length = duration(at - start, turn.person.language)
        return turn.t(told, time=when(turn, at), length=length) if told else ""
    return turn.t(told, time=when(turn, at)) if told else ""


def asked(question: Question) -> Question:
    """The question, which asks about an odd answer first; a yes takes it."""

    def odd_in(slots: Slots) -> str | None:
        odd = slots.get("odd") or {}
        return odd["value"] if odd.get("slot") == question.slot else None

    async def say(turn: Turn, slots: Slots) -> str:
        value = odd_in(slots)
        return (value and _why(turn, slots, question.slot, value)) or turn.t(question.ask)

    async def offer(turn: Turn, slots: Slots) -> Rows:
        value = odd_in(slots)
        yes = [[choose(turn.t(_("Yes, that is right")), value)]] if value else []
        return [*yes, *(await question.offer(turn, slots) if question.offer else [])]

    async def read(turn: Turn, slots: Slots) -> object:
        value = odd_in(slots)
        return value if value and is_yes(turn.incoming.text) else await question.read(turn, slots)

    reader: Reader = read
    return replace(question, say=say, offer=offer, read=reader)

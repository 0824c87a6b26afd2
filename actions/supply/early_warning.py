"""Lines that are off too often: the second outage in twelve months warns, the third opens a plan.

Outages of the line as a whole, longer than five minutes, planned or not. Each is said once: again
only when the warning before it is more than twelve months ago.
"""

from datetime import datetime

from actions.counter import cards, routing
from actions.matters.tickets import new_number
from actions.promises import owed
from actions.supply.reliability import WITHIN, sustained
from actions.supply.standing import away
from actions.words import feeder_name
from actions.work import REPLY, Message, Work
from locales import Html, join, mark, text
from storage import feeder_warnings as rows
from storage import tickets
from storage.feeder_warnings import Off
from storage.models import Feeder, FeederWarning, Ticket

_ = mark

EARLY, PLAN = "early", "plan"
LEVELS = {2: EARLY, 3: PLAN}
"""After how many outages which warning (what the field has learnt: 2 a warning, 3 a plan)."""
AT_ONCE = 50
"""Lines looked at in one transaction; the next tick goes on."""

WARNING = _("⚠️ {feeder} was off {count} times in 12 months, the last time {ago}. At the next outage a plan is opened. Please look for the cause before that.")  # fmt: skip
LOOK = _("See all of them: /feeder {code}")


async def run_due(work: Work) -> int:
    """Tick: warns of lines that have become too bad. Harmless when run twice or late."""
    since, warned = work.now - WITHIN, 0
    for code in await rows.often_off(work.tx, since, work.now, min(LEVELS), PLAN):
        warned += await _look_at(work, code, since)
        if warned >= AT_ONCE:
            break
    return warned


async def _look_at(work: Work, code: str, since: datetime) -> bool:
    """Warns of one line if that is due."""
    off = await sustained(work, code, since)
    level = LEVELS[max(n for n in LEVELS if n <= len(off))] if len(off) >= min(LEVELS) else ""
    if not level:
        return False
    feeder = await rows.lock_feeder(work.tx, code)
    said = {warning.level for warning in await rows.warnings(work.tx, code, since)}
    if level in said or PLAN in said:
        return False
    ticket = await _open_plan(work, feeder, off) if level == PLAN else None
    await rows.warn(work.tx, FeederWarning(
        feeder_code=code, level=level, outage_id=off[-1].outage_id, at=work.now,
        ticket_id=ticket.id if ticket else None,
    ))  # fmt: skip
    if level == EARLY:
        await _say(work, feeder, off)
    return True


async def _say(work: Work, feeder: Feeder, off: list[Off]) -> None:
    """To those who repair lines, once."""
    for chat_id, language in await cards.readers(work, "repairs"):
        said = text(language, WARNING, feeder=feeder_name(feeder, language), count=len(off),
                    ago=away(off[-1].starts_at, work.now, language))  # fmt: skip
        key = f"feeder:{feeder.code}:{EARLY}:{off[-1].outage_id}:{chat_id}"
        message = Message(join([said, _look(feeder, language)]))
        await work.queue(key, chat_id, REPLY, message)


def _look(feeder: Feeder, language: str) -> Html:
    return text(language, LOOK, code=feeder.code)


async def _open_plan(work: Work, feeder: Feeder, off: list[Off]) -> Ticket:
    """A ticket of our own: its "customer" is the utility, which no chat belongs to."""
    ours = await rows.ourselves(work.tx, work.now)
    facts = {"off": [
        [o.starts_at.isoformat(), o.ended_at.isoformat() if o.ended_at else None, o.kind]
        for o in off
    ]}  # fmt: skip
    ticket = Ticket(
        number=await new_number(work), kind=PLAN,
        queue=routing.queue_of(work.policy, PLAN, ""), person_id=ours.id, language=ours.language,
        place_text=feeder_name(feeder, cards.STAFF_LANGUAGE), feeder_code=feeder.code,
        zone=feeder.zone, tier="standard", words="", facts=facts, created_at=work.now, state="new",
        urged=0,
    )  # fmt: skip
    await tickets.add(work.tx, ticket)
    await tickets.record(work.tx, ticket, "system", "opened", work.now)
    await owed.promise(work, ticket)
    await cards.show_new(work, ticket)
    await routing.route(work, ticket)
    return ticket

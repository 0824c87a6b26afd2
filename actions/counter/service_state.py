"""/status: the state of the service, for staff."""

from datetime import timedelta

from actions.notices import LATE
from actions.work import Turn
from locales import join, mark
from storage import inbox, outbox, people, tickets

_ = mark

LATELY = timedelta(days=30)


async def show(turn: Turn) -> None:
    """What waits, what was set aside, what could not be delivered."""
    received, sent = await inbox.count_by_state(turn.tx), await outbox.count_by_state(turn.tx)
    lines = [
        turn.t(_("Messages waiting: {count}"), count=received.get("new", 0)),
        turn.t(_("Messages set aside after three tries: {count}"), count=received.get("set_aside", 0)),
        turn.t(_("Answers waiting to be sent: {count}"), count=sent.get("queued", 0) + sent.get("sending", 0)),
        turn.t(_("Answers that could not be delivered: {count}"), count=sent.get("failed", 0)),
        turn.t(_("Open tickets: {count}"), count=await tickets.count_open(turn.tx)),
        turn.t(_("Planned outages announced too late in the last 30 days: {count}"),
               count=await people.counted(turn.tx, LATE, turn.today - LATELY)),
    ]  # fmt: skip
    turn.say(join(list(lines)))

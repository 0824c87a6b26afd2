"""Who reported a fault under a known outage hears what becomes of the outage."""

from collections.abc import Sequence

from actions.work import ALERT, Work
from locales import Html, join, mark, text
from storage import audience, incidents, outbox
from storage.models import Outage

_ = mark

NEWS = ("changed", "restored", "cancelled")


async def tell(
    work: Work, outage: Outage, name: str, bodies: audience.Bodies, holds: Sequence[audience.Hold]
) -> int:
    """Queues the alert to those whose open tickets are about the outage; how many more that reaches.

    Under the key of the alert itself: who gets it anyway, for living there, gets no second one.
    `bodies`: the alert by language; `holds`: who sleeps now.
    """
    found = await incidents.reporters_of_outage(work.tx, outage.id) if name in NEWS else []
    morning, more = {(since, until): at for since, until, at in holds}, 0
    for ticket, person in found:
        yours = _("Your ticket {number} is about this; it stays open until it is solved for you.")
        line = text(person.language, yours, number=ticket.number)
        body = bodies[person.language]
        payload = {**body, "text": join([Html(body["text"]), line])}
        key = f"outage:{outage.id}:{outage.version}:{name}:{person.chat_id}"
        more += await outbox.queue(
            work.tx, key, person.chat_id or 0, ALERT, payload, work.now,
            morning.get((person.quiet_from, person.quiet_until)),
        )  # fmt: skip
    return more

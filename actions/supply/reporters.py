"""Who reported a fault under a known outage hears what becomes of the outage."""

from typing import Any

from actions.work import ALERT, Work
from locales import Html, join, mark, text
from storage import incidents, outbox
from storage.models import Outage

_ = mark

NEWS = ("changed", "restored", "cancelled")


async def tell(work: Work, outage: Outage, name: str, bodies: dict[str, dict[str, Any]]) -> int:
    """Queues the alert to those whose open tickets are about the outage; how many more that reaches.

    Under the key of the alert itself: who gets it anyway, for living there, gets no second one.
    `bodies`: the alert by language.
    """
    found = await incidents.reporters_of_outage(work.tx, outage.id) if name in NEWS else []
    more = 0
    for ticket, person in found:
        yours = _("Your ticket {number} is about this; it stays open until it is solved for you.")
        line = text(person.language, yours, number=ticket.number)
        body = bodies[person.language]
        payload = {**body, "text": join([Html(body["text"]), line])}
        key = f"outage:{outage.id}:{outage.version}:{name}:{person.chat_id}"
        more += await outbox.queue(work.tx, key, person.chat_id or 0, ALERT, payload, work.now)
    return more

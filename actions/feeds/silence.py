"""A source that falls silent: dispatchers hear it, and customers how old our information is."""

from datetime import timedelta

from actions.counter import cards
from actions.words import duration, moment
from actions.work import SAFETY, Message, Turn, Work
from locales import Html, mark, text
from storage import feeds as rows
from storage.models import Feed

_ = mark

SILENT = _("⚠️ {source} has sent nothing about outages since {time}. Customers are told that our information is old. Please check the connection.")  # fmt: skip
HEARD_AGAIN = _("✅ {source} sends again about outages, after {time} of silence.")
STALE = _("Our information about outages is {minutes} minutes old, because a system that reports them to us is silent. So I cannot tell you that all is well. If your power is off, please report it.")  # fmt: skip


async def run_due(work: Work) -> int:
    """Tick: an alarm for each source that is silent for longer than its rule, once."""
    silent = 0
    for source in work.policy.feeds:
        feed = await rows.hear(work.tx, source, work.now)  # waited for from now on, if it is new
        if feed.alarmed_at is None and _is_silent(work, feed):
            feed.alarmed_at = work.now
            await _say(work, feed, "silent", SILENT)
            silent += 1
    return silent


async def heard(work: Work, source: str) -> None:
    """A source spoke; said to dispatchers where it had been missed. Locks it for this transaction."""
    feed = await rows.hear(work.tx, source, work.now)
    if feed.alarmed_at is not None:
        await _say(work, feed, "heard", HEARD_AGAIN)
    feed.heard_at, feed.alarmed_at = work.now, None


async def _say(work: Work, feed: Feed, what: str, note: str) -> None:
    """To dispatchers, once for each silence."""
    for chat_id, language in await cards.readers(work, "repairs"):
        at = (
            moment(feed.heard_at, work.now, work.zone, language)
            if what == "silent"
            else duration(work.now - feed.heard_at, language)
        )
        key = f"feed:{feed.source}:{what}:{feed.heard_at.isoformat()}:{chat_id}"
        line = text(language, note, source=feed.source, time=at)
        await work.queue(key, chat_id, SAFETY, Message(line))


def _is_silent(work: Work, feed: Feed) -> bool:
    rule = work.policy.feeds.get(feed.source)
    if rule is None:
        return False
    return work.now - feed.heard_at > timedelta(minutes=rule.silent_after_minutes)


async def age(work: Work) -> timedelta | None:
    """How old our information is, where a source is silent for longer than its rule."""
    silent = (
        [f for f in await rows.sources(work.tx) if _is_silent(work, f)] if work.policy.feeds else []
    )
    return max((work.now - f.heard_at for f in silent), default=None)


async def warning(turn: Turn) -> Html | None:
    """What a customer who asks about outages must hear before "no outage is known"; usually None."""
    old = await age(turn)
    return turn.t(STALE, minutes=round(old.total_seconds() / 60)) if old else None

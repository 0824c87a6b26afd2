"""How a notice stands at this moment: how far away, when the power is back, what changed last."""

from datetime import datetime, timedelta

from babel.dates import format_timedelta

from actions.supply import notice_texts
from actions.words import duration, moment
from actions.work import Work
from locales import Html, mark, text
from storage import outages as rows
from storage.models import Outage

_ = mark


def away(at: datetime, now: datetime, language: str) -> str:
    """ "in 3 hours", "20 minutes ago": a moment as its distance."""
    if abs(at - now) < timedelta(minutes=1):
        return text(language, _("just now"))
    return format_timedelta(at - now, threshold=1.5, add_direction=True, locale=language)


async def lines(work: Work, outage: Outage, language: str) -> list[Html]:
    """What is worth knowing of a notice now, besides what it says itself."""
    if outage.ended_at is not None:
        over = _over(work, outage, outage.ended_at, language)
        why_not = outage.state == "cancelled"
        more = await notice_texts.news(work, outage, "cancelled", language) if why_not else []
        return [over, *more]
    if outage.starts_at > work.now:
        at = away(outage.starts_at, work.now, language)
        return [
            text(language, _("It begins {distance}."), distance=at),
            *await _changed(work, outage, language),
        ]
    since = duration(max(work.now - outage.starts_at, timedelta(minutes=1)), language)
    return [
        text(language, _("Off for {length} now."), length=since),
        *_expected(work, outage, language),
        *await _changed(work, outage, language),
    ]


def _over(work: Work, outage: Outage, ended_at: datetime, language: str) -> Html:
    ago = away(ended_at, work.now, language)
    if outage.state == "cancelled":
        return text(language, _("It was cancelled {distance}."), distance=ago)
    length = duration(ended_at - outage.starts_at, language)
    return text(language, _("The power came back {distance}. It was off for {length}."),
                distance=ago, length=length)  # fmt: skip


def _expected(work: Work, outage: Outage, language: str) -> list[Html]:
    """The expected end (ETR) with its age, so that everybody can judge how far to trust it."""
    if outage.until is None:
        return []
    at, distance = (
        moment(outage.until, work.now, work.zone, language),
        away(outage.until, work.now, language),
    )
    if outage.until < work.now:
        line = text(
            language,
            _("The power was expected back {distance}; I know of no newer time."),
            distance=distance,
        )
    else:
        line = text(language, _("Expected back: {time}, {distance}."), time=at, distance=distance)
    said_at = outage.until_at or outage.published_at
    if said_at is None:
        return [line]
    return [
        line,
        text(
            language,
            _("That time was given {distance}."),
            distance=away(said_at, work.now, language),
        ),
    ]


async def _changed(work: Work, outage: Outage, language: str) -> list[Html]:
    """What changed last, and when."""
    if outage.version < 2:
        return []
    news = await notice_texts.news(work, outage, "changed", language)
    kept = await rows.last_versions(work.tx, outage.id, 1)
    if not news or not kept:
        return []
    changed = text(
        language, _("Changed {distance}:"), distance=away(kept[0].at, work.now, language)
    )
    return [changed, *news]

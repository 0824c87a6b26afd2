"""What an outage notice tells besides what, where and when: how it begins, what changed, what to do."""

from datetime import datetime
from typing import Any

from actions.supply import outages, reasons
from actions.words import moment, period
from actions.work import Work
from locales import Html, mark, text
from storage import outages as rows
from storage.areas import Extent
from storage.models import Outage

_ = mark

HEADS_BY_KIND = {
    "temporary": _("⚡ There will be works at short notice that concern you."),
    "load_shedding": _(
        "⚡ There is not enough power for everybody. Yours will be off for a while."
    ),
    "safety": _("⚠️ For safety the power is switched off. It concerns you."),
    "arrears": _("⚡ Your supply will be cut off because of unpaid bills."),
}
"""How the first word of a notice begins, where its kind says more than that an outage is planned."""

# A closed fridge keeps food safe for about four hours (food safety authorities, from memory).
ADVICE = {
    "home": _("🧊 Keep the fridge closed: food in it stays good for about 4 hours. Charge phones and lamps before, and switch off what must not start by itself."),
    "lift": _("🛗 Do not use the lift shortly before and during the outage."),
    "medical": _("🏥 If somebody at home depends on a medical device, call us now: {hotline}."),
    "generator": _("⚠️ A generator only outdoors, and never plugged into the wiring of the house."),
    "more": _("Questions? Just write to me here."),
}  # fmt: skip
PAY = _("If you have paid, or cannot pay at once, write to me here or call {hotline}.")


def head(outage: Outage, name: str) -> str | None:
    """The first line of the alert `name` where the kind of the notice has its own; else null."""
    return HEADS_BY_KIND.get(outage.kind) if name == "published" else None


def announced(work: Work, outage: Outage, language: str) -> Html:
    """Which notice is meant, for somebody whose address is not in it any more."""
    at = period(outage.starts_at, outage.until, work.now, work.zone, language)
    return text(language, _("It was announced for {period}."), period=at)


def advice(work: Work, outage: Outage, language: str) -> list[Html]:
    """What to do before and during an outage, and how to ask more."""
    hotline = work.policy.company.hotline
    lines = [text(language, line, hotline=hotline) for line in ADVICE.values()]
    if outage.kind == "arrears":
        lines.insert(0, text(language, PAY, hotline=hotline))
    return lines


async def news(work: Work, outage: Outage, name: str, language: str) -> list[Html]:
    """What the present version of a notice says that the one before did not, line by line.

    Of the alert `cancelled` it is the reason, if one was given.
    """
    kept = await rows.last_versions(work.tx, outage.id)
    if name == "cancelled" and kept and (why := kept[0].facts.get("why")):
        return [text(language, _("Why not: {reason}"), reason=why)]
    if name != "changed" or len(kept) < 2:
        return []
    before, after = kept[1].facts, kept[0].facts
    lines = _times(work, before, after, language)
    lines += await _areas(work, before, after, language)
    if before.get("reason") != after["reason"]:
        lines.append(text(language, _("The reason is now: {reason}"),
                          reason=reason_in_words(after["reason"], language)))  # fmt: skip
    return lines


def reason_in_words(reason: str, language: str) -> str:
    """The reason of a notice: of the catalogue in a language, or as staff wrote it."""
    return reasons.in_words(reason, language)


LATER = _("It takes longer: power is expected back {after}, not {before}.")
EARLIER = _("Good news: power is expected back earlier, {after}, not {before}.")
MOVED = _("It is moved: {after}. Before, it was {before}.")
BEGINS = _("It begins {after}, not {before}.")
FIRST = _("We now expect the power back {after}.")
UNKNOWN = _("We do not know any more when the power will be back. We said {before} before.")


def _times(work: Work, before: dict[str, Any], after: dict[str, Any], language: str) -> list[Html]:
    def at(when: datetime) -> str:
        return moment(when, work.now, work.zone, language)

    start, new_start = _moment(before, "from"), _moment(after, "from")
    end, new_end = _moment(before, "until"), _moment(after, "until")
    assert start is not None
    assert new_start is not None
    if start != new_start and end != new_end:
        then = period(start, end, work.now, work.zone, language)
        now = period(new_start, new_end, work.now, work.zone, language)
        return [text(language, MOVED, before=then, after=now)]
    if start != new_start:
        return [text(language, BEGINS, before=at(start), after=at(new_start))]
    if end == new_end:
        return []
    if end is None:
        assert new_end is not None
        return [text(language, FIRST, after=at(new_end))]
    if new_end is None:
        return [text(language, UNKNOWN, before=at(end))]
    return [text(language, LATER if new_end > end else EARLIER, before=at(end), after=at(new_end))]


def _moment(facts: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(facts[name]) if facts.get(name) else None


async def _areas(
    work: Work, before: dict[str, Any], after: dict[str, Any], language: str
) -> list[Html]:
    """Which places came and went; versions of other systems do not keep them."""
    old, new = before.get("areas"), after.get("areas")
    if old is None or new is None:
        return []
    lines = []
    for said, changed in (
        (_("Now also concerned: {places}."), [a for a in new if a not in old]),
        (_("Not concerned any more: {places}."), [a for a in old if a not in new]),
    ):
        if changed:
            names = await outages.areas_in_words(
                work, [Extent(*a).row() for a in changed], language
            )
            lines.append(text(language, said, places=names))
    return lines

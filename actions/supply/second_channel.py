"""SMS and e-mail for those whom no chat reaches: short and plain, in the same outbox, and off unless set."""

import re
from html import unescape

from actions.policy.supply import ChannelPolicy
from actions.supply.notice_texts import reason_in_words
from actions.supply.outages import TITLES, where
from actions.words import period, place_name, shortened
from actions.work import Turn, Work
from locales import join, mark, text
from storage import audience, unreached
from storage.models import Outage

_ = mark

LETTERS = {
    "planned": _("{company}: {title}, {where}, {period}. {reason}. Questions: {hotline}"),
    "changed": _("{company}: changed: {title}, {where}, now {period}. Questions: {hotline}"),
    "restored": _("{company}: the power is back, {where}. Still none? Call {hotline}"),
    "over": _("{company}: no outage after all, {where}, {period}. Questions: {hotline}"),
}  # fmt: skip
WORDING = {
    "changed": "changed", "late": "changed", "reopened": "changed", "restored": "restored",
    "cancelled": "over", "discarded": "over",
}  # fmt: skip
SHORTEST_PLACE = 12
MOST_PLACES = 40


async def queue(work: Work, alert: audience.Alert) -> int:
    """Queues the alert as letters on every channel that is on for it; how many."""
    rules, outage = work.policy.alerts.second_channel, alert.outage
    letters = 0
    for channel, rule in (("sms", rules.sms), ("email", rules.email)):
        if alert.name not in rule.alerts:
            continue
        said = await _wording(work, outage, alert.name, rules.language, rule)
        subject = text(rules.language, TITLES[outage.kind])
        payload = {"text": said, "subject": unescape(subject)}
        held = next((at for *hours, at in alert.holds if hours == [None, None]), work.now)
        letters += await audience.queue_letters(work.tx, alert, channel, payload, held)
    return letters


async def _wording(
    work: Work, outage: Outage, name: str, language: str, rule: ChannelPolicy
) -> str:
    """The alert as plain text that fits; of a long list of places the end is left out."""
    begin, end = outage.starts_at, outage.ended_at or outage.until
    place = await where(work, outage, language)
    values = {
        "company": work.policy.company.name[language], "hotline": work.policy.company.hotline,
        "title": text(language, TITLES[outage.kind]),
        "period": period(begin, end, work.now, work.zone, language),
        "reason": reason_in_words(outage.reason, language),
    }  # fmt: skip
    template = LETTERS[WORDING.get(name, "planned")]
    while True:
        said = _plain(text(language, template, where=place, **values))
        over = len(said) - rule.longest
        if over <= 0 or len(place) <= SHORTEST_PLACE:
            return said[: rule.longest]
        place = shortened(place, max(SHORTEST_PLACE, len(place) - over))


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


# For staff.


async def list_unreachable(turn: Turn) -> None:
    """/unreachable: how many customers no chat reaches, by place; nobody by name."""
    found, more = await unreached.by_place(turn.tx, MOST_PLACES)
    if not found:
        turn.say(turn.t(_("Every customer is reached in a chat.")))
        return
    lines: list[str] = [
        turn.t(_("Customers whom no chat reaches, by place (blocked us / nobody linked):"))
    ]
    for place, blocked, alone in found:
        name = place_name(place, turn.person.language)
        lines.append(turn.t(_("• {place}: {blocked} / {alone}"), place=name, blocked=blocked,
                            alone=alone))  # fmt: skip
    if more:
        lines.append(turn.t(_("… and {count} more places."), count=more))
    turn.say(join(lines))

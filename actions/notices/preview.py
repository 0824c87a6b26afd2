"""A draft as it will look: the text in three languages, whom it reaches, whom not, and what speaks against it."""

from datetime import timedelta

from actions.notices.lifecycle import first_alert
from actions.supply import alerts
from actions.supply.notice_texts import reason_in_words
from actions.supply.outages import TITLES, where
from actions.words import duration, listed, period
from actions.work import Button, Rows, Turn, Work
from locales import LANGUAGES, Html, join, mark
from locales import text as say
from storage import reach, staff
from storage.models import Outage

_ = mark

TIERS = {
    "diamond": _("diamond"), "platinum": _("platinum"), "silver": _("silver"),
    "standard": _("standard"),
}  # fmt: skip
LINES = {
    "kind": _("✏️ Kind"), "areas": _("✏️ Places"), "reason": _("✏️ Reason"),
    "from": _("✏️ Beginning"), "until": _("✏️ End"), "late_reason": _("✏️ Why so late"),
}  # fmt: skip
"""The lines of a notice that can be changed, each with the button that does."""


async def show(turn: Turn, outage: Outage) -> None:
    """The preview of a draft, with everything that can be done with it."""
    head = turn.t(_("<b>Preview</b> of draft {id}"), id=outage.id)
    texts = [await alerts.wording(turn, outage, first_alert(outage), lang) for lang in LANGUAGES]
    parts = [head, *texts, join(await _figures(turn, outage)), *await _warnings(turn, outage)]
    parts.append(_what_next(turn, outage))
    turn.say(join(parts, "\n\n"), buttons(turn, outage))


async def _figures(turn: Turn, outage: Outage) -> list[str]:
    """Customers by tier, chats, and who is not reached and why."""
    name = first_alert(outage)
    topics, holds = alerts.topics(outage, name), await alerts.holds(turn, outage, name)
    found = await reach.reach(turn.tx, outage.id, topics, holds, turn.now)
    seconds = timedelta(seconds=max(1, round(found.chats / turn.policy.sending.per_second)))
    by_tier = [f"{turn.t(TIERS[t])} {n}" for t in TIERS if (n := found.customers.get(t))]
    lines: list[str] = [
        turn.t(_("Customers affected: {customers}. Chats reached: {chats}. Sending takes about {time}."),
               customers=sum(found.customers.values()), chats=found.chats,
               time=duration(seconds, turn.person.language)),
    ]  # fmt: skip
    if by_tier:
        lines.append(turn.t(_("By tier: {tiers}."), tiers=listed(by_tier, turn.person.language)))
    for number, told in (
        (found.first, _("Medical devices and important customers, told first: {number}.")),
        (found.not_linked, _("Not reached, nobody in chat is linked to the account: {number} customers.")),
        (found.blocked, _("Not reached, they blocked us: {number} people.")),
        (found.muted, _("Not reached, they want no such messages: {number} people.")),
    ):  # fmt: skip
        if number:
            lines.append(turn.t(told, number=number))
    if found.quiet:
        lines.append(turn.t(_("It is night for {number} of them: they hear it in the morning, unless their power goes off before."),
                            number=found.quiet))  # fmt: skip
    return lines


async def _warnings(turn: Turn, outage: Outage) -> list[Html]:
    """What speaks against publishing it like this; nothing of it forbids it."""
    lines = []
    if outage.late_reason:
        lines.append(turn.t(_("⚠️ This is less than {days} days ahead. Why: {reason}"),
                            days=turn.policy.alerts.lead_days, reason=outage.late_reason))  # fmt: skip
    for other in await reach.clashes(turn.tx, outage):
        at = period(other.starts_at, other.until, turn.now, turn.zone, turn.person.language)
        lines.append(turn.t(_("⚠️ Clashes with notice {id}: {where}, {period}."), id=other.id,
                            where=await where(turn, other, turn.person.language, to_staff=True),
                            period=at))  # fmt: skip
    return lines


def _what_next(turn: Turn, outage: Outage) -> Html:
    if needs_approval(turn, outage):
        return turn.t(
            _(
                "Nobody has been told yet. A colleague has to approve it first. You find it under /drafts."
            )
        )
    return turn.t(_("Nobody has been told yet. You find it under /drafts."))


def needs_approval(work: Work, outage: Outage) -> bool:
    """Whether a second person has to approve it before it is published."""
    return outage.kind in work.policy.notices.needs_approval


def buttons(turn: Turn, outage: Outage) -> Rows:
    """Publish or ask for approval, change any line, or throw it away."""

    def button(label: str, do: str, **more: str | int) -> Button:
        return Button(turn.t(label), {"do": do, "outage": outage.id, **more})

    send = _("Ask for approval") if needs_approval(turn, outage) else _("Publish")
    lines = [line for line in LINES if line != "late_reason" or outage.late_reason]
    changes = [button(LINES[line], "notice.edit", line=line) for line in lines]
    return [
        [button(send, "notice.publish", version=outage.version)],
        *(changes[at : at + 3] for at in range(0, len(changes), 3)),
        [button(_("Discard"), "notice.discard")],
    ]


async def summary(work: Work, outage: Outage, language: str) -> Html:
    """A notice in a few lines for staff: number, kind, where, when, why."""
    at = period(outage.starts_at, outage.until, work.now, work.zone, language)
    head = say(language, _("Notice {id}"), id=outage.id)
    title = say(language, TITLES[outage.kind])
    lines = [head, say(language, _("<b>{title}</b>: {where}"), title=title,
                       where=await where(work, outage, language, to_staff=True)),
             say(language, _("When: {period}"), period=at),
             say(language, _("Why: {reason}"), reason=reason_in_words(outage.reason, language))]  # fmt: skip
    if outage.created_by is not None:
        author = await staff.get(work.tx, outage.created_by)
        lines.append(say(language, _("Written by {name}"), name=author.name))
    return join(lines)

"""A draft as it will look: the text in three languages, whom it reaches, whom not, and what speaks against it."""

from datetime import timedelta

from actions.notices.lifecycle import first_alert
from actions.supply import alerts
from actions.supply.notice_texts import reason_in_words
from actions.supply.outages import TITLES, where
from actions.supply.reasons import REASONS
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
    head, language = turn.t(_("<b>Preview</b> of draft {id}"), id=outage.id), turn.person.language
    texts = [await alerts.wording(turn, outage, first_alert(outage), lang) for lang in LANGUAGES]
    parts = [head, *texts, join(await figures(turn, outage, language))]
    parts += [*await warnings(turn, outage, language), _what_next(turn, outage)]
    turn.say(join(parts, "\n\n"), buttons(turn, outage))


async def to_approve(work: Work, outage: Outage, language: str) -> Html:
    """All that somebody needs who is to approve it: the notice, its text, figures and warnings."""
    parts = [
        await summary(work, outage, language),
        say(language, _("<b>Customers read:</b>")),
        await alerts.wording(work, outage, first_alert(outage), language),
        join(await figures(work, outage, language)),
        *await warnings(work, outage, language),
    ]
    return join(parts, "\n\n")


async def figures(
    work: Work, outage: Outage, language: str, name: str = "", chats: int | None = None
) -> list[Html]:
    """Customers by tier, chats, and who is not reached and why, of the alert `name`.

    `chats`: how many it goes to, where that is known to be others than those concerned.
    """
    name = name or first_alert(outage)
    topics, holds = alerts.topics(outage, name), await alerts.holds(work, outage, name)
    found = await reach.reach(work.tx, outage.id, topics, holds, work.now)
    reached = found.chats if chats is None else chats
    seconds = timedelta(seconds=max(1, round(reached / work.policy.sending.per_second)))
    by_tier = [f"{say(language, TIERS[t])} {n}" for t in TIERS if (n := found.customers.get(t))]
    lines = [
        say(language, _("Customers affected: {customers}. Chats reached: {chats}. Sending takes about {time}."),
            customers=sum(found.customers.values()), chats=reached,
            time=duration(seconds, language)),
    ]  # fmt: skip
    if by_tier:
        lines.append(say(language, _("By tier: {tiers}."), tiers=listed(by_tier, language)))
    if found.first:
        told = _("Medical devices and important customers, told first: {number}.")
        lines.append(say(language, told, number=found.first))
    lines += _not_reached(found, language)
    if found.quiet:
        lines.append(say(language, _("It is night for {number} of them: they hear it in the morning, unless their power goes off before."),
                         number=found.quiet))  # fmt: skip
    if found.first and outage.kind == "arrears":
        lines.append(say(language, _("⚠️ Somebody there depends on power or is an important customer. Please make sure that they may be cut off.")))  # fmt: skip
    return lines


async def not_reached(work: Work, outage: Outage, language: str) -> list[Html]:
    """Who is not reached by what is told of a notice, and why, as it is now."""
    topics = alerts.topics(outage, "changed")
    return _not_reached(await reach.reach(work.tx, outage.id, topics, (), work.now), language)


def _not_reached(found: reach.Reach, language: str) -> list[Html]:
    lines = []
    for number, told in (
        (found.not_linked, _("Not reached, nobody in chat is linked to the account: {number} customers.")),
        (found.blocked, _("Not reached, they blocked us: {number} people.")),
        (found.muted, _("Not reached, they want no such messages: {number} people.")),
    ):  # fmt: skip
        if number:
            lines.append(say(language, told, number=number))
    return lines


LONG = timedelta(hours=24)
"""An outage that is meant to last longer is rather a mistake in the date."""


async def warnings(work: Work, outage: Outage, language: str) -> list[Html]:
    """What speaks against publishing it like this; nothing of it forbids it."""
    lines = []
    if outage.late_reason:
        lines.append(say(language, _("⚠️ This is less than {days} days ahead. Why: {reason}"),
                         days=work.policy.alerts.lead_days,
                         reason=_late_in_words(outage.late_reason, language)))  # fmt: skip
    if outage.until is not None and outage.until - outage.starts_at > LONG:
        length = duration(outage.until - outage.starts_at, language)
        lines.append(say(language, _("⚠️ It lasts {time}."), time=length))
    if outage.reason not in REASONS:
        lines.append(say(language, _("⚠️ The reason is your own text: readers of another language see it untranslated, as words of ours.")))  # fmt: skip
    for other in await reach.clashes(work.tx, outage):
        at = period(other.starts_at, other.until, work.now, work.zone, language)
        lines.append(say(language, _("⚠️ Clashes with notice {id}: {where}, {period}."), id=other.id,
                         where=await where(work, other, language, to_staff=True),
                         period=at))  # fmt: skip
    return lines


LATE_REASONS = (_("Urgent repair found"), _("Works of a third party"), _("Weather"))
"""Why a planned outage was announced late, as it is offered; kept in English, told in words."""


def _late_in_words(reason: str, language: str) -> str:
    return say(language, reason) if reason in LATE_REASONS else reason


def _what_next(turn: Turn, outage: Outage) -> Html:
    if needs_approval(turn, outage) and not may_approve(turn, outage):
        return turn.t(
            _(
                "Nobody has been told yet. A colleague has to approve it first. You find it under /drafts."
            )
        )
    return turn.t(_("Nobody has been told yet. You find it under /drafts."))


def needs_approval(work: Work, outage: Outage) -> bool:
    """Whether a second person has to approve it before it is published."""
    return outage.kind in work.policy.notices.needs_approval


def may_approve(turn: Turn, outage: Outage) -> bool:
    """Whether the person is the second one, who may approve what somebody else has written."""
    assert turn.staff is not None
    others = outage.created_by is not None and outage.created_by != turn.staff.id
    return others and turn.staff.role in turn.policy.notices.approve


def buttons(turn: Turn, outage: Outage) -> Rows:
    """Publish or ask for approval, change any line, or throw it away."""

    def button(label: str, do: str, **more: str | int) -> Button:
        return Button(turn.t(label), {"do": do, "outage": outage.id, **more})

    send = _("Ask for approval") if needs_approval(turn, outage) else _("Publish")
    if needs_approval(turn, outage) and may_approve(turn, outage):
        send = _("Approve and publish")
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

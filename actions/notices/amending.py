"""A change of a published notice: tried, shown as customers would read it, sent after a yes.

Who may not approve notices of this kind asks for approval, as for a new one; once the power is off
a change cannot wait for that.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.counter import authority
from actions.notices import areas, lifecycle, preview
from actions.supply import alerts
from actions.words import chats
from actions.work import Button, Rows, Turn, Work
from locales import LANGUAGES, Html, join, mark, text
from storage import approvals
from storage import outages as rows
from storage.areas import extent
from storage.models import Approval, Outage
from storage.trial import trial

_ = mark

Change = dict[str, Any]
"""`line`: which line becomes `value`; `until`: the end that was said together with a beginning."""
WHAT = "notice_change"
"""The name of the matter where a change has to be approved."""


@dataclass(frozen=True)
class Tried:
    """What a change would do: how many chats, the new text by language, its figures and warnings."""

    chats: int
    texts: dict[str, Html]
    facts: list[Html]


def put(work: Work, outage: Outage, change: Change) -> None:
    """Changes a line of a notice, but its places."""
    line, value = change["line"], change["value"]
    if line == "from":
        lifecycle.set_start(work, outage, datetime.fromisoformat(value))
        if until := change.get("until"):
            lifecycle.set_until(work, outage, datetime.fromisoformat(until))
    elif line == "until":
        lifecycle.set_until(work, outage, datetime.fromisoformat(value) if value else None)
    else:
        setattr(outage, line, value)


async def propose(turn: Turn, outage: Outage, change: Change) -> None:
    """Shows what customers would read and asks; where nobody would notice it says so."""
    tried = await _tried(turn, outage, change, turn.person.language)
    if tried is None:
        least = turn.policy.alerts.etr_change_minutes
        said = _("That changes nothing, or less than {minutes} minutes; nobody is told.")
        turn.say(turn.t(said, minutes=least))
        return
    head = turn.t(_("<b>Preview</b> of the change of notice {id}"), id=outage.id)
    asks = needs_approval(turn, outage)
    last = [turn.t(_("A colleague has to approve it first."))] if asks else []
    shown = [head, *tried.texts.values(), join([*tried.facts, *last])]
    turn.say(join(shown, "\n\n"), _buttons(turn, outage, change, asks))


def needs_approval(turn: Turn, outage: Outage) -> bool:
    """Whether a second person has to approve a change before it is told."""
    assert turn.staff is not None
    waits = preview.needs_approval(turn, outage) and outage.starts_at > turn.now
    return waits and turn.staff.role not in turn.policy.notices.approve


def _buttons(turn: Turn, outage: Outage, change: Change, asks: bool) -> Rows:
    do = {"outage": outage.id, "version": outage.version, "change": change}
    send = _("Ask for approval") if asks else _("Send the change")
    return [
        [Button(turn.t(send), {"do": "notice.change", **do})],
        [Button(turn.t(_("Leave it")), {"do": "notice.leave", "outage": outage.id})],
    ]


async def _tried(work: Work, outage: Outage, change: Change, language: str) -> Tried | None:
    """What would come of it; null where nobody would be told because nothing much changes."""
    outage_id, version = outage.id, outage.version
    async with trial(work.tx):
        changed = await rows.get(work.tx, outage_id)
        reached = await apply(work, changed, change)
        tried = None
        if reached is not None and changed.version != version:
            texts = {
                lang: await alerts.wording(work, changed, "changed", lang) for lang in LANGUAGES
            }
            facts = [
                *await preview.figures(work, changed, language, "changed", reached),
                *await preview.warnings(work, changed, language),
            ]
            tried = Tried(reached, texts, facts)
    await rows.get(work.tx, outage_id)
    return tried


async def apply(work: Work, outage: Outage, change: Change) -> int | None:
    """Changes the notice and tells it; to how many chats, null where it is too little to be told."""
    line, value = change["line"], change["value"]
    if line == "areas":
        wanted = areas.as_stored(value)
        there = await rows.areas(work.tx, outage.id)
        if set(map(extent, there)) == set(map(extent, wanted)):
            return None
        return await lifecycle.change_areas(work, outage, wanted)
    if line == "until" and value:
        return await lifecycle.change_time(work, outage, datetime.fromisoformat(value))
    before = lifecycle.facts(outage)
    put(work, outage, change)
    if lifecycle.facts(outage) == before:
        return None
    return await lifecycle.renew(work, outage, "changed")


async def press_send(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """ "Send the change": where the notice is still the one that was looked at."""
    assert turn.staff is not None
    if do.get("version") != outage.version:
        turn.say(turn.t(_("The notice has changed since. This is how it looks now:")))
        told = await preview.summary(turn, outage, turn.person.language)
        turn.say(told, alerts.notice_buttons(outage, turn.person.language))
    elif needs_approval(turn, outage):
        await _ask(turn, outage, do["change"])
    else:
        await _send(turn, outage, do["change"])


async def press_leave(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """ "Leave it"."""
    turn.say(turn.t(_("Notice {id} stays as it is; nobody is told."), id=outage.id))


async def _send(turn: Turn, outage: Outage, change: Change) -> None:
    told = chats(await apply(turn, outage, change) or 0, turn.person.language)
    said = _("Notice {id} changed. Told: {chats}.")
    turn.say(turn.t(said, id=outage.id, chats=told))


async def _ask(turn: Turn, outage: Outage, change: Change) -> None:
    assert turn.staff is not None
    facts = {"version": outage.version, "change": change}
    if (there := await approvals.asked_about(turn.tx, WHAT, outage.id)) is not None:
        if facts == {name: there.facts[name] for name in facts}:
            turn.say(turn.t(_("Notice {id} waits for a decision already."), id=outage.id))
            return
        there.state, there.decided_by, there.decided_at = "replaced", turn.staff.id, turn.now
    await authority.decide(turn, WHAT, outage.id, None, "", str(outage.id), facts,
                           profits=turn.staff.telegram_id)  # fmt: skip


async def _shown(work: Work, approval: Approval, language: str) -> Html:
    """The notice as it is, and what customers would read."""
    outage = await rows.get(work.tx, approval.subject_id)
    now = await preview.summary(work, outage, language)
    if approval.facts["version"] != outage.version or outage.ended_at is not None:
        return join([now, text(language, _("The notice has changed since."))], "\n\n")
    tried = await _tried(work, outage, approval.facts["change"], language)
    if tried is None:
        return now
    return join([now, tried.texts[language], join(tried.facts)], "\n\n")


async def _approved(turn: Turn, approval: Approval) -> None:
    outage = await rows.get(turn.tx, approval.subject_id)
    if outage.ended_at is not None:
        turn.say(turn.t(_("This notice is over already.")))
    elif approval.facts["version"] != outage.version:
        turn.say(turn.t(_("The notice has changed since. Nobody was told.")))
    else:
        await _send(turn, outage, approval.facts["change"])


authority.ON_APPROVED[WHAT] = _approved
authority.SHOWN[WHAT] = _shown

"""A second person looks at a notice: before it is published, or after where it could not wait."""

from datetime import timedelta

from actions.counter import authority, cards
from actions.notices import lifecycle, preview
from actions.supply import alerts
from actions.supply.outages import where
from actions.words import chats
from actions.work import REPLY, Message, Turn, Work
from locales import Html, mark, text
from storage import approvals, staff
from storage import outages as rows
from storage.models import Approval, Outage

_ = mark


async def ask(turn: Turn, outage: Outage, after: bool = False) -> None:
    """Asks those who may approve notices; never who wrote it or asks for it.

    `after`: it is published already, and they are reminded until somebody has looked at it.
    """
    if (there := await approvals.asked_about(turn.tx, "notice", outage.id)) is not None:
        if there.facts["version"] == outage.version:
            turn.say(turn.t(_("Notice {id} waits for a decision already."), id=outage.id))
            return
        await withdraw(turn, outage)
    author = await staff.get(turn.tx, outage.created_by) if outage.created_by else turn.staff
    assert author is not None
    facts = {"version": outage.version, "after": after}
    asked = await authority.decide(turn, "notice", outage.id, None, "", str(outage.id), facts,
                                   profits=author.telegram_id)  # fmt: skip
    if asked is not None:
        asked.remind_at = turn.now + _pause(turn)


def _pause(work: Work) -> timedelta:
    return timedelta(minutes=work.policy.notices.remind_minutes)


async def withdraw(turn: Turn, outage: Outage) -> None:
    """What was asked about the notice is void: it is not the same any more."""
    asked = await approvals.asked_about(turn.tx, "notice", outage.id)
    if asked is not None and turn.staff is not None:
        asked.state, asked.decided_by, asked.decided_at = "replaced", turn.staff.id, turn.now


async def _shown(work: Work, approval: Approval, language: str) -> Html:
    return await preview.to_approve(work, await rows.get(work.tx, approval.subject_id), language)


async def approve(turn: Turn, outage: Outage) -> None:
    """ "Approve and publish" of a draft: a second person looked at it, asked or not."""
    assert turn.staff is not None
    assert outage.created_by is not None
    asked = await approvals.asked_about(turn.tx, "notice", outage.id)
    if asked is not None and asked.asked_by == turn.staff.id:
        turn.say(turn.t(_("You have asked for it yourself: somebody else decides.")))
        return
    if asked is None:
        facts = {"version": outage.version, "after": False, "about": str(outage.id),
                 "besides": "0", "profits": 0}  # fmt: skip
        asked = await approvals.add(turn.tx, Approval(
            what="notice", subject_id=outage.id, amount=None, reason="", facts=facts,
            asked_by=outage.created_by, asked_at=turn.now, state="asked"))  # fmt: skip
    await authority.approve(turn, asked)


async def _approved(turn: Turn, approval: Approval) -> None:
    """Published now; one that is out already is only marked."""
    assert turn.staff is not None
    outage = await rows.get(turn.tx, approval.subject_id)
    if outage.state == "draft" and (problem := why_not_now(turn, outage)):
        turn.say(problem)
        return
    outage.approved_by, outage.approved_at = turn.staff.id, turn.now
    if outage.state == "draft":
        outage.published_by = approval.asked_by
        await send(turn, outage)


async def _refused(turn: Turn, approval: Approval) -> None:
    """A draft stays one. What is published already has to be put right."""
    outage = await rows.get(turn.tx, approval.subject_id)
    if approval.facts["after"] and outage.ended_at is None:
        said = _("It is published already. Please put it right, or call it off:")
        turn.say(turn.t(said), alerts.notice_buttons(outage, turn.person.language))


def why_not_now(turn: Turn, outage: Outage) -> str:
    """Why a draft cannot go out any more as it is; empty where it can."""
    if outage.ended_at is not None:
        return turn.t(_("This notice is over already."))
    if outage.until is not None and outage.until <= turn.now:
        return turn.t(_("Its end lies in the past by now. Please change it first."))
    return ""


async def send(turn: Turn, outage: Outage) -> None:
    """Publishes a draft; a late one is counted."""
    if outage.late_reason:
        await turn.count(LATE)
    told = chats(await lifecycle.publish(turn, outage), turn.person.language)
    turn.say(
        turn.t(_("Published as notice {id}. It goes to {chats}."), id=outage.id, chats=told),
        alerts.notice_buttons(outage, turn.person.language),
    )  # fmt: skip


LATE = "late_notice"
"""The tally of planned outages that were announced later than they should have been."""


async def run_due(work: Work) -> int:
    """Tick: reminds the staff chat of notices that nobody has looked at yet. Harmless twice."""
    due = await approvals.to_remind(work.tx, "notice", work.now)
    for approval in due:
        assert approval.remind_at is not None
        outage = await rows.get(work.tx, approval.subject_id)
        for chat_id, language in await cards.readers(work, "repairs"):
            said = _AFTER if approval.facts["after"] else _BEFORE
            line = text(language, said, id=outage.id, where=await where(work, outage, language))
            key = f"approval:{approval.id}:again:{approval.remind_at:%Y%m%dT%H%M}:{chat_id}"
            message = Message(line, authority.buttons(approval, language))
            await work.queue(key, chat_id, REPLY, message)
        approval.remind_at = work.now + _pause(work)
    return len(due)


_AFTER = _("🖊 Notice {id} ({where}) is published, and nobody has approved it yet.")
_BEFORE = _("🖊 Notice {id} ({where}) waits for approval; nobody has been told of it yet.")

authority.ON_APPROVED["notice"] = _approved
authority.ON_REFUSED["notice"] = _refused
authority.SHOWN["notice"] = _shown

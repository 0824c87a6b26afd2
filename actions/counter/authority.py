"""Authority: who may decide on how much, and a second person where it is more.

`decide` does at once what is within somebody's authority, and asks those with enough of it
otherwise. What is done when it is approved stands in `ON_APPROVED`, by the name of the matter.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from actions.counter import cards
from actions.counter.staff import LEADERS
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.policy import Policy
from actions.words import listed, money, quote
from actions.work import REPLY, Button, Message, Rows, Turn, Work
from locales import Html, join, mark, text
from storage import approvals, staff
from storage.models import Approval, Staff

_ = mark

Handler = Callable[[Turn, Approval], Awaitable[None]]

ON_APPROVED: dict[str, Handler] = {}
"""What happens when a matter is approved, in the turn of whoever decided (`turn.staff`)."""
ON_REFUSED: dict[str, Handler] = {}
"""The same when it is refused; who asked is told in any case. `facts["why"]` is the reason."""

SHOWN: dict[str, Callable[[Work, Approval, str], Awaitable[Html]]] = {}
"""What is to be decided on, where the reason alone does not say it; in a language."""

MATTERS: dict[str, str] = {
    "goodwill": _("a credit of {amount} for {about}"),
    "claim": _("a payment of {amount} for {about}"),
    "notice": _("to publish notice {about}"),
    "notice_change": _("to send the change of notice {about}"),
    "broadcast": _("to send {about}"),
}
"""What a decision is about, as it is asked and told."""
QUESTION = _("🖊 {name} asks for your decision: {what}.")
LOOK = _(
    "🖊 {name} has published notice {about}, because it could not wait. Please look at it: is it right?"
)
"""Asked about what was done already (`facts["after"]`): it can only be found right, or put right."""
IS_OVER = {
    "approved": _("{name} has approved it already."), "refused": _("{name} has refused it already."),
    "replaced": _("{name} has changed it since. Please wait to be asked again."),
}  # fmt: skip


def may_decide(policy: Policy, role: str, amount: Decimal | None) -> bool:
    """Whether a role has the authority for this amount; where there is none, leaders have. Pure."""
    if amount is None:
        return role in LEADERS
    if role not in policy.authority:
        return False
    most = policy.authority[role]
    return most is None or amount <= most


async def decide(
    turn: Turn, what: str, subject_id: int, amount: Decimal | None, reason: str, about: str,
    facts: dict[str, Any] | None = None, besides: Decimal = Decimal(0), profits: int = 0,
) -> Approval | None:  # fmt: skip
    """Decides at once, or asks somebody with enough authority and says so; null where nobody has it.

    `about`: what the reader sees of the subject, a ticket's number say. `besides`: what was granted
    for the same before; authority counts for all of it together. `profits`: Telegram id of who
    gets it: nobody decides for themselves. Without an amount a second person always decides.
    `facts` are kept for the handler; with a `ticket` in them it can be looked at.
    """
    assert turn.staff is not None
    kept = {**(facts or {}), "about": about, "besides": str(besides), "profits": profits}
    approval = Approval(what=what, subject_id=subject_id, amount=amount, reason=reason, facts=kept,
                        asked_by=turn.staff.id, asked_at=turn.now, state="asked")  # fmt: skip
    if amount is not None and _has_enough(turn.policy, turn.staff, approval):
        await approvals.add(turn.tx, approval)
        await _approve(turn, approval)
        return approval
    deciders = await _deciders(turn, approval)
    if not deciders:
        turn.say(
            turn.t(_("Nobody else here may decide on this: {what}."), what=_matter(turn, approval))
        )
        return None
    await approvals.add(turn.tx, approval)
    for member in deciders:
        await _ask(turn, approval, member)
    names = listed([member.name for member in deciders], turn.person.language)
    said = _("That needs somebody with more authority. I have asked {names}.")
    if what.startswith("notice"):
        said = _("A second person looks at it first. I have asked {names}.")
    if kept.get("after"):
        said = _("Published; I have asked {names} to look at it.")
    turn.say(turn.t(said, names=names))
    return approval


def _has_enough(policy: Policy, member: Staff, approval: Approval) -> bool:
    """Whether a member may decide on this; never where they gain by it."""
    amount = approval.amount
    whole = None if amount is None else amount + Decimal(approval.facts["besides"])
    if member.telegram_id == approval.facts["profits"]:
        return False
    if approval.what in ("notice", "notice_change"):
        return member.role in policy.notices.approve
    return may_decide(policy, member.role, whole)


async def _deciders(work: Work, approval: Approval) -> list[Staff]:
    """Those with enough authority, but who asked; of these the ones who are there, if any is."""
    able = [
        m for m in await staff.everybody(work.tx)
        if m.id != approval.asked_by and _has_enough(work.policy, m, approval)
    ]  # fmt: skip
    return [m for m in able if m.on_shift or m.duty] or able


def _matter(work: Work, approval: Approval, language: str = "") -> Html:
    """What it is about, in the reader's words (of the turn, where no language is given)."""
    if not language and isinstance(work, Turn):
        language = work.person.language
    amount = "" if approval.amount is None else money(approval.amount, work)
    about = approval.facts["about"]
    return text(language, MATTERS[approval.what], amount=amount, about=about)


async def _ask(work: Work, approval: Approval, member: Staff) -> None:
    chat_id, language = await cards.private(work, member)
    said = await _question(work, approval, language)
    message = Message(said, buttons(approval, language))
    await work.queue(f"approval:{approval.id}:{chat_id}", chat_id, REPLY, message)


async def _question(work: Work, approval: Approval, language: str) -> Html:
    asker = await staff.get(work.tx, approval.asked_by)
    shown = [await SHOWN[approval.what](work, approval, language)] if approval.what in SHOWN else []
    said = text(language, LOOK if approval.facts.get("after") else QUESTION, name=asker.name,
                what=_matter(work, approval, language), about=approval.facts["about"])  # fmt: skip
    why = [text(language, _("The reason:")), quote(approval.reason)] if approval.reason else []
    return join([said, *why, *shown])


def buttons(approval: Approval, language: str) -> Rows:
    def button(label: str, do: str) -> Button:
        return Button(text(language, label), {"do": f"desk.{do}", "approval": approval.id})

    after = approval.facts.get("after")
    yes, no = (_("It is right"), _("Something is wrong")) if after else (_("Approve"), _("Refuse"))
    rows = [[button(yes, "approve"), button(no, "disapprove")]]
    if ticket := approval.facts.get("ticket"):
        show = Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket})
        rows.append([show])
    return rows


# Deciding.


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """Approve or Refuse. Of two at once one wins, and the other is told who."""
    approval = await approvals.get(turn.tx, int(do.get("approval", 0)))
    if approval is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    problem = await _why_not(turn, approval)
    turn.toast(problem)
    if not problem and do["do"] == "desk.approve":
        await approve(turn, approval)
    elif not problem:
        await begin(turn, REFUSE, {"approval": approval.id})


async def _why_not(turn: Turn, approval: Approval) -> str:
    """Why the person may not decide (any more); empty where they may."""
    assert turn.staff is not None
    if approval.state != "asked":
        assert approval.decided_by is not None
        by = await staff.get(turn.tx, approval.decided_by)
        return turn.t(IS_OVER[approval.state], name=by.name)
    if approval.asked_by == turn.staff.id:
        return turn.t(_("You have asked for it yourself: somebody else decides."))
    if not _has_enough(turn.policy, turn.staff, approval):
        return turn.t(_("This is beyond your authority."))
    return ""


def _end(turn: Turn, approval: Approval, state: str) -> None:
    assert turn.staff is not None
    approval.state, approval.decided_by, approval.decided_at = state, turn.staff.id, turn.now


async def _approve(turn: Turn, approval: Approval) -> None:
    _end(turn, approval, "approved")
    await ON_APPROVED[approval.what](turn, approval)


TOLD = {
    True: (_("Noted: notice {about} is right."), _("✅ {name} has looked at notice {about}: it is right.")),
    False: (_("Approved: {what}."), _("✅ {name} has approved: {what}.")),
}  # fmt: skip
"""What whoever approved and whoever asked hear; true: of what was done already."""
REFUSED = {
    True: (_("Noted: notice {about} is not right."), _("✖️ {name} says that notice {about} is not right: {why}")),
    False: (_("Refused: {what}."), _("✖️ {name} has refused: {what}. The reason: {why}")),
}  # fmt: skip


async def approve(turn: Turn, approval: Approval) -> None:
    """Somebody who may has approved: it is done, and told to who asked."""
    await _approve(turn, approval)
    await _tell_both(turn, approval, TOLD)


async def _tell_both(turn: Turn, approval: Approval, words: dict[bool, tuple[str, str]]) -> None:
    decider, asker = words[bool(approval.facts.get("after"))]
    about = approval.facts["about"]
    turn.say(turn.t(decider, what=_matter(turn, approval), about=about))
    await _tell_asker(turn, approval, asker)


async def _refuse(turn: Turn, slots: Slots) -> None:
    approval = await approvals.get(turn.tx, slots["approval"])
    assert approval is not None
    if problem := await _why_not(turn, approval):
        turn.say(problem)
        return
    _end(turn, approval, "refused")
    approval.facts = {**approval.facts, "why": slots["why"]}
    if approval.what in ON_REFUSED:
        await ON_REFUSED[approval.what](turn, approval)
    await _tell_both(turn, approval, REFUSED)


async def _tell_asker(turn: Turn, approval: Approval, said: str) -> None:
    assert turn.staff is not None
    asker = await staff.get(turn.tx, approval.asked_by)
    chat_id, language = await cards.private(turn, asker)
    line = text(language, said, name=turn.staff.name, what=_matter(turn, approval, language),
                about=approval.facts["about"], why=approval.facts.get("why", ""))  # fmt: skip
    await turn.queue(f"approval:{approval.id}:decided", chat_id, REPLY, Message(line))


async def list_waiting(turn: Turn) -> None:
    """/approvals: what waits for a decision that the person may take."""
    assert turn.staff is not None
    mine = [a for a in await approvals.waiting(turn.tx) if not await _why_not(turn, a)]
    for approval in mine:
        language = turn.person.language
        turn.say(await _question(turn, approval, language), buttons(approval, language))
    if not mine:
        turn.say(turn.t(_("Nothing waits for your decision.")))


REFUSE = register(
    Form(
        "desk.disapprove", _("Refuse"),
        (Question("why", _("Why not? Your colleague will read it."), read_words, free=True),),
        _refuse, staff_only=True,
    )
)  # fmt: skip

"""A claim for damage: looked at on site, decided with a reason, paid, and asked about."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from actions import times
from actions.conversation import asking, contact
from actions.forms import Problem, Question, Slots
from actions.kinds import items
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, NOTE, RESOLVE, TAKE, Said, Step, read_account
from actions.kinds.told import price_in
from actions.words import moment, money, when
from actions.work import Turn, Work
from locales import mark, text

_ = mark


async def _read_day(turn: Turn, slots: Slots) -> Any:
    at = times.read(turn.incoming.text, turn.now, turn.zone)
    if at is None:
        return Problem(
            turn.t(_("Please write day and time, like tomorrow 9:00 or 2026-11-25 14:00."))
        )
    if at <= turn.now:
        return Problem(
            turn.t(_("That is {time}, in the past. When do we come?"), time=when(turn, at))
        )
    return at.isoformat()


async def _read_amount(turn: Turn, slots: Slots) -> Any:
    amount = price_in(turn.incoming.text)
    return amount or Problem(turn.t(_("Please send the amount as a number, such as 350.")))


def _day(work: Work, said: Said, language: str) -> Said:
    at = moment(datetime.fromisoformat(said["at"]), work.now, work.zone, language)
    return {**said, "note": at}


def _decision(work: Work, said: Said, language: str) -> Said:
    amount = money(Decimal(said["amount"]), work)
    return {**said, "amount": amount, "note": f"{amount}: {said['reason']}"}


REASON = Question("reason", _("Why? The customer will read it."), read_account, free=True)

APPOINT = Step("appoint", _("Set the visit"), "", ("taken", "contacted"), (),
               _("{number}: we come and look at the damage: {note}. Please keep the broken things until then."),
               _("our visit: {note}"),
               (Question("at", _("When do we come? For example: tomorrow 9:00. The customer will read it."), _read_day, free=True),),
               offers=((_("Another time, please"), "claim.other_time"),), reads=_day, agrees="at")  # fmt: skip
VISITED = Step("visited", _("Looked at it"), "visited", ("taken", "contacted", "arrived"),
               ("acknowledge", "first_contact", "visit", "appointment"),
               _("{number}: we have looked at the damage."),
               _("we looked at the damage"))  # fmt: skip
DECIDE = Step("decide", _("Decide to pay"), "decided", ("contacted", "arrived", "visited"),
              ("answer",), _("{number}: it is decided. We pay {amount} for the damage. {reason}"),
              _("decided: {note}"),
              (Question("amount", _("How much do we pay?"), _read_amount, free=True), REASON),
              reads=_decision, amount="amount")  # fmt: skip
REFUSE = Step("reject", _("Refuse to pay"), "refused", ("contacted", "arrived", "visited"), ("answer",),
              _("{number}: I am sorry, we cannot pay for this damage. {reason}\nIf you do not agree, tap “I object” and tell us why: a supervisor then looks at it anew."),
              _("refused: {note}"), (REASON,), offers=((_("I object"), "claim.object"),),
              reads=lambda work, said, language: {**said, "note": said["reason"]})  # fmt: skip
PAID = Step("paid", _("Paid"), "paid", ("decided",), ("payment",),
            _("{number}: the money has been paid."), _("the money was paid"))  # fmt: skip
CALLED = Step("follow_up", _("Follow-up call"), "followed_up", ("paid", "refused"), (),
              _("{number}: thank you for talking with us about it; we have noted what you said."),
              _("we called you about it afterwards"),
              (replace(NOTE, ask=_("What did the customer say on the follow-up call?")),))  # fmt: skip
CLOSE = replace(RESOLVE, since=("followed_up",))


def _shows(work: Work, facts: dict[str, Any], language: str) -> list[str]:
    """The things, the visit, the decision and where the payment stands."""
    shown = items.lines(work, facts, language)
    if visit := facts.get("appoint"):
        time = _day(work, visit, language)["note"]
        shown.append(text(language, _("Our visit: {time}"), time=time))
    if facts.get("approval"):
        shown.append(text(language, _("The decision waits for the approval of a second person.")))
    if decided := facts.get("decide"):
        shown.append(text(language, _("We pay: {decision}"),
                          decision=_decision(work, decided, language)["note"]))  # fmt: skip
        on_its_way = facts.get("state") == "decided"
        paid = _("Payment: on its way") if on_its_way else _("Payment: made")
        shown.append(text(language, paid))
    if refused := facts.get("reject"):
        shown.append(text(language, _("Refused: {reason}"), reason=refused["reason"]))
    return shown


KIND = Kind(
    name="claim",
    title=_("Claim for damage"),
    intents=("claim_compensation",),
    opening=_("I am sorry for the damage. Somebody comes and looks at it; please keep the broken things and the receipts."),
    words=_("What happened, and when? Please tell me in your own words."),
    done=_("Your claim is recorded."),
    questions=(asking.PLACE, *items.QUESTIONS, contact.QUESTION),
    after=items.AFTER,
    knows=items.named,
    hears=items.hears,
    keeps=("items",),
    shows=_shows,
    steps=(TAKE, CONTACTED, APPOINT, ARRIVED, VISITED, DECIDE, REFUSE, PAID, CALLED, CLOSE),
    states={
        "visited": _("we have looked at it on site"), "decided": _("decided"), "paid": _("paid"),
        "refused": _("refused"), "followed_up": _("we have talked about it afterwards"),
    },
    final=("paid", "followed_up", "resolved", "withdrawn"),
    queue="complaints",
)  # fmt: skip

"""Goodwill: whoever talks to the customer may put something right at once, with a credit or a visit."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from actions.counter import authority, cards
from actions.forms import Choice, Form, Problem, Question, Slots, begin, read_words, register
from actions.kinds import KINDS, STATES
from actions.matters import matter
from actions.policy.counter import KindPolicy
from actions.promises import deadlines, owed
from actions.promises.deadlines import Case
from actions.words import moment, money
from actions.work import Turn
from locales import mark, text
from storage import approvals, people, tickets
from storage.models import Approval, Ticket

_ = mark

AMOUNT = re.compile(r"[¥￥$]?\s*(\d{1,7}(?:\.\d{1,2})?)\s*[元块塊]?")


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """ "Goodwill" under a card; with the words of a command that left open which ticket is meant."""
    known = _said(str(do.get("text", "")))
    await _begin(turn, await tickets.get(turn.tx, int(do["ticket"])), known)


async def command(turn: Turn) -> None:
    """/goodwill and a number; perhaps with the amount and the reason: /goodwill WL-… 30 late crew."""
    ticket = await matter.named(turn)
    if ticket is not None:
        await _begin(turn, ticket, _said(matter.after_number(turn)))


def _said(text: str) -> Slots:
    """What was typed after the number: an amount, and why."""
    first, _space, rest = text.strip().partition(" ")
    amount = amount_in(first)
    if amount is None:
        return {}
    return {"grant": "credit", "amount": str(amount)} | ({"note": rest.strip()} if rest else {})


async def _begin(turn: Turn, ticket: Ticket, known: dict[str, Any]) -> None:
    if problem := await _why_not(turn, ticket):
        turn.toast(problem)
        if not turn.incoming.callback_id:
            turn.say(problem)
        return
    turn.toast()
    only = {} if _can_be_visited(ticket) else {"grant": "credit"}
    before = await approvals.granted(turn.tx, "goodwill", ticket.id)
    await begin(turn, FORM, {"ticket": ticket.id, "before": str(before), **only, **known})


async def _why_not(turn: Turn, ticket: Ticket) -> str:
    """Why nothing can be granted; empty where it can."""
    if ticket.closed_at is not None:
        state = turn.t(STATES[ticket.state])
        return turn.t(_("{number}: {state}"), number=ticket.number, state=state)
    if ticket.person_id == turn.person.id:
        return turn.t(_("That is your own matter: a colleague decides."))
    if await approvals.asked_about(turn.tx, "goodwill", ticket.id) is not None:
        return turn.t(_("A credit for {number} waits for a decision."), number=ticket.number)
    return ""


def _can_be_visited(ticket: Ticket) -> bool:
    return any("visit" in step.meets for step in KINDS[ticket.kind].steps)


def amount_in(said: str) -> Decimal | None:
    """An amount of money above zero, with at most two decimals; null where it is none. Pure."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", said).strip())
    amount = Decimal(found[1]) if found else Decimal(0)
    return amount if amount > 0 else None


async def _read_grant(turn: Turn, slots: Slots) -> Any:
    """Only the labels of the two buttons are answers."""
    return None


async def _ask_amount(turn: Turn, slots: Slots) -> str:
    return turn.t(_("How much, in {currency}?"), currency=turn.policy.currency)


async def _read_amount(turn: Turn, slots: Slots) -> Any:
    amount = amount_in(turn.incoming.text)
    if amount is None:
        return Problem(turn.t(_("Please write an amount above zero, like 30 or 12.50.")))
    return str(amount)


async def _grant(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.get(turn.tx, slots["ticket"])
    if problem := await _why_not(turn, ticket) or await _granted_since(turn, ticket, slots):
        turn.say(problem)
    elif slots["grant"] == "visit":
        await _promise_visit(turn, ticket, slots["note"])
    else:
        await _decide_credit(turn, ticket, Decimal(slots["amount"]), slots["note"])


async def _granted_since(turn: Turn, ticket: Ticket, slots: Slots) -> str:
    """Who has granted a credit while this one was written; empty where nobody has."""
    whole = await approvals.granted(turn.tx, "goodwill", ticket.id)
    if slots["grant"] != "credit" or whole == Decimal(slots["before"]):
        return ""
    past = await tickets.history(turn.tx, ticket.id, shown_only=False)
    name = next(event.actor for event in reversed(past) if event.what == "goodwill")
    said = _(
        "{name} has granted a credit for {number} just now: {amount} in all. If it shall be more, please begin anew."
    )
    return turn.t(said, name=name, number=ticket.number, amount=money(whole, turn))


async def _decide_credit(turn: Turn, ticket: Ticket, amount: Decimal, note: str) -> None:
    customer = await people.get(turn.tx, ticket.person_id)
    approval = await authority.decide(
        turn, "goodwill", ticket.id, amount, note, ticket.number, {"ticket": ticket.id},
        besides=await approvals.granted(turn.tx, "goodwill", ticket.id),
        profits=customer.telegram_id,
    )  # fmt: skip
    if approval is None:
        return
    if approval.state == "asked":
        await _record(turn, ticket, "goodwill_asked", f"{money(amount, turn)}: {note}")
        return
    said = _("The customer has been told: a credit of {amount}.")
    turn.say(turn.t(said, amount=money(amount, turn)))


async def _record(turn: Turn, ticket: Ticket, what: str, note: str) -> None:
    assert turn.staff is not None
    await tickets.record(turn.tx, ticket, turn.staff.name, what, turn.now, note, shown=False)


async def _give(turn: Turn, approval: Approval) -> None:
    """A credit is decided: recorded, and told to the customer."""
    assert turn.staff is not None
    assert approval.amount is not None
    ticket = await tickets.get(turn.tx, approval.subject_id)
    amount = money(approval.amount, turn)
    event = await tickets.record(
        turn.tx, ticket, turn.staff.name, "goodwill", turn.now, f"{amount}. {approval.reason}"
    )
    on_bill = _(
        "{number}: we are sorry for the trouble and credit {amount} to your next bill. The reason: {note}"
    )
    by_contact = _(
        "{number}: we are sorry for the trouble and give you a credit of {amount}. A colleague tells you how you get it. The reason: {note}"
    )
    told = on_bill if ticket.account_number else by_contact
    await matter.tell(turn, ticket, event.id, told, amount=amount, note=approval.reason)
    await cards.refresh(turn, ticket, event.id)


async def _refused(turn: Turn, approval: Approval) -> None:
    ticket = await tickets.get(turn.tx, approval.subject_id)
    assert approval.amount is not None
    note = f"{money(approval.amount, turn)}: {approval.facts['why']}"
    await _record(turn, ticket, "goodwill_refused", note)


async def _promise_visit(turn: Turn, ticket: Ticket, note: str) -> None:
    """A visit is promised, unless one is already."""
    assert turn.staff is not None
    open_rows = [d for d in await tickets.deadlines(turn.tx, ticket.id) if d.state == "open"]
    if any(row.name == "visit" for row in open_rows):
        turn.say(turn.t(_("A visit is promised already for {number}."), number=ticket.number))
        return
    rules = KindPolicy(queue=ticket.queue, promises={"visit": turn.policy.goodwill_visit})
    (due,) = deadlines.owed(rules, Case(zone=ticket.zone), turn.now, owed.hours(turn))
    await owed.store(turn, ticket, due)
    event = await tickets.record(turn.tx, ticket, turn.staff.name, "visit_promised", turn.now, note)
    language = (await people.get(turn.tx, ticket.person_id)).language
    at = moment(due.due_at, turn.now, turn.zone, language)
    promise = text(language, matter.PROMISES["visit"], time=at)
    await matter.tell(turn, ticket, event.id, _("{number}: {promise} The reason: {note}"),
                      promise=promise, note=note)  # fmt: skip
    await cards.refresh(turn, ticket, event.id)
    turn.say(turn.t(_("The customer has been told of the visit.")))


authority.ON_APPROVED["goodwill"] = _give
authority.ON_REFUSED["goodwill"] = _refused

FORM = register(
    Form(
        "desk.goodwill", _("Goodwill"),
        (
            Question("grant", _("What do you grant?"), _read_grant,
                     (Choice(_("A credit"), "credit"), Choice(_("A visit"), "visit"))),
            Question("amount", "", _read_amount, say=_ask_amount,
                     when=lambda slots: slots["grant"] == "credit"),
            Question("note", _("Why? The customer will read it."), read_words, free=True),
        ),
        _grant, staff_only=True,
    )
)  # fmt: skip

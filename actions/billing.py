"""Bills: one month's or several, what is owed or was paid in all, why one differs from another."""

from typing import Any

from actions import accounts, bill_sums
from actions.bill_periods import asked_in_all, compares, month_by_name, months_in
from actions.bill_words import (
    asks_for_earlier,
    asks_what_is_owed,
    asks_whether_paid,
    asks_why,
    extreme,
    is_about_a_bill,
    may_be_of_bills,
    measures_by_another,
    month_before,
    month_in,
    speaks_of_paying,
)
from actions.conversation.meaning import COMPLAINTS
from actions.words import day, money, place_name
from actions.work import Button, Rows, Turn
from locales import Html, join, mark
from nlu.folding import fold
from storage import network, people
from storage.models import Account, AccountLink, Bill, Place

_ = mark

MOST_BILLS = 60
"""Five years of months."""
Linked = tuple[AccountLink, Account, Place]


async def start(turn: Turn) -> None:
    """What is asked about the bill of each linked account; without a link, the way to one."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    if not linked:
        turn.conversation.memory["bill_asked"] = turn.incoming.text
        await accounts.start(turn, then="bill")
        return
    for one in _meant(turn, linked):
        await _tell(turn, one, turn.incoming.text)


async def linked_now(turn: Turn) -> None:
    """The account is linked: what was asked before that is answered."""
    words = str(turn.conversation.memory.pop("bill_asked", ""))
    for one in await people.linked_accounts(turn.tx, turn.person.id):
        await _tell(turn, one, words)


async def take(turn: Turn) -> bool:
    """Questions about bills that their words alone tell; False where it is something else."""
    words = turn.incoming.text
    if not await people.linked_accounts(turn.tx, turn.person.id):
        if asks_what_is_owed(words) or _is_question_of_months(turn):
            await start(turn)
            return True
        return False
    earlier = asks_for_earlier(words) and "bill" in turn.conversation.memory
    if not (earlier or _is_question_of_months(turn) or asks_what_is_owed(words)):
        return False
    await start(turn)
    return True


OBJECTS = COMPLAINTS | {
    "dispute_bill", "claim_compensation", "report_fault", "report_hazard", "report_misconduct",
}  # fmt: skip
"""Who objects is heard, and not only shown the figures."""


def _is_question_of_months(turn: Turn) -> bool:
    """Whether a month, several, or all that was paid in a year is asked for."""
    words, about_it = turn.incoming.text, is_about_a_bill(turn.incoming.text)
    compared = extreme(words) or (compares(words, turn.today) and may_be_of_bills(words))
    if compared and turn.understanding.intent not in OBJECTS:
        return True
    if turn.understanding.intent not in ("ask_bill", "out_of_scope", "inform", "ask_payment"):
        return False
    if asked_in_all(words, turn.today) or len(months_in(words, turn.today)) > 2:
        return about_it or speaks_of_paying(words)
    if compares(words, turn.today):
        return about_it or turn.understanding.intent == "ask_bill"
    if month_by_name(words, turn.today) and may_be_of_bills(words):
        return about_it or asks_why(words) or asks_whether_paid(words)
    return about_it and bool(month_in(words, turn.now, turn.zone))


async def dispute(turn: Turn) -> None:
    """A bill seems wrong: where it is asked why, the bills are compared first."""
    from actions.matters import requests

    asks = asks_why(turn.incoming.text) and not turn.is_new_matter
    if asks and await _can_compare(turn):
        await start(turn)
    else:
        await requests.start(turn)


async def _can_compare(turn: Turn) -> bool:
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    found = [await network.bills(turn.tx, account.number, 2) for _l, account, _p in linked]
    return any(len(bills) > 1 for bills in found)


def _meant(turn: Turn, linked: list[Linked]) -> list[Linked]:
    """The accounts that the message names, by number, nickname or address; else all."""
    said = fold(turn.incoming.text)
    named = [
        one for one in linked
        if any(name and fold(name) in said for name in (one[0].nickname, one[1].number, one[2].name, one[2].name_en))
    ]  # fmt: skip
    return named or linked


async def _tell(turn: Turn, one: Linked, words: str) -> None:
    """Answers the question about one account."""
    _link, account, place = one
    name = place_name(place, turn.person.language, account.house_number, account.unit)
    bills = await network.bills(turn.tx, account.number, MOST_BILLS)
    if not bills:
        turn.say(turn.t(_("For {place} there is no bill yet."), place=name))
    elif (several := bill_sums.answer(turn, name, bills, words)) is not None:
        turn.say(several, _doubt_row(turn, account, words) if asks_why(words) else [])
    elif asks_what_is_owed(words) and _unpaid(bills) != bills[:1]:
        _say_owed(turn, name, bills)
    else:
        _say_bill(turn, account, name, bills, words)


def _say_bill(turn: Turn, account: Account, name: str, bills: list[Bill], words: str) -> None:
    """The month that is meant, or the newest; the difference where it is asked for."""
    bill = _asked_for(turn, bills, words)
    if bill is None:
        wanted = _period_meant(turn, words)
        missing = _("For {place} there is no bill for {period}. The newest one:")
        turn.say(join([bill_sums.which_there_are(turn, bills),
                       turn.t(missing, place=name, period=wanted)]))  # fmt: skip
        bill = bills[0]
    turn.conversation.memory["bill"] = bill.period
    before = _measure(turn, bills, words) or next(
        (b for b in bills if b.period < bill.period), None
    )
    if asks_why(words) and before is not None:
        turn.say(bill_sums.difference(turn, name, bill, before), _doubt_row(turn, account, words))
        return
    total = [_in_all(turn, bills)] if asks_what_is_owed(words) else []
    lines = [*total, _lines(turn, name, bill, before)]
    if more := _more_owed(turn, bills, bill):
        lines.append(more)
    turn.say(join(list(lines)), _doubt_row(turn, account, ""))


def _period_meant(turn: Turn, words: str) -> str:
    shown = str(turn.conversation.memory.get("bill", ""))
    if shown and asks_for_earlier(words):
        return month_before(shown)
    if asks_why(words):
        return "" if measures_by_another(words) else month_by_name(words, turn.today)
    named = months_in(words, turn.today)
    return named[0] if len(named) == 1 else month_in(words, turn.now, turn.zone)


def _measure(turn: Turn, bills: list[Bill], words: str) -> Bill | None:
    """The bill that the newest one is measured by: "why is it higher than in July?"."""
    if not (asks_why(words) and measures_by_another(words)):
        return None
    period = month_by_name(words, turn.today)
    return next((b for b in bills[1:] if b.period == period), None)


def _asked_for(turn: Turn, bills: list[Bill], words: str) -> Bill | None:
    """The bill of the month that is meant; null where there is none of it."""
    wanted = _period_meant(turn, words)
    return bills[0] if not wanted else next((b for b in bills if b.period == wanted), None)


def _doubt_row(turn: Turn, account: Account, words: str) -> Rows:
    label = _("Have it checked") if words else _("I do not understand it")
    do = {"do": "bill.doubt", "account": account.number, "text": words}
    return [[Button(turn.t(label), do)]]


def _lines(turn: Turn, place: str, bill: Bill, before: Bill | None) -> Html:
    lines: list[str] = [
        turn.t(_("<b>Bill {period}</b> · {place}"), period=bill.period, place=place),
        turn.t(_("Amount: <b>{amount}</b>"), amount=money(bill.amount, turn)),
        turn.t(_("Used: {kwh} kWh"), kwh=f"{bill.kwh:,.0f}"),
    ]
    lines += [
        turn.t(_("· step {tier}: {kwh} kWh at {price} = {amount}"), tier=step["tier"],
               kwh=step["kwh"], price=step["price"], amount=step["amount"])
        for step in bill.tiers
    ]  # fmt: skip
    lines.append(_to_pay(turn, bill))
    if before is not None:
        lines.append(turn.t(_("The month before: {kwh} kWh, {amount}"), kwh=f"{before.kwh:,.0f}",
                            amount=money(before.amount, turn)))  # fmt: skip
    return join(lines)


def _to_pay(turn: Turn, bill: Bill) -> Html:
    today, language, url = turn.today, turn.person.language, turn.policy.company.pay_url
    if bill.paid_on is not None:
        return turn.t(_("Paid on {day}."), day=day(bill.paid_on, today, language))
    due = day(bill.due_on, today, language)
    if bill.due_on < today:
        return turn.t(_("⚠️ Not paid; it was due on {day}: {url}"), day=due, url=url)
    return turn.t(_("To be paid by {day}: {url}"), day=due, url=url)


# What is owed in all.


def _unpaid(bills: list[Bill]) -> list[Bill]:
    return [bill for bill in reversed(bills) if bill.paid_on is None]


def _more_owed(turn: Turn, bills: list[Bill], shown: Bill) -> Html | None:
    """That other bills are unpaid too: nobody may think that the one shown is all."""
    others = [bill for bill in _unpaid(bills) if bill is not shown]
    if not others:
        return None
    lines = [_owed_line(turn, bill) for bill in others]
    return join([turn.t(_("Other bills that are not paid:")), *lines, _in_all(turn, bills)])


def _in_all(turn: Turn, bills: list[Bill]) -> Html:
    total = money(bill_sums.total(_unpaid(bills)), turn)
    return turn.t(_("In all you owe <b>{amount}</b>."), amount=total)


def _say_owed(turn: Turn, name: str, bills: list[Bill]) -> None:
    """The total first, then each bill; what is overdue is marked."""
    unpaid = _unpaid(bills)
    turn.conversation.memory["bill"] = bills[0].period
    if not unpaid:
        said = _("You owe nothing for {place}. The newest bill, {period} ({amount}), is paid.")
        turn.say(turn.t(said, place=name, period=bills[0].period,
                        amount=money(bills[0].amount, turn)))  # fmt: skip
        return
    head = turn.t(_("For {place} you owe <b>{amount}</b>. Unpaid bills: {count}"), place=name,
                  amount=money(bill_sums.total(unpaid), turn), count=len(unpaid))  # fmt: skip
    pay = turn.t(_("You can pay at {url}."), url=turn.policy.company.pay_url)
    turn.say(join([head, *[_owed_line(turn, bill) for bill in unpaid], pay]))


def _owed_line(turn: Turn, bill: Bill) -> Html:
    late = bill.due_on < turn.today
    said = _("• {period}: {amount}, ⚠️ overdue since {day}") if late else _("• {period}: {amount}, due {day}")  # fmt: skip
    return turn.t(said, period=bill.period, amount=money(bill.amount, turn),
                  day=day(bill.due_on, turn.today, turn.person.language))  # fmt: skip


# What the customer does about it.


async def press_doubt(turn: Turn, do: dict[str, Any]) -> None:
    """The person does not understand the bill: somebody looks at it."""
    from actions.forms import begin
    from actions.matters.requests import FORM_OF

    turn.toast()
    if not await accounts.is_linked(turn, do["account"]):
        turn.say(turn.t(_("This is not there any more.")))
        return
    said = {"words": do["text"]} if do.get("text") else {}
    await begin(turn, FORM_OF["bill_doubt"], {"place": {"account": do["account"]}, **said})

"""Several bills at once: what they come to in all, and what two of them differ in."""

from decimal import Decimal

from actions.bill_periods import asked_in_all, compares, months_in
from actions.bill_words import asks_why, extreme, month_before
from actions.words import money
from actions.work import Turn
from locales import Html, join, mark
from storage.models import Bill

_ = mark


def total(bills: list[Bill]) -> Decimal:
    """What bills come to together."""
    return sum((bill.amount for bill in bills), Decimal(0))


def answer(turn: Turn, name: str, bills: list[Bill], words: str) -> Html | None:
    """The answer where a sum, or several months by name, are asked for; None where not. Newest first."""
    by_period = {bill.period: bill for bill in bills}
    if end := extreme(words):
        wanted = asked_in_all(words, turn.today) or months_in(words, turn.today)
        among = [by_period[p] for p in wanted if p in by_period] if len(wanted) > 1 else bills
        return _extreme(turn, name, among or bills, end)
    if wanted := asked_in_all(words, turn.today):
        found = [by_period[period] for period in wanted if period in by_period]
        return _sum(turn, name, found) if found else _none(turn, name, wanted, bills)
    named = months_in(words, turn.today)
    found = [by_period[period] for period in named if period in by_period]
    if len(named) < 2:
        return None
    if compares(words, turn.today) and len(found) == 2:
        earlier, later = sorted(found, key=lambda bill: bill.period)
        return difference(turn, name, later, earlier)
    if asks_why(words) and f"{turn.today:%Y-%m}" in named:
        return None  # of this month there is no bill yet: the newest is meant
    missing = [period for period in named if period not in by_period]
    lines = [_none(turn, name, missing, bills)] if missing else []
    return join([*lines, *([_sum(turn, name, found)] if found else [])])


def _sum(turn: Turn, name: str, found: list[Bill]) -> Html:
    """Each bill, all together, and how much of it is paid."""
    open_ones = [bill for bill in found if bill.paid_on is None]
    periods = _runs([bill.period for bill in found])
    lines = [turn.t(_("<b>Bills for {place}, {periods}</b>"), place=name, periods=periods),
             *(_line(turn, bill) for bill in found)]  # fmt: skip
    if len(found) > 1:
        kwh = sum((bill.kwh for bill in found), Decimal(0))
        lines.append(turn.t(_("In all: {kwh} kWh, <b>{amount}</b>"), kwh=f"{kwh:,.0f}",
                            amount=money(total(found), turn)))  # fmt: skip
    paid, owed = total(found) - total(open_ones), total(open_ones)
    lines.append(turn.t(_("Of this {paid} is paid and {owed} is not."), paid=money(paid, turn),
                        owed=money(owed, turn)))  # fmt: skip
    return join(lines)


def _extreme(turn: Turn, name: str, among: list[Bill], end: str) -> Html:
    """The highest or the lowest of some bills; all of them, where they come to the same."""
    amount = (min if end == "low" else max)(bill.amount for bill in among)
    lowest, highest = _("The lowest of the bills for {place}, {periods}:"), _("The highest of the bills for {place}, {periods}:")  # fmt: skip
    head = turn.t(lowest if end == "low" else highest, place=name,
                  periods=_runs([bill.period for bill in among]))  # fmt: skip
    return join([head, *(_line(turn, bill) for bill in among if bill.amount == amount)])


def _none(turn: Turn, name: str, wanted: list[str], bills: list[Bill]) -> Html:
    none = turn.t(_("For {place} there is no bill for {period}."), place=name, period=_runs(wanted))
    return join([none, which_there_are(turn, bills)])


def which_there_are(turn: Turn, bills: list[Bill]) -> Html:
    """The months of which there are bills."""
    periods = _runs([bill.period for bill in bills])
    return turn.t(_("I have bills for: {periods}."), periods=periods)


def _runs(periods: list[str]) -> str:
    """ "2026-03, 2026-07 – 2026-10": months that follow one another are drawn together."""
    runs: list[list[str]] = []
    for period in sorted(periods):
        if runs and runs[-1][-1] == month_before(period):
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} – {run[-1]}" for run in runs)


def _line(turn: Turn, bill: Bill) -> Html:
    return turn.t(_("• {period}: {kwh} kWh, {amount}"), period=bill.period, kwh=f"{bill.kwh:,.0f}",
                  amount=money(bill.amount, turn))  # fmt: skip


def difference(turn: Turn, name: str, bill: Bill, before: Bill) -> Html:
    """Both bills, what the difference is, and what of it the data explain."""
    changed = bill.amount - before.amount
    said = _("It is {amount} higher.") if changed > 0 else _("It is {amount} lower.")
    same = _("Both come to the same amount.")
    lines: list[str] = [
        turn.t(_("I have compared the bills for {place}:"), place=name),
        *[_line(turn, b) for b in (before, bill)],
        turn.t(said if changed else same, amount=money(abs(changed), turn)),
    ]  # fmt: skip
    used = bill.kwh - before.kwh
    if used * changed > 0:
        why = _("{kwh} kWh more were used.") if used > 0 else _("{kwh} kWh less were used.")
        lines.append(turn.t(why, kwh=f"{abs(used):,.0f}"))
    if changed > 0 and len(bill.tiers) > len(before.tiers):
        lines.append(turn.t(_("A part of it falls into a dearer step, {tier}, at {price} per kWh."),
                            tier=bill.tiers[-1]["tier"], price=bill.tiers[-1]["price"]))  # fmt: skip
    lines.append(turn.t(_("If that does not explain it to you, we check the readings.")))
    return join(lines)

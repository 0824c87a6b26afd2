"""Bills: amount, period, usage, due date and how it was computed."""

from typing import Any

from actions import accounts
from actions.words import day, money, place_name
from actions.work import Button, Turn
from locales import Html, join, mark
from storage import network, people
from storage.models import Account, Bill, Place

_ = mark


async def start(turn: Turn) -> None:
    """The newest bill of each linked account; without a link, the way to one."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    if not linked:
        await accounts.start(turn, then="bill")
        return
    for _link, account, place in linked:
        await _tell(turn, account, place)


async def _tell(turn: Turn, account: Account, place: Place) -> None:
    name = place_name(place, turn.person.language, account.house_number, account.unit)
    bills = await network.bills(turn.tx, account.number, 2)
    if not bills:
        turn.say(turn.t(_("For {place} there is no bill yet."), place=name))
        return
    doubt = Button(
        turn.t(_("I do not understand it")), {"do": "bill.doubt", "account": account.number}
    )
    turn.say(_lines(turn, name, bills[0], bills[1:]), [[doubt]])


def _lines(turn: Turn, place: str, bill: Bill, before: list[Bill]) -> Html:
    today, language = turn.today, turn.person.language
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
    if bill.paid_on is None:
        lines.append(turn.t(_("To be paid by {day}: {url}"), day=day(bill.due_on, today, language),
                            url=turn.policy.company.pay_url))  # fmt: skip
    else:
        lines.append(turn.t(_("Paid on {day}."), day=day(bill.paid_on, today, language)))
    for earlier in before:
        lines.append(turn.t(_("The month before: {kwh} kWh, {amount}"), kwh=f"{earlier.kwh:,.0f}",
                            amount=money(earlier.amount, turn)))  # fmt: skip
    return join(lines)


async def press_doubt(turn: Turn, do: dict[str, Any]) -> None:
    """The person does not understand the bill: somebody looks at it."""
    from actions.forms import begin
    from actions.matters.requests import FORM_OF

    turn.toast()
    if not await accounts.is_linked(turn, do["account"]):
        turn.say(turn.t(_("This is not there any more.")))
        return
    await begin(turn, FORM_OF["bill_doubt"], {"place": {"account": do["account"]}})


async def tariff(turn: Turn) -> None:
    """The prices, step by step."""
    lines, low = [turn.t(_("<b>Household prices per kWh and month</b>"))], 0
    for tier in turn.policy.price_tiers:
        price = f"{turn.policy.currency}{tier.price}"
        if tier.up_to is None:
            lines.append(turn.t(_("above {low} kWh: {price}"), low=low, price=price))
        else:
            lines.append(
                turn.t(_("{low} to {high} kWh: {price}"), low=low, high=tier.up_to, price=price)
            )
            low = tier.up_to
    lines.append(turn.t(_("For peak and off-peak prices please ask {hotline}."),
                        hotline=turn.policy.company.hotline))  # fmt: skip
    await turn.count("unbuilt:ask_tariff_peak")
    turn.say(join(list(lines)))


async def payment(turn: Turn) -> None:
    """How and where to pay."""
    turn.say(
        turn.t(
            _("You can pay at {url}, at any hall during opening hours, or at your bank. Receipts are at the same address under “my bills”."),
            url=turn.policy.company.pay_url,
        )
    )  # fmt: skip

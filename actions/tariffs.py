"""Prices, and how to pay."""

import re

from actions.work import Button, Turn
from locales import join, mark
from nlu.folding import fold

_ = mark


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


NEEDS_A_PERSON = re.compile(
    r"instal?lments?|\b(?:can['’]?t|cannot|unable to) pay\b|pay (?:later|in parts)|more time to pay|refund|money back|paid (?:it )?(?:twice|double)|"
    r"\btwice by mistake\b|already paid|have paid|分期|晚点[交缴]|宽限|退款|退钱|退费|退给|能退|交重|多交|重复[交缴]|[交缴](?:过钱|过了|了两)|已经?[交缴]|扣了钱|开错|抬头"
)
"""Over folded text: no address to pay at answers this."""


async def payment(turn: Turn) -> None:
    """How and where to pay; what only somebody with the books can settle goes to a person."""
    if NEEDS_A_PERSON.search(fold(turn.incoming.text)):
        person = Button(turn.t(_("🙋 A person, please")), {"do": "intent", "intent": "ask_human"})
        mine = Button(turn.t(_("🧾 My bill")), {"do": "intent", "intent": "ask_bill"})
        turn.say(turn.t(_("I cannot settle that myself: a colleague has to look into your payments. Shall I let somebody call you?")),
                 [[person], [mine]])  # fmt: skip
        return
    turn.say(
        turn.t(
            _("You can pay at {url}, at any hall during opening hours, or at your bank. Receipts are at the same address under “my bills”."),
            url=turn.policy.company.pay_url,
        )
    )  # fmt: skip

"""Causes of a missing supply that need no crew: what is said before it is asked whether that is it."""

from actions.forms import Slots
from actions.supply import outages
from actions.work import Turn
from locales import join, mark

_ = mark


async def say_outage(turn: Turn, slots: Slots) -> str:
    """The outage that is known at the place."""
    known = await outages.by_id(turn, slots["outage"])
    told = await outages.describe(turn, known)
    return join([turn.t(_("We know of this outage at your place:")), told,
                 turn.t(_("I tell you here when anything changes. Is that the cause?"))])  # fmt: skip


async def say_arrears(turn: Turn, slots: Slots) -> str:
    """What is long overdue on the account."""
    return turn.t(
        _("On this account {amount} is long overdue; the supply may have been cut off for that. Once it is paid, power is back within 24 hours: {url}"),
        amount=slots["arrears"], url=turn.policy.company.pay_url,
    )  # fmt: skip


async def say_own_wiring(turn: Turn, slots: Slots) -> str:
    """A switch that trips at once: a fault of the house."""
    return turn.t(
        _("A switch that trips at once protects you: something behind the meter has a fault, and that part belongs to the house. Unplug everything and try once more; if it holds, plug in one thing after the other. If not, an electrician should look at it.")
    )  # fmt: skip

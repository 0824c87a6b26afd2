"""Which of their tickets a customer means, and what they do with it."""

import re
from typing import Any

from actions import places
from actions.conversation import menu
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import additions, tickets, urges, withdrawals
from actions.matters.matter import number_in
from actions.promises import explaining
from actions.supply import lookups
from actions.work import Turn
from locales import mark
from nlu.folding import fold
from storage import tickets as rows

_ = mark

BACK_ON = re.compile(
    r"\b(?:power|electricity|light|lights|it)(?:'s| is| are| has| came| come)* (?:back|on again|working again)\b|"
    r"\bback on\b|来电了|有电了|恢复(?:了|供电)|返电"
)
"""Over folded text: nobody needs to come any more."""
ACTS = {
    "ticket.show": tickets.show, "ticket.urge": urges.urge, "ticket.add": additions.ask,
    "ticket.withdraw": withdrawals.ask, "ticket.withdraw!": withdrawals.withdraw,
    "ticket.explain": explaining.show,
}  # fmt: skip
"""What a customer can do with a ticket of theirs, by its button."""


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a ticket; only for those who may see it."""
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    if ticket is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    turn.toast()
    await ACTS[do["do"]](turn, ticket)


async def bare_value(turn: Turn) -> None:
    """A value where nothing was asked: a ticket's number shows it, a place what is known there."""
    if number := number_in(turn):
        await tickets.show_number(turn, number)
    elif turn.understanding.values("location") and len(spots := await places.from_turn(turn)) == 1:
        await lookups.tell(turn, spots[0].value)
    else:
        from actions.matters import in_words  # which asks back, with the functions above

        if not await in_words.offer_instead(turn):
            await menu.nothing_open(turn)


async def urge(turn: Turn) -> None:
    """Hurries the customer's matter."""
    nothing = _(
        "You have no open ticket that I could chase up. Tell me what is wrong, and I open one at once."
    )
    await _choose_for(turn, "ticket.urge", _("Which of your tickets shall I chase up?"), nothing)


async def withdraw(turn: Turn) -> None:
    """Takes back one of the customer's matters, after asking which."""
    nothing = _("You have no open ticket, so there is nothing to withdraw.")
    if BACK_ON.search(fold(turn.incoming.text)):
        nothing = _("Good to hear that the power is back. Thank you for telling us!")
    await _choose_for(turn, "ticket.withdraw", _("Which one would you like to withdraw?"), nothing)


async def add(turn: Turn) -> None:
    """/add: more words or pictures for one of the customer's matters."""
    nothing = _("You have no open ticket to add to. Tell me what is wrong, and I open one.")
    await _choose_for(turn, "ticket.add", _("To which of your matters shall I add?"), nothing)


async def _choose_for(turn: Turn, do: str, question: str, nothing: str) -> None:
    """Runs `do` on the open ticket that is meant; asks which, where there are several."""
    if number := number_in(turn):
        ticket = await tickets.visible(turn, number)
        if ticket is None:
            await tickets.show_number(turn, number)
        else:
            await ACTS[do](turn, await rows.get(turn.tx, ticket.id))
        return
    opened = await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    if not opened:
        turn.say(turn.t(nothing))
    elif len(opened) == 1:
        await ACTS[do](turn, await rows.get(turn.tx, opened[0].id))
    else:
        await tickets.offer(turn, turn.t(question), opened, do)

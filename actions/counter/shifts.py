"""Shifts: who is there, who is on duty, and what those who go leave behind."""

from typing import Any

from actions.counter import cards, routing
from actions.kinds import KINDS
from actions.promises import owed
from actions.words import listed
from actions.work import REPLY, Button, Message, Rows, Turn, Work
from locales import Html, join, mark, text
from storage import ownership, staff, tickets
from storage.models import Staff, Ticket

_ = mark

BUTTONS = {
    "on": _("On shift"),
    "off": _("Off shift"),
    "duty": _("On duty"),
    "no_duty": _("Off duty"),
}
"""What one can say of oneself. On duty: is called where nobody of a queue is on shift."""
WORDS = {
    "on": "on", "上班": "on", "off": "off", "下班": "off", "duty": "duty", "值班": "duty",
    "no duty": "no_duty", "off duty": "no_duty", "不值班": "no_duty",
}  # fmt: skip


async def command(turn: Turn) -> None:
    """/shift shows who is there; /shift on, off, duty and "no duty" change it for oneself."""
    if change := WORDS.get(turn.incoming.text.strip().casefold()):
        await _change(turn, change)
    else:
        await _show(turn)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """The buttons under /shift."""
    turn.toast()
    change = do.get("change")
    if change in BUTTONS:
        await _change(turn, str(change))
    else:
        await _show(turn)


async def _change(turn: Turn, change: str) -> None:
    assert turn.staff is not None
    if change in ("on", "off"):
        turn.staff.on_shift = change == "on"
    else:
        turn.staff.duty = change == "duty"
    if change == "off":
        await _leave(turn, turn.staff)
    elif change == "on":
        turn.say(turn.t(_("You are on shift. New tickets are offered to you.")))
    elif change == "duty":
        turn.say(turn.t(_("You are on duty: you are called where nobody is on shift.")))
    else:
        turn.say(turn.t(_("You are off duty.")))


async def _leave(turn: Turn, member: Staff) -> None:
    """What was offered goes to others; for what is owned one stays answerable until it is accepted."""
    turn.say(turn.t(_("You are off shift. Nothing new is offered to you.")))
    for row, ticket in await ownership.offers_to(turn.tx, member.id):
        await routing.pass_on(turn, row, ticket, "passed_on")
    mine = await tickets.owned_by(turn.tx, member.id)
    if mine:
        ask = _("Open tickets you still answer for: {count}. Which would you like to hand over?")
        turn.say(turn.t(ask, count=len(mine)), _hand_over_buttons(turn, mine))


def _hand_over_buttons(turn: Turn, mine: list[Ticket]) -> Rows:
    return [[Button(f"{t.number} · {turn.t(KINDS[t.kind].title)}",
                    {"do": "desk.hand_over", "ticket": t.id})] for t in mine]  # fmt: skip


async def _show(turn: Turn) -> None:
    assert turn.staff is not None
    everybody = await staff.everybody(turn.tx)
    groups = (
        (_("On shift: {names}"), [m for m in everybody if m.on_shift]),
        (_("On duty: {names}"), [m for m in everybody if m.duty]),
        (_("Off shift: {names}"), [m for m in everybody if not m.on_shift]),
    )
    lines = [turn.t(label, names=_names(turn, members)) for label, members in groups]
    possible = (
        "off" if turn.staff.on_shift else "on", "no_duty" if turn.staff.duty else "duty",
    )  # fmt: skip
    row = [Button(turn.t(BUTTONS[c]), {"do": "desk.shift", "change": c}) for c in possible]
    turn.say(join(lines), [row])


def _names(turn: Turn, members: list[Staff]) -> str:
    return listed([f"{m.name} ({m.queue})" for m in members], turn.person.language) or "—"


# What is left behind.


async def list_unattended(turn: Turn) -> None:
    """/unattended: open tickets of those who have left or are off shift."""
    found = await ownership.unattended(turn.tx)
    if not found:
        turn.say(turn.t(_("All open tickets are with somebody on shift.")))
        return
    title = _("Open tickets of those who have left or are off shift:")
    turn.say(turn.t(title), [[_show_button(turn.person.language, *each)] for each in found])


def _show_button(language: str, member: Staff, ticket: Ticket) -> Button:
    label = f"{ticket.number} · {text(language, KINDS[ticket.kind].title)} · {member.name}"
    return Button(label, {"do": "desk.show", "ticket": ticket.id})


async def run_due(work: Work) -> int:
    """Tick: what those who left still own is shown to the supervisors, once a day in working hours."""
    if owed.hours(work).opens(work.now) != work.now:
        return 0
    found = await ownership.unattended(work.tx, only_left=True)
    for leader in await routing.leaders(work) if found else []:
        chat_id, language = await cards.private(work, leader)
        rows = [[_show_button(language, *each)] for each in found]
        key = f"left:{work.today}:{chat_id}"
        await work.queue(key, chat_id, REPLY, Message(_left(language), rows))
    return len(found)


def _left(language: str) -> Html:
    said = _("These tickets belong to people who have left. Please hand them over:")
    return text(language, said)

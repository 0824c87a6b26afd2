"""What a member of staff can write here: the commands of their role, in a few groups."""

from collections.abc import Awaitable, Callable

from actions.counter import staff
from actions.work import Turn
from locales import Html, join, mark

_ = mark

GROUPS: dict[str, dict[str, str]] = {
    _("Outages"): {
        "outage": _("write an outage notice"), "drafts": _("notices not published yet"),
        "outages": _("open notices: change, cancel, end"),
        "broadcast": _("write to many at once"), "broadcasts": _("how it is being sent"),
        "feeder": _("the history of a line"), "reliability": _("how often and how long it is off"),
    },
    _("Tickets"): {
        "queue": _("what nobody has taken"), "my": _("what is yours"), "ticket": _("one ticket"),
        "find": _("search"), "new_time": _("give a new time"), "pause": _("stop the clock"),
        "go_on": _("let the clock run on"), "explain": _("why a deadline is when it is"),
        "join": _("reports of the same thing"), "split": _("take one out again"),
        "goodwill": _("give a credit"), "stalled": _("where nothing happens"),
        "t": _("ready texts in a talk"), "end": _("end a talk"),
    },
    _("Working together"): {
        "approvals": _("what waits for your decision"), "handovers": _("what waits to be taken over"),
        "calls": _("whom to call before an outage"), "unreachable": _("whom no message reaches"),
        "shift": _("begin or end your shift"), "unattended": _("what nobody looks after"),
        "status": _("how the service is doing"),
    },
}  # fmt: skip
"""Every staff command that is no step of a ticket, with what it is for."""


def commands(turn: Turn) -> Html:
    """The commands of the person's role, group by group."""
    lines: list[str] = [turn.t(_("<b>For you as staff</b>"))]
    for title, group in GROUPS.items():
        mine = [name for name in group if staff.may(turn, f"/{name}")]
        if mine:
            lines.append(turn.t(_("<b>{title}</b>"), title=turn.t(title)))
            lines += [turn.t(_("/{name} {about}"), name=name, about=turn.t(group[name]))
                      for name in mine]  # fmt: skip
    return join(lines)


async def show(turn: Turn) -> None:
    """Says them; to customers nothing."""
    if turn.staff is not None:
        turn.say(commands(turn))


async def in_group(turn: Turn, is_known: bool) -> None:
    """A command that is none of staff's, in their group: asked for help, or what there is instead.

    `is_known`: it is one of the customers', who write in private.
    """
    if turn.incoming.command in ("help", "menu", "start"):
        await show(turn)
    elif turn.staff is not None and not is_known:
        turn.say(join([turn.t(_("I do not know this command.")), commands(turn)], "\n\n"))


def beside(handler: Callable[[Turn], Awaitable[None]]) -> Callable[[Turn], Awaitable[None]]:
    """What everybody is answered, and staff their commands too."""

    async def both(turn: Turn) -> None:
        await handler(turn)
        await show(turn)

    return both

"""Who of the staff may do what, and what everybody else hears."""

from actions.work import Turn
from locales import mark
from storage import staff

_ = mark

ROLES = ("agent", "dispatcher", "editor", "supervisor", "manager")
QUEUES = ("complaints", "repairs", "business")
EVERYBODY = frozenset(ROLES)
DESK = EVERYBODY - {"editor"}
NOTICES = EVERYBODY - {"agent"}
LEADERS = frozenset({"supervisor", "manager"})

RIGHTS: dict[str, frozenset[str]] = {
    "/outage": NOTICES, "/outages": NOTICES,
    "/queue": EVERYBODY, "/my": EVERYBODY, "/ticket": EVERYBODY, "/status": EVERYBODY,
    "desk.take": DESK, "desk.contacted": DESK, "desk.on_the_way": DESK, "desk.arrived": DESK,
    "desk.visited": DESK, "desk.checked": DESK, "desk.paid": DESK, "desk.connected": DESK,
    "desk.resolve": DESK, "desk.hand_over": DESK, "desk.show": EVERYBODY,
    "notice.etr": NOTICES, "notice.restored": NOTICES, "notice.cancel": NOTICES,
    "notice.cancel!": NOTICES,
}  # fmt: skip
"""Every staff command and button with the roles that may use it. What is not here is refused."""


def may(turn: Turn, what: str) -> bool:
    """Whether the person is staff with the right to `what`."""
    return turn.staff is not None and turn.staff.role in RIGHTS.get(what, frozenset())


async def refuse(turn: Turn, what: str) -> None:
    """Records the attempt. Who is not staff learns nothing; who is hears that it is not theirs."""
    await staff.record_refused(turn.tx, turn.incoming.user_id, what, turn.now)
    if turn.staff is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    answer = turn.t(_("Your role ({role}) does not include this."), role=turn.staff.role)
    turn.toast(answer)
    if not turn.incoming.callback_id:
        turn.say(answer)

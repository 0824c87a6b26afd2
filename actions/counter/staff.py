"""Who of the staff may do what, and what everybody else hears."""

from actions.kinds import STEPS
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
    **{f"desk.{step}": DESK for step in STEPS},
    "desk.hand_over": DESK, "desk.show": EVERYBODY, "desk.subclass": DESK, "desk.grave": DESK,
    "desk.pause": DESK, "desk.go_on": DESK, "desk.new_time": DESK, "desk.explain": EVERYBODY,
    "/join": DESK, "/split": DESK, "desk.join": DESK, "desk.split": DESK,
    "/pause": DESK, "/go_on": DESK, "/new_time": DESK, "/explain": EVERYBODY, "/stalled": LEADERS,
    "/shift": EVERYBODY, "desk.shift": EVERYBODY, "/unattended": LEADERS, "desk.not_me": DESK,
    "/handovers": DESK, "desk.accept": DESK, "desk.refuse": DESK, "desk.take_back": DESK,
    "/goodwill": DESK, "desk.goodwill": DESK,
    "/feeder": EVERYBODY, "/reliability": EVERYBODY,
    "/approvals": DESK, "desk.approve": DESK, "desk.disapprove": DESK,
    "/find": EVERYBODY, "list.show": EVERYBODY, "desk.note": DESK, "desk.reply": DESK,
    "desk.talk": DESK, "reply.show": DESK, "reply.send": DESK, "/end": DESK, "/t": DESK,
    "/broadcast": NOTICES, "/broadcasts": NOTICES, "broadcast.show": NOTICES,
    "broadcast.pause": NOTICES, "broadcast.resume": NOTICES, "broadcast.cancel": NOTICES,
    "broadcast.resend": NOTICES,
    "notice.etr": NOTICES, "notice.restored": NOTICES, "notice.cancel": NOTICES,
    "notice.show": NOTICES, "notice.publish": NOTICES, "notice.edit": NOTICES,
    "notice.discard": NOTICES, "/drafts": NOTICES, "notice.change": NOTICES, "notice.leave": NOTICES,
    "/calls": DESK, "calls.called": DESK, "restoration.reopen": NOTICES, "/unreachable": EVERYBODY,
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

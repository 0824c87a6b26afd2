"""Who may do what: every staff command and button, with every role and with a stranger.

The cases come from the tables themselves; a new command or button without an entry here fails.
"""

from typing import Any

import pytest

from actions import staff, tables
from storage.models import Outage, RefusedAttempt, Staff, Ticket
from tests import city
from tests.actions.scenes import do, rows, shown
from tests.talk import Talk, texts

EVERYBODY = {"agent", "dispatcher", "editor", "supervisor", "manager"}
DESK, NOTICES = EVERYBODY - {"editor"}, EVERYBODY - {"agent"}
LEADERS = {"supervisor", "manager"}
EXPECTED = {
    "/outage": NOTICES, "/outages": NOTICES, "/queue": EVERYBODY, "/my": EVERYBODY,
    "/ticket": EVERYBODY, "/status": EVERYBODY, "desk.take": DESK, "desk.contacted": DESK,
    "desk.on_the_way": DESK, "desk.arrived": DESK, "desk.visited": DESK,
    "desk.checked": DESK, "desk.paid": DESK, "desk.connected": DESK, "desk.resolve": DESK, "desk.hand_over": DESK,
    "desk.pause": DESK, "desk.go_on": DESK, "desk.new_time": DESK, "desk.explain": EVERYBODY,
    "/join": DESK, "/split": DESK, "desk.join": DESK, "desk.split": DESK,
    "/pause": DESK, "/go_on": DESK, "/new_time": DESK, "/explain": EVERYBODY, "/stalled": LEADERS,
    "desk.appoint": DESK, "desk.decide": DESK, "desk.reject": DESK, "desk.follow_up": DESK,
    "desk.subclass": DESK, "desk.grave": DESK,
    "/find": EVERYBODY, "list.show": EVERYBODY, "desk.note": DESK, "/note": DESK,
    "desk.reply": DESK, "/reply": DESK, "desk.talk": DESK, "/talk": DESK, "/end": DESK, "/t": DESK,
    "reply.show": DESK, "reply.send": DESK, "/hand_over": DESK, "/grave": DESK, "/subclass": DESK,
    "/take": DESK, "/contacted": DESK, "/on_the_way": DESK, "/arrived": DESK, "/visited": DESK,
    "/checked": DESK, "/paid": DESK, "/connected": DESK, "/resolve": DESK, "/appoint": DESK,
    "/decide": DESK, "/reject": DESK, "/follow_up": DESK,
    "/shift": EVERYBODY, "desk.shift": EVERYBODY, "/unattended": LEADERS, "desk.not_me": DESK,
    "/handovers": DESK, "desk.accept": DESK, "desk.refuse": DESK, "desk.take_back": DESK,
    "/goodwill": DESK, "desk.goodwill": DESK, "desk.on_site": DESK, "/on_site": DESK,
    "/approvals": DESK, "desk.approve": DESK, "desk.disapprove": DESK,
    "/broadcast": NOTICES, "/broadcasts": NOTICES, "broadcast.show": NOTICES,
    "broadcast.pause": NOTICES, "broadcast.resume": NOTICES, "broadcast.cancel": NOTICES,
    "broadcast.resend": NOTICES,
    "desk.show": EVERYBODY, "notice.etr": NOTICES, "notice.restored": NOTICES,
    "notice.cancel": NOTICES, "notice.show": NOTICES, "notice.publish": NOTICES,
    "notice.edit": NOTICES, "notice.discard": NOTICES, "/drafts": NOTICES,
}  # fmt: skip
"""Written out again on purpose: a slip in the code's own table must not pass unseen."""
STATE_BEFORE = {"desk.take": "new", "desk.resolve": "taken", "desk.hand_over": "taken"}


def test_every_command_and_button_of_staff_is_expected_here() -> None:
    commands = {f"/{name}" for name in tables.STAFF_COMMANDS}
    assert commands | set(tables.STAFF_BUTTONS) == set(staff.RIGHTS) == set(EXPECTED)
    assert set(staff.ROLES) == EVERYBODY
    assert not commands & {f"/{name}" for name in tables.COMMANDS}
    assert not set(tables.STAFF_BUTTONS) & set(tables.BUTTONS)


def test_the_rights_are_those_expected() -> None:
    assert {what: set(roles) for what, roles in staff.RIGHTS.items()} == EXPECTED


@pytest.mark.parametrize("what", sorted(EXPECTED))
async def test_each_role_may_do_its_own_and_is_told_where_not(talk: Talk, what: str) -> None:
    await add_others(talk)
    await city.outage(talk.db, "F1", "planned")
    await do(talk, 7, "give_praise> the crew was fantastic, thank them")
    await do(talk, 7, "[Send]")
    for role, who in PEOPLE.items():
        before = len(await rows(talk.db, RefusedAttempt))
        answer = await use(talk, who, what)
        refused = len(await rows(talk.db, RefusedAttempt)) - before
        assert refused == (role not in EXPECTED[what]), (role, what)
        told = f"Your role ({role}) does not include this."
        assert (told in texts(answer, who)) == (role not in EXPECTED[what]), (role, what)
        assert any(m["chat"] == who for m in answer), (role, what)


@pytest.mark.parametrize("what", sorted(EXPECTED))
async def test_a_stranger_learns_nothing_and_is_recorded(talk: Talk, what: str) -> None:
    await city.outage(talk.db, "F1", "planned")
    await do(talk, 7, "give_praise> the crew was fantastic, thank them")
    await do(talk, 7, "[Send]")
    answer = await use(talk, 66, what)
    if what.startswith("/"):
        unknown = await do(talk, 66, "/nonsense")
        assert shown(answer, 66) == shown(unknown, 66)
        assert [m["text"] for m in answer] == [m["text"] for m in unknown]
    else:
        assert [(m["toast"], m["text"]) for m in answer] == [(True, "This is not there any more.")]
    assert [(r.telegram_id, r.what) for r in await rows(talk.db, RefusedAttempt)] == [(66, what)]
    changed = STATE_BEFORE.get(what, "taken") if "." in what else "new"
    assert await state(talk) == [(1, changed), (1, "published")]


PEOPLE = {
    "agent": city.AGENT,
    "dispatcher": city.DISPATCHER,
    "supervisor": city.SUPERVISOR,
    "editor": 904,
    "manager": 905,
}


async def add_others(talk: Talk) -> None:
    """The roles that the small city lacks."""
    async with talk.db.transaction() as tx:
        tx.add(Staff(telegram_id=904, name="Ed", role="editor", queue="business"))
        tx.add(Staff(telegram_id=905, name="Ma", role="manager", queue="business"))


async def state(talk: Talk) -> list[Any]:
    """What a stranger must not be able to change."""
    found = await rows(talk.db, Ticket) + await rows(talk.db, Outage)
    return [(row.id, row.state) for row in found]


async def use(talk: Talk, who: int, what: str) -> list[dict[str, Any]]:
    """Somebody types the command, or presses such a button that hangs in their chat."""
    if what.startswith("/"):
        return await do(talk, who, what)
    from storage import people

    async with talk.db.transaction() as tx:
        ticket = await tx.get_one(Ticket, 1)
        ticket.state, ticket.closed_at = STATE_BEFORE.get(what, "taken"), None
        outage = await tx.get_one(Outage, 1)
        outage.ended_at = None
        button = {"do": what, "ticket": 1, "outage": 1}
        await people.add_keyboard(tx, f"{what}{who}", who, [button], talk.now)
    from tests.actions.test_complaints import tap

    return await tap(talk, who, f"{what}{who}:0")


async def test_who_left_the_staff_is_a_stranger(talk: Talk) -> None:
    async with talk.db.transaction() as tx:
        (await tx.get_one(Staff, 3)).active = False
    assert shown(await do(talk, city.AGENT, "/queue"), city.AGENT) == shown(
        await do(talk, city.AGENT, "/nonsense"), city.AGENT
    )


async def test_in_a_group_a_stranger_gets_the_silence_of_any_unknown_command(talk: Talk) -> None:
    for said in ("/queue", "/outage", "/nonsense"):
        assert await do(talk, 66, said, chat=city.DESK) == []
    assert len(await rows(talk.db, RefusedAttempt)) == 2

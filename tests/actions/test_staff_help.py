"""Staff find their commands: beside what everybody is answered, in the group, after a wrong one."""

import pytest

from actions import tables
from actions.counter.staff_help import GROUPS
from tests import city
from tests.actions.scenes import do, play
from tests.talk import Talk, texts

MINE = "For you as staff"


def test_every_command_that_is_no_step_of_a_ticket_is_told() -> None:
    told = {name for group in GROUPS.values() for name in group}
    assert told == set(tables.STAFF_COMMANDS) - set(tables.TYPED)


@pytest.mark.parametrize("said", ["/help", "/start", "/menu", "greet> hello", "/staff"])
async def test_staff_are_told_the_commands_of_their_role(talk: Talk, said: str) -> None:
    await play(
        talk, city.SUPERVISOR, [(said, (MINE, "/outage write an outage notice", "/stalled"))]
    )
    await play(talk, city.AGENT, [(said, (MINE, "/queue", "!/outage ", "!/stalled"))])
    await play(talk, 7, [(said, ("[🧾 My bill]", f"!{MINE}", "!/queue"))])


async def test_the_group_answers_staff_and_nobody_else(talk: Talk) -> None:
    await play(talk, city.SUPERVISOR, [
        ("/help", (MINE, "/outages", "!do not know")), ("/publish", ("I do not know this command", "/outage ")),
    ], chat=city.DESK)  # fmt: skip
    for said in ("/help", "/publish"):
        assert texts(await do(talk, 7, said, city.DESK)) == ""

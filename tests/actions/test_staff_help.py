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


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("ask_outage> 我要发一个停电通知", "/outage"), ("ask_outage> publish an outage notice", "/outage"),
        ("subscribe_alerts> 怎么发布停电公告？", "/outage"), ("report_fault> I need to write a power outage notice", "/outage"),
        ("ask_help> how do I send an announcement", "/broadcast"), ("ask_help> 我想群发一条公告", "/broadcast"),
        ("out_of_scope> send a message to all customers", "/broadcast"),
        ("ask_outage> I have to cancel the outage notice", "/outages"), ("ask_outage> 修改停电通知", "/outages"),
        ("ask_outage> where is the draft of my notice", "/drafts"), ("ask_outage:0.4> 發一份停電通知", "/outage"),
    ],
)  # fmt: skip
async def test_staff_who_say_what_they_want_are_told_the_command(
    talk: Talk, said: str, command: str
) -> None:
    await play(talk, city.SUPERVISOR, [(said, (f"{command} ", f"[{command}]", "!Which address"))])
    for other in (7, city.AGENT):
        await play(talk, other, [(said, f"![{command}]"), ("/cancel", "")])


@pytest.mark.parametrize(
    "said",
    ["ask_outage> is there an outage at [Jianshe Road 11](location)?", "report_fault> 建设路11号停电了",
     "ask_outage> 为什么没有收到停电通知", "subscribe_alerts> send me a message before an outage",
     "ask_outage> I got an outage notice, when is the power back?"],
)  # fmt: skip
async def test_staff_who_ask_as_customers_do_are_answered_as_these(talk: Talk, said: str) -> None:
    assert "[/" not in "".join(str(m["buttons"]) for m in await do(talk, city.SUPERVISOR, said))


async def test_the_button_is_the_command(talk: Talk) -> None:
    await play(talk, city.SUPERVISOR, [
        ("ask_outage> publish an outage notice", "write an outage notice"), ("[/outage]", "What kind of outage"),
    ])  # fmt: skip

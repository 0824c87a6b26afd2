"""Every kind of ticket, from the first message to the closing, in the three languages.

Complete by construction: a kind without a beginning here, a question without an answer or a step
that the customer does not hear of fails.
"""

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import locales
from actions.forms import FORMS
from actions.kinds import KINDS, STATES, Kind, Step
from storage.models import Conversation, Person, Survey, Ticket
from tests import city
from tests.actions.scenes import PHOTO, do, play, rows, shown, zh
from tests.actions.test_desk import reply
from tests.talk import Talk, texts

PEOPLE = {"en": 7, "zh_Hans": 8, "zh_Hant": 9}
BEGIN: dict[str, tuple[str, dict[str, str]]] = {
    "application": ("ask_connection", {"en": "I want a charger for my car",
        "zh_Hans": "我想装一个充电桩", "zh_Hant": "我想裝一個充電樁"}),
    "bill_doubt": ("dispute_bill", {"en": "my bill is far too high this month",
        "zh_Hans": "这个月电费太高了,不对吧", "zh_Hant": "這個月電費太高了，不對吧"}),
    "callback": ("ask_human", {"en": "let me talk to a person",
        "zh_Hans": "我要转人工客服", "zh_Hant": "我要轉真人客服"}),
    "claim": ("claim_compensation", {"en": "the surge broke my [TV](appliance), who pays",
        "zh_Hans": "电压不稳把我的[电视](appliance)烧了,谁赔", "zh_Hant": "電壓不穩把我的[電視](appliance)燒了，誰賠"}),
    "complaint": ("complaint_service", {"en": "he shouted at me at the counter",
        "zh_Hans": "营业厅的人态度很差", "zh_Hant": "營業廳的人態度很差"}),
    "hazard": ("report_hazard", {"en": "a wire is down and sparks",
        "zh_Hans": "有根电线掉下来还在冒火花", "zh_Hant": "有條電線掉下來還在冒火花"}),
    "meter_test": ("dispute_bill", {"en": "please test my meter, it runs too fast",
        "zh_Hans": "电表跑得太快,给我校表", "zh_Hant": "電錶跑得太快，幫我校表"}),
    "misconduct": ("report_misconduct", {"en": "my neighbour steals electricity",
        "zh_Hans": "我邻居在偷电", "zh_Hant": "我鄰居在偷電"}),
    "praise": ("give_praise", {"en": "the crew was fantastic, thank them",
        "zh_Hans": "抢修师傅太好了,谢谢他们", "zh_Hant": "搶修師傅太好了，謝謝他們"}),
    "repair": ("report_fault", {"en": "my power is out", "zh_Hans": "我家停电了",
        "zh_Hant": "我家停電了"}),
    "suggestion": ("give_suggestion", {"en": "please send bills by e-mail",
        "zh_Hans": "建议用邮件发账单", "zh_Hant": "建議用郵件發帳單"}),
}  # fmt: skip
"""What each kind begins with: the intent and the words."""
OPENED_BY_US = {"plan"}
"""No customer begins these; see `test_reliability`."""
THEN = {"meter_test": "Have the meter tested"}
"""A button that is pressed after the first words."""
ANSWERS: dict[str, Any] = {
    "subclass": "[Yes, that is right]", "detail": "[A home]", "place": "inform> Jianshe Road 11",
    "words": "inform> 12345678", "photos": "[Skip]", "contact": "[Here in the chat]",
    "breaker": "[All on, still no power]", "item_name": "inform> TV", "item_age": "[Skip]",
    "item_price": "inform> 2000", "item_proof": PHOTO, "another": "[No, that is all]",
}  # fmt: skip
"""The customer's answers by question; buttons in the language of the customer."""
SAID = {
    "note": "换了熔断器", "cause": "接触不良", "informed": "客户和班长", "measures": "更换接头",
    "lesson": "巡视要更勤", "at": "明天 9:00", "amount": "40", "reason": "有照片为证",
}  # fmt: skip
"""What staff answer for a step."""
INSTEAD = {"reject"}
"""Steps that are taken in the place of another one."""


def test_every_kind_begins_somewhere() -> None:
    assert set(BEGIN) == set(KINDS) - OPENED_BY_US
    assert all(set(words) == set(PEOPLE) for _intent, words in BEGIN.values())


@pytest.mark.parametrize("kind", sorted(set(KINDS) - OPENED_BY_US))
async def test_from_the_first_message_to_the_closing(talk: Talk, kind: str) -> None:
    for language, who in PEOPLE.items():
        intent, words = BEGIN[kind]
        first = await do(talk, who, f"{intent}> {words[language]}")
        assert [m for m in first if m["chat"] == who]
        await walk(talk, KINDS[kind], who, language, THEN.get(kind, ""))


async def walk(talk: Talk, kind: Kind, who: int, language: str, then: str = "") -> None:
    """The questions, the steps of staff, the closing, and what the customer says to it."""
    if then:
        await do(talk, who, f"[{locales.text(language, then)}]")
    await answer_all(talk, who, language)
    ticket = (await rows(talk.db, Ticket))[-1]
    assert (ticket.kind, ticket.state, ticket.language) == (kind.name, "new", language)
    for step in await steps_of(talk, kind, ticket.id):
        told = texts(await take(talk, step), who)
        assert ticket.number in told and gist(language, step.told) in told, step.name
        view = shown(await do(talk, who, f"ask_ticket> {ticket.number}"), who)
        assert gist(language, step.event) in view, step.name
    closed = (await rows(talk.db, Ticket, id=ticket.id))[0]
    assert closed.state == "resolved" and closed.closed_at == talk.now
    await confirm(talk, kind, who, language)


async def answer_all(talk: Talk, who: int, language: str) -> None:
    """Answers what is asked until the form is sent."""
    for _turn in range(20):
        asked = await question(talk, who)
        if asked is None:
            return
        name, slot = asked
        said = f"[{FORMS[name].send_label}]" if slot == "confirm" else ANSWERS[slot]
        if isinstance(said, str) and said.startswith("["):
            said = f"[{locales.text(language, said[1:-1])}]"
        await do(talk, who, said)
    raise AssertionError("the questions never end")


async def question(talk: Talk, who: int, chat: int | None = None) -> tuple[str, str] | None:
    """(form, what it asks) of somebody who is in the middle of one."""
    (person,) = await rows(talk.db, Person, telegram_id=who)
    found = await rows(talk.db, Conversation, person_id=person.id, chat_id=chat or who)
    form = found[0].form if found else None
    return (form["name"], form["asked"]) if form else None


async def steps_of(talk: Talk, kind: Kind, ticket_id: int) -> Any:
    """The steps of the kind in order, as long as the ticket is in a state for them."""
    taken: list[Step] = []
    state = "new"
    while state != "resolved":
        ready = [s for s in kind.steps_from(state) if s not in taken and s.name not in INSTEAD]
        assert ready, f"{kind.name} is stuck in {state}"
        taken.append(ready[0])
        state = ready[0].state or state
    assert {s.state for s in kind.steps if s.state} <= set(STATES)
    return taken


async def take(talk: Talk, step: Step) -> list[dict[str, Any]]:
    """Staff press the step in the group and answer what it asks."""
    heard = await talk.press(city.DISPATCHER, zh(step.label), chat=city.DESK)
    while (asked := await question(talk, city.DISPATCHER, city.DESK)) is not None:
        heard += await talk.send(city.DISPATCHER, reply(SAID[asked[1]]), chat=city.DESK)
    return heard


async def confirm(talk: Talk, kind: Kind, who: int, language: str) -> None:
    """The customer is asked whether it is solved, and a day later how it went; or neither."""
    solved = locales.text(language, "Solved")
    asked = await talk.outbox(who)
    labels = [b[0] for row in asked[-2:] for r in row.payload.get("buttons", []) for b in r]
    assert (solved in labels) == kind.confirmed
    if kind.confirmed:
        thanks = locales.text(language, "Good to hear that. Thank you for telling us!")
        await play(talk, who, [(f"[{solved}]", thanks)])
    later = texts(await talk.tick(days=1, minutes=1), who)
    survey = gist(language, "{number} is closed. How satisfied are you with what we did? 1 is not at all, 5 is very.")  # fmt: skip
    assert (survey in later) == kind.surveyed
    states = {s.state for s in await rows(talk.db, Survey)}
    assert "asked" in states or not kind.surveyed


def gist(language: str, message: str) -> str:
    """The longest piece of a text that has no values in it, as it is said in a language."""
    translated = locales.catalogue(language).get(message, message)
    return max(re.split(r"{\w+}|\n", translated), key=len).strip()


# A new kind is a file.


async def test_adding_a_kind_is_one_file(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "street_light.py").write_text(STREET_LIGHT, "utf-8")
    script = Path(__file__).with_name("new_kind.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.actions.new_kind", str(tmp_path), database_url,
        cwd=script.parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _none = await process.communicate()
    assert process.returncode == 0 and b"walked street_light" in said, said.decode()


STREET_LIGHT = '''"""A street light that is out."""

from dataclasses import replace

from actions.conversation import asking, contact
from actions.forms import Question
from actions.kinds.kind import Kind
from actions.kinds.steps import RESOLVE, TAKE, WORKED_ON, Step, read_account
from locales import mark

_ = mark

RELIT = Step("relit", _("Light is on"), "relit", ("taken",), ("answer",),
             _("{number}: the light is on again ({lamp})."), _("the light is on: {note}"),
             (Question("lamp", _("Which lamp did you put in?"), read_account, free=True),),
             reads=lambda work, said, language: {**said, "note": said["lamp"]})

KIND = Kind(
    name="street_light",
    title=_("Street light"),
    intents=("report_street_light",),
    opening=_("Thank you for telling us about the light."),
    words=_("Which light is out?"),
    done=_("Your report is recorded."),
    questions=(asking.PLACE, contact.QUESTION),
    steps=(TAKE, RELIT, replace(RESOLVE, since=(*WORKED_ON, "relit"))),
    states={"relit": _("the light is on again")},
    queue="repairs",
    promises={"answer": {"working_days": 3}},
)
'''

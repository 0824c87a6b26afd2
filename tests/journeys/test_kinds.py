"""Each kind of ticket from the first message to the closing, in three languages, with the real model.

The words, answers and steps are those of the quick walk in `tests/actions/test_kinds.py`; here they
go through the sandbox, the service and the trained model.
"""

import re

import pytest
from sqlalchemy import select

import locales
from actions.forms import FORMS
from actions.kinds import KINDS, Kind
from storage.models import Conversation, Person, Ticket
from tests.actions.test_kinds import BEGIN, INSTEAD, OPENED_BY_US, SAID, THEN, gist
from tests.journeys.town import DESK, DISPATCHER, Phone, Town

pytestmark = pytest.mark.journey

PLACE = {"en": "14 Mill Lane", "zh_Hans": "学府路14号", "zh_Hant": "學府路14號"}
WORDS = {"en": "It has been like this since Tuesday.", "zh_Hans": "从周二开始就这样了。",
         "zh_Hant": "從週二開始就這樣了。"}  # fmt: skip
THING = {"en": "TV", "zh_Hans": "电视机", "zh_Hant": "電視機"}
TAPS = {
    "subclass": "Yes, that is right", "detail": "A home", "photos": "Skip",
    "contact": "Here in the chat", "breaker": "All on, still no power", "item_age": "Skip",
    "item_proof": "Skip", "another": "No, that is all",
}  # fmt: skip
PLAINER = {
    ("application", "en"): "how do I get an EV charger installed at my house",
    ("suggestion", "en"): "I suggest that you send the bills by e-mail instead of paper",
}
"""Where the quick walk's words leave the model in doubt, which is honest: it then offers two."""
SAYS = {
    "place": PLACE,
    "words": WORDS,
    "item_name": THING,
    "item_price": dict.fromkeys(PLACE, "2000"),
}


@pytest.mark.parametrize("language", list(PLACE))
@pytest.mark.parametrize("kind", sorted(BEGIN))
async def test_from_the_first_message_to_the_closing(town: Town, kind: str, language: str) -> None:
    customer, desk = await town.customer(language), town.staff(DISPATCHER, DESK)
    words = PLAINER.get((kind, language), BEGIN[kind][1][language])
    await customer.say(re.sub(r"\[(.+?)]\(\w+\)", r"\1", words))
    if kind in THEN:
        await customer.tap(THEN[kind])
    await answer_all(town, customer)
    ticket = await newest(town)
    assert (ticket.kind, ticket.state, ticket.language) == (kind, "new", language)
    await walk(town, KINDS[kind], ticket.number, customer, desk)
    assert (await newest(town)).state == "resolved"
    if KINDS[kind].confirmed:
        thanks = customer.t("Good to hear that. Thank you for telling us!")
        assert thanks in await customer.tap("Solved")


async def walk(town: Town, kind: Kind, number: str, customer: Phone, desk: Phone) -> None:
    """Staff take every step of the kind; the customer hears of each and sees it in the ticket."""
    state, taken = "new", set()
    while state != "resolved":
        step = next(s for s in kind.steps_from(state) if s.name not in taken | INSTEAD)
        taken.add(step.name)
        await desk.tap(step.label)
        while (asked := await question(town, desk)) is not None:
            about = (await town.stack.said_to(DESK))[-1]
            await desk.say(SAID[asked[1]], reply_to_message_id=about["message_id"])
        assert gist(customer.language, step.told) in await customer.hears(number), step.name
        state = step.state or state


async def answer_all(town: Town, customer: Phone) -> None:
    """Answers what is asked until the form is sent."""
    for _turn in range(20):
        asked = await question(town, customer)
        if asked is None:
            return
        name, slot = asked
        if slot == "confirm":
            await customer.tap(FORMS[name].send_label)
        elif slot in TAPS:
            await customer.tap(TAPS[slot])
        else:
            await customer.say(SAYS[slot][customer.language])
    raise AssertionError("the questions never end")


async def question(town: Town, phone: Phone) -> tuple[str, str] | None:
    """(form, what it asks) where somebody is in the middle of one in this chat."""
    found = (
        select(Conversation.form)
        .join(Person, Person.id == Conversation.person_id)
        .where(Person.telegram_id == phone.who, Conversation.chat_id == phone.chat)
    )
    async with town.database.reading() as tx:
        form = (await tx.execute(found)).scalar_one_or_none()
    return (form["name"], form["asked"]) if form else None


async def newest(town: Town) -> Ticket:
    """The ticket that was opened last."""
    async with town.database.reading() as tx:
        return (await tx.execute(select(Ticket).order_by(Ticket.id.desc()).limit(1))).scalar_one()


def test_every_kind_is_walked() -> None:
    assert set(BEGIN) == set(KINDS) - OPENED_BY_US
    assert all(locales.text(language, "Solved") for language in PLACE)

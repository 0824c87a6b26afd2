"""A customer and a staff member live one day in Wattline, in each language, with the real model."""

import pytest

import locales
from tests.journeys.town import AGENT, DESK, DISPATCHER, EDITOR, SUPERVISOR, Town

pytestmark = pytest.mark.journey

COMPLAINTS = {
    "en": "third blackout this week and not a single notice, I am fed up with it",
    "zh_Hans": "一个月停了五次电,每次都不提前通知,太过分了",
    "zh_Hant": "這個月已經停電第五次了，每次都沒有事先通知，實在太離譜",
}
FAULTS = {
    "en": "my power just went out at 14 Mill Lane",
    "zh_Hans": "我家突然没电了，学府路16号",
    "zh_Hant": "我家突然沒電了，地址是學府路16號",
}
HAZARDS = {
    "en": "there is a cable down on Harbour Road and it is sparking",
    "zh_Hans": "港口路有根电线掉下来了，还在冒火花",
    "zh_Hant": "港口路有條電線掉下來，一直冒火花",
}
OUTAGES = {
    "en": "when will the power be back in Eastgate New Estate",
    "zh_Hans": "城东新村停电了吗，什么时候来电",
    "zh_Hant": "城東新村停電了嗎，什麼時候來電",
}
ALERTS = {
    "en": "please notify me about outages in future",
    "zh_Hans": "以后停电请提前通知我",
    "zh_Hant": "以後停電請提前通知我",
}
BILLS = {"en": "how much is my bill", "zh_Hans": "这个月电费多少", "zh_Hant": "這個月電費多少錢"}
URGES = {
    "en": "please hurry up, I have been waiting for two hours",
    "zh_Hans": "怎么还没来人,催一下",
    "zh_Hant": "怎麼還沒有人來，麻煩催一下",
}
WITHDRAWALS = {
    "en": "no need to come any more, please cancel my ticket",
    "zh_Hans": "不用来了,把工单撤销吧",
    "zh_Hant": "不用來了，請幫我撤銷案件",
}
PEOPLE = {"en": "let me talk to a real person", "zh_Hans": "转人工", "zh_Hant": "我要找真人客服"}
JOKES = {"en": "tell me a joke", "zh_Hans": "给我讲个笑话", "zh_Hant": "講個笑話來聽"}
LANGUAGES = ("en", "zh_Hans", "zh_Hant")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_complaint_from_the_first_word_to_the_survey(town: Town, language: str) -> None:
    customer, desk = await town.customer(language), town.staff(AGENT, DESK)
    first = await customer.say(COMPLAINTS[language])
    sorry = "I am sorry that this happened. I make sure that it reaches the right people."
    assert customer.t(sorry) in first
    assert customer.t("Outages and repairs") in first
    await customer.tap("Yes, that is right")
    await customer.tap("Skip")  # the place
    await customer.tap("Skip")  # a photo
    summary = await customer.tap("Here in the chat")
    assert COMPLAINTS[language] in summary
    done = await customer.tap("Send the complaint")
    number = done[done.index("WL-") :][:16]
    assert number in await desk.news()
    await desk.tap("Take")
    assert number in await customer.news()
    await desk.tap("Contact made")
    await desk.tap("Resolve")
    asked = (await town.stack.said_to(DESK))[-1]
    await desk.say("已调整线路", reply_to_message_id=asked["message_id"])
    assert "已调整线路" in await customer.hears(number)
    await customer.hears(customer.t("{number} is closed. How", number=number)[:14])
    reopened = await customer.tap("1")
    assert number in reopened
    assert number in await town.staff(AGENT).hears(number)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_fault_is_looked_into_and_then_repaired(town: Town, language: str) -> None:
    customer, desk = await town.customer(language), town.staff(DISPATCHER, DESK)
    first = await customer.say(FAULTS[language])
    assert customer.t("All on, still no power") in await customer.labels(), first
    await customer.tap("All on, still no power")
    await customer.tap("Here in the chat")
    done = await customer.tap("Send the crew")
    number = done[done.index("WL-") :][:16]
    await desk.news()
    await desk.tap("Take")
    assert await customer.news()
    urged = await customer.say(URGES[language])
    assert number in urged
    await desk.tap("On the way")
    await customer.news()
    asked = await customer.say(WITHDRAWALS[language])
    assert number in asked
    gone = await customer.tap("Yes, withdraw it")
    assert number in gone
    assert customer.t("withdrawn") in await customer.say("/tickets") + "".join(
        await customer.labels()
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_danger_reaches_people_before_any_question(town: Town, language: str) -> None:
    customer, desk = await town.customer(language), town.staff(DISPATCHER, DESK)
    first = await customer.say(HAZARDS[language])
    assert "10" in first
    number = first[first.index("WL-") :][:16]
    assert number in await desk.news()
    contact = "How can we reach you? Send a phone number, or choose the chat."
    assert customer.t(contact) in first  # the place was said already
    await desk.tap("Take")
    assert number in await customer.hears(number)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_outage_is_known_and_a_new_one_is_announced(town: Town, language: str) -> None:
    customer, editor = await town.customer(language), town.staff(EDITOR)
    known = await customer.say(OUTAGES[language])
    assert customer.t("Fault") in known
    await customer.say("/cancel")
    await customer.say(ALERTS[language])
    told = await customer.say(
        {"en": "14 Mill Lane", "zh_Hans": "学府路14号"}.get(language, "學府路14號")
    )
    assert "🔔" in told
    await editor.say("/outage")
    await editor.tap("Planned outage")
    await editor.say("F05")
    await editor.tap("trees near the line are being cut")
    await editor.say("now")
    await editor.say("tomorrow 17:00")
    preview = await editor.tap("Yes, that is right")
    for reader in LANGUAGES:
        assert locales.text(reader, "Planned outage") in preview
    await editor.tap("Publish")
    alert = await customer.hears("⚡")
    assert customer.t("trees near the line are being cut") in alert
    await editor.tap("New time")
    await editor.say("tomorrow 20:00")
    await editor.tap("Yes, that is right")
    await editor.tap("Send the change")
    assert "20:00" in await customer.hears("20:00")
    await editor.tap("Power is back")
    await editor.tap("Just now")
    await editor.tap("Yes, the power is back")
    assert customer.t("✅ The power is back.") in await customer.hears("✅")
    assert customer.t("Still no power?") in await customer.labels()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_bill_only_after_linking(town: Town, language: str) -> None:
    customer = await town.customer(language)
    asked = await customer.say(BILLS[language])
    assert "¥" not in asked
    await customer.say("8888 000003")
    wrong = await customer.say("XXXX99")
    await customer.say("/cancel")
    await customer.say("/link")
    await customer.say("7777000099")
    assert await customer.say("XXXX99") == wrong
    await customer.say("/cancel")
    await customer.say("/link")
    await customer.say("8888000003")
    linked = await customer.say("emma03")
    assert "✅" in linked
    assert "¥" in await customer.say(BILLS[language])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_small_things_get_a_decent_answer(town: Town, language: str) -> None:
    customer = await town.customer(language)
    assert await customer.say("/start")
    out_of_scope = "I can only help with electricity: outages, faults, bills and complaints. In an emergency of another kind please call the emergency services."
    assert customer.t(out_of_scope) in await customer.say(JOKES[language])
    human = await customer.say(PEOPLE[language])
    assert customer.t("Of course. A colleague gets in touch with you.") in human
    await customer.say({"en": "my meter", "zh_Hans": "电表的事"}.get(language, "電錶的事"))
    await customer.tap("Here in the chat")
    await customer.tap("Send")
    assert "WL-" in customer.heard[-1]
    unknown = await customer.say("/outage")
    assert unknown == await customer.say("/nonsense")


async def test_staff_see_the_state_of_the_service(town: Town) -> None:
    supervisor = town.staff(SUPERVISOR)
    assert await supervisor.say("/status")
    assert await supervisor.say("/queue all")

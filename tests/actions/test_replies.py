"""Notes that no customer sees, messages that they get once, ready texts in their language."""

import pytest

from actions import policy
from settings import ROOT
from storage.models import Outbox, Person, TicketEvent
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import POLICY, Talk, texts

AGENT = city.AGENT
NUMBER = "WL-20261123-0001"


async def taken(talk: Talk) -> None:
    """The agent has taken the complaint of person 7."""
    await play(talk, 7, COMPLAINT)
    await do(talk, AGENT, "/take 1")


async def test_a_note_stays_among_staff(talk: Talk) -> None:
    await taken(talk)
    answer = await do(talk, AGENT, "/note 1 he is rude & loud")
    assert texts(answer, 7) == "" and "Noted in WL-20261123-0001" in texts(answer, AGENT)
    await play(talk, AGENT, [("/note 1", "What shall be noted?"), ("second note", "Noted"),
                             ("/ticket 1", ("he is rude &amp; loud", "second note"))])  # fmt: skip
    await play(talk, 7, [("/tickets", "Complaint"), ("[Complaint]", ("Now:", "!rude", "!second"))])


async def test_a_note_of_a_colleague_reaches_the_owner(talk: Talk) -> None:
    await taken(talk)
    answer = await do(talk, city.DISPATCHER, "/note 20261123 1 the crew knows him")
    assert "the crew knows him" in texts(answer, AGENT) and texts(answer, 7) == ""


async def test_a_reply_reaches_the_customer_once_and_can_be_answered(talk: Talk) -> None:
    await taken(talk)
    answer = await do(talk, AGENT, f"/reply {NUMBER} We <look> at it")
    assert f"👤 <b>An</b> · {NUMBER}\nWe &lt;look&gt; at it" in texts(answer, 7)
    assert "Sent to P7" in texts(answer, AGENT) and len([m for m in answer if m["chat"] == 7]) == 1
    await play(talk, 7, [("[Answer]", "What shall I add?"), ("thank you", "I have added it")])
    await play(talk, AGENT, [("/ticket 1", ("We &lt;look&gt; at it", "thank you"))])


async def test_a_reply_by_the_button_asks_for_the_words(talk: Talk) -> None:
    await taken(talk)
    await talk.press(AGENT, zh("Reply"), chat=city.DESK)
    assert await talk.send(AGENT, {"text": "lunch?"}, chat=city.DESK) == []
    await play(talk, AGENT, [("/reply 1", ("What shall the customer read?", "[We are on it]"))])
    answer = await do(talk, AGENT, "we come tomorrow")
    assert "we come tomorrow" in texts(answer, 7)


async def test_who_cannot_be_reached_is_said_to_staff(talk: Talk) -> None:
    await taken(talk)
    async with talk.db.transaction() as tx:
        (person,) = await rows(talk.db, Person, telegram_id=7)
        (await tx.get_one(Person, person.id)).reachable = False
    answer = await do(talk, AGENT, "/reply 1 hello")
    assert "cannot be reached in chat" in texts(answer, AGENT) and texts(answer, 7) == ""
    assert await rows(talk.db, TicketEvent, what="reply") == []


async def test_a_reply_that_did_not_arrive_is_said_to_the_owner_once(talk: Talk) -> None:
    await taken(talk)
    await do(talk, AGENT, "/reply 1 hello there")
    assert "did not reach" not in texts(await talk.tick(seconds=5), AGENT)
    async with talk.db.transaction() as tx:
        (sent,) = [row for row in await talk.outbox(7) if "hello there" in str(row.payload)]
        (await tx.get_one(Outbox, sent.id)).state = "failed"
    answer = await talk.tick(seconds=5)
    assert "did not reach the customer" in texts(answer, AGENT)
    assert "hello there" in texts(answer, AGENT)
    assert "did not reach" not in texts(await talk.tick(seconds=5), AGENT)


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant"])
async def test_a_ready_text_is_previewed_in_the_customers_language(
    talk: Talk, language: str
) -> None:
    await taken(talk)
    async with talk.db.transaction() as tx:
        (person,) = await rows(talk.db, Person, telegram_id=7)
        (await tx.get_one(Person, person.id)).language = language
    await do(talk, AGENT, "/reply 1")
    answer = await talk.press(AGENT, "When it is due")
    ready = POLICY.replies["until"].text[language]
    beginning = ready.split("{due}")[0].format(name="P7", number=NUMBER)
    assert beginning in texts(answer, AGENT) and texts(answer, 7) == ""
    answer = await talk.press(AGENT, "Send")
    assert beginning in texts(answer, 7) and "{" not in texts(answer, 7)
    answer = await do(talk, AGENT, "greet> hello")  # the question is closed with it
    assert texts(answer, 7) == ""


async def test_of_two_who_press_send_the_second_is_told_who_did(talk: Talk) -> None:
    await taken(talk)
    await talk.send(AGENT, {"text": "/reply 1"}, chat=city.DESK)
    title = POLICY.replies["sorry"].title["en"]
    await talk.press(AGENT, title, chat=city.DESK)
    first = await talk.press(city.DISPATCHER, "Send", chat=city.DESK)
    preview = next(r for r in reversed(await talk.outbox(city.DESK)) if "Send" in str(r.payload))
    second = await talk.update({"callback_query": {
        "id": "late", "from": talk._person(AGENT), "chat_instance": "1",
        "data": preview.payload["buttons"][0][0][1],
        "message": {"message_id": 1, "date": 1, "text": "x",
                    "chat": {"id": city.DESK, "type": "supergroup"}}}})  # fmt: skip
    assert "sorry for the trouble" in texts(first, 7) and texts(second, 7) == ""
    assert "Di has sent this to the customer already." in texts(second, city.DESK)


async def test_a_ready_text_is_offered_only_where_the_ticket_has_its_fields(talk: Talk) -> None:
    await play(talk, 7, [("give_praise> the crew was fantastic, thank them", ""), ("[Send]", "")])
    await do(talk, AGENT, "/take 1")
    answer = await do(talk, AGENT, "/reply 1")
    assert "[We are on it]" in shown(answer, AGENT)
    assert "[When it is due]" not in shown(answer, AGENT)  # nothing is promised
    assert "[Be there please]" not in shown(answer, AGENT)  # and no place was named


async def test_ready_texts_in_a_talk(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await do(talk, city.DISPATCHER, "/take 1")
    await play(talk, city.DISPATCHER, [
        ("/talk 1", "You are talking with P7"), ("/t", "[Be there please]"),
        ("[Be there please]", ("Jianshe Road", "[Send]")),
    ])  # fmt: skip
    answer = await talk.press(city.DISPATCHER, "Send")
    assert "our people come to Jianshe Road" in texts(answer, 7)


WRONG = """
replies:
  bad:
    title: {{en: a, zh_Hans: b, zh_Hant: c}}
    text: {text}
"""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{en: 'to {nmae}', zh_Hans: b, zh_Hant: c}", "unknown field nmae"),
        ("{en: a, zh_Hans: b}", "there is no text in zh_Hant"),
        ("{en: 'a {', zh_Hans: b, zh_Hant: c}", "replies.bad.text"),
    ],
)
def test_a_wrong_ready_text_ends_the_start(tmp_path, text: str, complaint: str) -> None:
    file = tmp_path / "ours.yml"
    file.write_text(WRONG.format(text=text), "utf-8")
    with pytest.raises(policy.BadPolicy, match=complaint):
        policy.load([ROOT / "policy.yml", file])

"""The desk: each step of staff is told to the customer, and two never do the same."""

from storage.models import Ticket
from tests import city
from tests.actions.scenes import do, play, rows, shown, zh
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk, texts


def reply(text: str) -> dict:
    """A reply to us in a group."""
    return {"text": text, "reply_to_message": {
        "message_id": 1, "date": 1, "chat": {"id": city.DESK, "type": "supergroup"},
        "from": {"id": 1, "is_bot": True, "first_name": "b"}}}  # fmt: skip


async def test_every_step_is_told_in_the_language_the_customer_reads_now(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR])
    told = []
    for step in ("Take", "Contact made", "On the way"):
        told.append(shown(await talk.press(city.DISPATCHER, zh(step), chat=city.DESK), 7))
    assert "Di has taken your matter in hand" in told[0] and "noted our contact" in told[1]
    assert "the crew is on the way" in told[2]
    await play(talk, 7, [("/language", ""), ("[繁體中文]", "")])
    answer = await talk.press(city.DISPATCHER, zh("Arrived"), chat=city.DESK)
    from locales import text

    assert text("zh_Hant", "{number}: the crew has arrived.", number="WL-20261123-0001") in texts(
        answer, 7
    )


async def test_resolve_asks_what_was_done_and_the_customer_reads_it(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    await talk.press(city.AGENT, zh("Take"), chat=city.DESK)
    answer = await talk.press(city.AGENT, zh("Resolve"), chat=city.DESK)
    assert "What was done? The customer will read it." in texts(answer, city.DESK)
    assert answer[-1]["payload"]["keyboard"] == "reply"
    assert await talk.send(city.AGENT, {"text": "lunch?"}, chat=city.DESK) == []
    answer = await talk.send(city.AGENT, reply("We <b>spoke</b> & apologised"), chat=city.DESK)
    assert "is done: We &lt;b&gt;spoke&lt;/b&gt; &amp; apologised" in texts(answer, 7)
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.state == "resolved" and ticket.closed_at == talk.now
    assert zh("Take") not in shown(answer, city.DESK)


async def test_hand_over_asks_to_whom_and_why_and_stays_until_somebody_accepts(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    answer = await talk.press(city.DISPATCHER, zh("Hand over"), chat=city.DESK)
    assert "To whom?" in texts(answer, city.DESK)
    await talk.press(city.DISPATCHER, "Su", chat=city.DESK)
    answer = await talk.send(city.DISPATCHER, reply("my shift ends"), chat=city.DESK)
    assert texts(answer, 7) == "" and "my shift ends" in texts(answer, city.SUPERVISOR)
    answer = await talk.press(city.SUPERVISOR, zh("Accept"))
    assert "from now on Su takes care of your matter. The reason: my shift ends" in texts(answer, 7)
    (card,) = [m for m in answer if m["chat"] == city.DESK]
    assert "Su" in card["text"] and zh("Take") not in card["buttons"]


async def test_of_two_who_press_take_one_wins_and_the_other_is_told_who(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    first = await talk.press(city.DISPATCHER, zh("Take"), chat=city.DESK)
    second = await tap_old_card(talk)
    assert "Di has taken" in texts(first, 7) and texts(second, 7) == ""
    assert [m["text"] for m in second if m["toast"]] == ["WL-20261123-0001: taken in hand (Di)"]
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.owner_id == 2


async def tap_old_card(talk: Talk) -> list:
    """The supervisor presses Take under the card as it first was."""
    card = next(row for row in await talk.outbox(city.DESK) if row.key == f"card:1:{city.DESK}")
    data = card.payload["buttons"][0][0][1]
    return await talk.update({"callback_query": {
        "id": "late", "from": talk._person(city.SUPERVISOR), "chat_instance": "1", "data": data,
        "message": {"message_id": 1, "date": 1, "text": "x",
                    "chat": {"id": city.DESK, "type": "supergroup"}}}})  # fmt: skip


async def test_a_step_after_a_withdrawal_is_explained(talk: Talk) -> None:
    await play(talk, 7, [*REPAIR, ("withdraw_ticket> WL-20261123-0001", "[Yes"),
                         ("[Yes, withdraw it]", "is withdrawn")])  # fmt: skip
    answer = await tap_old_card(talk)
    assert "withdrawn (the customer)" in texts(answer, city.DESK)


async def test_lists_and_tickets(talk: Talk) -> None:
    await play(
        talk, city.SUPERVISOR, [("/queue", "No open tickets here"), ("/my", "No open tickets")]
    )
    await play(talk, 7, [*REPAIR, *COMPLAINT])
    await talk.press(city.AGENT, zh("Take"), chat=city.DESK)
    await play(talk, city.SUPERVISOR, [
        ("/queue", ("0001 · Repair", "0002 · Complaint · taken in hand")),
        ("/queue repairs", ("0001 · Repair", "!0002")),
        ("/ticket WL-20261123-0001", (
            "no power at Jianshe Road 11", "opened", "[Take]")),
        ("/ticket WL-20261123-0404", "There is no ticket WL-20261123-0404"),
        ("/ticket", "There is no ticket —"),
    ])  # fmt: skip
    await play(talk, city.AGENT, [("/my", "0002 · Complaint · taken in hand")])


async def test_talk_among_people_in_the_group_is_ignored(talk: Talk) -> None:
    for who in (city.AGENT, 7):
        for said in ({"text": "no power at Jianshe Road 12"}, {"text": "a wire is down, sparks!"},
                     {"text": "/bill"}, {"text": "/complain"}):  # fmt: skip
            assert await talk.send(who, said, chat=city.DESK) == [], said
    assert await talk.send(7, reply("hello"), chat=city.DESK) == []
    assert await rows(talk.db, Ticket) == []


async def test_a_member_of_staff_is_a_customer_too(talk: Talk) -> None:
    await play(talk, city.AGENT, REPAIR)
    answer = await do(talk, city.DISPATCHER, f"[{zh('Take')}]", chat=city.DESK)
    assert "Di has taken your matter" in texts(answer, city.AGENT)


async def test_the_state_of_the_service(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    await play(
        talk, city.SUPERVISOR, [("/status", ("Open tickets: 1", "set aside after three tries: 0"))]
    )

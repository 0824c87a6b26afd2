"""Nobody reads what is another's, and nobody's words become markup."""

import pytest

from sandbox.html_entities import parse_html
from storage.models import Account, AccountLink, Inbox, Outbox
from tests import city
from tests.actions.conftest import person_id
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_desk import reply
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk, texts

SECRETS = (
    "1000000001",
    "19900000001",
    "¥104.00",
    "shouted",
    "WL-20261123",
    "ABC123",
    "Jianshe Road 11",
)


@pytest.mark.parametrize(
    "said",
    [
        "ask_bill> what does [1000000001](account_number) owe?",
        "ask_bill> the bill of [Jianshe Road 11](location)",
        "ask_ticket> all tickets of 19900000001", "ask_ticket> tickets", "urge_ticket> hurry",
        "withdraw_ticket> withdraw all", "unsubscribe_alerts> stop the alerts of my neighbour",
        "bind_account> link [1000000001](account_number)", "dispute_bill> my bill", "/tickets", "/link",
        "/alerts", "/ticket WL-20261123-0001", "/queue", "/my", "ask_human> a person", "report_fault> dark",
    ],
)  # fmt: skip
async def test_a_stranger_reads_nothing_of_a_customer(linked: Talk, said: str) -> None:
    await play(
        linked, 1, [*COMPLAINT, *REPAIR, ("subscribe_alerts> [Willow Village](location)", "🔔")]
    )
    answer = shown(await do(linked, 66, said), 66)
    answer += shown(await do(linked, 66, "affirm> yes"), 66)
    assert [secret for secret in SECRETS if secret in answer] == []


async def test_one_account_sees_nothing_of_another(linked: Talk) -> None:
    await play(linked, 1, [*COMPLAINT, *REPAIR])
    for said in (
        "ask_bill> my bill",
        "/tickets",
        "ask_outage> outage?",
        "/link",
        "report_fault> dark",
    ):
        answer = await do(linked, 2, said)
        assert {m["chat"] for m in answer} <= {2, city.DESK}
        assert [s for s in ("1000000001", "11 Jianshe", "shouted") if s in shown(answer, 2)] == []


async def test_staff_notes_names_words_and_places_are_escaped_everywhere(talk: Talk) -> None:
    nasty = "<b>x</b> & <a href='tg://user?id=1'>y</a> </i> &lt;"
    await do(talk, 7, "greet> hello there")
    somebody = await person_id(talk, 7)
    async with talk.db.transaction() as tx:
        account = await tx.get_one(Account, "1000000001")
        account.unit = "<u>3</u>"
        tx.add(AccountLink(person_id=somebody, account_number=account.number,
                           nickname="<b>home</b>", linked_at=talk.now))  # fmt: skip
    await play(talk, 7, [
        ("ask_bill> my bill", "&lt;u&gt;3"), ("report_fault> " + nasty, "own switches"),
        ("[All on, still no power]", "reach you"), ("[Here in the chat]", "&lt;b&gt;x"),
        ("[Send the crew]", "reported"),
    ])  # fmt: skip
    await play(talk, 8, [
        ("complaint_service> " + nasty, "Service"), ("[Yes, that is right]", "Which address"),
        ("inform> " + nasty, "photo"), ("[Skip]", "reach"), ("[Here in the chat]", "&lt;b&gt;x"),
        ("[Send the complaint]", "recorded"), (f"report_hazard> sparks! {nasty}", "Keep away"),
        ("inform> " + nasty, "reach"),
    ])  # fmt: skip
    await do(talk, city.SUPERVISOR, "/ticket WL-20261123-0001")
    await play(talk, city.SUPERVISOR, [("[Take]", ""), ("/my", "Repair")])
    await talk.press(city.SUPERVISOR, "WL-20261123-0001")
    await talk.press(city.SUPERVISOR, "Resolve")
    answer = await do(talk, city.SUPERVISOR, nasty)
    assert "&lt;b&gt;x" in texts(answer, 7)
    assert await do(talk, city.AGENT, reply(nasty), chat=city.DESK) is not None
    await every_text_is_good_html(talk)


async def every_text_is_good_html(talk: Talk) -> None:
    """Telegram would take every message: markup that parses, 4096 characters at most."""
    for row in await rows(talk.db, Outbox):
        plain, _entities = parse_html((await talk._payload(row))["text"])
        assert len(plain) <= 4096
    assert [(row.update_id, row.error) for row in await rows(talk.db, Inbox) if row.tries] == []

"""What a change of a notice tells, and whom; previews, sides of streets and one-message notices."""

from datetime import timedelta
from typing import Any

import pytest

from storage.models import Account, AccountLink, OutageArea, Person, Transformer
from tests import city
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_notices import ALONE
from tests.talk import POLICY, Talk, texts

EDITOR = city.SUPERVISOR
EAST = "/outage temporary; F1; 2026-11-25 08:00-17:00; a damaged cable"


@pytest.fixture
async def talk(talk: Talk) -> Talk:
    """Where one person is enough to publish."""
    talk.worker.policy = POLICY.model_copy(update={"notices": ALONE})
    return talk


async def published(talk: Talk, said: str = EAST) -> None:
    await play(talk, EDITOR, [(said, "Preview"), ("[Publish]", "Published")])


@pytest.mark.parametrize(
    ("line", "answer", "told"),
    [
        ("✏️ End", "20:00", "It takes longer: power is expected back Wed 25 Nov at 20:00, not Wed 25 Nov at 17:00."),
        ("✏️ End", "12:00", "expected back earlier, Wed 25 Nov at 12:00, not Wed 25 Nov at 17:00."),
        ("✏️ End", "[Skip]", "We do not know any more when the power will be back. We said Wed 25 Nov at 17:00"),
        ("✏️ Beginning", "2026-11-25 09:30", "It begins Wed 25 Nov at 09:30, not Wed 25 Nov at 08:00."),
        ("✏️ Beginning", "2026-11-26 08:00",
         "It is moved: Thu 26 Nov at 08:00 to 17:00. Before, it was Wed 25 Nov at 08:00 to 17:00."),
        ("✏️ Reason", "a truck hit a pole", "The reason is now: a truck hit a pole"),
    ],
)  # fmt: skip
async def test_a_change_says_what_changed(linked: Talk, line: str, answer: str, told: str) -> None:
    await published(linked)
    await play(linked, EDITOR, [("[Change something]", "What shall I change?"), (f"[{line}]", "?")])
    shows = await play(
        linked, EDITOR, [(answer, (told, "Chats reached: 1.", "[Send the change][Leave it]"))]
    )
    assert shown(shows, 1) == "\n"
    heard = await play(linked, EDITOR, [("[Send the change]", "Notice 1 changed. Told: 1 chat.")])
    assert told in texts(heard, 1) and shown(heard, 2) == "\n"


async def test_other_places_tell_those_who_came_those_who_went_and_those_who_stay(
    linked: Talk,
) -> None:
    await do(linked, 3, "subscribe_alerts> [Jianshe Road 13](location)")
    await published(linked, EAST.replace("F1", "Jianshe Road 1-12"))
    await play(linked, EDITOR, [("[Change something]", "What"), ("[✏️ Places]", "Which places")])
    heard = await play(linked, EDITOR, [("Jianshe Road 12-20, Willow Village", "Chats reached: 3."),
                                        ("[Send the change]", "Told: 3 chats")])  # fmt: skip
    assert "does not concern you any more" in texts(heard, 1)
    for who in (2, 3):
        assert "works at short notice" in texts(heard, who) and "fridge" in texts(heard, who)
    assert len([m for m in heard if m["chat"] in (1, 2, 3)]) == 3
    await play(linked, EDITOR, [("[Change something]", "What"), ("[✏️ Places]", "Which places")])
    heard = await play(linked, EDITOR, [("Jianshe Road 1-20, Willow Village", "Chats reached: 3."),
                                        ("[Send the change]", "Told: 3 chats")])  # fmt: skip
    assert "works at short notice" in texts(heard, 1)
    for who in (2, 3):
        assert "Now also concerned: Jianshe Road 1-20. " not in texts(heard, who)
        assert "Now also concerned: Jianshe Road 1-20." in texts(heard, who)
        assert "Not concerned any more: Jianshe Road 12-20." in texts(heard, who)
    await play(linked, EDITOR, [("[Change something]", "What"), ("[✏️ Places]", "Which places")])
    heard = await play(
        linked, EDITOR, [("Willow Village, Jianshe Road 1-20", "That changes nothing")]
    )
    assert all(shown(heard, who) == "\n" for who in (1, 2, 3))


async def test_a_cancelled_one_says_why(linked: Talk) -> None:
    await published(linked)
    heard = await play(linked, EDITOR, [("[Cancel the outage]", "Why does it not"), ("the crew is <ill>", ("Why not: the crew is &lt;ill&gt;", "It goes to 1 chat", "Everybody")),
                                        ("[Yes, cancel the outage]", "1 chat")])  # fmt: skip
    assert "Why not: the crew is &lt;ill&gt;" in texts(heard, 1)


async def test_the_advice_is_for_fridge_lift_devices_and_generators(linked: Talk) -> None:
    await play(linked, EDITOR, [(EAST, "Preview")])
    heard = texts(await do(linked, EDITOR, "[Publish]"), 1)
    for word in ("fridge", "lift", "medical device", "generator", "95598", "write to me"):
        assert word in heard


async def test_both_sides_of_a_street(linked: Talk) -> None:
    odd = EAST.replace("F1", "Jianshe Road 1-39 odd; ").replace("; ;", ";")
    await play(
        linked,
        EDITOR,
        [(odd, ("Jianshe Road 1-39 (odd numbers)", "Customers affected: 1. Chats reached: 1"))],
    )
    even = EAST.replace("F1", "建设路1-39双号")
    await play(
        linked,
        EDITOR,
        [(even, ("Jianshe Road 1-39 (even numbers)", "Customers affected: 1. Chats reached: 0"))],
    )
    whole = EAST.replace("F1", "建设路单号")
    await play(linked, EDITOR, [(whole, "Customers affected: 1. Chats reached: 1")])
    assert [a.parity for a in await rows(linked.db, OutageArea)] == ["odd", "even", "odd"]
    await play(
        linked,
        EDITOR,
        [(EAST.replace("F1", "Jianshe Road 4-4 odd"), "no such number on that side")],
    )


async def test_a_transformers_area(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        tx.add(Transformer(code="T7", name="七号变", name_en="Transformer 7", feeder_code="F2"))
        await tx.flush()
        (await tx.get_one(Account, "1000000002")).transformer_code = "T7"
    for name in ("T7", "transformer 7", "七号变"):
        await play(
            linked,
            EDITOR,
            [(EAST.replace("F1", name), ("Transformer 7", "七号变", "Chats reached: 1"))],
        )
    heard = await play(linked, EDITOR, [("[Publish]", "1 chat")])
    assert "Transformer 7" in texts(heard, 2) and shown(heard, 1) == "\n"


async def test_who_is_not_reached_and_why(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        (await tx.get_one(Account, "1000000002")).medical = True
    await play(linked, EDITOR, [(EAST.replace("F1", "F1, F2"), (
        "Customers affected: 3. Chats reached: 2.", "By tier: diamond 1, standard 2.", "told first: 1.",
        "nobody in chat is linked to the account: 1 customers", "!blocked us", "!no such messages", "!It is night",
    ))])  # fmt: skip
    async with linked.db.transaction() as tx:
        people = {
            p.telegram_id: await tx.get_one(Person, p.id) for p in await rows(linked.db, Person)
        }
        people[1].reachable, people[2].muted = False, ["planned"]
    await play(linked, EDITOR, [("/drafts", ""), ("[Show the draft]", (
        "Chats reached: 0.", "they blocked us: 1 people", "they want no such messages: 1 people"))])  # fmt: skip


async def test_at_night_the_preview_says_who_hears_it_only_in_the_morning(linked: Talk) -> None:
    async with linked.db.transaction() as tx:
        second = next(p for p in await rows(linked.db, Person) if p.telegram_id == 2)
        person = await tx.get_one(Person, second.id)
        person.quiet_from, person.quiet_until = "23:30", "06:00"
    linked.now = linked.now.replace(hour=15)  # 23:00 at the utility
    await play(linked, EDITOR, [(EAST.replace("F1", "F1, F2"), "It is night for 1 of them")])


async def test_clashes_are_shown_with_their_number(linked: Talk) -> None:
    await published(linked)
    clash = "Clashes with notice 1: East line, Wed 25 Nov at 08:00 to 17:00"
    for areas, hours, expected in (
        ("F1", "16:00-18:00", clash), ("Jianshe Road 11", "7:00-9:00", clash), ("F1", "17:00-18:00", f"!{clash}"),
        ("F2", "16:00-18:00", f"!{clash}"),
    ):  # fmt: skip
        said = f"/outage temporary; {areas}; 2026-11-25 {hours}; tree"
        await play(linked, EDITOR, [(said, ("Preview", expected)), ("[Discard]", "thrown away")])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("/outage planned; Jianshe Road 1-40, F2; tomorrow 8:00-17:00; line maintenance", "earlier?"),
        ("/outage 2026-12-25 22:00 - 2026-12-28 06:00; F1; planned; storm damage", "It lasts 2 days, until Mon 28 Dec at 06:00. Is that right?"),
        ("/outage 计划停电；建设路1号至40号；明天8:00至17:00", "Why? Choose"),
        ("/outage fault; Atlantis; now; storm", "I do not know: Atlantis"),
        ("/outage fault; Sunshine Gardens; now; storm", "could be:"),
        ("/outage fault; F1", "Why? Choose"), ("/outage F1; fault; tree", "From when on?"),
        ("/outage fault; F1; tree; now", "Until when?"), ("/outage nonsense", "What kind of outage"),
        ("/outage fault; F1; tree; tomorrow 8:00-7:00", "It begins only tomorrow, Tue 24 Nov at 08:00, though it is a fault"),
    ],
)  # fmt: skip
async def test_all_of_it_in_one_message(talk: Talk, said: str, asked: str) -> None:
    await play(talk, EDITOR, [(said, asked)])


async def test_nobody_else_hears_whose_bills_are_unpaid(linked: Talk) -> None:
    """Not who subscribed to the place, not who asks for it, not the neighbour in the same house."""
    await do(linked, 3, "subscribe_alerts> [Jianshe Road 11](location)")
    neighbour = await _neighbour_at_the_same_house(linked)
    said = "/outage arrears; 1000000001; tomorrow 8:00; unpaid bills since spring"
    await play(linked, EDITOR, [(said, "Until when"), ("[Skip]", "Chats reached: 1.")])
    heard = await play(linked, EDITOR, [("[Publish]", "1 chat")])
    assert "because of unpaid bills" in texts(heard, 1) and "1000000001" not in texts(heard, 1)
    assert "your own connection" in texts(heard, 1)
    assert {m["chat"] for m in heard if "unpaid" in m["text"]} == {1}
    asking = "ask_outage> is there an outage at [Jianshe Road 11](location)?"
    for who in (3, neighbour):
        asked = await do(linked, who, asking)
        assert "unpaid" not in texts(asked, who) and "no outage is known" in texts(asked, who)
    assert "unpaid bills" in texts(await do(linked, 1, asking), 1)
    listed = texts(await do(linked, EDITOR, "/outages"), EDITOR)
    assert "account 1000000001" in listed


async def _neighbour_at_the_same_house(linked: Talk) -> int:
    """Somebody in another flat of Jianshe Road 11, linked; who that is."""
    who = 4
    await do(linked, who, "greet> hello")
    async with linked.db.transaction() as tx:
        (first,) = await rows(linked.db, Account, number="1000000001")
        known = {c.name: getattr(first, c.name) for c in Account.__table__.columns}
        tx.add(Account(**known | {"number": "1000000009", "unit": "2-301", "phone": "19900000009"}))
        await tx.flush()
        (person,) = await rows(linked.db, Person, chat_id=who)
        tx.add(AccountLink(person_id=person.id, account_number="1000000009", linked_at=linked.now))
    return who


@pytest.mark.parametrize("areas", ["Jianshe Road 11", "F1", "1000000001, Jianshe Road 11"])
async def test_unpaid_bills_are_of_an_account_and_no_place(linked: Talk, areas: str) -> None:
    said = f"/outage arrears; {areas}; tomorrow 8:00; unpaid bills"
    refused = "Unpaid bills concern single accounts"
    await play(linked, EDITOR, [(said, refused), (areas, refused), ("1000000001", "Until when")])


async def test_a_notice_of_a_place_becomes_none_of_unpaid_bills(linked: Talk) -> None:
    said = "/outage safety; Jianshe Road 11; tomorrow 8:00; a damaged meter box"
    await play(linked, EDITOR, [
        (said, "Until when"), ("[Skip]", "Preview"), ("[✏️ Kind]", "What kind"),
        ("arrears", "Unpaid bills concern single accounts"), ("/drafts", "Disconnection for safety"),
    ])  # fmt: skip


async def test_an_unknown_account_is_said_to_be_unknown(linked: Talk) -> None:
    await play(
        linked, EDITOR, [("/outage safety; 1999999999; now; wiring", "I do not know: 1999999999")]
    )


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ("F1 F2", "East line, Hill line"), ("F1 and F2", "East line, Hill line"), ("F1、F2", "East line, Hill line"),
        ("F1和F2", "East line, Hill line"), ("lines F1 F2", "East line, Hill line"),
        ("Willow Village and F1", "Willow Village, East line"), ("F1 Willow Village", "East line, Willow Village"),
        ("建设路1-40与柳树村", "Jianshe Road 1-40, Willow Village"), ("F1 line", "East line"),
        ("East District Sunshine Gardens & F2", "Sunshine Gardens, Hill line"), ("Jianshe Road 11", "Jianshe Road 11\n"),
        ("F1 and Atlantis", "I do not know: Atlantis"), ("F1 F2 Atlantis", "I do not know: Atlantis"),
    ],
)  # fmt: skip
async def test_several_places_without_a_comma_are_all_taken_or_refused(
    talk: Talk, areas: str, told: str
) -> None:
    await play(talk, EDITOR, [(EAST.replace("F1", areas), told)])


@pytest.mark.parametrize(
    ("presses", "head"),
    [
        (["[Cancel the outage]", "[Skip]", "[Yes, cancel the outage]"], "will not take place"),
        (["[Change something]", "[It was never true]", "[Yes, take it back]"], "by mistake"),
    ],
)
async def test_what_does_not_take_place_tells_the_time_that_was_announced(
    linked: Talk, presses: list[str], head: str
) -> None:
    await published(linked)
    before_last: list[dict[str, Any]] = []
    for pressed in presses:
        heard = await do(linked, EDITOR, pressed)
        before_last = heard if pressed != presses[-1] else before_last
    assert head in texts(before_last, EDITOR) and "It goes to 1 chat" in texts(before_last, EDITOR)
    assert head in texts(heard, 1) and "When: Wed 25 Nov at 08:00 to 17:00" in texts(heard, 1)
    assert "over" not in texts(heard, 1) and "is over" not in texts(heard, EDITOR)


async def test_works_that_move_to_another_day_keep_their_length(linked: Talk) -> None:
    await play(linked, EDITOR, [
        (EAST, "Preview"), ("[✏️ Beginning]", "From when"),
        ("27 Nov 8:00", ("The end moves along with the beginning: it is Fri 27 Nov at 17:00 now", "!It lasts")),
        ("[✏️ Beginning]", "From when"), ("25 Nov 8:00", "Wed 25 Nov at 08:00 to 17:00"),
        ("[✏️ Beginning]", "From when"), ("25 Nov 9:00-12:00", "Wed 25 Nov at 09:00 to 12:00"),
        ("[✏️ End]", "Until when"), ("28 Nov 12:00", "It lasts 3 days, until Sat 28 Nov at 12:00. Is that right?"),
        ("yes", "⚠️ It lasts 3 days"), ("[Publish]", "Published"),
        ("[Change something]", "What"), ("[✏️ Beginning]", "From"),
        ("26 Nov 9:00", "It is moved: Thu 26 Nov at 09:00 to Sun 29 Nov at 12:00"),
        ("[Leave it]", "stays as it is"), ("/outages", "Wed 25 Nov at 09:00"),
    ])  # fmt: skip


async def test_an_old_preview_of_a_change_sends_nothing(linked: Talk) -> None:
    await published(linked)
    await play(linked, EDITOR, [("[New time]", "Until"), ("19:00", "[Send the change]")])
    data = await linked._button(EDITOR, "Send the change")
    await play(
        linked,
        EDITOR,
        [("[New time]", "Until"), ("20:00", "takes longer"), ("[Send the change]", "Told: 1 chat")],
    )
    from tests.actions.test_complaints import tap

    heard = await tap(linked, EDITOR, data)
    assert "has changed since" in texts(heard, EDITOR) and shown(heard, 1) == "\n"


async def test_lists_say_when_there_are_more_and_take_a_number(linked: Talk) -> None:
    for day in range(1, 13):
        said = EAST.replace("2026-11-25 08:00-17:00", f"2026-12-{day:02d} 08:00-09:00")
        await play(linked, EDITOR, [(said, "Preview")])
    await play(linked, EDITOR, [
        ("/drafts", ("Notice 10\n", "… and 2 more: 11, 12. Write /drafts with a number", "!Notice 11\n")),
        ("/drafts 11", ("<b>Preview</b> of draft 11", "!Notice 1\n")), ("[Publish]", "Published"),
        ("/outages 11", ("Notice 11\n", "[Change something]", "!more:")), ("/outages 99", "There is no notice 99"),
    ])  # fmt: skip


async def test_a_line_behind_the_command_finds_its_notices(linked: Talk) -> None:
    for number, line in enumerate(("F2", "F2", "F1")):
        await city.outage(linked.db, line, "planned", timedelta(hours=20 + number), None)
    await play(linked, EDITOR, [
        ("/outages F2", ("Notice 1\n", "Notice 2\n", "!Notice 3")), ("/outages east line", ("Notice 3\n", "!Notice 1")),
        ("/outages f1", ("Notice 3\n", "!Notice 1")), ("/outages #2", ("Notice 2\n", "!Notice 1")),
        ("/drafts F2", "There is no draft of line F2."), ("/outages F09", ("the number of a notice", "![Cancel")),
    ])  # fmt: skip


async def test_clashes_are_of_published_notices_that_are_off_at_the_same_time(linked: Talk) -> None:
    await published(linked)
    await play(linked, EDITOR, [
        ("/outage fault; F1; now; storm", ""), ("[Skip]", "!Clashes with"), ("[Discard]", ""),
        (EAST, "Clashes with notice 1"),
        (EAST.replace("08:00", "09:00"), ("Clashes with notice 1", "!Clashes with notice 3")),
    ])  # fmt: skip

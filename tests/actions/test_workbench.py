"""Lists by what burns, tickets by a few digits, steps by command, and finding."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.counter import looking, workbench
from actions.counter.looking import Wanted
from storage import finding
from storage.models import Deadline, Person, Ticket, TicketNumber
from tests import city
from tests.actions.scenes import do, play, rows, shown
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.talk import Talk, texts

SUPERVISOR, DISPATCHER, AGENT = city.SUPERVISOR, city.DISPATCHER, city.AGENT


async def add(
    talk: Talk, ordinal: int, due: timedelta | None = None, day: date = date(2026, 11, 23),
    **more: object,
) -> int:  # fmt: skip
    """A ticket of person 7 that is due so long from now; its id."""
    await do(talk, 7, "hello")
    (person,) = await rows(talk.db, Person, telegram_id=7)
    async with talk.db.transaction() as tx:
        values = {
            "kind": "repair", "queue": "repairs", "state": "new", "language": "en", "words": "dark",
            "zone": "urban", "tier": "standard", "created_at": talk.now, **more,
        }  # fmt: skip
        ticket = Ticket(number=f"WL-{day:%Y%m%d}-{ordinal:04d}", person_id=person.id, **values)
        tx.add(ticket)
        await tx.flush()
        if due is not None:
            tx.add(Deadline(ticket_id=ticket.id, name="arrival", due_at=talk.now + due))
        counted = await tx.get(TicketNumber, day) or TicketNumber(day=day, last=0)
        tx.add(counted)
        counted.last = max(counted.last, ordinal)
    return ticket.id


def order(answer: str, *ordinals: int) -> bool:
    """Whether these tickets stand in this order."""
    at = [answer.index(f"-{n:04d} ·") for n in ordinals]
    return at == sorted(at)


async def test_what_burns_comes_first_and_shows_its_time(talk: Talk) -> None:
    await add(talk, 1, timedelta(hours=30))
    await add(talk, 2, timedelta(hours=-2))
    await add(talk, 3, timedelta(minutes=20))
    await add(talk, 4)
    await add(talk, 5, timedelta(hours=40), tier="diamond")
    await add(talk, 6, timedelta(hours=50), kind="hazard")
    answer = texts(await do(talk, SUPERVISOR, "/queue repairs"), SUPERVISOR)
    assert order(answer, 6, 2, 3, 5, 1, 4)
    assert "❗ 2 hours late" in answer and "⏳ 20 minutes left" in answer


def test_urgency_by_hand() -> None:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def rank(hours: float | None, tier: str = "standard") -> tuple:
        ticket = Ticket(id=1, kind="repair", tier=tier, owner_id=None, created_at=now)
        due = None if hours is None else now + timedelta(hours=hours)
        return workbench.urgency(ticket, due, now, ["diamond", "silver"])

    late, soon, later = rank(-1), rank(0.5), rank(9)
    assert late < soon < rank(8, "diamond") < rank(8, "silver") < rank(8) < later < rank(None)
    assert rank(0) < rank(0.01)  # due now is late


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Wanted()),
        ("overdue", Wanted(overdue=True)),
        ("repairs Harbour Road", Wanted(queue="repairs", place="harbour road")),
        ("all repair taken in hand", Wanted(queue="all", kind="repair", state="taken")),
        ("bill doubt nobody", Wanted(kind="bill_doubt", unowned=True)),
        ("on_the_way late", Wanted(state="on_the_way", overdue=True)),
        ("waiting", Wanted(waiting=True)),
        ("超时 无人", Wanted(overdue=True, unowned=True)),
    ],
)
def test_filters_in_words(words: str, wanted: Wanted) -> None:
    assert looking.read(words) == wanted


async def test_filters_narrow_the_list(talk: Talk) -> None:
    await add(talk, 1, timedelta(hours=-1), place_id=1, place_text="建设路11号")
    await add(talk, 2, timedelta(hours=3), state="taken", owner_id=2, place_id=4)
    await add(talk, 3, kind="callback", queue="business", place_text="Old Mill")
    await add(talk, 4, waiting_for="customer", owner_id=1, state="taken")
    await play(talk, SUPERVISOR, [
        ("/queue", ("-0001 ·", "-0002 ·", "-0003 ·", "-0004 ·")),
        ("/queue overdue", ("-0001 ·", "!-0002 ·", "!-0003 ·")),
        ("/queue unowned", ("-0001 ·", "!-0002 ·", "-0003 ·")),
        ("/queue Jianshe Road", ("-0001 ·", "!-0002 ·", "!-0003 ·")),
        ("/queue business Jianshe Road", ("No open tickets here", "!-0001 ·")),
        ("/queue old mill", ("-0003 ·", "!-0001 ·")),
        ("/queue callback", ("-0003 ·", "!-0001 ·")),
        ("/queue taken", ("-0002 ·", "!-0001 ·", "· Di ·")),
        ("/my waiting", ("-0004 ·", "⏸ Waiting for the customer", "!-0002 ·")),
        ("/queue nowhere", "No open tickets here"),
    ])  # fmt: skip


async def test_filters_by_buttons_change_the_list_in_its_place(talk: Talk) -> None:
    await add(talk, 1, timedelta(hours=-1))
    await add(talk, 2, kind="callback", queue="business")
    first = await do(talk, SUPERVISOR, "/queue")
    answer = await talk.press(SUPERVISOR, "Overdue")
    assert answer[0]["payload"]["edits"] == first[0]["key"]
    assert "-0001 ·" in shown(answer, SUPERVISOR) and "-0002 ·" not in shown(answer, SUPERVISOR)
    await play(talk, SUPERVISOR, [
        ("[Show all]", ("-0001 ·", "-0002 ·")), ("[By kind]", ("[Repair]", "!Claim")),
        ("[Callback request]", ("-0002 ·", "!-0001 ·")), ("[Show all]", "-0001 ·"),
        ("[By state]", "[received, not yet taken]"), ("[received, not yet taken]", "-0001 ·"),
    ])  # fmt: skip
    answer = await talk.press(SUPERVISOR, "Show all")
    assert answer[0]["payload"]["edits"] == first[0]["key"]


async def test_pages_go_later_and_earlier(talk: Talk) -> None:
    for ordinal in range(1, 12):
        await add(talk, ordinal, timedelta(hours=ordinal + 1))
    await play(talk, SUPERVISOR, [
        ("/queue", ("open tickets: 11", "-0008 ·", "!-0009 ·", "[Later ›]", "![‹ Earlier]")),
        ("[Later ›]", ("-0009 ·", "-0011 ·", "!-0008 ·", "[‹ Earlier]", "![Later ›]")),
        ("[‹ Earlier]", ("-0001 ·", "!-0009 ·")),
        ("[20261123-0003]", "WL-20261123-0003"),
    ])  # fmt: skip


async def test_a_crowd_of_old_tickets_does_not_hide_what_burns(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_OPEN", 3)
    for ordinal in range(1, 6):
        await add(talk, ordinal, timedelta(hours=50))
    await add(talk, 9, timedelta(hours=-1))
    answer = texts(await do(talk, SUPERVISOR, "/queue repairs"), SUPERVISOR)
    assert order(answer, 9, 1) and "there are more" in answer


# One ticket by its number.


async def test_a_number_as_people_say_it(talk: Talk) -> None:
    await add(talk, 42, day=date(2026, 11, 21), words="the older one")
    await add(talk, 7, words="only one of that number")
    await play(talk, AGENT, [
        ("/ticket WL-20261121-0042", "the older one"), ("/ticket 20261121 42", "the older one"),
        ("/ticket wl 20261121-0042", "the older one"), ("/ticket 0042", "the older one"),
        ("/ticket 7", "only one of that number"), ("/ticket 8", "There is no ticket 8"),
        ("/ticket 20261399 1", "There is no ticket 20261399 1"),
        ("/ticket", "There is no ticket —"),
    ])  # fmt: skip
    await add(talk, 42, words="the newer one")
    await play(talk, AGENT, [
        ("/ticket 42", ("Which ticket do you mean?", "WL-20261123-0042 ·", "WL-20261121-0042 ·")),
    ])  # fmt: skip
    answer = await talk.press(AGENT, "WL-20261121-0042")
    assert "the older one" in texts(answer, AGENT)


async def test_which_one_of_a_command_does_what_the_command_does(talk: Talk) -> None:
    await add(talk, 42, day=date(2026, 11, 21))
    await add(talk, 42)
    await play(talk, DISPATCHER, [("/take 42", "Which ticket do you mean?")])
    answer = await talk.press(DISPATCHER, "WL-20261121-0042")
    assert "Di has taken your matter in hand" in texts(answer, 7)
    assert [t.state for t in await rows(talk.db, Ticket)] == ["taken", "new"]
    await play(talk, DISPATCHER, [("/note 42 a word about it", "Which ticket")])
    answer = await talk.press(DISPATCHER, "WL-20261121-0042")
    assert "Noted in WL-20261121-0042" in texts(answer, DISPATCHER)


# Steps by command.


async def test_every_step_can_be_typed(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    for command, told in (("/take 1", "has taken"), ("/contacted 1", "our contact"),
                          ("/on_the_way 1", "is on the way"), ("/arrived 1", "has arrived")):  # fmt: skip
        answer = await do(talk, DISPATCHER, command)
        assert told in texts(answer, 7) and texts(answer, DISPATCHER) != "", command
    await play(talk, DISPATCHER, [
        ("/take 1", "the crew is on site (Di)"), ("/resolve 1", "What was done?"),
        ("new fuse", "resolved"),
    ])  # fmt: skip
    await play(
        talk, AGENT, [("/arrived 1", "resolved (Di)"), ("/arrived 77", "There is no ticket 77")]
    )


async def test_a_typed_step_changes_the_card_in_the_group(talk: Talk) -> None:
    await play(talk, 7, REPAIR)
    answer = await do(talk, DISPATCHER, "/take 1")
    (card,) = [m for m in answer if m["chat"] == city.DESK]
    assert card["payload"]["edits"] == f"card:1:{city.DESK}" and "Di" in card["text"]


# Finding.


async def test_finding_by_all_that_people_know(talk: Talk) -> None:
    await add(talk, 1, account_number="1000000001", words="the lamp at the corner flickers")
    await add(talk, 2, contact="199 0000-7777", words="Meter hums LOUDLY at night")
    await add(talk, 3, place_id=4, place_text="柳树村8号", state="resolved", closed_at=talk.now)
    await play(talk, AGENT, [
        ("/find", "What shall I look for?"),
        ("/find 1", ("[WL-20261123-0001", "!0002")),
        ("/find WL-20261123-0002", ("[WL-20261123-0002", "!0001")),
        ("/find 1000000001", ("0001", "!0002")),
        ("/find 19900000001", ("0001", "!0002")),
        ("/find 199 0000 7777", ("0002", "!0001")),
        ("/find loudly meter", ("0002", "!0001")),
        ("/find Willow Village", ("0003", "!0001")),
        ("/find p7", ("0001", "0002", "0003")),
        ("/find 100%", "I find nothing"),
    ])  # fmt: skip


async def test_finding_says_where_it_ended(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST", 3)
    for ordinal in range(1, 6):
        await add(talk, ordinal, words="a needle")
    await play(talk, AGENT, [("/find needle", (
        "newest 3 tickets", "0005", "0003", "!0002", "!0001"))])  # fmt: skip


async def test_customers_find_nothing(talk: Talk) -> None:
    await play(talk, 7, COMPLAINT)
    for command in ("/find p7", "/take 1", "/note 1 x", "/talk 1", "/end", "/t"):
        answer = await do(talk, 7, command)
        assert shown(answer, 7) == shown(await do(talk, 7, "/nonsense"), 7)

"""The indices against a table worked out by hand, the history of a line, and its early warnings.

Customers of the city: on F1 account 1 (11 Jianshe Road, East District); on F2 accounts 2 (8 Willow
Village, North Township) and 3 (12 Jianshe Road, East District). So 3 are served in all.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions.supply import early_warning, reliability
from actions.supply.reliability import Figures, Indices
from actions.work import Work
from scheduler import jobs
from storage.models import FeederWarning, Outage, OutageArea, Person, Ticket
from tests import city
from tests.actions.scenes import play, rows, shown, zh
from tests.talk import POLICY, ZONE, Talk

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """A moment at the utility: "11-20 08:00"."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


Area = dict[str, Any]
F1, F2 = {"feeder_code": "F1"}, {"feeder_code": "F2"}


async def off(
    talk: Talk, begin: str, end: str | datetime | None, *areas: Area, kind: str = "fault",
    state: str = "", customers: int | None = None, until: datetime | None = None,
) -> int:  # fmt: skip
    """A notice that was true from then to then; its id."""
    ended = at(end) if isinstance(end, str) else end
    async with talk.db.transaction() as tx:
        count = len((await tx.execute(Outage.__table__.select())).all())
        row = Outage(
            source="test", external_id=str(count), kind=kind, reason="storm", starts_at=at(begin),
            ended_at=ended, until=until, version=1, customers=customers,
            state=state or ("restored" if ended else "in_progress"), published_at=at(begin),
        )  # fmt: skip
        tx.add(row)
        await tx.flush()
        for area in areas:
            tx.add(OutageArea(outage_id=row.id, **{"parity": "all", **area}))
    return row.id


async def figures(talk: Talk, by: str) -> dict[str, Figures]:
    """What the database gives."""
    async with talk.db.reading() as tx:
        work = Work(tx, talk.now, POLICY, ZONE)
        return (
            await reliability.by_month(work)
            if by == "month"
            else await reliability.by_group(work, by)
        )


async def all_together(talk: Talk) -> Figures:
    async with talk.db.reading() as tx:
        return await reliability.total(Work(tx, talk.now, POLICY, ZONE))


def facts(one: Indices) -> tuple[int, int, float, float]:
    """Outages, of these open, customers interrupted, customer-minutes."""
    return one.outages, one.still_open, one.interrupted, one.minutes


HOUSE_11 = {"place_id": 1, "low": 11, "high": 11}
JIANSHE, WILLOW = {"place_id": 1}, {"place_id": 4}
CASES = {
    "one feeder, 30 minutes": (("11-20 08:00", "11-20 08:30", F2), {}, (1, 0, 2, 60)),
    "exactly five minutes is momentary": (("11-20 08:00", "11-20 08:05", F1), {}, (0, 0, 0, 0)),
    "a second more is sustained":
        (("11-20 08:00", at("11-20 08:05") + SECOND, F1), {}, (1, 0, 1, 5 + 1 / 60)),
    "over midnight": (("11-19 23:30", "11-20 00:30", F1), {}, (1, 0, 1, 60)),
    "still open: among the interrupted only": (("11-23 09:00", None, F2), {}, (1, 1, 2, 0)),
    "open for exactly five minutes: not yet": (("11-23 09:55", None, F2), {}, (0, 0, 0, 0)),
    "not begun yet": (("11-23 11:00", None, F2), {"state": "published"}, (0, 0, 0, 0)),
    "cancelled": (("11-20 08:00", "11-20 09:00", F1), {"state": "cancelled"}, (0, 0, 0, 0)),
    "discarded": (("11-20 08:00", "11-20 09:00", F1), {"state": "discarded"}, (0, 0, 0, 0)),
    "a draft": (("11-20 08:00", None, F1), {"state": "draft"}, (0, 0, 0, 0)),
    "restored late: to the true end":
        (("11-20 08:00", "11-20 11:00", F1), {"until": at("11-20 10:00")}, (1, 0, 1, 180)),
    "overlapping areas count once":
        (("11-20 08:00", "11-20 09:00", JIANSHE, HOUSE_11), {}, (1, 0, 2, 120)),
    "a feeder and a place of it": (("11-20 08:00", "11-20 09:00", F1, HOUSE_11), {}, (1, 0, 1, 60)),
    "a feeder and a place beyond it": (("11-20 08:00", "11-20 09:00", F1, JIANSHE), {}, (1, 0, 2, 120)),
    "two feeders": (("11-20 08:00", "11-20 09:00", F1, F2), {}, (1, 0, 3, 180)),
    "one side of the street":
        (("11-20 08:00", "11-20 09:00", {**JIANSHE, "parity": "even"}), {}, (1, 0, 1, 60)),
    "nobody lives there": (("11-20 08:00", "11-20 09:00", {"place_id": 2}), {}, (0, 0, 0, 0)),
    "what the source says counts": (("11-20 08:00", "11-20 08:10", F1), {"customers": 50}, (1, 0, 50, 500)),
    "one customer's own affair":
        (("11-20 08:00", "11-20 09:00", {"account_number": "1000000001"}), {"kind": "arrears"}, (0, 0, 0, 0)),
    "off for safety, a house for all to know": (("11-20 08:00", "11-20 09:00", HOUSE_11), {"kind": "safety"}, (1, 0, 1, 60)),
    "over thirteen months ago": (("11-20 08:00", "11-20 09:00", F1), {"years": 2}, (0, 0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_one_outage_worked_out_by_hand(talk: Talk, name: str) -> None:
    (begin, end, *areas), more, expected = CASES[name]
    more = dict(more)
    talk.now += timedelta(days=365 * more.pop("years", 0))
    await off(talk, begin, end, *areas, **more)
    found = await all_together(talk)
    assert facts(found.unplanned) == pytest.approx(expected)
    assert facts(found.planned) == (0, 0, 0, 0)


async def test_the_indices_of_a_month_worked_out_by_hand(talk: Talk) -> None:
    await off(talk, "10-10 08:00", "10-10 09:00", F2)  # 2 customers, 60 minutes: 120
    await off(talk, "10-31 23:00", "11-01 01:00", F1)  # 1 customer, 120 minutes, all in October
    await off(talk, "11-02 08:00", "11-02 08:30", F1, kind="planned")  # 30, planned
    await off(talk, "11-23 09:00", None, F2)  # 2 interrupted
    found = await figures(talk, "month")
    assert len(found) == 12
    october, november = found["2026-10"], found["2026-11"]
    assert (october.unplanned.saidi, october.unplanned.saifi) == (pytest.approx(80), 1)
    assert october.unplanned.caidi == pytest.approx(80)
    assert (november.unplanned.saidi, november.unplanned.saifi) == (0, pytest.approx(2 / 3))
    assert november.unplanned.caidi == 0
    assert (november.planned.saidi, november.planned.saifi) == (
        pytest.approx(10),
        pytest.approx(1 / 3),
    )
    assert facts(found["2026-09"].unplanned) == (0, 0, 0, 0)
    assert found["2026-09"].unplanned.caidi is None


async def test_by_feeder_each_counts_its_own_customers(talk: Talk) -> None:
    await off(talk, "11-20 08:00", "11-20 09:00", F1, JIANSHE)  # accounts 1 (F1) and 3 (F2)
    await off(talk, "11-21 08:00", "11-21 09:00", F2)
    found = await figures(talk, "feeder")
    assert list(found) == ["F2", "F1"]  # 90 minutes for each customer against 60: the worst first
    assert facts(found["F1"].unplanned) == (1, 0, 1, 60)
    assert facts(found["F2"].unplanned) == (2, 0, 3, 180)
    assert (found["F2"].unplanned.saidi, found["F2"].unplanned.saifi) == (90, 1.5)


async def test_by_district_the_figure_of_a_source_is_divided_as_the_accounts_are(
    talk: Talk,
) -> None:
    await off(talk, "11-20 08:00", "11-20 09:00", F2, customers=10)  # one account in each of two
    found = await figures(talk, "district")
    assert facts(found["城东区"].unplanned) == (1, 0, 5, 300)
    assert facts(found["北乡"].unplanned) == (1, 0, 5, 300)
    assert (found["城东区"].unplanned.served, found["北乡"].unplanned.served) == (2, 1)


async def test_where_no_account_is_known_saidi_is_not_made_up(talk: Talk) -> None:
    await off(talk, "11-20 08:00", "11-20 09:00", {"place_id": 3}, customers=40)
    found = await figures(talk, "district")
    assert facts(found["城西区"].unplanned) == (1, 0, 40, 2400)
    assert (found["城西区"].unplanned.saidi, found["城西区"].unplanned.caidi) == (None, 60)


# /reliability


async def test_staff_get_figures_and_a_picture(talk: Talk) -> None:
    await off(talk, "10-10 08:00", "10-10 09:00", F2)
    answer = await play(talk, city.DISPATCHER, [
        ("/reliability", ("Reliability by month", "Customers: 3", "Unplanned: 1 outages (0 not over yet). "
         "SAIDI 40.0 min, SAIFI 0.667, CAIDI 60 min", "2026-10", "unplanned 40.0 / 0.667 / 60", "SAIFI only")),
        ("/reliability district", ("Reliability by district", "North Township", "East District")),
        ("/reliability feeder", ("Hill line", "60.0 / 1.000 / 60")),
    ])  # fmt: skip
    picture = answer[-1]["payload"]["picture"]
    assert picture["chart"]["labels"] == ["Hill line", "East line"]
    assert picture["chart"]["bars"][0] == ["Unplanned", [60.0, 0]]
    await play(talk, city.DISPATCHER, [("/reliability weather", "/reliability month")])


async def test_nothing_to_draw_draws_nothing(talk: Talk) -> None:
    answer = await play(talk, city.SUPERVISOR, [("/reliability", "Unplanned: 0 outages")])
    assert not [m for m in answer if "picture" in m["payload"]]


async def test_customers_learn_nothing_from_staff_commands(linked: Talk) -> None:
    await off(linked, "11-20 08:00", "11-20 09:00", F1)
    await play(linked, 1, [("/reliability", "!SAIDI"), ("/feeder F1", "!customers")])


# The history of a line


async def test_the_history_of_a_line_for_staff(talk: Talk) -> None:
    await off(talk, "10-10 08:00", "10-10 09:00", F1)
    await off(talk, "10-11 08:00", "10-11 11:30", F1, kind="planned")
    await off(talk, "10-12 08:00", "10-12 08:04", F1)
    await off(talk, "11-23 09:00", None, F1)
    await play(talk, city.AGENT, [
        ("/feeder F1", ("East line", "(F1), 1 customers", "5 minutes: 3, of these planned: 1",
                        "In all 4 h 30 min, on average 2 h 15 min", "Not over yet, and not in these times: 1",
                        "Fault, not over yet", "Sun 11 Oct at 08:00: Planned outage, 3 h 30 min", "!08:04")),
        ("/feeder 城东线", "East line"), ("/feeder", "like this: /feeder F07"),
        ("/feeder F99", "like this"), ("/feeder F2", "No outage longer than 5 minutes"),
    ])  # fmt: skip


async def test_a_customer_asks_how_often(linked: Talk) -> None:
    await off(linked, "10-10 08:00", "10-10 09:00", F1)
    await off(linked, "10-11 08:00", "10-11 09:00", F2)
    await play(linked, 1, [
        ("ask_outage> how often was my line off [this year](time)?",
         ("11 Jianshe Road", "1 Jan 2026 to today", "5 minutes: 1, of these planned: 0", "In all 1 h 0 min", "!11 Oct")),
        ("ask_outage> [今年](time)停了几次电", "超过5分钟的停电：1次"),
        ("ask_outage> 今年停咗幾次電", "超過5分鐘的停電：1次"),
        ("ask_outage> 现在有停电吗", "没有查到"),
    ])  # fmt: skip
    await play(linked, 7, [
        ("ask_outage> how many outages were there this year?", "For which place?"),
        ("inform> Jianshe Road 12", "Sun 11 Oct"),
    ])  # fmt: skip


# Early warning


async def look(talk: Talk, **later: float) -> list[dict[str, Any]]:
    """Time goes by and the lines are looked at; what is new."""
    talk.now += timedelta(**later)
    await jobs.tick(early_warning.run_due, talk.db, POLICY, ZONE, lambda: talk.now)
    return await talk.new()


async def test_the_second_warns_once_and_the_third_opens_one_plan(talk: Talk) -> None:
    await off(talk, "09-10 08:00", "09-10 09:00", F1)
    await off(talk, "09-12 08:00", "09-12 08:05", F1)  # momentary
    assert await look(talk) == []
    await off(talk, "09-20 08:00", "09-20 09:00", F1, kind="planned")
    said = shown(await look(talk), city.DESK)
    assert "城东线" in said
    assert "/feeder F1" in said
    assert await look(talk) == []
    third = await off(talk, "10-20 08:00", "10-20 09:00", F1)
    said = shown(await look(talk), city.DESK)
    (ticket,) = await rows(talk.db, Ticket)
    assert ticket.number in said
    assert (ticket.kind, ticket.queue, ticket.feeder_code) == ("plan", "repairs", "F1")
    assert len(ticket.facts["off"]) == 3
    await off(talk, "10-22 08:00", "10-22 09:00", F1)
    assert await look(talk) == []
    warnings = await rows(talk.db, FeederWarning)
    assert [(w.feeder_code, w.level, w.ticket_id) for w in warnings] == [
        ("F1", "early", None), ("F1", "plan", ticket.id),
    ]  # fmt: skip
    assert warnings[1].outage_id == third
    await play(talk, city.AGENT, [("/feeder F1", ("Warned of", ticket.number))])


async def test_a_year_later_it_is_said_anew_and_no_warning_follows_a_plan(talk: Talk) -> None:
    for day in ("05-01", "05-02", "05-03"):
        await off(talk, f"{day} 08:00", f"{day} 09:00", F2)
    await off(talk, "11-01 08:00", "11-01 09:00", F2)
    assert await look(talk)
    assert [w.level for w in await rows(talk.db, FeederWarning)] == ["plan"]
    async with talk.db.transaction() as tx:
        for day in ("08-01", "08-02"):
            begun = at(f"{day} 08:00") + timedelta(days=365)
            row = Outage(source="t", external_id=day, kind="fault", state="restored", reason="x",
                         starts_at=begun, ended_at=begun + timedelta(hours=1), version=1)  # fmt: skip
            tx.add(row)
            await tx.flush()
            tx.add(OutageArea(outage_id=row.id, feeder_code="F2", parity="all"))
    assert await look(talk, days=360) == []  # two within a year, but its plan is younger than that
    await look(talk, days=8)
    assert [w.level for w in await rows(talk.db, FeederWarning)] == ["plan", "early"]


async def test_the_plan_is_worked_and_nobody_outside_hears_of_it(linked: Talk) -> None:
    for day in ("10-01", "10-02", "10-03"):
        await off(linked, f"{day} 08:00", f"{day} 09:00", F1)
    heard = await look(linked)
    assert {m["chat"] for m in heard} <= {city.DESK, city.SUPERVISOR, city.DISPATCHER}
    await linked.press(city.DISPATCHER, zh("Take"), city.DESK)
    number = (await rows(linked.db, Ticket))[0].number
    answer = await play(linked, city.DISPATCHER, [
        (f"/ticket {number}", ("Plan for a line", "was off 3 times", "Thu 1 Oct at 08:00, 60 minutes", "[Plan carried out]")),
        (f"/reply {number}", "cannot be reached in chat"),
        ("[Plan carried out]", "What was planned and done?"),
        ("replaced 40 insulators", "What was the cause?"), ("old insulators", "informed"),
        ("the village head", "measures"), ("insulators replaced", "lesson"), ("look every year", "resolved"),
    ])  # fmt: skip
    assert {m["chat"] for m in answer} <= {city.DESK, city.SUPERVISOR, city.DISPATCHER}
    (ticket,) = await rows(linked.db, Ticket)
    assert ticket.closed_at is not None
    (ours,) = await rows(linked.db, Person, telegram_id=0)
    assert ours.chat_id is None
    await linked.tick(days=40)
    assert not await linked.outbox(0)


@pytest.mark.parametrize(("said", "answered"), [
    ("complaint_interruption> How many times was the power off at [Jianshe Road 11](location) [this year](time)?", "1 Jan 2026 to today"),
    ("ask_bill:0.4> how many outages did [Jianshe Road 11](location) have last year?", "2025"),
    ("report_fault> how reliable is the [East line](feeder)", "East line"),
    ("complaint_interruption> 上周[建设路11号](location)停了几次电", "Mon 16 Nov to"),
    ("out_of_scope> [建设路11号](location)多久停一次电", "11 Jianshe Road"),
    ("complaint> [建設路11號](location)最近一個月停咗幾多次電", "Fri 23 Oct to today"),
])  # fmt: skip
async def test_how_often_is_told_whatever_the_model_takes_it_for(
    talk: Talk, said: str, answered: str
) -> None:
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""), (said, (answered, "No outage longer than 5 minutes", "!sorry that")),
        ("complaint_interruption> and how often was it off last week?", ("11 Jianshe Road" if "East" not in said else "East line", "Mon 16 Nov")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", [
    "complaint_interruption> how many times do I have to report this power cut?",
    "complaint_interruption> 都停了好几次电了",
])  # fmt: skip
async def test_a_reproach_is_no_question(talk: Talk, said: str) -> None:
    await play(talk, 7, [(said, "!longer than 5 minutes")])

"""What other systems send: each record's fate, what customers hear of it, and a silent source."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.feeds import files
from actions.feeds.applying import Fate
from actions.feeds.taking import AT_ONCE, Delivery, Outcome, Taker
from actions.policy.supply import FeedRule
from storage.models import Feed, Outage, OutageAlert, OutageArea, OutageVersion, Outbox
from tests.actions.scenes import rows
from tests.city import DESK, NOW
from tests.talk import POLICY, ZONE, Talk, texts

HOUR = timedelta(hours=1)


def at(hours: float) -> str:
    """So many hours from now, as a source writes it."""
    return (NOW + hours * HOUR).isoformat()


def record(sequence: int = 1, name: str = "A", **more: Any) -> dict[str, Any]:
    """An open fault on F1 since an hour."""
    return {"id": name, "sequence": sequence, "start": at(-1), "areas": [{"feeder": "F1"}], **more}


async def deliver(talk: Talk, *records: Any, **more: Any) -> Outcome:
    """What becomes of records of the source oms, now."""
    taker = Taker(talk.db, talk.worker.policy, ZONE, lambda: talk.now)
    return await taker.take(Delivery("oms", records, **more))


async def send(talk: Talk, *records: Any) -> list[str]:
    """The fates in short."""
    return [short(fate) for fate in (await deliver(talk, *records)).fates]


def short(fate: Fate) -> str:
    """ "result: reason; reason"."""
    why = "; ".join([*fate.reasons, *fate.warnings])
    return f"{fate.result}: {why}" if why else fate.result


async def notice(talk: Talk, name: str = "A") -> Outage:
    """The notice of a record."""
    (found,) = await rows(talk.db, Outage, external_id=name)
    assert isinstance(found, Outage)
    return found


async def alerts(talk: Talk) -> list[str]:
    """The names of the alerts that person 1 got since the last look."""
    new = await talk.new()
    return [m["key"].split(":")[3] for m in new if m["chat"] == 1 and m["key"].startswith("outage")]


# In order, once.


LIFE: Sequence[tuple[dict[str, Any], str, list[str]]] = [
    (record(1), "new", ["fault"]),
    (record(1), "same", []),
    (record(2, etr=at(2)), "changed", ["changed"]),
    (record(3, etr=at(2.3)), "same", []),
    (record(4, etr=at(2.3), cause="TREE", customers=40), "changed", []),
    (record(5, etr=at(3)), "changed", ["changed"]),
    (record(4, etr=at(9)), "refused: sequence: 4 is stale; 5 is known", []),
    (record(6, etr=at(3), completion=at(0)), "ended", ["restored"]),
    (record(6, etr=at(3), completion=at(0)), "same", []),
    (record(5, etr=at(3)), "refused: sequence: 5 is stale; 6 is known", []),
    (record(7, completion=at(-0.5)), "changed", []),
]


async def test_an_outage_from_its_first_word_to_its_last(linked: Talk) -> None:
    await linked.new()
    for sent, fate, told in LIFE:
        assert await send(linked, sent) == [fate], sent
        assert await alerts(linked) == told, sent
    ended = await notice(linked)
    assert (ended.state, ended.sequence, ended.customers) == ("restored", 7, 40)
    assert ended.ended_at == NOW - HOUR / 2
    versions = await rows(linked.db, OutageVersion, outage_id=ended.id)
    assert [version.version for version in versions] == list(range(1, ended.version + 1))


async def test_two_batches_at_once_and_one_batch_with_all_agree(talk: Talk) -> None:
    outcome = await deliver(talk, *(sent for sent, _fate, _told in LIFE))
    assert [short(fate) for fate in outcome.fates] == [fate for _sent, fate, _told in LIFE]
    assert len(await rows(talk.db, Outage)) == 1


async def test_the_overdue_alert_follows_the_estimate_and_goes_with_the_outage(talk: Talk) -> None:
    await send(talk, record(1, etr=at(2)))
    (due,) = await rows(talk.db, OutageAlert, name="etr_overdue")
    assert due.due_at == NOW + 2 * HOUR
    await send(talk, record(2, etr=at(4)))
    (due,) = await rows(talk.db, OutageAlert, name="etr_overdue")
    assert due.due_at == NOW + 4 * HOUR
    await send(talk, record(3, completion=at(0)))
    assert await rows(talk.db, OutageAlert) == []


async def test_what_is_over_when_first_heard_of_is_kept_but_not_told(linked: Talk) -> None:
    await linked.new()
    assert await send(linked, record(completion=at(-0.5))) == ["new"]
    assert await alerts(linked) == []
    assert (await notice(linked)).state == "restored"


async def test_yesterdays_news_is_taken_but_not_told(linked: Talk) -> None:
    await linked.new()
    old = record(start=at(-40), at=at(-30))
    assert await send(linked, old, record(2, start=at(-40), at=at(-29), completion=at(-29))) == [
        "new", "ended",
    ]  # fmt: skip
    assert await alerts(linked) == []


async def test_an_outage_that_comes_back_is_a_new_one(linked: Talk) -> None:
    first = {"reported": at(-5), "start": at(-6)}
    again = {"reported": at(-1), "start": at(-6)}
    await send(linked, record(1, **first), record(2, **first, completion=at(-3)))
    await linked.new()
    assert await send(linked, record(3, **again)) == ["returned"]
    assert await alerts(linked) == ["fault"]
    assert await send(linked, record(4, **again, completion=at(0))) == ["ended"]
    assert await spans(linked) == {"A#2": (at(-5), at(-3)), "A": (at(-1), at(0))}


async def spans(talk: Talk) -> dict[str, tuple[str, str]]:
    """Of each interruption, when it was reported and when it was over."""
    found = await rows(talk.db, Outage)
    return {
        o.external_id: (o.published_at.isoformat(), o.ended_at.isoformat() if o.ended_at else "")
        for o in found
    }


@pytest.mark.parametrize("order", ["1234", "1324", "1423", "4321", "2413", "3142", "43211234"])
async def test_in_whatever_order_it_comes_the_end_is_the_same(talk: Talk, order: str) -> None:
    first, again = {"reported": at(-5), "start": at(-6)}, {"reported": at(-1), "start": at(-2)}
    sent = {
        "1": record(1, **first), "2": record(2, **first, completion=at(-3)),
        "3": record(3, **again), "4": record(4, **again, completion=at(0)),
    }  # fmt: skip
    for number in order:
        await send(talk, sent[number])
    assert await spans(talk) == {"A#2": (at(-5), at(-3)), "A": (at(-1), at(0))}


async def test_what_staff_ended_stays_ended(linked: Talk) -> None:
    await send(linked, record(1))
    async with linked.db.transaction() as tx:
        row = await tx.get_one(Outage, (await notice(linked)).id)
        row.state, row.ended_at = "restored", NOW
    await linked.new()
    linked.now += HOUR
    (fate,) = await send(linked, record(2, etr=at(5)))
    assert fate.startswith("same: it is over here")
    assert await alerts(linked) == []


DISCARDED = [
    (record(1, kind="planned", start=at(200), etr=at(204)), "cancelled"),
    (record(1), "discarded"),
]


@pytest.mark.parametrize(("first", "told"), DISCARDED)
async def test_what_is_discarded_is_taken_back(
    linked: Talk, first: dict[str, Any], told: str
) -> None:
    await send(linked, first)
    await linked.new()
    assert await send(linked, {"id": "A", "sequence": 2, "discarded": True}) == ["ended"]
    assert await alerts(linked) == [told]
    assert (await notice(linked)).state == told


async def test_a_discard_before_its_outage_keeps_it_away(linked: Talk) -> None:
    await linked.new()
    assert await send(linked, {"id": "A", "sequence": 2, "discarded": True}) == ["new"]
    assert await send(linked, record(1)) == ["refused: sequence: 1 is stale; 2 is known"]
    assert await alerts(linked) == []


async def test_other_areas_reach_those_newly_concerned(linked: Talk) -> None:
    await send(linked, record(1, areas=[{"feeder": "F2"}]))
    await linked.new()
    wider = [{"feeder": "F2"}, {"place": "P1", "low": 1, "high": 99, "parity": "odd"}]
    assert await send(linked, record(2, areas=wider)) == ["changed"]
    (told,) = [m for m in await linked.new() if m["chat"] == 1]
    assert "There is a fault" in told["text"]
    covered = await rows(linked.db, OutageArea)
    assert {(a.feeder_code, a.place_id, a.low, a.high, a.parity) for a in covered} == {
        ("F2", None, None, None, "all"), (None, 1, 1, 99, "odd"),
    }  # fmt: skip


async def test_customers_may_be_named_by_their_accounts(linked: Talk) -> None:
    await linked.new()
    named = record(areas=[], customers=["1000000001", "1000000003", "1000000009"])
    assert await send(linked, named) == ["new"]
    assert await alerts(linked) == ["fault"]
    assert (await notice(linked)).customers == 3
    assert {(a.place_id, a.low, a.high, a.parity) for a in await rows(linked.db, OutageArea)} == {
        (1, 11, 11, "odd"), (1, 12, 12, "even"),
    }  # fmt: skip


# What cannot be true, and what is odd.

REFUSED: Sequence[tuple[dict[str, Any], str]] = [
    (record(start=at(7.9)), "start: lies 7:54 h in the future, for a fault; local time sold as UTC?"),
    (record(start=at(30)), "start: lies 30:00 h in the future, for a fault"),
    (record(completion=at(8)), "completion: lies 8:00 h in the future; local time sold as UTC?"),
    (record(completion=at(-2)), "completion: is before start"),
    (record(etr=at(-1)), "etr: is not after start"),
    (record(at=at(2)), "at: lies 2:00 h in the future; local time"),
    (record(areas=[]), "areas: none is given that we know"),
    (record(areas=[{"feeder": "F9"}]), "areas: none is given that we know; areas: there is no feeder 'F9'"),
    (record(areas=[{"feeder": "F1", "place": "P1"}]), "areas.0: name one of feeder, transformer and place"),
    (record(kind="magic"), "kind: Input should be 'planned'"),
    ({"id": "A", "areas": [{"feeder": "F1"}]}, "start is missing"),
    (record(start="soon"), "start: Input should be a valid datetime"),
    (record(wrong=1), "wrong: Extra inputs are not permitted"),
    (record(name="A#2"), "id must not end in # and a number"),
    (record(name=""), "id: String should have at least 1 character"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "reason"), REFUSED)
async def test_what_cannot_be_true_is_refused_with_the_reason(
    talk: Talk, sent: dict[str, Any], reason: str
) -> None:
    (fate,) = await send(talk, sent)
    assert fate.startswith(f"refused: {reason}"), fate
    assert await rows(talk.db, Outage) == []


ODD: Sequence[tuple[dict[str, Any], str, float | None]] = [
    (record(start=at(-9), etr=at(-2)), "etr: was past by 2:00 h when it was given; not used", None),
    (record(etr=at(24 * 900)), "etr: lies 900 days ahead; not used", None),
    (record(start=at(-24 * 40), etr=at(2)), "start: the outage has lasted 40 days", 2),
    (record(start=at(-8)), "start: is 8:00 h before it was reported, as far as our zone is from UTC", None),
    (record(areas=[{"feeder": "F1"}, {"place": "P99"}]), "areas: there is no place 'P99'", None),
    (record(start="2026-11-23T09:00:00", etr="2026-11-23T12:00:00"), "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "warning", "until"), ODD)
async def test_what_is_odd_is_taken_with_a_warning_and_makes_no_promise(
    talk: Talk, sent: dict[str, Any], warning: str, until: float | None
) -> None:
    (fate,) = await send(talk, sent)
    assert fate.startswith(f"new: {warning}" if warning else "new"), fate
    assert (await notice(talk)).until == (NOW + until * HOUR if until else None)


async def test_an_estimate_that_has_run_out_is_no_change(talk: Talk) -> None:
    await send(talk, record(1, etr=at(1)))
    talk.now += 2 * HOUR
    assert await send(talk, record(2, etr=at(1), customers=9)) == ["changed"]
    assert (await notice(talk)).until == NOW + HOUR


async def test_the_same_number_with_another_content_is_noticed(talk: Talk) -> None:
    await send(talk, record(4))
    (fate,) = await send(talk, record(4, kind="planned"))
    assert fate.startswith("same: sequence: 4 was taken before with another content")
    assert await send(talk, record(None)) == ["refused: sequence: missing; 4 is known"]  # type: ignore[arg-type]


# Many together.


async def test_one_bad_record_stops_no_other(talk: Talk) -> None:
    sent: list[Any] = [record(name=f"N{n}") for n in range(2 * AT_ONCE + 5)]
    sent[7], sent[AT_ONCE + 3] = "nonsense", record(name="bad", start=at(99))
    outcome = await deliver(talk, *sent)
    assert [fate.index for fate in outcome.fates] == list(range(len(sent)))
    assert [f.index for f in outcome.fates if f.result == "refused"] == [7, AT_ONCE + 3]
    assert len(await rows(talk.db, Outage)) == len(sent) - 2


async def test_a_record_that_the_database_refuses_stops_no_other(talk: Talk) -> None:
    poison = record(name="bad", cause="\0" * 3, customers=2**31 - 1)
    outcome = await deliver(talk, record(name="good"), poison, record(name="fine"))
    results = {fate.id: fate.result for fate in outcome.fates}
    assert (results["good"], results["fine"]) == ("new", "new")
    stored = {o.external_id for o in await rows(talk.db, Outage)}
    assert stored == {name for name, result in results.items() if result == "new"}


async def test_a_dry_run_tells_all_and_changes_nothing(linked: Talk) -> None:
    await linked.new()
    outcome = await deliver(linked, record(), record(name="B", start=at(50)), dry_run=True)
    assert [fate.result for fate in outcome.fates] == ["new", "refused"]
    assert outcome.fates[0].notice is None
    assert (await rows(linked.db, Outage), await rows(linked.db, Feed)) == ([], [])
    assert await linked.new() == []


async def test_a_full_list_without_an_outage_asks_and_ends_nothing(talk: Talk) -> None:
    await send(talk, record(name="A"), record(name="B"), record(name="C", completion=at(0)))
    await talk.new()
    for _twice in range(2):
        outcome = await deliver(talk, record(name="A"), "nonsense", full=True)
        assert outcome.missing == [(await notice(talk, "B")).id]
    assert (await notice(talk, "B")).ended_at is None
    (asked,) = [m for m in await talk.new() if m["chat"] == DESK]
    assert "oms" in asked["text"]


async def test_a_full_list_of_a_round_length_may_be_cut(talk: Talk) -> None:
    outcome = await deliver(talk, *(record(name=f"N{n}") for n in range(500)), full=True)
    assert outcome.warnings == ["the list has exactly 500 records; was it cut off there?"]


# Silence.


def with_rule(talk: Talk, minutes: int = 15) -> None:
    """The source oms is to be heard every so often."""
    rule = {"oms": FeedRule(silent_after_minutes=minutes)}
    talk.worker.policy = POLICY.model_copy(update={"feeds": rule})


async def test_a_silent_source_is_missed_once_and_welcomed_back(talk: Talk) -> None:
    with_rule(talk)
    await send(talk)
    for minutes, said in ((14, 0), (2, 1), (30, 0)):
        heard = [m for m in await talk.tick(minutes=minutes) if m["key"].startswith("feed:")]
        assert len(heard) == said, minutes
    assert await send(talk) == []
    (back,) = await talk.new()
    assert (back["chat"], "46" in back["text"]) == (DESK, True)
    assert await talk.tick(minutes=16)


async def test_a_source_never_heard_is_missed_too(talk: Talk) -> None:
    with_rule(talk)
    assert not [m for m in await talk.tick() if m["key"].startswith("feed:")]
    assert [m for m in await talk.tick(minutes=16) if m["key"].startswith("feed:oms:silent")]


async def test_while_it_is_silent_nobody_hears_that_all_is_well(talk: Talk) -> None:
    with_rule(talk)
    await send(talk)
    for minutes, said, unsaid in (
        (10, "no outage is known", "minutes old"),
        (30, "40 minutes old", "no outage is known"),
    ):
        talk.now += timedelta(minutes=minutes)
        answer = texts(await talk.say(1, "any outage at [Jianshe Road 11](location)", "ask_outage"))
        assert said in answer
        assert unsaid not in answer


async def test_what_is_known_is_told_with_its_age(talk: Talk) -> None:
    with_rule(talk)
    await send(talk, record())
    talk.now += timedelta(minutes=40)
    answer = texts(await talk.say(1, "any outage at [Jianshe Road 11](location)", "ask_outage"))
    assert "40 minutes old" in answer
    assert "East line" in answer


# Files.


async def test_a_csv_file_says_the_same_as_json(talk: Talk, tmp_path: Path) -> None:
    lines = [
        "id,sequence,kind,start,etr,customers,areas",
        f"A,1,fault,{at(-1)},{at(3)},12,feeder F1|place P1 1-39 odd",
        f"B,x,fault,{at(-1)},,,feeder F1",
        f"C,1,fault,{at(-1)},,1000000001 1000000002,",
        f"D,1,fault,{at(-1)},,,F1",
    ]
    file = tmp_path / "outages.csv"
    file.write_text("\n".join(lines), "utf-8")
    outcome = await deliver(talk, *files.read(file))
    assert [fate.result for fate in outcome.fates] == ["new", "refused", "new", "refused"]
    areas = {(a.feeder_code, a.low, a.high, a.parity) for a in await rows(talk.db, OutageArea)}
    assert areas == {
        ("F1", None, None, "all"), (None, 1, 39, "odd"), (None, 11, 11, "odd"), (None, 8, 8, "even"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("o.csv", "id,colour\nA,red", "unknown column colour"),
        ("o.csv", "", "no header row"),
        ("o.json", "{", "not readable as JSON"),
        ("o.json", '{"outages": []}', "holds no list of records"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(files.BadFile, match=told):
        files.read(tmp_path / name)


async def test_nothing_is_queued_twice(linked: Talk) -> None:
    for sent, _fate, _told in LIFE * 2:
        await send(linked, sent)
    keys = [row.key for row in await rows(linked.db, Outbox)]
    assert len(keys) == len(set(keys))

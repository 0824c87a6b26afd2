"""Two people press the same button at once, in two processes' databases: one wins, the other is told.

The turns are real ones, through the worker, in two transactions that overlap: on PostgreSQL both
have begun before either goes on, on SQLite the one waits for the other's lock.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest

from actions import tables
from storage import Database, Session, inbox, people
from storage.models import Inbox, Staff, Ticket, TicketEvent
from tests import city
from tests.actions.race_scenes import BESIDES, SCENES, STAFF, Scene
from tests.actions.race_setups import DI, DORA, ID, MA, NAMES, SU, ticket
from tests.actions.scenes import do, play, rows
from tests.actions.test_complaints import tap
from tests.actions.test_tickets import COMPLAINT, REPAIR
from tests.ready import Ready
from tests.talk import Talk, texts

LATER = timedelta(seconds=30)


class Racing(Database):
    """A database whose transactions wait, once begun, until as many have begun as are awaited."""

    barrier: asyncio.Barrier | None = None

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """As it always is; SQLite lets only one begin, and so does not wait for others."""
        async with super().transaction() as tx:
            if self.barrier is not None and not self.is_sqlite:
                await tx.connection()
                await self.barrier.wait()
            yield tx


class Race(Talk):
    """A talk in which two people do something at the same moment."""

    def __init__(self, url: str) -> None:
        self.one, self.other = Racing(url), Racing(url)
        super().__init__(self.one, now=city.NOW + LATER)
        self.rival = Talk(self.other, now=self.now)
        self.holds = False
        self.heard: list[dict[str, Any]] = []

    async def new(self) -> list[dict[str, Any]]:
        """As it always is; and all is kept."""
        new = await super().new()
        self.heard += new
        return new

    async def handle_all(self) -> None:
        """Handles what waits, unless it is to be handled at once."""
        if not self.holds:
            await super().handle_all()

    async def at_once(self, *said: tuple[int, str]) -> None:
        """Each says, or presses where it is a button's id, in a transaction of its own."""
        self.holds = True
        for who, what in said:
            await (tap if what.endswith(":0") else do)(self, who, what)
        self.holds = False
        async with self.db.reading() as tx:
            first, second = await inbox.waiting(tx, self.now, [], 50)
        self.one.barrier = self.other.barrier = asyncio.Barrier(2)
        # Not `_handle`, which would forgive an exception and try again.
        await asyncio.gather(self.worker.handle(first), self.rival.worker.handle(second))
        self.one.barrier = self.other.barrier = None

    async def close(self) -> None:
        """Ends all connections."""
        await self.one.close()
        await self.other.close()


async def _fill(db: Database) -> None:
    await city.build(db)
    async with db.transaction() as tx:
        for member in STAFF:
            tx.add(Staff(telegram_id=member.telegram_id, name=member.name, role=member.role,
                         queue=member.queue))  # fmt: skip
    talk = Talk(db)
    for who in NAMES:
        await do(talk, who, "/shift off")
    await play(talk, 7, REPAIR)
    await play(talk, 8, COMPLAINT)


@pytest.fixture(scope="module")
def ready(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ready]:
    """The city in which all scenes play."""
    return Ready(request, tmp_path_factory.mktemp("races"), _fill)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, ready: Ready) -> Iterator[str]:
    """The address of a copy of it."""
    with ready.copy(request.param) as copied:
        yield copied


@pytest.fixture
async def race(url: str) -> AsyncIterator[Race]:
    """The copy, opened twice."""
    made = Race(url)
    made._updates = 2000
    yield made
    await made.close()


async def button(race: Race, what: str, carries: dict[str, Any], who: int) -> str:
    """Hangs a button in the private chat of a member of staff; its id."""
    async with race.db.transaction() as tx:
        await people.add_keyboard(tx, f"race{who}", who, [{"do": what, **carries}], race.now)
    return f"race{who}:0"


async def run(race: Race, scene: Scene, said: dict[int, str]) -> None:
    """Both do it at once, and whatever is asked then; and what must come of it has come."""
    await race.new()
    race.heard = []
    before = {event.id for event in await rows(race.db, TicketEvent)}
    await race.at_once(*said.items())
    for answer in scene.answers:
        await race.at_once(*((who, answer) for who in said))
    await race.new()
    heard = race.heard
    events = [e for e in await rows(race.db, TicketEvent) if e.id not in before]
    assert {(row.state, row.tries) for row in await rows(race.db, Inbox)} == {("done", 0)}
    _nothing_twice(heard, {ID[who] for who in said})
    if scene.each:
        for who in said:
            assert scene.won in texts(heard, who), (who, texts(heard))
        done = sorted(e.actor for e in events if scene.effect and e.what == scene.effect)
        assert done == (sorted(NAMES[who] for who in said) if scene.effect else [])
        assert scene.effect or events == []
        assert scene.makes is None or await scene.makes(race.db) == 0
        return
    winner = await _winner(race, scene, said, heard, events)
    (loser,) = (who for who in said if who != winner)
    told = scene.told.format(winner=NAMES[winner])
    assert told in texts(heard, loser), f"{NAMES[loser]} lacks {told!r}: {texts(heard)}"


async def _winner(
    race: Race, scene: Scene, said: dict[int, str], heard: list[Any], events: list[TicketEvent]
) -> int:
    """Who of the two had the effect; there is exactly one."""
    if scene.effect:
        actors = [e.actor for e in events if e.what == scene.effect]
        assert len(actors) == 1, [(e.actor, e.what, e.note) for e in events]
        return next(who for who in said if NAMES[who] == actors[0])
    assert scene.makes is not None
    assert await scene.makes(race.db) == 1
    if scene.won:
        winners = [who for who in said if scene.won in texts(heard, who)]
    else:
        winners = [who for who in said if scene.told not in texts(heard, who)]
    assert len(winners) == 1, texts(heard)
    return winners[0]


def _nothing_twice(heard: list[dict[str, Any]], members: set[int]) -> None:
    """Nobody gets the same message twice."""
    said = Counter((m["chat"], m["text"]) for m in heard if not m["toast"])
    assert [what for what, count in said.items() if count > 1] == []


# Every button.


def test_every_button_of_staff_has_its_scene() -> None:
    assert set(SCENES) == set(tables.STAFF_BUTTONS)
    assert {what for what, _scene in BESIDES.values()} <= set(SCENES)


@pytest.mark.parametrize("what", sorted(SCENES))
async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(
    race: Race, what: str
) -> None:
    scene = SCENES[what]
    carries = await scene.make(race.db)
    await run(race, scene, {who: await button(race, what, carries, who) for who in scene.who})


@pytest.mark.parametrize("name", sorted(BESIDES))
async def test_so_it_is_where_the_button_leads_to_something_else(race: Race, name: str) -> None:
    what, scene = BESIDES[name]
    carries = await scene.make(race.db)
    await run(race, scene, {who: await button(race, what, carries, who) for who in scene.who})


TYPED = {f"desk.{name}" for name in tables.TYPED} | {w for w, s in SCENES.items() if s.typed}


@pytest.mark.parametrize("what", sorted(TYPED - {"desk.subclass", "desk.talk"}))
async def test_so_it_is_for_two_who_type_the_command(race: Race, what: str) -> None:
    scene = SCENES[what]
    number = f"{(await scene.make(race.db))['ticket']:04}"
    typed = scene.typed or f"/{what.removeprefix('desk.')} {number}"
    await run(race, scene, dict.fromkeys(scene.who, typed))


# Who owns it.


async def test_of_two_who_take_it_exactly_one_owns_it(race: Race) -> None:
    carries = await ticket(state="new", owner_id=None)(race.db)
    await race.at_once(*[(who, await button(race, "desk.take", carries, who)) for who in (SU, DI)])
    (row,) = await rows(race.db, Ticket, id=1)
    (taken,) = await rows(race.db, TicketEvent, what="take")
    assert row.owner_id == next(ID[who] for who in (SU, DI) if NAMES[who] == taken.actor)
    assert row.state == "taken"


async def test_accepting_and_taking_back_at_once_leave_one_owner(race: Race) -> None:
    carries = await SCENES["desk.take_back"].make(race.db)
    accept = await button(race, "desk.accept", carries, DORA)
    back = await button(race, "desk.take_back", carries, DI)
    await race.at_once((DORA, accept), (DI, back))
    (row,) = await rows(race.db, Ticket, id=1)
    done = [e.what for e in await rows(race.db, TicketEvent, ticket_id=1)]
    accepted, taken_back = done.count("hand_over"), done.count("hand_over_taken_back")
    assert (accepted, taken_back) in ((1, 0), (0, 1))
    assert row.owner_id == (ID[DORA] if accepted else ID[DI])


async def test_two_reports_of_one_incident_are_taken_at_once_by_two(race: Race) -> None:
    await SCENES["desk.split"].make(race.db)
    said = [(who, await button(race, "desk.take", {"ticket": number}, who))
            for number, who in ((1, SU), (2, MA))]  # fmt: skip
    await race.at_once(*said)
    owners = {row.owner_id for row in await rows(race.db, Ticket)}
    assert len(owners) == 1 and None not in owners
    taken = await rows(race.db, TicketEvent, what="take")
    assert [e.ticket_id for e in taken].count(1) == [e.ticket_id for e in taken].count(2) == 1

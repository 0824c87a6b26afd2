"""Places in a message: the linked address, what stands beside an entity, and a changed import."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from actions import places
from actions.places import Spot
from actions.places.houses import house_number
from actions.places.writing import normal, number_of
from nlu.understanding import Entity, Understanding
from storage import Database
from storage.models import AccountLink, Person, Spelling
from tests import city


@pytest.fixture
async def built(db: Database) -> Database:
    """The small city and one person, linked to 建设路11号 in 城东区."""
    await city.build(db)
    async with db.transaction() as tx:
        tx.add(
            Person(
                id=1, telegram_id=7, chat_id=7, language="en", created_at=city.NOW, wrong_codes=0
            )
        )
        await tx.flush()
        _link(tx, "1000000001", "")
    return db


def _link(tx: Any, number: str, nickname: str) -> None:
    tx.add(AccountLink(person_id=1, account_number=number, nickname=nickname,
                       linked_at=city.NOW - timedelta(days=1)))  # fmt: skip


async def read(db: Database, text: str, *locations: str) -> list[Spot]:
    """What a message of person 1 names; the entities are said to be recognised in it."""
    entities = tuple(Entity("location", words, 0, 0) for words in locations)
    async with db.reading() as tx:
        turn: Any = SimpleNamespace(
            tx=tx, incoming=SimpleNamespace(text=text), person=await tx.get_one(Person, 1),
            understanding=Understanding(text, (("inform", 1.0),), entities, False, "model"),
        )  # fmt: skip
        return await places.from_turn(turn)


HOME = Spot(1, 11, supply="F1")


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("no light on my street", "my street"), ("我家停电了", "我家"), ("我家停电了", ""),
        ("我家那条街又停了", "我家那条街"), ("我們小區冇電", "我們小區"), ("power cut at home", "home"),
        ("is there an outage on our road?", ""),
    ],
)  # fmt: skip
async def test_my_street_is_the_linked_address(built: Database, text: str, location: str) -> None:
    assert await read(built, text, *([location] if location else [])) == [HOME]


@pytest.mark.parametrize(
    "text", ["邻居家没电", "my bill is too high", "你家客服电话多少", "别人家都有电"]
)
async def test_other_peoples_homes_are_not_ones_own(built: Database, text: str) -> None:
    assert await read(built, text) == []


async def test_of_several_linked_addresses_a_nickname_tells_which(built: Database) -> None:
    async with built.transaction() as tx:
        _link(tx, "1000000002", "shop")
    assert await read(built, "my shop is dark", "my shop") == [Spot(4, 8, supply="F2")]
    assert len(await read(built, "my street is dark", "my street")) == 2
    assert await read(built, "my street is dark") == []


async def test_what_stands_beside_an_entity_narrows_it(built: Database) -> None:
    assert await read(built, "建设路 12号没电", "建设路") == [Spot(1, 12)]
    assert await read(built, "城西区那个阳光花园", "城西区", "阳光花园") == [Spot(3)]
    assert len(await read(built, "阳光花园没电", "阳光花园")) == 2


async def test_changed_spellings_are_noticed_at_once(built: Database) -> None:
    assert await read(built, "柳树村") == [Spot(4)]
    assert await read(built, "老柳庄") == []
    async with built.transaction() as tx:
        tx.add(Spelling(folded="老柳庄", place_id=4))
    assert await read(built, "老柳庄") == [Spot(4)]
    async with built.transaction() as tx:
        newest = (
            await tx.execute(select(Spelling.id).where(Spelling.folded == "老柳庄"))
        ).scalar_one()
        await tx.execute(update(Spelling).where(Spelling.id == newest).values(folded="白杨屯"))
    assert await read(built, "白杨屯") == [Spot(4)]
    async with built.transaction() as tx:
        await tx.execute(delete(Spelling).where(Spelling.folded == "柳树村"))
    assert await read(built, "柳树村") == []


@pytest.mark.parametrize(
    "text", ["", " ", "路" * 4000, "1" * 4000, "a " * 2000, "one and " * 500, "\x00�🏠"]
)
async def test_hostile_texts_are_unknown(built: Database, text: str) -> None:
    assert await read(built, text) == []


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("12", 12), ("十二", 12), ("二十", 20), ("一百零六", 106), ("一〇六", 106), ("两百五十二", 252),
     ("廿一", 21), ("一百一十", 110)],
)  # fmt: skip
def test_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        ("", "12号3单元", 12), ("", " 14", 14), ("", "12:30", None), ("", "3个小时", None),
        ("", "8-2-301", 8), ("", " 3 hours", None), ("no. 14 ", "", 14), ("flat 4 ", "", None),
        ("flat 4, 12 ", "", 12), ("unit 3/14 ", "", 14), ("3/14 ", "", None), ("", ", block 3", 3),
        ("twenty-seven ", "", 27), ("this one, ", "", None), ("", "１２號", 12), ("", " 7pm", None),
    ],
)  # fmt: skip
def test_house_numbers(before: str, after: str, number: int | None) -> None:
    tail = "x" if before.endswith(" ") else ""
    assert house_number(normal(before + tail).removesuffix("x"), normal(after), True) == number


@pytest.mark.parametrize(("text", "unit", "house"), [
    ("城南大道20号3栋2单元1801", "3栋2单元1801", 20), ("书香苑19栋2单元403", "19栋2单元403", 19),
    ("碧水灣5座12樓A室", "5座12樓A室", 5), ("建设路11号302室", "302室", 11), ("港口路12号3单元502", "3单元502", 12),
    ("碧水湾十五栋", "十五栋", 15), ("South Avenue 20, flat 2B", "flat 2B", 20), ("12 College Road apt 301", "apt 301", 12),
    ("3 Peace Court, second floor, flat 2B", "second floor, flat 2B", 3), ("Bamboo Court block 5", "block 5", 5),
    ("建设路11号", "", 11), ("my flat is dark", "", None), ("楼上有电", "", None), ("3户没电", "", None), ("晚上8点", "", None),
])  # fmt: skip
def test_what_is_below_the_house_number(text: str, unit: str, house: int | None) -> None:
    assert places.unit_in(text) == unit
    of_building = {"书香苑19栋2单元403", "碧水灣5座12樓A室", "碧水湾十五栋", "Bamboo Court block 5"}
    assert places.says_house(unit, house) == (text in of_building)

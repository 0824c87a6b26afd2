"""The small city, and everybody in it ready to talk."""

from datetime import timedelta

import pytest

from storage import Database
from storage.models import AccountLink
from tests import city
from tests.talk import Talk


@pytest.fixture
async def talk(db: Database) -> Talk:
    """The city of `tests.city`, where nobody has said anything yet."""
    await city.build(db)
    return Talk(db)


@pytest.fixture
async def linked(talk: Talk) -> Talk:
    """As `talk`; person 1 is linked to the first account, 2 to the second, and both have written."""
    for who, number in ((1, "1000000001"), (2, "1000000002")):
        await talk.say(who, "hello", "greet")
        async with talk.db.transaction() as tx:
            tx.add(AccountLink(person_id=await person_id(talk, who), account_number=number,
                               nickname="", linked_at=city.NOW - timedelta(days=9)))  # fmt: skip
    return talk


async def person_id(talk: Talk, who: int) -> int:
    """The id of a person who has written."""
    from storage.models import Person
    from tests.actions.scenes import rows

    (person,) = await rows(talk.db, Person, telegram_id=who)
    return int(person.id)

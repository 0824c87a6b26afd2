"""Persons, their conversations, links, subscriptions and keyboards."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm.attributes import flag_modified

from storage.dialect import add_to, changed, insert_new
from storage.engine import Session
from storage.models import (
    Account,
    AccountLink,
    Conversation,
    Keyboard,
    Person,
    Place,
    Staff,
    Subscription,
    Tally,
)

Known = tuple[Person, Conversation, Staff | None]


async def meet(
    tx: Session, chat_id: int, telegram_id: int, first_name: str, language: str, now: datetime
) -> Known:
    """The person behind a Telegram id, their conversation in a chat, and their post with us.

    Person and conversation are made at the first message and are locked until the transaction
    ends: two turns of one person never mix.
    """
    known = await _find(tx, chat_id, telegram_id)
    if known is not None:
        return known
    person = {
        "telegram_id": telegram_id, "first_name": first_name, "language": language,
        "language_chosen": False, "reachable": True, "wrong_codes": 0, "created_at": now,
    }  # fmt: skip
    await insert_new(tx, Person, [person])
    person_id = (
        await tx.execute(select(Person.id).where(Person.telegram_id == telegram_id))
    ).scalar_one()
    row = {"chat_id": chat_id, "person_id": person_id, "memory": {}, "updated_at": now}
    await insert_new(tx, Conversation, [row])
    known = await _find(tx, chat_id, telegram_id)
    assert known is not None
    return known


async def _find(tx: Session, chat_id: int, telegram_id: int) -> Known | None:
    found = (
        select(Person, Conversation, Staff)
        .join(Conversation, Conversation.person_id == Person.id)
        .outerjoin(Staff, (Staff.telegram_id == Person.telegram_id) & Staff.active.is_(True))
        .where(Person.telegram_id == telegram_id, Conversation.chat_id == chat_id)
        # Rows that name the person may be added meanwhile, as when staff begin a talk with them.
        .with_for_update(of=[Person, Conversation], key_share=True)
    )
    row = (await tx.execute(found)).first()
    return None if row is None else (row[0], row[1], row[2])


async def get(tx: Session, person_id: int) -> Person:
    """The person with this id."""
    return await tx.get_one(Person, person_id)


async def language_of(tx: Session, telegram_id: int) -> str | None:
    """The language of a person who has written to us."""
    found = select(Person.language).where(Person.telegram_id == telegram_id)
    return (await tx.execute(found)).scalar_one_or_none()


def keep(conversation: Conversation, now: datetime) -> None:
    """Says that the conversation's JSON may have changed inside, which nobody else can see."""
    flag_modified(conversation, "form")
    flag_modified(conversation, "memory")
    conversation.updated_at = now


async def mark_unreachable(tx: Session, chat_id: int) -> None:
    """The person blocked us or is gone: alerts and surveys leave them out until they write."""
    await tx.execute(
        update(Person)
        .where(Person.chat_id == chat_id)
        .values(reachable=False)
        .execution_options(synchronize_session=False)
    )


async def linked_accounts(tx: Session, person_id: int) -> list[tuple[AccountLink, Account, Place]]:
    """The accounts a person may ask about, in the order they were linked."""
    found = (
        select(AccountLink, Account, Place)
        .join(Account, Account.number == AccountLink.account_number)
        .join(Place, Place.id == Account.place_id)
        .where(AccountLink.person_id == person_id)
        .order_by(AccountLink.linked_at, Account.number)
    )
    return [(link, account, place) for link, account, place in await tx.execute(found)]


async def link(tx: Session, person_id: int, number: str, now: datetime) -> bool:
    """Links an account; True if it was not linked before."""
    row = {"person_id": person_id, "account_number": number, "nickname": "", "linked_at": now}
    return await insert_new(tx, AccountLink, [row]) == 1


async def unlink(tx: Session, person_id: int, number: str) -> bool:
    """Takes a link back; True if there was one."""
    gone = delete(AccountLink).where(
        AccountLink.person_id == person_id, AccountLink.account_number == number
    )
    return changed(await tx.execute(gone)) == 1


async def account(tx: Session, number: str) -> Account | None:
    """An account by its number."""
    return await tx.get(Account, number)


async def accounts_with_phone(tx: Session, phone: str) -> list[Account]:
    """The accounts for which the utility has this phone on file."""
    return list((await tx.execute(select(Account).where(Account.phone == phone))).scalars())


async def subscriptions(tx: Session, person_id: int) -> list[tuple[Subscription, Place]]:
    """What a person subscribed to, oldest first."""
    found = (
        select(Subscription, Place)
        .join(Place, Place.id == Subscription.place_id)
        .where(Subscription.person_id == person_id)
        .order_by(Subscription.id)
    )
    return [(row, place) for row, place in await tx.execute(found)]


async def subscribe(
    tx: Session, person_id: int, place_id: int, house_number: int | None, now: datetime
) -> bool:
    """Subscribes a person to a place; False where that is so already."""
    for row, place in await subscriptions(tx, person_id):
        if place.id == place_id and row.house_number == house_number:
            return False
    tx.add(
        Subscription(
            person_id=person_id, place_id=place_id, house_number=house_number, created_at=now
        )
    )
    await tx.flush()
    return True


async def unsubscribe(tx: Session, person_id: int, subscription_ids: Iterable[int]) -> int:
    """Ends the person's own subscriptions among these; how many those were."""
    gone = delete(Subscription).where(
        Subscription.person_id == person_id, Subscription.id.in_(list(subscription_ids))
    )
    return changed(await tx.execute(gone))


async def add_keyboard(
    tx: Session, keyboard_id: str, chat_id: int | None, actions: list[Any], now: datetime
) -> None:
    """Remembers what the buttons under a message do."""
    row = {"id": keyboard_id, "chat_id": chat_id, "actions": actions, "created_at": now}
    await insert_new(tx, Keyboard, [row])


async def keyboard(tx: Session, keyboard_id: str) -> Keyboard | None:
    """The buttons under a message; null where they are unknown."""
    return await tx.get(Keyboard, keyboard_id)


async def count(tx: Session, day: date, name: str) -> None:
    """Adds one to the day's tally of `name`."""
    await add_to(tx, Tally, {"day": day, "name": name}, "count")


async def counted(tx: Session, name: str, since: date) -> int:
    """The tally of `name` from this day on."""
    found = select(func.sum(Tally.count)).where(Tally.name == name, Tally.day >= since)
    return int((await tx.execute(found)).scalar_one() or 0)

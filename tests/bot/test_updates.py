"""Telegram's updates as we read them; whatever comes, nothing breaks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot

from bot.receiver import storable, store
from bot.updates import chat_of, read
from storage import Database, inbox
from tests.city import NOW

BOT = Bot("1:x")
CHAT = {"id": 5, "type": "private"}
ANN = {"id": 5, "is_bot": False, "first_name": "Ann", "language_code": "zh-hant"}


def message(**content: Any) -> dict[str, Any]:
    return {
        "update_id": 1,
        "message": {"message_id": 9, "date": 1, "chat": CHAT, "from": ANN, **content},
    }


@pytest.mark.parametrize(
    ("content", "kind", "more"),
    [
        ({"text": "hello"}, "text", {"text": "hello", "language_code": "zh-hant"}),
        ({"text": "/ticket@our_bot 12"}, "command", {"command": "ticket", "text": "12"}),
        ({"text": "/"}, "text", {"text": "/"}),
        ({"text": "why" + "?!" * 2000 + "no power"}, "text", {"text": "why" + "?!" * 50 + "no power"}),
        ({"text": "at noon", "reply_to_message": {"message_id": 1, "date": 1, "chat": CHAT,
                                                 "text": "When?"}}, "text", {"quoted": "When?"}),
        ({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                      "is_animated": False, "is_video": False}}, "sticker", {}),
        ({"photo": [{"file_id": "small", "file_unique_id": "a", "width": 1, "height": 1},
                    {"file_id": "large", "file_unique_id": "b", "width": 9, "height": 9}],
          "caption": "look", "media_group_id": "g"}, "photo",
         {"file_id": "large", "text": "look", "album_id": "g"}),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "voice", {"file_id": "v"}),
        ({"location": {"latitude": 1.5, "longitude": 2.5}}, "location", {"latitude": 1.5}),
        ({"contact": {"phone_number": "123", "first_name": "A", "user_id": 5}}, "contact",
         {"phone": "123", "own_contact": True}),
        ({"contact": {"phone_number": "123", "first_name": "B", "user_id": 6}}, "contact",
         {"own_contact": False}),
        ({"contact": {"phone_number": "123", "first_name": "B"}}, "contact", {"own_contact": False}),
        ({"migrate_to_chat_id": -100}, "migrated", {"new_chat_id": -100}),
        ({"new_chat_title": "x"}, "other", {}),
    ],
)  # fmt: skip
def test_kinds_of_messages(content: dict[str, Any], kind: str, more: dict[str, Any]) -> None:
    incoming = read(message(**content), BOT)
    assert incoming is not None
    assert incoming.kind == kind
    assert {name: getattr(incoming, name) for name in more} == more


def test_edits_buttons_and_blocks() -> None:
    edited = message(text="new")
    edited["edited_message"] = edited.pop("message") | {"edit_date": 2}
    assert read(edited, BOT).kind == "edited"  # type: ignore[union-attr]
    tap = {"update_id": 2, "callback_query": {"id": "q", "from": ANN, "chat_instance": "i", "data": "k:1",
           "message": {"message_id": 3, "date": 1, "chat": CHAT}}}  # fmt: skip
    assert read(tap, BOT).data == "k:1"  # type: ignore[union-attr]
    member = {
        "user": {"id": 1, "is_bot": True, "first_name": "b"},
        "status": "kicked",
        "until_date": 0,
    }
    blocked = {"update_id": 3, "my_chat_member": {"chat": CHAT, "from": ANN, "date": 1,
               "old_chat_member": member | {"status": "member"}, "new_chat_member": member}}  # fmt: skip
    assert read(blocked, BOT).kind == "blocked"  # type: ignore[union-attr]
    assert [chat_of(u) for u in (edited, tap, blocked)] == [5, 5, 5]


def test_what_no_person_did_is_ignored() -> None:
    assert (
        read(
            {
                "update_id": 1,
                "poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": []},
            },
            BOT,
        )
        is None
    )
    assert read({"update_id": 1}, BOT) is None
    assert (
        read(
            message(text="x")
            | {"message": message(text="x")["message"] | {"from": ANN | {"is_bot": True}}},
            BOT,
        )
        is None
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["message", "chat", "from", "id", "data", "callback_query", "text", "x"]), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id", "z"]), JSON))
def test_any_json_has_a_chat_to_be_ordered_by(raw: dict[str, Any]) -> None:
    assert isinstance(chat_of(raw), int)


@settings(max_examples=100)
@given(
    st.recursive(
        st.text(st.characters(blacklist_categories=()), max_size=9),
        lambda i: st.lists(i, max_size=3),
    )
)
def test_what_is_stored_can_be_stored(value: Any) -> None:
    kept = str(storable(value))
    kept.encode("utf-8")
    assert "\0" not in kept


async def test_odd_letters_do_not_keep_a_batch_outside(db: Database) -> None:
    odd = [message(text="a\0b"), message(text="\ud83d half") | {"update_id": 2}]
    await store(db, odd, NOW)
    async with db.reading() as tx:
        assert [row.update_id for row in await inbox.waiting(tx, NOW, [], 5)] == [1]

"""What people do: write, send things, edit, tap, block. Each step queues the bot's update."""

from __future__ import annotations

import time
from typing import Any

from .botinfo import membership
from .errors import Json, bad_request
from .incoming import content_of
from .model import Callback, Chat, Stored
from .params import Params
from .sending import without_reply
from .texts import trimmed, with_links
from .world import World

PERSON_FIELDS = ("first_name", "last_name", "username", "language_code")
DEFAULT_PLACE = {"latitude": 52.3702, "longitude": 4.8952}


def add_person(world: World, wanted: Json) -> Json:
    """Create or replace a person and the private chat, which the person has yet to start."""
    person_id = int(wanted.get("id") or world.new_person_id())
    if person_id <= 0:
        raise bad_request("a person's id must be positive")
    names = {name: str(wanted[name]) for name in PERSON_FIELDS if wanted.get(name)}
    person: Json = {"id": person_id, "is_bot": False, "first_name": "Person", **names}
    world.people[person_id] = person
    shown: Json = {k: person[k] for k in ("first_name", "last_name", "username") if k in person}
    chat = _private_chat(world, person_id, {"id": person_id, **shown, "type": "private"})
    chat.started = chat.started or bool(wanted.get("started"))
    chat.phone = str(wanted.get("phone_number", chat.phone))
    world.change(chat)
    return person


def _private_chat(world: World, person_id: int, info: Json) -> Chat:
    chat = world.chats.get(person_id)
    if chat is None:
        chat = world.chats[person_id] = Chat(info, [person_id])
    chat.info.update(info)
    return chat


def add_group(world: World, wanted: Json) -> Json:
    """Create a group with the bot as member; ids are negative."""
    supergroup = wanted.get("type") == "supergroup"
    chat_id = int(wanted.get("id") or world.new_group_id(supergroup))
    if chat_id >= 0:
        raise bad_request("a group's id must be negative")
    members = [int(member) for member in wanted.get("members", [])]
    for member in members:
        person_of(world, member)
    kind = "supergroup" if supergroup else "group"
    info = {"id": chat_id, "title": str(wanted.get("title", "Group")), "type": kind}
    chat = world.chats[chat_id] = Chat(info, members)
    world.change(chat)
    return chat.view()


def person_of(world: World, person_id: int) -> Json:
    """Return a person; 400 for an unknown id."""
    person = world.people.get(person_id)
    if person is None:
        raise bad_request(f"there is no person {person_id}")
    return person


def chat_of(world: World, chat_id: int) -> Chat:
    """Return a chat; 400 for an unknown id."""
    chat = world.chats.get(chat_id)
    if chat is None:
        raise bad_request(f"there is no chat {chat_id}")
    return chat


def sender_of(world: World, chat: Chat, wanted: Any) -> Json:
    """Return who acts: ``wanted``, or by default the person of a private chat."""
    if wanted in (None, ""):
        if chat.is_group:
            raise bad_request('in a group "from" is needed')
        return person_of(world, chat.id)
    person = person_of(world, int(wanted))
    if person["id"] not in chat.members:
        raise bad_request(f"person {person['id']} is not in this chat")
    return person


def say(world: World, chat: Chat, params: Params) -> Json:
    """Post a person's message (or several, with "album") and queue the update."""
    if chat.blocked:
        raise bad_request("this person has blocked the bot; unblock first")
    sender = sender_of(world, chat, params.values.get("from"))
    parts = content_of(world, params)
    shared = _reply(chat, params)
    results = [_say_one(world, chat, sender, part | shared) for part in parts]
    return results[0] if len(results) == 1 else _album(results)


def _album(results: list[Json]) -> Json:
    return {**results[0], "messages": [result["message"] for result in results]}


def _say_one(world: World, chat: Chat, sender: Json, content: Json) -> Json:
    chat.started = True
    stored = world.post(chat, sender, content)
    world.stats.incoming += 1
    update = world.queue.push("message", stored.message)
    return _told(stored, update)


def _told(stored: Stored, update: Json | None) -> Json:
    return {
        "message_id": stored.message["message_id"],
        "message": stored.view(),
        "update_id": update["update_id"] if update else None,
    }


def _reply(chat: Chat, params: Params) -> Json:
    message_id = params.integer("reply_to_message_id")
    if message_id is None:
        return {}
    return {"reply_to_message": without_reply(message_of(chat, message_id).message)}


def message_of(chat: Chat, message_id: int) -> Stored:
    """Return a message; 400 for an unknown id."""
    stored = chat.get(message_id)
    if stored is None:
        raise bad_request(f"there is no message {message_id} in this chat")
    return stored


def edit(world: World, chat: Chat, message_id: int, params: Params) -> Json:
    """Replace the text (or caption) of a person's own message and queue edited_message."""
    stored = message_of(chat, message_id)
    if stored.from_bot:
        raise bad_request("only a person's own message can be edited")
    field = "text" if "text" in stored.message else "caption"
    text, entities = with_links(*trimmed(params.text("text"), []))
    names = {"text": "entities", "caption": "caption_entities"}
    kept = {k: v for k, v in stored.message.items() if k not in (field, names[field])}
    fresh: Json = {field: text, **({names[field]: entities} if entities else {})}
    stored.message = {**kept, **fresh, "edit_date": int(time.time())}
    world.change(chat, message_id)
    return _told(stored, world.queue.push("edited_message", stored.message))


def tap(world: World, chat: Chat, message_id: int, params: Params) -> Json | Callback:
    """Tap an inline button: a callback query for the bot, or the link a url button opens."""
    stored = message_of(chat, message_id)
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    button = find_button(rows, params.values.get("button"))
    if "callback_data" not in button:
        return {"button": button, "url": button.get("url"), "answered": False}
    sender = sender_of(world, chat, params.values.get("from"))
    callback = world.add_callback(chat.id, message_id, button["callback_data"])
    payload = {
        "id": callback.id,
        "from": sender,
        "message": stored.message,
        "chat_instance": str(chat.id * 7_919),
        "data": callback.data,
    }
    update = world.queue.push("callback_query", payload)
    callback.update_id = update["update_id"] if update else None
    return callback


def find_button(rows: list[list[Json]], wanted: Any) -> Json:
    """Find a button by [row, column], callback data or label; 400 when there is none."""
    if isinstance(wanted, list):
        row, column = wanted
        if row < len(rows) and column < len(rows[row]):
            return rows[row][column]
    buttons = [button for row in rows for button in row]
    for name in ("callback_data", "text"):
        for button in buttons:
            if button.get(name) == wanted:
                return button
    labels = [button["text"] for button in buttons]
    raise bad_request(f"there is no button {wanted!r}; there are {labels!r}")


def press(world: World, chat: Chat, params: Params) -> Json:
    """Press a button of the reply keyboard: sends its label, the contact or the location."""
    keyboard = chat.reply_keyboard or {}
    button = find_button(keyboard.get("keyboard", []), params.values.get("button"))
    sender = sender_of(world, chat, params.values.get("from"))
    values: Json = {"from": sender["id"], "text": button["text"]}
    if button.get("request_contact"):
        values = {"from": sender["id"], "contact": _own_contact(chat, sender, params)}
    if button.get("request_location"):
        place = params.parsed("location", "location") or DEFAULT_PLACE
        values = {"from": sender["id"], "location": place}
    if keyboard.get("one_time_keyboard"):
        chat.reply_keyboard = None
    return say(world, chat, Params(values))


def _own_contact(chat: Chat, sender: Json, params: Params) -> Json:
    phone = params.text("phone_number") or chat.phone or "+31600000000"
    return {"phone_number": phone, "first_name": sender["first_name"], "user_id": sender["id"]}


def set_blocked(world: World, chat: Chat, params: Params, blocked: bool) -> Json:
    """Block or unblock the bot; in a group remove or add it. Queues my_chat_member."""
    old, new = chat.bot_status, "kicked" if blocked else "member"
    actor = params.values.get("from") or (chat.members[0] if chat.members else None)
    sender = sender_of(world, chat, actor)
    chat.bot_status, chat.blocked = new, blocked and not chat.is_group
    world.change(chat)
    if old != new:
        world.queue.push("my_chat_member", _change(world, chat, sender, old, new))
    return chat.view()


def _change(world: World, chat: Chat, sender: Json, old: str, new: str) -> Json:
    bot = world.bot.user()
    return {
        "chat": chat.info,
        "from": sender,
        "date": int(time.time()),
        "old_chat_member": membership(old, bot),
        "new_chat_member": membership(new, bot),
    }


def migrate(world: World, chat: Chat, params: Params) -> Json:
    """Turn a group into a supergroup with a new id; both service messages are queued."""
    if not chat.is_group or chat.is_supergroup:
        raise bad_request("only a basic group can be migrated")
    actor = person_of(world, int(params.values.get("from") or chat.members[0]))
    fresh_id = params.integer("id") or world.new_group_id(supergroup=True)
    fresh = Chat({**chat.info, "id": fresh_id, "type": "supergroup"}, chat.members)
    world.chats[fresh_id] = fresh
    chat.migrated_to = fresh_id
    _say_one(world, chat, actor, {"migrate_to_chat_id": fresh_id})
    _say_one(world, fresh, actor, {"migrate_from_chat_id": chat.id})
    return fresh.view()

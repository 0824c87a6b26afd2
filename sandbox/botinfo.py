"""The bot's questions and settings: itself, chats, members, files, commands, the webhook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from .errors import Json, bad_request
from .files import MAX_DOWNLOAD
from .model import Chat
from .params import Params
from .targets import check_membership, target_chat
from .world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256  # characters of a command's description (Bot API, BotCommand)


def get_me(world: World, params: Params) -> Json:
    """Return the bot with the abilities Telegram lists in getMe."""
    return world.bot.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_file(world: World, params: Params) -> Json:
    """Return a File with the path to download it from."""
    if not params.has("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.by_id(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file.ids(), "file_path": file.path}


def get_chat(world: World, params: Params) -> Json:
    """Return a chat the bot knows."""
    chat = target_chat(world, params)
    check_membership(chat)
    return {**chat.info, "accent_color_id": 0, "max_reaction_count": 11}


def get_chat_member(world: World, params: Params) -> Json:
    """Return one member; people who are not in the chat have the status "left"."""
    chat = target_chat(world, params)
    user_id = params.integer("user_id")
    if user_id == world.bot.id:
        return membership(chat.bot_status, world.bot.user())
    person = world.people.get(user_id or 0)
    if person is None:
        raise bad_request("invalid user_id specified")
    return membership(_status(chat, person["id"]), person)


def get_administrators(world: World, params: Params) -> list[Json]:
    """Return the group's administrators: here only its creator, the first member."""
    chat = target_chat(world, params)
    if not chat.is_group:
        raise bad_request("there are no administrators in the private chat")
    owners = [world.people[person] for person in chat.members[:1]]
    return [membership("creator", user) for user in owners]


def get_member_count(world: World, params: Params) -> int:
    """Return the number of members, the bot included."""
    return len(target_chat(world, params).members) + 1


def membership(status: str, user: Json) -> Json:
    """Return a ChatMember with the fields its status demands."""
    extra: Json = {"creator": {"is_anonymous": False}, "kicked": {"until_date": 0}}
    return {"user": user, "status": status, **extra.get(status, {})}


def _status(chat: Chat, person_id: int) -> str:
    if person_id not in chat.members:
        return "left"
    return "creator" if chat.is_group and chat.members[0] == person_id else "member"


def set_commands(world: World, params: Params) -> bool:
    """Set the command menu of one scope and language."""
    commands = params.parsed("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.bot.commands[_scope_key(params)] = [_command(command) for command in commands]
    return True


def get_commands(world: World, params: Params) -> list[Json]:
    """Return the command menu of one scope and language, without falling back."""
    return world.bot.commands.get(_scope_key(params), [])


def delete_commands(world: World, params: Params) -> bool:
    """Remove the command menu of one scope and language."""
    world.bot.commands.pop(_scope_key(params), None)
    return True


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    text = str(command.get("description", ""))
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(text) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": text}


def _scope_key(params: Params) -> str:
    scope = params.parsed("scope", "BotCommandScope") or {"type": "default"}
    return scope_key(scope, params.text("language_code"))


def scope_key(scope: Json, language: str) -> str:
    """Return the key a command menu is stored under."""
    return json.dumps([scope, language], sort_keys=True)


def menu_for(world: World, chat: Chat) -> list[Json]:
    """Return the command menu a person sees, found in Telegram's order of precedence."""
    person = world.people.get(chat.id, {})
    for scope in _scopes(chat):
        for language in (person.get("language_code", "")[:2], ""):
            found = world.bot.commands.get(scope_key(scope, language))
            if found:
                return found
    return []


def _scopes(chat: Chat) -> list[Json]:
    kind = "all_group_chats" if chat.is_group else "all_private_chats"
    return [{"type": "chat", "chat_id": chat.id}, {"type": kind}, {"type": "default"}]


def set_text(world: World, params: Params) -> bool:
    """Store setMyName, setMyDescription and the like without showing them anywhere."""
    world.bot.texts.update(params.values)
    return True


INFO_METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getme": get_me,
    "getfile": get_file,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_administrators,
    "getchatmembercount": get_member_count,
    "setmycommands": set_commands,
    "getmycommands": get_commands,
    "deletemycommands": delete_commands,
    "setmyname": set_text,
    "setmydescription": set_text,
    "setmyshortdescription": set_text,
    "setchatmenubutton": set_text,
}

"""Which chat or message a bot's call is about, and may the bot write there."""

from __future__ import annotations

from .errors import ApiError, bad_request, forbidden
from .model import Chat, Stored
from .params import Params
from .world import World


def target_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """Return the chat a call names; 400 as Telegram when there is none."""
    if not params.has(name):
        raise bad_request(f"{name} is empty")
    chat_id = params.integer(name)
    chat = world.chats.get(chat_id) if chat_id is not None else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise _migrated(chat.migrated_to)
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """Return the chat to write to; 403 when the bot may not."""
    chat = target_chat(world, params)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    check_membership(chat)
    return chat


def check_membership(chat: Chat) -> None:
    """Refuse groups the bot was removed from."""
    kind = "supergroup" if chat.is_supergroup else "group"
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")


def target_message(chat: Chat, params: Params, what: str) -> Stored:
    """Return the message a call names; ``what`` is Telegram's wording, "message to edit"."""
    message_id = params.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    stored = chat.get(message_id)
    if stored is None:
        raise bad_request(f"{what} not found")
    return stored


def _migrated(chat_id: int) -> ApiError:
    text = "group chat was upgraded to a supergroup chat"
    return bad_request(text, migrate_to_chat_id=chat_id)

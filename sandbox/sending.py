"""The bot's send methods: check the target, build the content, mind the limits, post."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from .errors import Json, bad_request
from .markup import read_markup
from .media import DEFAULT_MIME, media_object, read_file
from .model import Chat, Stored
from .params import Params
from .targets import target_chat, target_message, writable_chat
from .texts import read_caption, read_text
from .world import World

Builder = Callable[[World, Params], Json]
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note", "record_audio", "upload_audio",
})  # fmt: skip
OPTION_FIELDS = ("link_preview_options",)
CAPTIONED = frozenset({"photo", "document", "voice", "video", "audio", "animation"})


def send(build: Builder, world: World, params: Params) -> Json:
    """Run one send method; returns the message as the Bot API answers it."""
    chat = writable_chat(world, params)
    content = resolve_mentions(world, build(world, params))
    content |= _reply(chat, params)
    inline, keyboard = read_markup(params)
    if inline:
        content["reply_markup"] = inline
    content |= _options(params)
    world.limits.take(chat.id, chat.is_group)
    return post_as_bot(world, chat, content, keyboard).message


def post_as_bot(world: World, chat: Chat, content: Json, keyboard: Json | None = None) -> Stored:
    """Post a message of the bot, count it, and put its reply keyboard up or down."""
    world.stats.accept(chat.id)
    if keyboard is not None:
        chat.reply_keyboard = keyboard if "keyboard" in keyboard else None
    return world.post(chat, world.bot.user(), content, keyboard)


def resolve_mentions(world: World, content: Json) -> Json:
    """Give tg://user?id= links their user; as in Telegram, unknown people lose the link."""
    for name in ("entities", "caption_entities"):
        if any("user_id" in entity for entity in content.get(name, ())):
            content[name] = [e for entity in content[name] if (e := _mention(world, entity))]
    return content


def _mention(world: World, entity: Json) -> Json | None:
    if "user_id" not in entity:
        return entity
    rest = {key: value for key, value in entity.items() if key != "user_id"}
    person = world.people.get(entity["user_id"])
    return {**rest, "user": person} if person else None


def _reply(chat: Chat, params: Params) -> Json:
    wanted = params.parsed("reply_parameters", "reply parameters") or {}
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    message_id = wanted.get("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return {}
    stored = chat.get(int(message_id))
    if stored is not None:
        return {"reply_to_message": without_reply(stored.message)}
    if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(message: Json) -> Json:
    """Return a message as it is quoted in a reply: without what it replied to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _options(params: Params) -> Json:
    options: Json = {}
    if params.flag("protect_content"):
        options["has_protected_content"] = True
    preview = params.parsed("link_preview_options", "link preview options")
    if isinstance(preview, dict):
        options["link_preview_options"] = preview
    return options


def _text(world: World, params: Params) -> Json:
    return read_text(params)


def _media(kind: str, world: World, params: Params) -> Json:
    file = read_file(world, params, kind)
    content = media_object(kind, file, _details(params))
    return content | (read_caption(params) if kind in CAPTIONED else {})


def _details(params: Params) -> Json:
    names = ("duration", "width", "height", "length")
    return {name: params.integer(name) for name in names if params.has(name)}


def _location(world: World, params: Params) -> Json:
    return {"location": _point(params)}


def _point(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    return {"latitude": latitude, "longitude": longitude}


def _venue(world: World, params: Params) -> Json:
    point = _point(params)
    for name in ("title", "address"):
        if not params.has(name):
            raise bad_request(f"{name} is empty" if name == "title" else "address is empty")
    venue = {"location": point, "title": params.text("title"), "address": params.text("address")}
    return {"location": point, "venue": venue}


def _contact(world: World, params: Params) -> Json:
    if not params.has("phone_number"):
        raise bad_request("phone number is empty")
    if not params.has("first_name"):
        raise bad_request("first name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: params.text(name) for name in names if params.has(name)}}


def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album of 2 to 10 photos, documents or videos."""
    chat = writable_chat(world, params)
    items = params.parsed("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(items) <= 10:
        raise bad_request("group send failed: an album has 2 to 10 items")
    contents = [_album_item(world, params, item) for item in items]
    world.limits.take(chat.id, chat.is_group, len(contents))
    shared = {"media_group_id": str(secrets.randbits(60)), **_reply(chat, params)}
    return [post_as_bot(world, chat, content | shared).message for content in contents]


def _album_item(world: World, params: Params, item: Any) -> Json:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document", "video", "audio"):
        raise bad_request(
            "can't parse InputMedia: type must be one of photo, video, document, audio"
        )
    inner = Params({**item, kind: item.get("media")}, params.files)
    return _media(kind, world, inner)


def send_chat_action(world: World, params: Params) -> bool:
    """Show "typing" and the like for five seconds."""
    chat = writable_chat(world, params)
    action = params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.set_action(action)
    return True


def copy_message(world: World, params: Params) -> Json:
    """Copy a message without its origin; returns a MessageId."""
    content = _copied(world, params)
    if "caption" in content and params.has("caption"):
        content |= read_caption(params)
    message = send(lambda _world, _params: content, world, params)
    return {"message_id": message["message_id"]}


def forward_message(world: World, params: Params) -> Json:
    """Forward a message with its origin."""
    source = target_chat(world, params, "from_chat_id")
    message = target_message(source, params, "message to forward").message
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    content = _copied(world, params) | {"forward_origin": origin}
    return send(lambda _world, _params: content, world, params)


def _copied(world: World, params: Params) -> Json:
    source = target_chat(world, params, "from_chat_id")
    message = target_message(source, params, "message to copy").message
    left_out = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message",
                "reply_markup", "media_group_id", "forward_origin"}  # fmt: skip
    return {key: value for key, value in message.items() if key not in left_out}


SEND_METHODS: dict[str, Callable[[World, Params], Any]] = {
    "sendmessage": partial(send, _text),
    "sendlocation": partial(send, _location),
    "sendvenue": partial(send, _venue),
    "sendcontact": partial(send, _contact),
    "senddocument": partial(send, partial(_media, "document")),
    **{
        f"send{kind.replace('_', '')}": partial(send, partial(_media, kind))
        for kind in DEFAULT_MIME
    },
    "sendmediagroup": send_media_group,
    "sendchataction": send_chat_action,
    "copymessage": copy_message,
    "forwardmessage": forward_message,
}

"""Conversations in tests, written to be read: a list of (said, answered) pairs.

said: `"intent> words"` (what the model says of them), plain words, `"/command"`, `"[Button]"`, or
a dict, the content of a message of another kind. answered: one text or several that the answer
holds; one that begins with "!" must not be there. Buttons are read as `[label]`.
"""

import re
from typing import Any

from sqlalchemy import select

import locales
from storage import Database
from tests.talk import Talk, texts

Said = str | dict[str, Any]
Answered = str | tuple[str, ...]

MENU = "This is what I can do for you:"
PHOTO: dict[str, Any] = {
    "photo": [{"file_id": "pic", "file_unique_id": "p", "width": 9, "height": 9}]
}
STICKER: dict[str, Any] = {
    "sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                "is_animated": False, "is_video": False}
}  # fmt: skip
VOICE: dict[str, Any] = {"voice": {"file_id": "voice", "file_unique_id": "v", "duration": 3}}
LOCATION: dict[str, Any] = {"location": {"latitude": 30.1, "longitude": 120.2}}


def contact(phone: str, of: int) -> dict[str, Any]:
    """A shared contact with the phone of the person `of`."""
    return {"contact": {"phone_number": phone, "first_name": "C", "user_id": of}}


def photo(file_id: str, album: str = "", caption: str = "") -> dict[str, Any]:
    """A picture, perhaps one of an album."""
    made = {"photo": [{"file_id": file_id, "file_unique_id": file_id, "width": 9, "height": 9}]}
    return {**made, **({"media_group_id": album} if album else {}),
            **({"caption": caption} if caption else {})}  # fmt: skip


async def do(talk: Talk, who: int, said: Said, chat: int | None = None) -> list[dict[str, Any]]:
    """One thing that somebody says, presses or sends."""
    if isinstance(said, dict):
        return await talk.send(who, said, chat)
    if pressed := re.fullmatch(r"\[([^\]]+)\]", said):
        return await talk.press(who, pressed[1], chat)
    if meant := re.match(r"(\w+)(?::(0\.\d+))?> ", said):
        return await talk.say(who, said[meant.end() :], meant[1], float(meant[2] or 0.95))
    return await talk.send(who, {"text": said}, chat)


async def play(
    talk: Talk, who: int, lines: list[tuple[Said, Answered]], chat: int | None = None
) -> list[dict[str, Any]]:
    """A conversation; the messages of its last answer, to anybody."""
    answer: list[dict[str, Any]] = []
    for said, answered in lines:
        answer = await do(talk, who, said, chat)
        heard = shown(answer, chat or who)
        for wanted in (answered,) if isinstance(answered, str) else answered:
            if wanted.startswith("!"):
                assert wanted[1:] not in heard, f"after {said!r}, not {wanted[1:]!r}:\n{heard}"
            else:
                assert wanted in heard, f"after {said!r}, {wanted!r} is missing:\n{heard}"
    return answer


def shown(messages: list[dict[str, Any]], chat: int) -> str:
    """What a chat sees: texts and, in brackets, buttons."""
    labels = "".join(f"[{b}]" for m in messages if m["chat"] == chat for b in m["buttons"])
    return f"{texts(messages, chat)}\n{labels}"


def zh(message: str, **values: object) -> str:
    """A text as the staff group reads it."""
    return locales.text("zh_Hans", message, **values)


async def rows(db: Database, model: Any, **where: Any) -> list[Any]:
    """Rows of a table, oldest first."""
    async with db.reading() as tx:
        found = select(model).filter_by(**where).order_by(*model.__table__.primary_key)
        return list((await tx.execute(found)).scalars())


async def number_of_newest(db: Database) -> str:
    """The number of the newest ticket."""
    from storage.models import Ticket

    return str((await rows(db, Ticket))[-1].number)

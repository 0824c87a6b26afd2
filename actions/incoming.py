"""What a person sent, whatever messenger it came by."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "command", "button", "photo", "document", "voice", "audio", "video", "video_note",
    "sticker", "contact",
    "location", "edited", "blocked", "unblocked", "migrated", "joined", "other",
]  # fmt: skip
FILES = ("photo", "document", "voice", "audio", "video", "video_note")


@dataclass(frozen=True)
class Incoming:
    """One update. `text` holds the text or caption; `command` its name without the slash.

    `data` is the opaque id of a pressed button; `phone` is set only by a shared contact, and
    `own_contact` says that the contact is the sender's own. `quoted`: the words of the message
    that this one replies to.
    """

    update_id: int
    kind: Kind
    chat_id: int
    private: bool
    user_id: int
    first_name: str = ""
    language_code: str = ""
    text: str = ""
    command: str = ""
    data: str = ""
    callback_id: str = ""
    message_id: int | None = None
    file_id: str = ""
    album_id: str = ""
    phone: str = ""
    own_contact: bool = False
    latitude: float | None = None
    longitude: float | None = None
    new_chat_id: int | None = None
    to_us: bool = True
    quoted: str = ""

    @property
    def is_file(self) -> bool:
        """A picture, document, voice message or video."""
        return self.kind in FILES

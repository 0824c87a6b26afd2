"""Opening the Bot API, and saying where an error happened without saying what was in it."""

import traceback

from telegram import Bot

from bot.request import AiohttpRequest


def open_bot(token: str, base_url: str) -> Bot:
    """A Bot for any Bot API server (`base_url` without `/bot`); `initialize()` connects it."""
    return Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(seconds=60),
    )


def where(error: BaseException) -> str:
    """The type and place of an error. Its message stays out: it may hold a customer's words."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f" in {last.name} ({last.filename.rsplit('/', 1)[-1]}:{last.lineno})" if last else ""
    return type(error).__name__ + place

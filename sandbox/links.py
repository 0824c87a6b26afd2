"""Links in texts: what an <a href> becomes, and what Telegram finds in plain text by itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .errors import Json

_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")
_SCHEMES = ("http", "https", "tg", "ton", "tonsite")
_HINTS = re.compile(r"[/@#.]")
_FOUND = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]}])"
    r"|(?P<email>(?<![\w.])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,})"
    r"|(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


def text_link(target: str) -> Json | None:
    """Return the entity details for a link target, None when Telegram would drop the link."""
    user = _USER_LINK.match(target)
    if user:
        return {"type": "text_mention", "user_id": int(user[1])}
    url = _checked_url(target.strip())
    return {"type": "text_link", "url": url} if url else None


def _checked_url(target: str) -> str:
    if "://" not in target:
        target = f"http://{target}"
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in _SCHEMES or not host or any(map(str.isspace, target)):
        return ""
    if parts.scheme.startswith("http"):
        return _checked_web_url(target, host, parts.path + parts.query + parts.fragment)
    return target


def _checked_web_url(target: str, host: str, rest: str) -> str:
    # "http://localhost/" is no link to Telegram: a web host needs a dot or a colon (IPv6)
    if "." not in host.strip(".") and ":" not in host:
        return ""
    return target if rest else f"{target}/"


def found_links(text: str) -> list[Json]:
    """Return entities (UTF-16 offsets) for commands, mentions, hashtags, links and addresses."""
    if not _HINTS.search(text):
        return []
    return [_entity(text, found) for found in _FOUND.finditer(text)]


def _entity(text: str, found: re.Match[str]) -> Json:
    begin, end = (_units(text[: found.start()]), _units(found[0]))
    return {"offset": begin, "length": end, "type": found.lastgroup}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

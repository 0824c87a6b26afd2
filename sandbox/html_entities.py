"""Telegram's HTML parse mode: tags and references in, plain text and entities out.

Follows ``do_parse_html`` of tdlib/td (td/telegram/MessageEntity.cpp), including the wording of
its errors and their byte offsets. Offsets and lengths of entities are UTF-16 code units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import ApiError, Json, bad_request
from .links import text_link

SIMPLE_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = frozenset(SIMPLE_TAGS) | {"a", "tg-emoji", "pre", "code", "blockquote"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_SPACES = " \t\r\n\v\0"
_SPECIAL = re.compile("[<&]")
_TAG_NAME = re.compile(rf"[^{_SPACES}>]*")
_SPACE = re.compile(rf"[{_SPACES}]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACES}=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_REFERENCE = re.compile(r"&(?:#(?:x([0-9A-Fa-f]+)|([0-9]+))|([A-Za-z]+));?")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the unit of every Telegram offset and limit."""
    if text.isascii() or max(text) <= "\uffff":
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(text: str) -> tuple[str, list[Json]]:
    """Return (plain text, entities sorted by offset); 400 with byte offset on bad markup."""
    if "<" not in text and "&" not in text:
        return text, []
    return _Parser(text).run()


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    out_index: int


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.out: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while found := _SPECIAL.search(self.text, self.pos):
            self._plain(self.text[self.pos : found.start()])
            self.pos = found.start()
            self._special()
        self._plain(self.text[self.pos :])
        if self.open:
            tag = self.open[-1].tag
            raise _error(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    def _plain(self, piece: str) -> None:
        if piece:
            self.out.append(piece)
            self.units += utf16_length(piece)

    def _special(self) -> None:
        if self.text[self.pos] == "&":
            character, self.pos = decode_reference(self.text, self.pos)
            self._plain(character)
        elif self.text.startswith("</", self.pos):
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self.pos
        self.pos = _match_end(_TAG_NAME, self.text, begin + 1)
        if self._at_end():
            raise self._error_at("Unclosed start tag", begin)
        tag = self.text[begin + 1 : self.pos].lower()
        if tag not in TAGS:
            raise self._error_at(f'Unsupported start tag "{tag}"', begin)
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._error_at('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, argument, self.units, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space(begin)
            if self.text[self.pos] == ">":
                self.pos += 1
                return argument
            name, value = self._attribute(tag, begin)
            argument = _argument_of(tag, name, value, argument)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        end = _match_end(_ATTRIBUTE_NAME, self.text, self.pos)
        name = self.text[self.pos : end]
        if not name:
            raise self._error_at(f'Empty attribute name in the tag "{tag}"', begin)
        self.pos = end
        self._skip_space(begin)
        if self.text[self.pos] != "=":
            return name.lower(), ""
        self.pos += 1
        self._skip_space(begin)
        return name.lower(), self._attribute_value(begin)

    def _attribute_value(self, begin: int) -> str:
        quote = self.text[self.pos]
        value = self._quoted(quote) if quote in "'\"" else self._token()
        if self._at_end():
            raise self._error_at("Unclosed start tag", begin)
        return value

    def _token(self) -> str:
        begin = self.pos
        self.pos = _match_end(_TOKEN, self.text, begin)
        if not self._at_end() and self.text[self.pos] not in _SPACES + ">":
            raise self._error_at("Unexpected end of name token", begin)
        return self.text[begin : self.pos].lower()

    def _quoted(self, quote: str) -> str:
        end = self.text.find(quote, self.pos + 1)
        if end < 0:
            raw, self.pos = self.text[self.pos + 1 :], len(self.text)
        else:
            raw, self.pos = self.text[self.pos + 1 : end], end + 1
        return _decode_all(raw)

    def _end_tag(self) -> None:
        begin = self.pos
        if not self.open:
            raise self._error_at("Unexpected end tag", begin)
        name_end = _match_end(_TAG_NAME, self.text, begin + 2)
        self.pos = _match_end(_SPACE, self.text, name_end)
        if self._at_end() or self.text[self.pos] != ">":
            raise self._error_at("Unclosed end tag", begin)
        self.pos += 1
        self._close(self.text[begin + 2 : name_end].lower(), begin)

    def _close(self, found: str, begin: int) -> None:
        opened = self.open[-1]
        if found and found != opened.tag:
            expected = f'expected "</{opened.tag}>", found "</{found}>"'
            raise _error(f"Unmatched end tag at byte offset {self._bytes(begin)}, {expected}")
        self.open.pop()
        if self.units > opened.offset:
            self._add_entity(opened)

    def _add_entity(self, opened: _Open) -> None:
        place: Json = {"offset": opened.offset, "length": self.units - opened.offset}
        if opened.tag in ("pre", "code") and self._merge_code(opened, place):
            return
        details = _entity_details(opened, "".join(self.out[opened.out_index :]))
        if details:
            self.entities.append({**place, **details})

    def _merge_code(self, opened: _Open, place: Json) -> bool:
        """Turn <pre><code class="language-x"> into one "pre" entity with a language."""
        last = self.entities[-1] if self.entities else {}
        same = last.get("offset") == place["offset"] and last.get("length") == place["length"]
        if opened.tag != "pre" or not same or last.get("type") != "code":
            return False
        last["type"] = "pre"
        return True

    def _skip_space(self, begin: int) -> None:
        self.pos = _match_end(_SPACE, self.text, self.pos)
        if self._at_end():
            raise self._error_at("Unclosed start tag", begin)

    def _at_end(self) -> bool:
        return self.pos >= len(self.text)

    def _bytes(self, position: int) -> int:
        return len(self.text[:position].encode("utf-8", "surrogatepass"))

    def _error_at(self, text: str, position: int) -> ApiError:
        return _error(f"{text} at byte offset {self._bytes(position)}")


def decode_reference(text: str, position: int) -> tuple[str, int]:
    """Decode the reference at ``position``; an unknown one stays text, as in Telegram."""
    found = _REFERENCE.match(text, position)
    character = _referenced(found) if found else ""
    if found and character:
        return character, found.end()
    return "&", position + 1


def _referenced(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def _decode_all(raw: str) -> str:
    out, position = [], 0
    while (at := raw.find("&", position)) >= 0:
        character, after = decode_reference(raw, at)
        out += [raw[position:at], character]
        position = after
    return "".join(out) + raw[position:]


def _argument_of(tag: str, name: str, value: str, current: str) -> str:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "expandable"
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value[9:]
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value[3:]
    return current


def _entity_details(opened: _Open, inner: str) -> Json | None:
    if opened.tag in SIMPLE_TAGS:
        return {"type": SIMPLE_TAGS[opened.tag]}
    if opened.tag == "a":
        return text_link(opened.argument or inner)
    if opened.tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": opened.argument}
    if opened.tag == "blockquote":
        return {"type": "expandable_blockquote" if opened.argument else "blockquote"}
    if opened.tag == "code" and opened.argument:
        return {"type": "code", "language": opened.argument}
    return {"type": opened.tag}


def _match_end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _error(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")

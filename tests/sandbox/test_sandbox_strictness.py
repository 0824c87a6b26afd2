"""What Telegram refuses, the sandbox refuses, in the same words."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from sandbox_client import TOKEN, Client

PARSE = "Bad Request: can't parse entities: "
BAD_HTML = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("é<x>y</x>", 'Unsupported start tag "x" at byte offset 2'),
    ("你<br>", 'Unsupported start tag "br" at byte offset 3'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ('<a href="http://x.nl>y</a>', "Unclosed start tag at byte offset 0"),
    ('<a ="http://x.nl">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=x_y>z</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]
GOOD_HTML: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("<strong>x</strong>", "x", [("bold", 0, 1)]),
    ("<em>x</em><ins>y</ins>", "xy", [("italic", 0, 1), ("underline", 1, 1)]),
    ("<del>x</del>", "x", [("strikethrough", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<b></b>x", "x", []),
    ("<B>x</B>", "x", [("bold", 0, 1)]),
    ("&lt;b&gt; &#65;&#x42; &amp &copy; & y", "<b> AB & &copy; & y", []),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
    ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("/help me@x.nl", "/help me@x.nl", [("bot_command", 0, 5), ("email", 6, 7)]),
    ("<code>/help</code>", "/help", [("code", 0, 5)]),
]


@pytest.mark.parametrize(("text", "error"), BAD_HTML)
async def test_bad_html(box: Client, text: str, error: str) -> None:
    person = await box.person()
    assert await box.error("sendMessage", chat_id=person, text=text, parse_mode="HTML") == (
        PARSE + error
    )


@pytest.mark.parametrize(("text", "plain", "entities"), GOOD_HTML)
async def test_good_html(
    box: Client, text: str, plain: str, entities: list[tuple[Any, ...]]
) -> None:
    person = await box.person()
    message = await box.result("sendMessage", chat_id=person, text=text, parse_mode="html")
    found = [(e["type"], e["offset"], e["length"]) for e in message.get("entities", [])]
    assert (message["text"], found) == (plain, entities)


async def test_links_and_code_language(box: Client) -> None:
    person = await box.person()
    html = (
        '<a href="http://x.nl">a</a> <a href="tg://user?id=%d">b</a> <a href="nonsense">c</a> '
        '<pre><code class="language-py">d</code></pre>'
    )
    message = await box.result("sendMessage", chat_id=person, text=html % person, parse_mode="HTML")
    link, mention, code = message["entities"]
    assert (link["type"], link["url"]) == ("text_link", "http://x.nl/")
    assert (mention["type"], mention["user"]["id"]) == ("text_mention", person)
    assert (code["type"], code["language"]) == ("pre", "py")


EMPTY = "Bad Request: message text is empty"
LENGTHS = [
    ("sendMessage", {"text": "x" * 4096}, None),
    ("sendMessage", {"text": "x" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "😀" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", {"text": "<b>" + "&lt;" * 4096 + "</b>", "parse_mode": "HTML"}, None),
    ("sendMessage", {"text": ""}, EMPTY),
    ("sendMessage", {"text": " \n "}, EMPTY),
    (
        "sendMessage",
        {"text": "<b></b>", "parse_mode": "HTML"},
        EMPTY,
    ),
    ("sendMessage", {}, EMPTY),
]


@pytest.mark.parametrize(("method", "params", "error"), LENGTHS)
async def test_text_lengths(
    box: Client, method: str, params: dict[str, str], error: str | None
) -> None:
    body = await box.api(method, chat_id=await box.person(), **params)
    assert body.get("description") == error


async def test_caption_length(box: Client) -> None:
    person = await box.person()
    said = await box.post(f"chats/{person}/messages", photo={"data": "aGVsbG8="})
    photo = said["message"]["photo"][-1]["file_id"]
    await box.result("sendDocument", chat_id=person, document=photo, caption="x" * 1024)
    error = await box.error("sendDocument", chat_id=person, document=photo, caption="x" * 1025)
    assert error == "Bad Request: message caption is too long"


def inline(**button: Any) -> dict[str, Any]:
    """Return a keyboard of one button."""
    return {"inline_keyboard": [[button]]}


def many(rows: int) -> dict[str, Any]:
    """Return a keyboard of eight buttons in each row."""
    return {"inline_keyboard": [[{"text": "a", "callback_data": "x"}] * 8] * rows}


UNCLEAR = "Bad Request: can't parse inline keyboard button: "
NO_TEXT = UNCLEAR + "Text buttons are unallowed in the inline keyboard"
NO_ROWS = (
    'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
)
MARKUPS: list[tuple[Any, str | None]] = [
    (inline(text="a", callback_data="x" * 64), None),
    (inline(text="a", callback_data="x" * 65), "Bad Request: BUTTON_DATA_INVALID"),
    (inline(text="a", callback_data="是" * 22), "Bad Request: BUTTON_DATA_INVALID"),
    (inline(text="a", callback_data=""), NO_TEXT),
    (inline(text="a"), NO_TEXT),
    (inline(callback_data="x"), UNCLEAR + 'Can\'t find field "text"'),
    ({"inline_keyboard": [{"text": "a"}]}, NO_ROWS),
    (many(12), None),
    (many(13), "Bad Request: reply markup is too long"),
    ("{nonsense", "Bad Request: can't parse reply keyboard markup JSON object"),
    ([1], "Bad Request: object expected as reply markup"),
    ({"keyboard": [["plain", {"text": "n", "request_contact": True}]]}, None),
    ({"remove_keyboard": True}, None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "error"), MARKUPS)
async def test_reply_markup(box: Client, markup: Any, error: str | None) -> None:
    person = await box.person()
    body = await box.api("sendMessage", chat_id=person, text="x", reply_markup=markup)
    assert body.get("description") == error


async def test_editing_rules(box: Client) -> None:
    person = await box.person()
    said = await box.post(f"chats/{person}/messages", text="mine")
    same = {
        "text": "<b>x</b>",
        "parse_mode": "HTML",
        "reply_markup": inline(text="a", callback_data="1"),
    }
    sent = await box.result("sendMessage", chat_id=person, **same)
    place = {"chat_id": person, "message_id": sent["message_id"]}
    assert await box.error("editMessageText", **place, **same) == (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message"
    )
    assert (await box.result("editMessageText", **place, text="x"))["text"] == "x"
    other = {**place, "message_id": said["message_id"]}
    assert (
        await box.error("editMessageText", **other, text="y")
        == "Bad Request: message can't be edited"
    )
    unknown = {**place, "message_id": 99999}
    assert (
        await box.error("editMessageText", **unknown, text="y")
        == "Bad Request: message to edit not found"
    )
    assert await box.error("editMessageText", chat_id=person, text="y") == (
        "Bad Request: message identifier is not specified"
    )
    assert await box.error("editMessageCaption", **place, caption="y") == (
        "Bad Request: there is no caption in the message to edit"
    )
    venue = await box.result("sendLocation", chat_id=person, latitude=1, longitude=2)
    assert await box.error(
        "editMessageText", chat_id=person, message_id=venue["message_id"], text="y"
    ) == ("Bad Request: there is no text in the message to edit")


async def test_unknown_and_expired_queries(box: Client) -> None:
    assert await box.error("answerCallbackQuery", callback_query_id="1") == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


MISSING = [
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 12345, "text": "x"}, "Bad Request: chat not found"),
    ("getFile", {}, "Bad Request: file_id not specified"),
    (
        "getFile",
        {"file_id": "x"},
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    ),
    ("noSuchMethod", {}, "Not Found: method not found"),
]


@pytest.mark.parametrize(("method", "params", "error"), MISSING)
async def test_missing_things(box: Client, method: str, params: dict[str, Any], error: str) -> None:
    assert await box.error(method, **params) == error


async def test_a_photo_must_be_a_picture(box: Client) -> None:
    form = aiohttp.FormData({"chat_id": str(await box.person())})
    form.add_field("photo", b"no picture", filename="x.jpg", content_type="image/jpeg")
    async with box.session.post(f"{box.url}/bot{TOKEN}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


@pytest.mark.parametrize("token", ["nonsense", "12:", "abc:def"])
async def test_unknown_tokens(box: Client, token: str) -> None:
    async with box.session.get(f"{box.url}/bot{token}/getMe") as response:
        assert response.status == 401
        assert await response.json() == {
            "ok": False, "error_code": 401, "description": "Unauthorized",
        }  # fmt: skip


async def test_every_way_of_passing_parameters(box: Client) -> None:
    person = await box.person()
    url = f"{box.url}/bot{TOKEN}/sendMessage"
    params = {"chat_id": str(person), "text": "hi"}
    ways: list[dict[str, Any]] = [{"params": params}, {"data": params}, {"json": params}]
    for how in ways:
        async with box.session.post(url, **how) as response:
            assert (await response.json())["result"]["text"] == "hi"
    async with box.session.get(url, params=params) as response:
        assert (await response.json())["result"]["text"] == "hi"

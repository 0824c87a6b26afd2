"""The bot's methods through python-telegram-bot, as the product uses them."""

from __future__ import annotations

import base64

import aiohttp
import pytest
from sandbox_client import Client, picture
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


async def test_get_me_takes_its_id_from_the_token(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (4242, True, "sandbox_bot")


async def test_html_message_with_utf16_offsets(box: Client, bot: Bot) -> None:
    person = await box.person()
    message = await bot.send_message(person, "😀 <b>bold</b> &amp; <i>x</i>", parse_mode="HTML")
    assert message.text == "😀 bold & x"
    found = [(e.type, e.offset, e.length) for e in message.entities]
    assert found == [("bold", 3, 4), ("italic", 10, 1)]


async def test_conversation_with_tap_edit_and_answer(box: Client, bot: Bot) -> None:
    person = await box.person(started=False)
    await box.post(f"chats/{person}/messages", text="/start now")
    (start,) = await bot.get_updates(timeout=5)
    assert start.message is not None
    assert start.message.text == "/start now"
    assert [(e.type, e.length) for e in start.message.entities] == [("bot_command", 6)]
    asked = await bot.send_message(person, "Sure?", reply_markup=BUTTONS)
    tap = await box.post(f"chats/{person}/messages/{asked.message_id}/tap", button="Yes")
    assert not tap["answered"]
    (update,) = await bot.get_updates(offset=start.update_id + 1, timeout=5)
    query = update.callback_query
    assert query is not None
    assert query.data == "yes"
    assert query.from_user.id == person
    await query.answer("Fine", show_alert=True)
    edited = await asked.edit_text("Done")
    assert isinstance(edited, Message)
    assert edited.text == "Done"
    assert edited.reply_markup is None
    assert edited.edit_date
    state = await box.get(f"callbacks/{tap['id']}")
    assert (state["answered"], state["text"], state["show_alert"]) == (True, "Fine", True)


@pytest.mark.parametrize("button", ["Yes", "yes", [0, 0]])
async def test_a_button_is_found_by_label_data_or_place(
    box: Client, bot: Bot, button: str | list[int]
) -> None:
    person = await box.person()
    asked = await bot.send_message(person, "Sure?", reply_markup=BUTTONS)
    tap = await box.post(f"chats/{person}/messages/{asked.message_id}/tap", button=button)
    assert tap["data"] == "yes"


async def test_photo_upload_download_and_resend(box: Client, bot: Bot) -> None:
    person = await box.person()
    data = picture()
    sent = await bot.send_photo(person, data, caption="<b>meter</b>", parse_mode="HTML")
    assert sent.caption == "meter"
    assert (sent.photo[-1].width, sent.photo[-1].height) == (300, 200)
    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == data
    again = await bot.send_photo(person, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id


async def test_a_persons_photo_reaches_the_bot(box: Client, bot: Bot) -> None:
    person = await box.person()
    data = picture()
    await box.post(
        f"chats/{person}/messages", photo=base64.b64encode(data).decode(), caption="here"
    )
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "here"
    file = await update.message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == data


async def test_a_persons_multipart_document(box: Client, bot: Bot) -> None:
    person = await box.person()
    form = aiohttp.FormData()
    form.add_field("document", b"%PDF", filename="bill.pdf", content_type="application/pdf")
    form.add_field("caption", "my bill")
    await box.session.post(f"{box.url}/sandbox/chats/{person}/messages", data=form)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.document.file_name == "bill.pdf"
    assert update.message.caption == "my bill"


async def test_other_kinds_a_person_sends(box: Client, bot: Bot) -> None:
    person = await box.person()
    path = f"chats/{person}/messages"
    await box.post(path, contact={"phone_number": "+316", "first_name": "A", "user_id": person})
    await box.post(path, location={"latitude": 1.5, "longitude": 2.5})
    await box.post(path, voice={"duration": 3})
    await box.post(path, video_note={"duration": 2})
    await box.post(path, sticker={"emoji": "👍"})
    kinds = [u.message.effective_attachment for u in await bot.get_updates() if u.message]
    assert [type(kind).__name__ for kind in kinds] == [
        "Contact", "Location", "Voice", "VideoNote", "Sticker",
    ]  # fmt: skip


async def test_an_album_shares_its_group_id(box: Client, bot: Bot) -> None:
    person = await box.person()
    item = {"photo": base64.b64encode(picture()).decode()}
    answer = await box.post(f"chats/{person}/messages", album=[item, {**item, "caption": "two"}])
    assert len(answer["messages"]) == 2
    groups = {u.message.media_group_id for u in await bot.get_updates() if u.message}
    assert len(groups) == 1
    assert None not in groups


async def test_media_group_document_venue_location_action(box: Client, bot: Bot) -> None:
    person = await box.person()
    album = await bot.send_media_group(person, [InputMediaPhoto(picture()) for _ in range(2)])
    assert album[0].media_group_id == album[1].media_group_id
    document = await bot.send_document(person, b"hello", filename="a.txt", caption="see")
    assert document.document is not None
    assert document.document.file_name == "a.txt"
    venue = await bot.send_venue(person, 52.1, 4.5, "Shop", "Street 1")
    assert venue.venue is not None
    assert venue.venue.title == "Shop"
    assert (await bot.send_location(person, 1, 2)).location is not None
    assert await bot.send_chat_action(person, "typing")
    chat = await box.get(f"chats/{person}")
    assert chat["action"] == "typing"
    assert 0 < chat["action_seconds"] <= 5


async def test_reply_keyboards_show_press_and_go(box: Client, bot: Bot) -> None:
    person = await box.person(phone_number="+31611")
    keyboard = ReplyKeyboardMarkup([["Plain", KeyboardButton("Number", request_contact=True)]])
    sent = await bot.send_message(person, "Choose", reply_markup=keyboard)
    assert sent.reply_markup is None  # the Bot API never returns reply keyboards
    await box.post(f"chats/{person}/press", button="Plain")
    await box.post(f"chats/{person}/press", button="Number")
    plain, number = await bot.get_updates()
    assert plain.message is not None
    assert plain.message.text == "Plain"
    assert number.message is not None
    assert number.message.contact is not None
    assert number.message.contact.phone_number == "+31611"
    assert number.message.contact.user_id == person
    await bot.send_message(person, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert (await box.get(f"chats/{person}"))["reply_keyboard"] is None


async def test_commands_by_language_and_scope(box: Client, bot: Bot) -> None:
    person = await box.person(language_code="zh-hans")
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("start", "开始")], language_code="zh")
    assert (await bot.get_my_commands())[0].description == "Begin"
    menu = await box.get(f"chats/{person}/commands")
    assert menu["commands"] == [{"command": "start", "description": "开始"}]


async def test_replies_quote_the_message(box: Client, bot: Bot) -> None:
    person = await box.person()
    said = await box.post(f"chats/{person}/messages", text="question")
    answer = await bot.send_message(person, "answer", reply_to_message_id=said["message_id"])
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    back = await box.post(
        f"chats/{person}/messages", text="thanks", reply_to_message_id=answer.message_id
    )
    assert back["message"]["reply_to_message"]["text"] == "answer"


async def test_delete_forward_and_copy(box: Client, bot: Bot) -> None:
    person, staff = await box.person(), await box.person(first_name="Sam")
    group = await box.post("groups", title="Staff", members=[staff])
    said = await box.post(f"chats/{person}/messages", text="help")
    forwarded = await bot.forward_message(group["id"], person, said["message_id"])
    assert forwarded.forward_origin is not None
    assert forwarded.text == "help"
    copied = await bot.copy_message(group["id"], person, said["message_id"])
    assert copied.message_id > forwarded.message_id
    assert await bot.delete_message(group["id"], copied.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(group["id"], copied.message_id)


async def test_who_may_be_written_to(box: Client, bot: Bot) -> None:
    stranger = await box.person(started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger, "hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "hi")
    person = await box.person()
    await box.post(f"chats/{person}/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(person, "hi")
    await box.post(f"chats/{person}/unblock")
    await bot.send_message(person, "hi")
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_group_senders_and_membership(box: Client, bot: Bot) -> None:
    sam = await box.person(first_name="Sam")
    group = await box.post("groups", title="Staff", members=[sam])
    await box.post(f"chats/{group['id']}/messages", text="hello", **{"from": sam})
    with pytest.raises(ValueError, match='"from" is needed'):
        await box.post(f"chats/{group['id']}/messages", text="who?")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.from_user.id, update.message.chat.title) == (sam, "Staff")
    assert (await bot.get_chat_member(group["id"], sam)).status == "creator"
    await box.post(f"chats/{group['id']}/block")
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group["id"], "hi")


async def test_migration_to_a_supergroup(box: Client, bot: Bot) -> None:
    sam = await box.person()
    group = await box.post("groups", title="Staff", members=[sam])
    fresh = await box.post(f"chats/{group['id']}/migrate")
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group["id"], "hi")
    assert caught.value.new_chat_id == fresh["id"]
    told, arrived = [u.message for u in await bot.get_updates()]
    assert told is not None
    assert told.migrate_to_chat_id == fresh["id"]
    assert arrived is not None
    assert arrived.migrate_from_chat_id == group["id"]
    assert (await bot.send_message(fresh["id"], "hi")).message_id == 2


async def test_a_persons_edit(box: Client, bot: Bot) -> None:
    person = await box.person()
    said = await box.post(f"chats/{person}/messages", text="helo")
    await box.post(f"chats/{person}/messages/{said['message_id']}/edit", text="hello")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert edited.text == "hello"
    assert edited.edit_date

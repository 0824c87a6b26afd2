"""A picture that the outbox only names is drawn and sent as a photo."""

from sandbox_client import Client
from telegram import Bot

from bot.render import send

CHART = {
    "title": "Minutes off", "across": "minutes (SAIDI)", "labels": ["2026-10"], "lying": False,
    "bars": [["Unplanned", [40.0]]],
}  # fmt: skip


async def test_a_drawn_picture_arrives_with_its_caption(box: Client, bot: Bot) -> None:
    person = await box.person()
    said = {"text": "<b>Minutes</b>", "picture": {"chart": CHART, "plain": CHART}}
    number = await send(bot, person, said, None)
    (shown,) = (await box.get(f"chats/{person}/messages?after=0"))["messages"]
    assert (shown["message_id"], shown["caption"]) == (number, "Minutes")
    assert (shown["photo"][-1]["width"], shown["photo"][-1]["height"]) == (1200, 675)

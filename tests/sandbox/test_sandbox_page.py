"""The chat page in a real browser, with a bot played by the test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect
from sandbox_client import Client

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium: apt-get install chromium"),
]


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    """A browser page; script errors fail the test."""
    problems: list[str] = []
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
        await browser.close()
    assert problems == []


async def next_update(box: Client, offset: int = 0) -> dict[str, Any]:
    """Wait for one update, as the bot does."""
    updates = await box.result("getUpdates", offset=offset, timeout=10)
    found: dict[str, Any] = updates[0]
    return found


async def test_a_conversation(box: Client, page: Page) -> None:
    await page.goto(box.url)
    await page.get_by_label("Add a person").click()
    await page.get_by_label("First name").fill("Ada")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("button", name="START").click()
    start = await next_update(box)
    assert start["message"]["text"] == "/start"
    chat_id = start["message"]["chat"]["id"]

    await page.get_by_label("Message", exact=True).fill("<b>hello</b>")
    await page.keyboard.press("Enter")
    said = await next_update(box, start["update_id"] + 1)
    assert said["message"]["text"] == "<b>hello</b>"
    await expect(page.get_by_role("log")).to_contain_text("<b>hello</b>")

    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    html = {"parse_mode": "HTML", "reply_markup": markup}
    sent = await box.result("sendMessage", chat_id=chat_id, text="Is it <b>dark</b>?", **html)
    await expect(page.locator(".text b")).to_have_text("dark")
    await page.get_by_role("button", name="Yes").click()
    tap = (await next_update(box, said["update_id"] + 1))["callback_query"]
    await box.result("answerCallbackQuery", callback_query_id=tap["id"], text="Noted")
    await expect(page.get_by_text("Noted")).to_be_visible()

    place = {"chat_id": chat_id, "message_id": sent["message_id"]}
    await box.result("editMessageText", **place, text="We are on it")
    await expect(page.get_by_role("log")).to_contain_text("We are on it")
    await expect(page.get_by_role("log")).to_contain_text("edited")
    await expect(page.get_by_role("button", name="Yes")).to_have_count(0)


async def test_customer_and_staff_side_by_side(box: Client, page: Page) -> None:
    person, sam = await box.person(first_name="Ada"), await box.person(first_name="Sam")
    group = await box.post("groups", title="Field staff", members=[sam])
    await page.goto(f"{box.url}/#chat={person}&staff={group['id']}")
    await expect(page.locator(".pane")).to_have_count(2)
    staff = page.get_by_role("region", name="Chat of Field staff")
    await staff.get_by_label("Message", exact=True).fill("on my way")
    await page.keyboard.press("Enter")
    update = await next_update(box)
    assert update["message"]["from"]["first_name"] == "Sam"


async def test_reply_keyboard_and_phone_width(box: Client, page: Page) -> None:
    person = await box.person(phone_number="+31611")
    keyboard = {"keyboard": [[{"text": "Share number", "request_contact": True}]]}
    await box.result("sendMessage", chat_id=person, text="Number?", reply_markup=keyboard)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{box.url}/#chat={person}")
    await page.get_by_role("button", name="Share number").click()
    await page.get_by_role("button", name="Share", exact=True).click()
    assert (await next_update(box))["message"]["contact"]["phone_number"] == "+31611"
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == 390

"""The usual recipe for a broadcast, as it stands in countless bots: a loop over the chats.

With python-telegram-bot's `AIORateLimiter` where aiolimiter is there; else with the pause of a
thirtieth of a second between two calls that people write in its place. Nothing survives its end.

Usage: python -m bench.usual_broadcast TOKEN BASE_URL FIRST COUNT PER_SECOND
"""

import asyncio
import sys

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

TEXT = "<b>News from Wattline Power</b>\n\nOur halls open at eight from May on."


def limiter(per_second: float) -> AIORateLimiter | None:
    """python-telegram-bot's own limiter; null where the package behind it is missing."""
    try:
        return AIORateLimiter(overall_max_rate=per_second, overall_time_period=1, max_retries=3)
    except RuntimeError:
        return None


async def send_all(token: str, base_url: str, first: int, count: int, per_second: float) -> None:
    """A loop over the chats."""
    limited = limiter(per_second)
    async with ExtBot(token, base_url=f"{base_url}/bot", rate_limiter=limited) as bot:
        for chat in range(first, first + count):
            try:
                await bot.send_message(chat, TEXT, parse_mode="HTML")
            except RetryAfter as error:
                await asyncio.sleep(float(error.retry_after))  # type: ignore[arg-type]
                await bot.send_message(chat, TEXT, parse_mode="HTML")
            if limited is None:
                await asyncio.sleep(1 / per_second)


if __name__ == "__main__":
    token, base_url, first, count, per_second = sys.argv[1:]
    asyncio.run(send_all(token, base_url, int(first), int(count), float(per_second)))

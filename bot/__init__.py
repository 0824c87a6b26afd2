"""The edge to Telegram: the only package that imports `telegram`."""

import os

# python-telegram-bot's opt-in to lengths of time as timedelta, which its next version always gives.
os.environ.setdefault("PTB_TIMEDELTA", "1")

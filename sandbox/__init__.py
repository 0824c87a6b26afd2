"""A local stand-in for Telegram: the Bot API, the people who write to the bot, and a chat page.

Start it with ``python -m sandbox --port N``; talk to it by HTTP only (see README.md).
"""

"""/find: tickets by number, phone, account, place, first name or the customer's own words."""

import re

from actions import places
from actions.kinds import KINDS, STATES
from actions.matters import matter
from actions.words import day, shortened
from actions.work import Button, Turn
from locales import mark
from storage import finding, people
from storage.finding import Found
from storage.models import Ticket

_ = mark

MOST = 10
"""Tickets that are shown; more words find fewer."""
FEWEST_DIGITS = 7
"""So many digits are a phone or an account, fewer may be a house number."""


async def find(turn: Turn) -> None:
    """Whatever fits comes as buttons, newest first, and where the search ended is said."""
    words = turn.incoming.text.strip()[:200]
    if not words:
        turn.say(turn.t(_("What shall I look for? For example /find and a number, a phone, an account, a place, a first name or some of the customer's words.")))  # fmt: skip
        return
    found = await _search(turn, words)
    rows = [[_row(turn, ticket)] for ticket in found.tickets[:MOST]]
    lines = [_title(turn, words, found)]
    if len(found.tickets) > MOST:
        lines.append(turn.t(_("There are more; with more words I find fewer.")))
    if found.since is not None:
        since = day(found.since.astimezone(turn.zone).date(), turn.today, turn.person.language)
        lines.append(turn.t(_("I have looked through the words of the newest {count} tickets, back to {date}. Older ones I find by number or account, or by the phone on file."), count=finding.NEWEST, date=since))  # fmt: skip
    turn.say("\n".join(lines), rows)


def _title(turn: Turn, words: str, found: Found) -> str:
    shown = shortened(words, 60)
    if found.tickets:
        return turn.t(_("Found for “{words}”:"), words=shown)
    return turn.t(_("I find nothing for “{words}”."), words=shown)


def _row(turn: Turn, ticket: Ticket) -> Button:
    parts = (ticket.number, turn.t(KINDS[ticket.kind].title), turn.t(STATES[ticket.state]))
    return Button(" · ".join(parts), {"do": "desk.show", "ticket": ticket.id})


async def _search(turn: Turn, words: str) -> Found:
    """By index where the words are a number, an account or a phone on file; else in the newest."""
    found = await matter.by_typed_number(turn) if matter.TYPED_NUMBER.fullmatch(words) else []
    digits = re.sub(r"[\s\-+]", "", words)
    if digits.isdecimal() and len(digits) >= FEWEST_DIGITS:
        on_file = await people.accounts_with_phone(turn.tx, digits)
        numbers = {digits, *(account.number for account in on_file)}
        found += await finding.of_accounts(turn.tx, numbers, MOST + 1)
        words = digits
    if found and matter.TYPED_NUMBER.fullmatch(words):
        return Found(found)
    spots = await places.find(turn, words)
    place_ids = {spot.place_id for spot in spots if spot.place_id is not None}
    there = await finding.open_at(turn.tx, place_ids) if place_ids else Found([])
    newest = await finding.holding(turn.tx, words.split(), place_ids, MOST + 1)
    every = {ticket.id: ticket for ticket in (*found, *there.tickets, *newest.tickets)}
    newest_first = [every[ticket_id] for ticket_id in sorted(every, reverse=True)]
    return Found(newest_first, newest.cut, newest.since)

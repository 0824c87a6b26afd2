"""A new ticket finds its person: offered to somebody on shift, then the next, then the duty person.

Its card hangs in the chat of its queue all the while, and whoever takes it first has it.
"""

from datetime import timedelta
from typing import Any

from actions.counter import cards
from actions.counter.staff import DESK, LEADERS
from actions.kinds import KINDS
from actions.matters import matter
from actions.policy import Policy
from actions.promises import owed
from actions.words import moment
from actions.work import Button, Message, Rows, Turn, Work
from locales import Html, join, mark, text
from storage import ownership, people, staff, tickets
from storage.models import HandOver, Staff, Ticket

_ = mark

FOR_YOU = _("👉 {number} is for you. Please take it; from {time} on the next colleague is asked.")
ON_DUTY = _("☎️ Nobody on shift takes {number}, and you are on duty. Please take it.")
FOR_LEADERS = _("☎️ Nobody on shift or on duty takes {number}. Please see to it.")
YOUR_CUSTOMER = _("💎 Your customer has a new ticket, {number}:")


def queue_of(policy: Policy, kind: str, subclass: str) -> str:
    """Whose tickets these are: by class where the policy says so, else by kind."""
    by_class = policy.routing.by_class.get(kind, {})
    return by_class.get(subclass) or KINDS[kind].rules(policy).queue


async def route(work: Work, ticket: Ticket) -> None:
    """A new ticket: the account manager hears of it, and somebody is offered it."""
    await _tell_account_manager(work, ticket)
    if ticket.incident_id is None:  # else whoever works the others works this one too
        await offer(work, ticket)


async def _tell_account_manager(work: Work, ticket: Ticket) -> None:
    tier = next((t for name, t in work.policy.tiers.items() if name == ticket.tier), None)
    account = await people.account(work.tx, ticket.account_number or "")
    if tier is None or not tier.account_manager or account is None or account.manager_id is None:
        return
    member = await staff.get(work.tx, account.manager_id)
    if member.active:
        chat_id, language = await cards.private(work, member)
        note = text(language, YOUR_CUSTOMER, number=ticket.number)
        message = Message(join([note, await cards.card(work, ticket, language)]),
                          cards.buttons(ticket, language))  # fmt: skip
        key = f"manager:{ticket.id}:{chat_id}"
        await work.queue(key, chat_id, matter.tell_lane(ticket), message)


async def offer(work: Work, ticket: Ticket) -> None:
    """Asks the next person to take it; where nobody is left to ask, the supervisors see to it."""
    found = await _next(work, ticket)
    if found is None:
        await _call_leaders(work, ticket)
        return
    member, note = found
    rules = work.policy.routing
    minutes = rules.danger_take_minutes if ticket.kind == "hazard" else rules.take_minutes
    until = owed.staffed(work, ticket, work.now + timedelta(minutes=minutes))
    row = HandOver(ticket_id=ticket.id, to_id=member.id, reason="", asked_at=work.now,
                   remind_at=until, state="asked")  # fmt: skip
    await ownership.add(work.tx, row)
    await tickets.record(work.tx, ticket, "system", "offered", work.now, member.name, shown=False)
    chat_id, language = await cards.private(work, member)
    at = moment(until, work.now, work.zone, language)
    said = text(language, note, number=ticket.number, time=at)
    message = Message(await _with_card(work, ticket, said, (chat_id, language)),
                      _buttons(ticket, row, language))  # fmt: skip
    await work.queue(f"offer:{row.id}", chat_id, matter.tell_lane(ticket), message)


async def _with_card(work: Work, ticket: Ticket, said: Html, chat: tuple[int, str]) -> Html:
    """With the card, unless it hangs in this chat already."""
    if chat in await cards.readers(work, ticket.queue):
        return said
    return join([said, await cards.card(work, ticket, chat[1])])


def _buttons(ticket: Ticket, row: HandOver, language: str) -> Rows:
    return [[
        Button(text(language, _("Take")), {"do": "desk.take", "ticket": ticket.id}),
        Button(text(language, _("Not me")),
               {"do": "desk.not_me", "ticket": ticket.id, "hand_over": row.id}),
    ]]  # fmt: skip


async def _next(work: Work, ticket: Ticket) -> tuple[Staff, str] | None:
    """Who is asked next, and how: those on shift, the best first, then those on duty."""
    left = await _not_asked(work, ticket)
    on_shift = [
        m for m in left
        if m.on_shift and m.queue in (ticket.queue, "all") and m.role in DESK - LEADERS
    ]  # fmt: skip
    if on_shift:
        return await _best(work, ticket, on_shift), FOR_YOU
    on_duty = [m for m in left if m.duty and m.role in DESK]
    return (on_duty[0], ON_DUTY) if on_duty else None


async def _not_asked(work: Work, ticket: Ticket) -> list[Staff]:
    """Those who could be asked; nobody is asked twice, nor about a matter of their own."""
    asked = await ownership.offered_to(work.tx, ticket.id)
    unreached = await ownership.out_of_reach(work.tx)
    customer = (await people.get(work.tx, ticket.person_id)).telegram_id
    return [
        m for m in await staff.everybody(work.tx)
        if m.id not in asked and m.telegram_id not in unreached | {customer}
    ]  # fmt: skip


async def _best(work: Work, ticket: Ticket, members: list[Staff]) -> Staff:
    """Of the place before others; then who has the least to do."""
    district = await ownership.district_of(work.tx, ticket)
    loads = await ownership.loads(work.tx, (m.id for m in members))
    return min(members, key=lambda m: (not district or m.district != district, loads[m.id], m.id))


async def _call_leaders(work: Work, ticket: Ticket) -> None:
    for member in await leaders(work):
        chat_id, language = await cards.private(work, member)
        said = text(language, FOR_LEADERS, number=ticket.number)
        message = Message(await _with_card(work, ticket, said, (chat_id, language)),
                          cards.buttons(ticket, language))  # fmt: skip
        key = f"nobody:{ticket.id}:{ticket.reopened}:{chat_id}"
        await work.queue(key, chat_id, matter.tell_lane(ticket), message)


async def leaders(work: Work) -> list[Staff]:
    """The supervisors; the managers, where there are none."""
    everybody = await staff.everybody(work.tx)
    supervisors = [m for m in everybody if m.role == "supervisor"]
    return supervisors or [m for m in everybody if m.role in LEADERS]


async def run_due(work: Work) -> int:
    """Tick: what was not taken in time is offered to the next. Harmless when run twice or late."""
    due = await ownership.due(work.tx, work.now, offers=True)
    for row, ticket in due:
        await pass_on(work, row, ticket, "passed_on")
    return len(due)


async def pass_on(work: Work, row: HandOver, ticket: Ticket, state: str) -> None:
    """An offer ends (`state`: passed_on or refused); the ticket goes on if it is still free."""
    taken = ticket.owner_id is not None
    row.state = "accepted" if taken and ticket.owner_id == row.to_id else state
    row.remind_at, row.answered_at = None, work.now
    if not taken and ticket.closed_at is None:
        await offer(work, ticket)


async def press_not_me(turn: Turn, do: dict[str, Any]) -> None:
    """ "Not me": the next one is asked at once."""
    assert turn.staff is not None
    ticket = await tickets.get(turn.tx, int(do["ticket"]))
    row = await ownership.get(turn.tx, int(do.get("hand_over", 0)))
    if row is None or row.to_id != turn.staff.id or row.state != "asked":
        turn.toast(turn.t(_("This is not there any more.")))
        return
    turn.toast(turn.t(_("All right, I ask the next colleague.")))
    await tickets.record(turn.tx, ticket, turn.staff.name, "not_me", turn.now, shown=False)
    await pass_on(turn, row, ticket, "refused")

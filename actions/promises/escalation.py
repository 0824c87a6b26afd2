"""Deadlines that come near or are missed: the owner hears it, the customer, then the superiors."""

from datetime import datetime, timedelta

from actions.counter import cards
from actions.matters import incidents, matter
from actions.matters.matter import DEADLINES
from actions.promises import new_times, owed
from actions.words import moment
from actions.work import REPLY, SAFETY, Button, Message, Rows, Work
from locales import Html, mark, text
from storage import people, staff, tickets
from storage.models import Deadline, Staff, Ticket

_ = mark

LADDER = ("dispatcher", "supervisor", "manager")
"""Who is called, in this order, about a danger that nobody has taken."""
MOST_STEPS = 12
"""After so many calls without an answer more of the same is noise; /status still shows it."""


async def run_due(work: Work) -> int:
    """Tick: says what is due to be said about deadlines. Harmless when run twice or late."""
    due = await tickets.reminders_due(work.tx, work.now)
    for deadline, ticket in due:
        moments = owed.moments(work, ticket, deadline)
        if work.now >= moments["missed"]:
            await _missed(work, deadline, ticket)
            deadline.step += 1
            deadline.remind_at = _next_call(work, deadline, ticket)
            continue
        # Of what a late tick finds only the last is said; the rest is overtaken.
        passed = [name for name, at in moments.items() if at <= work.now]
        if passed:
            await SAYS[passed[-1]](work, deadline, ticket)
        deadline.remind_at = owed.next_word(work, ticket, deadline)
    return len(due)


def _next_call(work: Work, deadline: Deadline, ticket: Ticket) -> datetime | None:
    if deadline.step >= MOST_STEPS:
        return None
    danger = ticket.kind == "hazard"
    pause = (
        work.policy.hazard_escalate_every_minutes if danger else work.policy.escalate_every_minutes
    )
    # Later each time where nobody is in danger: a nightly alarm every half hour helps nobody.
    wait = timedelta(minutes=pause * (1 if danger else 2**deadline.step))
    return owed.staffed(work, ticket, work.now + wait)


# Before it is broken.


async def _near(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    note = _("⏳ {number}: “{name}” is due {time}.")
    await _tell_owner(work, deadline, ticket, note, "near", offer=False)


async def _ask(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    """Who cannot keep it must give the customer a new time, as long as it is not broken yet."""
    note = _(
        "⌛ {number}: “{name}” is due {time} and not done yet. If it cannot be kept, give the customer a new time now:"
    )
    await _tell_owner(work, deadline, ticket, note, "ask", offer=True)


async def _late(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    """Nobody gave a new time: the customer hears it from us first, and a supervisor is called."""
    await _tell_customer(work, deadline, ticket)
    if owed.staffed(work, ticket, work.now) != work.now:
        return  # they hear it when it is missed, which is when they open
    note = _(
        "🔔 {number}: “{name}” is due {time} and will be late. The customer has been told so and waits for a new time:"
    )
    for member in await _superiors(work, "supervisor"):
        chat = await cards.private(work, member)
        await _say(work, deadline, ticket, chat, note, "late", offer=True)


async def _tell_customer(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    """Once for every time that was promised."""
    promised = matter.PROMISES.get(deadline.name)
    since = deadline.started_at or ticket.created_at
    told = deadline.told_at is not None and deadline.told_at > since
    if told or not promised:
        return
    deadline.told_at = work.now
    event = await tickets.record(work.tx, ticket, "system", "late", work.now)
    language = (await people.get(work.tx, ticket.person_id)).language
    at = moment(deadline.due_at, work.now, work.zone, language)
    await matter.tell(
        work, ticket, event.id,
        _("{number}: I am sorry. We promised you: “{promise}” It takes longer than that. {called} I tell you the new time here as soon as I know it."),
        promise=text(language, promised, time=at), called=_who_is_called(work, ticket, language),
    )  # fmt: skip


def _who_is_called(work: Work, ticket: Ticket, language: str) -> Html:
    opens = owed.staffed(work, ticket, work.now)
    if opens == work.now:
        return text(language, _("I have called a supervisor."))
    at = moment(opens, work.now, work.zone, language)
    return text(language, _("A supervisor takes care of it as soon as we open, {time}."), time=at)


SAYS = {"near": _near, "ask": _ask, "late": _late}


async def _tell_owner(
    work: Work, deadline: Deadline, ticket: Ticket, note: str, step: str, offer: bool
) -> None:
    owner = await tickets.owner_of(work.tx, ticket)
    chats = [await cards.private(work, owner)] if owner else await cards.readers(work, ticket.queue)
    for chat in chats:
        await _say(work, deadline, ticket, chat, note, step, offer)


# After it is broken.


async def _missed(work: Work, deadline: Deadline, ticket: Ticket) -> None:
    if deadline.step == 0:
        at = deadline.due_at
        await tickets.record(work.tx, ticket, "system", "missed", at, shown=False)
        await _tell_customer(work, deadline, ticket)  # where nobody was there to say it before
    danger = deadline.name == "acknowledge"
    note = (
        _("🚨 {number}: nobody has acknowledged this danger. Please take it now.")
        if danger
        else _("❗ {number}: “{name}” was due {time} and is missed.")
    )
    for member in await _called(work, deadline, ticket):
        chat = await cards.private(work, member)
        await _say(work, deadline, ticket, chat, note, f"missed{deadline.step}", not danger)


async def _called(work: Work, deadline: Deadline, ticket: Ticket) -> list[Staff]:
    """Who hears of a missed deadline now: owner and supervisor first, then the manager on call."""
    if deadline.name == "acknowledge":
        everybody = await staff.everybody(work.tx)
        ladder = [p for role in LADDER for p in everybody if p.role == role] or everybody
        return ladder[deadline.step % len(ladder) :][:1] if ladder else []
    if deadline.step > 0:
        return await _superiors(work, "manager")
    owner = await tickets.owner_of(work.tx, ticket)
    above = [p for p in await _superiors(work, "supervisor") if owner is None or p.id != owner.id]
    return ([owner] if owner else []) + above


async def _superiors(work: Work, role: str) -> list[Staff]:
    """Those of a role who are on shift or on duty; where it has nobody, the next role below.

    Of the managers the one on duty is on call.
    """
    everybody = await staff.everybody(work.tx)
    for wanted in LADDER[LADDER.index(role) :: -1]:
        those = [p for p in everybody if p.role == wanted]
        on_call = [p for p in those if p.duty] if wanted == "manager" else []
        if those:
            return on_call or [p for p in those if p.on_shift or p.duty] or those
    return []


async def _say(
    work: Work, deadline: Deadline, ticket: Ticket, chat: tuple[int, str], note: str, step: str,
    offer: bool,
) -> None:  # fmt: skip
    """`offer`: with buttons for a new time. Of an incident staff hear once, for the ticket that leads."""
    if not await incidents.leads(work, ticket):
        return
    chat_id, language = chat
    line = text(language, note, number=ticket.number, name=text(language, DEADLINES[deadline.name]),
                time=moment(deadline.due_at, work.now, work.zone, language))  # fmt: skip
    lane = SAFETY if ticket.kind == "hazard" else REPLY
    show = Button(text(language, _("Show the ticket")), {"do": "desk.show", "ticket": ticket.id})
    take = Button(text(language, _("Take")), {"do": "desk.take", "ticket": ticket.id})
    rows: Rows = new_times.offer(ticket, deadline, language) if offer else []
    rows.append([show, take] if ticket.state == "new" else [show])
    # The moment is in the key: what is promised anew is spoken of anew.
    key = f"deadline:{deadline.id}:{deadline.due_at:%Y%m%d%H%M%S}:{step}:{chat_id}"
    await work.queue(key, chat_id, lane, Message(line, rows))

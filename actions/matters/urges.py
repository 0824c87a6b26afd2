"""The customer asks to hurry: told what happened so far, passed on, but not every few minutes."""

from datetime import datetime, timedelta

from actions.counter import cards
from actions.kinds import STATES
from actions.matters import tickets
from actions.matters.matter import promises
from actions.words import shortened, when
from actions.work import Rows, Turn
from locales import Html, join, mark
from storage import tickets as rows
from storage.models import Ticket, TicketEvent

_ = mark

URGED_OFTEN = 3
"""From so many urges on the supervisors hear of it too."""
TOLD_SO_FAR = 3
"""So many of the last steps are told in answer to an urge; the whole history is in the ticket."""


async def urge(
    turn: Turn, ticket: Ticket, words: str = "", buttons: Rows | None = None
) -> None:  # fmt: skip
    """Notes the urge and passes it on, but not twice within the pause; new `words` always reach staff.

    `buttons` stand under the answer.
    """
    if ticket.closed_at is not None:
        await tickets.show(turn, ticket)
        return
    past = await rows.history(turn.tx, ticket.id, shown_only=True)
    pause = timedelta(minutes=turn.policy.urge_pause_minutes)
    last = last_passed_on([e.at for e in past if e.what == "urged"], pause)
    passed_on = last is None or turn.now - last >= pause
    ticket.urged += 1
    event = await rows.record(
        turn.tx, ticket, "customer", "urged", turn.now, person_id=turn.person.id
    )
    await _tell_staff(turn, ticket, event, passed_on, words)
    await _answer(turn, ticket, past, None if passed_on else last, buttons)


async def _tell_staff(
    turn: Turn, ticket: Ticket, event: TicketEvent, passed_on: bool, words: str
) -> None:
    if passed_on:
        await cards.pass_urge(turn, ticket, event.id)
    if ticket.urged == URGED_OFTEN or (passed_on and ticket.urged > URGED_OFTEN):
        await cards.pass_urge_up(turn, ticket, event.id)
    if words or turn.incoming.is_file:
        await tickets.keep_words(turn, ticket, "added", words)


def last_passed_on(urged: list[datetime], pause: timedelta) -> datetime | None:
    """When an urge last reached staff: those within the pause after it were only noted. Pure."""
    last = None
    for at in urged:
        if last is None or at - last >= pause:
            last = at
    return last


async def _answer(
    turn: Turn, ticket: Ticket, past: list[TicketEvent], passed_on: datetime | None,
    buttons: Rows | None,
) -> None:  # fmt: skip
    """What was done with the urge, what has happened so far, and what we promise."""
    lines: list[str] = [turn.t(_("I am sorry that you have to wait."))]
    if passed_on is None:
        urgent = _("I have passed it on: {number} is wanted urgently.")
        lines.append(turn.t(urgent, number=ticket.number))
    else:
        again = _("I passed it on already ({time}); it is noted again.")
        lines.append(turn.t(again, time=when(turn, passed_on)))
    lines.append(turn.t(_("Where it stands: {state}."), state=turn.t(STATES[ticket.state])))
    steps = [line for e in past if e.what != "urged" and (line := tickets.told(turn, ticket, e))]
    if len(steps) > 1:  # more than that it was reported
        lines += [turn.t(_("What has happened so far:")), *steps[-TOLD_SO_FAR:]]
    if (answered := _last_answer(past)) is not None:
        lines.append(_quoted(turn, answered))
    lines += await promises(turn, ticket, turn.person.language)
    turn.say(join(lines), buttons)


def _last_answer(past: list[TicketEvent]) -> TicketEvent | None:
    ours = [e for e in past if e.note and e.actor not in ("customer", "system")]
    return ours[-1] if ours else None


def _quoted(turn: Turn, event: TicketEvent) -> Html:
    return turn.t(_("Our last word to you, {time}: “{words}”"), time=when(turn, event.at),
                  words=shortened(event.note, 300))  # fmt: skip

"""What staff do with a notice after it was written: publish, change a line of it, end it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.notices import approving, areas, ending, lifecycle, preview
from actions.notices.asking import QUESTIONS, is_late
from actions.supply import alerts
from actions.words import listed
from actions.work import Button, Turn
from locales import mark
from storage import outages as rows
from storage.areas import extent
from storage.models import Outage

_ = mark


async def list_open(turn: Turn) -> None:
    """/outages: every notice that is not over, with what can be done."""
    found = await rows.open_ones(turn.tx)
    if not found:
        turn.say(turn.t(_("There is no open notice.")))
    for outage in found[:10]:
        told = await preview.summary(turn, outage, turn.person.language)
        turn.say(told, alerts.notice_buttons(outage, turn.person.language))


async def list_drafts(turn: Turn) -> None:
    """/drafts: what was written and not published yet."""
    found = await rows.drafts(turn.tx)
    if not found:
        turn.say(turn.t(_("There is no draft. /outage begins one.")))
    for outage in found[:10]:
        told = await preview.summary(turn, outage, turn.person.language)
        show = Button(turn.t(_("Show the draft")), {"do": "notice.show", "outage": outage.id})
        turn.say(told, [[show]])


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a notice: still to the point, and the role may use it."""
    outage = await rows.get(turn.tx, int(do["outage"]))
    if outage.ended_at is not None:
        turn.toast(turn.t(_("This notice is over already.")))
        return
    if refused := _not_yours(turn, str(do["do"]), outage):
        turn.toast(refused)
        return
    turn.toast()
    await PRESSES[str(do["do"])](turn, outage, do)


def _not_yours(turn: Turn, do: str, outage: Outage) -> str:
    """Who may publish and change, by role; everybody may write and throw away drafts."""
    assert turn.staff is not None
    rules = turn.policy.notices
    roles: list[Any] = rules.publish if do == "notice.publish" else rules.change
    if do == "notice.show" or (outage.state == "draft" and do != "notice.publish"):
        return ""
    if turn.staff.role in roles:
        return ""
    return turn.t(_("Your role does not include this; ask one of: {roles}."),
                  roles=listed(list(roles), turn.person.language))  # fmt: skip


async def _show(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    if outage.state == "draft":
        await preview.show(turn, outage)
        return
    told = await preview.summary(turn, outage, turn.person.language)
    turn.say(told, alerts.notice_buttons(outage, turn.person.language))


async def _publish(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """At once where the kind allows it; else a second person is asked."""
    assert turn.staff is not None
    if outage.state != "draft":
        turn.say(turn.t(_("It is published already.")))
    elif do.get("version") != outage.version:
        turn.say(turn.t(_("The draft has changed since. This is how it looks now:")))
        await preview.show(turn, outage)
    elif problem := approving.why_not_now(turn, outage):
        turn.say(problem)
    elif not outage.late_reason and is_late(turn, outage.kind, outage.starts_at):
        await _edit(turn, outage, {"line": "late_reason"})
    elif preview.needs_approval(turn, outage):
        await approving.ask(turn, outage)
    else:
        outage.published_by = turn.staff.id
        await approving.send(turn, outage)
        if outage.kind in turn.policy.notices.approve_after:
            await approving.ask(turn, outage, after=True)


# Changing a line.


async def _edit(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """Asks for one line anew; without one, says which lines there are."""
    line = str(do.get("line", ""))
    if line in EDITS:
        known: Slots = {"outage": outage.id, "version": outage.version}
        known |= {"kind": outage.kind} if line == "areas" else {}
        start = {} if line == "from" else {"from": outage.starts_at.isoformat()}
        await begin(turn, EDITS[line], known | start)
        return
    lines = [n for n in preview.LINES if n != "late_reason" and (n != "kind" or _is_draft(outage))]
    buttons = [[Button(turn.t(preview.LINES[n]), {"do": "notice.edit", "outage": outage.id, "line": n})]
               for n in lines]  # fmt: skip
    wrong = Button(turn.t(_("It was never true")), {"do": "notice.discard", "outage": outage.id})
    turn.say(turn.t(_("What shall I change?")), [*buttons, [wrong]])


def _is_draft(outage: Outage) -> bool:
    return outage.state == "draft"


async def _etr(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    await _edit(turn, outage, {"line": "until"})


def _set(line: str) -> Callable[[Turn, Slots], Awaitable[None]]:
    """What the form of one line does when it is answered."""

    async def finish(turn: Turn, slots: Slots) -> None:
        outage = await rows.get(turn.tx, slots["outage"])
        if outage.ended_at is not None:
            turn.say(turn.t(_("This notice is over already.")))
        elif slots.get("version") != outage.version:
            turn.say(turn.t(_("The notice has changed since. This is how it looks now:")))
            await _show(turn, outage, {})
        elif _is_draft(outage):
            await _change_draft(turn, outage, line, slots[line])
        else:
            await _change_published(turn, outage, line, slots[line])

    return finish


async def _change_draft(turn: Turn, outage: Outage, line: str, value: Any) -> None:
    """The draft as it is now; an approval that was asked for does not hold any more."""
    covered = [extent(area)._asdict() for area in await rows.areas(turn.tx, outage.id)]
    if line == "kind" and (problem := areas.not_for(turn, value, covered)):
        turn.say(problem.text)
        return
    await approving.withdraw(turn, outage)
    if line == "areas":
        await rows.drop_areas(turn.tx, [area.id for area in await rows.areas(turn.tx, outage.id)])
        await rows.add_areas(turn.tx, outage.id, areas.as_stored(value))
    else:
        _put(turn, outage, line, value)
    if not is_late(turn, outage.kind, outage.starts_at):
        outage.late_reason = ""
    outage.version += 1
    await lifecycle.keep(turn, outage)
    await preview.show(turn, outage)


def _put(turn: Turn, outage: Outage, line: str, value: Any) -> None:
    if line == "from":
        lifecycle.set_start(turn, outage, datetime.fromisoformat(value))
    elif line == "until":
        lifecycle.set_until(turn, outage, datetime.fromisoformat(value) if value else None)
    else:
        setattr(outage, line, value)


async def _change_published(turn: Turn, outage: Outage, line: str, value: Any) -> None:
    if line == "until" and value:
        chats = await lifecycle.change_time(turn, outage, datetime.fromisoformat(value))
    elif line == "areas":
        chats = await _change_areas(turn, outage, areas.as_stored(value))
    else:
        _put(turn, outage, line, value)
        chats = await lifecycle.renew(turn, outage, "changed")
    if chats is None:
        turn.say(turn.t(_("That is less than {minutes} minutes of difference; nobody is told."),
                        minutes=turn.policy.alerts.etr_change_minutes))  # fmt: skip
        return
    turn.say(turn.t(_("Notice {id} changed. {chats} chats are told."), id=outage.id, chats=chats))


async def _change_areas(turn: Turn, outage: Outage, wanted: list[Any]) -> int:
    there = await rows.areas(turn.tx, outage.id)
    if set(map(extent, there)) == set(map(extent, wanted)):
        return 0
    return await lifecycle.change_areas(turn, outage, wanted)


EDITS = {
    line: register(
        Form(f"notice.{line}", _("the change of the notice"),
             (question if line != "late_reason" else Question(
                 "late_reason", "", read_words, say=question.say, offer=question.offer, free=True),),
             _set(line), staff_only=True)
    )
    for line, question in QUESTIONS.items()
}  # fmt: skip
"""A form for each line of a notice, asked alone."""


PRESSES: dict[str, Callable[[Turn, Outage, dict[str, Any]], Awaitable[None]]] = {
    "notice.show": _show, "notice.publish": _publish, "notice.edit": _edit, "notice.etr": _etr,
    "notice.restored": ending.ask_restored, "notice.cancel": ending.ask_cancel, "notice.discard": ending.ask_discard,
}  # fmt: skip

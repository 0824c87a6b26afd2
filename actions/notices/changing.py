"""What staff do with a notice after it was written: publish, change a line of it, end it."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from actions import alerts, outages, times
from actions.forms import Form, Problem, Question, Slots, begin, choose, read_words, register
from actions.notice_texts import as_kept
from actions.notices import approving, areas, lifecycle, preview
from actions.notices.asking import QUESTIONS, is_late
from actions.words import listed, when
from actions.work import Button, Rows, Turn
from locales import join, mark
from storage import outages as rows
from storage.models import Outage

_ = mark


async def list_open(turn: Turn) -> None:
    """/outages: every notice that is not over, with what can be done."""
    found = await rows.open_ones(turn.tx)
    if not found:
        turn.say(turn.t(_("There is no open notice.")))
    for outage in found[:10]:
        told = await outages.describe(turn, outage)
        head = turn.t(_("Notice {id}"), id=outage.id)
        turn.say(join([head, told]), alerts.notice_buttons(outage, turn.person.language))


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
        await begin(turn, EDITS[line], {"outage": outage.id, "from": outage.starts_at.isoformat()}
                    if line != "from" else {"outage": outage.id})  # fmt: skip
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
        elif _is_draft(outage):
            await _change_draft(turn, outage, line, slots[line])
        else:
            await _change_published(turn, outage, line, slots[line])

    return finish


async def _change_draft(turn: Turn, outage: Outage, line: str, value: Any) -> None:
    """The draft as it is now; an approval that was asked for does not hold any more."""
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
    if sorted(map(str, map(as_kept, there))) == sorted(map(str, map(as_kept, wanted))):
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


# The end.


async def _ask_end(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """ "Power is back": since when? What has not begun can only be cancelled."""
    if outage.starts_at > turn.now:
        said = _("It begins only {time}. If it does not take place, cancel it.")
        turn.say(turn.t(said, time=when(turn, outage.starts_at)),
                 alerts.notice_buttons(outage, turn.person.language))  # fmt: skip
        return
    await begin(turn, RESTORED, {"outage": outage.id, "from": outage.starts_at.isoformat()})


AGO = re.compile(
    r"(\d{1,3})\s*(h|hours?|小时|小時|m|min|minutes?|分钟|分鐘)\s*(?:ago|前|之前)", re.I
)


def past(said: str, turn: Turn) -> datetime | None:
    """A moment that lies behind us: "14:20" is the last such time, "20 min ago"; null if unclear."""
    if found := AGO.search(said):
        unit = "hours" if found[2][0].casefold() in "h小" else "minutes"
        return turn.now - timedelta(**{unit: int(found[1])})
    at = times.read(said, turn.now, turn.zone)
    if at is None or at <= turn.now or times.names_a_day(said):
        return at
    return times.read(said, turn.now - timedelta(days=1), turn.zone)


async def _read_back_at(turn: Turn, slots: Slots) -> Any:
    at = past(turn.incoming.text, turn)
    if at is None:
        return Problem(turn.t(_("Please write the time like 14:20, 20 min ago, or tap Just now.")))
    if at > turn.now:
        return Problem(
            turn.t(_("That is {time}, still to come. Since when is it back?"), time=when(turn, at))
        )
    if at < datetime.fromisoformat(slots["from"]):
        return Problem(
            turn.t(
                _("That is {time}, before it went off. Since when is it back?"), time=when(turn, at)
            )
        )
    return at.isoformat()


async def _offer_just_now(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(_("Just now")), turn.now.isoformat())]]


async def _ask_cancel(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    await begin(turn, CANCEL, {"outage": outage.id})


async def _ask_discard(turn: Turn, outage: Outage, do: dict[str, Any]) -> None:
    """A draft is thrown away at once; what was told is taken back, after a question."""
    if _is_draft(outage):
        await approving.withdraw(turn, outage)
        await lifecycle.end(turn, outage, "discarded")
        turn.say(turn.t(_("Draft {id} is thrown away. Nobody was told of it."), id=outage.id))
    elif do.get("sure"):
        await _over(turn, outage, "discarded", turn.now)
    else:
        sure = {"do": "notice.discard", "outage": outage.id, "sure": True}
        turn.say(turn.t(_("Take notice {id} back? Everybody who was told hears that there was none."),
                        id=outage.id), [[Button(turn.t(_("Yes, take it back")), sure)]])  # fmt: skip


async def _over(turn: Turn, outage: Outage, state: str, at: datetime, why: str = "") -> None:
    if outage.ended_at is not None:
        turn.say(turn.t(_("This notice is over already.")))
        return
    chats = await lifecycle.end(turn, outage, state, at, why)
    turn.say(turn.t(_("Notice {id} is over. {chats} chats are told."), id=outage.id, chats=chats))


async def _restored(turn: Turn, slots: Slots) -> None:
    outage = await rows.get(turn.tx, slots["outage"])
    at = min(datetime.fromisoformat(slots["at"]), turn.now)
    await _over(turn, outage, "restored", max(at, outage.starts_at))


async def _cancelled(turn: Turn, slots: Slots) -> None:
    outage = await rows.get(turn.tx, slots["outage"])
    await _over(turn, outage, "cancelled", turn.now, slots.get("why") or "")


async def _sure_to_cancel(turn: Turn, slots: Slots) -> str:
    return turn.t(_("Cancel notice {id}? Everybody concerned is told."), id=slots["outage"])


RESTORED = register(
    Form(
        "notice.restored", _("the end of the outage"),
        (Question("at", _("Since when is the power back? For instance 14:20 or 20 min ago."),
                  _read_back_at, offer=_offer_just_now),),
        _restored, staff_only=True,
    )
)  # fmt: skip
CANCEL = register(
    Form(
        "notice.cancel", _("cancelling the outage"),
        (Question("why", _("Why does it not take place? Customers read it."), read_words,
                  optional=True, free=True),),
        _cancelled, summary=_sure_to_cancel, staff_only=True, send_label=_("Yes, cancel the outage"),
    )
)  # fmt: skip

PRESSES: dict[str, Callable[[Turn, Outage, dict[str, Any]], Awaitable[None]]] = {
    "notice.show": _show, "notice.publish": _publish, "notice.edit": _edit, "notice.etr": _etr,
    "notice.restored": _ask_end, "notice.cancel": _ask_cancel, "notice.discard": _ask_discard,
}  # fmt: skip

"""What staff do with a notice after it was written: publish, change a line of it, end it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from actions import places
from actions.forms import Form, Question, Slots, Step, begin, read_words, register
from actions.notices import (
    amending,
    approving,
    areas,
    ending,
    lifecycle,
    naming,
    odd_times,
    preview,
)
from actions.notices.asking import QUESTIONS, is_late
from actions.supply import alerts, progress
from actions.words import listed, when
from actions.work import Button, Turn
from locales import join, mark
from storage import approvals
from storage import outages as rows
from storage.areas import extent
from storage.models import Outage

_ = mark


MOST_LISTED = 10


async def list_open(turn: Turn) -> None:
    """/outages: every notice that is not over, with what can be done; /outages 10: that one, /outages
    F05: those of a line."""
    if await _shown_by_number(turn) or (line := await _line(turn)) is None:
        return
    found = await rows.open_ones(turn.tx, line=line)
    if not found:
        turn.say(turn.t(NO_OPEN_ONE if not line else NONE_OF_LINE, line=line))
    for outage in found[:MOST_LISTED]:
        await _show(turn, outage, {})
    _say_more(turn, found, "outages")


async def list_drafts(turn: Turn) -> None:
    """/drafts: what was written and not published yet; /drafts 10: that one, as it will look, /drafts
    F05: those of a line."""
    if await _shown_by_number(turn) or (line := await _line(turn)) is None:
        return
    found = await rows.drafts(turn.tx, line=line)
    if not found:
        turn.say(turn.t(NO_DRAFT if not line else NO_DRAFT_OF_LINE, line=line))
    for outage in found[:MOST_LISTED]:
        lines = [await preview.summary(turn, outage, turn.person.language)]
        if await approvals.asked_about(turn.tx, "notice", outage.id) is not None:
            lines.append(turn.t(_("It waits for approval.")))
        show = Button(turn.t(_("Show the draft")), {"do": "notice.show", "outage": outage.id})
        turn.say(join(lines), [[show]])
    _say_more(turn, found, "drafts")


NO_OPEN_ONE, NONE_OF_LINE = _("There is no open notice."), _("There is no open notice of line {line}.")  # fmt: skip
NO_DRAFT, NO_DRAFT_OF_LINE = _("There is no draft. /outage begins one."), _("There is no draft of line {line}.")  # fmt: skip
NUMBER = re.compile(r"\W*(?:notice|no|nr|公告|通知|通告)?\W*(\d{1,9})\W*", re.IGNORECASE)
"""A number alone is a notice's; one within a word, F05, is not."""


async def _line(turn: Turn) -> str | None:
    """The code of the line named behind the command; "" where nothing is; null, and said, where it is none."""
    if not turn.incoming.text.strip():
        return ""
    found = await places.find(turn, turn.incoming.text)
    lines = [spot.feeder_code for spot in found if spot.feeder_code]
    if len(lines) == 1:
        return lines[0]
    wanted = _("Behind /{command} I understand the number of a notice, or the code of a line.")
    turn.say(turn.t(wanted, command=turn.incoming.command))
    return None


async def _shown_by_number(turn: Turn) -> bool:
    """The notice of the number behind the command, if it has one; it may be over by now."""
    if not (number := NUMBER.fullmatch(turn.incoming.text)):
        return False
    outage = await rows.called(turn.tx, int(number[1]))
    if outage is None:
        turn.say(turn.t(_("There is no notice {id}."), id=int(number[1])))
        return True
    if outage.ended_at is not None:
        turn.say(turn.t(_("This notice is over already.")))
    await _show(turn, outage, {"in_full": True})
    return True


def _say_more(turn: Turn, found: list[Outage], command: str) -> None:
    if rest := found[MOST_LISTED:]:
        numbers = listed([str(outage.id) for outage in rest], turn.person.language)
        said = _("… and {count} more: {numbers}. Write /{command} with a number to see one.")
        turn.say(turn.t(said, count=len(rest), numbers=numbers, command=command))


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
    language = turn.person.language
    lines = [await preview.summary(turn, outage, language)]
    lines += await progress.of_notice(turn, outage.id, language)
    if do.get("in_full"):
        lines.append(join(await preview.not_reached(turn, outage, language)))
    told = join(list(filter(None, lines)), "\n\n")
    turn.say(told, alerts.notice_buttons(outage, language))


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
    elif preview.needs_approval(turn, outage) and preview.may_approve(turn, outage):
        await approving.approve(turn, outage)
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
        known |= {} if line == "kind" else {"kind": outage.kind}
        if line != "from":
            known["from"] = outage.starts_at.isoformat()
        if line == "until" and outage.until is not None:
            known["was"] = outage.until.isoformat()
        await begin(turn, EDITS[line], known)
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
            await _change_draft(turn, outage, _change(line, slots))
        else:
            await amending.propose(turn, outage, _change(line, slots))

    return finish


def _change(line: str, slots: Slots) -> amending.Change:
    both = {"until": slots["until"]} if line == "from" and "until" in slots else {}
    return {"line": line, "value": slots[line], **both}


async def _change_draft(turn: Turn, outage: Outage, change: amending.Change) -> None:
    """The draft as it is now; an approval that was asked for does not hold any more."""
    line, value = change["line"], change["value"]
    covered = [extent(area)._asdict() for area in await rows.areas(turn.tx, outage.id)]
    if line == "kind" and (problem := areas.not_for(turn, value, covered)):
        turn.say(problem.text)
        return
    await approving.withdraw(turn, outage)
    end = outage.until
    if line == "areas":
        await rows.drop_areas(turn.tx, [area.id for area in await rows.areas(turn.tx, outage.id)])
        await rows.add_areas(turn.tx, outage.id, areas.as_stored(value))
    else:
        amending.put(turn, outage, change)
    if not is_late(turn, outage.kind, outage.starts_at):
        outage.late_reason = ""
    outage.version += 1
    await lifecycle.keep(turn, outage)
    if line == "from" and outage.until and end != outage.until and not change.get("until"):
        said = _("The end moves along with the beginning: it is {time} now.")
        turn.say(turn.t(said, time=when(turn, outage.until)))
    await preview.show(turn, outage)


def _look(line: str) -> dict[str, Step]:
    """Asks about an odd time."""

    async def look(turn: Turn, slots: Slots) -> None:
        odd_times.look(turn, slots, (line,))

    return {line: look} if line in ("from", "until") else {}


EDITS = {
    line: register(
        Form(f"notice.{line}", _("the change of the notice"),
             (question if line != "late_reason" else Question(
                 "late_reason", "", read_words, say=question.say, offer=question.offer, free=True),),
             _set(line), after=_look(line), staff_only=True, hears=naming.take)
    )
    for line, question in QUESTIONS.items()
}  # fmt: skip
"""A form for each line of a notice, asked alone."""


PRESSES: dict[str, Callable[[Turn, Outage, dict[str, Any]], Awaitable[None]]] = {
    "notice.show": _show, "notice.publish": _publish, "notice.edit": _edit, "notice.etr": _etr,
    "notice.restored": ending.ask_restored, "notice.cancel": ending.ask_cancel, "notice.discard": ending.ask_discard,
    "notice.change": amending.press_send, "notice.leave": amending.press_leave,
}  # fmt: skip

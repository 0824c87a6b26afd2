"""How staff are asked for a notice: one question at a time, or all of it typed in one message."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from actions import times
from actions.forms import (
    Choice,
    Form,
    Problem,
    Question,
    Slots,
    begin,
    choose,
    read_words,
    register,
)
from actions.notices import areas, lifecycle, preview
from actions.supply.outages import TITLES
from actions.supply.reasons import REASONS
from actions.words import when
from actions.work import Rows, Turn
from locales import LANGUAGES, mark, text
from storage.models import Outage

_ = mark

LONGEST_REASON = 300
PARTS = re.compile(r"[;\n]")
BETWEEN = (
    re.compile(r"\s+(?:-|–|—|~|to|until|till)\s+|\s*[至到~–—]\s*"),
    re.compile(r"\s*-\s*"),
)
"""What stands between two times, the surest first: "-" also stands in dates."""


async def start(turn: Turn) -> None:
    """/outage: begins a notice with what was typed after it."""
    slots, problem = await _typed(turn, turn.incoming.text)
    if problem:
        turn.say(problem.text)
    await begin(turn, FORM, slots)


async def _typed(turn: Turn, written: str) -> tuple[Slots, Problem | None]:
    """What a message like "planned; Harbour Road 1-40, F07; tomorrow 8:00-17:00; tree cutting" says.

    The parts may come in any order; a Problem says which of them was not understood.
    """
    slots: Slots = {}
    words: list[str] = []
    problem: Problem | None = None
    for part in (
        p.strip() for p in PARTS.split(unicodedata.normalize("NFKC", written)) if p.strip()
    ):
        if "kind" not in slots and (kind := kind_called(part)):
            slots["kind"] = kind
        elif "from" not in slots and (span := _period(turn, part)):
            slots |= span
        elif "reason" not in slots and (code := _reason_called(part)):
            slots["reason"] = code
        elif "areas" not in slots:
            found = await areas.read_text(turn, part)
            if isinstance(found, list):
                slots["areas"], problem = found, None
            else:
                words.append(part)
                problem = problem or found
        else:
            words.append(part)
    if words and "areas" in slots and "reason" not in slots:
        slots["reason"] = "; ".join(words)[:LONGEST_REASON]
    if wrong := areas.not_for(turn, slots.get("kind"), slots.get("areas", [])):
        del slots["areas"]
        problem = wrong
    return slots, problem


def kind_called(said: str) -> str | None:
    """The kind of notice that is called so in one of our languages, by its code or first word."""
    said = said.strip().casefold()
    for kind, label in TITLES.items():
        names = {kind, kind.replace("_", " ")} | {
            text(lang, label).casefold() for lang in LANGUAGES
        }
        if said in names:
            return kind
    return None


def _reason_called(said: str) -> str | None:
    said = said.strip().casefold()
    for code, label in REASONS.items():
        if said in {code, *(text(language, label).casefold() for language in LANGUAGES)}:
            return code
    return None


def _period(turn: Turn, part: str) -> Slots | None:
    """ "tomorrow 8:00-17:00": from and until; a single time is the beginning."""
    for between in BETWEEN:
        for split in reversed(list(between.finditer(part))):
            start = times.read(part[: split.start()], turn.now, turn.zone)
            end = _end(turn, part[split.end() :], start) if start else None
            if start and end and start < end and end > turn.now:
                return {"from": start.isoformat(), "until": end.isoformat()}
    start = times.read(part, turn.now, turn.zone)
    return {"from": start.isoformat()} if start else None


# The questions.


async def _read_kind(turn: Turn, slots: Slots) -> str | None:
    return kind_called(turn.incoming.text)


async def _read_reason(turn: Turn, slots: Slots) -> str | None:
    said = turn.incoming.text.strip()[:LONGEST_REASON]
    return _reason_called(said) or said or None


async def _offer_reasons(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(label), code)] for code, label in REASONS.items()]


async def _offer_now(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(_("Now")), turn.now.isoformat())]]


async def _read_from(turn: Turn, slots: Slots) -> Any:
    at = times.read(turn.incoming.text, turn.now, turn.zone)
    if at is None:
        return _unclear(turn)
    if at < turn.now - timedelta(days=2):
        return Problem(turn.t(_("That is {time}, in the past. From when on?"), time=when(turn, at)))
    return at.isoformat()


async def _read_until(turn: Turn, slots: Slots) -> Any:
    """The end, after the beginning; "unknown" where there is no estimate."""
    start = datetime.fromisoformat(slots["from"])
    at = _end(turn, turn.incoming.text, start)
    if at is None:
        return _unclear(turn)
    if at <= start:
        return Problem(
            turn.t(_("That is {time}, before the beginning. Until when?"), time=when(turn, at))
        )
    if at <= turn.now:
        return Problem(turn.t(_("That is {time}, in the past. Until when?"), time=when(turn, at)))
    return at.isoformat()


def _end(turn: Turn, said: str, start: datetime) -> datetime | None:
    # "17:30" and "+2h" are meant from the beginning on; "tomorrow" is tomorrow from now.
    since = turn.now if times.names_a_day(said) else max(turn.now, start)
    return times.read(said, since, turn.zone)


def _unclear(turn: Turn) -> Problem:
    return Problem(
        turn.t(_("Please write the time like 2026-11-25 08:00, tomorrow 8:00, +2h or now."))
    )


def is_late(turn: Turn, kind: str, start: datetime) -> bool:
    """A planned outage that begins sooner than it should have been announced (ten commitments).

    Where the policy promises no lead time none is late.
    """
    lead = timedelta(days=turn.policy.alerts.lead_days)
    return kind == "planned" and bool(lead) and start - turn.now < lead


async def _look_if_late(turn: Turn, slots: Slots) -> None:
    """Says whether the question why it is late is to be asked."""
    if "kind" in slots and "from" in slots:
        slots["late"] = is_late(turn, slots["kind"], datetime.fromisoformat(slots["from"]))


async def _ask_late(turn: Turn, slots: Slots) -> str:
    return turn.t(_("⚠️ This is less than {days} days ahead. Why could it not be announced earlier? It is counted; customers do not see it."),
                  days=turn.policy.alerts.lead_days)  # fmt: skip


async def _offer_late(turn: Turn, slots: Slots) -> Rows:
    offered = (_("Urgent repair found"), _("Works of a third party"), _("Weather"))
    return [[choose(turn.t(label), turn.t(label))] for label in offered]


QUESTIONS = {
    "kind": Question("kind", _("What kind of outage is it?"), _read_kind,
                     choices=tuple(Choice(label, kind) for kind, label in TITLES.items())),
    "areas": Question("areas", _("Which places or lines? Write them with commas between, house numbers as a range: Harbour Road 1-40, Mill Lane 1-39 odd, Orchard Street, F07."),
                      areas.read),
    "reason": Question("reason", _("Why? Choose, or write it in plain words."), _read_reason,
                       offer=_offer_reasons, free=True),
    "from": Question("from", _("From when on? For instance tomorrow 8:00, 2026-11-25 08:00, or now."),
                     _read_from, offer=_offer_now),
    "until": Question("until", _("Until when? If nobody knows yet, tap Skip."), _read_until,
                      optional=True),
    "late_reason": Question("late_reason", "", read_words, say=_ask_late, offer=_offer_late, free=True,
                            when=lambda slots: bool(slots.get("late"))),
}  # fmt: skip
"""The lines of a notice, in the order in which they are asked."""


async def _finish(turn: Turn, slots: Slots) -> None:
    """The notice is a draft now, and shown as it will look; nobody is told yet."""
    assert turn.staff is not None
    until = slots.get("until")
    outage = Outage(
        source="staff", external_id=secrets.token_hex(8), kind=slots["kind"],
        reason=slots["reason"], starts_at=datetime.fromisoformat(slots["from"]),
        until=datetime.fromisoformat(until) if until else None, created_by=turn.staff.id,
        late_reason=slots.get("late_reason") or "",
    )  # fmt: skip
    await lifecycle.draft(turn, outage, areas.as_stored(slots["areas"]))
    await preview.show(turn, outage)


FORM = register(
    Form(
        "notice", _("your outage notice"), tuple(QUESTIONS.values()), _finish,
        after={"from": _look_if_late, "kind": _look_if_late}, staff_only=True,
    )
)  # fmt: skip

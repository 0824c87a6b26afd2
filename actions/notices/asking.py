"""How staff are asked for a notice: one question at a time, or all of it typed in one message."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from actions import times
from actions.conversation import asides
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
from actions.notices import areas, lifecycle, missing, naming, odd_times, periods, preview
from actions.supply.outages import TITLES
from actions.supply.reasons import REASONS, called, reason_called
from actions.work import Rows, Turn
from locales import mark
from storage.models import Outage

_ = mark

LONGEST_REASON = 300
PARTS = re.compile(r"[;\n]")
KINDS_IN_SHORT = {
    "planned": "planned works|planned work|planned outage|plan|计划|計劃|计划检修|計劃檢修|检修停电|檢修停電|检修",
    "temporary": "temporary|temporary outage|short notice|临时|臨時|临时停电|臨時停電|临时检修|臨時檢修",
    "fault": "fault|breakdown|emergency|unplanned|故障|故障停电|故障停電|抢修|搶修|事故",
    "load_shedding": "load shedding|shedding|shortage|限电|限電|错峰|錯峰|拉闸限电|拉閘限電",
    "arrears": "arrears|unpaid|unpaid bills|disconnection|欠费|欠費|欠费停电|欠費停電",
    "safety": "safety|danger|安全|安全停电|安全停電",
}
"""Other names of the kinds, as staff say them in short."""


async def start(turn: Turn) -> None:
    """/outage: begins a notice with what was typed after it."""
    if asides.begun_already(turn, FORM):
        return
    slots, problems = await _typed(turn, turn.incoming.text)
    for problem in problems:
        turn.say(problem.text)
    await begin(turn, FORM, slots)


async def _typed(turn: Turn, written: str) -> tuple[Slots, list[Problem]]:
    """What a message like "planned; Harbour Road 1-40, F07; tomorrow 8:00-17:00; tree cutting" says.

    The parts may come in any order; the problems say which of them were not understood.
    """
    parts = [p.strip() for p in PARTS.split(unicodedata.normalize("NFKC", written)) if p.strip()]
    named = next((part for part in parts if kind_called(part)), None)
    kind = kind_called(named) if named else None
    slots: Slots = {"kind": kind} if kind else {}
    words: list[str] = []
    times_in_doubt: list[str] = []
    problems: dict[str, Problem] = {}
    for part in parts:
        if part is named:
            continue
        if "from" not in slots and (span := periods.span(turn, part, kind)):
            if isinstance(span, Problem):
                problems["from"] = span
            else:
                slots |= span
        elif "reason" not in slots and (code := reason_called(part)):
            slots["reason"] = code
        else:
            places, doubt = await _places_in(turn, slots, part)
            slots |= places
            is_time = not places and "from" not in slots and times.mentions(part)
            if not places:
                (times_in_doubt if is_time else words).append(part)
            if doubt is not None and not is_time:
                problems.setdefault("areas", doubt)
    if "from" in slots:
        words += times_in_doubt
    elif times_in_doubt:
        problems["from"] = periods.unclear(turn, times_in_doubt[0])
    _keep_reason(turn, slots, words, problems)
    if wrong := areas.not_for(turn, kind, missing.covered(slots)):
        slots = {slot: value for slot, value in slots.items() if slot not in ("areas", "so_far")}
        problems["areas"] = wrong
    return slots, [problem for slot, problem in problems.items() if slot not in slots]


async def _places_in(turn: Turn, slots: Slots, part: str) -> tuple[Slots, Problem | None]:
    """The places that a part names, or some of them with what is wrong with the others."""
    if _has_places(slots):
        return {}, None
    kept: Slots = {}
    found = await missing.gather(turn, kept, part)
    if isinstance(found, list):
        return {"areas": found}, None
    if kept.get("so_far", {}).get("areas"):
        return kept, None  # the question says what is missing
    return {}, found


def _has_places(slots: Slots) -> bool:
    return bool(slots.keys() & {"areas", "so_far"})


def _keep_reason(turn: Turn, slots: Slots, words: list[str], problems: dict[str, Problem]) -> None:
    """One part that is nothing else is the reason; of several nobody knows which."""
    if len(words) == 1 and _has_places(slots) and "reason" not in slots:
        slots["reason"] = words[0][:LONGEST_REASON]
    elif words and _has_places(slots):
        said = turn.t(_("I do not know what this is: {parts}."), parts="; ".join(words)[:300])
        problems["rest"] = Problem(said)


def kind_called(said: str) -> str | None:
    """The kind of notice that is called so in one of our languages, by its code, label or in short."""
    return called(said, TITLES, KINDS_IN_SHORT)


# The questions.


async def _read_kind(turn: Turn, slots: Slots) -> str | None:
    return kind_called(turn.incoming.text)


async def _read_reason(turn: Turn, slots: Slots) -> str | None:
    said = turn.incoming.text.strip()[:LONGEST_REASON]
    return reason_called(said) or said or None


async def _offer_reasons(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(label), code)] for code, label in REASONS.items()]


async def _offer_now(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(_("Now")), turn.now.isoformat())]]


def is_late(turn: Turn, kind: str, start: datetime) -> bool:
    """A planned outage that begins sooner than it should have been announced (ten commitments).

    Where the policy promises no lead time none is late.
    """
    lead = timedelta(days=turn.policy.alerts.lead_days)
    return kind == "planned" and bool(lead) and start - turn.now < lead


async def _look_again(turn: Turn, slots: Slots) -> None:
    """Whether the answers go together, the times are plausible, and it is asked why it is late."""
    if "from" in slots:
        odd_times.resolve(turn, slots)
    odd_times.look(turn, slots)
    if "areas" in slots:
        await missing.settled(turn, slots)
    if problem := areas.not_for(turn, slots.get("kind"), slots.get("areas", [])):
        del slots["areas"]
        turn.say(problem.text)
    if "kind" in slots and "from" in slots:
        slots["late"] = is_late(turn, slots["kind"], datetime.fromisoformat(slots["from"]))


async def _ask_late(turn: Turn, slots: Slots) -> str:
    return turn.t(_("⚠️ This is less than {days} days ahead. Why could it not be announced earlier? It is counted; customers do not see it."),
                  days=turn.policy.alerts.lead_days)  # fmt: skip


async def _offer_late(turn: Turn, slots: Slots) -> Rows:
    return [[choose(turn.t(label), label)] for label in preview.LATE_REASONS]


WHICH = _("Which places or lines? Write them with commas between, house numbers as a range: Harbour Road 1-40, Mill Lane 1-39 odd, Orchard Street, F07.")  # fmt: skip
QUESTIONS = {
    "kind": Question("kind", _("What kind of outage is it?"), _read_kind,
                     choices=tuple(Choice(label, kind) for kind, label in TITLES.items())),
    "areas": Question("areas", WHICH, missing.read, say=missing.asks(WHICH), offer=missing.offer),
    "reason": Question("reason", _("Why? Choose, or write it in plain words."), _read_reason,
                       offer=_offer_reasons, free=True),
    "from": odd_times.asked(Question("from", _("From when on? For instance tomorrow 8:00, 2026-11-25 08:00, or now."),
                     periods.read_from, offer=_offer_now)),
    "until": odd_times.asked(Question("until", _("Until when? If nobody knows yet, tap Skip."), periods.read_until,
                      optional=True)),
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
        after=dict.fromkeys(("kind", "areas", "from", "until"), _look_again), staff_only=True,
        hears=naming.take,
    )
)  # fmt: skip

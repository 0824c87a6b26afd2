"""Outage notices as staff publish and change them; a change that matters is told at once."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from actions import alerts, outages, places, times
from actions.forms import Choice, Form, Problem, Question, Slots, begin, choose, register
from actions.outages import TITLES
from actions.reasons import REASONS
from actions.words import duration, when
from actions.work import Button, Turn, Work
from locales import LANGUAGES, join, mark
from storage import outages as rows
from storage.models import Outage, OutageArea

_ = mark

SEPARATORS = re.compile(r"[,;、\n]")
RANGE = re.compile(r"(\d{1,4})\s*[号號]?\s*(?:[-–—~至到]|to)\s*(\d{1,4})(?:\s*[号號])?")


async def start(turn: Turn) -> None:
    """/outage: begins a notice."""
    await begin(turn, FORM, {})


async def _read_kind(turn: Turn, slots: Slots) -> str | None:
    said = turn.incoming.text.strip().casefold()
    return next((k for k, label in TITLES.items() if said in (k, turn.t(label).casefold())), None)


async def _read_areas(turn: Turn, slots: Slots) -> Any:
    """Places, house ranges and feeders, with commas between."""
    areas: list[dict[str, Any]] = []
    unknown: list[str] = []
    for part in _parts(turn.incoming.text):
        found = await _area(turn, part)
        if isinstance(found, Problem):
            return found
        (areas.append(found) if found else unknown.append(part))
    if unknown:
        return Problem(turn.t(_("I do not know: {names}. Please write all places again, as they are in the data."),
                              names=", ".join(unknown)))  # fmt: skip
    return areas or None


def _parts(text: str) -> list[str]:
    narrow = unicodedata.normalize("NFKC", text)
    return [part.strip() for part in SEPARATORS.split(narrow) if part.strip()]


async def _area(turn: Turn, part: str) -> Any:
    numbers = RANGE.search(part)
    spots = await places.find(turn, part.replace(numbers.group(), " ") if numbers else part)
    if not spots:
        return None
    if len(spots) > 1:
        names = [await places.name(turn, s, turn.person.language, True) for s in spots]
        return Problem(turn.t(_("“{part}” could be: {names}. Please write it with its district."),
                              part=part, names=" / ".join(names)))  # fmt: skip
    area = spots[0].value
    house = area.pop("house", None)
    if numbers:
        low, high = sorted(int(number) for number in numbers.groups())
        area |= {"low": low, "high": high}
    elif house is not None:
        area |= {"low": house, "high": house}
    return area


async def _read_reason(turn: Turn, slots: Slots) -> str | None:
    return turn.incoming.text.strip()[:300] or None


async def _offer_reasons(turn: Turn, slots: Slots) -> list[list[Button]]:
    return [[choose(turn.t(label), code)] for code, label in REASONS.items()]


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
    said = turn.incoming.text
    # "17:30" and "+2h" are meant from the beginning on; "tomorrow" is tomorrow from now.
    since = turn.now if times.names_a_day(said) else max(turn.now, start)
    at = times.read(said, since, turn.zone)
    if at is None:
        return _unclear(turn)
    if at <= start:
        return Problem(
            turn.t(_("That is {time}, before the beginning. Until when?"), time=when(turn, at))
        )
    if at <= turn.now:
        return Problem(turn.t(_("That is {time}, in the past. Until when?"), time=when(turn, at)))
    return at.isoformat()


def _unclear(turn: Turn) -> Problem:
    return Problem(
        turn.t(_("Please write the time like 2026-11-25 08:00, tomorrow 8:00, +2h or now."))
    )


async def _draft(turn: Turn, slots: Slots) -> Outage:
    """The notice of the form, stored so that its reach can be counted; nobody is told yet."""
    assert turn.staff is not None
    until = slots.get("until")
    outage = Outage(
        source="staff", external_id=secrets.token_hex(8), kind=slots["kind"],
        reason=slots["reason"], starts_at=datetime.fromisoformat(slots["from"]),
        until=datetime.fromisoformat(until) if until else None, version=1, state="published",
        published_at=turn.now, published_by=turn.staff.id,
    )  # fmt: skip
    areas = [
        OutageArea(place_id=a.get("place"), feeder_code=a.get("feeder"), low=a.get("low"),
                   high=a.get("high"), parity="all")
        for a in slots["areas"]
    ]  # fmt: skip
    return await rows.add(turn.tx, outage, areas)


async def _preview(turn: Turn, slots: Slots) -> str:
    """The text in three languages, whom it reaches and how long sending takes."""
    savepoint = await turn.tx.begin_nested()
    outage = await _draft(turn, slots)
    lines: list[str] = [turn.t(_("<b>Preview</b>"))]
    lines += [await alerts.wording(turn, outage, _first(outage), lang) for lang in LANGUAGES]
    customers = await rows.customers_affected(turn.tx, outage.id)
    chats = await rows.chats_reached(turn.tx, outage.id)
    await savepoint.rollback()
    seconds = timedelta(seconds=max(1, round(chats / turn.policy.sending.per_second)))
    lines.append(
        turn.t(_("Customers affected: {customers}. Chats reached: {chats}. Sending takes about {time}."),
               customers=customers, chats=chats, time=duration(seconds, turn.person.language))
    )  # fmt: skip
    lines += _lead_time(turn, outage)
    return join(lines, "\n\n")


def _lead_time(turn: Turn, outage: Outage) -> list[str]:
    lead = timedelta(days=turn.policy.alerts.lead_days)
    if outage.kind != "planned" or outage.starts_at - turn.now >= lead:
        return []
    return [turn.t(_("⚠️ This is less than {days} days ahead."), days=lead.days)]


def _first(outage: Outage) -> str:
    return "fault" if outage.kind == "fault" else "published"


async def _publish(turn: Turn, slots: Slots) -> None:
    outage = await _draft(turn, slots)
    chats = await publish(turn, outage)
    turn.say(
        turn.t(_("Published as notice {id}. It goes to {chats} chats."), id=outage.id, chats=chats),
        alerts.notice_buttons(outage, turn.person.language),
    )  # fmt: skip


async def publish(work: Work, outage: Outage) -> int:
    """Tells everybody a new notice concerns and plans its alerts; how many chats."""
    await _keep(work, outage)
    return await alerts.announce(work, outage, _first(outage))


async def _keep(work: Work, outage: Outage) -> None:
    """Keeps this version and sets when its alerts are due."""
    facts = {
        "state": outage.state, "reason": outage.reason,
        "from": outage.starts_at.isoformat(),
        "until": outage.until.isoformat() if outage.until else None,
        "ended": outage.ended_at.isoformat() if outage.ended_at else None,
    }  # fmt: skip
    await rows.keep_version(work.tx, outage, facts, work.now)
    due = alerts.timetable(outage, work) if outage.ended_at is None else {}
    await rows.schedule(work.tx, outage.id, due)


async def change_time(work: Work, outage: Outage, until: datetime) -> int | None:
    """A new estimate. None where the change is too small for anybody to be told."""
    least = timedelta(minutes=work.policy.alerts.etr_change_minutes)
    if outage.until is not None and abs(until - outage.until) < least:
        return None
    outage.until = until
    return await _new_version(work, outage, "changed")


async def end(work: Work, outage: Outage, state: str) -> int:
    """The power is back (`restored`), or the outage is off (`cancelled`)."""
    outage.state, outage.ended_at = state, work.now
    return await _new_version(work, outage, state)


async def _new_version(work: Work, outage: Outage, name: str) -> int:
    outage.version += 1
    await _keep(work, outage)
    return await alerts.announce(work, outage, name)


FORM = register(
    Form(
        "notice",
        _("your outage notice"),
        (
            Question("kind", _("What kind of outage is it?"), _read_kind,
                     choices=tuple(Choice(label, kind) for kind, label in TITLES.items())),
            Question("areas", _("Which places or lines? Write them with commas between, house numbers as a range: Harbour Road 1-40, Orchard Street, F07."),
                     _read_areas),
            Question("reason", _("Why? Choose, or write it in plain words."), _read_reason,
                     offer=_offer_reasons, free=True),
            Question("from", _("From when on? For instance tomorrow 8:00, 2026-11-25 08:00, or now."),
                     _read_from),
            Question("until", _("Until when? If nobody knows yet, tap Skip."), _read_until,
                     optional=True),
        ),
        _publish,
        summary=_preview,
        staff_only=True,
        send_label=_("Publish"),
    )
)  # fmt: skip


# Changes.


async def list_open(turn: Turn) -> None:
    """/outages: every notice that is not over, with what can be done."""
    found = await rows.open_ones(turn.tx)
    if not found:
        turn.say(turn.t(_("There is no open notice.")))
    for outage in found[:10]:
        told = await outages.describe(turn, outage)
        head = turn.t(_("Notice {id}"), id=outage.id)
        turn.say(join([head, told]), alerts.notice_buttons(outage, turn.person.language))


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button under a notice."""
    outage = await rows.get(turn.tx, int(do["outage"]))
    if outage.ended_at is not None:
        turn.toast(turn.t(_("This notice is over already.")))
        return
    turn.toast()
    if do["do"] == "notice.etr":
        await begin(turn, ETR, {"outage": outage.id, "from": outage.starts_at.isoformat()})
    elif do["do"] == "notice.cancel":
        sure = Button(
            turn.t(_("Yes, cancel the outage")), {"do": "notice.cancel!", "outage": outage.id}
        )
        turn.say(
            turn.t(_("Cancel notice {id}? Everybody concerned is told."), id=outage.id), [[sure]]
        )
    else:
        state = "restored" if do["do"] == "notice.restored" else "cancelled"
        chats = await end(turn, outage, state)
        turn.say(
            turn.t(_("Notice {id} is over. {chats} chats are told."), id=outage.id, chats=chats)
        )


async def _set_time(turn: Turn, slots: Slots) -> None:
    outage = await rows.get(turn.tx, slots["outage"])
    if outage.ended_at is not None:
        turn.say(turn.t(_("This notice is over already.")))
        return
    chats = await change_time(turn, outage, datetime.fromisoformat(slots["until"]))
    if chats is None:
        turn.say(turn.t(_("That is less than {minutes} minutes of difference; nobody is told."),
                        minutes=turn.policy.alerts.etr_change_minutes))  # fmt: skip
    else:
        turn.say(
            turn.t(_("Notice {id} changed. {chats} chats are told."), id=outage.id, chats=chats)
        )


ETR = register(
    Form(
        "notice.etr", _("the new time"),
        (Question("until", _("When will the power be back? For instance 17:30, tomorrow 8:00 or +2h."),
                  _read_until),),
        _set_time, staff_only=True,
    )
)  # fmt: skip

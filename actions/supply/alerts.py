"""Outage alerts: to everybody an outage concerns, in their language, once for each version."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions import places
from actions.counter import cards
from actions.places import Spot
from actions.supply import confirmations, notice_texts, outages, quiet, reporters, second_channel
from actions.words import listed, moment
from actions.work import ALERT, Button, Message, Work
from locales import LANGUAGES, Html, join, mark, text
from storage import audience
from storage import outages as rows
from storage.models import Outage

_ = mark

HEADS = {
    "published": _("⚡ An outage is planned that concerns you."),
    "fault": _("⚡ There is a fault that concerns you. We are working on it."),
    "day_before": _("⚡ Reminder: your power goes off tomorrow."),
    "hour_before": _("⚡ Reminder: your power goes off soon."),
    "reminder": _("⚡ Reminder: your power goes off soon."),
    "start": _("⚡ The planned outage begins now."),
    "late": _("⚡ The time we gave has passed, and we have not heard yet that the power is back. We are asking; a new time comes here."),
    "reopened": _("⚡ We told you that the power is back. We have heard that for some it is not, and are working on it again."),
    "changed": _("⚡ An outage that concerns you has changed."),
    "released": _("✅ An outage that we announced does not concern you any more."),
    "restored": _("✅ The power is back."),
    "cancelled": _("✅ The planned outage will not take place."),
    "discarded": _("✅ We told you of an outage by mistake. There is none."),
}  # fmt: skip
LATEST_START = timedelta(hours=1)
"""After this "begins now" is no news and not true."""
STILL_OFF = _("Still no power?")


MOST_AT_ONCE = 500
"""Messages with a text of their own that are written at a time."""
REMINDERS = ("day_before", "hour_before", "reminder", "start")
WHILE_OFF = ("published", "fault", *REMINDERS, "changed")
"""Told at night too where the power goes off before the morning."""
FOR_THOSE_WHO_DEPEND = ("published", "fault", "changed", "day_before")
"""Asks who depends on power to confirm."""


async def announce(work: Work, outage: Outage, name: str, alone: bool = True) -> int:
    """Queues the alert `name` for everybody concerned; how many chats that is.

    What still waits of earlier alerts and is not true any more is not sent. Not `alone`: others of
    this version were queued just before it, and that was seen to.
    """
    later = name not in REMINDERS
    if alone:
        await rows.supersede(work.tx, outage.id, () if later else REMINDERS)
    if name in work.policy.alerts.silent and outage.kind != "safety":
        return 0
    bodies = {language: await _body(work, outage, name, language) for language in LANGUAGES}
    wave = await rows.begin_wave(work.tx, outage, name, work.now)
    alert = audience.Alert(
        outage, name, ALERT, bodies, bodies, topics(outage, name),
        await holds(work, outage, name), wave.id, work.now,
    )  # fmt: skip
    if name in FOR_THOSE_WHO_DEPEND:
        alert = replace(alert, first=await confirmations.ask(work, outage, bodies))
    wave.total = await _queue_apart(work, alert) + await audience.queue(work.tx, alert)
    letters = await second_channel.queue(work, alert)
    chats = wave.total
    await rows.end_wave(work.tx, wave, letters)
    return chats + await reporters.tell(work, outage, name, bodies, alert.holds)


def topics(outage: Outage, name: str) -> tuple[str, ...]:
    """Under which topics people mute such an alert; a danger, and who is cut off, is always told."""
    if outage.kind in ("safety", "arrears"):
        return ()
    kind = "planned" if outage.kind in ("planned", "temporary") else "faults"
    return (kind, "reminders") if name in REMINDERS else (kind,)


async def holds(work: Work, outage: Outage, name: str) -> list[audience.Hold]:
    """Whom it does not wake: it waits until morning where it can."""
    if outage.kind == "safety":
        return []
    goes_off = name in WHILE_OFF and (name != "changed" or outage.starts_at > work.now)
    return await quiet.holds(work, outage.starts_at if goes_off else None)


async def _queue_apart(work: Work, alert: audience.Alert) -> int:
    """Who has several addresses gets one message that names all it concerns, were it only one."""
    ids = await audience.at_several(work.tx, alert)
    names, queued = dict[tuple[str, audience.Address], str](), 0
    for begin_at in range(0, len(ids), MOST_AT_ONCE):
        part = ids[begin_at : begin_at + MOST_AT_ONCE]
        met = await audience.with_addresses(work.tx, alert, part)
        written = [(met[i], await _with_addresses(work, alert, met[i], names)) for i in part]
        queued += await audience.queue_apart(work.tx, alert, written)
    return queued


async def _with_addresses(
    work: Work, alert: audience.Alert, one: audience.Concerned,
    names: dict[tuple[str, audience.Address], str],
) -> dict[str, Any]:  # fmt: skip
    """The message with the line of addresses. `names`: addresses that were put in words before."""
    whole = {a.place_id for a in one.addresses if a.house is None and not a.nickname}
    lone = [a for a in one.addresses if a.house is None or a.nickname or a.place_id not in whole]
    said = []
    for address in lone:
        if (one.language, address) not in names:
            names[one.language, address] = await _named(work, address, one.language)
        said.append(names[one.language, address])
    payload = (alert.first if one.first else alert.bodies)[one.language]
    line = text(one.language, _("It concerns: {addresses}"), addresses="; ".join(said))
    return {**payload, "text": join([Html(payload["text"]), line])}


async def _named(work: Work, address: audience.Address, language: str) -> str:
    """ "home, Harbour Road 12"."""
    spot = Spot(address.place_id, address.house)
    name = await places.name(work, spot, language)
    return listed([address.nickname, name], language) if address.nickname else name


async def announce_to(
    work: Work, outage: Outage, some: Sequence[audience.Concerned], name: str, under: str = ""
) -> int:
    """Queues the alert `name` for some only, under the key of the alert `under` that they get no more."""
    bodies = {language: await _body(work, outage, name, language) for language in LANGUAGES}
    wave = await rows.begin_wave(work.tx, outage, under or name, work.now)
    alert = audience.Alert(
        outage, under or name, ALERT, bodies, bodies, topics(outage, name), (), wave.id, work.now
    )
    payloads = [(one, bodies[one.language]) for one in some]
    for at in range(0, len(payloads), MOST_AT_ONCE):
        part = payloads[at : at + MOST_AT_ONCE]
        wave.total += await audience.queue_apart(work.tx, alert, part)
    chats = wave.total
    await rows.end_wave(work.tx, wave, 0)
    return chats


async def _body(work: Work, outage: Outage, name: str, language: str) -> dict[str, Any]:
    message = Message(await wording(work, outage, name, language))
    if name == "restored":
        do = {"do": "outage.still_off", "outage": outage.id}
        message = Message(message.text, [[Button(text(language, STILL_OFF), do)]])
    key = f"outage:{outage.id}:{outage.version}:{name}:{language}"
    return await work.payload(key, None, message)


async def wording(work: Work, outage: Outage, name: str, language: str) -> Html:
    """The whole text of an alert."""
    lines: list[str] = [text(language, notice_texts.head(outage, name) or HEADS[name])]
    if name == "released":
        return join([*lines, notice_texts.announced(work, outage, language)])
    if name == "restored" and outage.ended_at is not None:
        at = moment(outage.ended_at, work.now, work.zone, language)
        where = await outages.where(work, outage, language)
        lines.append(text(language, _("{where}, {time}"), where=where, time=at))
        return join(lines)
    lines += await notice_texts.news(work, outage, name, language)
    lines.append(await outages.describe_in(work, outage, language))
    if name not in ("cancelled", "changed", "discarded", "late", "reopened"):
        lines += notice_texts.advice(work, outage, language)
    return join(lines)


def timetable(outage: Outage, work: Work) -> dict[str, datetime]:
    """When which alert of a notice is due; what lies in the past is left out."""
    due: dict[str, datetime] = {}
    rules = work.policy.alerts
    if outage.kind != "fault":
        names = {24: "day_before", 1: "hour_before"}
        for hours in rules.before_hours:
            due[names.get(hours, "reminder")] = outage.starts_at - timedelta(hours=hours)
        due["start"] = outage.starts_at
    if outage.until is not None:
        due["etr_overdue"] = outage.until
        if before := rules.etr_warning_minutes:
            due["etr_soon"] = outage.until - timedelta(minutes=before)
        if after := rules.late_after_minutes:
            due["late"] = outage.until + timedelta(minutes=after)
    return {name: at for name, at in due.items() if at > work.now}


async def run_due(work: Work) -> int:
    """Tick: sends the alerts whose moment has come. Harmless when run twice or late."""
    for outage in await rows.due_to_start(work.tx, work.now):
        outage.state = "in_progress"
    due = await rows.alerts_due(work.tx, work.now)
    for alert, outage in due:
        alert.done_at = work.now
        if outage.ended_at is not None:
            continue
        if alert.name in ASKED:
            await _ask_staff(work, outage, alert.name)
        elif (name := _still_true(work, outage, alert.name)) is not None:
            await announce(work, outage, name)
    return len(due)


def _still_true(work: Work, outage: Outage, name: str) -> str | None:
    """The alert as it can still be said, where the tick comes late; null where it cannot."""
    if name == "late":
        return name
    if name == "start":
        return name if work.now - outage.starts_at < LATEST_START else None
    if outage.starts_at <= work.now:
        return None
    starts_today = outage.starts_at.astimezone(work.zone).date() == work.today
    return "reminder" if name == "day_before" and starts_today else name


ASKED = {
    "etr_soon": _("⏳ The time given for {where} runs out soon ({time}). Is that still right? Customers hear of a new time from you before the old one is over."),
    "etr_overdue": _("⚠️ The time given for {where} has run out ({time}). Is the power back?"),
}  # fmt: skip
"""What staff are asked about the time they gave; they know first whether power is back."""
KEYS = {"etr_soon": "soon", "etr_overdue": "overdue"}


async def _ask_staff(work: Work, outage: Outage, name: str) -> None:
    if outage.until is None or (name == "etr_soon" and outage.until <= work.now):
        return
    for chat_id, language in await cards.readers(work, "repairs"):
        where = await outages.where(work, outage, language, to_staff=True)
        at = moment(outage.until, work.now, work.zone, language)
        line = text(language, ASKED[name], where=where, time=at)
        key = f"{KEYS[name]}:{outage.id}:{outage.version}:{chat_id}"
        await work.queue(key, chat_id, ALERT, Message(line, notice_buttons(outage, language)))


def notice_buttons(outage: Outage, language: str) -> list[list[Button]]:
    """What staff can do with a notice that is not over."""
    if outage.ended_at is not None:
        return []
    steps = [(_("New time"), "notice.etr"), (_("Power is back"), "notice.restored")]
    if outage.kind != "fault":
        steps.append((_("Cancel the outage"), "notice.cancel"))
    steps.append((_("Change something"), "notice.edit"))
    return [[Button(text(language, lb), {"do": do, "outage": outage.id})] for lb, do in steps]

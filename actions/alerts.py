"""Outage alerts: to everybody an outage concerns, in their language, once for each version."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions import asking, cards, notice_texts, outages, places, reporters
from actions.forms import Form, Problem, Question, Slots, begin, register
from actions.words import moment, place_name
from actions.work import ALERT, Button, Message, Turn, Work
from locales import LANGUAGES, Html, join, mark, text
from storage import outages as rows
from storage import people
from storage.models import Outage

_ = mark

HEADS = {
    "published": _("⚡ An outage is planned that concerns you."),
    "fault": _("⚡ There is a fault that concerns you. We are working on it."),
    "day_before": _("⚡ Reminder: your power goes off tomorrow."),
    "hour_before": _("⚡ Reminder: your power goes off soon."),
    "reminder": _("⚡ Reminder: your power goes off soon."),
    "start": _("⚡ The planned outage begins now."),
    "changed": _("⚡ An outage that concerns you has changed."),
    "released": _("✅ An outage does not concern you any more: other places are off instead."),
    "restored": _("✅ The power is back."),
    "cancelled": _("✅ The planned outage will not take place."),
    "discarded": _("✅ We told you of an outage by mistake. There is none."),
}  # fmt: skip
LATEST_START = timedelta(hours=1)
"""After this "begins now" is no news and not true."""
STILL_OFF = _("Still no power?")


async def announce(work: Work, outage: Outage, name: str) -> int:
    """Queues the alert `name` for everybody concerned; how many chats that is."""
    bodies = {language: await _body(work, outage, name, language) for language in LANGUAGES}
    chats = await rows.queue_alert(work.tx, outage, name, bodies, ALERT, work.now)
    return chats + await reporters.tell(work, outage, name, bodies)


async def announce_to(
    work: Work, outage: Outage, chats: Sequence[tuple[int, str]], name: str, under: str = ""
) -> int:
    """Queues the alert `name` for some chats, each with its language, instead of the alert `under`."""
    said = {language: await wording(work, outage, name, language) for language in LANGUAGES}
    for chat_id, language in chats:
        key = f"outage:{outage.id}:{outage.version}:{under or name}:{chat_id}"
        await work.queue(key, chat_id, ALERT, Message(said[language]))
    return len(chats)


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
        return join(lines)
    if name == "restored" and outage.ended_at is not None:
        at = moment(outage.ended_at, work.now, work.zone, language)
        where = await outages.where(work, outage, language)
        lines.append(text(language, _("{where}, {time}"), where=where, time=at))
        return join(lines)
    lines += await notice_texts.news(work, outage, name, language)
    lines.append(await outages.describe_in(work, outage, language))
    if name not in ("cancelled", "changed", "discarded"):
        lines += notice_texts.advice(work, outage, language)
    return join(lines)


def timetable(outage: Outage, work: Work) -> dict[str, datetime]:
    """When which alert of a notice is due; what lies in the past is left out."""
    due: dict[str, datetime] = {}
    if outage.kind != "fault":
        names = {24: "day_before", 1: "hour_before"}
        for hours in work.policy.alerts.before_hours:
            due[names.get(hours, "reminder")] = outage.starts_at - timedelta(hours=hours)
        due["start"] = outage.starts_at
    if outage.until is not None:
        due["etr_overdue"] = outage.until
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
        if alert.name == "etr_overdue":
            await _overdue(work, outage)
        elif (name := _still_true(work, outage, alert.name)) is not None:
            await announce(work, outage, name)
    return len(due)


def _still_true(work: Work, outage: Outage, name: str) -> str | None:
    """The alert as it can still be said, where the tick comes late; null where it cannot."""
    if name == "start":
        return name if work.now - outage.starts_at < LATEST_START else None
    if outage.starts_at <= work.now:
        return None
    starts_today = outage.starts_at.astimezone(work.zone).date() == work.today
    return "reminder" if name == "day_before" and starts_today else name


async def _overdue(work: Work, outage: Outage) -> None:
    """The time we gave has run out: staff first, they know whether power is back."""
    assert outage.until is not None
    for chat_id, language in await cards.readers(work, "repairs"):
        where = await outages.where(work, outage, language)
        at = moment(outage.until, work.now, work.zone, language)
        line = text(language, _("⚠️ The time given for {where} has run out ({time}). Is the power back?"),
                    where=where, time=at)  # fmt: skip
        key = f"overdue:{outage.id}:{outage.version}:{chat_id}"
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


# Subscriptions.


async def subscribe(turn: Turn) -> None:
    """Begins a subscription, or ends at once where the place is known."""
    slots = await asking.known_from(turn)
    place = slots.get("place")
    usable = place and ("place" in place or "account" in place)
    await begin(turn, FORM, {"place": place} if usable else {})


async def _read_place(turn: Turn, slots: Slots) -> Any:
    """A place; alerts follow where people live, not the name of a line."""
    value = await outages.read_place(turn, slots)
    if isinstance(value, dict) and "feeder" in value:
        return Problem(
            turn.t(
                _(
                    "Alerts go by address. Please send the street and house number, or the community."
                )
            )
        )
    return value


async def _finish(turn: Turn, slots: Slots) -> None:
    spot = await asking.spot_of(turn, slots["place"])
    assert spot.place_id is not None
    new = await people.subscribe(turn.tx, turn.person.id, spot.place_id, spot.house, turn.now)
    name = await places.name(turn, spot, turn.person.language)
    said = _(
        "🔔 I tell you about every outage at {place}: before, during and after it. Stop at any time with /alerts."
    )
    turn.say(turn.t(said if new else _("🔔 You get the alerts for {place} already."), place=name))


FORM = register(
    Form(
        "subscribe",
        _("outage alerts"),
        (
            Question("place", _("For which place would you like to hear about outages? Send the street and house number, or the community."),
                     _read_place, offer=asking.account_rows),
        ),
        _finish,
        intents=frozenset({"subscribe_alerts"}),
    )
)  # fmt: skip


async def show_subscriptions(turn: Turn) -> None:
    """What the person gets alerts for, each with a button to stop."""
    mine = await people.subscriptions(turn.tx, turn.person.id)
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    if not mine:
        own = _(
            "You get alerts for your linked account, because they concern your supply. To stop these too, unlink it with /link."
        )
        none = _("You get no outage alerts yet. Shall I tell you about a place?")
        add = Button(turn.t(_("🔔 Outage alerts")), {"do": "intent", "intent": "subscribe_alerts"})
        turn.say(turn.t(own if linked else none), [[add]])
        return
    rows_ = [
        [Button(turn.t(_("Stop: {place}"), place=place_name(place, turn.person.language, row.house_number)),
                {"do": "alerts.stop", "ids": [row.id]})]
        for row, place in mine[:8]
    ]  # fmt: skip
    if len(mine) > 1:
        every = [row.id for row, _place in mine]
        rows_.append([Button(turn.t(_("Stop all")), {"do": "alerts.stop", "ids": every})])
    turn.say(turn.t(_("You get alerts for these places. Which shall I stop?")), rows_)


async def press_stop(turn: Turn, do: dict[str, Any]) -> None:
    """Ends subscriptions of the person."""
    ended = await people.unsubscribe(turn.tx, turn.person.id, do["ids"])
    turn.toast()
    turn.say(turn.t(_("🔕 Stopped. Safety warnings still reach you.") if ended
                    else _("That was stopped already.")))  # fmt: skip


async def press_here(turn: Turn, do: dict[str, Any]) -> None:
    """Alerts for the place that was asked about."""
    turn.toast()
    spot = await asking.spot_of(turn, do["place"])
    await begin(turn, FORM, {"place": do["place"]} if spot.place_id else {})

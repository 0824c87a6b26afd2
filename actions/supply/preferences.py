"""/alerts: what a person gets, which topics, in which hours, and a pause; danger always passes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from actions import times
from actions.conversation import menu
from actions.supply import quiet, subscriptions
from actions.words import listed, moment, place_name
from actions.work import Button, Rows, Turn
from locales import Html, join, mark
from storage import people
from storage.models import Person

_ = mark

TOPICS = {
    "planned": _("planned outages"), "faults": _("faults"), "reminders": _("reminders"),
    "surveys": _("questions how it went"), "announcements": _("news"),
}  # fmt: skip
"""Under these names what people do not want is kept (`Person.muted`)."""
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""A pause until the person says otherwise."""
PAUSES = {
    "day": (_("1 day"), timedelta(days=1)), "week": (_("1 week"), timedelta(weeks=1)),
    "on": (_("Until I say"), None),
}  # fmt: skip
NIGHT = ("22:00", "07:00")
"""The quiet hours of who wants some and names none, where the utility has none of its own."""
LONGEST_PAUSE = timedelta(days=366)
STOP = re.compile(
    r"\W*(?:please\s+)?(?:stop|unsubscribe|退订|退訂|停止|取消订阅|取消訂閱|TD)(?:\s+(?:all|alerts|it))?\W*",
    re.IGNORECASE,
)
"""A bare "stop", as people write it to every service that sends them something."""
PAUSE = re.compile(
    r"\b(?:pause|mute|snooze|silence|hold)\b|\b(?:stop|no) .{0,40}\b(?:until|till|for)\b|"
    r"暂停|暫停|先别|先別|先不要|静音|靜音|(?:停|不要|别|別).{0,12}(?:到|直到)",
    re.IGNORECASE,
)
UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)
SAFETY = _("Warnings of danger always reach you.")


async def stopped(turn: Turn) -> None:
    """ "Stop" where nothing is open: what could be meant is the alerts."""
    if STOP.fullmatch(turn.incoming.text):
        await stop(turn)
    else:
        await menu.cancelled(turn)


async def stop(turn: Turn) -> None:
    """The one alert that a person has is ended; of several they choose."""
    mine = await people.subscriptions(turn.tx, turn.person.id)
    if len(mine) == 1:
        await end(turn, mine)
    else:
        await show(turn)


async def end(turn: Turn, ended: list[Any]) -> None:
    """Ends these subscriptions; a button for each takes that back."""
    await people.unsubscribe(turn.tx, turn.person.id, [row.id for row, _place in ended])
    names = [place_name(p, turn.person.language, row.house_number) for row, p in ended]
    rows = [
        [Button(turn.t(_("🔔 Again: {place}"), place=name),
                {"do": "alerts.at", "place": {"place": p.id, "house": row.house_number}})]
        for name, (row, p) in zip(names, ended, strict=True)
    ]  # fmt: skip
    told = turn.t(_("🔕 No more alerts for {places}."), places=listed(names, turn.person.language))
    turn.say(join([told, turn.t(SAFETY)]), rows)


async def unsubscribe(turn: Turn) -> None:
    """Fewer alerts: a pause where a time is said, else the choice."""
    if not await paused(turn):
        await (stop if STOP.fullmatch(turn.incoming.text) else show)(turn)


async def subscribe(turn: Turn) -> None:
    """More alerts, or, as it sounds alike, "pause the alerts until Monday"."""
    if not await paused(turn):
        await subscriptions.subscribe(turn)


async def paused(turn: Turn) -> bool:
    """ "Pause alerts until Monday": done, if that is what was said."""
    if turn.incoming.kind != "text" or not PAUSE.search(turn.incoming.text):
        return False
    if not paused_until(turn):
        _ask_how_long(turn)
    return True


def paused_until(turn: Turn) -> bool:
    """Pauses for the time that the message names; False where it names none."""
    # "Until Monday" is over when Monday begins; 到周一 is over when it ends.
    words, ends_before = UNTIL.subn(" ", turn.incoming.text)
    meant = times.interval(words, turn.now, turn.zone, past=False)
    if meant is None or meant.end <= turn.now:
        return False
    until = meant.start if ends_before and meant.start > turn.now else meant.end
    pause(turn, min(until, turn.now + LONGEST_PAUSE))
    return True


def keep(turn: Turn) -> None:
    """ "Don't cancel my alerts": nothing is changed, and that is said."""
    turn.say(
        join(
            [turn.t(_("All right, I change nothing: your alerts stay as they are.")), *state(turn)]
        )
    )


# What there is.


async def show(turn: Turn) -> None:
    """What the person gets alerts for, and all that can be changed."""
    mine = await people.subscriptions(turn.tx, turn.person.id)
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    lines: list[str] = []
    stops: Rows = []
    if mine:
        lines.append(turn.t(_("You get alerts for these places. Which shall I stop?")))
        named = [place_name(p, turn.person.language, row.house_number) for row, p in mine]
        lines.extend(f"• {name}" for name in named)
        stops = _stop_buttons(turn, mine)
    elif linked:
        lines.append(
            turn.t(
                _(
                    "You get alerts for your linked account, because they concern your supply. To stop these too, unlink it with /link."
                )
            )
        )
    else:
        lines.append(turn.t(_("You get no outage alerts yet. Shall I tell you about a place?")))
    turn.say(join([*lines, *state(turn)]), [*stops, *_choices(turn, bool(mine))])


def _stop_buttons(turn: Turn, mine: list[Any]) -> Rows:
    rows = [
        [Button(turn.t(_("Stop: {place}"), place=place_name(place, turn.person.language, row.house_number)),
                {"do": "alerts.stop", "ids": [row.id]})]
        for row, place in mine[:8]
    ]  # fmt: skip
    if len(mine) > 1:
        every = [row.id for row, _place in mine]
        rows.append([Button(turn.t(_("Stop all")), {"do": "alerts.stop", "ids": every})])
    return rows


def state(turn: Turn) -> list[Html]:
    """The pause, the topics that are off, the quiet hours."""
    person, lines = turn.person, list[Html]()
    if is_paused(person, turn.now):
        lines.append(turn.t(_("⏸ Paused {until}."), until=_until_words(turn)))
    off: list[str] = [turn.t(TOPICS[name]) for name in TOPICS if name in person.muted]
    if off:
        lines.append(turn.t(_("🔕 Not sent: {topics}."), topics=listed(off, person.language)))
    lines.append(_quiet_words(turn))
    return lines


def _quiet_words(turn: Turn) -> Html:
    since, until = quiet.hours(turn, turn.person)
    if since == until:
        return turn.t(_("🌙 No quiet hours: I write day and night."))
    return turn.t(
        _("🌙 Quiet from {since} to {until}: what can wait comes in the morning."),
        since=since, until=until,
    )  # fmt: skip


def _until_words(turn: Turn) -> str:
    until = turn.person.muted_until
    if until is None or until >= FOR_EVER:
        return turn.t(_("until you say otherwise"))
    at = moment(until, turn.now, turn.zone, turn.person.language)
    return turn.t(_("until {time}"), time=at)


def is_paused(person: Person, now: datetime) -> bool:
    """Whether a pause is on."""
    return person.muted_until is not None and person.muted_until > now


def _choices(turn: Turn, has_some: bool) -> Rows:
    def button(label: str, do: str) -> Button:
        return Button(turn.t(label), {"do": do})

    on = is_paused(turn.person, turn.now)
    halt = button(_("▶️ Go on") if on else _("⏸ Pause"), "alerts.go_on" if on else "alerts.pause")
    add = Button(turn.t(_("➕ Another place") if has_some else _("🔔 Outage alerts")),
                 {"do": "intent", "intent": "subscribe_alerts"})  # fmt: skip
    return [[add], [halt, button(_("🌙 Quiet hours"), "alerts.quiet"),
                    button(_("📋 Topics"), "alerts.topics")]]  # fmt: skip


# A pause.


def _ask_how_long(turn: Turn) -> None:
    rows = [[Button(turn.t(label), {"do": "alerts.pause", "for": name})]
            for name, (label, _length) in PAUSES.items()]  # fmt: skip
    turn.say(turn.t(_("For how long shall I send no alerts? You can also write it: pause until Monday.")),
             rows)  # fmt: skip


async def press_pause(turn: Turn, do: dict[str, Any]) -> None:
    """How long a pause is to be, or its beginning."""
    turn.toast()
    if do.get("for") not in PAUSES:
        _ask_how_long(turn)
        return
    _label, length = PAUSES[do["for"]]
    pause(turn, FOR_EVER if length is None else turn.now + length)


def pause(turn: Turn, until: datetime) -> None:
    """No alerts until then; one button takes it back."""
    turn.person.muted_until = until
    go_on = Button(turn.t(_("▶️ Go on")), {"do": "alerts.go_on"})
    told = turn.t(_("⏸ No alerts {until}."), until=_until_words(turn))
    turn.say(join([told, turn.t(SAFETY)]), [[go_on]])


async def press_go_on(turn: Turn, do: dict[str, Any]) -> None:
    """The pause is over."""
    turn.toast()
    go_on(turn)


def go_on(turn: Turn) -> None:
    """Ends the pause."""
    turn.person.muted_until = None
    turn.say(turn.t(_("▶️ Alerts come again.")))


# Topics.


async def press_topics(turn: Turn, do: dict[str, Any]) -> None:
    """Which topics are sent; each button turns one off or on."""
    turn.toast()
    name, muted = do.get("topic"), list(turn.person.muted)
    if name in TOPICS:
        muted = [t for t in muted if t != name] if name in muted else [*muted, name]
        turn.person.muted = muted
    rows = [[Button(f"{'🔕' if topic in muted else '🔔'} {turn.t(label)}",
                    {"do": "alerts.topics", "topic": topic})]
            for topic, label in TOPICS.items()]  # fmt: skip
    said = turn.t(_("What shall I write to you about? 🔔 is sent, 🔕 is not. Tap to change."))
    turn.say(join([said, turn.t(SAFETY)]), rows)


# Quiet hours.


WAITS_FOR_HOURS = 600
"""Seconds for which bare hours, "22-7", are the answer to the question for them."""
BEGINS = ("20:00", "21:00", "22:00", "23:00", "00:00")
ENDS = ("06:00", "07:00", "08:00", "09:00", "10:00")
HOUR = re.compile(r"([01]\d|2[0-3]):00")


async def press_quiet(turn: Turn, do: dict[str, Any]) -> None:
    """From when, until when; then it is so. `since` and `until` as "HH:MM"."""
    turn.toast()
    since, until = do.get("since"), do.get("until")
    if since is None:
        turn.conversation.memory["quiet_asked"] = turn.now.timestamp()
        none = Button(turn.t(_("No quiet hours")),
                      {"do": "alerts.quiet", "since": "00:00", "until": "00:00"})  # fmt: skip
        turn.say(turn.t(_("From when on shall I be quiet? What cannot wait still comes: danger, and an outage before the morning.")),
                 [[_hour(hour, since=hour) for hour in BEGINS], [none]])  # fmt: skip
    elif until is None:
        turn.say(turn.t(_("And until when?")),
                 [[_hour(hour, since=since, until=hour) for hour in ENDS]])  # fmt: skip
    elif HOUR.fullmatch(since) and HOUR.fullmatch(until):
        set_quiet(turn, since, until)


def set_quiet(turn: Turn, since: str, until: str) -> None:
    """The person's quiet hours, "HH:MM" at the utility; both equal: none."""
    turn.person.quiet_from, turn.person.quiet_until = since, until
    change = Button(turn.t(_("🌙 Quiet hours")), {"do": "alerts.quiet"})
    turn.say(join([_quiet_words(turn), turn.t(SAFETY)]), [[change]])


def _hour(label: str, **chosen: str) -> Button:
    return Button(label, {"do": "alerts.quiet", **chosen})

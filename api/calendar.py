"""The notices of a place as iCalendar (RFC 5545), for people's own calendars."""

from collections.abc import Sequence

from icalendar import Calendar, Event

from actions.feeds.showing import PublicNotice


def ics(name: str, company: str, notices: Sequence[PublicNotice]) -> bytes:
    """A calendar of a place. An event is known by the notice's number and follows its versions."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wattline//outages//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{company}: {name}")
    calendar.add("refresh-interval;value=duration", "PT15M")
    for notice in notices:
        calendar.add_component(_event(notice, name))
    return bytes(calendar.to_ical())


def _event(notice: PublicNotice, name: str) -> Event:
    event = Event()
    event.add("uid", f"outage-{notice.id}@wattline")
    event.add("sequence", notice.version - 1)
    event.add("dtstamp", notice.changed_at or notice.starts_at)
    event.add("dtstart", notice.starts_at)
    if (end := notice.ended_at or notice.until) is not None and end > notice.starts_at:
        event.add("dtend", end)  # without one the end is not known, and none is made up
    event.add("summary", f"{notice.title}: {name}")
    event.add("description", notice.reason)
    event.add("location", ", ".join(area.name for area in notice.areas) or name)
    event.add("status", "CANCELLED" if notice.state == "cancelled" else "CONFIRMED")
    return event

"""A complaint (95598 rules: five classes, each with what people complain of most)."""

from actions.forms import Question, read_words
from actions.kinds.kind import Kind
from locales import mark
from storage.models import Ticket

_ = mark

GRAVE_TIERS = ("diamond", "platinum")
URGED_OFTEN = 3


def is_grave(ticket: Ticket) -> bool:
    """Marked so by staff, taken up again, urged often, or of a customer with an account manager."""
    return bool(
        ticket.facts.get("grave")
        or ticket.reopened
        or ticket.urged >= URGED_OFTEN
        or ticket.tier in GRAVE_TIERS
    )


# A serious case is closed with cause, those concerned, measures and lesson (what the field learnt).
CLOSING = (
    Question("cause", _("What was the cause?"), read_words, free=True),
    Question("informed", _("Who of those concerned was informed?"), read_words, free=True),
    Question("measures", _("Which measures were taken?"), read_words, free=True),
    Question("lesson", _("What is the lesson?"), read_words, free=True),
)

KIND = Kind(
    name="complaint",
    title=_("Complaint"),
    sign="📣",
    closing=CLOSING,
    grave=is_grave,
    subclasses={
        "service": _("Service"), "business": _("Business handling"),
        "interruption": _("Outages and repairs"),
        "power_quality": _("Voltage and power quality"),
        "construction": _("Construction, poles and lines"),
    },
    details={
        "service": {
            "conduct": _("Conduct of staff"), "hours": _("Hours and queues"),
            "hotline": _("Hotline"), "online": _("Website and app"),
            "facilities": _("Halls and facilities"),
        },
        "business": {
            "connection": _("New supply and changes"), "reading": _("Meter reading"),
            "bill": _("Bills"), "metering": _("Meters"), "fees": _("Fees"),
            "cut_off": _("Cut off for arrears"),
        },
        "interruption": {
            "notice": _("No notice given"), "plan": _("Plan not kept"),
            "frequent": _("Frequent outages"), "repair": _("Repair service"),
        },
        "power_quality": {
            "low": _("Low voltage"), "swings": _("Flicker and swings"), "surge": _("Surges"),
        },
        "construction": {
            "poles": _("Poles and lines"), "land": _("Land and crops"),
            "clearing": _("Clearing up"),
        },
    },
)  # fmt: skip

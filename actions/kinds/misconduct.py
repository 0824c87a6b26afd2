"""A report of misconduct: theft of electricity, illegal wiring, bribery. Confidential."""

from datetime import timedelta

from actions.conversation import asking, contact
from actions.kinds.kind import Kind
from locales import mark

_ = mark

KIND = Kind(
    name="misconduct",
    same_within=timedelta(0),
    title=_("Report of misconduct"),
    intents=("report_misconduct",),
    opening=_("Thank you for telling us. What you say is treated confidentially."),
    words=_("What have you seen, and when?"),
    done=_("Your report is recorded."),
    questions=(asking.OPTIONAL_PLACE, asking.PHOTOS, contact.QUESTION),
    confirmed=False,
    surveyed=False,
    queue="complaints",
)

"""A bill that looks wrong: the readings are checked and the customer gets an explanation."""

from dataclasses import replace

from actions.conversation import asking, contact
from actions.kinds.kind import Kind
from actions.kinds.steps import CONTACTED, ON_SITE, RESOLVE, TAKE, WORKED_ON, Step
from locales import mark

_ = mark

CHECKED = Step("checked", _("Readings checked"), "checked", ("taken", "contacted"), (),
               _("{number}: the readings have been checked."),
               _("the readings were checked"))  # fmt: skip
CLOSE = replace(RESOLVE, since=(*WORKED_ON, "checked"))

KIND = Kind(
    name="bill_doubt",
    title=_("Bill enquiry"),
    intents=("dispute_bill",),
    opening=_("I pass your question about the bill to those who can check the readings."),
    words=_("What looks wrong to you? Please tell me in your own words."),
    done=_("Your enquiry is recorded."),
    questions=(asking.OPTIONAL_PLACE, contact.QUESTION),
    steps=(TAKE, CONTACTED, ON_SITE, CHECKED, CLOSE),
    states={"checked": _("checked")},
    leads_to=("meter_test",),
    queue="complaints",
)  # fmt: skip

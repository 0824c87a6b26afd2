"""A bill that looks wrong: the readings are checked and the customer gets an explanation."""

from actions import asking
from actions.kinds.kind import Kind
from actions.kinds.steps import CONTACTED, RESOLVE, TAKE, Step
from locales import mark

_ = mark

CHECKED = Step("checked", _("Readings checked"), "checked", ("taken", "contacted"), (),
               _("{number}: the readings have been checked."),
               _("the readings were checked"))  # fmt: skip

KIND = Kind(
    name="bill_doubt",
    title=_("Bill enquiry"),
    intents=("dispute_bill",),
    opening=_("A bill that looks wrong deserves an explanation. I pass it to those who can check the readings."),
    words=_("What looks wrong to you? Please tell me in your own words."),
    done=_("Your enquiry is recorded."),
    questions=(asking.OPTIONAL_PLACE, asking.CONTACT),
    steps=(TAKE, CONTACTED, CHECKED, RESOLVE),
    queue="complaints",
)  # fmt: skip

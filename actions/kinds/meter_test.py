"""A meter test: the meter is taken down or tested on site, and the result explained."""

from actions import asking
from actions.kinds.bill_doubt import CHECKED
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, RESOLVE, TAKE
from locales import mark

_ = mark

KIND = Kind(
    name="meter_test",
    title=_("Meter test"),
    opening=_("We test the meter and tell you the result. If it measures wrongly, the bills are put right."),
    words=_("What makes you doubt the meter? Please tell me in your own words."),
    done=_("Your meter test is ordered."),
    questions=(asking.PLACE, asking.CONTACT),
    steps=(TAKE, CONTACTED, ARRIVED, CHECKED, RESOLVE),
    final=("checked", "resolved", "withdrawn"),
    queue="business",
    # Meter test result: 5 working days (State Grid's ten commitments).
    promises={"answer": {"working_days": 5}},
)  # fmt: skip

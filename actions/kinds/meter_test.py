"""A meter test: the meter is taken down or tested on site, and the result explained."""

from dataclasses import replace

from actions.conversation import asking, contact
from actions.kinds.bill_doubt import CHECKED, CLOSE
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, TAKE
from locales import mark

_ = mark

TESTED = replace(CHECKED, since=(*CHECKED.since, "arrived"), meets=("answer",))

KIND = Kind(
    name="meter_test",
    title=_("Meter test"),
    opening=_("We test the meter and tell you the result. If it measures wrongly, the bills are put right."),
    words=_("What makes you doubt the meter? Please tell me in your own words."),
    done=_("Your meter test is ordered."),
    questions=(asking.PLACE, contact.QUESTION),
    offer=_("If you doubt the meter itself, we can test it."),
    invite=_("Have the meter tested"),
    wanted=r"[校验检测](?:一下)?(?:电|我的|我家|个)*表|电表.{0,6}(?:校验|检定|检测|不准|准不准|快)|"
           r"\b(?:test|check|calibrate|verify)\w*\b.{0,20}\bmeter\b|\bmeter\b.{0,20}\b(?:test|check|calibrat|wrong|faulty|too fast)",
    steps=(TAKE, CONTACTED, ARRIVED, TESTED, CLOSE),
    final=("checked", "resolved", "withdrawn"),
    queue="business",
    # Meter test result: 5 working days (State Grid's ten commitments).
    promises={"answer": {"working_days": 5}},
)  # fmt: skip

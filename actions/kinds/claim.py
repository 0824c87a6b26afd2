"""A claim for damage: looked at on site, decided with a reason, paid, and asked about."""

from actions import asking
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, RESOLVE, TAKE, Step
from locales import mark

_ = mark

VISITED = Step("visited", _("Looked at it"), "visited", ("taken", "contacted", "arrived"),
               ("acknowledge", "first_contact", "visit"),
               _("{number}: we have looked at the damage."),
               _("we looked at the damage"))  # fmt: skip
PAID = Step("paid", _("Paid"), "paid", ("decided",), ("payment",),
            _("{number}: the money has been paid."), _("the money was paid"))  # fmt: skip

KIND = Kind(
    name="claim",
    title=_("Claim for damage"),
    intents=("claim_compensation",),
    opening=_("I am sorry for the damage. Somebody comes and looks at it; please keep the broken things and the receipts."),
    words=_("What was damaged, when and how? Please tell me in your own words."),
    done=_("Your claim is recorded."),
    questions=(asking.PLACE, asking.PHOTOS, asking.CONTACT),
    steps=(TAKE, CONTACTED, ARRIVED, VISITED, PAID, RESOLVE),
    final=("paid", "resolved", "withdrawn"),
    queue="complaints",
)  # fmt: skip

"""An application: new supply, more capacity, change of name, solar or a charger."""

from actions import asking
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, RESOLVE, TAKE, Step
from locales import mark

_ = mark

CONNECTED = Step("connected", _("Connected"), "connected", ("taken", "contacted", "arrived"),
                 ("first_contact", "answer", "connection"),
                 _("{number}: it is connected."), _("it was connected"))  # fmt: skip

KIND = Kind(
    name="application",
    title=_("Application"),
    intents=("ask_connection",),
    opening=_("New supply, more capacity, a change of name, solar or a charger: a colleague of ours prepares it with you."),
    words=_("What would you like to have connected or changed?"),
    done=_("Your request is recorded."),
    questions=(asking.PLACE, asking.CONTACT),
    steps=(TAKE, CONTACTED, ARRIVED, CONNECTED, RESOLVE),
    final=("connected", "resolved", "withdrawn"),
    subclasses={
        "new_supply": _("New supply"), "capacity": _("More capacity"),
        "name": _("Change of name"), "solar": _("Solar"), "charger": _("Charger"),
    },
)  # fmt: skip

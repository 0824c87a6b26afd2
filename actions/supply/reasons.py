"""Why the power is off, in plain words of three languages; staff may also write their own."""

from locales import mark

_ = mark

REASONS = {
    "maintenance": _("maintenance of the line"),
    "upgrade": _("the network is being strengthened"),
    "tree": _("trees near the line are being cut"),
    "transformer": _("a transformer is being replaced"),
    "storm": _("storm damage"),
    "cable": _("a damaged cable"),
    "equipment": _("a failed piece of equipment"),
    "construction": _("construction work by others"),
    "unknown": _("the cause is being looked for"),
}

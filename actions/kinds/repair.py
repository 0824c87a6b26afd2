"""A repair: the supply is off or a device of the grid is broken."""

from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, ON_THE_WAY, RESOLVE, TAKE
from locales import mark

_ = mark

KIND = Kind(
    name="repair",
    title=_("Repair"),
    sign="🔧",
    steps=(TAKE, CONTACTED, ON_THE_WAY, ARRIVED, RESOLVE),
    final=("arrived", "resolved", "withdrawn"),
    for_account=True,
    queue="repairs",
)

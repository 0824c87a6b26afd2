"""A danger: people are sent at once; it is closed only with its cause and its lesson."""

from datetime import timedelta

from actions.kinds.complaint import CLOSING
from actions.kinds.kind import Kind
from actions.kinds.steps import ARRIVED, CONTACTED, ON_THE_WAY, RESOLVE, TAKE
from locales import mark

_ = mark

KIND = Kind(
    name="hazard",
    same_within=timedelta(minutes=30),
    title=_("Danger report"),
    sign="🚨",
    steps=(TAKE, CONTACTED, ON_THE_WAY, ARRIVED, RESOLVE),
    closing=CLOSING,
    grave=lambda ticket: True,
    final=("arrived", "resolved", "withdrawn"),
    for_account=True,
    queue="repairs",
)

"""Praise: passed on to the people concerned."""

from datetime import timedelta

from actions.kinds.kind import Kind
from locales import mark

_ = mark

KIND = Kind(
    name="praise",
    same_within=timedelta(0),
    title=_("Praise"),
    intents=("give_praise",),
    opening=_("That is good to hear, thank you! I pass it on to the people concerned."),
    words=_("Who or what did well? Please tell me in your own words."),
    done=_("Your praise is passed on."),
    confirmed=False,
    surveyed=False,
)

"""A suggestion: somebody reads it and answers."""

from datetime import timedelta

from actions.kinds.kind import Kind
from locales import mark

_ = mark

KIND = Kind(
    name="suggestion",
    same_within=timedelta(0),
    title=_("Suggestion"),
    intents=("give_suggestion",),
    opening=_("Thank you for your suggestion."),
    words=_("What would you suggest?"),
    done=_("Your suggestion is recorded; somebody reads it and answers."),
    confirmed=False,
    surveyed=False,
)

"""A suggestion: somebody reads it and answers."""

from actions.kinds.kind import Kind
from locales import mark

_ = mark

KIND = Kind(
    name="suggestion",
    title=_("Suggestion"),
    intents=("give_suggestion",),
    opening=_("Thank you for thinking along."),
    words=_("What would you suggest?"),
    done=_("Your suggestion is recorded; somebody reads it and answers."),
    surveyed=False,
)

"""A callback: the customer wants a person."""

from datetime import timedelta

from actions.conversation import contact
from actions.kinds.kind import Kind
from locales import mark

_ = mark

KIND = Kind(
    name="callback",
    same_within=timedelta(days=1),
    title=_("Callback request"),
    intents=("ask_human",),
    opening=_("Of course. A colleague gets in touch with you."),
    words=_("What is it about? A few words are enough."),
    done=_("Your request for a person is recorded."),
    questions=(contact.QUESTION,),
    short=True,
    calls=True,
    surveyed=False,
)

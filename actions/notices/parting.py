"""What the end of a notice would tell, shown before it is told."""

from datetime import datetime

from actions.notices import lifecycle, preview
from actions.supply import alerts
from actions.words import chats
from actions.work import Turn
from locales import LANGUAGES, Html, join, mark
from storage import outages as rows
from storage.trial import trial

_ = mark


async def show(turn: Turn, outage_id: int, state: str, at: datetime, why: str = "") -> Html:
    """The text in three languages, and to how many chats it goes, where the notice ends so."""
    language = turn.person.language
    async with trial(turn.tx):
        outage = await rows.get(turn.tx, outage_id)
        reached = await lifecycle.end(turn, outage, state, at, why)
        texts = [await alerts.wording(turn, outage, state, lang) for lang in LANGUAGES]
        missed = (await preview.figures(turn, outage, language, state, reached))[1:]
    await rows.get(turn.tx, outage_id)
    goes = turn.t(_("It goes to {chats}."), chats=chats(reached, language))
    head = turn.t(_("<b>Customers read:</b>"))
    return join([head, *texts, join([goes, *missed])], "\n\n")

"""Everything that becomes a ticket by being told, as its kind says (`actions.kinds`)."""

from typing import Any

from actions import asking, files, tickets
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import BY_INTENT, KINDS, Kind
from actions.work import Turn
from locales import join, mark

_ = mark


async def start(turn: Turn) -> None:
    """Begins the request that was understood, its words being those of the message."""
    kind = BY_INTENT[turn.understanding.intent]
    slots = await asking.known_from(turn)
    if not kind.short and turn.incoming.text:
        slots |= {"words": turn.incoming.text, "message_id": turn.incoming.message_id}
    await _begin(turn, kind, slots)


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button that opens a request of a kind, such as a meter test after a doubt about a bill."""
    turn.toast()
    await _begin(turn, KINDS[do["kind"]], await asking.known_from(turn))


async def _begin(turn: Turn, kind: Kind, slots: Slots) -> None:
    if kept := files.kept(turn):
        slots["photos"] = kept
    turn.say(turn.t(kind.opening))
    await begin(turn, FORM_OF[kind.name], slots)


def _form(kind: Kind) -> Form:
    async def summary(turn: Turn, slots: Slots) -> str:
        title = turn.t(_("<b>{kind}</b>"), kind=turn.t(kind.title))
        return join([title, *await asking.facts(turn, slots)])

    async def finish(turn: Turn, slots: Slots) -> None:
        ticket = await tickets.open_ticket(turn, kind.name, slots)
        await tickets.confirm(turn, ticket, turn.t(kind.done))

    words = Question("words", kind.words, read_words, free=True)
    return register(
        Form(
            kind.name, kind.title, (words, *kind.questions), finish,
            summary=summary, intents=frozenset(kind.intents),
        )
    )  # fmt: skip


FORM_OF = {kind.name: _form(kind) for kind in KINDS.values() if kind.words}
"""The form of each kind that has no conversation of its own."""

"""Everything that becomes a ticket by being told, as its kind says (`actions.kinds`)."""

from typing import Any

from actions.conversation import asking
from actions.forms import (
    Form,
    Problem,
    Question,
    Slots,
    begin,
    choose,
    close,
    current,
    read_words,
    register,
)
from actions.forms import Step as Then
from actions.kinds import BY_INTENT, KINDS, Kind
from actions.matters import files, same_matter, subjects, tickets
from actions.promises import owed
from actions.words import when
from actions.work import Rows, Turn
from locales import join, mark

_ = mark


async def start(turn: Turn) -> None:
    """Begins the request that was understood; asks first where we may have the same one already."""
    kind = BY_INTENT[turn.understanding.intent]
    slots = await asking.known_from(turn)
    if await same_matter.is_asked(turn, kind.name, slots.get("place")):
        return
    if not kind.short and turn.incoming.text:
        slots |= {"words": turn.incoming.text, "message_id": turn.incoming.message_id}
    await _begin(turn, kind, slots | kind.knows(turn))


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A button that turns a request into one of another kind: what was said already goes along."""
    turn.toast()
    kind = KINDS[do["kind"]]
    slots = await asking.known_from(turn)
    if (opened := current(turn)) is not None and opened[0].name == do.get("from"):
        slots |= opened[1]["slots"]
        close(turn)
    elif ticket := await tickets.own_ticket(turn, int(do.get("ticket") or 0)):
        slots |= {"words": ticket.words, "contact": ticket.contact}
        slots |= {"place": place} if (place := asking.place_in(ticket)) else {}
    wanted = {"message_id", "photos", *(question.slot for question in FORM_OF[kind.name].questions)}
    await _begin(turn, kind, {name: slots[name] for name in slots if name in wanted})


async def _begin(turn: Turn, kind: Kind, slots: Slots) -> None:
    if kept := files.kept(turn):
        slots["photos"] = kept
    turn.say(turn.t(kind.opening))
    await begin(turn, FORM_OF[kind.name], slots)


# The form of a kind.


def _form(kind: Kind) -> Form:
    async def summary(turn: Turn, slots: Slots) -> str:
        title = turn.t(_("<b>{kind}</b>"), kind=turn.t(kind.title))
        facts = await asking.facts(turn, slots)
        return join([title, *subjects.line(turn, kind, slots), *facts,
                     *kind.shows(turn, slots, turn.person.language)])  # fmt: skip

    async def finish(turn: Turn, slots: Slots) -> None:
        more = {name: slots[name] for name in kind.keeps if name in slots}
        ticket = await tickets.open_ticket(turn, kind.name, {**slots, "more": more})
        await tickets.confirm(turn, ticket, join([turn.t(kind.done), *_when_called(turn, kind)]))
        _offer_next(turn, kind, {"ticket": ticket.id})

    return register(
        Form(
            kind.name, kind.title, _questions(kind), finish, summary=summary,
            after={"words": _heard(kind), "subclass": _sorted(kind), **kind.after},
            intents=frozenset(kind.intents), hears=kind.hears,
        )
    )  # fmt: skip


def _questions(kind: Kind) -> tuple[Question, ...]:
    """The words, the class and what narrows it (where the kind has any), and the kind's own."""
    asked = [Question("words", kind.words, read_words, free=True, name=_("What happened"))]
    if kind.subclasses:
        asked.append(subjects.question(kind, {}, _("What would you like to apply for?")))
    if kind.details:
        asked.append(_detail(kind))
    return (*asked, *kind.questions)


def _detail(kind: Kind) -> Question:
    async def offer(turn: Turn, slots: Slots) -> Rows:
        labels = kind.details[slots["subclass"]]
        return [[choose(turn.t(label), name)] for name, label in labels.items()]

    async def read(turn: Turn, slots: Slots) -> Any:
        names = kind.details[slots["subclass"]]
        guess = kind.guess(names, turn.incoming.text)
        return guess or Problem(turn.t(_("Please choose one.")), await offer(turn, slots))

    return Question("detail", _("What is it for?"), read, offer=offer, optional=True, name=_("What it is for"),
                    when=lambda slots: slots.get("subclass") in kind.details)  # fmt: skip


def _heard(kind: Kind) -> Then:
    """The words may speak of a class, or of another kind of request."""

    async def heard(turn: Turn, slots: Slots) -> None:
        if kind.subclasses and "subclass" not in slots:
            slots["guess"] = kind.guess(kind.subclasses, slots["words"])
        if any(KINDS[name].is_wanted(slots["words"]) for name in kind.leads_to):
            _offer_next(turn, kind, {"from": kind.name})

    return heard


def _sorted(kind: Kind) -> Then:
    """The class is known: what the words say of its sub-classes is not asked."""

    async def sorted_in(turn: Turn, slots: Slots) -> None:
        await subjects.forget_guess(turn, slots)
        slots.pop("detail", None)
        if guess := kind.guess(kind.details.get(slots["subclass"], {}), slots.get("words") or ""):
            slots["detail"] = guess

    return sorted_in


def _offer_next(turn: Turn, kind: Kind, more: dict[str, Any]) -> None:
    """The kinds that this request may turn into, a button each."""
    if kind.leads_to:
        offers = [turn.t(KINDS[name].offer) for name in kind.leads_to]
        turn.say(join(offers), tickets.next_kinds(turn, kind.name, more))


def _when_called(turn: Turn, kind: Kind) -> list[str]:
    """When somebody calls, where nobody is there now."""
    opens = owed.hours(turn).opens(turn.now)
    if not kind.calls or opens == turn.now:
        return []
    return [turn.t(_("Nobody is at the desk now. We are back {time}, and then somebody gets in touch with you. If it is urgent, call {hotline}, day and night."), time=when(turn, opens), hotline=turn.policy.company.hotline)]  # fmt: skip


FORM_OF = {kind.name: _form(kind) for kind in KINDS.values() if kind.words}
"""The form of each kind that has no conversation of its own."""

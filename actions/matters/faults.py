"""Faults: first looked for in what we know and at the person's own switches; then a crew is sent."""

from datetime import timedelta
from typing import Any

from actions import accounts, places
from actions.conversation import asking, contact, talked_of
from actions.conversation.short_answers import STARTS_NO, STARTS_YES, agrees, refuses
from actions.forms import (
    Choice,
    Form,
    Question,
    Slots,
    begin,
    close,
    read_words,
    register,
)
from actions.matters import (
    causes,
    each_place,
    files,
    known_cause,
    matter,
    neighbours,
    power_back,
    switches,
    tickets,
)
from actions.matters.matter import BREAKER
from actions.matters.same_matter import same_matter, urged
from actions.supply import outages, restorations
from actions.words import money
from actions.work import Button, Turn
from locales import join, mark
from nlu.folding import fold
from storage import network, people

_ = mark


async def start(turn: Turn) -> None:
    """Begins a fault report with what was said already."""
    theirs = neighbours.is_theirs(turn.incoming.text)
    at_home = not (theirs or known_cause.is_street_light(turn.incoming.text))
    slots = await (_known_of_neighbours(turn) if theirs else asking.known_from(turn, at_home))
    before = talked_of.place(turn) or {}
    if at_home and not slots.get("which") and {"place", "account"} & before.keys():
        slots.setdefault("place", before)
    slots["began"] = known_cause.began(turn)
    slots |= {"words": turn.incoming.text, "message_id": turn.incoming.message_id}
    if kept := files.kept(turn):
        slots["photos"] = kept
    if not turn.incoming.text:
        slots.pop("words")
    if turn.is_new_matter:
        slots["new"] = True
    turn.say(turn.t(_("I am sorry about that. Let us see what it is.")))
    if several := [] if theirs else await each_place.named(turn):
        await each_place.keep(turn, slots, several)
        await each_place.say_order(turn, several)
    await begin(turn, FAULT, slots)


async def press_next(turn: Turn, do: dict[str, Any]) -> None:
    """The next of several addresses that were named together."""
    turn.toast()
    slots = dict(do["slots"])
    where = await asking.place_words(turn, do["places"][0])
    turn.say(turn.t(_("Now the report for {place}."), place=where))
    await each_place.keep(turn, slots, do["places"])
    await begin(turn, FAULT, slots)


async def _known_of_neighbours(turn: Turn) -> Slots:
    """What is said of a neighbour's house; the reporter's own is not it."""
    slots = await asking.known_from(turn, at_home=False) | {"theirs": True}
    place = slots.get("place") or {}
    if "account" in place or neighbours.names_home(place.get("text", "")):
        del slots["place"]
    return slots


async def _hears(turn: Turn, state: dict[str, Any]) -> bool:
    """It is a neighbour's power that is off: the reporter's own place and switches do not count."""
    text, slots = turn.incoming.text, state["slots"]
    if not slots.get("theirs") and await power_back.in_form(turn, state):
        return True
    asked = neighbours.is_own_on(text) or state["asked"] == "place"
    if slots.get("theirs") or not (asked and neighbours.is_theirs(text)):
        return await switches.hears(turn, state)
    kept = {
        name: slots[name]
        for name in ("contact", "photos", "message_id", "new", "began")
        if name in slots
    }
    words = "\n".join(filter(None, (slots.get("words"), text.strip())))
    close(turn)
    turn.say(turn.t(_("I have noted it.")))
    await begin(turn, FAULT, {**kept, "words": words, **await _known_of_neighbours(turn)})
    return True


async def _look_at_place(turn: Turn, slots: Slots) -> None:
    """What the person told us of this place already, known outages, arrears of their own account."""
    await _after_words(turn, slots)
    number = str(slots.get("sought") or "")  # sent before its street
    slots["place"] = await places.with_house(turn, slots["place"], number) or slots["place"]
    if await _is_known(turn, slots) or asking.is_sought(turn, slots):
        return
    before = {name: slots.get(name) for name in ("outage", "arrears")}
    slots["outage"] = slots["arrears"] = None
    spot = await asking.spot_of(turn, slots["place"])
    here = [o for o in await outages.current_at(turn, spot) if known_cause.may_be(turn, slots, o)]
    if here:
        slots["outage"] = here[0].id
    elif (number := slots["place"].get("account")) and _is_own_supply(slots):
        slots["arrears"] = await _arrears(turn, number)
    for name in ("outage", "arrears"):
        if slots[name] is not None and slots[name] != before[name]:  # else it was answered
            slots.pop(f"{name}_answer", None)


async def _is_known(turn: Turn, slots: Slots) -> bool:
    """The same fault told once more is an urge, and no second ticket."""
    if slots.get("new"):
        return False
    outage = (slots.get("more") or {}).get("outage")
    same = await same_matter(turn, "repair", slots["place"], outage)
    if same is None:
        return False
    close(turn)
    again = {"do": "fault.new", "slots": {**slots, "new": True}}
    await urged(turn, same, slots, Button(turn.t(_("It is something new")), again))
    return True


async def press_new(turn: Turn, do: dict[str, Any]) -> None:
    """It is another fault at the same place."""
    turn.toast()
    await begin(turn, FAULT, do["slots"])


def _is_own_supply(slots: Slots) -> bool:
    """What has no switches and no account of the customer's own is no matter of theirs."""
    return not (slots.get("theirs") or known_cause.is_street_light(slots.get("words") or ""))


async def _arrears(turn: Turn, number: str) -> str | None:
    """What the account owes, where it is so overdue that it may have been cut off."""
    if not await accounts.is_linked(turn, number):
        return None
    limit = turn.today - timedelta(days=turn.policy.arrears_days)
    bills = [b for b in await network.unpaid_bills(turn.tx, number) if b.due_on < limit]
    return money(sum((b.amount for b in bills), start=0 * bills[0].amount), turn) if bills else None


async def _read_yes_no(turn: Turn, slots: Slots) -> str | None:
    text = turn.incoming.text
    if slots.get("outage") and known_cause.OTHERS_HAVE.search(fold(text)):
        switches.note_told(slots, text)
        return "no"
    if STARTS_NO.match(text) or STARTS_YES.match(text):
        return "no" if STARTS_NO.match(text) else "yes"
    intent = turn.understanding.intent
    return "yes" if agrees(text, intent) else "no" if refuses(text, intent) else None


async def _fault_summary(turn: Turn, slots: Slots) -> str:
    lines = [turn.t(_("<b>Repair</b>")), *await asking.facts(turn, slots)]
    if found := BREAKER.get(slots.get("breaker") or ""):
        lines.append(turn.t(_("Your switches: {found}"), found=turn.t(found)))
    if (slots.get("place") or {}).get("unknown"):
        lines.append(turn.t(matter.NO_PLACE))
    return join(lines)


def _is_solved(slots: Slots) -> bool:
    return (
        slots.get("outage_answer") == "yes"
        or slots.get("arrears_answer") == "yes"
        or slots.get("breaker") == "fixed"
        or slots.get("own_wiring") == "yes"
    )


async def _after_words(turn: Turn, slots: Slots) -> None:
    if not slots.get("theirs"):  # of whose switches nothing is known
        switches.note_told(slots, f"{slots.get('words') or ''}\n{turn.incoming.text}")


async def _after_breaker(turn: Turn, slots: Slots) -> None:
    """What was found goes with the ticket; a new finding asks anew about the wiring."""
    slots["more"] = {**slots.get("more", {}), "breaker": slots["breaker"]}
    slots.pop("own_wiring", None)
    await _maybe_solved(turn, slots)


async def _fault_done(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.open_ticket(turn, "repair", slots)
    await tickets.confirm(turn, ticket, turn.t(_("Your fault is reported to the crew.")))
    each_place.carry(turn, slots)
    await restorations.look(turn, ticket)


async def _maybe_solved(turn: Turn, slots: Slots) -> None:
    """Where the cause is found no crew is sent; the person may always say otherwise."""
    if not _is_solved(slots):
        return
    close(turn)
    if slots.get("outage_answer") == "yes":
        spot = await asking.spot_of(turn, slots["place"])
        if spot.place_id and not slots["place"].get("account"):
            await people.subscribe(turn.tx, turn.person.id, spot.place_id, spot.house, turn.now)
        turn.say(turn.t(_("Good. I tell you here when the time changes and when power is back.")))
    elif slots.get("arrears_answer") == "yes":
        turn.say(turn.t(_("Thank you. If power is not back 24 hours after paying, write to me.")))
    elif slots.get("own_wiring") == "yes":
        turn.say(
            turn.t(
                _(
                    "Good. If the electrician finds that the fault is before the meter, write to me: then it is ours."
                )
            )
        )
    else:
        turn.say(
            turn.t(
                _(
                    "Good that it works again. If the switch trips once more, an electrician should look at the wiring behind the meter; that part belongs to the house."
                )
            )
        )


async def press_at(turn: Turn, do: dict[str, Any]) -> None:
    """The power is off at the place that was asked about."""
    turn.toast()
    turn.say(turn.t(_("I am sorry about that. Let us see what it is.")))
    await begin(turn, FAULT, {"place": do["place"], "words": turn.t(_("No power"))})


async def still_off(turn: Turn, do: dict[str, Any]) -> None:
    """The power was said to be back and is not: a repair, without looking for that outage again."""
    turn.toast()
    slots = await asking.known_from(turn)
    closed = await outages.by_id(turn, do["outage"])
    if (here := await restorations.place_in(turn, closed)) is not None:
        slots["place"] = here
    since = {"outage": closed.id, "since": closed.starts_at.isoformat()}
    words = turn.t(_("Still no power after notice {id} was closed"), id=closed.id)
    turn.say(turn.t(_("I am sorry, then something of its own must be broken at your place.")))
    await begin(turn, FAULT, {**slots, "words": words, "breaker": "still_off", "more": since})


FAULT = register(
    Form(
        "fault",
        _("your fault report"),
        (
            Question("words", _("What is wrong? Please tell me in a few words."), read_words,
                     free=True, name=_("What happened")),
            asking.PLACE,
            Question("outage_answer", "", _read_yes_no, say=causes.say_outage,
                     when=lambda s: bool(s.get("outage")),
                     choices=(Choice(_("Yes, that is it"), "yes"),
                              Choice(_("No, mine is something else"), "no"))),
            Question("arrears_answer", "", _read_yes_no, say=causes.say_arrears,
                     when=lambda s: bool(s.get("arrears")),
                     choices=(Choice(_("I will pay"), "yes"),
                              Choice(_("It is not that"), "no"))),
            Question("breaker", "", switches.read, say=switches.say, unsaid="unknown",
                     name=_("Switches"), when=_is_own_supply,
                     choices=tuple(Choice(label, name) for name, label in switches.FOUND.items())),
            Question("own_wiring", "", _read_yes_no, say=causes.say_own_wiring,
                     when=lambda s: s.get("breaker") == "trips",
                     choices=(Choice(_("I call an electrician"), "yes"),
                              Choice(_("Send somebody all the same"), "no"))),
            contact.QUESTION,
        ),
        _fault_done,
        summary=_fault_summary,
        after={"words": _after_words, "place": _look_at_place, "outage_answer": _maybe_solved,
               "arrears_answer": _maybe_solved, "breaker": _after_breaker,
               "own_wiring": _maybe_solved},
        intents=frozenset({"report_fault"}),
        send_label=_("Send the crew"),
        hears=_hears,
    )
)  # fmt: skip

"""Danger and faults: danger goes to people at once; a fault is first looked for in what we know."""

import re
from datetime import timedelta
from typing import Any

from actions import accounts, asking, cards, files, outages, tickets
from actions.forms import (
    Choice,
    Form,
    Problem,
    Question,
    Slots,
    ask,
    begin,
    choose,
    close,
    current,
    read_words,
    register,
)
from actions.matter import BREAKER, IRREVERSIBLE
from actions.short_answers import STARTS_NO, STARTS_YES
from actions.words import money
from actions.work import SAFETY, Turn
from locales import join, mark
from storage import network, people
from storage import tickets as ticket_rows

_ = mark

FOUND = {"fixed": _("It works again"), **BREAKER}
WILL_LOOK = re.compile(
    r"\W*(?:(?:哈|嘿|呵|haha|lol|ok(?:ay)?|alright|all right|will do|sure|let me (?:look|check)|one (?:moment|sec\w*)|hang on|"
    r"好|行|嗯|我?(?:去|先)?(?:看看|看一下|瞧瞧)|等[等我一]?下?|稍等)(?:的|喔|哦|啊|吧|呀|先|了)?[\s,，.。!！]*)+\W*", re.IGNORECASE,
)  # fmt: skip
FIXED = re.compile(
    r"(?<![没沒未])(?:就|都|又)?好了(?![吗嗎没沒])|[有来來]电了|[有來]電了|[电電][来來]了|恢复了|恢復了|有返電|\b(?:works? again|working again|back on|is back|it['’]?s back|sorted|fixed it)\b",
    re.IGNORECASE,
)
TRIPS = re.compile(
    r"一?(?:合|推|送|开|開|按)(?:上去?|起来|起來)?.{0,4}就.{0,2}跳|[老一又]直?跳闸|又跳|[推合送]不上去?|"
    r"\b(?:won['’]?t|doesn['’]?t|will not) (?:stay|hold)(?: up| on| in)?\b|"
    r"\b(?:trips|tripping|keeps? (?:on )?tripping|trips? (?:again|at once|straight))\b", re.IGNORECASE,
)  # fmt: skip
STAYS = re.compile(
    r"[没沒冇未無无不][有]?(?:任何)?(?:东西|東西)?跳|都?合着|都?合上|(?:闸|閘|开关|開關|空开|掣)都?(?:正常|没问题|沒問題|好的|是好的|冇事)|"
    r"\b(?:nothing|none|not|n['’]?t|no \w+) (?:has |have |had )?(?:been )?(?:tripp\w*|blown)\b|"
    r"\b(?:switch\w*|breakers?|fuses?)\b.{0,12}\b(?:are|is|look|all)\b.{0,8}\b(?:on|up|ok|okay|fine|good)\b|[还還仍]是?[没沒冇]|\bstill (?:dead|dark|off|nothing|no)\b",
    re.IGNORECASE,
)
NEIGHBOURS = re.compile(
    r"(?:邻居|鄰居|隔壁|整栋|整棟|整幢|全楼|全小区|整条街|整條街|左邻右舍).{0,4}(?:也|都).{0,3}(?:没|沒|冇|停|黑)|"
    r"\b(?:neighbou?rs?|next door|whole (?:street|building|block)|everyone)\b.{0,20}\b(?:too|also|out|dark|off|no power|as well)\b",
    re.IGNORECASE,
)
"""What people say of their switches, in other words than the buttons'."""
SAME_DANGER = timedelta(minutes=30)
"""Another message about a danger within this time belongs to the same ticket."""


# Danger.


async def hazard(turn: Turn) -> None:
    """Passes a danger to staff before anything else is asked, and says how to stay safe."""
    turn.lane = SAFETY
    if await _same_danger(turn):
        return
    slots = await asking.known_from(turn, at_home=False)  # a danger is anywhere
    facts = {**slots, "words": turn.incoming.text, "message_id": turn.incoming.message_id}
    facts["photos"] = files.kept(turn)
    ticket = await tickets.open_ticket(turn, "hazard", facts)
    lines = [
        turn.t(_("🚨 <b>Keep away, at least 10 metres, and keep others away.</b>")),
        turn.t(_("Touch nothing that is wet or metal there. If somebody is hurt or something burns, call the emergency services first.")),
        turn.t(_("I have just alerted our people on duty. Your number: <b>{number}</b>"), number=ticket.number),
    ]  # fmt: skip
    turn.say(join(lines))
    known: Slots = {name: slots[name] for name in ("place", "contact") if name in slots}
    await begin(turn, HAZARD, {**known, "ticket": ticket.id})


async def more_of_it(turn: Turn) -> None:
    """Another word about the danger while we ask where it is: added, and asked again."""
    turn.lane = SAFETY
    if await _same_danger(turn) and (opened := current(turn)):
        known = await asking.known_from(turn, at_home=False)
        opened[1]["slots"].update(known)
        await ask(turn)


async def _same_danger(turn: Turn) -> bool:
    """Adds the message to the danger that the person has just reported, if there is one."""
    since = turn.now - SAME_DANGER
    recent = await ticket_rows.recent_of_kind(turn.tx, turn.person.id, "hazard", since)
    if not recent:
        return False
    await tickets.add_words(turn, recent[0], "added", turn.incoming.text)
    known = await asking.known_from(turn, at_home=False)
    if known:
        await _tell_crew(turn, {**known, "ticket": recent[0].id})
    return True


async def _tell_crew(turn: Turn, slots: Slots) -> None:
    """Where it is and whom to call, as soon as either is known."""
    ticket = await ticket_rows.get(turn.tx, slots["ticket"])
    if ticket.state in IRREVERSIBLE:
        return
    if place := slots.get("place"):
        ticket.place_text = await asking.place_words(turn, place, "zh_Hans")
        ticket.place_id = (await asking.spot_of(turn, place)).place_id
    ticket.contact = slots.get("contact") or ticket.contact
    note = ticket.place_text or ticket.contact
    event = await ticket_rows.record(turn.tx, ticket, "customer", "added", turn.now, note)
    await cards.refresh(turn, ticket, event.id)


async def _hazard_done(turn: Turn, slots: Slots) -> None:
    turn.say(
        turn.t(_("Thank you. Our people know everything you told me. Please stay away from it."))
    )


HAZARD = register(
    Form(
        "hazard", _("the danger you reported"), (asking.PLACE, asking.CONTACT), _hazard_done,
        after={"place": _tell_crew, "contact": _tell_crew},
        intents=frozenset({"report_hazard"}),
        stopped=_("All right, I ask no more. What you have told me is with our people. Please stay away from it."),
    )
)  # fmt: skip


# Faults.


async def start(turn: Turn) -> None:
    """Begins a fault report with what was said already."""
    slots = await asking.known_from(turn)
    slots |= {"words": turn.incoming.text, "message_id": turn.incoming.message_id}
    if kept := files.kept(turn):
        slots["photos"] = kept
    if not turn.incoming.text:
        slots.pop("words")
    turn.say(turn.t(_("I am sorry about that. Let us see what it is.")))
    await begin(turn, FAULT, slots)


async def _look_at_place(turn: Turn, slots: Slots) -> None:
    """Known outages at the place, then arrears of the person's own account."""
    before = {name: slots.get(name) for name in ("outage", "arrears")}
    slots["outage"] = slots["arrears"] = None
    spot = await asking.spot_of(turn, slots["place"])
    here = await outages.current_at(turn, spot)
    if here:
        slots["outage"] = here[0].id
    elif number := slots["place"].get("account"):
        slots["arrears"] = await _arrears(turn, number)
    for name in ("outage", "arrears"):
        if slots[name] is not None and slots[name] != before[name]:  # else it was answered
            slots.pop(f"{name}_answer", None)


async def _arrears(turn: Turn, number: str) -> str | None:
    """What the account owes, where it is so overdue that it may have been cut off."""
    if not await accounts.is_linked(turn, number):
        return None
    limit = turn.today - timedelta(days=turn.policy.arrears_days)
    bills = [b for b in await network.unpaid_bills(turn.tx, number) if b.due_on < limit]
    return money(sum((b.amount for b in bills), start=0 * bills[0].amount), turn) if bills else None


async def _say_outage(turn: Turn, slots: Slots) -> str:
    known = await outages.by_id(turn, slots["outage"])
    told = await outages.describe(turn, known)
    return join([turn.t(_("We know of this outage at your place:")), told,
                 turn.t(_("I tell you here when anything changes. Is that the cause?"))])  # fmt: skip


async def _say_arrears(turn: Turn, slots: Slots) -> str:
    return turn.t(
        _("On this account {amount} is long overdue; the supply may have been cut off for that. Once it is paid, power is back within 24 hours: {url}"),
        amount=slots["arrears"], url=turn.policy.company.pay_url,
    )  # fmt: skip


async def _say_own_wiring(turn: Turn, slots: Slots) -> str:
    return turn.t(
        _("A switch that trips at once protects you: something behind the meter has a fault, and that part belongs to the house. Unplug everything and try once more; if it holds, plug in one thing after the other. If not, an electrician should look at it.")
    )  # fmt: skip


async def _read_yes_no(turn: Turn, slots: Slots) -> str | None:
    text = turn.incoming.text
    if STARTS_NO.match(text) or STARTS_YES.match(text):
        return "no" if STARTS_NO.match(text) else "yes"
    return {"affirm": "yes", "deny": "no"}.get(turn.understanding.intent)


async def _read_breaker(turn: Turn, slots: Slots) -> Any:
    """What the person found at their own switches."""
    text = turn.incoming.text
    if WILL_LOOK.fullmatch(text):
        found = [[choose(turn.t(label), name)] for name, label in FOUND.items()]
        return Problem(turn.t(_("Take your time. What did you find?")), found)
    if FIXED.search(text) and not STAYS.search(text):
        return "fixed"
    if TRIPS.search(text) and not STAYS.search(text):
        return "trips"
    if NEIGHBOURS.search(text):
        return "neighbours"
    if STAYS.search(text):
        return "still_off"
    intent = turn.understanding.intent
    return {"affirm": "still_off", "deny": "still_off", "report_fault": "still_off",
            "thank": "fixed"}.get(intent)  # fmt: skip


async def _fault_summary(turn: Turn, slots: Slots) -> str:
    title = turn.t(_("<b>Repair</b>"))
    return join([title, *await asking.facts(turn, slots)])


def _is_solved(slots: Slots) -> bool:
    return (
        slots.get("outage_answer") == "yes"
        or slots.get("arrears_answer") == "yes"
        or slots.get("breaker") == "fixed"
        or slots.get("own_wiring") == "yes"
    )


async def _after_breaker(turn: Turn, slots: Slots) -> None:
    """What was found goes with the ticket; a new finding asks anew about the wiring."""
    slots["more"] = {**slots.get("more", {}), "breaker": slots["breaker"]}
    slots.pop("own_wiring", None)
    await _maybe_solved(turn, slots)


async def _fault_done(turn: Turn, slots: Slots) -> None:
    ticket = await tickets.open_ticket(turn, "repair", slots)
    await tickets.confirm(turn, ticket, turn.t(_("Your fault is reported to the crew.")))


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
                     free=True),
            asking.PLACE,
            Question("outage_answer", "", _read_yes_no, say=_say_outage,
                     when=lambda s: bool(s.get("outage")),
                     choices=(Choice(_("Yes, that is it"), "yes"),
                              Choice(_("No, mine is something else"), "no"))),
            Question("arrears_answer", "", _read_yes_no, say=_say_arrears,
                     when=lambda s: bool(s.get("arrears")),
                     choices=(Choice(_("I will pay"), "yes"),
                              Choice(_("It is not that"), "no"))),
            Question("breaker",
                     _("Please look at your own switches first, it is often quicker than a crew: has the main switch or the residual-current device tripped? Switch it on again once. Do the neighbours have power?"),
                     _read_breaker, unsaid="still_off",
                     choices=tuple(Choice(label, name) for name, label in FOUND.items())),
            Question("own_wiring", "", _read_yes_no, say=_say_own_wiring,
                     when=lambda s: s.get("breaker") == "trips",
                     choices=(Choice(_("I call an electrician"), "yes"),
                              Choice(_("Send somebody all the same"), "no"))),
            asking.CONTACT,
        ),
        _fault_done,
        summary=_fault_summary,
        after={"place": _look_at_place, "outage_answer": _maybe_solved,
               "arrears_answer": _maybe_solved, "breaker": _after_breaker,
               "own_wiring": _maybe_solved},
        intents=frozenset({"report_fault"}),
        send_label=_("Send the crew"),
    )
)  # fmt: skip

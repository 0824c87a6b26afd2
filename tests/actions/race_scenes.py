"""What two people press at once: for every button of staff a scene, what comes of it, who hears what.

A scene is made in a copy of one small city in which person 7 has reported a fault (ticket 1,
repairs) and person 8 a complaint (ticket 2), and all staff have written before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from actions.kinds import KINDS, STEPS
from storage import Database
from storage.models import Staff, Ticket
from tests import city
from tests.actions.race_setups import (
    AN,
    DI,
    DORA,
    ID,
    MA,
    OWNED,
    SU,
    Make,
    also,
    asked,
    asked_for,
    broadcast,
    calls,
    is_now,
    notice,
    offered,
    promised,
    same_kind,
    ticket,
    to_approve,
    to_call,
    together,
    versions,
)


@dataclass(frozen=True)
class Scene:
    """`make` sets it up and says what the button carries.

    Both press (or type `typed`), and then both write each of `answers`, or press it: "[label]".
    `effect`: the line of the ticket's history that may be there once; `won` and `told`: what one of
    the two hears and what the other, {winner} being the name of the one. `each`: both have what
    they asked for, as each wrote words of their own. `makes` counts the effect where it is none of
    a ticket; with `each` there may be none.
    """

    make: Make
    told: str = ""
    effect: str = ""
    won: str = ""
    who: tuple[int, int] = (SU, DI)
    answers: tuple[str, ...] = ()
    typed: str = ""
    each: bool = False
    makes: Callable[[Database], Awaitable[int]] | None = None


READ = Scene(OWNED, won="WL-", each=True)
"""What only shows something shows it to both, and changes nothing."""


# The steps of every kind.


SAYS = {
    "note": "the fuse was replaced", "at": "tomorrow 9:00", "amount": "30", "reason": "our surge",
    "cause": "an old joint", "informed": "the whole street", "measures": "a new cable",
    "lesson": "test the joints each year",
}  # fmt: skip
"""An answer to each question of a step; a new question needs one here."""


def step_scene(name: str) -> Scene:
    """Any step of any kind, taken by two who may decide on money too."""
    step, kind = STEPS[name], next(kind for kind in KINDS.values() if kind.step(name))
    owner = None if step.since[0] == "new" else ID[DI]
    make = ticket(kind=kind.name, state=step.since[0], owner_id=owner, facts={}, outage_id=None)
    asks = step.asks
    if step.state == "resolved" and kind.grave(Ticket(facts={}, reopened=0, urged=0, tier="")):
        asks += kind.closing
    late = "({winner})" if step.state else "{winner} has just done this"
    return Scene(make, late, name, who=(SU, MA), answers=tuple(SAYS[q.slot] for q in asks))


GRAVE = Scene(ticket(2, state="taken", owner_id=ID[AN]), "is grave already", "grave",
              answers=("it happened twice",))  # fmt: skip
TALK = also(OWNED, over=ID[DI])


DRAFT = notice(state="draft", published_at=None)
SOON = {"starts_at": city.NOW + timedelta(hours=1), "state": "published"}
PLANNED = notice(**SOON, kind="planned")
TREE = {"line": "reason", "value": "a tree fell on the line"}
"""A change that was shown and can be sent."""


SCENES: dict[str, Scene] = {
    **{f"desk.{name}": step_scene(name) for name in STEPS},
    "desk.show": READ, "desk.explain": Scene(OWNED, won="Due:", each=True), "reply.show": Scene(also(OWNED, name="none"), won="any more", each=True),
    "list.show": Scene(also(OWNED, queue="all"), won="open tickets", each=True),
    "desk.shift": Scene(also(OWNED, change="duty"), won="You are on duty", each=True),
    "desk.note": Scene(OWNED, won="Noted in", effect="note", answers=("the key is at the gate",), each=True),
    "desk.reply": Scene(OWNED, won="Sent to", effect="reply", answers=("we are coming",), each=True),
    "reply.send": Scene(also(OWNED, words="We are coming.", shown=city.NOW.isoformat()),
                        "{winner} has sent this", "reply"),
    "desk.join": Scene(same_kind, "together already", "grew", typed="/join 0001 0002"),
    "desk.split": Scene(together, "stands alone already", "split", typed="/split 0002"),
    "desk.grave": GRAVE,
    "desk.subclass": Scene(also(ticket(2), detail="hours"), "Hours and queues", "sorted"),
    "desk.pause": Scene(also(OWNED, reason="customer"), "waits already", "paused_customer",
                        typed="/pause 0001 customer"),
    "desk.go_on": Scene(ticket(state="taken", owner_id=ID[DI], waiting_for="customer"),
                        "waits for nothing", "go_on", typed="/go_on 0001"),
    "desk.new_time": Scene(promised, "It has a new time already", "new_time"),
    "desk.not_me": Scene(offered, "not there any more", "not_me", who=(DORA, SU)),
    "desk.hand_over": Scene(OWNED, "has been asked already", "hand_over_asked",
                            answers=("Dora", "my shift ends")),
    "desk.accept": Scene(asked(to_queue="repairs"), "{winner} has accepted it already", "hand_over",
                         who=(SU, DORA)),
    "desk.refuse": Scene(asked(to_id=ID[DORA]), "Dora was asked", "hand_over_refused",
                         who=(DORA, SU), answers=("I am ill",)),
    "desk.take_back": Scene(asked(to_id=ID[DORA]), "it was taken back", "hand_over_taken_back"),
    "desk.goodwill": Scene(OWNED, "{winner} has granted", "goodwill", typed="/goodwill 0001",
                           answers=("A credit", "30", "we came late")),
    "desk.approve": Scene(to_approve, "{winner} has approved it already", "goodwill", who=(SU, MA)),
    "desk.disapprove": Scene(to_approve, "{winner} has refused it already", "goodwill_refused",
                             who=(SU, MA), answers=("too much",)),
    "desk.talk": Scene(TALK, "{winner}", "talk", who=(SU, MA)),
    "notice.show": Scene(DRAFT, won="Nobody has been told yet", each=True),
    "notice.publish": Scene(DRAFT, "published already", won="Published as notice", makes=versions),
    "notice.edit": Scene(also(notice(), line="reason"), "has changed since", won="changed. Told:",
                         answers=("a tree fell on the line", "[Send the change]"), makes=versions),
    "notice.etr": Scene(notice(), "has changed since", won="changed. Told:",
                        answers=("+9h", "[Send the change]"), makes=versions),
    "notice.change": Scene(also(notice(), change=TREE), "has changed since", won="changed. Told:",
                           makes=versions),
    "notice.leave": Scene(notice(), won="stays as it is", each=True, makes=versions),
    "notice.restored": Scene(notice(), "over already", won="is over. Told:", answers=("now", "yes"),
                             makes=versions),
    "notice.cancel": Scene(PLANNED, "over already", won="is cancelled. Told:", answers=("skip", "yes"),
                           makes=versions),
    "notice.discard": Scene(also(notice(), sure=True), "over already", won="is taken back. Told:",
                            makes=versions),
    "restoration.reopen": Scene(notice(state="restored", ended_at=city.NOW), "open again already",
                                won="chats are told", makes=versions),
    "calls.called": Scene(to_call, "{winner} has called already", won="Noted. Thank you",
                          makes=calls),
    "broadcast.show": Scene(broadcast("sending"), won="being sent", each=True),
    "broadcast.pause": Scene(broadcast("sending"), "Broadcast 1: paused", makes=is_now("paused")),
    "broadcast.resume": Scene(broadcast("paused"), "Broadcast 1: being sent", makes=is_now("sending")),
    "broadcast.cancel": Scene(broadcast("paused"), "Broadcast 1: cancelled", makes=is_now("cancelled")),
    "broadcast.resend": Scene(broadcast("done", finished_at=city.NOW), "Broadcast 1: being sent",
                              makes=is_now("sending", 0)),
}  # fmt: skip
"""Every button of staff. One that is not here fails the tests."""

BESIDES: dict[str, tuple[str, Scene]] = {
    "a time typed": ("desk.new_time", Scene(also(promised, later=""), "It has a new time already",
                                            "new_time", answers=("+5h",))),
    "a draft thrown away": ("notice.discard", Scene(DRAFT, "over already", won="is thrown away",
                                                    makes=versions)),
    "approval asked for": ("notice.publish", Scene(
        notice(**SOON | {"kind": "planned", "state": "draft", "published_at": None, "late_reason": "weather"}),
        "waits for a decision already", won="I have asked", makes=asked_for)),
    "a change to approve": ("notice.change", Scene(
        also(PLANNED, change=TREE), "waits for a decision already", won="I have asked", who=(DI, DORA),
        makes=asked_for)),
    "a visit granted": ("desk.goodwill", Scene(OWNED, "A visit is promised already", "visit_promised",
                                               answers=("A visit", "to see it"))),
    "more than one may": ("desk.goodwill", Scene(OWNED, "waits for a decision", "goodwill_asked",
                                                 who=(DI, AN), answers=("A credit", "90", "it was bad"))),
    "the owner's talk": ("desk.talk", Scene(OWNED, "is Di's", "talk", who=(DI, AN))),
}  # fmt: skip
"""Ways on which the same buttons lead to something else."""
STAFF = (
    Staff(telegram_id=DORA, name="Dora", role="dispatcher", queue="repairs"),
    Staff(telegram_id=MA, name="Ma", role="manager", queue="business"),
)
"""Those whom the small city lacks."""

"""Another message about a matter that we have: it joins the ticket instead of becoming a second one."""

from typing import Any

from actions.conversation import asking
from actions.conversation.language import fold
from actions.conversation.meaning import button
from actions.kinds import FOR_THE_ACCOUNT, KINDS
from actions.matters import urges
from actions.places import Spot
from actions.words import when
from actions.work import Button, Turn
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark


async def same_matter(
    turn: Turn, kind: str, place: dict[str, Any] | None = None, outage: int | None = None,
    subclass: str = "",
) -> Ticket | None:  # fmt: skip
    """The person's newest open ticket that this message may be about, too.

    Of the same kind, as recent as the kind says, and not known to be about another place or
    subclass; one about the same `outage` wherever it is. What was said to be new is not looked for.
    """
    since = turn.now - KINDS[kind].same_within
    if turn.is_new_matter:
        return None
    mine = await rows.visible_to(turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True)
    recent = [t for t in mine if t.kind == kind and t.created_at > since]
    fits = [
        t for t in recent
        if (outage is not None and t.outage_id == outage)
        or (subclass in ("", t.subclass) and await _may_be_there(turn, t, place))
    ]  # fmt: skip
    return await rows.get(turn.tx, fits[0].id) if fits else None


async def _may_be_there(turn: Turn, ticket: Ticket, place: dict[str, Any] | None) -> bool:
    """Whether nothing says that the ticket is about another place."""
    if place is None:
        return True
    if (number := place.get("account")) and ticket.account_number is not None:
        return bool(ticket.account_number == number)
    spot = await asking.spot_of(turn, place)
    if spot == Spot() or ticket.place_id is None:
        return spot == Spot() and fold(str(place.get("text", ""))) == fold(ticket.place_text)
    same_house = None in (spot.house, ticket.house_number) or spot.house == ticket.house_number
    return spot.place_id == ticket.place_id and same_house


async def is_asked(
    turn: Turn, kind: str, place: dict[str, Any] | None = None, subclass: str = ""
) -> bool:  # fmt: skip
    """Asks whether the message belongs to a matter that we have; False where we have none."""
    ticket = await same_matter(turn, kind, place, subclass=subclass)
    if ticket is None:
        return False
    about = turn.t(KINDS[kind].title)
    if label := KINDS[kind].subclasses.get(ticket.subclass):
        about = turn.t(_("{kind}: {subject}"), kind=about, subject=turn.t(label))
    said = _("We have this from you already: {number}, {about}, {time}. Is it the same matter?")
    again = button(turn, turn.t(_("It is something new")), turn.understanding.intent)
    add = {"do": "same.add", "ticket": ticket.id, "text": turn.incoming.text}
    turn.say(
        turn.t(said, number=ticket.number, about=about, time=when(turn, ticket.created_at)),
        [[Button(turn.t(_("Add to {number}"), number=ticket.number), add)],
         [Button(again.label, {**again.do, "new": True})]],
    )  # fmt: skip
    return True


async def urged(turn: Turn, ticket: Ticket, slots: dict[str, Any], again: Button) -> None:
    """The very same matter once more: what is new is added, and it counts as an urge.

    `again`: a button for whoever meant something else.
    """
    words = slots.get("words") or ""
    turn.say(turn.t(_("We have this from you already: {number}."), number=ticket.number))
    await rows.attach(turn.tx, ticket.id, slots.get("photos") or [], turn.now)
    is_new = bool(words) and fold(words) != fold(ticket.words)
    await urges.urge(turn, ticket, words if is_new else "", [[again]])

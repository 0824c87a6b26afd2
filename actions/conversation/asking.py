"""The questions that several forms share: where, in which words, with which pictures, whom to call."""

from dataclasses import replace
from typing import Any

from actions import places
from actions.conversation import contact, several
from actions.conversation.language import fold
from actions.forms import Problem, Question, Reader, Slots, choose
from actions.places import Spot
from actions.places.writing import normal
from actions.words import listed, place_name, shortened
from actions.work import Rows, Turn
from locales import mark
from storage import people
from storage.models import Account, Ticket

_ = mark

MOST_CHOICES = 8
MOST_FILES = 10


async def account_rows(turn: Turn, slots: Slots) -> Rows:
    """A button for each linked account, by its address."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    return [
        [choose(link.nickname or place_name(place, turn.person.language, account.house_number),
                {"account": account.number})]
        for link, account, place in linked[:MOST_CHOICES]
    ]  # fmt: skip


async def read_place(turn: Turn, slots: Slots) -> Any:
    """An address, a place, a feeder, a shared location; what we do not know is kept as text."""
    known = await read_known_place(turn, slots)
    if known is not None:
        return known
    text = turn.incoming.text.strip()
    return {"text": text[:300]} if text else None


def is_sought(turn: Turn, slots: Slots) -> bool:
    """Takes back a place of which we have only words, so that it is asked for once more.

    What is unknown then is kept as it was written, for a person to clear. False where nothing is
    to be asked.
    """
    place = slots["place"]
    if set(place) - {"text"}:
        slots.pop("sought", None)
        return False
    if contact.PHONE.fullmatch(place["text"]):
        slots.setdefault("contact", place["text"])
    if "sought" not in slots:
        slots["sought"] = place["text"]
        del slots["place"]
        return True
    both = dict.fromkeys((slots.pop("sought"), place["text"]))
    slots["place"] = {"text": "; ".join(t for t in both if t != "?") or "?", "unknown": True}
    return False


def kept_of(place: dict[str, Any]) -> dict[str, Any]:
    """What a ticket keeps of a place besides what the data know."""
    lost = {"place_unknown": True} if place.get("unknown") else {}
    return lost | ({"unit": place["unit"]} if place.get("unit") else {})


async def read_known_place(turn: Turn, slots: Slots) -> Any:
    """A place of the data; None where the words name none, a Problem where they name several."""
    if turn.incoming.latitude is not None:
        point = f"{turn.incoming.latitude:.5f}, {turn.incoming.longitude:.5f}"
        return {"text": point, "point": point}
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    said = {fold(words) for words in (turn.incoming.text, *turn.understanding.values("location"))}
    for link, account, _place in linked:
        if (said - {""}) & {fold(link.nickname), account.number}:
            return {"account": account.number}
    if (chosen := await several.chosen(turn, slots.get("which") or [])) is not None:
        return chosen
    spots = await places.from_turn(turn)
    if len(spots) > 1:
        return await which_place(turn, spots, slots)
    if not spots:
        return None
    unit = places.unit_in(turn.incoming.text)
    spot = await places.as_written(turn, spots[0], unit)
    value = await value_of(turn, spot)
    return {**value, "unit": unit} if unit and "feeder" not in value else value


async def value_of(turn: Turn, spot: Spot) -> dict[str, Any]:
    """A spot as a form keeps it: as the person's own account, where they live there."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    own = next((account for _l, account, _p in linked if _is_home(account, spot)), None)
    return {"account": own.number} if own else spot.value


def _is_home(account: Account, spot: Spot) -> bool:
    return (account.place_id, account.house_number) == (spot.place_id, spot.house)


async def which_place(turn: Turn, spots: list[Spot], slots: Slots) -> Problem:
    """Asks which of several places is meant; an answer in words is then read as one of them."""
    unit = places.unit_in(turn.incoming.text)
    spots = [await places.as_written(turn, spot, unit) for spot in spots[:MOST_CHOICES]]
    slots["which"] = [spot.value | ({"unit": unit} if unit else {}) for spot in spots]
    return Problem(await several.question(turn, slots["which"]), await place_rows(turn, slots))


async def place_rows(turn: Turn, slots: Slots) -> Rows:
    """The places of which one is meant, else the linked accounts."""
    if which := slots.get("which"):
        return [[choose(await several.label(turn, value), value)] for value in which]
    lost = {"text": slots.get("sought"), "unknown": True}
    call = [[choose(turn.t(_("Please ask me about it")), lost)]] if "sought" in slots else []
    return [*await account_rows(turn, slots), *call]


async def known_from(turn: Turn, at_home: bool = True) -> Slots:
    """What the first message says already: a place, a phone.

    `at_home`: where no place is said it is that of the one linked account.
    """
    slots: Slots = {}
    place = await read_known_place(turn, slots)
    named = turn.understanding.values("location") or turn.understanding.values("feeder")
    if at_home:  # "my flat" is no place that one could look for
        named = [words for words in named if not places.HOME.search(normal(words))]
    if place is None and named:
        place = {"text": named[0]}
    elif place is None and at_home:
        linked = await people.linked_accounts(turn.tx, turn.person.id)
        if len(linked) == 1:
            place = {"account": linked[0][1].number}
    if place is not None and not isinstance(place, Problem):
        slots["place"] = place
        slots.pop("which", None)
    if phone := contact.phone_in(turn):
        slots["contact"] = phone
    return slots


async def spot_of(turn: Turn, value: dict[str, Any] | None) -> Spot:
    """The spot behind a place answer; an empty one where it was only words."""
    if not value:
        return Spot()
    spot = Spot(value.get("place"), value.get("house"), value.get("feeder"))
    if number := value.get("account"):
        account = await people.account(turn.tx, number)
        if account is not None:
            spot = Spot(account.place_id, account.house_number, supply=account.feeder_code,
                        transformer=account.transformer_code)  # fmt: skip
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    own = tuple(account.number for _link, account, _place in linked if _is_home(account, spot))
    return replace(spot, accounts=own) if own else spot


def place_in(ticket: Ticket) -> dict[str, Any]:
    """The place of a ticket as an answer to "where?"; empty where it has none."""
    if ticket.account_number:
        return {"account": ticket.account_number}
    if ticket.place_id:
        return {"place": ticket.place_id, "house": ticket.house_number} | kept_of(ticket.facts)
    return {"text": ticket.place_text} if ticket.place_text else {}


async def place_words(turn: Turn, value: dict[str, Any] | None, language: str = "") -> str:
    """A place answer in words, with building, floor and flat as they were written."""
    spot = await spot_of(turn, value)
    if spot == Spot():
        return str((value or {}).get("text", ""))
    return await places.name(
        turn, spot, language or turn.person.language, unit=(value or {}).get("unit", "")
    )


async def read_files(turn: Turn, slots: Slots) -> Any:
    """Pictures and other files, one or an album."""
    if not turn.incoming.is_file:
        return None
    return [file_of(turn)]


def file_of(turn: Turn) -> dict[str, str]:
    """The file of this message, as a form keeps it."""
    incoming = turn.incoming
    return {
        "kind": incoming.kind, "file_id": incoming.file_id, "caption": incoming.text,
        "album": incoming.album_id,
    }  # fmt: skip


def place_question(ask: str, read: Reader = read_place, **more: Any) -> Question:
    """A question for a place; while there are several of one name it is which of them."""

    async def say(turn: Turn, slots: Slots) -> str:
        if slots.get("which"):
            return await several.question(turn, slots["which"])
        return turn.t(NOT_FOUND if "sought" in slots else ask)

    return Question("place", ask, read, say=say, takes="location",
                    **{"offer": place_rows, "keyboard": "location", **more})  # fmt: skip


NOT_FOUND = _("I do not find that place, and a crew cannot come without one. Send the street and house number or the name of your community, share your location, or let us ask you about it.")  # fmt: skip
PLACE = place_question(
    _("Where is it? Send the street and house number, the name of your community, or your location."),
    unsaid={"text": "?"}, name=_("Place"),
)  # fmt: skip
OPTIONAL_PLACE = place_question(
    _("Which address or account is it about?"), optional=True, keyboard="", name=_("Place")
)
PHOTOS = Question(
    "photos",
    _("Would a photo help? Send one, or skip this."),
    read_files, optional=True, name=_("Photo"),
)  # fmt: skip


async def facts(turn: Turn, slots: Slots) -> list[str]:
    """The lines of a summary that every form has."""
    lines: list[str] = []
    if words := slots.get("words"):
        lines.append(turn.t(_("What happened: {words}"), words=shortened(words)))
    if place := slots.get("place"):
        lines.append(turn.t(_("Where: {place}"), place=await place_words(turn, place)))
    if files := slots.get("photos"):
        lines.append(turn.t(_("Photos or files: {count}"), count=len(files)))
    if reached := slots.get("contact"):
        lines.append(turn.t(_("Contact: {contact}"), contact=contact.in_words(turn, reached)))
    return lines


def in_a_row(turn: Turn, names: list[str]) -> str:
    """Names as the reader's language separates them."""
    return listed(names, turn.person.language)

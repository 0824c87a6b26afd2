"""The damaged things of a claim, one by one: questions that repeat until there is nothing more.

`items` holds what is complete; the `item_*` slots belong to the thing that is being asked about,
whose place in the list is `at`. `named`: things that the first message named already.
"""

import re
from decimal import Decimal
from typing import Any

from actions.conversation.asking import file_of, read_files
from actions.conversation.numbers import simple
from actions.conversation.short_answers import (
    NO,
    STARTS_NO,
    STARTS_YES,
    UNSAID,
    YES,
    is_no,
    is_short,
)
from actions.forms import Choice, Problem, Question, Slots, ask
from actions.kinds.told import AGE, name_of, price_in, told_of
from actions.words import money, shortened
from actions.work import Turn, Work
from locales import mark, text
from nlu.folding import fold

_ = mark

MOST_ITEMS = 20
LONGEST_NAME = 200
PARTS = ("item_name", "item_age", "item_price", "item_proof")
NO_MORE = re.compile(
    r"\bnothing\b|\bno more\b|\bthat(?:['’]?s| is) (?:all|it)\b|就[这這]些|[没沒]了|冇喇",
    re.IGNORECASE,
)
CORRECTS = re.compile(
    r"\W*(?:不对|不是|唔系|唔啱|[说写打弄报]?错了|应该是?|改成|\b(?:no|nope|sorry|wrong|actually|oops|wait|correction|i mean?t?|make)\b)"
)
"""Over folded text: begins a correction."""
LONGEST_OF_SEVERAL = 30
"""Characters; a longer part of a message is a sentence, and no name of a thing."""
AND = re.compile(r"\s*(?:[,，、;；&+]|\band\b|和|跟|还有|還有|以及|同埋)+\s*", re.IGNORECASE)
MINE = re.compile(r"^(?:my|the|our|a|an|我的|我家的?)\s*", re.IGNORECASE)
ALSO = re.compile(
    r"也坏了?|也烧了?|也(?:不能|没)用了?|\b(?:is |was |are )?(?:also|as well|too)\b(?: (?:broken|broke|damaged|dead))?|\bis broken\b",
    re.IGNORECASE,
)
"""Over folded text."""
ANOTHER = re.compile(r"\b(?:another|second|other|else|also|too)\b|另|第二|第2|还有|也|又")
"""Over folded text: speaks of one thing more."""


async def _read_names(turn: Turn, slots: Slots) -> Any:
    """The thing; of several in one message the first, the others are asked about after it."""
    said = turn.incoming.text.strip()
    first, *rest = _names(said) or [""]
    if rest:
        slots["named"] = [*(slots.get("named") or []), *rest][:MOST_ITEMS]
    _note(slots, told_of(said, [first, *rest]) if first else {})
    slots.update(slots.get("told", {}).get(first, {}))
    return first or None


def _names(said: str) -> list[str]:
    parts = [MINE.sub("", name_of(part)).strip() for part in AND.split(said.strip(" .。!！"))]
    named = [part for part in parts if part]
    if len(parts) > 1 and named and all(len(part) <= LONGEST_OF_SEVERAL for part in named):
        return named if len(named) == len(parts) or told_of(said, named) else [said[:LONGEST_NAME]]
    return [(name_of(said) or said)[:LONGEST_NAME]] if said else []


def _note(slots: Slots, told: dict[str, dict[str, str]]) -> None:
    """Keeps what was said of things that are not asked about yet."""
    if told:
        slots["told"] = {**slots.get("told", {}), **told}


async def _read_age(turn: Turn, slots: Slots) -> Any:
    """How old; the price too, where it is said along. What is not known is left open."""
    said = turn.incoming.text.strip()
    age = AGE.search(fold(said))
    if age is None and (ALSO.search(simple(said)) or _names(said)[1:]):
        slots["named"] = [*(slots.get("named") or []), *_names(ALSO.sub("", said))][:MOST_ITEMS]
        return Problem(await _say_age(turn, slots))
    if age is None and is_short(said) and (UNSAID.search(said) or is_no(said)):
        return ""
    price = price_in(said, slots["item_name"]) if age else None
    if age and price:
        slots["item_price"] = price
        return age.group()
    return said[:LONGEST_NAME] or None


async def _read_price(turn: Turn, slots: Slots) -> Any:
    price = price_in(turn.incoming.text, slots["item_name"])
    return price or Problem(turn.t(_("Please send the price as a number, such as 2000.")))


async def _read_another(turn: Turn, slots: Slots) -> Any:
    """Yes, no, or the name of the next thing at once."""
    said, intent = turn.incoming.text.strip(), turn.understanding.intent
    denies = is_short(said) and (NO.search(said) or NO_MORE.search(said))
    if STARTS_NO.match(said) or intent == "deny" or denies:
        return "no"
    if STARTS_YES.match(said) or YES.fullmatch(said) or intent == "affirm":
        return "yes"
    return {"name": said[:LONGEST_NAME]} if said else None


async def _say_age(turn: Turn, slots: Slots) -> str:
    return turn.t(_("{name}: how old is it? For example: 3 years."), name=slots["item_name"])


async def _say_name(turn: Turn, slots: Slots) -> str:
    if slots.get("items"):
        return turn.t(_("What else was damaged? One thing at a time, please."))
    return turn.t(_("Which things were damaged? One at a time, please; what is the first?"))


QUESTIONS = (
    Question("item_name", _("Which thing was damaged?"), _read_names, free=True, say=_say_name,
             name=_("Damaged thing")),
    Question("item_age", _("How old is it?"), _read_age, free=True, optional=True, say=_say_age,
             name=_("Age")),
    Question("item_price", _("What did it cost when you bought it?"), _read_price, free=True,
             optional=True, name=_("Price")),
    Question("item_proof", _("A photo of it, or of the receipt, helps. Send one, or skip this."),
             read_files, optional=True, takes="file", name=_("Photo of it")),
    Question("another", _("Is anything else damaged?"), _read_another,
             choices=(Choice(_("Yes, something else"), "yes"), Choice(_("No, that is all"), "no")),
             name=_("Another thing"),
             when=lambda slots: len(slots.get("items") or []) < MOST_ITEMS),
)  # fmt: skip


def named(turn: Turn) -> Slots:
    """The things that the first message names, and what it says of each: none of it is asked."""
    names = list(dict.fromkeys(turn.understanding.values("appliance")))
    if not names:
        return {}
    told = told_of(turn.incoming.text, names)
    slots = {"item_name": names[0], "named": names[1 : MOST_ITEMS + 1], **told.get(names[0], {})}
    return {**slots, "told": told} if told else slots


async def hears(turn: Turn, state: dict[str, Any]) -> bool:
    """Price or age of a thing that was named before, said while something else is asked."""
    slots, text = state["slots"], turn.incoming.text
    kept = slots.get("items") or []
    now = [slots["item_name"]] if slots.get("item_name") else []
    names = list(dict.fromkeys((*now, *(i["name"] for i in kept), *(slots.get("named") or []))))
    if state["asked"] in ("words", "item_name") or ANOTHER.search(fold(text)):
        return False
    told = told_of(text, names)
    if not told and state["asked"] not in PARTS[:3] and CORRECTS.match(fold(text)):
        price = price_in(text)
        told = {now[0]: {"item_price": price}} if price and now else {}
    if not told or (set(told) == set(now) and state["asked"] in told[now[0]]):
        return False  # an answer to what is asked
    for name, parts in told.items():
        _put(slots, name, parts)
    turn.say(turn.t(_("Corrected.") if CORRECTS.match(fold(text)) else _("I have noted it.")))
    _rewrite(slots)
    await ask(turn)
    return True


def _put(slots: Slots, name: str, parts: dict[str, str]) -> None:
    """Into the thing that is asked about, into one of the list, or for later."""
    if name == slots.get("item_name"):
        slots.update(parts)
        return
    for item in slots.get("items") or []:
        if item["name"] == name:
            item.update({part.removeprefix("item_"): value for part, value in parts.items()})
            return
    _note(slots, {name: {**slots.get("told", {}).get(name, {}), **parts}})


async def _keep(turn: Turn, slots: Slots) -> None:
    """A thing is complete: into the list; goes on with the next that was named already."""
    if not all(part in slots for part in PARTS):
        return
    _rewrite(slots)
    items = slots["items"]
    if slots.get("named") and len(items) < MOST_ITEMS:
        _next(slots, slots["named"].pop(0))


def _rewrite(slots: Slots) -> None:
    """The thing that is asked about, where it is complete, as it is now in the list."""
    if all(part in slots for part in PARTS):
        items, at = slots.setdefault("items", []), slots.setdefault("at", 0)
        item = {part.removeprefix("item_"): slots[part] for part in PARTS}
        items[at : at + 1] = [{**item, "proof": bool(item["proof"])}]


async def _proved(turn: Turn, slots: Slots) -> None:
    """The photo says which thing it shows."""
    if slots["item_proof"] and turn.incoming.is_file:
        file = file_of(turn)
        for kept in slots.get("photos") or []:
            if kept["file_id"] == file["file_id"] and not kept["caption"]:
                kept["caption"] = slots["item_name"]
    await _keep(turn, slots)


async def _go_on(turn: Turn, slots: Slots) -> None:
    if slots["another"] != "no":
        _next(slots, "" if slots["another"] == "yes" else slots["another"]["name"])


def _next(slots: Slots, name: str) -> None:
    for part in (*PARTS, "another"):
        slots.pop(part, None)
    slots["at"] = len(slots["items"])
    if name:
        slots.update({"item_name": name, **slots.get("told", {}).get(name, {})})


AFTER = {
    "item_name": _keep, "item_age": _keep, "item_price": _keep, "item_proof": _proved,
    "another": _go_on,
}  # fmt: skip


def lines(work: Work, facts: dict[str, Any], language: str) -> list[str]:
    """The things of a claim, numbered, for everybody who sees it."""
    return [_line(work, number, item, language)
            for number, item in enumerate(facts.get("items") or [], 1)]  # fmt: skip


def _line(work: Work, number: int, item: dict[str, Any], language: str) -> str:
    price = money(Decimal(item["price"]), work) if item["price"] else ""
    proof = text(language, _("with a photo")) if item["proof"] else ""
    parts = [shortened(item["name"], 60), shortened(item["age"] or "", 40), price, proof]
    return f"{number}. {' · '.join(part for part in parts if part)}"

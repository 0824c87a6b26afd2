"""Corrections: "not the 12th, the 21st", and messages edited after they were sent."""

import re
from typing import Any

from actions import forms, places
from actions.conversation import asking, contact, talked_of
from actions.conversation.language import fold
from actions.forms import Form
from actions.matters import tickets
from actions.places.writing import number_of
from actions.work import Turn
from locales import mark
from storage import tickets as rows

_ = mark

_SORRY = r"(?:(?:啊|哎呀|哎|欸|等等|等一下|等下|不好意思|抱歉|对不起|對不起|唔好住|慢住|等[阵陣])[，,。!！\s]*)*"
_WRONG = (
    r"(?:我?(?:刚才|剛才|刚刚|剛剛)?(?:的|那个|那個)?(?:地址|电话|電話|号码|號碼|门牌|門牌|手机|手機)?(?:号|號)?也?"
    r"(?:不对|不對|唔啱|[说說讲講打写寫弄报報填]?[错錯](?:了|咗)?|[说說讲講打写寫弄报報填搞](?:反|倒|漏)(?:了|咗)?)[，,。!！、\s]*)"
)
_OOPS = (
    r"(?:(?:oh|oops|wait|ah|hang on|sorry|actually|my mistake|my bad|typo|that['’]?s (?:not right|wrong)|"
    r"(?:that was |it was )?the wrong (?:number|address|house|street|phone)|"
    r"wrong (?:number|address|house|street|phone))[,.;:!\s]+)"
)
_NUMERAL = r"(?:\d{1,4}|[零〇一二两兩三四五六七八九十百廿幺]{1,7})"
_NO = r"(?:no[,.;:!]\s*|no\s+(?=it|i |sorry|wait|oops|not))?"
_IS = r"(?:it['’]?s|it is|it should be|that should be|should be|i mean|i meant)"
_MEANT = r"(?:i mean|i meant|correction:?|make that|it should be|should be|change (?:it|that) to)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_SORRY}{_WRONG}?(?:不是|唔係|唔系)(?P<old>.{{1,40}}?)[，,、\s]*(?:而是|应该是|應該是|是|係|系|改成)(?P<new>.{{1,80}})$",
        rf"^{_SORRY}{_WRONG}?(?:应该|應該)?(?:是|係|系)(?P<new>.{{1,40}}?)[，,、\s]*(?:而)?(?:不是|唔係|唔系)(?P<old>.{{1,40}})$",
        rf"^{_SORRY}{_WRONG}{{1,3}}(?:应该是|應該是|是|改成|係)?(?P<new>.{{1,80}}?)(?:才对|才對|才是|才啱)?$",
        rf"^{_SORRY}(?:应该是|應該是|改成|改为|改為|改做|换成|換成|换做|換做|更正[:：]?|我是说|我是說|我说的是|我說的是)(?P<new>.{{1,80}}?)(?:才对|才對)?$",
        rf"^{_SORRY}(?P<old>{_NUMERAL})[号號]?(?:是|係)?{_WRONG}(?:应该是|應該是|是|改成|係)?(?P<new>{_NUMERAL}[号號]?)(?:才对|才對|才是|才啱)?$",
        rf"^(?P<old>\d{{1,4}}) (?:is|was) (?:wrong|a (?:typo|mistake))[,.;:!\s]+(?:{_IS}\s+)?(?P<new>\d{{1,4}})$",
        rf"^(?:no[,.;:!\s]+|wrong[,.;:!\s]+){{1,3}}(?:{_IS}\s+)?(?:number\s+|no\.?\s+|house\s+)?(?P<new>\d{{1,4}})$",
        rf"^{_NO}{_OOPS}*(?:it['’]?s |it is )?not (?P<old>.{{1,40}}?)[,;.，；]?\s*(?:but|it['’]?s|it is|i meant)\s+(?P<new>.{{1,80}})$",
        rf"^{_NO}{_OOPS}*{_IS}?\s*(?P<new>[^,]*\d[^,]*?)[,\s]\s*not (?P<old>.{{1,40}})$",
        rf"^{_NO}{_OOPS}+{_IS}?\s*(?P<new>[^,]{{1,60}}),\s*not (?P<old>.{{1,40}})$",
        rf"^{_NO}(?:{_OOPS}+(?:{_IS}\s+)?|{_OOPS}*{_MEANT}\s+)(?P<new>.{{1,80}})$",
    )
)
"""What was said before (old) and what is meant (new). That `new` is a value is looked at later."""


HOUSE = re.compile(r"(?:no|number|house)?(\d{1,4})号?|([零〇一二两三四五六七八九十百廿幺]{1,7})号")
PLACE_IS = re.compile(
    r"^\W*(?:(?:no|wait|sorry|actually|please|oh|wrong|change|correct|update|put|make|我的?|把|请|請|不对|不對|改一下|改下|更正|the|my|our)[\s,，:：.。!！]*)*"
    r"(?:(?:new |full |right |correct )?(?:address|place|location|house number|house|street|number|flat)|地址|地点|地點|位置|门牌号?|門牌號?|房号|房號)"
    r"(?:[\s,，:：]|is wrong|is|was|should be|to|it|是|错了|錯了|写错了|寫錯了|改成|改为|改為|换成|換成|应该是|應該是|应为|應為)+(?P<new>.{1,80})$",
    re.IGNORECASE,
)
"""Says outright that what follows is the place."""


def correction(text: str) -> tuple[str, str] | None:
    """(old, new) where the text corrects something said before; old may be empty."""
    for pattern in PATTERNS:
        if found := pattern.match(text.strip(" \n。.!！")):
            return (found.groupdict().get("old") or "").strip(), found["new"].strip()
    return None


async def take(turn: Turn, form: Form, state: dict[str, Any]) -> bool:
    """Replaces the answer that a correction is about; False where the message is none."""
    found = correction(turn.incoming.text)
    if found is None:
        return False
    old, new = found
    asked = next((q for q in form.questions if q.slot == state["asked"]), None)
    if asked is not None and asked.free and not _was_said(old, state["slots"]):
        return False  # a story may well begin with "that is wrong"
    slot, value = await _meant(turn, form, state, old, new)
    if slot is None:
        return False
    if isinstance(value, forms.Problem):
        state["slots"].pop(slot, None)
        state["asked"] = slot
        forms.say_problem(turn, value)
        return True
    await put(turn, form, state["slots"], slot, value)
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)
    return True


def _was_said(old: str, slots: forms.Slots) -> bool:
    return bool(old) and any(fold(old).rstrip("号號") in fold(str(v)) for v in slots.values() if v)


async def _meant(
    turn: Turn, form: Form, state: dict[str, Any], old: str, new: str
) -> tuple[str | None, Any]:
    """Which answer is corrected, and its new value."""
    slots = state["slots"]
    names = {question.slot for question in form.questions}
    if "contact" in slots and (phone := contact.PHONE.search(new)):
        return "contact", phone.group()
    if "place" in names and "place" in slots:
        if spots := await _others(turn, new, old):
            return "place", await _one_of(turn, spots, slots)
        is_house = not (new.isdigit() and _was_number(state))
        if is_house and (value := await _other_number(turn, slots["place"] or {}, old, new)):
            return "place", value
    if old and old in str(slots.get("words") or ""):
        return "words", str(slots["words"]).replace(old, new)
    return None, None


def _was_number(state: dict[str, Any]) -> bool:
    """Whether the last answer was another number than that of the house: a price, an age."""
    last = next(reversed(state["sources"]), "place")
    said = str(state["slots"].get(last))
    return last != "place" and re.fullmatch(r"\d{1,6}(?:\.\d+)?", said) is not None


async def _others(turn: Turn, new: str, old: str) -> list[places.Spot]:
    """The spots that `new` names; the one that is excluded only where there is no other."""
    spots, denied = await places.find(turn, new), await places.find(turn, old) if old else []
    return [spot for spot in spots if spot not in denied] or spots


async def _one_of(turn: Turn, spots: list[places.Spot], slots: forms.Slots) -> Any:
    """The spot that is meant; of several the one in the place said before, else it is asked."""
    place_id = (await asking.spot_of(turn, slots.get("place"))).place_id
    same = [spot for spot in spots if spot.place_id == place_id]
    found = same if len(same) == 1 else spots
    return found[0].value if len(found) == 1 else await asking.which_place(turn, found, slots)


async def _other_number(turn: Turn, place: dict[str, Any], old: str, new: str) -> Any:
    """The same place with another house number, or with another word in its text."""
    text = str(place.get("text", ""))
    if old and old in text:
        return {"text": text.replace(old, new)}
    number = HOUSE.fullmatch(fold(new))
    spot = await asking.spot_of(turn, place)
    if number is None or spot.place_id is None:
        return None
    return {"place": spot.place_id, "house": number_of(number[1] or number[2])}


async def other_place(turn: Turn, form: Form, slots: forms.Slots) -> Any:
    """The place that a message gives instead of the one said before; None where it gives none."""
    text = turn.incoming.text.strip(" \n。.!！")
    if all(question.slot != "place" for question in form.questions):
        return None
    if (found := PLACE_IS.match(text)) is None:
        return await _bare_place(turn, slots)
    new = re.split(r"[，,;；]?\s*(?:别|別|而?不是|not )", found["new"])[0].strip() or found["new"]
    if value := await _other_number(turn, slots.get("place") or {}, "", new):
        return value
    spots = await places.find(turn, new)
    value = await _one_of(turn, spots, slots) if spots else None
    return value if isinstance(value, dict) else {"text": new}


async def _bare_place(turn: Turn, slots: forms.Slots) -> Any:
    """A message that is an address and nothing else."""
    named = "".join(turn.understanding.values("location"))
    whole = len(fold(named)) >= 0.8 * len(fold(turn.incoming.text))
    if not named or not (whole or turn.understanding.intent == "inform"):
        return None
    spots = await places.from_turn(turn)
    value = await _one_of(turn, spots, slots) if spots else {"text": named}
    return value if isinstance(value, dict) else None


async def edited(turn: Turn) -> None:
    """A message was edited: the answer it gave follows; a ticket it began keeps both wordings."""
    opened = forms.current(turn)
    sources = opened[1]["sources"] if opened else {}
    slot = next((s for s, message in sources.items() if message == turn.incoming.message_id), None)
    if opened is not None and slot is not None:
        await _answer_again(turn, *opened, slot)
        return
    if opened is not None and opened[1]["slots"].get("message_id") == turn.incoming.message_id:
        await _first_again(turn, *opened)
        return
    await _edited_later(turn)


async def _first_again(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    """The message that began the form: its words, and the place and phone that it names."""
    slots = state["slots"]
    told = slots.get("words") if "words" in state["sources"] else None  # in a message of its own
    if told and "first" in state:  # not what an edit before this one put there
        told = told.removeprefix(f"{state['first']}\n")
    state["first"] = turn.incoming.text
    slots["words"] = "\n".join(filter(None, (turn.incoming.text, told)))
    said = await asking.known_from(turn, at_home=False)
    for slot in said.keys() & slots.keys() - state["sources"].keys():
        await put(turn, form, slots, slot, said[slot])
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)


async def put(turn: Turn, form: Form, slots: forms.Slots, slot: str, value: Any) -> None:
    """Replaces an answer; what follows from it is worked out anew."""
    slots[slot] = value
    if slot == "place":
        talked_of.remember(turn, value)
    if slot in form.after:
        await form.after[slot](turn, slots)


async def _answer_again(turn: Turn, form: Form, state: dict[str, Any], slot: str) -> None:
    question = next((q for q in form.questions if q.slot == slot), None)
    value = await question.read(turn, state["slots"]) if question else None
    if isinstance(value, forms.Problem):
        if value.buttons:  # they answer that question, and no other
            state["slots"].pop(slot, None)
            state["asked"] = slot
        forms.say_problem(turn, value)
        return
    if value is None:
        turn.say(turn.t(_("I did not get that.")))
        await forms.ask(turn)
        return
    await put(turn, form, state["slots"], slot, value)
    turn.say(turn.t(_("Corrected.")))
    await forms.ask(turn)


async def _edited_later(turn: Turn) -> None:
    message_id = turn.incoming.message_id
    ticket = (
        await rows.by_source_message(turn.tx, turn.person.id, message_id) if message_id else None
    )
    if ticket is not None and ticket.closed_at is None:
        await tickets.add_words(turn, ticket, "edited", turn.incoming.text)
    else:
        turn.say(
            turn.t(
                _(
                    "I saw that you edited a message, but I had answered it already. Please write it to me again."
                )
            )
        )

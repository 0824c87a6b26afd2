"""Announcements that are no outages: written by staff, shown before they are sent, sent to many.

To more chats than `broadcast.approve_above` in policy.yml only with a second person's approval.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from actions import places
from actions.conversation import asides
from actions.conversation.menu import NAMES as LANGUAGE_NAMES
from actions.counter import authority, cards
from actions.counter.staff import LEADERS
from actions.forms import Choice, Form, Problem, Question, Slots, begin, read_words, register
from actions.notices import missing
from actions.places import Spot
from actions.supply import districts, progress, quiet
from actions.words import duration, listed
from actions.work import ANNOUNCEMENT, REPLY, Message, Turn, Work
from locales import LANGUAGES, Html, join, mark, text
from storage import broadcasts, network, staff
from storage.broadcasts import several
from storage.models import Approval, Broadcast

_ = mark

TOPIC = "announcements"
"""The topic under which people mute what is sent here (`Person.muted`)."""
LONGEST_TEXT = 3500
"""Characters; with its head and foot it is one message (Telegram takes 4096)."""
NIGHT = ("22:00", "07:00")
"""When an announcement, which can wait, would wake people (our own figure)."""
TIERS = {
    "standard": _("Standard"), "silver": _("Silver"), "platinum": _("Platinum"),
    "diamond": _("Diamond"),
}  # fmt: skip
AUDIENCES = {
    "all": _("Everybody"), "place": _("A place"), "feeder": _("A line"), "tier": _("A tier"),
    "language": _("Readers of one language"),
}  # fmt: skip


async def start(turn: Turn) -> None:
    """/broadcast: begins an announcement."""
    if asides.begun_already(turn, FORM):
        return
    await begin(turn, FORM, {})


def _texts(slots: Slots) -> dict[str, Html]:
    """What is said in each language that it is written in; where one text is for all, the same."""
    said = {language: slots.get(f"text_{language}") or slots.get("text") for language in LANGUAGES}
    return {language: join([body]) for language, body in said.items() if body}


def _message(work: Work, language: str, body: Html) -> Html:
    """The announcement as its reader sees it."""
    names = work.policy.company.name
    head = text(language, _("📣 <b>News from {company}</b>"), company=names[language])
    foot = text(language, _("<i>No more news like this? Write /alerts.</i>"))
    return join([head, body, foot], "\n\n")


async def _read_text(turn: Turn, slots: Slots) -> Any:
    said = turn.incoming.text.strip()
    if len(said) > LONGEST_TEXT:
        return Problem(turn.t(_("That is {length} characters; {most} fit into one message. Please shorten it."),
                              length=len(said), most=LONGEST_TEXT))  # fmt: skip
    return said or None


# Whom it reaches.


async def _forget_whom(turn: Turn, slots: Slots) -> None:
    """Another kind of audience: the places, tier or language chosen before say nothing of it."""
    for slot in ("where", "tier", "language", "so_far"):
        slots.pop(slot, None)


async def _forget_texts(turn: Turn, slots: Slots) -> None:
    """One text for all, or one in each language: those of the other way are not sent."""
    for slot in ["text"] if slots["each"] == "yes" else [f"text_{lang}" for lang in LANGUAGES]:
        slots.pop(slot, None)


async def _read_place(turn: Turn, slots: Slots) -> Any:
    """The places or lines, whichever was asked for; several with commas between."""
    wanted = "feeder" if slots["audience"] == "feeder" else "place"
    said = turn.incoming.text
    found = await missing.gather(turn, slots, said, lambda areas: _where(areas, wanted))
    if found is None or isinstance(found, Problem):
        whole = await districts.named(turn) if wanted == "place" else None
        if whole is None or not whole["district"]:
            return found
        slots.pop("so_far", None)
        inside = await network.places_in(turn.tx, whole["district"])
        return {"place": [place.id for place in inside], **whole}
    if _where(found, wanted) is None:
        refused = {
            "feeder": _("Only lines here, please, by name or number, with commas between."),
            "place": _("Only whole streets, communities or villages here, please, with commas between."),
        }  # fmt: skip
        return Problem(turn.t(refused[wanted]))
    return _where(found, wanted)


def _where(found: list[missing.Area], wanted: str) -> dict[str, Any] | None:
    """Whole places or lines as an audience; null where others are among them."""
    fits = all(set(area) == {wanted} for area in found)
    return {wanted: [area[wanted] for area in found]} if fits else None


async def _only_buttons(turn: Turn, slots: Slots) -> Any:
    """Only a button, or its label typed, answers this."""
    return None


def _audience(slots: Slots) -> dict[str, Any]:
    """The audience as `storage.broadcasts` understands it."""
    if slots["audience"] in ("place", "feeder"):
        return dict(slots["where"])
    return {slots["audience"]: slots.get(slots["audience"], True)}


async def _name_of(work: Work, audience: dict[str, Any], language: str) -> str:
    """An audience in words."""
    if district := audience.get("district"):
        return await districts.name(work, district, language)
    spots = [Spot(feeder_code=code) for code in several(audience.get("feeder"))]
    spots += [Spot(place_id=place_id) for place_id in several(audience.get("place"))]
    if spots:
        return listed([await places.name(work, spot, language, True) for spot in spots], language)
    if tier := audience.get("tier"):
        return text(language, TIERS[tier])
    return LANGUAGE_NAMES.get(audience.get("language", ""), text(language, AUDIENCES["all"]))


# Before it is sent.


async def _preview(turn: Turn, slots: Slots) -> str:
    """The texts as they will look, how many chats, how long it takes, and who must agree."""
    audience, bodies = _audience(slots), _texts(slots)
    reach = await broadcasts.reach(turn.tx, audience, TOPIC, turn.now)
    shown = list(bodies) if "text" not in slots else [turn.person.language]
    lines: list[str] = [turn.t(_("<b>Preview</b>"))]
    lines += [_message(turn, language, bodies[language]) for language in shown]
    return join([*lines, await _reach_in_words(turn, audience, reach), *_warnings(turn, slots, reach)],
                "\n\n")  # fmt: skip


async def _reach_in_words(turn: Turn, audience: dict[str, Any], reach: dict[str, int]) -> Html:
    chats = _chats(reach)
    seconds = timedelta(seconds=max(1, round(chats / turn.policy.sending.per_second)))
    whom = await _name_of(turn, audience, turn.person.language)
    return turn.t(
        _("To: {whom}. Chats: {chats} ({languages}). Sending takes about {time}.\nNot reached: {muted} want no announcements, {unreachable} blocked us."),
        whom=whom, chats=chats, time=duration(seconds, turn.person.language),
        languages=listed([f"{LANGUAGE_NAMES[lang]} {reach.get(lang, 0)}" for lang in LANGUAGES],
                         turn.person.language),
        muted=reach["muted"], unreachable=reach["unreachable"],
    )  # fmt: skip


def _warnings(turn: Turn, slots: Slots, reach: dict[str, int]) -> list[Html]:
    warnings = []
    if "text" in slots:
        warnings.append(turn.t(_("⚠️ Everybody gets this one text, whatever language they read.")))
    if quiet.ends_for(turn, *NIGHT) is not None:
        warnings.append(
            turn.t(_("⚠️ It is night: many will be woken. Better send it in the morning."))
        )
    if _needs_approval(turn, reach):
        most = turn.policy.broadcast.approve_above
        warnings.append(
            turn.t(_("⚠️ More than {most} chats: somebody else must approve it first."), most=most)
        )
    return warnings


def _chats(reach: dict[str, int]) -> int:
    return sum(reach.get(language, 0) for language in LANGUAGES)


def _needs_approval(work: Work, reach: dict[str, int]) -> bool:
    return _chats(reach) > work.policy.broadcast.approve_above


async def _finish(turn: Turn, slots: Slots) -> None:
    assert turn.staff is not None
    audience = _audience(slots)
    broadcast = await broadcasts.add(turn.tx, Broadcast(
        kind="announcement", state="draft", name=slots["topic"], texts=dict(_texts(slots)),
        audience=audience, total=0, sent=0, failed=0, created_by=turn.staff.id,
        created_at=turn.now, progress_chat_id=None,
        progress={"chat": turn.incoming.chat_id, "language": turn.person.language},
    ))  # fmt: skip
    reach = await broadcasts.reach(turn.tx, audience, TOPIC, turn.now)
    if not _chats(reach):
        broadcast.state, broadcast.finished_at = "cancelled", turn.now
        turn.say(turn.t(_("There is nobody whom this would reach. Nothing was sent.")))
    elif _needs_approval(turn, reach):
        await _ask_approval(turn, broadcast, _chats(reach))
    else:
        await _send(turn, broadcast)


async def _ask_approval(turn: Turn, broadcast: Broadcast, chats: int) -> None:
    """Shows it to those who may approve, and asks them."""
    assert turn.staff is not None
    broadcast.state = "asked"
    for member in await staff.everybody(turn.tx):
        if member.role in LEADERS and member.id != turn.staff.id:
            chat_id, language = await cards.private(turn, member)
            said = broadcast.texts.get(language) or next(iter(broadcast.texts.values()))
            shown = _message(turn, language, Html(said))
            key = f"broadcast:{broadcast.id}:preview:{chat_id}"
            await turn.queue(key, chat_id, REPLY, Message(shown))
    whom = await _name_of(turn, broadcast.audience, turn.person.language)
    reason = turn.t(_("To: {whom}. Chats: {chats}."), whom=whom, chats=chats)
    asked = await authority.decide(turn, "broadcast", broadcast.id, None, reason, broadcast.name)
    if asked is None:
        broadcast.state, broadcast.finished_at = "cancelled", turn.now


async def _send(work: Work, broadcast: Broadcast) -> None:
    """Queues it for everybody it reaches now, and shows its progress to who wrote it."""
    bodies = {
        language: await work.payload("", None, Message(_message(work, language, Html(body))))
        for language, body in broadcast.texts.items()
    }
    broadcast.state, broadcast.started_at = "sending", work.now
    broadcast.total = await broadcasts.queue(
        work.tx, broadcast, bodies, TOPIC, ANNOUNCEMENT, await quiet.holds(work, None), work.now
    )
    asked = broadcast.progress
    await progress.show(work, broadcast, asked["chat"], asked["language"], "progress")


async def _approved(turn: Turn, approval: Approval) -> None:
    broadcast = await broadcasts.get(turn.tx, approval.subject_id)
    if broadcast is not None and broadcast.state == "asked":
        broadcast.approved_by = approval.decided_by
        await _send(turn, broadcast)


async def _refused(turn: Turn, approval: Approval) -> None:
    broadcast = await broadcasts.get(turn.tx, approval.subject_id)
    if broadcast is not None and broadcast.state == "asked":
        broadcast.state, broadcast.finished_at = "cancelled", turn.now


authority.ON_APPROVED["broadcast"] = _approved
authority.ON_REFUSED["broadcast"] = _refused


def _writes(language: str) -> Callable[[Slots], bool]:
    """Whether a text in this language is wanted: of all, or as the only one."""
    return lambda slots: slots.get("language", language) == language and slots.get("each") != "no"


TEXTS = {
    "zh_Hans": _("The text in Simplified Chinese, please."),
    "zh_Hant": _("The text in Traditional Chinese, please."),
    "en": _("The text in English, please."),
}

WHICH = _("Which one? Write the street, community, village or district, or the name or number of the line.")  # fmt: skip

FORM = register(
    Form(
        "broadcast", _("your announcement"),
        (
            Question("topic", _("What is it about? A few words for our own list; customers do not see them."),
                     read_words, free=True),
            Question("audience", _("Who shall get it?"), _only_buttons,
                     choices=tuple(Choice(label, kind) for kind, label in AUDIENCES.items())),
            Question("where", WHICH, _read_place, say=missing.asks(WHICH),
                     when=lambda slots: slots["audience"] in ("place", "feeder")),
            Question("tier", _("Which tier?"), _only_buttons,
                     choices=tuple(Choice(label, tier) for tier, label in TIERS.items()),
                     when=lambda slots: slots["audience"] == "tier"),
            Question("language", _("Which language?"), _only_buttons,
                     choices=tuple(Choice(name, lang) for lang, name in LANGUAGE_NAMES.items()),
                     when=lambda slots: slots["audience"] == "language"),
            Question("each", _("In which languages will you write it?"), _only_buttons,
                     choices=(Choice(_("In all three"), "yes"), Choice(_("One text for all"), "no")),
                     when=lambda slots: slots["audience"] != "language"),
            *(Question(f"text_{language}", ask, _read_text, free=True, when=_writes(language))
              for language, ask in TEXTS.items()),
            Question("text", _("The text for everybody, please. It is not translated."), _read_text,
                     free=True, when=lambda slots: slots.get("each") == "no"),
        ),
        _finish, summary=_preview, after={"audience": _forget_whom, "each": _forget_texts, "where": missing.settled}, staff_only=True, send_label=_("Send"),
    )
)  # fmt: skip

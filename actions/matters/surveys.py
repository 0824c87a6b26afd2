"""How did it go? One question a ticket, one reminder; a bad answer takes the matter up again."""

import re
from datetime import timedelta
from typing import Any

from actions.conversation import typed
from actions.conversation.beside import is_sentence
from actions.conversation.numbers import simple
from actions.conversation.short_answers import BUT, is_short
from actions.counter import cards
from actions.forms import Form, Question, Slots, begin, read_words, register
from actions.kinds import KINDS
from actions.matters import closing
from actions.supply import quiet
from actions.work import SURVEY, Button, Message, Rows, Turn, Work
from locales import mark, text
from storage import surveys, tickets
from storage.models import Person, Survey, Ticket

_ = mark

LOW = 2
"""A score up to this reopens the matter."""
WISH = re.compile(r"complain|投诉|客诉|报修|\breport\b")
FIGURE = re.compile(r"(?<!\d)([1-5])\s*(?:分|颗?星|/\s*5|out of (?:5|five)|stars?\b|points?\b)")
WORDS = {
    1: r"很不满意|非常不满|极差|太差|很差|垃圾|\b(?:terrible|awful|horrible|worst|very (?:bad|poor|dissatisfied|unhappy))\b",
    2: r"不满意|唔满意|不好|差|\b(?:bad|poor|dissatisfied|unhappy|not (?:good|satisfied|happy))\b",
    5: r"(?:非常|很|十分|太)(?:满意|好|棒)|好极了|\b(?:excellent|perfect|great|very (?:good|satisfied|happy)|fantastic)\b",
    3: r"还行|一般|还可以|还好|凑合|马马虎虎|麻麻地|\b(?:so.?so|average|okay|ok|not bad|fair|middling)\b",
    4: r"满意|不错|挺好|^好|\b(?:good|satisfied|happy|fine|well)\b",
}  # fmt: skip
"""Over folded text, the first that is found: a score in words."""
FACES = {1: "😠 1", 2: "🙁 2", 3: "😐 3", 4: "🙂 4", 5: "😀 5"}


async def run_due(work: Work) -> int:
    """Tick: asks, reminds and closes what is due. Harmless when run twice or late."""
    due = await surveys.to_ask(work.tx, work.now)
    for survey, ticket, person in due:
        await _ask(work, survey, ticket, person)
    for survey, ticket, person in await surveys.to_remind(work.tx, work.now):
        if (morning := quiet.ends_of(work, person)) is not None:
            survey.remind_at = morning
            continue
        survey.remind_at = None
        await _send(work, f"survey:{ticket.id}:{survey.round}:reminder", ticket, person,
                    _("A short reminder: how did we do with {number}?"))  # fmt: skip
    for survey, _ticket, _person in await surveys.to_close(work.tx, work.now):
        survey.state = "closed"
    return len(due)


async def _ask(work: Work, survey: Survey, ticket: Ticket, person: Person) -> None:
    rules = work.policy.survey
    since = work.now - timedelta(days=rules.pause_days)
    # The same person is not asked about every ticket, except where one was taken up again.
    tired = survey.round == 1 and await surveys.asked_since(work.tx, person.id, since)
    if (
        tired
        or not KINDS[ticket.kind].surveyed
        or ticket.state != "resolved"
        or not person.reachable
        or not quiet.wants(person, "surveys", work.now)
    ):
        survey.state = "closed"
        return
    if (morning := quiet.ends_of(work, person)) is not None:
        survey.due_at = morning
        return
    survey.state, survey.asked_at = "asked", work.now
    survey.remind_at = work.now + timedelta(minutes=rules.remind_after_minutes)
    survey.expires_at = work.now + timedelta(minutes=rules.closes_after_minutes)
    await _send(work, f"survey:{ticket.id}:{survey.round}", ticket, person,
                _("{number} is closed. How satisfied are you with what we did? 1 is not at all, 5 is very."))  # fmt: skip


async def _send(work: Work, key: str, ticket: Ticket, person: Person, question: str) -> None:
    if person.chat_id is None:
        return
    line = text(person.language, question, number=ticket.number)
    await work.queue(key, person.chat_id, SURVEY, Message(line, _faces(ticket)))


def _faces(ticket: Ticket) -> Rows:
    return [[Button(face, {"do": "survey.score", "ticket": ticket.id, "score": score})
             for score, face in FACES.items()]]  # fmt: skip


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """A score was tapped: stored, shown to staff, and acted on where it is low."""
    survey = await surveys.get(turn.tx, int(do["ticket"]))
    if survey is None or survey.person_id != turn.person.id or survey.state == "closed":
        turn.toast(turn.t(_("This question is closed. Thank you all the same.")))
        return
    if survey.state == "answered":
        turn.toast(turn.t(_("You have answered already. Thank you!")))
        return
    survey.state, survey.answered_at, survey.remind_at = "answered", turn.now, None
    survey.score = int(do["score"])
    turn.toast()
    ticket = await tickets.get(turn.tx, survey.ticket_id)
    await _act_on(turn, survey, ticket)
    if not survey.comment:
        await begin(turn, COMMENT, {"ticket": ticket.id})


async def take(turn: Turn) -> bool:
    """Takes an answer in words, a score or a comment; False where the survey is not what was asked last."""
    text = turn.incoming.text.strip()
    do = next((do for do in await typed.newest(turn) if do.get("do") == "survey.score"), None)
    survey = await surveys.get(turn.tx, int(do["ticket"])) if do is not None else None
    if do is None or survey is None or survey.state != "asked":
        return False
    score = score_in(text)
    if score is None and not _is_comment(turn):
        return False
    if is_sentence(text):
        await _comment(turn, survey, text)
    if score is not None:
        await press(turn, {**do, "score": score})
        return True
    ticket = await tickets.get(turn.tx, survey.ticket_id)
    turn.say(turn.t(_("Thank you, I pass that on. And as a figure: how satisfied are you? 1 is not at all, 5 is very.")), _faces(ticket))  # fmt: skip
    return True


def score_in(text: str) -> int | None:
    """The score that words give; None where they give none."""
    said = simple(text)
    if found := FIGURE.search(said):
        return int(found[1])
    found_in = [score for score, words in WORDS.items() if re.search(words, said)]
    return found_in[0] if found_in and is_short(text) and not BUT.search(text) else None


def _is_comment(turn: Turn) -> bool:
    """Whether the words tell how it went, and are no question and no other wish."""
    said = turn.understanding
    about_it = said.intent.startswith(("complaint_", "give_praise", "thank", "affirm", "deny"))
    wish = not is_sentence(turn.incoming.text) or WISH.search(simple(turn.incoming.text))
    return not wish and (about_it or not said.is_sure)


async def _act_on(turn: Turn, survey: Survey, ticket: Ticket) -> None:
    assert survey.score is not None
    event = await tickets.record(turn.tx, ticket, "customer", "scored", turn.now,
                                 str(survey.score), shown=False)  # fmt: skip
    if survey.score > LOW or ticket.state != "resolved" or ticket.facts.get("followed_by"):
        await cards.note_to_owner(turn, ticket, event.id,
                                  _("⭐ The customer of {number} gave:"), FACES[survey.score])  # fmt: skip
        turn.say(turn.t(_("Thank you for the answer!")))
        return
    news = _("🔁 {number} is open again: the customer is not satisfied.")
    await closing.reopen(turn, ticket, FACES[survey.score], news)
    turn.say(turn.t(_("I am sorry that we did not do well. {number} is taken up again by the person who had it."),
                    number=ticket.number))  # fmt: skip


async def _keep_comment(turn: Turn, slots: Slots) -> None:
    survey = await surveys.get(turn.tx, slots["ticket"])
    comment = slots.get("comment")
    if survey is None or not comment:
        turn.say(turn.t(_("All right. Thank you!")))
        return
    await _comment(turn, survey, comment)
    turn.say(turn.t(_("Thank you, I pass that on.")))


async def _comment(turn: Turn, survey: Survey, comment: str) -> None:
    survey.comment = comment
    ticket = await tickets.get(turn.tx, survey.ticket_id)
    event = await tickets.record(turn.tx, ticket, "customer", "commented", turn.now, comment,
                                 shown=False)  # fmt: skip
    await cards.note_to_owner(turn, ticket, event.id, _("💬 Comment on {number}:"), comment)


COMMENT = register(
    Form(
        "survey.comment", _("your comment"),
        (Question("comment", _("Would you like to tell us more? Otherwise tap Skip."), read_words,
                  optional=True, free=True),),
        _keep_comment,
        stopped=_("All right. Thank you!"),
    )
)  # fmt: skip

"""Pictures, documents, voice and video: none is lost, wherever in a conversation it comes."""

from typing import Any

from actions import forms
from actions.conversation import asking
from actions.counter import cards
from actions.forms import Form
from actions.kinds import FOR_THE_ACCOUNT
from actions.matters import tickets
from actions.work import Button, Turn, Work
from locales import mark
from storage import tickets as rows
from storage.models import Ticket

_ = mark


async def in_form(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    """A file in the middle of a form is kept with it, whatever was being asked."""
    slots, file = state["slots"], asking.file_of(turn)
    becomes_ticket = any(question.slot == "words" for question in form.questions)
    added = "ticket" in slots and not form.staff_only
    if not added and not becomes_ticket:
        turn.say(turn.t(_("I cannot use a file here.")))
        await forms.ask(turn)
        return
    first = not (file["album"] and file["album"] == state.get("album"))
    state["album"] = file["album"]
    if added:
        await _add_at_once(turn, int(slots["ticket"]), file)
    else:
        slots["photos"] = [*(slots.get("photos") or []), file][: asking.MOST_FILES]
    if first:  # an album comes as several messages and is one answer
        said = _("I have added it.") if added else _("I have kept it with your words.")
        turn.say(turn.t(said))
        await _go_on(turn, form, state)


async def _go_on(turn: Turn, form: Form, state: dict[str, Any]) -> None:
    """A file answers the question that asks for one; any other question is asked again."""
    asked = next((q for q in form.questions if q.slot == state["asked"]), None)
    if asked is not None and asked.takes == "file":
        await forms.fill(turn, asked.slot, True)
    else:
        await forms.ask(turn)


async def _add_at_once(turn: Turn, ticket_id: int, file: dict[str, str]) -> None:
    """A file for a ticket that is open already: staff see it now."""
    ticket = await rows.get(turn.tx, ticket_id)
    await rows.attach(turn.tx, ticket.id, [file], turn.now)
    await cards.show_new_files(turn, ticket)


async def without_form(turn: Turn) -> None:
    """A file as the first message: kept, and asked what it is about."""
    memory = turn.conversation.memory
    file = asking.file_of(turn)
    if file["album"] and memory.get("album") == file["album"]:
        memory["files"] = [*memory.get("files", []), file][: asking.MOST_FILES]
        return
    memory["files"], memory["album"] = [file], file["album"]
    if turn.incoming.text and turn.understanding.is_sure:
        from actions.free_text import act

        await act(turn)
        return
    opened = await rows.visible_to(
        turn.tx, turn.person.id, FOR_THE_ACCOUNT, open_only=True, limit=3
    )
    buttons = [
        [Button(turn.t(_("Add to {number}"), number=t.number), {"do": "files.add", "ticket": t.id})]
        for t in opened
    ]
    starts = ((_("🔧 Report a fault"), "report_fault"), (_("📣 Complain"), "complaint"),
              (_("Claim for damage"), "claim_compensation"))  # fmt: skip
    buttons += [[Button(turn.t(label), {"do": "intent", "intent": name})] for label, name in starts]
    turn.say(turn.t(_("I have kept your file. What is it about?")), buttons)


def kept(turn: Turn) -> list[dict[str, str]]:
    """The files that came before the form did; they go with it."""
    files: list[dict[str, str]] = turn.conversation.memory.pop("files", [])
    if turn.incoming.is_file and not files:
        files = [asking.file_of(turn)]
    return files


async def press_add(turn: Turn, do: dict[str, Any]) -> None:
    """What was sent belongs to one of the person's tickets: files, and the words with them."""
    turn.toast()
    ticket = await tickets.own_ticket(turn, int(do["ticket"]))
    if ticket is None or ticket.closed_at is not None:
        turn.say(turn.t(_("This is not there any more.")))
        return
    await rows.attach(turn.tx, ticket.id, kept(turn), turn.now)
    await tickets.add_words(turn, ticket, "added", do.get("text") or turn.t(_("a file")))


REASONS = {
    "large": _("📎 {number}: a file of the customer is larger than 20 MB and is not kept. Please look at it in the chat."),
    "kind": _("📎 {number}: a file of the customer is of a kind that we do not keep. Please take care with it: it may be a program."),
    "gone": _("📎 {number}: a file of the customer could not be fetched. Please ask them to send it again."),
}  # fmt: skip
"""Why a file is not kept, as staff read it."""


async def tell_not_kept(work: Work, ticket: Ticket, reason: str) -> None:
    """Staff hear that a file will not be there later, and why."""
    event = await rows.record(
        work.tx, ticket, "system", "file_not_kept", work.now, reason, shown=False
    )
    await cards.note_to_owner(work, ticket, event.id, REASONS[reason])

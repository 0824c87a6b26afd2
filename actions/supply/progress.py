"""How far a broadcast has come: one message that is kept up to date, with buttons to stop it.

The state is the broadcast's row alone, so that the buttons work after a restart and the sender
obeys with its next message. The message is edited by the tick, seldom enough to cost nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from actions.counter import cards
from actions.supply.alerts import HEADS
from actions.words import moment
from actions.work import REPLY, Button, Message, Rows, Turn, Work
from locales import Html, join, mark, text
from storage import broadcasts, outbox, staff
from storage.models import Broadcast

_ = mark

EDIT_EVERY, EDIT_EVERY_IN_GROUP = timedelta(seconds=5), timedelta(seconds=20)
"""Telegram lets us write once a second to a person and 20 times a minute to a group."""
MOST_AT_ONCE = 2000
"""Messages of a cancelled broadcast put away in one tick: it keeps no writer waiting."""
MOST_LISTED = 10

STATES = {
    "asked": _("waits for approval"), "sending": _("being sent"), "paused": _("paused"),
    "cancelled": _("cancelled"), "done": _("done"),
}  # fmt: skip
POSSIBLE = {"sending": ("pause", "cancel"), "paused": ("resume", "cancel")}
LABELS = {
    "pause": _("⏸ Pause"), "resume": _("▶️ Resume"), "cancel": _("⏹ Cancel"),
    "resend": _("🔁 Send again to those who failed"), "show": _("Show"),
}  # fmt: skip


async def title(work: Work, broadcast: Broadcast, language: str) -> Html:
    """What it is about: the topic that staff gave it, or which alert of which notice."""
    if broadcast.outage_id is None:
        return text(language, _("📣 <b>{topic}</b>"), topic=broadcast.name)
    about = text(language, HEADS.get(broadcast.name, broadcast.name))
    return text(language, _("Notice {id}: {about}"), id=broadcast.outage_id, about=about)


def left(broadcast: Broadcast) -> int:
    """How many chats still wait for it."""
    return max(0, broadcast.total - broadcast.sent - broadcast.failed)


async def figures(work: Work, broadcast: Broadcast, language: str) -> Html:
    """Sent, failed, left, and when it will be over."""
    lines: list[str] = [
        text(language, _("{title}\nBroadcast {id}: {state}"), id=broadcast.id,
             title=await title(work, broadcast, language),
             state=text(language, STATES[broadcast.state])),
        text(language, _("Sent: {sent} of {total}. Failed: {failed}. Left: {left}."),
             sent=broadcast.sent, total=broadcast.total, failed=broadcast.failed,
             left=left(broadcast)),
    ]  # fmt: skip
    if broadcast.failed:
        _again, gone = await broadcasts.failures(work.tx, broadcast.id)
        if gone:
            lines.append(
                text(language, _("Chats that blocked us or are gone: {count}."), count=gone)
            )
    if at := await _end(work, broadcast):
        said = _("Over: {time}") if broadcast.finished_at else _("It will be over {time}.")
        lines.append(text(language, said, time=moment(at, work.now, work.zone, language)))
    return join(lines)


async def of_notice(work: Work, outage_id: int, language: str) -> list[Html]:
    """How many the newest alert about a notice has reached, and how many it has not."""
    alert = await broadcasts.of_notice(work.tx, outage_id)
    return [] if alert is None else [await figures(work, alert, language)]


async def _end(work: Work, broadcast: Broadcast) -> datetime | None:
    """When it was, or will be over; null while it stands still."""
    if broadcast.finished_at is not None or broadcast.state != "sending":
        return broadcast.finished_at
    begins = await broadcasts.next_due(work.tx, broadcast.id) or work.now
    seconds = left(broadcast) / work.policy.sending.per_second
    return max(begins, work.now) + timedelta(seconds=seconds)


async def buttons(work: Work, broadcast: Broadcast, language: str) -> Rows:
    """What can be done with it now."""
    acts: tuple[str, ...] = POSSIBLE.get(broadcast.state, ())
    if broadcast.state == "done" and broadcast.failed and await _may_resend(work, broadcast):
        acts = ("resend",)
    return [[_button(act, broadcast, language) for act in acts]] if acts else []


def _button(act: str, broadcast: Broadcast, language: str) -> Button:
    do = {"do": f"broadcast.{act}", "broadcast": broadcast.id}
    return Button(text(language, LABELS[act]), do)


async def _may_resend(work: Work, broadcast: Broadcast) -> bool:
    """Something failed that may be tried again, and it is still the latest word on its outage."""
    again, _gone = await broadcasts.failures(work.tx, broadcast.id)
    return again > 0 and await broadcasts.is_newest(work.tx, broadcast)


# The message that shows it.


async def show(work: Work, broadcast: Broadcast, chat_id: int, language: str, key: str) -> None:
    """Shows the progress in a chat from now on; an earlier message elsewhere stays as it is."""
    broadcast.progress_chat_id = chat_id
    broadcast.progress_key = f"broadcast:{broadcast.id}:{key}"
    broadcast.progress = {"language": language, "edits": 0, "key": broadcast.progress_key}
    await _say(work, broadcast, broadcast.progress_key, "")


async def refresh(work: Work, broadcast: Broadcast, at_once: bool = False) -> bool:
    """Brings the message up to date, where it is time for it and there is news. True if it did."""
    kept, chat_id = broadcast.progress, broadcast.progress_chat_id
    if chat_id is None or _news(broadcast) == kept.get("said"):
        return False
    if not at_once and broadcast.state == kept.get("state"):
        pause = EDIT_EVERY_IN_GROUP if chat_id < 0 else EDIT_EVERY
        if work.now - datetime.fromisoformat(kept["at"]) < pause:
            return False
        if await outbox.waits(work.tx, kept["key"]):
            return False  # the edit before has not been sent: another would only queue up behind it
    edits = int(kept["edits"]) + 1
    broadcast.progress = {**kept, "edits": edits, "key": f"{broadcast.progress_key}:{edits}"}
    await _say(work, broadcast, broadcast.progress["key"], broadcast.progress_key)
    return True


def _news(broadcast: Broadcast) -> list[Any]:
    return [broadcast.state, broadcast.sent, broadcast.failed, broadcast.total]


async def _say(work: Work, broadcast: Broadcast, key: str, edits: str) -> None:
    assert broadcast.progress_chat_id is not None
    language = broadcast.progress["language"]
    message = Message(await figures(work, broadcast, language),
                      await buttons(work, broadcast, language), edits=edits)  # fmt: skip
    # The buttons' id is that of the state: an edit brings no new keyboard, and no old one fails.
    resends = broadcast.progress_key + broadcast.state
    payload = await work.payload(resends, broadcast.progress_chat_id, message)
    await outbox.queue(work.tx, key, broadcast.progress_chat_id, REPLY, payload, work.now)
    broadcast.progress = {**broadcast.progress, "said": _news(broadcast),
                          "state": broadcast.state, "at": work.now.isoformat()}  # fmt: skip


async def run_due(work: Work) -> int:
    """Tick: shows the progress of what is under way and puts away what was cancelled."""
    done = 0
    for broadcast in await broadcasts.not_shown(work.tx, work.policy.broadcast.progress_from):
        chat_id, language = await _watcher(work, broadcast)
        await show(work, broadcast, chat_id, language, "progress")
        done += 1
    for broadcast in await broadcasts.to_show(work.tx, work.now):
        done += await refresh(work, broadcast)
    for broadcast in await broadcasts.cancelled(work.tx):
        if not await broadcasts.put_away(work.tx, broadcast.id, MOST_AT_ONCE):
            broadcast.finished_at = work.now
    return done


async def _watcher(work: Work, broadcast: Broadcast) -> tuple[int, str]:
    """(chat, language) where an alert's progress is shown: who published it, else the dispatchers."""
    if broadcast.created_by is not None:
        return await cards.private(work, await staff.get(work.tx, broadcast.created_by))
    return (await cards.readers(work, "repairs"))[0]


# What staff press and type.


async def press(turn: Turn, do: dict[str, Any]) -> None:
    """Pause, Resume, Cancel, Send again, Show."""
    broadcast = await broadcasts.get(turn.tx, int(do.get("broadcast", 0)))
    if broadcast is None:
        turn.toast(turn.t(_("This is not there any more.")))
        return
    act = do["do"].removeprefix("broadcast.")
    if act == "show":
        turn.toast()
        await _show_here(turn, broadcast)
        return
    done = await _ACTS[act](turn, broadcast)
    turn.toast(turn.t(STATES[broadcast.state]) if done else await _why_not(turn, broadcast))
    await refresh(turn, broadcast, at_once=True)


async def _why_not(turn: Turn, broadcast: Broadcast) -> str:
    state = turn.t(STATES[broadcast.state])
    if not await broadcasts.is_newest(turn.tx, broadcast):
        state = turn.t(_("There is newer news of this outage."))
    return turn.t(_("Broadcast {id}: {state}"), id=broadcast.id, state=state)


async def _show_here(turn: Turn, broadcast: Broadcast) -> None:
    if broadcast.state in STATES:
        key = f"progress:{turn.incoming.update_id}"
        await show(turn, broadcast, turn.incoming.chat_id, turn.person.language, key)


async def _pause(turn: Turn, broadcast: Broadcast) -> bool:
    if broadcast.state != "sending":
        return False
    broadcast.state = "paused"
    return True


async def _resume(turn: Turn, broadcast: Broadcast) -> bool:
    if broadcast.state != "paused":
        return False
    broadcast.state = "sending"
    return True


async def _cancel(turn: Turn, broadcast: Broadcast) -> bool:
    if broadcast.state not in ("sending", "paused"):
        return False
    broadcast.state = "cancelled"
    return True


async def _resend(turn: Turn, broadcast: Broadcast) -> bool:
    if broadcast.state != "done" or not await _may_resend(turn, broadcast):
        return False
    broadcast.failed -= await broadcasts.resend(turn.tx, broadcast.id, turn.now)
    broadcast.state, broadcast.finished_at = "sending", None
    return True


_ACTS = {"pause": _pause, "resume": _resume, "cancel": _cancel, "resend": _resend}


async def list_latest(turn: Turn) -> None:
    """/broadcasts: the newest ones with their figures; each can be shown, and stopped."""
    language, shown = turn.person.language, await broadcasts.latest(turn.tx, MOST_LISTED)
    if not shown:
        turn.say(turn.t(_("Nothing has been broadcast yet.")))
        return
    lines = [await figures(turn, broadcast, language) for broadcast in shown]
    made = [
        Button(f"{turn.t(LABELS['show'])} {broadcast.id}",
               {"do": "broadcast.show", "broadcast": broadcast.id})
        for broadcast in shown
    ]  # fmt: skip
    turn.say(join(lines, "\n\n"), [made[i : i + 5] for i in range(0, len(made), 5)])

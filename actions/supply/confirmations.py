"""Who depends on power confirms that they know of an outage; who does not is called."""

from datetime import timedelta
from typing import Any

from actions.counter import cards
from actions.supply.outages import TITLES, describe
from actions.words import period, place_name
from actions.work import ALERT, Button, Message, Turn, Work
from locales import Html, join, mark, text
from storage import confirmations
from storage.audience import Bodies
from storage.models import Account, Outage, Place

_ = mark

MOST_CALLS = 8
"""So many are listed at a time; what was called makes room for the next."""


async def ask(work: Work, outage: Outage, bodies: Bodies) -> Bodies:
    """The same alert for those who depend on power: with the question and its button."""
    if outage.ended_at is not None:
        return bodies
    await _note(work, outage)
    asked = {}
    for language, body in bodies.items():
        question, known = _question(work, outage, language)
        key = f"known:{outage.id}:{outage.version}:{language}"
        added = await work.payload(key, None, Message("", [[known]]))
        said = join([Html(body["text"]), question])
        buttons = [*added["buttons"], *body.get("buttons", [])]
        asked[language] = {**body, "text": said, "buttons": buttons}
    return asked


async def ask_late(turn: Turn, found: list[Outage]) -> None:
    """Asks whoever has just been registered about the outages that were announced before."""
    for outage in found:
        if outage.ended_at is None:
            await _note(turn, outage)
            question, known = _question(turn, outage, turn.person.language)
            turn.say(join([await describe(turn, outage), question]), [[known]])


async def _note(work: Work, outage: Outage) -> None:
    """Keeps who is asked, and until when an answer is waited for."""
    rules = work.policy.alerts.confirm
    due_at = work.now + timedelta(hours=rules.within_hours)
    if due_at > outage.starts_at:
        due_at = work.now + timedelta(minutes=rules.urgent_minutes)
    await confirmations.ask(work.tx, outage.id, work.now, due_at)


def _question(work: Work, outage: Outage, language: str) -> tuple[Html, Button]:
    question = text(language, _("You or somebody at your place depends on power. Do you know of it, and can you manage? If not, call us: {hotline}. If we do not hear from you, we call you."),
                    hotline=work.policy.company.hotline)  # fmt: skip
    known = text(language, _("I know, we are prepared"))
    return question, Button(known, {"do": "alerts.known", "outage": outage.id})


async def press_known(turn: Turn, do: dict[str, Any]) -> None:
    """ "I know, we are prepared"."""
    if await confirmations.confirm(turn.tx, int(do["outage"]), turn.person.id, turn.now):
        turn.toast()
        turn.say(turn.t(_("Thank you, it is noted. If anything changes at your place, call us: {hotline}."),
                        hotline=turn.policy.company.hotline))  # fmt: skip
    else:
        turn.toast(turn.t(_("Thank you, that is noted already.")))


async def run_due(work: Work) -> int:
    """Tick: who has not confirmed in time is listed for a call, and staff are told."""
    due = await confirmations.put_on_list(work.tx, work.now)
    for outage_id, count in due:
        for chat_id, language in await cards.readers(work, "repairs"):
            line = text(language, _("📞 Notice {id}: {count} customers who depend on power have not confirmed. Please call them: /calls"),
                        id=outage_id, count=count)  # fmt: skip
            key = f"calls:{outage_id}:{work.now.isoformat()}:{chat_id}"
            await work.queue(key, chat_id, ALERT, Message(line))
    return len(due)


async def list_calls(turn: Turn) -> None:
    """/calls: whom to call, with the phone and a button for each."""
    found, count = await confirmations.to_call(turn.tx, MOST_CALLS)
    if not found:
        turn.say(turn.t(_("Nobody is waiting for a call.")))
        return
    turn.say(turn.t(_("To call: {count}"), count=count))
    for outage, account, place in found:
        called = {"do": "calls.called", "outage": outage.id, "account": account.number}
        turn.say(_call(turn, outage, account, place),
                 [[Button(turn.t(_("✅ Called")), called)]])  # fmt: skip


def _call(turn: Turn, outage: Outage, account: Account, place: Place) -> Html:
    """One customer to call: why, who and where, the phone, and what to tell them."""
    language = turn.person.language
    why = _("medical device") if account.medical else _("important customer")
    at = period(outage.starts_at, outage.until, turn.now, turn.zone, language)
    return join([
        turn.t(_("📞 <b>{phone}</b> · {holder} ({why})"), phone=account.phone or "—",
               holder=account.holder, why=turn.t(why)),
        place_name(place, language, account.house_number, account.unit),
        turn.t(_("Notice {id}: {title}, {period}"), id=outage.id, title=turn.t(TITLES[outage.kind]),
               period=at),
    ])  # fmt: skip


async def press_called(turn: Turn, do: dict[str, Any]) -> None:
    """Staff have called; of two people at once the second hears who."""
    assert turn.staff is not None
    outage_id, number = int(do["outage"]), str(do.get("account", ""))
    if await confirmations.called(turn.tx, outage_id, number, turn.staff.id):
        turn.toast(turn.t(_("Noted. Thank you.")))
    elif name := await confirmations.called_by(turn.tx, outage_id, number):
        turn.toast(turn.t(_("{name} has called already."), name=name))
    else:
        turn.toast(turn.t(_("They have confirmed meanwhile.")))

"""Homes where somebody's life hangs on a device: what we do for them, and how they are registered.

No alarm: nothing fails yet (`conversation.alarm` hears where it does). Whatever else the message
asks for is answered after this. A home is registered on a word of whoever is linked to its account:
too many who are told first do no harm, one too few may. Staff are asked to look at each.
"""

import re
from typing import Any

from actions import forms
from actions.conversation import asking, contact
from actions.conversation.meaning import COMPLAINTS, is_sure, mean
from actions.counter import cards
from actions.matters import tickets
from actions.matters.requests import FORM_OF
from actions.supply import confirmations, outages
from actions.words import place_name
from actions.work import SAFETY, Button, Message, Rows, Turn
from locales import Html, join, mark, text
from nlu import life
from nlu.folding import fold
from storage import people
from storage.models import Account, AccountLink, Place

_ = mark

THEIR_OWN = COMPLAINTS | {
    "claim_compensation", "dispute_bill", "report_misconduct", "report_hazard", "give_praise",
    "give_suggestion",
}  # fmt: skip
"""Matters that staff read with all their words: a device named in them is a part of the story."""


REGISTER = re.compile(
    r"\b(?:priority|medical|vulnerable|special[- ]needs?|life[- ]support) (?:\w+ )?(?:list|regist\w+|customers?|services?|supply)\b|"
    r"优先(?:供电|用户|名单|登记)|医疗(?:用户|登记|名单)|(?:特殊|弱势|重要)(?:用户|人群)(?:登记|名单)?"
)
GONE = re.compile(
    r"\bno longer\b[^.!?]{0,20}\b(?:needs?|uses?|depends?|has|have|lives? here)\b|(?:n't|\bnot) (?:need|use|have|depend)\b[^.!?]{0,40}\bany ?more\b|"
    r"\b(?:remove|delete|deregister|unregister|strike|cancel)\b[^.!?]{0,40}\b(?:regist\w+|list|entry)\b|\b(?:take|get) (?:us|me|him|her|it|them|my \w+) off\b[^.!?]{0,20}\b(?:list|register|registry)\b|"
    r"(?:不再|再也不|已经不|唔再)(?:需要|用|使用|依赖)|用不着|(?:取消|撤销|注销|删除|移除).{0,8}(?:登记|名单|优先)"
)
"""Over folded text: a wish to be on the list of such homes; that it is not needed any more."""


def asks_for_list(text: str) -> bool:
    """Whether somebody speaks of the list of such homes, and of no failure."""
    return bool(REGISTER.search(fold(text))) and not life.risks(text)


async def heard(turn: Turn) -> bool:
    """Answers to whoever names such a device; False where the message is still to be answered.

    A question about an outage in it is put so that it is answered like any other.
    """
    words = turn.incoming.text
    if turn.incoming.kind != "text" or not (life.depends(words) or asks_for_list(words)):
        return False
    if is_sure(turn) and turn.understanding.intent in THEIR_OWN:
        return False
    if GONE.search(fold(words)):
        await _call(turn, words)
        return True
    await _tell(turn)
    if is_sure(turn) and turn.understanding.intent in GOES_ON:
        return False
    if not life.fears_outage(words):
        return True
    mean(turn, "ask_outage", words, turn.understanding.entities)
    return False


GOES_ON = {
    "report_fault", "ask_outage", "urge_ticket", "ask_ticket", "ask_human", "ask_connection",
    "subscribe_alerts", "unsubscribe_alerts", "bind_account", "ask_bill", "ask_payment", "ask_tariff",
    "ask_outlet", "withdraw_ticket",
}  # fmt: skip


async def hears(turn: Turn, state: dict[str, Any]) -> bool:
    """The same within the question where; it is asked again, or read from the same message."""
    if turn.incoming.kind != "text" or not life.depends(turn.incoming.text):
        return False
    await _tell(turn)
    if turn.understanding.values("location"):
        return False
    await forms.ask(turn)
    return True


async def _tell(turn: Turn) -> None:
    rules, company = turn.policy.alerts.confirm, turn.policy.company
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    known = [_name(turn, one) for one in linked if one[1].medical]
    lines = [
        turn.t(_("Thank you for telling me that somebody there depends on a device.")),
        *(turn.t(_("Registered with us: {place}."), place=name) for name in known),
        turn.t(_("Homes that are registered for this hear of every outage before all others, and we call whoever has not confirmed within {hours} hours, or {minutes} minutes where it is sudden."),
               hours=rules.within_hours, minutes=rules.urgent_minutes),
        turn.t(_("Power can also fail without warning: keep the battery charged, have a reserve (a second battery, an oxygen bottle), and know where to go. Whether we can bring you power, only a colleague can say.")),
        turn.t(_("<b>If the power is off and the device may fail: call {ambulance} first, then write it to me.</b> Day and night you also reach us at {hotline}."),
               ambulance=company.ambulance, hotline=company.hotline),
    ]  # fmt: skip
    turn.say(
        join(lines), _offers(turn, [one for one in linked if not one[1].medical], bool(linked))
    )


Linked = tuple[AccountLink, Account, Place]


def _name(turn: Turn, one: Linked) -> str:
    _link, account, place = one
    return place_name(place, turn.person.language, account.house_number, account.unit)


def _offers(turn: Turn, not_yet: list[Linked], is_linked: bool) -> Rows:
    words = turn.incoming.text
    rows = [
        [Button(turn.t(_("Register {place}"), place=_name(turn, one)),
                {"do": "dependent.register", "account": one[1].number, "text": words})]
        for one in not_yet
    ]  # fmt: skip
    call = (
        _("🙋 Somebody shall call me") if is_linked else _("🙋 Register us: somebody shall call me")
    )
    rows.append([Button(turn.t(call), {"do": "dependent.call", "text": words})])
    if not is_linked:
        link = _("Link my account, then register it here")
        rows.append([Button(turn.t(link), {"do": "intent", "intent": "bind_account"})])
    return rows


async def press_call(turn: Turn, do: dict[str, Any]) -> None:
    """A person calls; what was said goes along, so that only the phone is asked for."""
    turn.toast()
    opened = forms.current(turn)
    if opened is not None and opened[0] is FORM_OF["callback"]:
        forms.close(turn)  # the same wish: it is not asked for again afterwards
    await _call(turn, do["text"])


async def _call(turn: Turn, words: str) -> None:
    forms.put_aside(turn)
    turn.say(turn.t(_("Of course. A colleague gets in touch with you.")))
    await forms.begin(turn, FORM_OF["callback"], {"words": words})


async def press_register(turn: Turn, do: dict[str, Any]) -> None:
    """Registers a linked home at once; staff hear of it, and open outages are to be confirmed."""
    turn.toast()
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    one = next((one for one in linked if one[1].number == do["account"]), None)
    if one is None:
        turn.say(turn.t(_("This is not there any more.")))
        return
    account, name = one[1], _name(turn, one)
    if account.medical:
        turn.say(turn.t(_("{place} is registered already."), place=name))
        return
    account.medical = True
    ticket = await tickets.open_ticket(turn, "callback", {
        "words": do["text"], "place": {"account": account.number}, "contact": contact.CHAT,
    })  # fmt: skip
    await _ask_staff(turn, ticket.number, account)
    done = turn.t(_("✅ {place} is registered as depending on power. A colleague gets in touch to complete it."), place=name)  # fmt: skip
    await tickets.confirm(turn, ticket, done)
    spot = await asking.spot_of(turn, {"account": account.number})
    await confirmations.ask_late(turn, await outages.at(turn, spot))


async def _ask_staff(turn: Turn, number: str, account: Account) -> None:
    for chat_id, language in await cards.readers(turn, "business"):
        note: Html = text(language, _("🏥 {number}: account {account} was registered in the chat as depending on a medical device. Please call {phone}, check it and enter it in the customer data."),
                          number=number, account=account.number, phone=account.phone or "—")  # fmt: skip
        await turn.queue(f"dependent:{number}:{chat_id}", chat_id, SAFETY, Message(note))

"""Linking a customer account to a person: by number and code, or by the phone on file.

The answer to a wrong code is the same whether the account exists or not.
"""

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta
from typing import Any

from actions import billing
from actions.conversation import contact
from actions.conversation.numbers import digits as spoken_digits
from actions.forms import Form, Problem, Question, Slots, begin, register
from actions.words import place_name, when
from actions.work import Button, Rows, Turn
from locales import join, mark
from storage import people
from storage.models import Account, AccountLink, Place

_ = mark

DIGITS = re.compile(r"\d[\d\s\-]{5,18}\d")
WHOLE = re.compile(r"(?<!\d)\d{10}(?!\d)")
SPOKEN = 8
"""Digits from which on words like 八八八八零零零零零一 are taken for an account number."""
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])")
LINKS = re.compile(
    r"\b(?:link|connect|bind)\b|绑定|綁定|关联|關聯|绑[户戶]|連結|连接", re.IGNORECASE
)
UNLINK = re.compile(r"解绑|解綁|解除|unlink|remove|取消绑定|取消綁定", re.IGNORECASE)
Linked = list[tuple[AccountLink, Account, Place]]
LENGTH = 10
"""Digits of an account number."""
CODE_WANTED = _("And the six-character online code from your bill?")
ROUNDS = 20_000
NOBODY = "0" * 10


def code_hash(account_number: str, code: str) -> str:
    """What is stored of a linking code: PBKDF2-SHA256, salted with the account number."""
    given = re.sub(r"[\s\-]", "", code).upper().encode()
    return hashlib.pbkdf2_hmac("sha256", given, account_number.encode(), ROUNDS).hex()


async def is_linked(turn: Turn, number: str) -> bool:
    """Whether the person may ask about this account."""
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    return any(account.number == number for _l, account, _p in linked)


async def start(turn: Turn, then: str = "") -> None:
    """Shows what is linked, or begins linking. `then`: what the person really wanted."""
    if await _is_locked(turn):
        return
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    numbers = turn.understanding.values("account_number")
    written = _number_in(turn.incoming.text)
    numbers = [written] if written else numbers
    if linked and (UNLINK.search(turn.incoming.text) or not numbers):
        _show_linked(turn, linked)
        return
    if then:
        turn.say(turn.t(_("For that I need to check that it is your account.")))
    slots: Slots = {"then": then}
    if numbers and len(number := spoken_digits(numbers[0])) == LENGTH:
        slots["number"] = number
        await _take_code(turn, slots, numbers[0])
    await begin(turn, FORM, slots)


async def take(turn: Turn) -> bool:
    """ "Link 1000000001 ABC123", whatever the model takes it for; False where it is not that."""
    said = turn.incoming.text
    if not (LINKS.search(said) and _number_in(said)) or UNLINK.search(said):
        return False
    await start(turn)
    return True


def _number_in(text: str) -> str:
    """Ten digits as they stand in a text, a code beside them or not; empty where none do. Pure."""
    for found in (WHOLE.search(text), DIGITS.search(text)):
        if found and len(digits_of(found.group())) == LENGTH:
            return found.group()
    return ""


async def _take_code(turn: Turn, slots: Slots, number: str) -> None:
    """The code that stands in the same message as the number is not asked for."""
    code = code_in(turn.incoming.text.replace(number, " "))
    if not code:
        return
    value = await _checked(turn, slots["number"], code)
    if isinstance(value, Problem):
        turn.say(value.text)
    else:
        slots["code"] = value


def digits_of(text: str) -> str:
    """The digits of a number, however it was written."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _show_linked(turn: Turn, linked: Linked) -> None:
    """What is linked, each with a button to unlink it; and the way to one more."""
    rows = [
        [Button(turn.t(_("Unlink {place}"), place=_address(turn, account, place)),
                {"do": "account.unlink", "account": account.number})]
        for _l, account, place in linked
    ]  # fmt: skip
    if UNLINK.search(turn.incoming.text):
        turn.say(turn.t(_("Which account shall I unlink?")), rows)
        return
    rows.append([Button(turn.t(_("Another account number")), {"do": "account.link"})])
    names = [_address(turn, account, place) for _l, account, place in linked]
    turn.say(join([turn.t(_("Your linked accounts:")), *names]), rows)


async def press_link(turn: Turn, do: dict[str, Any]) -> None:
    """One more account."""
    turn.toast()
    if not await _is_locked(turn):
        await begin(turn, FORM, {"then": ""})


def _address(turn: Turn, account: Account, place: Place) -> str:
    return place_name(place, turn.person.language, account.house_number, account.unit)


async def _is_locked(turn: Turn) -> bool:
    until = turn.person.locked_until
    if until is None or until <= turn.now:
        return False
    turn.say(turn.t(_("After several wrong codes linking is locked until {time}. With urgent matters please call {hotline}."),
                    time=when(turn, until), hotline=turn.policy.company.hotline))  # fmt: skip
    return True


async def _read_number(turn: Turn, slots: Slots) -> Any:
    """Digits; or one's own contact, whose number may be on file."""
    if turn.incoming.kind == "contact":
        return await _by_phone(turn)
    said = turn.incoming.text
    if not said:
        return None
    found = _number_in(said) or ((other := DIGITS.search(said)) and other.group())
    number = digits_of(found) if found else spoken_digits(said)
    if len(number) == LENGTH:
        slots["number"] = number
        await _take_code(turn, slots, found or number)
        return number
    if found and contact.MOBILE.fullmatch(number):
        shares = _(
            "By phone I link only a number that you share yourself: tap “Share my phone number”. Or send the account number."
        )
        return Problem(turn.t(shares))
    where = turn.t(_("The account number has ten digits and stands at the top of your bill."))
    if found or SPOKEN <= len(number) <= 20:
        counted = turn.t(_("That has {count} digits."), count=len(number))
        return Problem(join([counted, where]))
    return Problem(join([where, turn.t(WITHOUT)]), _ways_out(turn), unclear=True)


WITHOUT = _("If you have no bill at hand, share the phone number that is on file with us, or let a colleague help you.")  # fmt: skip


def _ways_out(turn: Turn) -> Rows:
    """For whoever cannot or does not want to say it: a person, or to leave it."""
    person = Button(turn.t(_("🙋 A person, please")), {"do": "intent", "intent": "ask_human"})
    return [[person, Button(turn.t(_("Cancel")), {"do": "form.drop"})]]


async def _by_phone(turn: Turn) -> Any:
    if not turn.incoming.own_contact:
        return Problem(
            turn.t(
                _(
                    "That is somebody else's contact. Please share your own with the button, or send the account number."
                )
            )
        )
    digits = digits_of(turn.incoming.phone)
    fits = await people.accounts_with_phone(turn.tx, digits[-11:])
    if not fits:
        return Problem(
            turn.t(
                _(
                    "With this phone number I cannot link an account. Please send the account number."
                )
            )
        )
    for account in fits:
        await people.link(turn.tx, turn.person.id, account.number, turn.now)
    return "by_phone"


async def _read_code(turn: Turn, slots: Slots) -> Any:
    """The code that the utility gave; five wrong ones lock for an hour."""
    said = turn.incoming.text
    if other := _number_in(said):
        slots["number"] = digits_of(other)
        said = said.replace(other, " ")
        if not code_in(said):
            return Problem(turn.t(CODE_WANTED))
    code = code_in(said)
    if not code:
        if not said:
            return None
        wanted = _("The code has six letters and figures; it stands on your bill under “online code”.")  # fmt: skip
        return Problem(join([turn.t(wanted), turn.t(WITHOUT)]), _ways_out(turn), unclear=True)
    return await _checked(turn, slots["number"], code)


async def _checked(turn: Turn, number: str, code: str) -> Any:
    """Links where number and code fit; a Problem where not, "locked" after too many."""
    if turn.person.locked_until and turn.person.locked_until > turn.now:
        return "locked"  # this form waited while another one was locked
    account = await people.account(turn.tx, number)
    # An unknown account costs the same time as a known one.
    kept = account.code_hash if account else code_hash(NOBODY, "-")
    if hmac.compare_digest(kept, code_hash(number, code)) and account:
        turn.person.wrong_codes = 0
        await people.link(turn.tx, turn.person.id, number, turn.now)
        return "right"
    return await _wrong(turn)


def code_in(text: str) -> str:
    """The linking code in a message: what looks like one, a word with a digit first. Pure.

    Six letters are a code where they are written as one, in capitals: "thanks" is no wrong code.
    """
    narrow = unicodedata.normalize("NFKC", text).strip()
    whole = re.sub(r"[\s\-]", "", narrow)
    found = [whole] if CODE.fullmatch(whole) and not whole.isalpha() else CODE.findall(narrow)
    with_digit = [code for code in found if re.search(r"\d", code)]
    return next(iter(with_digit or [code for code in found if code.isupper()]), "")


async def _wrong(turn: Turn) -> Any:
    turn.person.wrong_codes += 1
    if turn.person.wrong_codes < turn.policy.linking.wrong_codes:
        again = Button(
            turn.t(_("Another account number")), {"do": "form.again", "question": "number"}
        )
        return Problem(
            turn.t(_("Number and code do not fit together. Please look again.")), [[again]]
        )
    turn.person.wrong_codes = 0
    turn.person.locked_until = turn.now + timedelta(minutes=turn.policy.linking.lock_minutes)
    return "locked"


async def _finish(turn: Turn, slots: Slots) -> None:
    if slots.get("code") == "locked":
        await _is_locked(turn)
        return
    linked = await people.linked_accounts(turn.tx, turn.person.id)
    names = [_address(turn, account, place) for _l, account, place in linked]
    turn.say(join([turn.t(_("✅ Linked. You can now ask me about:")), *names]), keyboard="remove")
    if slots.get("then") == "bill":
        await billing.linked_now(turn)


FORM = register(
    Form(
        "link",
        _("linking your account"),
        (
            Question("number", _("Please send your account number, or share your phone number if it is on file with us."),
                     _read_number, keyboard="contact", takes="contact"),
            Question("code", CODE_WANTED, _read_code,
                     when=lambda s: s.get("number") != "by_phone"),
        ),
        _finish,
        intents=frozenset({"bind_account"}),
        own=re.compile(r"code|account|number(?! \d{1,4}(?!\d))|服务码|服務碼|验证码|驗證碼|户号|戶號|客[户戶][编編]?[号號]|用[户戶][号號]", re.IGNORECASE),
    )
)  # fmt: skip


async def press_unlink(turn: Turn, do: dict[str, Any]) -> None:
    """Takes a link of the person back."""
    gone = await people.unlink(turn.tx, turn.person.id, do["account"])
    turn.toast()
    turn.say(turn.t(_("The account is unlinked.") if gone else _("This is not there any more.")))

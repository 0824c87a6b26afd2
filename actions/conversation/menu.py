"""Welcome, menu, language, small talk, and true answers where nothing more is built yet."""

import re
from typing import Any

from actions import forms
from actions.work import Button, Rows, Turn
from locales import join, mark

_ = mark

ENTRIES = (
    (_("⚡ Outages"), "ask_outage"), (_("🔧 Report a fault"), "report_fault"),
    (_("🧾 My bill"), "ask_bill"), (_("📣 Complain"), "complaint"),
    (_("📋 My tickets"), "ask_ticket"), (_("🔔 Outage alerts"), "subscribe_alerts"),
    (_("🔗 Link my account"), "bind_account"), (_("🙋 A person, please"), "ask_human"),
)  # fmt: skip
NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}


def rows(turn: Turn) -> Rows:
    """The menu's buttons, two in a row, and the languages."""
    entries = [Button(turn.t(label), {"do": "intent", "intent": name}) for label, name in ENTRIES]
    languages = [Button(name, {"do": "language", "language": lang}) for lang, name in NAMES.items()]
    return [entries[i : i + 2] for i in range(0, len(entries), 2)] + [languages]


SHORT = ("report_fault", "ask_outage", "ask_bill", "complaint", "ask_human", "ask_help")


def short_rows(turn: Turn) -> Rows:
    """The likeliest things, a person, and the way to all the rest: enough under a small answer."""
    labels = {name: label for label, name in ENTRIES} | {"ask_help": _("☰ Everything")}
    entries = [Button(turn.t(labels[name]), {"do": "intent", "intent": name}) for name in SHORT]
    return [entries[i : i + 2] for i in range(0, len(entries), 2)]


async def welcome(turn: Turn) -> None:
    """/start: who this is and what it can do."""
    _welcome(turn, rows(turn))


def _welcome(turn: Turn, buttons: Rows) -> None:
    turn.say(
        join([
            turn.t(_("Hello! This is {company}."), company=company(turn)),
            turn.t(_("Write to me in your own words, or choose below. If a wire is down or something sparks, just write it: a person is alerted at once.")),
        ]),
        buttons,
    )  # fmt: skip


def company(turn: Turn) -> str:
    """The utility's name in the person's language."""
    return turn.policy.company.name[turn.person.language]


async def show(turn: Turn) -> None:
    """/menu and "what can you do"."""
    turn.say(turn.t(_("This is what I can do for you:")), rows(turn))


async def unknown_command(turn: Turn) -> None:
    """A command that is none, or none for this person."""
    turn.say(turn.t(_("I do not know this command. This is what I can do for you:")), rows(turn))


async def choose_language(turn: Turn) -> None:
    """/language."""
    buttons = [[Button(name, {"do": "language", "language": lang})] for lang, name in NAMES.items()]
    turn.say("语言 / 語言 / Language", buttons)


async def press_language(turn: Turn, do: dict[str, Any]) -> None:
    """A language was chosen; from now on the script of a message does not change it."""
    turn.person.language, turn.person.language_chosen = do["language"], True
    turn.toast()
    if forms.current(turn) is None:
        await welcome(turn)
    else:
        await forms.ask(turn)


async def greet(turn: Turn) -> None:
    """A greeting is answered with one."""
    _welcome(turn, short_rows(turn))


async def thank(turn: Turn) -> None:
    """Thanks."""
    turn.say(turn.t(_("You are welcome! If there is anything else, just write.")))


async def goodbye(turn: Turn) -> None:
    """Goodbye."""
    turn.say(turn.t(_("Goodbye! I am here day and night.")))


async def nothing_open(turn: Turn) -> None:
    """A yes, a no or a bare value where nothing was asked."""
    turn.say(turn.t(_("I am not sure what that refers to. What is it about?")), short_rows(turn))


async def cancelled(turn: Turn) -> None:
    """ "Never mind" where nothing is going on."""
    turn.say(turn.t(_("All right. There is nothing open here.")))


async def out_of_scope(turn: Turn) -> None:
    """Something that is not the utility's."""
    turn.say(
        turn.t(
            _(
                "I can only help with electricity: outages, faults, bills and complaints. In an emergency of another kind please call the emergency services."
            )
        ),
        short_rows(turn),
    )


async def outlets(turn: Turn) -> None:
    """Halls and their hours."""
    turn.say(join(hall_lines(turn)))


def hall_lines(turn: Turn) -> list[str]:
    """The halls, when they are open, and the hotline."""
    halls = [f"• {hall[turn.person.language]}" for hall in turn.policy.company.halls]
    hours = turn.t(_("Open {hours}, Monday to Saturday. By phone day and night: {hotline}"),
                   hours=turn.policy.company.hours, hotline=turn.policy.company.hotline)  # fmt: skip
    return [turn.t(_("<b>Our halls</b>")), *halls, hours]


ASKS_NUMBER = re.compile(
    r"(?=.*(?:hotline|phone number|number (?:to|can i) (?:call|ring)|热线|熱線|客服.{0,2}[电電][话話]|你[们們哋]的?[电電][话話]|your (?:tele)?phone|打(?:哪个|什么|边个|哪個|什麼)[电電][话話]))"
    r"(?=.*(?:what|which|your|number|\?|？|多少|几多|幾多|号码|號碼|几号|哪个|什么|边个|哪個|什麼))",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_ASKING = 40
"""Characters; who writes more tells a story in which the hotline occurs."""


def told_number(turn: Turn) -> bool:
    """Tells the hotline's number, where the message asks for nothing else."""
    said = turn.incoming.text
    if len(said) > LONGEST_ASKING or not ASKS_NUMBER.search(said):
        return False
    turn.say(turn.t(_("By phone, day and night: {hotline}"), hotline=turn.policy.company.hotline))
    return True


async def not_built(turn: Turn) -> None:
    """Recognised, but nothing more is built: said truly, with the way that works, and counted."""
    await turn.count(f"unbuilt:{turn.understanding.intent}")
    turn.say(turn.t(_("I have understood you, but cannot do this here yet. Please call {hotline}, day and night, or let me ask a colleague to call you."),
                    hotline=turn.policy.company.hotline),
             [[Button(turn.t(_("🙋 A person, please")), {"do": "intent", "intent": "ask_human"})]])  # fmt: skip


COMMANDS = (
    ("menu", _("What I can do")), ("outages_here", _("Outages at my place")),
    ("fault", _("Report a fault")), ("bill", _("My bill")), ("complain", _("Make a complaint")),
    ("tickets", _("My tickets")), ("add", _("Add to a ticket")),
    ("alerts", _("Outage alerts")), ("link", _("Link my account")),
    ("human", _("A person, please")), ("language", _("语言 / Language")),
    ("cancel", _("Stop what we are doing")),
)  # fmt: skip
"""What the messenger shows as the list of commands."""

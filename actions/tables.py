"""What answers what: the tables of the conversation, from intents, commands and buttons to actions."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions import accounts, billing, notices, tariffs
from actions.conversation import asides, menu, misunderstood, plain_questions, topics
from actions.counter import (
    authority,
    desk,
    goodwill,
    ownership,
    relay,
    replies,
    routing,
    searching,
    service_state,
    shifts,
    sorting,
    staff,
    staff_help,
    staff_wishes,
    talks,
    unanswered,
    workbench,
)
from actions.kinds import BY_INTENT, STEPS
from actions.matters import (
    after_alarm,
    applying,
    claims,
    complaints,
    confirming,
    faults,
    files,
    hazards,
    in_words,
    incidents,
    requests,
    surveys,
    tickets,
    which_one,
    withdrawals,
)
from actions.promises import explaining, in_general, new_times, pauses, stalled
from actions.supply import (
    alert_words,
    broadcast,
    confirmations,
    dependents,
    history,
    lookups,
    preferences,
    progress,
    reliability,
    restorations,
    second_channel,
    subscriptions,
)
from actions.work import Turn

Handler = Callable[[Turn], Awaitable[None]]
Press = Callable[[Turn, dict[str, Any]], Awaitable[None]]

INTENTS: dict[str, Handler] = {
    "complaint": complaints.start,
    "complaint_service": complaints.start,
    "complaint_business": complaints.start,
    "complaint_interruption": complaints.start,
    "complaint_power_quality": complaints.start,
    "complaint_construction": complaints.start,
    "report_fault": faults.start,
    "report_hazard": hazards.start,
    **dict.fromkeys(BY_INTENT, requests.start),
    "dispute_bill": billing.dispute,
    "ask_outage": lookups.start,
    "ask_bill": billing.start,
    "ask_payment": tariffs.payment,
    "ask_tariff": tariffs.tariff,
    "ask_ticket": tickets.show_all,
    "urge_ticket": which_one.urge,
    "withdraw_ticket": which_one.withdraw,
    "ask_outlet": menu.outlets,
    "subscribe_alerts": preferences.subscribe,
    "unsubscribe_alerts": preferences.unsubscribe,
    "bind_account": accounts.start,
    "greet": staff_help.beside(menu.greet),
    "goodbye": menu.goodbye,
    "thank": menu.thank,
    "affirm": menu.nothing_open,
    "deny": menu.nothing_open,
    "inform": which_one.bare_value,
    "cancel": preferences.stopped,
    "ask_help": staff_help.beside(menu.show),
    "out_of_scope": menu.out_of_scope,
}
READERS: tuple[Callable[[Turn], Awaitable[bool]], ...] = (
    staff_wishes.take, topics.take, alert_words.take, subscriptions.also, accounts.take, in_words.take,
    plain_questions.take, applying.take, in_general.take, tariffs.take, billing.take,
)  # fmt: skip
"""Wishes that are clear from their words, whatever the model makes of them; the first that takes
the message answers it."""
COMMANDS: dict[str, str | Handler] = {
    **dict.fromkeys(("menu", "help"), staff_help.beside(menu.show)),
    "start": staff_help.beside(menu.welcome), "language": menu.choose_language,
    "outages_here": "ask_outage", "fault": "report_fault", "bill": "ask_bill",
    "complain": "complaint", "tickets": "ask_ticket", "alerts": preferences.show,
    "subscribe": "subscribe_alerts", "add": which_one.add, "link": accounts.start, "human": "ask_human",
}  # fmt: skip
STAFF_COMMANDS: dict[str, Handler] = {
    "outage": notices.start, "outages": notices.list_open, "drafts": notices.list_drafts, "queue": workbench.list_queue,
    "my": workbench.list_mine, "ticket": workbench.show_ticket, "find": searching.find,
    "end": relay.end_command, "t": relay.ready_texts,
    "status": service_state.show,
    "pause": pauses.command, "go_on": pauses.command, "explain": explaining.command,
    "join": incidents.join_command, "split": incidents.split_command,
    "new_time": new_times.command, "stalled": stalled.list_stalled,
    "shift": shifts.command, "unattended": shifts.list_unattended,
    "handovers": unanswered.list_hand_overs, "goodwill": goodwill.command,
    "approvals": authority.list_waiting,
    "feeder": history.command, "reliability": reliability.command,
    "broadcast": broadcast.start, "broadcasts": progress.list_latest,
    "calls": confirmations.list_calls, "unreachable": second_channel.list_unreachable,
}  # fmt: skip

BUTTONS: dict[str, Press] = {
    "neither": misunderstood.press_neither, "language": menu.press_language,
    "same.add": files.press_add, "fault.new": faults.press_new,
    "ticket.why": withdrawals.press_why, "danger.none": after_alarm.press_none,
    "addition.yes": in_words.press_yes, "addition.no": in_words.press_no,
    "form.go_on": asides.press_go_on, "form.drop": asides.drop, "outage.at": lookups.press, "outage.still_off": faults.still_off,
    "fault.at": faults.press_at, "fault.next": faults.press_next, "alerts.at": subscriptions.press_here, "alerts.stop": subscriptions.press_stop,
    "alerts.pause": preferences.press_pause, "alerts.go_on": preferences.press_go_on,
    "alerts.topics": preferences.press_topics, "alerts.quiet": preferences.press_quiet,
    "alerts.known": confirmations.press_known,
    "dependent.register": dependents.press_register, "dependent.call": dependents.press_call,
    "application.facts": applying.press,
    "bill.doubt": billing.press_doubt, "account.unlink": accounts.press_unlink, "account.link": accounts.press_link,
    "closing.solved": confirming.press, "closing.not_solved": confirming.press,
    "claim.object": claims.press_object, "claim.other_time": claims.press_other_time,
    "survey.score": surveys.press, "request.new": requests.press, "files.add": files.press_add,
    "talk.end": relay.press_end,
    **dict.fromkeys(which_one.ACTS, which_one.press),
}  # fmt: skip
STAFF_BUTTONS: dict[str, Press] = {
    **{name: desk.press for name in staff.RIGHTS if name.startswith("desk.")},
    "desk.join": incidents.press_join,
    "desk.split": incidents.press_split,
    "desk.grave": sorting.press_grave,
    "desk.subclass": sorting.press_subclass,
    "desk.pause": pauses.press,
    "desk.go_on": pauses.press,
    "desk.explain": explaining.press,
    "desk.new_time": new_times.press,
    "desk.shift": shifts.press,
    "desk.not_me": routing.press_not_me,
    "desk.hand_over": ownership.press,
    **dict.fromkeys(("desk.accept", "desk.refuse", "desk.take_back"), ownership.answer),
    "desk.goodwill": goodwill.press,
    **dict.fromkeys(("desk.approve", "desk.disapprove"), authority.press),
    "desk.note": replies.press_note,
    "desk.reply": replies.press_reply,
    "desk.talk": talks.press,
    "reply.show": replies.press,
    "reply.send": replies.press,
    "list.show": workbench.press,
    **{name: progress.press for name in staff.RIGHTS if name.startswith("broadcast.")},
    "calls.called": confirmations.press_called,
    "restoration.reopen": restorations.press_reopen,
    **{name: notices.press for name in staff.RIGHTS if name.startswith("notice.")},
}

TYPED = (*STEPS, "hand_over", "grave", "subclass", "note", "reply", "talk")
"""What stands under a card can be typed too, with the number of the ticket: /arrived 42."""
for _name in TYPED:
    STAFF_COMMANDS[_name] = workbench.typed(STAFF_BUTTONS[f"desk.{_name}"])
    staff.RIGHTS[f"/{_name}"] = staff.RIGHTS[f"desk.{_name}"]

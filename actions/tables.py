"""What answers what: the tables of the conversation, from intents, commands and buttons to actions."""

from collections.abc import Awaitable, Callable
from typing import Any

from actions import (
    accounts,
    alerts,
    asides,
    billing,
    complaints,
    desk,
    faults,
    files,
    menu,
    misunderstood,
    notices,
    outages,
    requests,
    service_state,
    staff,
    surveys,
    tickets,
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
    "report_hazard": faults.hazard,
    "report_misconduct": requests.start,
    "claim_compensation": requests.start,
    "dispute_bill": requests.start,
    "ask_connection": requests.start,
    "give_suggestion": requests.start,
    "give_praise": requests.start,
    "ask_human": requests.start,
    "ask_outage": outages.start,
    "ask_bill": billing.start,
    "ask_payment": billing.payment,
    "ask_tariff": billing.tariff,
    "ask_ticket": tickets.show_all,
    "urge_ticket": tickets.urge_any,
    "withdraw_ticket": tickets.withdraw_any,
    "ask_outlet": menu.outlets,
    "subscribe_alerts": alerts.subscribe,
    "unsubscribe_alerts": alerts.show_subscriptions,
    "bind_account": accounts.start,
    "greet": menu.greet,
    "goodbye": menu.goodbye,
    "thank": menu.thank,
    "affirm": menu.nothing_open,
    "deny": menu.nothing_open,
    "inform": tickets.bare_value,
    "cancel": menu.cancelled,
    "ask_help": menu.show,
    "out_of_scope": menu.out_of_scope,
}
COMMANDS: dict[str, str | Handler] = {
    "start": menu.welcome, "menu": menu.show, "help": menu.show, "language": menu.choose_language,
    "outages_here": "ask_outage", "fault": "report_fault", "bill": "ask_bill",
    "complain": "complaint", "tickets": "ask_ticket", "alerts": alerts.show_subscriptions,
    "subscribe": "subscribe_alerts", "link": accounts.start, "human": "ask_human",
}  # fmt: skip
STAFF_COMMANDS: dict[str, Handler] = {
    "outage": notices.start, "outages": notices.list_open, "queue": desk.list_queue,
    "my": desk.list_mine, "ticket": desk.show_ticket, "status": service_state.show,
}  # fmt: skip

BUTTONS: dict[str, Press] = {
    "neither": misunderstood.press_neither, "language": menu.press_language,
    "complaint.new": complaints.press_new, "complaint.add": complaints.press_add,
    "form.go_on": asides.press_go_on, "form.drop": asides.drop, "outage.at": outages.press, "outage.still_off": faults.still_off,
    "fault.at": faults.press_at, "alerts.at": alerts.press_here, "alerts.stop": alerts.press_stop,
    "bill.doubt": billing.press_doubt, "account.unlink": accounts.press_unlink, "account.link": accounts.press_link,
    "survey.score": surveys.press, "request.new": requests.press, "files.add": files.press_add,
    **dict.fromkeys(tickets.ACTS, tickets.press),
}  # fmt: skip
STAFF_BUTTONS: dict[str, Press] = {
    **{name: desk.press for name in staff.RIGHTS if name.startswith("desk.")},
    **{name: notices.press for name in staff.RIGHTS if name.startswith("notice.")},
}

"""Outage notices as staff write, publish, change and end them; what matters is told at once.

Draft → (approved by a second person) → published → in progress → restored, or cancelled, or
discarded. `lifecycle` is what other parts call; the rest is the conversation with staff.
"""

from actions.notices.approving import LATE as LATE
from actions.notices.approving import run_due as run_due
from actions.notices.asking import start as start
from actions.notices.changing import list_drafts as list_drafts
from actions.notices.changing import list_open as list_open
from actions.notices.changing import press as press
from actions.notices.lifecycle import change_time as change_time
from actions.notices.lifecycle import end as end
from actions.notices.lifecycle import facts as facts
from actions.notices.lifecycle import first_alert as first_alert
from actions.notices.lifecycle import keep as keep
from actions.notices.lifecycle import publish as publish
from actions.notices.lifecycle import renew as renew

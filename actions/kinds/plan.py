"""A plan for a line that is off too often: opened by us, about no customer in particular."""

from datetime import datetime
from typing import Any

from actions.forms import Question
from actions.kinds.complaint import CLOSING
from actions.kinds.kind import Kind
from actions.kinds.steps import TAKE, WORKED_ON, Step, read_account
from actions.words import duration, moment
from actions.work import Work
from locales import mark, text

_ = mark

DONE = Question("note", _("What was planned and done?"), read_account, free=True)
CARRIED_OUT = Step("carried_out", _("Plan carried out"), "resolved", WORKED_ON, (),
                   _("{number} is done: {note}"), _("carried out: {note}"), (DONE,))  # fmt: skip


def _shows(work: Work, facts: dict[str, Any], language: str) -> list[str]:
    """The outages that it is about, as [from, to, kind]."""
    lines: list[str] = [text(language, _("This line was off {count} times in 12 months:"),
                             count=len(facts.get("off", [])))]  # fmt: skip
    for start, end, _kind in facts.get("off", []):
        begun = datetime.fromisoformat(start)
        at = moment(begun, work.now, work.zone, language)
        lasted = (
            duration(datetime.fromisoformat(end) - begun, language)
            if end
            else text(language, _("not over yet"))
        )
        lines.append(text(language, _("• {time}, {length}"), time=at, length=lasted))
    return lines


KIND = Kind(
    name="plan",
    title=_("Plan for a line that is off too often"),
    sign="🧭",
    steps=(TAKE, CARRIED_OUT),
    closing=CLOSING,
    grave=lambda ticket: True,
    shows=_shows,
    confirmed=False,
    surveyed=False,
    queue="repairs",
    promises={"answer": {"working_days": 20}},
)

"""Alerts, outage notices, broadcasts, and what other systems tell us of outages."""

from typing import Annotated, Literal

from pydantic import Field, PositiveInt, model_validator

from actions.policy.parts import Strict

AlertName = Literal[
    "published", "fault", "changed", "day_before", "hour_before", "reminder", "start", "late",
    "restored", "reopened", "cancelled", "discarded",
]  # fmt: skip
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Quiet(Strict):
    """The quiet hours of whoever has set none, at the utility; both equal: none."""

    since: Clock
    until: Clock


class ConfirmPolicy(Strict):
    """Who depends on power has so long to confirm; where it is off before that, so many minutes."""

    within_hours: PositiveInt
    urgent_minutes: PositiveInt


class ChannelPolicy(Strict):
    """A second channel: which alerts go by it, how many letters a minute, how long one may be."""

    alerts: list[AlertName] = Field(default=[])
    per_minute: PositiveInt = 60
    longest: int = Field(default=140, ge=60)


class SecondChannel(Strict):
    """How those are told who are in no chat that we reach, and in which language."""

    language: Literal["zh_Hans", "zh_Hant", "en"]
    sms: ChannelPolicy = ChannelPolicy()
    email: ChannelPolicy = ChannelPolicy(longest=2000)


class AlertPolicy(Strict):
    """When customers are told about an outage.

    `silent`: alerts that nobody gets (a danger is always told). `etr_warning_minutes`: so long before
    the time given runs out staff are asked; `late_after_minutes`: so long after, with no new time,
    customers are told that we know. `still_off`: so many from one transformer doubt a restoration.
    """

    before_hours: list[int]
    etr_change_minutes: int
    lead_days: int
    silent: list[AlertName] = Field(default=[])
    etr_warning_minutes: PositiveInt | None
    late_after_minutes: PositiveInt | None
    still_off: PositiveInt
    quiet: Quiet
    confirm: ConfirmPolicy
    second_channel: SecondChannel


NoticeKind = Literal["planned", "temporary", "fault", "load_shedding", "arrears", "safety"]
Editor = Literal["dispatcher", "editor", "supervisor", "manager"]
Approver = Literal["agent", "dispatcher", "supervisor", "manager"]


class NoticePolicy(Strict):
    """Which roles publish, change (and end) and approve outage notices.

    `needs_approval`: kinds published only when a second person has approved; `approve_after`: kinds
    published first and approved after, with a reminder every `remind_minutes` until somebody has.
    """

    publish: list[Editor]
    change: list[Editor]
    approve: list[Approver]
    needs_approval: list[NoticeKind] = Field(default=[])
    approve_after: list[NoticeKind] = Field(default=[])
    remind_minutes: PositiveInt

    @model_validator(mode="after")
    def _before_or_after(self) -> "NoticePolicy":
        if both := set(self.needs_approval) & set(self.approve_after):
            raise ValueError(f"{', '.join(sorted(both))}: approved before or after, not both")
        return self


class Sending(Strict):
    """How fast the messenger lets us speak: messages a second in all, and its limits per chat."""

    per_second: float = Field(gt=0, le=1000)
    per_chat: bool


class BroadcastPolicy(Strict):
    """Above how many chats an announcement needs a second person; from how many an alert is shown."""

    approve_above: int = Field(ge=0)
    progress_from: PositiveInt


class FeedRule(Strict):
    """A system that sends us outages: after so many minutes without a word it is missed."""

    silent_after_minutes: PositiveInt


class FeedLimits(Strict):
    """What is believed of other systems' outages. `news_hours`: older news is no news to customers."""

    ahead_minutes: PositiveInt = 15
    longest_days: PositiveInt = 21
    news_hours: PositiveInt = 24

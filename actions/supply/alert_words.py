"""Alerts set in words: "quiet from 22 to 7", "pause until Monday", "only planned outages", "stop everything".

Read beside the model, to which such a sentence looks like many others. What is set is said, with
a button to take it back. Danger always passes.
"""

import re

from actions import places, times
from actions.supply import preferences, quiet, subscriptions
from actions.work import Button, Turn
from locales import join, mark
from nlu.folding import fold
from storage import people
from storage.models import Place, Subscription

_ = mark

_SENT = r"(?:alerts?|messages?|notifications?|texts?|warnings?|news|anything|everything)"
_TELL = r"(?:tell|send|write|text|message|notify|alert|inform|disturb|bother|wake|warn|contact)"
_NOT_ZH = r"(?:别|不要|勿|唔好|唔要|不准|停止|不用|不想)"
_SENT_ZH = r"(?:打扰|吵|嘈|烦|通知|提醒|消息|短信|推送|信息|发|讯息|骚扰)"
_ALERT_ZH = r"(?:提醒|通知|推送|消息|短信|讯息)"
QUIET = re.compile(
    rf"\bquiet (?:hours?|time|from|between|at)\b|\bdo not disturb\b|"
    rf"\b(?:don't|do not|no|never|stop)\b.{{0,30}}\b(?:{_TELL}|{_SENT})\b.{{0,40}}\b(?:between|at night|nights?|overnight|after \d|\d+ ?(?:pm|am)|while i sleep)\b|"
    rf"免打扰|静音时段|勿扰|"
    rf"(?:晚上|夜里|夜晚|半夜|凌晨|夜间|睡觉|\d点|[一二两三四五六七八九十]点).{{0,12}}{_NOT_ZH}.{{0,4}}{_SENT_ZH}|"
    rf"{_NOT_ZH}.{{0,4}}(?:在|喺)?(?:晚上|夜里|夜晚|半夜|凌晨|夜间).{{0,4}}{_SENT_ZH}"
)
NO_QUIET = re.compile(
    r"\b(?:no|without|end|cancel|remove|turn off|stop) (?:the |my )?quiet (?:hours?|time)\b|\bday and night\b.{0,20}\balerts?\b|(?:取消|关闭|不要|关掉).{0,3}(?:免打扰|勿扰|静音)"
)
ONLY_A_RANGE = re.compile(
    r"\W*(?:from )?\d{1,2}(?::\d\d)? ?(?:am|pm|点)?\W{0,3}(?:-|to|till|until|到|至)\W{0,3}\d{1,2}(?::\d\d)? ?(?:am|pm|点)?\W*"
)
FROM_THEN_ON = re.compile(r"\b(?:after|from \d+(?: ?[ap]m)?(?: on)?$)\b|以后|之后|过后|后")
PAUSE = re.compile(
    rf"\W*(?:please )?(?:pause|mute|snooze|silence)(?: (?:all|my|the|outage|it|them))*(?: {_SENT})?(?: (?:un)?(?:till?|for) .{{1,30}}| this week| today| tomorrow)?\W*|"
    rf"\W*no {_SENT} (?:until|till|for) .{{1,30}}|"
    r"\W*(?:请|帮我|先)*(?:暂停|停)(?:一下)?(?:停电)?(?:的)?(?:提醒|通知|消息|推送)?(?:到.{1,8}|(?:[一二两三四五六七八九十\d]+(?:天|周|个?星期|个?月|个?礼拜)))?(?:停电)?(?:的)?(?:提醒|通知|消息|推送)?(?:吧|啊)?\W*"
)
"""The whole message: no question of an outage, no "hold on"."""
HALT = re.compile(
    rf"(?:^|[,.;!]\s*|\b(?:please|and|so|you|to|then|just)\s+)(?:stop|pause|hold|mute|snooze|silence|suspend|don't|do not)\b.{{0,30}}\b(?:{_SENT}|(?:disturb|bother) me)\b|"
    rf"(?:别|不要|勿|唔好|先不|暂停|停(?!电))(?:再|要|用)*(?:给我|俾我|向我)?(?:发|推送?|送)?(?:停电|的|我|任何)*{_ALERT_ZH}|"
    rf"{_ALERT_ZH}(?:先|都|暂时|暂|给我|帮我)*(?:停(?!电)|别发|不要发|别推|唔好发|关)"
)
"""Somewhere in the message: no alerts, where it also says for how long."""
WHY = re.compile(r"\bwhy\b|\bhow come\b|为什么|为啥|为何|点解|怎么")
_END_ZH = r"(?:取消|退订|停(?!电)|关闭|关掉|关|删)"
_MINE_ZH = rf"(?:再|给|帮|把|我|的|停电|都|全|{_ALERT_ZH}|订阅)*+"
KEEP = re.compile(
    r"\b(?:don't|do not|never|not|didn't|did not)\s+(?:(?:ever|please|yet|want|wish|ask|you|to|me|just)\s+)*(?:cancel|stop|end|delete|remove|pause|mute|unsubscribe|turn off|switch off)\s+"
    r"(?:(?:my|the|these|those|any|all|of|our|outage|sending|getting|me|from)\s+)*(?:alerts?|notifications?|messages?|subscriptions?)\b|"
    rf"(?:不要|别|唔好|唔想|不想|勿)(?=[^,，。;!]{{0,14}}(?:{_ALERT_ZH}|订阅)){_MINE_ZH}{_END_ZH}"
)
"""The alerts are to stay."""
GO_ON = re.compile(
    rf"\W*(?:please )?(?:resume|unmute|unpause|restart)(?: (?:all|my|the|outage|it|them))*(?: {_SENT})?\W*|\W*(?:请)?(?:恢复|重新开始|继续|取消暂停)(?:停电)?(?:发)?(?:提醒|通知|消息|推送)?\W*"
)
STOP_ALL = re.compile(
    rf"\W*(?:please )?stop (?:everything|(?:sending|writing|texting|messaging|telling) .{{0,30}}|all (?:the |my |of )?{_SENT})\W*|"
    rf"\bunsubscribe (?:me )?(?:from )?(?:all|everything)\b|\b(?:don't|do not|never) {_TELL} (?:me )?(?:any ?thing|any more {_SENT}|any {_SENT}|any ?more|again)\b|\bno more {_SENT}\b|"
    r"(?:以后|今后)?(?:再也|都)?(?:不要|别|唔好|不想)(?:再)?(?:给我|俾我|收到)?(?:发|送|推送)?(?:我)?(?:任何|所有|一切)(?:的)?(?:消息|通知|短信|提醒|东西|讯息)|(?:全部|所有)(?:的)?(?:提醒|通知|消息)?(?:都)?(?:退订|关掉|关闭|取消|停掉)|(?:退订|关闭|取消|停掉)(?:全部|所有)(?:的)?(?:提醒|通知|消息)?"
)
STOP_ONE = re.compile(
    r"\W*(?:please )?(?:stop|cancel|end|turn off|switch off|delete|remove) (?:my |the |these |outage |all )*(?:alerts?|notifications?)\W*|"
    r"\W*(?:请|帮我)?(?:不要|别|唔好)再?(?:给我)?(?:发|送)(?:停电)?(?:的)?(?:通知|提醒|消息)?(?:给我)?(?:了|啦)?\W*|\W*(?:请|帮我)?(?:关闭|关掉|取消|停止)(?:我的)?(?:停电)?(?:的)?(?:提醒|通知)(?:吧|了)?\W*"
)
SHOWS = re.compile(
    r"\b(?:what|which|show|list|see|check)\b.{0,20}\b(?:alerts?|notifications?|subscriptions?)\b.{0,20}\b(?:i|my|me|have|get|on|active|set)\b|\b(?:show|list|see) (?:me )?my (?:alerts?|notifications?|subscriptions?)\b|"
    r"\b(?:what|which|where)\b.{0,30}\b(?:subscribed?|subscriptions?|signed up)\b|\b(?:which|what) (?:places|addresses|streets)\b.{0,30}\b(?:alerts?|notifications?|following|watch\w*)\b|"
    r"我(?:现在|目前|一共|总共|都|已经)*(?:订阅?|关注|开通|开|设)(?:了|过|咗)?(?:的)?(?:有|是|在)?(?:哪些|哪几个|哪里|哪儿|什么|几个|多少|边啲|边度)|我的?(?:订阅|提醒|通知)(?:列表|都?有(?:哪些|什么|几个))|(?:哪些|哪几个|什么)(?:地方|地址|小区).{0,6}(?:订|提醒|通知)|"
    r"我(?:现在)?(?:都)?(?:有|订了|订阅了|开了|开通了|设了)(?:什么|哪些|几个)(?:停电)?(?:提醒|通知)|(?:查看?|看看?)(?:一下)?我的(?:停电)?(?:提醒|通知)"
)
NAMED = {
    "planned": r"\bplanned\b|\bscheduled\b|计划|检修",
    "faults": r"\bfaults?\b|\bunplanned\b|\bfailures?\b|故障|突发",
    "surveys": r"\bsurveys?\b|\bhow it went\b|\bsatisfaction\b|满意度|调查|评价|回访",
    "announcements": r"\bnews\b|\bannouncements?\b|\bnewsletters?\b|\badverti\w+|资讯|公告|新闻|广告|宣传",
    "reminders": r"\breminders?\b|催缴提示|再次提醒|二次提醒",
}
"""How people name the topics, over folded text."""
WISH = re.compile(
    rf"\b(?:{_TELL}|alerts?|notifications?|want|get|receive|give)\b|通知|提醒|发|推送|收|告诉|讲"
)
ONLY = re.compile(r"\b(?:only|just|nothing but)\b|只|仅|净系")
NOT = re.compile(
    r"\b(?:no|not|without|except|don't|do not|stop|skip)\b|不要|别|不发|不用|唔要|不想"
)


async def take(turn: Turn) -> bool:
    """Sets what the words ask for; False where they are about something else."""
    said = fold(turn.incoming.text).strip()
    if KEEP.search(said):
        preferences.keep(turn)
    elif SHOWS.search(said):
        await preferences.show(turn)
    elif NO_QUIET.search(said):
        preferences.set_quiet(turn, "00:00", "00:00")
    elif QUIET.search(said) or (ONLY_A_RANGE.fullmatch(said) and _was_asked_hours(turn)):
        _quiet(turn, said)
    elif GO_ON.fullmatch(said) and preferences.is_paused(turn.person, turn.now):
        preferences.go_on(turn)
    elif PAUSE.fullmatch(said):
        await preferences.paused(turn)
    elif topics := _topics(said):
        await _set_topics(turn, topics)
    elif WHY.search(said):
        return False
    elif await _moved(turn, said) or await _stop_at(turn, said) or _paused(turn, said):
        return True
    elif STOP_ALL.search(said) and not AT_A_PLACE.search(said):
        preferences.pause(turn, preferences.FOR_EVER)
    elif STOP_ALL.search(said):  # a place that is none of theirs: which of them is it?
        await preferences.show(turn)
    elif STOP_ONE.fullmatch(said):
        await preferences.stop(turn)
    else:
        return False
    return True


def _paused(turn: Turn, said: str) -> bool:
    """ "I am away, no alerts for a week": a pause, where the words say how long."""
    return bool(HALT.search(said)) and preferences.paused_until(turn)


def _was_asked_hours(turn: Turn) -> bool:
    asked = turn.conversation.memory.pop("quiet_asked", None)
    return asked is not None and turn.now.timestamp() - float(asked) < preferences.WAITS_FOR_HOURS


def _quiet(turn: Turn, said: str) -> None:
    """The hours that are named; where only the beginning is, or none, the rest is as it was."""
    since, until = quiet.hours(turn, turn.person)
    usual = turn.policy.alerts.quiet
    if since == until:
        since, until = usual.since, usual.until
    if since == until:  # nobody is quiet by default here, and this person wants to be
        since, until = preferences.NIGHT
    meant = times.interval(said, turn.now, turn.zone, past=False)
    if (
        meant is not None
        and meant.kind != "duration"
        and re.search(r"[\d一二三四五六七八九十]|ten|eleven", said)
    ):
        start, end = (f"{at.astimezone(turn.zone):%H:%M}" for at in (meant.start, meant.end))
        since = start
        until = until if FROM_THEN_ON.search(said) and end == "00:00" else end
    preferences.set_quiet(turn, since, until)


def _topics(said: str) -> dict[str, bool]:
    """Which topics are wanted (True) and which not, where the message says so of any."""
    if not WISH.search(said) or not (ONLY.search(said) or NOT.search(said)):
        return {}
    named = {n: found.start() for n, words in NAMED.items() if (found := re.search(words, said))}
    only, no = ONLY.search(said), NOT.search(said)
    wishes = {}
    for name, at in named.items():
        refused = (
            no is not None and no.start() < at and not (only and no.start() < only.start() < at)
        )
        wishes[name] = not refused
    if only is None:
        wishes = {name: wish for name, wish in wishes.items() if not wish}
        return (
            {}
            if set(wishes) & {"planned", "faults"}
            and not re.search(rf"{_TELL}|{_SENT}|通知|提醒|发|收", said)
            else wishes
        )
    for one, other in (("planned", "faults"), ("faults", "planned")):
        if wishes.get(one):
            wishes.setdefault(other, False)
    return wishes


async def _set_topics(turn: Turn, topics: dict[str, bool]) -> None:
    muted = set(turn.person.muted) - {name for name, wanted in topics.items() if wanted}
    muted |= {name for name, wanted in topics.items() if not wanted}
    turn.person.muted = [name for name in preferences.TOPICS if name in muted]
    change = Button(turn.t(_("📋 Topics")), {"do": "alerts.topics"})
    turn.say(join([turn.t(_("It is set:")), *preferences.state(turn), turn.t(preferences.SAFETY)]),
             [[change]])  # fmt: skip


STOPS_AT = re.compile(
    rf"\b(?:stop|end|delete|remove|cancel|unsubscribe|turn off|switch off)\b.{{0,30}}\b(?:for|at|of|from)\b|\bunsubscribe\b|"
    rf"\b(?:stop|end|delete|remove|cancel|turn off|switch off|no more|don't|do not)\b.{{0,60}}\b(?:alerts?|notifications?|subscriptions?)\b|"
    rf"(?:删掉|删除|取消|退订|关闭|不要|别|停止).{{0,12}}|{_ALERT_ZH}.{{0,6}}(?:取消|停(?!电)|关|退|删)|(?:不住|搬走|搬家)"
)
AT_A_PLACE = re.compile(
    r"\b(?:for|at) (?!(?:me|us|now|ever|good|all|any\w*|everything|the moment|the present|once|night)\b)"
)


async def _stop_at(turn: Turn, said: str) -> bool:
    """Ends the alerts of the place that is named, where the person gets some for it."""
    mine = await people.subscriptions(turn.tx, turn.person.id) if STOPS_AT.search(said) else []
    if not mine:
        return False
    spots = await places.from_turn(turn)
    meant = [one for one in mine if _is_named(one, spots, said)]
    if not meant:
        return False
    await preferences.end(turn, meant)
    return True


INSTEAD = re.compile(
    r"(?P<old>.{2,40}?)(?:改(?:发|订|收|成|为|做|到)|换(?:成|到|为|做))(?P<new>.{2,40})|"
    r".*?\bfrom (?P<from>.{3,60}?) to (?P<to>.{3,60})|"
    r"(?P<stop>.{3,80}?)(?:,|;| and| but)+ (?P<go>[^,;]{3,60}?) instead\W*"
)
"""Over folded text: alerts for one place in place of those for another."""


async def _moved(turn: Turn, said: str) -> bool:
    """Ends the alerts of one place and sets those of the other that is named after it."""
    if (found := INSTEAD.fullmatch(said)) is None:
        return False
    old, new = (words for words in found.groups() if words)
    mine = await people.subscriptions(turn.tx, turn.person.id)
    meant = [one for one in mine if _is_named(one, await places.find(turn, old), old)]
    spots = [spot for spot in await places.find(turn, new) if spot.place_id]
    if not meant or not spots:
        return False
    await preferences.end(turn, meant)
    await subscriptions.subscribe_one(turn, spots)
    return True


def _is_named(one: tuple[Subscription, Place], spots: list[places.Spot], said: str) -> bool:
    """Whether a subscription is meant: its house where one is said, else all of the place."""
    row, place = one
    there = [spot for spot in spots if spot.place_id == place.id]
    if there:
        return any(spot.house in (None, row.house_number) for spot in there)
    return fold(place.name) in said or fold(place.name_en) in said

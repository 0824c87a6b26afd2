"""Short true answers to what is asked in plain words: a person at the door, one's data, the hours.

And a calm sentence for who is angry. Each answer says only what the data hold, and the way to a
person for the rest.
"""

import re
from collections.abc import Callable

from actions.conversation import menu
from actions.conversation.meaning import NAMES, button
from actions.promises import owed
from actions.work import Button, Rows, Turn
from locales import join, mark
from nlu.folding import fold

_ = mark

LONGEST = 240
"""Characters; who writes more tells a story in which the words occur."""
DOOR = re.compile(
    r"\b(?:man|men|woman|guy|somebody|someone|person|people|workers?|technician|electrician|inspector|stranger)\b.{0,30}\b(?:at|to|knock\w* (?:on|at)) (?:my|our|the) (?:front )?(?:door|house|flat|apartment)\b.{0,80}\b(?:says?|claims?|wants?|real|genuine|badge|let (?:him|her|them) in)\b|"
    r"\b(?:is|are) (?:he|she|they|this man|that man|this person) (?:really |actually )?(?:real|genuine|from (?:you|wattline))|"
    r"(?:上门|敲门|门口(?:有|来|站).{0,4}(?:人|男|女)).{0,30}(?:真的|是不是|冒充|骗|你们的人|你们派|假的|开门|自称)|(?:自称|冒充).{0,16}(?:供电|电力|你们)"
)
MESSAGE = re.compile(
    r"\b(?:is|was|are|were) (?:this|that|it|the|those|these)(?: \w+){0,3} (?:really |actually )?(?:from|by) you\b|\bscam\w*\b|\bphishing\b|"
    r"\b(?:got|received|have)\b.{0,30}\b(?:message|text|sms|e-?mail|call)\b.{0,80}\b(?:link|click|real|genuine)|"
    r"(?:短信|电话|消息|链接|微信|邮件).{0,30}(?:是你们(?:发|打)|真的(?:吗|假)|诈骗|骗子|骗人|假的)|(?:诈骗|钓鱼|骗子)(?:短信|电话|链接|消息)"
)
MY_DATA = re.compile(
    r"\b(?:delete|erase|remove|forget|wipe)\b.{0,20}\b(?:my|all|personal)\b.{0,12}\b(?:data|information|details|history|chat|everything you (?:know|have))\b|\bgdpr\b|\bwhat (?:data|information) do you (?:have|keep|store)\b|"
    r"(?:删除|删掉|清除|注销).{0,8}(?:我的)?.{0,4}(?:数据|资料|个人信息|记录|隐私)|(?:保存|存|收集)了?我(?:的)?(?:什么|哪些)(?:数据|信息|资料)"
)
EMERGENCY = re.compile(
    r"\bemergency (?:number|phone|line|contact|hotline)\b|\bnumber (?:for|in) (?:an )?emergenc(?:y|ies)\b|(?:紧急|应急|急救|抢修|报警|救急)(?:联系)?(?:电话|热线|号码)"
)
ROBOT = re.compile(
    r"\bare you (?:a |an )?(?:real |actual )?(?:robot|bot|human|person|machine|ai|computer)\b|\bam i (?:talking|chatting|speaking) (?:to|with) (?:a |an )?(?:robot|bot|human|person|machine|real)|"
    r"你(?:是|系)?(?:不是|是不是|系唔系)?(?:一?个)?(?:机器人|真人|人工智能|人还是机器|ai)(?:吗|么|啊|呀|咩)?\W*$|\bwhat(?:'s| is) your name\b|你叫(?:什么|啥|乜)|你是谁|你系边个"
)
HOURS = re.compile(
    r"\b(?:opening|business|office) (?:hours|times?)\b|\b(?:you|halls?|office|branch|desk)\b.{0,20}\b(?:open|close[sd]?)\s*(?:\?|$|now|today|tomorrow|on|at|already|late|until)|\b(?:open|closed) (?:on )?(?:sundays?|saturdays?|weekends?|holidays?|christmas)\b|"
    r"(?:营业厅|大厅|网点|门市|你们).{0,10}(?:开门|关门|上班|下班|营业(?![厅员网执])|开唔开|开不开)|(?:周日|星期天|星期日|礼拜天|礼拜日|周末|国庆|节假日|假期).{0,8}(?:开[不吗么未]|开门|上班|营业(?![厅员网执])|开唔开|开不开)"
)
SUNDAY = re.compile(r"\bsundays?\b|\bweekends?\b|周日|星期[天日]|礼拜[天日]|周末")
NOW = re.compile(r"\b(?:now|right now|at the moment|still open)\b|现在|而家|还开")
INSULT = re.compile(
    r"\b(?:fuck\w*|f\*+k?\w*|idiots?|stupid|bastards?|ass?holes?|(?:bull)?shit(?:ty|s)?|useless|morons?|screw you|wankers?|dickheads?|crap|go to hell|pathetic|hate you|i'?ll sue|sue you|my lawyer|go to the (?:press|media|papers))\b|"
    r"废物|操你|操(?:蛋|尼)|他妈的|你妈的|傻[逼屄叉]|煞笔|^滚|滚(?:蛋|开)|垃圾(?![车桶堆站袋场])|混蛋|混账|王八|仆街|扑街|屌|痴线|白痴|蠢(?:货|猪)|脑残|狗屁|(?<![转报])告你们|曝光|找(?:记者|媒体|律师)|投诉到(?:市长|12345)"
)
SARCASM = re.compile(
    r"\bthanks for nothing\b|\b(?:thanks?|thx|thank you)\b.{0,20}\bfor (?:the|another|this|that|your|ruining|nothing)\b.{0,16}\b(?:blackouts?|outages?|power cuts?|mess|nothing|ruin\w*|dark\w*|damage)|"
    r"\b(?:great|nice|wow|bravo|well done|fantastic|wonderful|brilliant|congrat\w*|good job|awesome|lovely)\b.{0,80}(?:\banother (?:blackout|outage|power cut|failure)|\bruin\w*|\bhours? (?:without|with no)\b|\bwithout (?:power|electricity|light)|\b(?:blackout|outage|power cut) again|\bagain (?:no|without) )|"
    r"\b(?:another (?:blackout|outage|power cut)|ruin\w*|hours? without)\b.{0,80}\b(?:great|nice|bravo|well done|fantastic|wonderful|brilliant|good job|awesome|lovely)\b|"
    r"\bwhat your (?:crew|men|people|workers?|driver) (?:did|have done) to my\b|\babout my complaint\b|"
    r"(?:谢谢|感谢|多谢|真棒|真好|太好了|好样的|厉害|给力).{0,16}(?:又停电|停了.{0,4}(?:小时|天)|毁了|一整天没电|黑灯瞎火)|(?:又停电|停了.{0,4}(?:小时|天)).{0,16}(?:真棒|真好|太好了|好样的|厉害|给力|谢谢你们)"
)
"""Thanks and praise in form, trouble in substance; over folded text like all the others."""


async def take(turn: Turn) -> bool:
    """Answers a plain question or anger; False where the message is something else."""
    said = fold(turn.incoming.text)
    if len(said) > LONGEST:
        return False
    if _is_anger(turn, said):
        _calm(turn)
        return True
    wishes = _wishes(turn, ASKED_TOO)
    for asked, answer in (*ALWAYS, *(() if wishes else WHERE_NOTHING_ELSE)):
        if asked.search(said):
            answer(turn)
            return True
    return False


ASKED_TOO = ("ask_outlet", "ask_help", "ask_human")


def _wishes(turn: Turn, but: tuple[str, ...]) -> bool:
    """Whether the model is sure of another wish than these."""
    said = turn.understanding
    return said.is_sure and said.intent in NAMES and said.intent not in but


# Anger.


THANKS = {"give_praise", "thank", "goodbye", "greet", "affirm", "deny"}


def _is_anger(turn: Turn, said: str) -> bool:
    """An insult that asks for nothing else, or thanks that are none."""
    if turn.understanding.intent in THANKS and SARCASM.search(said):
        return True
    return bool(INSULT.search(said)) and not _wishes(turn, ("give_praise", "ask_help"))


def _calm(turn: Turn) -> None:
    rows = [[_intent(turn, _("🙋 A person, please"), "ask_human")],
            [_intent(turn, _("📣 Complain"), "complaint")],
            [_intent(turn, _("🔧 Report a fault"), "report_fault")]]  # fmt: skip
    turn.say(turn.t(_("I am sorry: something has gone wrong for you. Tell me what happened and I pass it on, or speak to a person.")),
             rows)  # fmt: skip


def _intent(turn: Turn, label: str, name: str) -> Button:
    return Button(turn.t(label), {"do": "intent", "intent": name})


# Questions.


def _person(turn: Turn) -> Rows:
    return [[_intent(turn, _("🙋 A person, please"), "ask_human")]]


def _at_the_door(turn: Turn) -> None:
    turn.say(turn.t(_("I cannot see from here who stands at your door. Let nobody in whom you do not expect and pay nothing at the door: ask for the name and the staff card, and call {hotline}, day and night, to check. In danger call the police."),
                    hotline=turn.policy.company.hotline), [[_report(turn)]])  # fmt: skip


def _report(turn: Turn) -> Button:
    return button(turn, turn.t(NAMES["report_misconduct"]), "report_misconduct")


def _from_us(turn: Turn) -> None:
    turn.say(turn.t(_("I cannot see what you received. Do not click on the link and send no money or code. Pay only at {url} or at a hall, and call {hotline}, day and night, if you are not sure that it is from us."),
                    url=turn.policy.company.pay_url, hotline=turn.policy.company.hotline),
             [[_report(turn)]])  # fmt: skip


def _my_data(turn: Turn) -> None:
    turn.say(turn.t(_("Raw messages are deleted after some weeks; tickets are kept as records. To have your data shown or deleted, please ask a colleague: I cannot do it here. You can unlink your account with /link and stop alerts with /alerts.")),
             _person(turn))  # fmt: skip


def _emergency(turn: Turn) -> None:
    turn.say(turn.t(_("Power emergencies, day and night: <b>{hotline}</b>. If somebody is hurt or something burns, call the emergency services first. You can also write to me what is dangerous and where: people on duty are alerted at once."),
                    hotline=turn.policy.company.hotline))  # fmt: skip


def _robot(turn: Turn) -> None:
    turn.say(turn.t(_("I am the automatic assistant of {company}, not a person. If you like, a person takes over."),
                    company=menu.company(turn)), _person(turn))  # fmt: skip


def _hours(turn: Turn) -> None:
    """The answer first, then halls and hours; whether it is open now only where that was asked."""
    said = fold(turn.incoming.text)
    first: list[str] = []
    if SUNDAY.search(said):
        first.append(turn.t(_("On Sundays the halls are closed.")))
    elif NOW.search(said) and (now := _open_now(turn)) is not None:
        first.append(
            turn.t(_("The halls are open now.") if now else _("The halls are closed now."))
        )
    turn.say(join([*first, *menu.hall_lines(turn)]))


def _open_now(turn: Turn) -> bool | None:
    """Whether the halls are open; null where holidays may make it otherwise. Hours: "8:30-17:30"."""
    local = turn.now.astimezone(turn.zone)
    times = re.findall(r"(\d{1,2}):(\d\d)", turn.policy.company.hours)
    if len(times) != 2:
        return None
    since, until = (int(hour) * 60 + int(minute) for hour, minute in times)
    if local.weekday() == SUNDAYS or not since <= local.hour * 60 + local.minute < until:
        return False
    works = owed.hours(turn).opens(turn.now).astimezone(turn.zone).date() == local.date()
    return True if works else None


SUNDAYS = 6
Answers = tuple[tuple[re.Pattern[str], Callable[[Turn], None]], ...]
ALWAYS: Answers = ((DOOR, _at_the_door), (MESSAGE, _from_us), (MY_DATA, _my_data))
WHERE_NOTHING_ELSE: Answers = ((EMERGENCY, _emergency), (ROBOT, _robot), (HOURS, _hours))
"""What is asked, and what answers it; these only where the model is sure of nothing else."""

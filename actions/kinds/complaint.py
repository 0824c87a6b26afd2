"""A complaint (95598 rules: five classes, each with what people complain of most)."""

from actions.forms import Question
from actions.kinds.kind import Kind
from actions.kinds.steps import CONTACTED, ON_SITE, RESOLVE, TAKE, read_account
from locales import mark
from storage.models import Ticket

_ = mark

GRAVE_TIERS = ("diamond", "platinum")
URGED_OFTEN = 3


def is_grave(ticket: Ticket) -> bool:
    """Marked so by staff, come up again, urged often, or of a customer with an account manager."""
    return bool(
        ticket.facts.get("grave")
        or ticket.facts.get("follows")
        or ticket.reopened
        or ticket.urged >= URGED_OFTEN
        or ticket.tier in GRAVE_TIERS
    )


# A serious case is closed with cause, those concerned, measures and lesson (what the field learnt).
CLOSING = (
    Question("cause", _("What was the cause?"), read_account, free=True),
    Question("informed", _("Who of those concerned was informed?"), read_account, free=True),
    Question("measures", _("Which measures were taken?"), read_account, free=True),
    Question("lesson", _("What is the lesson?"), read_account, free=True),
)

KIND = Kind(
    name="complaint",
    title=_("Complaint"),
    sign="📣",
    steps=(TAKE, CONTACTED, ON_SITE, RESOLVE),
    closing=CLOSING,
    grave=is_grave,
    subclasses={
        "service": _("Service"), "business": _("Business handling"),
        "interruption": _("Outages and repairs"),
        "power_quality": _("Voltage and power quality"),
        "construction": _("Construction, poles and lines"),
    },
    details={
        "service": {
            "conduct": _("Conduct of staff"), "hours": _("Hours and queues"),
            "hotline": _("Hotline"), "online": _("Website and app"),
            "facilities": _("Halls and facilities"),
        },
        "business": {
            "connection": _("New supply and changes"), "reading": _("Meter reading"),
            "bill": _("Bills"), "metering": _("Meters"), "fees": _("Fees"),
            "cut_off": _("Cut off for arrears"),
        },
        "interruption": {
            "notice": _("No notice given"), "plan": _("Plan not kept"),
            "frequent": _("Frequent outages"), "repair": _("Repair service"),
        },
        "power_quality": {
            "low": _("Low voltage"), "swings": _("Flicker and swings"), "surge": _("Surges"),
        },
        "construction": {
            "poles": _("Poles and lines"), "land": _("Land and crops"),
            "clearing": _("Clearing up"),
        },
    },
    clues={
        "conduct": r"态度|骂|吼|凶|不耐烦|推诿|踢皮球|推来推去|\b(?:rude|shout|yell|impolite|attitude|insult|swor[en])",
        "hours": r"排队|排了|营业时间|关门|\bqueue|\bopening hours\b|\bin line\b",
        "hotline": r"热线|95598|电话.{0,6}(?:打不通|没人接|占线)|\bhotline\b|\bon hold\b",
        "online": r"网站|网页|小程序|公众号|app\b|\bwebsite\b",
        "facilities": r"停车|座位|厕所|\b(?:parking|seats?|toilets?)\b",
        "connection": r"报装|新装|过户|增容|\bnew (?:supply|connection)\b|\bchange of name\b",
        "reading": r"抄表|抄错|估抄|\bmeter.read|\bread(?:ing)? (?:of )?(?:the |my )?meter",
        "bill": r"账单|电费.{0,4}(?:高|贵|多|错)|\bbills?\b",
        "metering": r"电?表.{0,4}(?:快|不准|坏)|\bmeter (?:is|runs)\b",
        "fees": r"乱收费|收费|手续费|\bfees?\b|\bcharged (?:me )?for\b",
        "cut_off": r"欠费.{0,6}停|\bcut (?:me |us )?off\b|\bdisconnected\b",
        "notice": r"(?:没|不|未|没有).{0,4}(?:提前)?(?:通知|告知|说一声)|\b(?:no|not a single|without|any) (?:notice|warning)\b|\b(?:nobody|no one) told\b",
        "plan": r"(?:晚|迟)送电|送电.{0,4}(?:晚|迟)|没按(?:计划|时)|\b(?:later|longer) than (?:announced|planned|promised)\b",
        "frequent": r"(?:频繁|经常|总是|老是|天天|又)停电|停了.{1,2}次|第.次|\bagain and again\b|\b(?:third|fourth|fifth|every)\b.{0,12}\b(?:outage|blackout|power cut|day|week)",
        "repair": r"抢修|维修|修了|没人来修|\brepair|\bcrew\b",
        "low": r"电压.{0,4}(?:低|不足|不够)|灯.{0,3}暗|\blow voltage\b|\bdim\b",
        "swings": r"闪|忽明忽暗|忽高忽低|\bflicker|\bfluctuat",
        "surge": r"过压|过电压|电压.{0,4}(?:高|突然)|\bsurge|\bspike|\bhigh voltage\b",
        "poles": r"电?线?杆|电线|\bpoles?\b|\bwires?\b|\bpower lines?\b",
        "land": r"农田|庄稼|菜地|占地|土地|\bcrops?\b|\bfields?\b|\bmy land\b",
        "clearing": r"垃圾|清理|收拾|路面|\bdebris\b|\brubble\b|\bmess\b|\bclear(?:ed|ing)? up\b|\bclean",
    },
)  # fmt: skip

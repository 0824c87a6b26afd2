"""How to stay safe until help is there: short, by the kind of danger, with the numbers to call."""

import re

from actions.work import Turn
from locales import Html, join, mark
from nlu import life
from nlu.folding import fold
from nlu.hazard import hazards

_ = mark

SHOCK = _("🚨 <b>Do not touch anybody who may be under power before it is switched off. Whoever is hurt or does not wake up: call {ambulance} at once.</b> Use the main switch only if you can reach it dry and safely.")  # fmt: skip
HURT = _("🚨 <b>Call the ambulance now: {ambulance}.</b> If power may be the cause, touch nobody before it is switched off.")  # fmt: skip
DEVICE = _("🚨 <b>If the battery is low or somebody feels worse, call {ambulance} now, do not wait for us.</b> Keep the device on its battery, have an oxygen bottle at hand if there is one.")  # fmt: skip
LOW = _("🚨 <b>Call {ambulance} now, do not wait for us.</b> Keep the device on its battery, and use the oxygen bottle or the second battery if there is one.")  # fmt: skip
ELSEWHERE = _("Where it can be done safely, take whoever needs it to a place that has power: relatives, a doctor, a hospital.")  # fmt: skip
TRAPPED = _("🚨 <b>Call {fire} now to get people out.</b> Press the alarm button of the lift, stay calm, and do not force the doors.")  # fmt: skip
DESPAIR = _("I am glad that you write this. Please do not stay alone now: call {ambulance}, or go to somebody near you.")  # fmt: skip
GAS = _("🚨 <b>Smell of gas: touch no switch, light no flame, make no call inside. Open the windows, get everybody out.</b> Outside, call the gas company, or {fire}.")  # fmt: skip
CALL = _("🚨 <b>If a life is in danger, call {ambulance} (ambulance) or {fire} (fire) now.</b> Keep away from anything electric that is broken, wet or smoking.")  # fmt: skip
INSIDE = _("🚨 <b>Leave the room and get everybody out. If it burns or smokes, call {fire}.</b> The main switch only if you can reach it safely; no water on it.")  # fmt: skip
WATER = _("🚨 <b>Do not step into the water, touch nothing wet or metal.</b> The main switch only if it is dry and you stand dry; otherwise go out.")  # fmt: skip
AWAY = _("🚨 <b>Keep away, at least 10 metres, and keep others away.</b>")
FIRST = _(
    "Touch nothing that is wet or metal there. If somebody is hurt or something burns, call the emergency services first."
)
NUMBERS = _("Ambulance {ambulance}, fire {fire}.")
HANDS_OFF = _("Never climb up and never pull anything off a line, not with a stick either.")
IN_CAR = _("Whoever sits in a vehicle under a wire stays inside until we have switched it off.")
NO = _("No. Touch nothing, and keep away until our people say that it is safe.")
STAY = _("Touch nothing, and keep away until our people say that it is safe.")

HOME = re.compile(
    r"我家|家里|屋里|屋企|楼道|楼梯|走廊|厨房|客厅|房间|卧室|浴室|地下室|阳台|电表|表箱|插座|插头|插线板|排插|开关|空开|电闸|总闸|水龙头|热水器|洗衣机|冰箱|空调|充电器|"
    r"\b(?:my|our|the) (?:\w+ )?(?:house|home|flat|apartment|room|kitchen|bathroom|bedroom|basement|cellar|hall|wall|ceiling|building|tap|shower)\b|"
    r"\b(?:indoors|inside|stair\w*|corridor|meter\w*|sockets?|outlets?|plugs?|breakers?|fuse\w*|panel|switch|washing machine|fridge|charger|heater|tap)\b"
)
"""Over folded text: it is in a house, where nobody can keep ten metres away."""
CLIMBS = re.compile(
    r"爬|风筝|鱼竿|鱼杆|钓|竿|捅|挑|拽|梯子|\b(?:climb\w*|kites?|ladders?|roof|fishing|stick|pull\w*)\b"
)
VEHICLE = re.compile(r"车[上里内顶]|压.{0,3}车|\b(?:cars?|trucks?|bus|van|vehicle)\b")
TOUCHES = re.compile(
    r"我们?.{0,10}(?:碰|爬|拿|摸|进去|回去|动|拉|剪|捡|挪|合闸|关).{0,8}(?:行|吗|嘛|么|可以|不\?)|(?:可以|能不能|能|可唔可以).{0,4}(?:碰|爬|拿|摸|进去|回去|拉|剪|捡|挪).{0,6}(?:吗|嘛|么|不|\?|$)|"
    r"\b(?:should|can|may|could|shall) (?:i|we|he|she|they) (?:\w+ )?(?:touch|go|climb|take|pull|pick|move|cut|remove|enter|use|get|lift|drive|walk)\b|\bis it safe\b"
)
ASKS_WHAT = re.compile(
    r"(?:要不要|该不该|用不用)|怎么办|点算|点样做|咋办|\b(?:should|can|may|could|must|shall) (?:i|we)\b|"
    r"\bwhat (?:(?:must|should|can|do|shall) (?:i|we)|(?:i|we) (?:must|should))\b"
)
"""Over folded text: whether something may be touched or entered; what is to be done."""
RUNS_OUT = re.compile(
    r"电池|电量|撑不|撑得|快没|不够用|(?:只|就|仲|还)剩|氧气|喘|"
    r"\bbatter\w+|\b(?:minutes?|mins?|hours?) (?:left|only|more)\b|\bonly (?:has )?\d+ ?(?:min|hour)|\brun\w* (?:out|low)\b|\boxygen\b|\bbreath\w*"
)
"""A device, or whoever hangs on it, gets weaker."""
BURNS = {"fire", "smoke", "explosion", "smell", "heat", "crackle", "sparks", "oil"}
OUTSIDE = {"wire", "tree", "open", "oil"}
LIVES = {"trapped": TRAPPED, "device": DEVICE, "hurt": HURT, "despair": DESPAIR}
MOST = 4


def advice(turn: Turn) -> list[Html]:
    """What to do and not to do now, the most urgent first; for any danger there is something."""
    folded = fold(turn.incoming.text)
    said, lives = set(hazards(turn.incoming.text)), {*life.risks(turn.incoming.text)}
    if not said | lives:  # raised although the words alone did not say so
        lives = {risk.replace("lift", "trapped") for risk in life.perhaps(turn.incoming.text)}
    texts = [NO] if TOUCHES.search(folded) else []
    texts += [GAS] if life.smells_of_gas(turn.incoming.text) else []
    if "shock" in said:
        texts.append(SHOCK)
        lives.discard("hurt")  # it says the same
    texts += [text for name, text in LIVES.items() if name in lives]
    texts += _of_the_place(said, bool(HOME.search(folded)))
    if CLIMBS.search(folded) and said & {"wire", "tree"}:
        texts.append(HANDS_OFF)
    if VEHICLE.search(folded) and "wire" in said:
        texts.append(IN_CAR)
    if not set(texts) - {NO}:
        texts += [CALL] if lives else [AWAY, FIRST]
    numbers = {"ambulance": turn.policy.company.ambulance, "fire": turn.policy.company.fire}
    return [turn.t(text, **numbers) for text in texts[:MOST]]


def hangs_on_life(words: str) -> str:
    """Which life is at risk in a report that tells of nothing dangerous: device, trapped, ...; else empty."""
    if hazards(words):
        return ""
    found = life.risks(words) or [risk.replace("lift", "trapped") for risk in life.perhaps(words)]
    return next((risk for risk in LIVES if risk in found), "")


def answer(turn: Turn, reported: str) -> Html | None:
    """The answer to "may I touch it?" and "what shall I do?"; None where nothing of it is asked.

    It fits the danger that was `reported`: who waits with a ventilator is not told to touch nothing.
    """
    folded, risk = fold(turn.incoming.text), hangs_on_life(reported)
    numbers = {"ambulance": turn.policy.company.ambulance, "fire": turn.policy.company.fire}
    if risk == "device" and RUNS_OUT.search(folded):
        return join([turn.t(LOW, **numbers), turn.t(ELSEWHERE)])
    if risk and (TOUCHES.search(folded) or ASKS_WHAT.search(folded)):
        more = [turn.t(ELSEWHERE)] if risk == "device" else []
        return join([turn.t(LIVES[risk], **numbers), *more])
    if TOUCHES.search(folded):
        return turn.t(NO)
    return turn.t(STAY) if ASKS_WHAT.search(folded) else None


def _of_the_place(said: set[str], at_home: bool) -> list[str]:
    """What the kinds of danger ask for, inside a house and outside."""
    if "water" in said:
        return [WATER]
    if said & BURNS and at_home and not said & OUTSIDE:
        return [INSIDE]
    return [AWAY, FIRST, NUMBERS] if said - {"shock"} else []


def smells_of_gas_only(turn: Turn) -> bool:
    """Whether a gas leak is all that the message tells of: not ours, and no less urgent."""
    text = turn.incoming.text
    return life.smells_of_gas(text) and not hazards(text) and not life.risks(text)

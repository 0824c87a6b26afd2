"""What we promise for a kind of matter, to who asks it in general: nothing is opened for that."""

import re

from actions.kinds import KINDS
from actions.matters.matter import DEADLINES
from actions.policy.counter import Promise
from actions.promises.explaining import BECAUSE, UNITS
from actions.work import Turn
from locales import Html, join, mark
from nlu.folding import fold

_ = mark

LONGEST = 100
"""Characters; who writes more tells a story in which the words occur."""
ASKED = re.compile(
    r"\bhow (?:long|soon|fast|quickly|many days)\b.{0,40}\b(?:need|takes?|answer|reply|respond|process|deal|handle|come|get)\b.{0,30}\b(?:an? |on |to )?(?:complaints?|claims?|applications?|repairs?|faults?)\b|"
    r"\bwhat (?:do|does) (?:you|wattline|the company) (?:promise|guarantee)\b|\bwhat are your (?:promises|commitments|deadlines|service levels)\b|"
    r"(?:投诉|报修|抢修|索赔|理赔|申请|新装|增容).{0,6}(?:要|得|需要|一般)?(?:多久|几天|多长时间|几个工作日).{0,8}(?:答复|回复|处理|办|到|受理|解决|有结果|回)|(?:多久|几天|多长时间).{0,6}(?:答复|回复|处理|办).{0,4}(?:投诉|索赔|申请)|你们(?:有什么|的)(?:服务)?承诺"
)
OWN = re.compile(r"\bmy\b|\bmine\b|我的|我那|我家")
"""Whoever asks about their own matter is told of that one."""
NAMED = {
    "complaint": r"complain|投诉", "claim": r"\bclaim|索赔|理赔", "application": r"application|申请|新装|增容",
    "repair": r"repair|fault|power|报修|抢修|停电",
}  # fmt: skip


async def take(turn: Turn) -> bool:
    """Tells what is promised; False where the message asks for something else."""
    said = fold(turn.incoming.text)
    if len(said) > LONGEST or not ASKED.search(said) or OWN.search(said):
        return False
    kinds = [name for name, words in NAMED.items() if re.search(words, said)] or list(NAMED)
    lines: list[Html] = []
    for kind in kinds:
        lines.append(turn.t(_("<b>{kind}</b>"), kind=turn.t(KINDS[kind].title)))
        for name, promise in KINDS[kind].rules(turn.policy).promises.items():
            label = turn.t(DEADLINES[name])
            lines += [
                turn.t(_("• {what}: {length}"), what=label, length=length)
                for length in lengths(turn, promise)
            ]
    turn.say(join([turn.t(_("This is what we promise:")), *lines]))
    return True


def lengths(turn: Turn, promise: Promise) -> list[Html]:
    """How long a promise may take, in words; one for each zone where these differ."""
    if promise.minutes_by_zone is not None:
        return [
            turn.t(BECAUSE[zone], length=_one(turn, "minutes", minutes))
            for zone, minutes in promise.minutes_by_zone.items()
        ]
    counted = ((unit, getattr(promise, unit)) for unit in UNITS)
    return [_one(turn, unit, count) for unit, count in counted if count is not None]


def _one(turn: Turn, unit: str, count: int) -> Html:
    one, many = UNITS[unit]
    return turn.t(one if count == 1 else many, count=count)

"""Words that take a danger back, or say that it has stopped: for its ticket, and no new alarm.

Whoever is on duty reads them and decides; they never close anything.
"""

import re
from typing import Literal

from nlu.folding import fold

AllClear = Literal["taken back", "stopped", ""]

TAKES_BACK = re.compile(
    r"^\W*(?:(?:sorry|ok|okay|please|hi|hello|oh|i|i'd like to|i want to|i must|let me|can i|you can)[\s,]+){0,3}"
    r"(?:withdraw|retract|take back|disregard|(?:ignore|forget) (?:what i (?:said|wrote)|my (?:last |first )?(?:message|report|alarm))|take (?:it|this|that|what i said)(?: all)? back)\b|"
    r"^\W*(?:我|不好意思|对不起|抱歉|[,，])*(?:要|想)?(?:收回|撤回)|当我没(?:说|讲)|当我冇讲"
)
STOPPED = re.compile(
    r"\W*(?:(?:ok|okay|the|all|those|that|good news) ?\W*){0,2}(?:spark(?:s|ing)|smok(?:e|ing)|(?:burning )?smell|fire|burning|flames?|buzzing|humming|hissing|crackling|noise)"
    r"(?: (?:has|have|is|are|seems?|now|all|just)){0,3} (?:stopped|gone|gone out|went out|out|over|ended|cleared)(?: now| already)?\W*|"
    r"\W*(?:火花|明火|火|浓烟|烟|焦?味道?|冒烟|声音|响声)(?:已经|都|现在|刚刚|而家)*(?:没有?了|停了|灭了|散了|不冒了|冇咗|停咗|熄咗|散咗)\W*"
)
"""The whole message says so, and nothing else."""
GOES_ON = re.compile(
    r"\b(?:but|still|again|worse|not|instead|bigger|more|dead|unconscious)\b|n't\b|[但又还仍更]|可是|不过|不是|仲"
)
"""All over folded text: what takes back the taking back."""


def said(text: str) -> AllClear:
    """Whether a message only takes a danger back, or says that it has stopped."""
    folded = fold(text)
    if GOES_ON.search(folded):
        return ""
    if TAKES_BACK.search(folded):
        return "taken back"
    return "stopped" if STOPPED.fullmatch(folded) else ""

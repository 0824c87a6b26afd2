"""What staff want to do, in free words: they are told the command; customers are not."""

import re

from actions.counter import staff
from actions.counter.staff_help import GROUPS
from actions.work import Button, Turn
from locales import mark
from nlu.folding import fold

_ = mark

LONGEST = 120
"""Characters; who writes more tells a story."""
_MAKE = (
    r"(?:\b(?:publish|post|issue|write|create|send|announce|draft|make|start|begin|enter|register|put out|give out)\b|"
    r"发(?:布|出|个|一个|一条|一份)?|写|建|新建|创建|登记|录入|发送|群发|通知|出)"
)
_CHANGE = r"(?:\b(?:change|edit|correct|cancel|withdraw|end|close|update|extend|restore)\b|改|修改|更正|取消|撤回|结束|关闭|延长|恢复)"
_NOTICE = r"(?:\b(?:(?:power )?(?:outage|interruption)|power cut|maintenance) (?:notice|notification|announcement|message)s?\b|停电(?:的)?(?:通知|公告|信息|预告)|检修(?:通知|公告)|计划停电通知)"
_NEWS = r"(?:\b(?:announcement|broadcast|mass message|newsletter|circular)s?\b|\bto (?:all|every|many) ?(?:customers?|body|one|people|users?)\b|公告|群发|广播|给(?:所有|全部|全体)(?:的)?(?:客户|用户|人))"
_DRAFT = r"(?:\bdrafts?\b|草稿)"
WISHES = (
    ("drafts", re.compile(rf"{_DRAFT}.*(?:{_NOTICE}|\bnotices?\b|通知)|(?:{_NOTICE}|\bnotices?\b|通知).*{_DRAFT}")),
    ("outages", re.compile(rf"{_CHANGE}.*(?:{_NOTICE}|\bnotice\b)|把.*{_NOTICE}.*{_CHANGE}")),
    ("outage", re.compile(rf"{_MAKE}.*{_NOTICE}|^{_NOTICE}$|\bannounce an? (?:planned )?outage\b")),
    ("broadcast", re.compile(rf"{_MAKE}.*{_NEWS}|^{_NEWS}$")),
)  # fmt: skip
"""Over folded text: the command that does it, the surest first."""


async def take(turn: Turn) -> bool:
    """Names the command for what a member of staff wants; False where it is no such wish."""
    said = fold(turn.incoming.text).strip(" .。!！?？")
    if turn.staff is None or len(said) > LONGEST:
        return False
    command = next((name for name, words in WISHES if words.search(said)), None)
    if command is None or not staff.may(turn, f"/{command}"):
        return False
    about = next(group[command] for group in GROUPS.values() if command in group)
    line = turn.t(_("/{name} {about}"), name=command, about=turn.t(about))
    button = Button(f"/{command}", {"do": "command", "command": command})
    turn.say(line, [[button]])
    return True

"""Why the power is off, in plain words of three languages; staff may also write their own."""

from actions.conversation.language import HAN, to_traditional
from locales import LANGUAGES, mark, text

_ = mark

REASONS = {
    "maintenance": _("maintenance of the line"),
    "upgrade": _("the network is being strengthened"),
    "tree": _("trees near the line are being cut"),
    "transformer": _("a transformer is being replaced"),
    "storm": _("storm damage"),
    "cable": _("a damaged cable"),
    "equipment": _("a failed piece of equipment"),
    "construction": _("construction work by others"),
    "unknown": _("the cause is being looked for"),
}
IN_SHORT = {
    "maintenance": "line maintenance|maintenance|maintenance works|检修|檢修|线路检修|線路檢修|设备检修|維護|维护",
    "upgrade": "upgrade|network upgrade|reinforcement|grid upgrade|改造|电网改造|電網改造|升级改造|升級改造",
    "tree": "tree|trees|tree cutting|tree works|cutting trees|修剪树木|修剪樹木|树木修剪|樹木修剪|修树|修樹",
    "transformer": "transformer|new transformer|transformer replacement|更换变压器|更換變壓器|换变压器|換變壓器",
    "storm": "storm|storms|storm damage|bad weather|风暴|風暴|雷暴|台风|颱風|大风|大風|恶劣天气|惡劣天氣",
    "cable": "cable|cable damage|cable fault|damaged cable|电缆故障|電纜故障|电缆损坏|電纜損壞",
    "equipment": "equipment|equipment failure|equipment fault|设备故障|設備故障",
    "construction": "construction|construction work|third party works|施工|外力破坏|外力破壞|第三方施工",
    "unknown": "unknown|not known|cause unknown|不明|未知|原因不明|待查|原因待查",
}
"""Other names of the reasons, as staff say them in short; what is none of them stays their own text."""


def in_words(reason: str, language: str) -> str:
    """A reason in a language; staff's own words in another are marked as what they are."""
    code = reason if reason in REASONS else reason_called(reason)
    if code is not None:
        return text(language, REASONS[code])
    if not reason or bool(HAN.search(reason)) == (language != "en"):
        return to_traditional(reason) if language == "zh_Hant" else reason
    return text(language, _("“{words}” (in the words of our staff)"), words=reason)


def reason_called(said: str) -> str | None:
    """The reason of the catalogue that is called so; null where it is somebody's own text."""
    return called(said, REASONS, IN_SHORT)


def called(said: str, labels: dict[str, str], in_short: dict[str, str]) -> str | None:
    """The code of what is called so: by its code, its label in any of our languages, or in short."""
    said = said.strip(" .。!！").casefold()
    for code, label in labels.items():
        names = {code, code.replace("_", " "), *in_short.get(code, "").split("|")}
        if said in names | {text(language, label).casefold() for language in LANGUAGES}:
            return code
    return None

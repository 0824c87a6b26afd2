"""Lives at risk are heard in three languages; negation, the past, hearsay and slang are not."""

import pytest

from nlu.life import perhaps, risks, smells_of_gas

AT_RISK = [
    ("my dad is on a ventilator and power is out", "device"),
    ("dialysis patient at home, only 20 minutes of battery", "device"),
    ("家里停电，老人靠制氧机", "device"),
    ("屋企冇電，阿媽用緊呼吸機", "device"),
    ("people are trapped in the lift", "trapped"),
    ("有人被困电梯", "trapped"),
    ("電梯停了，有人困住", "trapped"),
    ("my daughter's hand is burnt", "hurt"),
    ("有兩個人受傷", "hurt"),
    ("I can't breathe", "hurt"),
    ("emergency!", "help"),
    ("help, quick", "help"),
    ("救命啊", "help"),
    ("I want to report a dangerous situation", "help"),
    ("我不想活了", "despair"),
]
CALM = [
    "nobody is hurt", "没人受伤", "冇人受傷", "what is the emergency number?",
    "last year my mother was on oxygen and the power failed", "救命,打游戏突然没电", "救命，電費也太貴了",
    "save me some money", "trapped in your phone menu", "please help", "warn us before an outage, we have a dialysis machine",
    "五号填的申请单卡在哪里", "架空线太低了，不是危险那种低",
]  # fmt: skip


@pytest.mark.parametrize(("said", "risk"), AT_RISK)
def test_a_life_at_risk_is_heard(said: str, risk: str) -> None:
    assert risk in risks(said)


@pytest.mark.parametrize("said", CALM)
def test_nothing_is_made_of_the_rest(said: str) -> None:
    assert risks(said) == []


def test_what_lives_hang_on_may_be_named_without_failing() -> None:
    assert perhaps("我家有呼吸机") == ["device"] and perhaps("the elevator is stuck") == ["lift"]
    assert perhaps("可以登记呼吸机吗") == []


def test_gas_is_told_from_power() -> None:
    assert smells_of_gas("煤氣漏") and smells_of_gas("there is a gas leak")
    assert not smells_of_gas("no gas smell") and not smells_of_gas("停电了")

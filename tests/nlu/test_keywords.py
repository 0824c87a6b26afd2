"""What is understood while the model server is away."""

import pytest

from nlu.keywords import understand

INTENTS = [
    ("我家没电了", "report_fault"),
    ("我屋企冇電", "report_fault"),
    ("my power is out", "report_fault"),
    ("跳闸了合不上", "report_fault"),
    ("什么时候来电", "ask_outage"),
    ("明天停电吗", "ask_outage"),
    ("when will the power be back", "ask_outage"),
    ("我要投诉", "complaint"),
    ("我要投訴", "complaint"),
    ("I want to make a complaint", "complaint"),
    ("转人工", "ask_human"),
    ("轉真人客服", "ask_human"),
    ("let me talk to a human", "ask_human"),
    ("这个月电费多少", "ask_bill"),
    ("how much do I owe", "ask_bill"),
    ("电费怎么这么高", "dispute_bill"),
    ("my bill is wrong", "dispute_bill"),
    ("怎么交电费", "ask_payment"),
    ("how do I pay", "ask_payment"),
    ("我的工单到哪了", "ask_ticket"),
    ("any update on my ticket", "ask_ticket"),
    ("催一下", "urge_ticket"),
    ("取消", "cancel"),
    ("never mind", "cancel"),
    ("算了", "cancel"),
    ("不要取消", "out_of_scope"),
    ("退订", "unsubscribe_alerts"),
    ("stop sending me alerts", "unsubscribe_alerts"),
    ("help", "ask_help"),
    ("菜单", "ask_help"),
    ("你好", "greet"),
    ("hi", "greet"),
    ("谢谢", "thank"),
    ("是的", "affirm"),
    ("no", "deny"),
    ("电线杆冒火花了", "report_hazard"),
    ("a cable is down and sparking", "report_hazard"),
    ("電箱冒煙", "report_hazard"),
    ("3301556722", "inform"),
    ("明天天气怎么样", "out_of_scope"),
]
NUMBERS = [
    ("户号是3301 5567 2290", [("account_number", "3301 5567 2290")]),
    ("户号３３０１５５６７", [("account_number", "３３０１５５６７")]),
    ("account number 50912847 please", [("account_number", "50912847")]),
    ("13812345678", [("phone", "13812345678")]),
    ("call 0571-88302216", [("phone", "0571-88302216")]),
    ("WL-20261121-0042 怎么样了", [("ticket_number", "WL-20261121-0042")]),
    ("TS202611210042", [("ticket_number", "TS202611210042")]),
    ("工单4521", [("ticket_number", "4521")]),
    ("電號 0712-3344-90，電話 13900001111", [("phone", "13900001111")]),
    ("286度 300块", []),
]


@pytest.mark.parametrize(("said", "intent"), INTENTS)
def test_the_main_intents_are_guessed(said: str, intent: str) -> None:
    understood = understand(said)
    assert understood.intent == intent
    assert understood.source == "keywords"
    assert 0 < understood.confidence <= 0.8


@pytest.mark.parametrize(("said", "numbers"), NUMBERS)
def test_numbers_of_a_known_form_are_found(said: str, numbers: list[tuple[str, str]]) -> None:
    entities = understand(said).entities
    assert [(e.kind, e.text) for e in entities] == numbers
    assert all(said[e.start : e.end] == e.text for e in entities)


def test_an_empty_text_is_understood_by_nobody() -> None:
    assert understand("  ").source == "none"

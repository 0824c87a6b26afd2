"""What is done with what was understood: act, ask which of two, or say that it is not clear."""

import re
from pathlib import Path

import pytest

from actions.conversation.meaning import NAMES, QUESTIONS, SMALL_TALK, as_one_complaint
from actions.tables import INTENTS
from nlu.understanding import Understanding
from storage.models import Conversation, Tally
from tests import city
from tests.actions.scenes import do, play, rows, shown
from tests.talk import Talk

UNSURE = "I am not sure what you mean"
LABELS = [
    "complaint", "complaint_service", "complaint_business", "complaint_interruption",
    "complaint_power_quality", "complaint_construction", "report_fault", "report_hazard",
    "report_misconduct", "ask_outage", "ask_bill", "dispute_bill", "ask_payment", "ask_tariff",
    "ask_connection", "ask_ticket", "urge_ticket", "withdraw_ticket", "claim_compensation",
    "ask_outlet", "give_suggestion", "give_praise", "subscribe_alerts", "unsubscribe_alerts",
    "bind_account", "ask_human", "greet", "goodbye", "thank", "affirm", "deny", "cancel",
    "ask_help", "inform", "out_of_scope",
]  # fmt: skip
"""The contract between the training data and everything that reads an intent."""


def test_every_label_has_an_action_and_every_action_a_label() -> None:
    assert set(INTENTS) == set(LABELS)


def test_the_model_is_trained_on_these_labels() -> None:
    domain = Path(__file__).parents[2].joinpath("nlu", "domain.yml").read_text("utf-8")
    listed = re.findall(r"^\s*- (\w+)", domain.split("entities:")[0], re.MULTILINE)
    assert set(listed) == set(LABELS)


def test_whatever_can_be_asked_about_has_a_name() -> None:
    assert set(NAMES) == set(LABELS) - SMALL_TALK - {"cancel", "inform", "out_of_scope"}
    assert set(NAMES) >= QUESTIONS


@pytest.mark.parametrize("intent", LABELS)
async def test_every_label_gets_an_answer(talk: Talk, intent: str) -> None:
    answer = shown(await do(talk, 7, f"{intent}> something about it"), 7)
    assert len(answer) > 20 and UNSURE not in answer


@pytest.mark.parametrize(
    "intent", [*sorted(SMALL_TALK), "inform", "cancel", "out_of_scope", "ask_help"]
)
async def test_small_talk_never_begins_a_form(talk: Talk, intent: str) -> None:
    await do(talk, 7, f"{intent}> well well, what a day")
    assert [c.form for c in await rows(talk.db, Conversation)] == [None]


async def test_unsure_between_two_asks_which_and_keeps_the_words(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint_service:0.30> he shouted at [Jianshe Road 11](location)",
         ("Do you mean:", "[complain about service]", "[see what you can do]", "[Neither]", "!sorry")),
        ("[complain about service]", "I note it under “Service”"),
        ("[Yes, that is right]", "Would a photo"), ("[Skip]", "reach"),
        ("[Here in the chat]", ("he shouted at Jianshe Road 11", "Where: 11 Jianshe Road")),
        ("/cancel", "Stopped"),
        ("withdraw_ticket:0.30> it is fixed", "[withdraw a ticket]"),
        ("[Neither]", ("I did not get what you mean", "[🙋 A person, please]")),
    ])  # fmt: skip


async def test_very_unsure_says_so_and_counts(talk: Talk) -> None:
    await play(talk, 7, [("complaint:0.05> blah", (UNSURE, "[🙋 A person, please]"))])
    assert [(t.name, t.count) for t in await rows(talk.db, Tally)] == [("not_understood", 1)]


async def test_an_unsure_out_of_scope_is_not_offered(talk: Talk) -> None:
    meant = Understanding("the moon", (("out_of_scope", 0.3), ("greet", 0.2)), (), False, "model")
    talk._meant["the moon"] = meant
    await play(talk, 7, [("the moon", UNSURE)])


async def test_without_the_model_the_menu_still_works(talk: Talk) -> None:
    await city.outage(talk.db, "F1")
    await play(talk, 7, [
        ("qwertz asdf", (UNSURE, "[🔧 Report a fault]")), ("[🔧 Report a fault]", "What is wrong?"),
        ("it is dark", "Where is it?"), ("Jianshe Road 11", "We know of this outage"),
        ("yes", "I tell you here when the time changes"), ("no power at Jianshe Road 12", "switches"),
    ])  # fmt: skip


async def test_other_kinds_of_message_get_the_menu(talk: Talk) -> None:
    from tests.actions.scenes import LOCATION, STICKER, VOICE, contact

    for said in (
        STICKER,
        {"text": ""},
        {"dice": {"value": 3, "emoji": "🎲"}},
        contact("1", 7),
    ):
        await play(talk, 7, [(said, (UNSURE, "[⚡ Outages]"))])
    await play(talk, 7, [(VOICE, ("I have kept your file", "[📣 Complain]"))])
    await play(talk, 7, [(LOCATION, "That point is far from all places that I know")])


@pytest.mark.parametrize(
    "said",
    [
        "What is your hotline number?",
        "客服电话多少",
        "我該打哪個電話？",
        "hotline pls, which number",
    ],
)
async def test_the_hotline_is_told_also_in_the_middle_of_a_form(talk: Talk, said: str) -> None:
    assert "95598" in shown(await do(talk, 7, f"out_of_scope> {said}"), 7)
    await do(talk, 7, "complaint> I want to complain")
    answer = shown(await do(talk, 7, f"out_of_scope> {said}"), 7)
    assert "95598" in answer


async def test_a_story_about_the_hotline_is_no_question_for_it(talk: Talk) -> None:
    told = "complaint_service> I rang your hotline three times, which nobody answered, what a mess"
    assert "I am sorry that this happened" in shown(await do(talk, 7, told), 7)


@pytest.mark.parametrize(
    "said", ["report_fault> about the meter", "report_fault> it's about my meter", "complaint_construction> the pole",
             "ask_bill> Hello, I have a question about my account", "report_fault> 电表的事", "report_fault> 關於電錶",
             "complaint_service> 師傅的事", "out_of_scope> 电的事情"],
)  # fmt: skip
async def test_a_thing_without_a_wish_is_asked_about(talk: Talk, said: str) -> None:
    heard = shown(await do(talk, 7, said), 7)
    assert heard.count("[") == 4 and "WL-" not in heard


@pytest.mark.parametrize(
    ("said", "answered"),
    [("report_fault> my meter is dead", "Where is it?"), ("report_fault> no power", "Where is it?"),
     ("ask_bill> about my bill", "account number"), ("report_fault> power cut", "Where is it?"),
     ("report_fault> problem with the meter", "Where is it?"), ("complaint_service> the crew was rude", "!Do you mean"),
     ("ask_human> 客服", "!Do you mean"), ("greet> 师傅", "!Do you mean")],
)  # fmt: skip
async def test_a_thing_with_a_wish_is_acted_on_as_before(
    talk: Talk, said: str, answered: str
) -> None:
    await play(talk, 7, [(said, answered)])


async def test_what_is_wanted_of_a_thing_is_done(talk: Talk) -> None:
    await play(talk, 7, [("report_fault> about the meter", ("Do you mean:", "[Neither]")), ("[have a bill checked]", "bill"),
                         ("/cancel", ""), ("report_fault> about the meter", ""), ("[Neither]", "I did not get what you mean")])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ranked", "meant"),
    [
        ("我要投诉,昨天抢修师傅来了三个小时也没修好", {"complaint": 0.23, "complaint_interruption": 0.22}, "complaint_interruption"),
        ("I want to complain, the crew was rude", {"withdraw_ticket": 0.39, "complaint_service": 0.19}, "complaint_service"),
        ("我要投訴", {"withdraw_ticket": 0.39, "complaint_service": 0.01}, "complaint"),
        ("我不是要投诉,只想问一下", {"ask_bill": 0.3, "complaint_service": 0.2}, "ask_bill"),
        ("I do not want to complain", {"ask_bill": 0.3, "complaint_service": 0.2}, "ask_bill"),
        ("I want to complain less", {"give_praise": 0.95, "complaint": 0.05}, "give_praise"),
        ("they were late", {"complaint": 0.2, "complaint_service": 0.2}, "complaint"),
    ],
)  # fmt: skip
def test_what_calls_itself_a_complaint_is_one(
    text: str, ranked: dict[str, float], meant: str
) -> None:
    said = Understanding(text, tuple(ranked.items()), (), False, "model", act=0.77, offer=0.28)
    understood = as_one_complaint(said)
    assert understood.intent == meant
    assert understood.is_sure == (meant in ("complaint_interruption", "complaint_service", "give_praise") or text == "我要投訴")  # fmt: skip


async def test_a_complaint_that_says_so_begins_one(talk: Talk) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""),
                         ("withdraw_ticket:0.20> I want to complain, nobody came", "What is it about?")])  # fmt: skip

"""When it is wrong: what is said, what is noted of it, and what never is."""

import re
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.conversation.masking import MASKS, masked
from actions.conversation.misunderstood import says_missed
from nlu.understanding import Entity, Understanding
from storage import Database
from storage.models import Conversation, Misunderstood, Tally
from tests import city
from tests.actions.scenes import do, play, rows
from tests.talk import POLICY, Talk

COLLECTING = POLICY.model_copy(update={"collect_messages": True})
SORRY = "I did not get what you mean"
SHORT = ("[🔧 Report a fault]", "[⚡ Outages]", "[🧾 My bill]", "[📣 Complain]", "[🙋 A person, please]",
         "![🔔 Outage alerts]")  # fmt: skip


@pytest.fixture
async def talk(db: Database) -> Talk:
    """The small city, whose customers agreed that texts are collected."""
    await city.build(db)
    return Talk(db, COLLECTING)


async def noted(talk: Talk) -> list[tuple[str, str, str | None, str]]:
    """(why, language, text, likeliest intent) of all that was noted."""
    found = await rows(talk.db, Misunderstood)
    return [(m.why, m.language, m.text, m.intents[0][0]) for m in found]


# How people say that we missed the point.


@pytest.mark.parametrize(
    "said",
    [
        "没听懂我说的", "没听懂我说的!!", "你没明白", "你没明白我的意思", "你根本没听懂我在说什么", "听不懂我的话吗？",
        "你听不懂我说的", "你理解错了", "你误会我的意思了", "我说的不是这个", "我问的不是这个啊", "我不是问这个",
        "不是我想问的", "这不是我要的答案", "答非所问", "你答非所问", "你没回答我的问题", "不是，你没听懂，我问的不是这个",
        "我不是这个意思", "机器人听不懂", "你搞错了", "你还是没懂", "你没搞懂我的问题",
        "沒聽懂我說的", "你沒聽懂", "你聽不懂我說的啦", "你根本沒搞懂我的意思", "我不是問這個", "你誤會了", "不是這個意思",
        "你唔明我講咩", "你聽唔明", "我講嘅唔係呢個", "會錯意了", "答非所問耶",
        "that's not what I asked", "That’s not what I asked!!", "not what i asked", "thats not what i meant",
        "that is not what I'm asking about", "this isn't what I wanted", "you don't understand",
        "you don't understand me", "You're not understanding me.", "u dont get it", "you didn't get my question",
        "no, you misunderstood me", "you got it wrong", "wrong answer", "you missed the point", "I didn't ask for that",
        "that doesn't answer my question", "you still don't understand what I mean", "You never even understood my question",
    ],
)  # fmt: skip
def test_what_says_that_we_missed_the_point(said: str) -> None:
    assert says_missed(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "?", "我没听懂", "我不明白", "我没听懂你说的", "没明白我的电费怎么算的", "我不懂电费单", "看不懂账单",
        "你们客服听不懂人话，我要投诉", "客服没听懂我说的还挂我电话", "你没明白吗？我家停电了", "你听不懂，换个人来",
        "不是12号,是21号", "不是停电", "你错了", "没电了", "不懂", "没听懂", "我沒聽懂廣播說什麼", "唔明點計",
        "I don't understand my bill", "I don't understand", "you don't understand me, get someone who does",
        "that's not what my bill says", "not good", "what I asked yesterday", "wrong bill", "wrong answer on the phone yesterday",
        "it's not getting power", "no, not 12, it's 21", "you got my name wrong", "they did not understand me at the hall",
    ],
)  # fmt: skip
def test_what_says_something_else(said: str) -> None:
    assert not says_missed(said)


WORDS = ["你", "根本", "没", "不", "听", "懂", "我", "说", "的", "意思", "不是", "这个", "了", "you ", "really ",
         "not ", "get ", "it ", "what i ", "that is ", "no ", "asked "]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_reading_it_takes_no_time_on_any_input(words: list[str]) -> None:
    started = time.perf_counter()
    says_missed("".join(words))
    says_missed("".join(words)[:58] + "x")
    assert time.perf_counter() - started < 0.5


# What is noted.


async def test_what_we_are_unsure_of_is_noted_and_masked(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint:0.05> blah at [Jianshe Road 12](location) call 199 0000 0001", "I am not sure"),
        ("ask_bill:0.05> [建设路12号](location)那个多少", ""),
    ])  # fmt: skip
    assert await noted(talk) == [
        ("unsure", "en", "blah at ‹place› call ‹phone›", "complaint"),
        ("unsure", "zh_Hans", "‹地点›那个多少", "ask_bill"),
    ]
    (row, _second) = await rows(talk.db, Misunderstood)
    assert row.intents == [["complaint", 0.05], ["ask_help", 0.475]]
    assert (row.at, row.label, row.labelled_at, row.labelled_by) == (city.NOW, None, None, None)


async def test_without_consent_only_count_and_ranking_are_kept(talk: Talk) -> None:
    talk.worker.policy = POLICY
    assert POLICY.collect_messages is False
    await play(talk, 7, [
        ("complaint:0.05> blah", "I am not sure"),
        ("ask_bill> how much is it", "account"),
        ("/cancel", ""),
        ("ask_tariff> what is it", "kWh"),
    ])  # fmt: skip
    (conversation,) = await rows(talk.db, Conversation, chat_id=7)
    assert conversation.memory["last"]["text"] is None
    await play(talk, 7, [("that's not what I asked", (SORRY, *SHORT)),
                         ("withdraw_ticket:0.30> it is fixed", ""), ("[Neither]", SORRY)])  # fmt: skip
    assert await noted(talk) == [
        ("unsure", "en", None, "complaint"), ("wrong", "en", None, "ask_tariff"),
        ("neither", "en", None, "withdraw_ticket"),
    ]  # fmt: skip
    assert [t.count for t in await rows(talk.db, Tally, name="not_understood")] == [3]


async def test_neither_keeps_the_words_and_leads_to_a_short_menu(talk: Talk) -> None:
    await play(talk, 7, [
        ("withdraw_ticket:0.30> it is fixed now at [Jianshe Road 12](location)", "[Neither]"),
        ("[Neither]", (SORRY, *SHORT)),
        ("[🔧 Report a fault]", ("look at your own switches", "!Where is it?")),
    ])  # fmt: skip
    assert await noted(talk) == [("neither", "en", "it is fixed now at ‹place›", "withdraw_ticket")]


async def test_an_answer_that_missed_the_point_is_noted_with_what_was_asked(talk: Talk) -> None:
    await play(talk, 7, [
        ("ask_tariff> how do I get the cheap nights", "kWh"),
        ("that's not what I asked", (SORRY, *SHORT)),
        ("you don't understand", SORRY),  # of that there is nothing more to learn
        ("[🙋 A person, please]", ("A colleague gets in touch", "What is it about?")),
        ("/cancel", ""),
        ("greet> 你好你好啊", ""), ("没听懂我说的", ""),
    ])  # fmt: skip
    assert await noted(talk) == [
        ("wrong", "en", "how do I get the cheap nights", "ask_tariff"),
        ("wrong", "zh_Hans", "你好你好啊", "greet"),
    ]


async def test_of_what_was_said_only_the_newest_is_kept_in_mind(talk: Talk) -> None:
    await play(talk, 7, [("ask_tariff> what does it cost", "kWh"), ("/menu", ""),
                         ("that's not what I asked", SORRY)])  # fmt: skip
    assert await noted(talk) == []
    await play(talk, 7, [("bind_account> link it", "account number"), ("inform> 1000000001", "six-character")])  # fmt: skip
    (conversation,) = await rows(talk.db, Conversation, chat_id=7)
    assert "last" not in conversation.memory


async def test_nothing_is_noted_twice_of_one_message(talk: Talk) -> None:
    await play(talk, 7, [("complaint:0.05> blah", "I am not sure"), ("you don't understand", SORRY)])  # fmt: skip
    assert [why for why, *_rest in await noted(talk)] == ["unsure"]


async def test_in_a_form_it_is_heard_unless_any_text_is_an_answer(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> it does not go on", "Where is it?"),
        ("that's not what I asked",
         (SORRY, "We are in the middle of your fault report", "[Go on with it]", "[Cancel]", *SHORT)),
        ("[Go on with it]", "Where is it?"),
        ("ask_tariff> what is the price?", "per kWh"), ("you don't understand", SORRY),
        ("[Cancel]", "Stopped: your fault report"),
        ("/human", "What is it about?"),
        ("that's not what I asked", ("!" + SORRY, "reach you")),
    ])  # fmt: skip
    assert [(why, text) for why, _l, text, _i in await noted(talk)] == [
        ("wrong", "it does not go on"), ("wrong", "what is the price?"),
    ]  # fmt: skip


async def test_a_danger_goes_first_and_a_false_alarm_can_be_noted(talk: Talk) -> None:
    await play(talk, 7, [("report_hazard> sparks of genius", "Keep away"),
                         ("that's not what I meant", SORRY)])  # fmt: skip
    assert await noted(talk) == [("wrong", "en", "sparks of genius", "report_hazard")]


async def test_what_holds_no_words_is_counted_only(talk: Talk) -> None:
    from tests.actions.scenes import STICKER

    await do(talk, 7, STICKER)
    assert await noted(talk) == []
    assert [t.count for t in await rows(talk.db, Tally, name="not_understood")] == [1]


async def test_it_is_deleted_after_ninety_days(talk: Talk) -> None:
    from actions import retention
    from scheduler import jobs
    from tests.talk import ZONE

    await do(talk, 7, "complaint:0.05> blah")
    for days, left in ((89, 1), (2, 0)):
        talk.now += timedelta(days=days)
        await jobs.tick(retention.run_due, talk.db, talk.worker.policy, ZONE, lambda: talk.now)
        assert len(await noted(talk)) == left


# Masking.


@pytest.mark.parametrize(
    ("said", "language", "kept"),
    [
        ("[建设路12号](location)停电了，[建设路12号](location)", "zh_Hans", "‹地点›停电了，‹地点›"),
        ("建设路又停了，还是[建设路](location)", "zh_Hans", "‹地点›又停了，还是‹地点›"),
        ("[Ash](location) is dark, ash too, but not the cash", "en", "‹place› is dark, ‹place› too, but not the cash"),
        ("[家](location)里没电，大家都没电", "zh_Hans", "家里没电，大家都没电"),
        ("户号1000000001查电费", "zh_Hans", "户号‹户号›查电费"),
        ("my account 1000 0000 01 please", "en", "my account ‹account› please"),
        ("我的电话１３８００１３８０００", "zh_Hans", "我的电话‹电话›"),
        ("打我电话138 0013 8000", "zh_Hans", "打我电话‹电话›"),
        ("電話0912-345-678", "zh_Hant", "電話‹電話›"),
        ("call (02) 2345-6789 or +44 7700 900123", "en", "call (‹phone› or ‹phone›"),
        ("9123 4567", "en", "‹number›"), ("13.80.01.38", "en", "‹number›"),
        ("WL-20261123-0001到哪了", "zh_Hans", "‹工单›到哪了"),
        ("ticket no 4471-20", "en", "ticket no ‹ticket›"),
        ("幺三八零零幺三八零零零", "zh_Hans", "‹数字›"), ("一百八十度", "zh_Hans", "一百八十度"),
        ("one three eight, double oh one", "en", "‹number›"), ("one of two phones", "en", "one of two phones"),
        ("我的邮箱wang.x@example.com谢谢", "zh_Hans", "我的邮箱‹邮箱›谢谢"),
        ("write to @wang_xm on telegram", "en", "write to ‹name› on telegram"),
        ("看https://example.com/a?b=1，谢谢", "zh_Hans", "看‹链接›，谢谢"), ("see example.org/x now", "en", "see ‹link› now"),
        ("1380\u200b013\u202d8000", "en", "‹number›"), ("my code is ABC123", "en", "my code is ‹number›"),
        ("286.50块, 12度, 10:30", "zh_Hans", "‹数字›.50块, 12度, 10:30"),
        ("two\n  lines [here](x) ]", "en", "two lines (here)(x) )"),
    ],
)  # fmt: skip
def test_what_is_masked(said: str, language: str, kept: str) -> None:
    entities, plain, at = [], "", 0
    for found in re.finditer(r"\[([^\]]+)\]\((location)\)", said):
        plain += said[at : found.start()]
        entities.append(Entity(found[2], found[1], len(plain), len(plain) + len(found[1])))
        plain, at = plain + found[1], found.end()
    entities = entities[-1:] if said.startswith("建") else entities  # the model marks but one
    meant = Understanding(plain + said[at:], (), tuple(entities), False, "model")
    assert masked(meant, language) == kept


NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("0123456789１٣-+.@ [](){}零一号\u200b\n"))
)


@given(NASTY, st.sampled_from(["en", "zh_Hans", "zh_Hant"]), st.data())
def test_no_number_and_no_annotation_survives(
    text: str, language: str, data: st.DataObject
) -> None:
    entities = []
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        entities = [Entity(data.draw(st.sampled_from([*MASKS])), text[start:end], start, end)]
    left = masked(Understanding(text, (), tuple(entities), False, "model"), language)
    assert not re.search(r"\d{3,}|[\[\]\n]", left)
    assert left == left.strip()


@pytest.mark.parametrize(
    "text", ["a" * 4096, "1-" * 2048, "a." * 2048, "one " * 1024, "@" * 4096, "零" * 4096]
)
def test_masking_takes_no_time_on_any_input(text: str) -> None:
    started = time.perf_counter()
    masked(Understanding(text, (), (), False, "model"), "en")
    assert time.perf_counter() - started < 0.5

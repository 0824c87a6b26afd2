"""Which language is answered: that of a sentence, never that of a word, and the one chosen."""

import pytest

from actions.conversation import language
from locales import text
from tests.actions.scenes import play
from tests.talk import Talk

HANS, HANT, EN = "zh_Hans", "zh_Hant", "en"


@pytest.mark.parametrize(
    ("said", "current", "expected"),
    [
        ("我家突然没电了", EN, HANS), ("我家突然冇電呀", EN, HANT), ("我家突然沒電了", EN, HANT),
        ("你哋幾時嚟整返好啲電呀", HANS, HANT), ("停电了", HANT, HANS), ("停電了", HANS, HANT),
        ("my power just went out", HANS, EN), ("no power", HANT, EN),
        ("我想apply一个EV charger", EN, HANS), ("我想apply一個EV charger", EN, HANT),
        ("我要投訴你们的服務員態度", HANS, HANT),  # mixed letters: the more of them
        ("不可以", HANT, HANT), ("不可以", HANS, HANS), ("不可以", EN, HANS),  # the same in both
        ("好的", EN, EN), ("好的", HANT, HANT), ("ok", HANS, HANS), ("OK 好", HANS, HANS),
        ("👍👍👍", HANT, HANT), ("13912345678", HANS, HANS), ("12-34, 56", HANT, HANT),
        ("!?…", EN, EN), ("", HANS, HANS), ("WL-20261123-0001", HANS, HANS), ("１２３", HANT, HANT),
    ],
)  # fmt: skip
def test_detection(said: str, current: str, expected: str) -> None:
    assert language.detect(said, current) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("zh-hans", HANS), ("zh", HANS), ("zh-CN", HANS), ("zh-TW", HANT), ("zh_HK", HANT), ("zh-hant", HANT),
     ("yue", HANT), ("en-GB", EN), ("de", EN), ("", EN)],
)  # fmt: skip
def test_the_language_of_the_messenger(code: str, expected: str) -> None:
    assert language.from_code(code) == expected


SORRY = "I am sorry that this happened. I make sure that it reaches the right people."


async def test_the_answer_is_in_the_language_of_the_sentence(talk: Talk) -> None:
    await play(talk, 7, [
        ("complaint_service> 你们窗口的小姑娘态度太恶劣了", text(HANS, SORRY)),
        ("affirm> 好", text(HANS, "Which address or account is it about?")),
        ("affirm> ok", text(HANS, "I did not get that.")),
        ("/cancel", ""),
        ("complaint_service> 你哋櫃檯嗰個職員態度好差", text(HANT, SORRY)),
        ("/cancel", ""), ("complaint_service> the man at the counter was so rude", SORRY),
    ])  # fmt: skip


async def test_an_address_in_another_language_does_not_change_it(talk: Talk) -> None:
    await play(talk, 7, [
        ("report_fault> no power since an hour", "Where is it?"),
        ("inform> 建设路12号", "look at your own switches"),
    ])  # fmt: skip
    await play(talk, 8, [
        ("report_fault> 我家突然没电了", text(HANS, "I am sorry about that. Let us see what it is.")),
        ("inform> Willow Village 8", text(HANS, "It works again")),
    ])  # fmt: skip


async def test_the_chosen_language_stays_whatever_is_written(talk: Talk) -> None:
    await play(talk, 7, [
        ("/language", ("[简体中文]", "[繁體中文]", "[English]")),
        ("[繁體中文]", text(HANT, "⚡ Outages")),
        ("complaint_service> the man at the counter was so rude", text(HANT, SORRY)),
        ("/cancel", ""), ("complaint_service> 你们窗口的小姑娘态度太恶劣了", text(HANT, SORRY)),
        ("/cancel", ""), ("/language", ""), ("[English]", "Hello! This is Wattline Power."),
        ("thank> 谢谢你们的帮助", "You are welcome"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("said", "current", "wished"),
    [("English please", "zh_Hans", "en"), ("sorry English please", "zh_Hans", "en"), ("I speak English!", "zh_Hant", "en"),
     ("請說English", "zh_Hant", "en"), ("Change my language to Chinese", "en", "zh_Hans"), ("用中文", "en", "zh_Hans"),
     ("中文", "en", "zh_Hans"), ("繁體", "zh_Hans", "zh_Hant"), ("讲简体", "zh_Hant", "zh_Hans"),
     ("切換到簡體", "zh_Hant", "zh_Hans"), ("用廣東話", "zh_Hans", "zh_Hant"),
     ("my English bill is wrong", "en", ""), ("the English teacher at 5 Plum Garden has no power", "en", ""),
     ("中文学校停电了", "zh_Hans", "")],
)  # fmt: skip
def test_a_language_that_is_asked_for_and_nothing_else(
    said: str, current: str, wished: str
) -> None:
    assert language.wished_in(said, current) == wished

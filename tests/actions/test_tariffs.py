"""Prices: the table of homes, what else is known, and that the rest is said not to be."""

import pytest

import locales
from tests.actions.scenes import do, play, shown
from tests.talk import POLICY, Talk

TABLE, PERSON = "Household prices per kWh", "[🙋 A person, please]"
NO_BUSINESS, NO_NIGHT = "Prices for shops, offices and businesses I do not have", "night prices I do not have here"  # fmt: skip


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_tariff> what do you charge per kWh?", (TABLE, "230 to 400 kWh: ¥0.57", "!" + PERSON)),
        ("ask_tariff> what is the price for a shop?", (NO_BUSINESS, "95598", PERSON, "!" + TABLE)),
        ("out_of_scope:0.30> electricity tariff for my restaurant", (NO_BUSINESS, PERSON)),
        ("ask_tariff> is there a discount for low income households?", ("15 kWh a month free", PERSON, "!" + TABLE)),
        ("ask_bill> do large families get cheaper electricity", ("Families of five", "!account number")),
        ("ask_tariff> what is the night rate for my electric car?", (NO_NIGHT, "meter of its own", TABLE, PERSON)),
        ("ask_tariff> is it cheaper at night?", (NO_NIGHT, TABLE)),
        ("ask_tariff> what do you charge per kWh for a bakery? I only bake at 2 am", (NO_BUSINESS, PERSON, "!" + TABLE)),
        ("ask_tariff> price per kWh for irrigation pumps", ("Prices for farming and irrigation I do not have", PERSON, "!" + TABLE)),
        ("ask_connection> can I sell my spare solar power back to you, what's the price per kWh?", ("What we pay for solar power", PERSON, "!" + TABLE)),
        ("ask_tariff> how much do you pay for electricity I feed into the grid? price per kwh", ("What we pay for solar", "!" + TABLE)),
        ("ask_outage> will the power be off at night, the price is high enough", "!" + NO_NIGHT),
    ],
)  # fmt: skip
async def test_prices(talk: Talk, said: str, answered: tuple[str, ...]) -> None:
    await play(talk, 7, [(said, answered)])


@pytest.mark.parametrize(
    ("said", "figures"),
    [("ask_bill> 电费补贴政策", "15度"), ("ask_tariff> 商业用电贵不贵", "95598"), ("ask_tariff> 我家六口人，電費有優惠嗎", "100度"),
     ("ask_tariff> 夜里几点开始便宜", "230"), ("ask_tariff> 充电桩电价怎么算", "单独装表"),
     ("ask_tariff> 農田灌溉電價多少", "95598"), ("ask_connection> 光伏余电上网电价多少", "95598")],
)  # fmt: skip
async def test_chinese_ones(talk: Talk, said: str, figures: str) -> None:
    heard = shown(await do(talk, 7, said), 7)
    assert figures in heard and heard.count("[") == 1


def test_what_is_given_is_given_in_all_languages() -> None:
    assert POLICY.tariff_notes
    assert all(set(note) == set(locales.LANGUAGES) for note in POLICY.tariff_notes.values())


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("ask_tariff> 我开网吧的电费怎么算", (NO_BUSINESS, "!" + TABLE)),
        ("ask_bill:0.5> 做生意的电价怎么算", (NO_BUSINESS, "!" + TABLE)),
        ("ask_tariff> 理发店一度电多少", (NO_BUSINESS, "!" + TABLE)),
        ("ask_tariff> what does a hairdresser pay per kWh", (NO_BUSINESS, "!" + TABLE)),
        ("ask_tariff> 一个月五百度要多少钱", ("500 kWh", "¥298.50", "100 × ¥0.82 = ¥82.00")),
        ("ask_bill> how much is 300 kWh a month", ("300 kWh", "¥159.50", "70 × ¥0.57 = ¥39.90")),
        ("ask_tariff> 一度电多少钱", TABLE),
        ("dispute_bill> 上个月五百度怎么要那么多钱", "!kWh in one month cost"),
    ],
)  # fmt: skip
async def test_shops_and_sums(talk: Talk, said: str, answered: tuple[str, ...]) -> None:
    await play(talk, 7, [("/language", ""), ("[English]", ""), (said, answered)])


@pytest.mark.parametrize("said", ["inform:0.3> 开店的呢", "deny:0.3> and for shops?"])
async def test_the_next_question_is_of_somebody_else(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        ("/language", ""), ("[English]", ""), (said, "!" + NO_BUSINESS), ("ask_tariff> 电价多少", TABLE), (said, NO_BUSINESS),
        ("inform:0.3> 那居民呢", TABLE),
    ])  # fmt: skip

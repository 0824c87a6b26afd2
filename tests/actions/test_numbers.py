"""Numbers said in words: Chinese numerals, English words, money, energy, account numbers."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.conversation import numbers


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("一百二十三", 123), ("两百八", 280), ("三千五", 3500), ("一万二", 12000), ("百二", 120),
        ("廿", 20), ("廿三", 23), ("卅一", 31), ("十", 10), ("十五", 15), ("二十", 20), ("二十六", 26),
        ("一百零八", 108), ("一百一十", 110), ("一百十五", 115), ("两千零五", 2005), ("三千五百", 3500),
        ("一万零三百", 10300), ("一万两千三", 12300), ("十二万", 120000), ("一亿", 100000000),
        ("千五", 1500), ("二〇二六", 2026), ("八八", 88), ("零", 0), ("两", 2), ("叁佰", 300),
        ("九百九十九", 999), ("四百三", 430), ("五百五十", 550), ("一万", 10000), ("三四百", None),
        ("人", None), ("", None),
    ],
)  # fmt: skip
def test_chinese_numerals(said: str, value: int | None) -> None:
    assert numbers.chinese(said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("three fifty", "350"), ("two hundred and eighty-six", "286"), ("twelve fifty", "1250"),
        ("one twenty five", "125"), ("two eighty six", "286"), ("a hundred", "100"),
        ("ninety nine", "99"), ("one thousand two hundred", "1200"), ("two thousand and five", "2005"),
        ("three hundred thousand", "300000"), ("nineteen", "19"), ("twenty-one", "21"),
        ("three point five", "3.5"), ("two and a half", "2.5"), ("zero", "0"), ("1,200.50", "1200.50"),
        ("0.35", "0.35"), ("三百二", "320"), ("二百五十塊", "250"), ("nothing", None), ("point", None),
        ("five hundred", "500"), ("one million", "1000000"), ("six hundred and four", "604"),
    ],
)  # fmt: skip
def test_numbers_in_any_writing(said: str, value: str | None) -> None:
    assert numbers.number(said) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("300块", "300", "CNY"), ("两百八", "280", ""), ("三毛五", "0.35", "CNY"), ("¥300", "300", "CNY"),
        ("￥１，２００", "1200", "CNY"), ("twelve quid", "12", "GBP"), ("NT$1,200", "1200", "TWD"),
        ("286度", "286", "kWh"), ("3 kWh", "3", "kWh"), ("三块五", "3.5", "CNY"), ("两块八毛五", "2.85", "CNY"),
        ("三塊半", "3.5", "CNY"), ("五毛", "0.5", "CNY"), ("五毛钱", "0.5", "CNY"), ("三百块钱", "300", "CNY"),
        ("一千二百元", "1200", "CNY"), ("百二蚊", "120", "HKD"), ("廿蚊", "20", "HKD"), ("HK$88.5", "88.5", "HKD"),
        ("£45.20", "45.20", "GBP"), ("$1,200", "1200", "dollar"), ("fifty bucks", "50", "dollar"),
        ("three fifty", "350", ""), ("€99", "99", "EUR"), ("1.2万", "12000", ""), ("1.2万元", "12000", "CNY"),
        ("3k", "3000", ""), ("九十块", "90", "CNY"), ("四百三", "430", ""), ("286 units", "286", "kWh"),
        ("一百五十度電", "150", "kWh"), ("two hundred and eighty-six kWh", "286", "kWh"),
        ("五块零五分", "5.05", "CNY"), ("12.50元", "12.50", "CNY"), ("三百五十二块四", "352.4", "CNY"),
        ("三百二十塊", "320", "CNY"), ("個半", "1.5", "CNY"), ("rmb 500", "500", "CNY"), ("八十千瓦时", "80", "kWh"),
        ("forty pounds", "40", "GBP"), ("两千五百三十块八毛", "2530.8", "CNY"), ("钱", None, ""), ("", None, ""),
    ],
)  # fmt: skip
def test_amounts(said: str, value: str | None, unit: str) -> None:
    wanted = None if value is None else numbers.Amount(Decimal(value), unit)
    assert numbers.amount(said) == wanted


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("八八八八零零零零零一", "8888000001"), ("8888000001", "8888000001"), ("8888 000 001", "8888000001"),
        ("８８８８-０００-００１", "8888000001"), ("一零零零零零零零零一", "1000000001"),
        ("幺零零零零零零零零幺", "1000000001"), ("一〇〇〇〇〇〇〇〇一", "1000000001"), ("8八88零零零00一", "8888000001"),
        ("double eight double eight oh oh oh oh oh one", "8888000001"),
        ("one zero zero zero zero zero zero zero zero one", "1000000001"),
        ("triple eight 8 triple zero double zero one", "8888000001"), ("twenty-one", "21"),
        ("forty two oh seven", "4207"), ("八 八 八 八 零 零", "888800"), ("一二三,四五六", "123456"),
        ("户号是三三一一五五七七九九", "3311557799"), ("戶號捌捌捌捌零零零零零壹", "8888000001"),
        ("my number is one two three four five six seven eight nine oh", "1234567890"), ("none", ""),
        ("八十八", "88"),
    ],
)  # fmt: skip
def test_digits_as_they_are_spoken(said: str, digits: str) -> None:
    assert numbers.digits(said) == digits


@given(
    st.text(
        alphabet=st.sampled_from(
            "零一二两三十百千万亿廿0189.,元块毛分个半度¥$ adnouble eight twenty"
        ),
        max_size=400,
    )
)
def test_nothing_makes_it_fail(said: str) -> None:
    numbers.amount(said), numbers.digits(said), numbers.number(said)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(said: str) -> None:
    numbers.amount(said), numbers.digits(said), numbers.number(said)


@given(st.integers(0, 99_999))
def test_every_number_comes_back_from_its_numerals(value: int) -> None:
    assert numbers.chinese(_written(value)) == value


def _written(value: int) -> str:
    """A number as a form writes it, with every zero it needs."""
    signs, text = "零一二三四五六七八九", ""
    for power, name in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        text += signs[digit] + name if digit else ("零" if text and text[-1] != "零" else "")
    return text.rstrip("零") or "零"


@pytest.mark.parametrize(
    "hostile", ["9" * 5000, "万" * 5000, "twenty " * 900, "1," * 2500, "三" * 5000]
)
def test_hostile_input_takes_no_time(hostile: str) -> None:
    began = time.perf_counter()
    numbers.amount(hostile), numbers.digits(hostile), numbers.number(hostile)
    assert time.perf_counter() - began < 0.05

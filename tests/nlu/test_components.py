"""The parts of the pipeline that need no Rasa: folding, concepts, features, tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.concepts import Concepts, concept_features
from nlu.components.entity_features import Unit, spans_of, tagger_features, tags_of
from nlu.components.intent_features import features, last_clause, words_of
from nlu.data_check import ROOT
from nlu.folding import fold


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("電費幾多", "电费几多"),
        ("ＡＢＣ１２３，！", "abc123,!"),
        ("停電　嗎？", "停电 吗?"),
        ("don\u2019t", "don't"),
        ("İ", "İ"),
        ("喺邊度", "喺边度"),
        ("⚡🔥", "⚡🔥"),
        ("", ""),
    ],
)
def test_folding(said: str, folded: str) -> None:
    assert fold(said) == folded


@given(st.text(st.characters(blacklist_categories=())))
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_concepts_are_found_in_both_languages_and_between_them() -> None:
    concepts = Concepts({"off": {"zh": "停电, 冇电", "en": "outage*, no power"}})
    assert [name for _, name in concepts.find("又停电了")] == ["off"]
    assert [name for _, name in concepts.find("no power, outages")] == ["off", "off"]
    assert [name for _, name in concepts.find("今天outage吗")] == ["off"]
    assert concepts.find("foutage") == []


def test_our_concepts_can_be_read() -> None:
    concepts = Concepts.read(ROOT / "nlu" / "concepts.yml")
    outage = {name for _, name in concepts.find("停电")} & {
        name for _, name in concepts.find("blackout")
    }
    assert outage == {"power_off"}


def test_concept_features_know_order_pairs_and_the_end() -> None:
    counted = concept_features([(0, "a"), (5, "b")], 4)
    assert set(counted) == {"a", "b", "a>b", "a+b", "Lb"}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("没电了", "没电了"),
        ("昨天停电,今天电费多少", "今天电费多少"),
        ("昨天停电,今天电费多少,ok", "今天电费多少,ok"),
        ("why?", "why?"),
        ("", ""),
    ],
)
def test_the_last_clause_has_some_substance(text: str, last: str) -> None:
    assert text[last_clause(text) :] == last


def test_numbers_count_by_length_and_signs_not_at_all() -> None:
    assert words_of(["电", "费", "286", "!", "⚡"]) == ["电", "费", "000", "⚡"]


def test_features_of_any_message_are_counted_by_family() -> None:
    counted = features("停电?", ["停", "电", "?"], [0, 1, 2], Concepts({}))
    assert counted["w"]["停 电"] == 1
    assert counted["c"]["停电"] == 1
    assert counted["s"]["?"] == 1
    assert features("", [], [], Concepts({}))["k"] == {}


def units(text: str) -> list[Unit]:
    return [Unit(c, c, i, c, 0) for i, c in enumerate(text)]


@given(st.lists(st.sampled_from(["time", "location", ""]), max_size=12))
def test_tags_lead_back_to_their_spans(kinds: list[str]) -> None:
    spans = [(2 * i, 2 * i + 2, kind) for i, kind in enumerate(kinds) if kind]
    told = units("字" * 2 * len(kinds))
    assert spans_of(told, tags_of(told, spans)) == spans


def test_the_tagger_sees_a_row_a_unit_and_the_forms_of_numbers() -> None:
    text = "电话13800138000"
    told = [*units("电话"), Unit("13800138000", "13800138000", 2, "13800138000", 0)]
    rows = tagger_features(text, told)
    assert len(rows) == 3
    assert "f=mobile" in rows[2]
    assert "1:f=mobile" in rows[1]
    assert tagger_features("", []) == []

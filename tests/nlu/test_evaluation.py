"""The figures of an evaluation, by hand on small sets."""

import json
from pathlib import Path

import pytest

from nlu.evaluation import entity_f1, figures, macro_f1, name_files
from nlu.examples import BadExamples, Example, read_annotated, read_examples
from nlu.report import for_json, format_table
from nlu.understanding import Entity, Understanding


def understood(
    text: str, *intents: tuple[str, float], entities: tuple[Entity, ...] = ()
) -> Understanding:
    return Understanding(text, intents, entities, False, "model")


def example(intent: str, text: str = "x", *spans: tuple[int, int, str]) -> Example:
    return Example(text, intent, spans, text)


def test_short_and_long_annotations_are_read_with_offsets_in_the_plain_text() -> None:
    read = read_annotated(
        '明天[阳光花园](location)停电吗, [14 Mill Lane]{"entity": "location"}', "ask_outage"
    )
    assert read.text == "明天阳光花园停电吗, 14 Mill Lane"
    assert [read.text[a:b] for a, b, _ in read.spans] == ["阳光花园", "14 Mill Lane"]
    assert {kind for _, _, kind in read.spans} == {"location"}


def test_a_synonym_in_the_short_form_is_left_out() -> None:
    assert read_annotated("[NYC](location:New York)", "inform").spans == ((0, 3, "location"),)


def test_brackets_that_are_no_annotation_stay() -> None:
    assert read_annotated("按[1]没反应 (急)", "complaint").text == "按[1]没反应 (急)"


def test_files_are_read_in_both_forms_and_other_blocks_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.yml"
    path.write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hi\n    - 你好\n'
        "- intent: inform\n  examples:\n  - text: |\n      - [12](amount)\n"
        "- synonym: x\n  examples: |\n    - y\n- regex: r\n  examples: |\n    - z\n",
        "utf-8",
    )
    assert [(e.intent, e.text) for e in read_examples(path)] == [
        ("greet", "hi"),
        ("greet", "你好"),
        ("inform", "12"),
    ]


@pytest.mark.parametrize(
    "content", ["", "nlu: 3", "[", "- a", 'nlu:\n- intent: a\n  examples: |\n    - [x]{"y"}']
)
def test_a_file_that_is_none_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadExamples, match=r"broken\.yml"):
        read_examples(path)


def test_the_figures_of_three_messages() -> None:
    told = [example("a", "ab", (0, 1, "time")), example("a"), example("b")]
    got = [
        understood("ab", ("a", 0.9), ("b", 0.1), entities=(Entity("time", "a", 0, 1),)),
        understood("x", ("b", 0.6), ("a", 0.4)),
        understood("x", ("b", 0.8), ("c", 0.2)),
    ]
    result = figures(told, got)
    assert result["intent_accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["top2_accuracy"] == 1.0
    assert result["acted_share"] == 1.0
    assert result["acted_correct"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["intent_macro_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["entity_f1"] == 1.0
    assert result["confusions"] == [{"expected": "a", "predicted": "b", "count": 1}]


def test_what_is_not_acted_on_is_not_judged_as_an_act() -> None:
    told = [example("a"), example("a"), example("b")]
    got = [understood("x", ("a", 0.9)), understood("x", ("b", 0.1)), understood("x", ("b", 0.8))]
    result = figures(told, got)
    assert result["acted_share"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["acted_correct"] == 1.0
    unsure = figures([example("a")], [understood("x", ("a", 0.1))])
    assert (unsure["acted_share"], unsure["acted_correct"]) == (0.0, None)


def test_labels_that_only_occur_as_guesses_do_not_enter_the_macro_mean() -> None:
    assert macro_f1(["a", "a"], ["a", "z"]) == pytest.approx(2 / 3, abs=1e-4)


def test_entities_count_with_exact_span_and_label() -> None:
    told = [example("a", "abcd", (0, 2, "time"), (2, 4, "location"))]
    found = (Entity("time", "ab", 0, 2), Entity("location", "d", 3, 4), Entity("phone", "a", 0, 1))
    got = [understood("abcd", ("a", 1.0), entities=found)]
    assert entity_f1(told, got) == pytest.approx(2 * 1 / (3 + 2), abs=1e-4)


def test_files_of_the_same_name_are_keyed_by_their_path() -> None:
    names = name_files([Path("a/en.yml"), Path("b/en.yml"), Path("b/zh.yml")])
    assert list(names) == ["a/en.yml", "b/en.yml", "zh.yml"]


def test_the_table_and_the_json_show_every_file() -> None:
    told = [example("a"), example("report_hazard")]
    got = [understood("x", ("b", 0.6), ("a", 0.4)), understood("x", ("report_hazard", 1.0))]
    result = {"files": {"en.yml": figures(told, got)}, "predictions": {"en.yml": []}}
    table = format_table(result)
    assert "en.yml" in table
    assert "a → b" in table
    assert set(json.loads(json.dumps(for_json(result)))["files"]["en.yml"]) >= {
        "intent_accuracy",
        "intent_macro_f1",
        "entity_f1",
        "top2_accuracy",
        "confusions",
    }

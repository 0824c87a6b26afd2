"""The check of the sentences: what it must find, and that our own sentences pass it."""

from pathlib import Path

import pytest

from nlu.data_check import ROOT, check

DOMAIN = ROOT / "nlu" / "domain.yml"


def written(path: Path, *lines: str, intent: str = "ask_bill") -> Path:
    examples = "".join(f"    - {line}\n" for line in lines)
    path.write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{examples}', "utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "intent", "complaint"),
    [
        (["x"], "ask_moon", "unknown intent"),
        (["[x](moon)"], "ask_bill", "unknown entity"),
        (["[x] (time)"], "ask_bill", "broken annotation"),
        (["[x(time)"], "ask_bill", "broken annotation"),
        (["[ x](time)"], "ask_bill", "space"),
        (["same", "same"], "ask_bill", "2 times"),
    ],
)
def test_errors_are_found(tmp_path: Path, lines: list[str], intent: str, complaint: str) -> None:
    errors, _ = check([written(tmp_path / "a.yml", *lines, intent=intent)], [], DOMAIN)
    assert len(errors) == 1
    assert complaint in errors[0]


def test_a_sentence_with_two_labels_is_an_error_in_any_spelling(tmp_path: Path) -> None:
    one = written(tmp_path / "a.yml", "電費多少？")
    other = written(tmp_path / "b.yml", "电费多少", intent="dispute_bill")
    errors, _ = check([one, other], [], DOMAIN)
    assert ["several labels" in e for e in errors] == [True]


def test_a_copied_test_sentence_is_an_error(tmp_path: Path) -> None:
    said = "how much is the bill for the flat above the bakery this time"
    errors, _ = check(
        [written(tmp_path / "a.yml", said)], [written(tmp_path / "b.yml", said)], DOMAIN
    )
    assert ["training sentence" in e for e in errors] == [True]


def test_templates_thin_labels_and_broken_words_are_warned_of(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.yml",
        "what is the bill of [May](time)",
        "what is the bill of [June 3](time)",
        "the [Mon](time)day bill",
    )
    errors, warnings = check([path], [], DOMAIN)
    text = "\n".join(warnings)
    assert errors == []
    assert "near-duplicates in ask_bill" in text
    assert "'Mon' breaks a word" in text
    assert "complaint has only 0" in text


def test_our_own_sentences_pass() -> None:
    data, tests = ROOT / "nlu" / "data", ROOT / "nlu" / "test"
    errors, _ = check(sorted(data.glob("*.yml")), sorted(tests.glob("*.yml")), DOMAIN)
    assert errors == []

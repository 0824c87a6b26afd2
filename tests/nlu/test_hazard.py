"""The alarm fires on danger that exists now, and on nothing else."""

import pytest
from hazard_cases import DANGER, NO_DANGER

from nlu.hazard import hazards, is_hazard


@pytest.mark.parametrize("said", DANGER)
def test_danger_fires(said: str) -> None:
    assert is_hazard(said)


@pytest.mark.parametrize("said", NO_DANGER)
def test_idiom_negation_and_past_do_not_fire(said: str) -> None:
    assert hazards(said) == []


def test_there_are_enough_cases_in_all_three_languages() -> None:
    cases = DANGER + NO_DANGER
    assert len(cases) == len(set(cases)) >= 150
    assert sum(said.isascii() for said in cases) >= 50


@pytest.mark.parametrize(
    "said", ["", " ", "\n", "🔌", "?" * 5000, "a" * 20000, "线断" * 5000, "没" * 5000]
)
def test_odd_text_is_judged_quickly(said: str) -> None:
    hazards(said)

"""Training in small, in Rasa's environment, where scikit-learn is."""

import os
import subprocess

import pytest

from nlu import model
from nlu.data_check import ROOT

PYTHON = model.environment(ROOT) / "bin" / "python"


@pytest.mark.skipif(not PYTHON.exists(), reason="no Rasa environment")
def test_a_small_training_weighs_as_serving_does_and_learns() -> None:
    script = ROOT / "tests" / "nlu" / "small_training.py"
    done = subprocess.run(
        [str(PYTHON), str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == "800 messages\n"

"""Training and starting, short of Rasa itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlu import model
from nlu.model import ModelError, fingerprint, is_current, rasa_variables, start_server, train


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a little data and a pretended environment whose Python is ours."""
    (tmp_path / "nlu" / "data").mkdir(parents=True)
    (tmp_path / "nlu" / "components").mkdir()
    (tmp_path / "nlu" / "data" / "a.yml").write_text("nlu: []\n")
    (tmp_path / "config.yml").write_text("pipeline: []\n")
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "env" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def rasa_that(root: Path, code: str) -> None:
    """Puts a program in the place of our way into Rasa."""
    (root / "nlu" / "components" / "serve.py").write_text(code)


MAKES_A_MODEL = "import pathlib; pathlib.Path('models/wattline.tar.gz').write_text('m')\n"


def test_training_runs_once_and_again_only_after_a_change(root: Path) -> None:
    rasa_that(root, MAKES_A_MODEL)
    said: list[str] = []
    assert train(root, env=root / "env", say=said.append)
    assert not train(root, env=root / "env", say=said.append)
    assert said[-1] == "The model is up to date."
    (root / "nlu" / "data" / "b.yml").write_text("nlu: [] # more\n")
    assert not is_current(root)
    assert train(root, env=root / "env", say=said.append)
    assert train(root, force=True, env=root / "env", say=said.append)


def test_a_failed_training_says_why_and_leaves_no_record(root: Path) -> None:
    rasa_that(root, MAKES_A_MODEL)
    train(root, env=root / "env", say=lambda _: None)
    rasa_that(root, "raise SystemExit('no such label')")
    with pytest.raises(ModelError, match="no such label"):
        train(root, force=True, env=root / "env", say=lambda _: None)
    assert not is_current(root)


@pytest.mark.parametrize("name", ["config.yml", "nlu/domain.yml", "nlu/requirements.lock"])
def test_whatever_the_model_is_made_from_is_in_the_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).write_text("changed\n")
    assert fingerprint(root) != before


def test_what_the_model_is_not_made_from_is_not(root: Path) -> None:
    before = fingerprint(root)
    (root / "nlu" / "client.py").write_text("x = 1\n")
    (root / "nlu" / "data" / "notes.md").write_text("x\n")
    assert fingerprint(root) == before


def test_a_missing_environment_or_model_is_said(root: Path) -> None:
    with pytest.raises(ModelError, match="environment is missing"):
        train(root, env=root / "nowhere")
    with pytest.raises(ModelError, match="no model"):
        start_server(root, 5999, env=root / "env")


async def test_a_server_that_ends_is_noticed_at_once(root: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])  # noqa: ASYNC220
    with pytest.raises(ModelError, match="ended with 3"):
        await model.wait_ready("http://127.0.0.1:9", timeout=20, process=process)


async def test_a_server_that_never_comes_is_waited_for_so_long(root: Path) -> None:
    with pytest.raises(ModelError, match="not ready"):
        await model.wait_ready("http://127.0.0.1:9", timeout=0.2)


def test_stopping_ends_the_process_and_may_be_repeated() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    model.stop_server(process)
    model.stop_server(process)
    assert process.returncode is not None


def test_rasa_phones_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    variables = rasa_variables()
    assert variables["RASA_TELEMETRY_ENABLED"] == "false"
    assert "PYTHONPATH" not in variables


@pytest.mark.parametrize(
    ("url", "port"), [("http://127.0.0.1:5005", 5005), ("http://h:1/x", 1), ("http://h", 80)]
)
def test_the_port_of_a_url(url: str, port: int) -> None:
    assert model.port_of(url) == port

"""A setting that is wrong stops the start with a sentence that names it."""

from pathlib import Path

import pytest

import settings
from actions import policy
from settings import ROOT, BadSettings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # no .env
    monkeypatch.setenv("WATTLINE_TELEGRAM_TOKEN", "1:x")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("WATTLINE_TIMEZONE", "Mars/Olympus", "WATTLINE_TIMEZONE: not a time zone"),
        ("WATTLINE_DATABASE_URL", "mysql://x", "WATTLINE_DATABASE_URL: must begin with sqlite:///"),
        ("WATTLINE_NLU_URL", "127.0.0.1:5005", "WATTLINE_NLU_URL: must begin with http"),
        ("WATTLINE_WORKERS", "many", "WATTLINE_WORKERS: Input should be a valid integer"),
        ("WATTLINE_TELEGRAM_TOKKEN", "1:x", "unknown setting WATTLINE_TELEGRAM_TOKKEN"),
    ],
)
def test_a_bad_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=words):
        settings.load()


def test_a_missing_token_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATTLINE_TELEGRAM_TOKEN")
    with pytest.raises(BadSettings, match="WATTLINE_TELEGRAM_TOKEN is missing"):
        settings.load()


def test_an_unknown_name_in_the_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WATTLINE_COLOUR=red\n")
    with pytest.raises(BadSettings, match="WATTLINE_COLOUR"):
        settings.load()


@pytest.mark.parametrize(
    "given", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot"]
)
def test_the_base_url_may_be_written_in_any_way(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("WATTLINE_TELEGRAM_BASE_URL", given)
    assert settings.load().telegram_base_url == "http://127.0.0.1:8081"


def test_every_setting_stands_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert [
        n for n in settings.Settings.model_fields if f"WATTLINE_{n.upper()}=" not in example
    ] == []


def test_a_promise_written_wrongly_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "policy.yml"
    wrong.write_text(
        "kinds: {repair: {queue: repairs, promises: {arrival: {minutes: 5, hours: 1}}}}\n"
    )
    with pytest.raises(policy.BadPolicy, match=r"kinds\.repair\.promises\.arrival"):
        policy.load([ROOT / "policy.yml", wrong])
    wrong.write_text("remind_aftr: 0.5\n")
    with pytest.raises(policy.BadPolicy, match="remind_aftr"):
        policy.load([ROOT / "policy.yml", wrong])
    with pytest.raises(policy.BadPolicy, match="nowhere"):
        policy.load([tmp_path / "nowhere.yml"])

"""The commands for other systems: files of outages, and tokens."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import wattline
from tests.small_files import WORLD


@pytest.fixture
def at_home(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty database in the settings, and a folder."""
    monkeypatch.setenv("WATTLINE_DATABASE_URL", database_url)
    return tmp_path


def run(*arguments: str, fails: bool = False) -> str:
    """What a command says."""
    result = CliRunner().invoke(wattline.app, list(arguments))
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def test_outages_come_from_a_file_and_each_mistake_is_told(at_home: Path) -> None:
    assert "places.csv: 42 new" in run("import", str(WORLD))
    start = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    good = {"id": "A", "sequence": 1, "start": start, "areas": [{"feeder": "F01"}]}
    file = at_home / "outages.json"
    file.write_text(json.dumps({"records": [good, {"id": "B"}]}), "utf-8")
    command = ("import", "outages", str(file), "--source", "oms")
    assert "1 new, 1 refused" in run(*command, "--dry-run", fails=True)
    said = run(*command, fails=True)
    assert "record 2 (B) refused: start is missing" in said
    assert "1 new, 1 refused" in said
    file.write_text(json.dumps([good]), "utf-8")
    assert run(*command).strip() == "1 same"
    file.write_text("[]", "utf-8")
    assert "still open here: " in run(*command, "--full")


def test_a_token_is_shown_once_and_can_be_ended(at_home: Path) -> None:
    token = run("api", "token", "add", "oms", "--scope", "outages:write").strip()
    assert token.startswith("wl_")
    run("api", "token", "add", "oms", fails=True)
    run("api", "token", "add", "page", "--scope", "everything", fails=True)
    listed = run("api", "token", "list")
    assert "oms\toutages:write" in listed
    assert token not in listed
    run("api", "token", "revoke", "oms")
    run("api", "token", "revoke", "oms", fails=True)
    assert "revoked" in run("api", "token", "list")

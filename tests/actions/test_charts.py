"""A picture is drawn from what the outbox row says, again and again, and sent with its caption."""

import struct
import subprocess
import sys

import pytest

from actions.supply import charts

CHART = {
    "title": "Minutes off", "across": "minutes (SAIDI)", "labels": ["2026-10", "2026-11"],
    "lying": False, "bars": [["Unplanned", [40.0, 0.0]], ["Planned", [0, 10.0]]],
}  # fmt: skip
PICTURE = {"chart": CHART, "plain": CHART}


def size(png: bytes) -> tuple[int, int]:
    """Pixels across and down, as the PNG's header has them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    across, down = struct.unpack(">II", png[16:24])
    return across, down


@pytest.mark.parametrize("lying", [False, True])
def test_it_is_a_png_that_telegram_takes(lying: bool) -> None:
    drawn = charts.draw({"chart": {**CHART, "lying": lying}, "plain": CHART})
    assert size(drawn) == (1200, 675)
    assert len(drawn) < 500_000


def test_what_is_drawn_depends_on_the_figures_alone() -> None:
    other = {**CHART, "bars": [["Unplanned", [40.0, 30.0]]]}
    assert charts.draw(PICTURE) == charts.draw(PICTURE)
    assert charts.draw(PICTURE) != charts.draw({"chart": other, "plain": other})


def test_without_chinese_letters_it_is_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = {**CHART, "title": "每户停电分钟数", "labels": ["城东线", "山村线"]}
    monkeypatch.setattr(charts, "FONTS", ())
    charts._chinese_font.cache_clear()
    assert charts.draw({"chart": chinese, "plain": CHART}) == charts.draw(PICTURE)
    charts._chinese_font.cache_clear()


@pytest.mark.skipif(charts._chinese_font() is None, reason="no font with Chinese letters")
def test_chinese_letters_are_drawn_where_there_is_a_font() -> None:
    chinese = {**CHART, "title": "每户停电分钟数", "labels": ["城东线", "山村线"]}
    assert charts.draw({"chart": chinese, "plain": CHART}) != charts.draw(PICTURE)


def test_nothing_else_waits_for_matplotlib() -> None:
    look = "import sys, actions.dialogue, bot.sender; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0

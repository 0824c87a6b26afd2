"""Coordinates of places in an import: optional, both or neither, on this earth."""

from pathlib import Path

import pytest

from storage import Database
from storage.models import Place
from tests.actions.scenes import rows
from tests.small_files import run, told

HEADER = "code,kind,name,name_en,district,district_en,aliases,latitude,longitude"


async def test_a_place_may_have_coordinates_and_they_may_change(
    db: Database, tmp_path: Path
) -> None:
    for latitude, fate in (("30.5", "new"), ("-30.25", "changed"), ("-30.25", "same")):
        lines = [HEADER, f"P1,street,建设路,Jianshe Road,,,,{latitude},125.0123"]
        (tmp_path / "places.csv").write_text("\n".join(lines), "utf-8")
        report = await run(db, tmp_path)
        assert getattr(report.counts["places.csv"], fate) == 1
        (place,) = await rows(db, Place)
        assert (place.latitude, place.longitude) == (float(latitude), 125.0123)


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        ("91", "0", "latitude: '91' is not between -90 and 90"),
        ("0", "200", "longitude: '200' is not between -180 and 180"),
        ("north", "0", "latitude: 'north' is not between -90 and 90"),
        ("30", "", "latitude, longitude: give both or neither"),
    ],
)
async def test_wrong_coordinates_are_told(
    db: Database, tmp_path: Path, latitude: str, longitude: str, reason: str
) -> None:
    lines = [HEADER, f"P1,street,建设路,Jianshe Road,,,,{latitude},{longitude}"]
    (tmp_path / "places.csv").write_text("\n".join(lines), "utf-8")
    assert f"places.csv, line 2: {reason}" in await told(db, tmp_path)

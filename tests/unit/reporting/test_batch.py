import zipfile

import pytest

from planseam.model.study import Study
from planseam.reporting.batch import _key, _names


def study(folder, path):
    layer = {"id": "redline", "role": "redline", "path": path}
    units = {"id": "units", "role": "unit", "path": "bundled:yrd/provinces"}
    return Study.from_table({"study": {"units": "units"}, "layer": [units, layer]}, folder=folder)


@pytest.mark.parametrize("name", ["redline.shp", "[2024] redline.shp", "all.gdb/a.table"])
def test_the_key_holds_until_the_data_change(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"one")
    named = study(tmp_path, name.partition("/")[0])
    before = _key(named)
    assert _key(named) == before
    file.write_bytes(b"two")
    assert _key(named) != before


def test_the_key_tells_what_packs_hold(tmp_path):
    named = study(tmp_path, "redline.shp")
    assert len({_key(named, wanted) for wanted in ("report.docx minor", "report.docx info", "minor")}) == 3


def test_a_companion_counts_too(tmp_path):
    (tmp_path / "redline.shp").write_bytes(b"shapes")
    named = study(tmp_path, "redline.shp")
    before = _key(named)
    (tmp_path / "redline.dbf").write_bytes(b"table")
    assert _key(named) != before


def test_what_lies_in_an_archive_counts_by_the_archive(tmp_path):
    keys = []
    for content in ("one", "two"):
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("inner/redline.geojson", content)
        keys.append(_key(study(tmp_path, "all.zip/inner/redline.geojson")))
    assert keys[0] != keys[1]


def test_a_database_is_read_anew_every_time(tmp_path):
    named = study(tmp_path, "postgresql://planner@localhost/plans")
    assert _key(named) != _key(named)


def test_folders_are_called_after_their_studies_and_told_apart(tmp_path):
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
    paths = [tmp_path / "north" / "planseam.toml", tmp_path / "south", tmp_path / "north", tmp_path / "own name.toml"]
    assert _names(paths) == ["north", "south", "north-2", "own-name"]

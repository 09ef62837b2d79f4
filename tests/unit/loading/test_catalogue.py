import hashlib

import pandas as pd
import pytest

from planseam.errors import LayerError, RuleError
from planseam.loading import catalogue as module
from planseam.loading.catalogue import catalogue, layer_file, read_data, sha256_of
from planseam.model.layer import LayerFile
from planseam.text import Text


def file(**values):
    common = {"id": "x", "role": "river", "title": "x", "source": "x", "licence": "CC0-1.0", "illustrative": True}
    return LayerFile.model_validate({**common, "accuracy_m": 1, "file": "x.csv", **values})


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "x.csv").write_text("fid,name\n1,a\n2,b\n")
    return tmp_path


def test_the_catalogue_lists_every_shipped_layer_with_its_place():
    listed = catalogue()
    assert ("yrd", "redline") in {(place, layer.id) for place, layer in listed}
    assert all(layer.id != "planseam" for _, layer in listed)


def test_every_shipped_layer_file_is_named_after_its_layer():
    for place, layer in catalogue():
        assert layer_file(f"{place}/{layer.id}") == layer


def test_files_that_describe_no_layer_are_passed_over(tmp_path, monkeypatch):
    (tmp_path / "planted.toml").write_text("[[plant]]\nrule = 'EC103'\n")
    monkeypatch.setattr(module, "place_folder", lambda _place: tmp_path)
    monkeypatch.setattr(module, "doors", lambda _group: {"place": None})
    assert catalogue() == []


@pytest.mark.parametrize(("text", "word"), [("id = 'a'", "Field required"), ("id = ", "cannot be used")])
def test_a_damaged_layer_file_is_told(tmp_path, monkeypatch, text, word):
    (tmp_path / "a.toml").write_text(text)
    monkeypatch.setattr(module, "place_folder", lambda _place: tmp_path)
    with pytest.raises(LayerError, match=word):
        layer_file("place/a")


def test_a_misspelt_layer_is_answered_with_the_nearest():
    with pytest.raises(LayerError) as caught:
        layer_file("yrd/redlin")
    assert "bundled:yrd/redline" in caught.value.cure.en


def test_an_unknown_place_is_named():
    with pytest.raises(RuleError, match="atlantis"):
        layer_file("atlantis/redline")


def test_data_come_with_their_hash(folder):
    rows, digest = read_data(file(rows=2), folder)
    assert list(rows["name"]) == ["a", "b"]
    assert digest == hashlib.sha256(b"fid,name\n1,a\n2,b\n").hexdigest()


def test_a_changed_data_file_is_a_damaged_installation(folder):
    with pytest.raises(LayerError, match="Install the package"):
        read_data(file(sha256="0" * 64), folder)


def test_a_wrong_number_of_rows_is_told(folder):
    with pytest.raises(LayerError, match="3 rows expected, 2 found"):
        read_data(file(rows=3), folder)


def test_a_missing_data_file_is_told(tmp_path):
    with pytest.raises(LayerError, match="missing or unreadable"):
        read_data(file(), tmp_path)


def test_parquet_without_geometry_is_a_table(tmp_path):
    pd.DataFrame({"fid": ["1"]}).to_parquet(tmp_path / "t.parquet")
    rows, _ = read_data(file(file="t.parquet"), tmp_path)
    assert list(rows.columns) == ["fid"]


def test_a_folder_has_no_hash(tmp_path):
    assert sha256_of(tmp_path) == ""


def test_titles_are_bilingual():
    assert layer_file("yrd/redline").title != Text("", "")

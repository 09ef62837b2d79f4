import pytest

from planseam.errors import OutputError
from planseam.model.mapfile import map_file, merged


def test_a_shipped_file_is_found_by_name_and_another_by_path(tmp_path):
    (tmp_path / "mine.toml").touch()
    assert map_file("overview").name == "overview.toml"
    assert map_file("mine.toml", beside=tmp_path) == tmp_path / "mine.toml"
    assert map_file(str(tmp_path / "mine.toml")) == tmp_path / "mine.toml"


def test_a_name_reaches_no_file_outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").touch()
    with pytest.raises(OutputError, match="no map file"):
        map_file("../secret")


def test_merging_leaves_both_tables_as_they_were():
    base, own = {"a": {"x": 1}, "b": [{"id": "p", "on": True}]}, {"a": {"y": 2}, "b": [{"id": "p", "on": False}]}
    assert merged(base, own) == {"a": {"x": 1, "y": 2}, "b": [{"id": "p", "on": False}]}
    assert base == {"a": {"x": 1}, "b": [{"id": "p", "on": True}]}


def test_lists_without_ids_are_replaced():
    assert merged({"a": [1, 2], "b": [{"x": 1}]}, {"a": [3], "b": [{"x": 2}]}) == {"a": [3], "b": [{"x": 2}]}

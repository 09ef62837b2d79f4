import pytest

from planseam.errors import LayerError
from planseam.model import data


def test_the_layers_of_the_checkout_are_found():
    assert (data.data_folder("layers") / "yrd").is_dir()


def test_cases_lie_under_tests():
    assert data.data_folder("cases").name == "cases"


def test_inside_a_wheel_the_packaged_folder_wins(tmp_path, monkeypatch):
    packaged = tmp_path / "site" / "planseam" / "maps"
    packaged.mkdir(parents=True)
    monkeypatch.setattr(data, "files", lambda _name: tmp_path / "site" / "planseam")
    assert data.data_folder.__wrapped__("maps") == packaged


def test_an_installation_without_data_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "files", lambda _name: tmp_path / "a" / "b" / "planseam")
    with pytest.raises(LayerError, match="incomplete"):
        data.data_folder.__wrapped__("layers")

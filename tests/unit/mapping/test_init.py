import pytest

from planseam.errors import OutputError
from planseam.mapping import draw, write


def test_write_gives_one_file_and_leaves_nothing_beside(report, tmp_path):
    write(report, tmp_path / "map.html")
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_write_replaces_an_older_map(report, tmp_path):
    (tmp_path / "map.html").write_text("old")
    write(report, tmp_path / "map.html")
    assert "seam-data" in (tmp_path / "map.html").read_text("utf-8")


def test_write_into_no_folder_says_so(report, tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write(report, tmp_path / "none" / "map.html")


def test_what_stood_there_stays_when_writing_fails(report, tmp_path):
    (tmp_path / "map.html").mkdir()
    (tmp_path / "map.html" / "kept").touch()
    with pytest.raises(OutputError):
        write(report, tmp_path / "map.html")
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


def test_the_language_is_the_studys_unless_told(report, read_page):
    assert read_page(draw(report).get_root().render())["language"] == "zh"
    assert read_page(draw(report, language="en").get_root().render())["language"] == "en"


def test_an_unknown_recipe_is_refused(report):
    with pytest.raises(OutputError, match="nothing"):
        draw(report, recipe="nothing")

from dataclasses import replace

import numpy as np
import pytest

from planseam.errors import OutputError
from planseam.loading.datum import wgs84_to_gcj02
from planseam.mapping import draw, recipe_for, write
from planseam.model.recipe import recipe


def test_write_gives_one_file_and_leaves_nothing_beside(report, tmp_path):
    write(report, tmp_path / "map.html")
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_write_replaces_an_older_map(report, tmp_path):
    (tmp_path / "map.html").write_text("old")
    write(report, tmp_path / "map.html")
    assert "seam-data" in (tmp_path / "map.html").read_text("utf-8")


def test_cards_link_to_the_report_page_that_stands_beside_or_is_named(report, read_page, tmp_path):
    target = tmp_path / "map.html"

    def linked(**options):
        write(report, target, **options)
        return read_page(target.read_text("utf-8"))["report"]

    assert linked() == ""
    assert linked(document="report.html") == "report.html"
    (tmp_path / "report.html").touch()
    assert linked() == "report.html"
    assert linked(document="") == ""


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


def test_the_recipe_is_that_of_what_the_map_is_of(tmp_path):
    assert recipe_for("") == recipe("overview")
    assert recipe_for("", border="33-34") == recipe("border")
    assert recipe_for("", border="33-34", conflict="EC101-0") == recipe("conflict")
    assert recipe_for("water", border="33-34") == recipe("water")
    assert recipe_for(recipe("water")) == recipe("water")


def test_a_recipe_of_ones_own_says_language_extent_styles_and_layers(report, read_page, tmp_path):
    (tmp_path / "mine.toml").write_text(
        """base = "overview"
title = { zh = "我的图", en = "my map" }
language = "en"
extent = [118.5, 30.2, 119.0, 30.6]
severities = ["critical"]
on = ["station"]
[[layer]]
id = "corridor"
on = true
style = { line = "#123456" }
""",
        "utf-8",
    )
    data = read_page(draw(report, recipe=tmp_path / "mine.toml").get_root().render())
    layers = {layer["id"]: layer for layer in data["layers"]}
    assert (data["language"], data["subtitle"]) == ("en", ["我的图", "my map"])
    assert data["bounds"] == [118.5, 30.2, 119.0, 30.6]
    assert {key for key, layer in layers.items() if layer["on"]} == {"land", "borders", "station", "corridor"}
    assert layers["corridor"]["style"]["line"] == "#123456"
    assert [each["id"] for each in data["severities"] if each["on"]] == ["critical"]
    assert read_page(draw(report, recipe=tmp_path / "mine.toml", language="zh").get_root().render())["language"] == "zh"


def test_a_map_is_for_internal_work_unless_an_approval_number_is_given(report, read_page):
    approved = report.study.model_copy(
        update={"study": report.study.study.model_copy(update={"approval": "GS(2024)1号"})}
    )
    own = recipe("overview").model_copy(update={"approval": "浙S(2025)33号"})
    said = [
        read_page(draw(each, recipe=chosen).get_root().render())["compliance"]
        for each, chosen in (
            (report, ""),
            (replace(report, study=approved), ""),
            (replace(report, study=approved), own),
        )
    ]
    assert said == [
        ["内部工作用图", "For internal work"],
        ["审图号：GS(2024)1号", "Map approval number GS(2024)1号"],
        ["审图号：浙S(2025)33号", "Map approval number 浙S(2025)33号"],
    ]


def test_over_tiles_in_gcj_02_conflicts_names_and_extent_are_moved_too(report, data, read_page):
    moved = read_page(draw(report, tiles="amap").get_root().render())
    for plain, there in zip(data["conflicts"], moved["conflicts"], strict=True):
        assert plain["id"] == there["id"]
        if plain["at"]:
            lon, lat = wgs84_to_gcj02(*np.array(plain["at"]))
            assert there["at"] == pytest.approx([float(lon), float(lat)], abs=1e-4)
    assert moved["labels"][0]["at"] != data["labels"][0]["at"]
    assert moved["bounds"] != data["bounds"]
    assert (moved["datum"], data["datum"]) == ("GCJ-02", "")
    assert moved["conflicts"][0]["ha"] == data["conflicts"][0]["ha"]  # measures are those of the check

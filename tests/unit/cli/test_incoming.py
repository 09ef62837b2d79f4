import hashlib
import json
import os

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from planseam import Study
from planseam.cli.app import app

runner = CliRunner()


@pytest.fixture
def incoming(tmp_path):
    """Redlines of two parties, their units, a table that nothing names, and a file that cannot be read."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    boxes = shapely.box(119, 30, 119.4, 30.4), shapely.box(118.6, 30, 119, 30.4)
    units = gpd.GeoDataFrame(
        {"XZQDM": ["330127", "341825"], "XZQMC": ["淳安县", "旌德县"]}, geometry=list(boxes), crs=4490
    )
    units.to_file(folder / "units.gpkg")
    for code, box in zip(("330127", "341825"), boxes, strict=True):
        frame = gpd.GeoDataFrame({"XZQDM": [code], "MC": ["红线"]}, geometry=[box.buffer(-0.1)], crs=4490)
        frame.to_file(folder / f"STBHHX_{code}.gpkg")
    odd = gpd.GeoDataFrame({"abc": ["1"]}, geometry=[shapely.Point(119.1, 30.1)], crs=4490)
    odd.to_file(folder / "[red]x1.gpkg", layer="x1")
    (folder / "规划图.dwg").write_bytes(b"AC1032" + bytes(100))
    return folder


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


def digests(folder):
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}


def test_inspect_names_every_layer_its_evidence_and_what_is_lost(incoming):
    before = digests(incoming)
    done = call("inspect", incoming, "--units", incoming / "units.gpkg", "-q", "-l", "zh")
    assert done.exit_code == 0, done.output
    for words in ("STBHHX_330127.gpkg", "生态保护红线 redline", "EPSG:4490", "[red]x1.gpkg", "规划图.dwg", "DXF"):
        assert words in done.stdout
    assert "4 个图层：1 个须确认" in done.stdout
    assert digests(incoming) == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_inspect_as_json_and_markdown(incoming, language):
    arguments = ("inspect", incoming / "STBHHX_330127.gpkg", "--units", incoming / "units.gpkg", "-q", "-l", language)
    (layer,) = json.loads(call(*arguments, "-f", "json").stdout)["layers"]
    assert (layer["role"]["value"], layer["party"]["value"]) == ("redline", "330127")
    text = call(*arguments, "-f", "markdown").stdout
    assert text.startswith("| ")
    assert "## STBHHX\\_330127.gpkg" in text


def test_fix_writes_clean_copies_and_says_what_it_left(incoming, tmp_path):
    target = tmp_path / "clean"
    done = call("inspect", incoming, "--units", incoming / "units.gpkg", "--fix", target, "-q", "-l", "en")
    assert done.exit_code == 0, done.output
    assert "4 clean copies written to" in done.stdout
    assert {path.suffix for path in target.iterdir()} == {".gpkg"}
    again = call("inspect", incoming, "--fix", target, "-q", "-l", "en")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "new or empty folder" in again.stderr


def test_init_drafts_a_study_that_loads_and_names_the_next_command(incoming, monkeypatch):
    monkeypatch.chdir(incoming.parent)
    done = call("init", "incoming", "--units", "incoming/units.gpkg", "-q", "-l", "en")
    assert done.exit_code == 0, done.output
    assert "planseam.toml written, with 3 layers; 1 layer to confirm in comments." in done.stdout
    assert "Next: planseam run planseam.toml" in done.stdout
    assert "x1.gpkg: what is this layer?" in done.stdout
    study = Study.from_file("planseam.toml")
    assert {layer.id for layer in study.layers} == {"unit", "redline-330127", "redline-341825"}
    assert (study.study.level, study.study.language) == ("province", "en")
    checked = call("check", "planseam.toml", "-q")
    assert checked.exit_code == 0, checked.output


def test_init_never_overwrites_and_refuses_what_gives_no_layer(incoming, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "planseam.toml").write_text("mine")
    done = call("init", "incoming", "-q", "-l", "en")
    assert (done.exit_code, (tmp_path / "planseam.toml").read_text()) == (2, "mine")
    assert "not overwritten" in done.stderr
    (tmp_path / "empty").mkdir()
    done = call("init", "empty", "-o", "other.toml", "-q", "-l", "zh")
    assert (done.exit_code, os.path.lexists("other.toml")) == (2, False)
    assert "没有一个图层可以写入研究文件" in done.stderr


def test_init_takes_level_and_a_study_file_elsewhere(incoming, tmp_path):
    file = tmp_path / "elsewhere" / "study.toml"
    file.parent.mkdir()
    done = call("init", incoming, "--units", incoming / "units.gpkg", "--level", "county", "-o", file, "-q")
    assert done.exit_code == 0, done.output
    study = Study.from_file(file, trusted=True)
    assert study.study.level == "county"
    assert {layer.path for layer in study.layers if layer.role == "unit"} == {"../incoming/units.gpkg"}
    assert call("check", file, "-q").exit_code == 0


def test_units_that_are_not_there_are_one_sentence(incoming):
    done = call("inspect", incoming, "--units", "nowhere.gpkg", "-q", "-l", "en")
    assert done.exit_code == 2
    assert "no such file" in done.stderr


def test_check_says_in_which_layer_a_fault_of_the_data_is(incoming, tmp_path):
    frame = gpd.read_file(incoming / "STBHHX_330127.gpkg")
    bow = shapely.Polygon([(119.1, 30.1), (119.2, 30.2), (119.2, 30.1), (119.1, 30.2)])
    frame.set_geometry([bow], crs=4490).to_file(incoming / "STBHHX_330127.gpkg")
    study = tmp_path / "planseam.toml"
    assert call("init", incoming, "--units", incoming / "units.gpkg", "-o", study, "-q").exit_code == 0
    lines = call("check", study, "-q", "--select", "DA").stdout.splitlines()
    assert any("DA102-" in line and line.endswith("redline-330127") for line in lines)

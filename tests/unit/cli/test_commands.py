import json

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from planseam.cli.app import app

runner = CliRunner()

STUDY = """
[study]
title = "两省"
units = "units"
language = "en"
[[layer]]
id = "units"
role = "unit"
path = "units.gpkg"
[[layer]]
id = "redline"
role = "redline"
path = "redline.gpkg"
"""


@pytest.fixture
def study(tmp_path):
    """Two provinces and a redline of one of them that ends at their border over about 11 km."""
    folder = tmp_path / "study"
    folder.mkdir()
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"], "name": ["浙江省", "安徽省"]},
        geometry=[shapely.box(118, 30, 119, 31), shapely.box(119, 30, 120, 31)],
        crs="EPSG:4490",
    )
    units.to_file(folder / "units.gpkg")
    redline = gpd.GeoDataFrame({"fid_": [1]}, geometry=[shapely.box(118.9, 30.4, 119, 30.5)], crs="EPSG:4490")
    redline.to_file(folder / "redline.gpkg")
    (folder / "planseam.toml").write_text(STUDY, "utf-8")
    return folder


def call(*arguments):
    return runner.invoke(app, [str(argument) for argument in arguments])


def test_check_prints_conflicts_and_what_was_not_checked(study):
    done = call("check", study, "-q")
    assert done.exit_code == 0, done.output
    assert "EC103-" in done.stdout
    assert "not checked: CO101" in done.stdout


def test_check_as_json_and_geojson(study):
    record = json.loads(call("check", study, "--format", "json", "--select", "EC103").stdout)["conflicts"][0]
    assert record["rule"] == "EC103"
    assert record["length_m"] == pytest.approx(11_088, rel=1e-3)
    collection = json.loads(call("check", study, "--format", "geojson", "--select", "EC103").stdout)
    assert collection["features"][0]["id"] == record["id"]


def test_fail_on_exits_with_one_only_when_met(study):
    assert call("check", study, "--fail-on", "minor").exit_code == 1
    assert call("check", study, "--fail-on", "critical").exit_code == 0


def test_both_languages(study):
    assert "红线" in call("check", study, "--language", "zh").stdout
    assert "redline" in call("check", study, "--language", "en").stdout


def test_run_writes_the_whole_folder_and_can_be_repeated(study, tmp_path):
    for _ in range(2):
        done = call("run", study, "-o", tmp_path / "out", "-q")
        assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "conflicts.geojson",
        "conflicts.gpkg",
        "conflicts.parquet",
        "ledger.xlsx",
        "manifest.json",
        "map.html",
        "report.html",
        "seams.parquet",
    }
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_map_and_report_write_theirs(study, tmp_path):
    assert call("map", study, "-o", tmp_path / "m.html").exit_code == 0
    assert (tmp_path / "m.html").stat().st_size > 100_000
    assert call("report", study, "-o", tmp_path / "r").exit_code == 0
    assert {"report.html", "ledger.xlsx"} <= {path.name for path in (tmp_path / "r").iterdir()}


def test_a_folder_with_other_files_is_not_replaced(study):
    done = call("run", study, "-o", study)
    assert done.exit_code == 2
    assert "planseam.toml" in done.stderr
    assert (study / "units.gpkg").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "nowhere.toml"), "no such study file"),
        (("check", "--select", "EC999"), "EC999"),
        (("rule", "EC999"), "EC999"),
    ],
)
def test_unusable_arguments_exit_with_two_and_one_sentence(arguments, said):
    done = call(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert len(done.stderr.strip().splitlines()) == 1


def test_debug_shows_the_traceback():
    assert "Traceback" in call("check", "nowhere.toml", "--debug").stderr


def test_the_catalogue_in_all_forms():
    assert "EC103" in call("rules").stdout
    assert "## EC103" in call("rules", "--format", "md").stdout
    assert {"EC103", "BD101"} <= {rule["code"] for rule in json.loads(call("rules", "--format", "json").stdout)}


def test_one_rule_explained_in_both_languages():
    assert "Why it matters" in call("rule", "EC103", "--language", "en").stdout
    assert "为什么重要" in call("rule", "ec103", "--language", "zh").stdout
    assert "run_m" in call("rule", "EC103").stdout


def test_shipped_layers_are_listed():
    done = call("layers", "--language", "en")
    assert "bundled:yrd/redline" in done.stdout
    assert "Natural Earth" in done.stdout


def test_version():
    assert call("--version").stdout.strip().count(".") == 2

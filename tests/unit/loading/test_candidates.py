from itertools import product

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.loading.candidates import Candidate, candidates, cure
from planseam.loading.units import provider_units
from planseam.text import Text


@pytest.fixture(scope="module")
def provinces():
    return provider_units("province")


@pytest.fixture(scope="module")
def plan(provinces):
    """Patches all over a province, in degrees."""

    def made(code, count=60):
        ground = provinces.geometry[provinces["code"] == code].iloc[0]
        rng = np.random.default_rng(5)
        west, south, east, north = ground.bounds
        points = shapely.points(rng.uniform([west, south], [east, north], (count * 8, 2)))
        points = points[shapely.contains(ground, points)][:count]
        return gpd.GeoSeries(shapely.intersection(shapely.buffer(points, 0.01), ground), crs="EPSG:4490")

    return made


def codes(found):
    return [candidate.code for candidate in found]


@pytest.mark.parametrize(
    ("party", "code"),
    [*product(["33", "34"], [4490, 4549, 4528, 4498, 3857]), ("34", 4547)],
)
def test_the_crs_of_a_partys_plan_is_found(plan, provinces, code, party):
    found = candidates(plan(party).to_crs(code).to_numpy(), units=provinces, party=party)
    first = found[0]
    x, y = plan(party).to_crs(code).total_bounds[:2]
    here = pyproj.Transformer.from_crs(code, 4490, always_xy=True).transform(x, y)
    assert pyproj.Transformer.from_crs(first.code, 4490, always_xy=True).transform(x, y) == pytest.approx(
        here, abs=1e-9
    )
    assert not first.tie
    assert first.score > 0.95
    assert party in first.reason.zh


def test_without_a_party_two_zones_that_both_lead_into_the_units_tie(plan, provinces):
    found = candidates(plan("32").to_crs(4548).to_numpy(), units=provinces)
    assert [candidate.tie for candidate in found] == [True, True]
    assert "ask its maker" in cure(found).en
    assert "请向制作单位核实是哪一个" in cure(found).zh


def test_edges_that_follow_the_borders_decide_a_tie(provinces):
    whole = provinces[provinces["code"] == "34"]
    box = np.array([shapely.box(*whole.to_crs(4549).total_bounds)])
    assert sum(one.tie for one in candidates(box, units=provinces)) > 1
    found = candidates(whole.to_crs(4549).geometry.to_numpy(), units=provinces)
    assert (found[0].code, found[0].tie) == ("EPSG:4549", False)
    assert "行政区界线" in found[0].reason.zh


def test_without_units_a_zone_is_asked_and_the_sentence_stays_short(plan):
    found = candidates(plan("33").to_crs(4549).to_numpy())
    assert all(candidate.tie for candidate in found)
    assert len(found) > 10
    assert "central meridian" in cure(found).en
    assert len(cure(found).zh) < 80


def test_a_party_that_is_no_unit_is_answered_by_the_units(plan, provinces):
    found = candidates(plan("33").to_crs(4549).to_numpy(), units=provinces, party="44")
    assert found[0].code == "EPSG:4549"
    assert "行政区内" in found[0].reason.zh


def test_a_plan_outside_the_units_is_sought_in_china(provinces):
    found = candidates(np.array([shapely.box(104.0, 30.0, 104.1, 30.1)]), units=provinces, party="33")
    assert codes(found) == ["EPSG:4490"]
    assert "中国" in found[0].reason.zh


def test_units_may_come_in_the_working_crs(plan, provinces):
    found = candidates(plan("33").to_crs(4549).to_numpy(), units=provinces.to_crs(4548), party="33")
    assert found[0].code == "EPSG:4549"


def test_a_county_narrows_its_province_and_a_city_names_its_counties(plan, provinces):
    assert candidates(plan("33").to_crs(4549).to_numpy(), units=provinces, party="330102")[0].code == "EPSG:4549"
    counties = provider_units("county")
    assert candidates(plan("33").to_crs(4549).to_numpy(), units=counties, party="33")[0].code == "EPSG:4549"


def test_what_the_file_says_stands_alone_where_it_fits(plan, provinces):
    found = candidates(plan("33").to_crs(32650).to_numpy(), units=provinces, said=pyproj.CRS("EPSG:32650"))
    assert codes(found) == ["EPSG:32650"]
    assert found[0].reason.zh.startswith("文件自称如此")


def test_what_the_file_says_wrongly_yields(plan, provinces):
    found = candidates(plan("33").to_crs(4549).to_numpy(), units=provinces, party="33", said=pyproj.CRS("EPSG:4546"))
    assert found[0].code == "EPSG:4549"


@pytest.mark.parametrize("how", [{"said": pyproj.CRS("EPSG:2385")}, {"called": "西安80坐标/STBHHX.shp"}])
def test_an_old_datum_is_named_and_refused(plan, provinces, how):
    found = candidates(plan("33").to_crs(2385).to_numpy(), units=provinces, party="33", **how)
    assert (found[0].code, found[0].refused) == ("EPSG:2385", True)
    assert "towgs84" in cure(found).zh
    assert "1980 西安坐标系" in cure(found).zh


def test_a_custom_crs_without_code_can_be_said(plan, provinces):
    custom = pyproj.CRS("+proj=tmerc +lon_0=119.5 +x_0=500000 +ellps=GRS80 +units=m")
    found = candidates(plan("33").to_crs(custom).to_numpy(), units=provinces, party="33", said=custom)
    assert len(found) == 1
    assert found[0].score > 0.95


def test_a_feature_with_many_vertices_is_one_feature(provinces):
    inside = [shapely.box(120.0, 30.0 + step, 120.01, 30.01 + step) for step in (0.0, 0.02, 0.04)]
    outside = shapely.segmentize(shapely.box(115.5, 33.0, 115.6, 33.1), 1e-5)
    (found,) = candidates(np.array([*inside, outside]), units=provinces, party="33")
    assert found.score == pytest.approx(0.75)


@pytest.mark.parametrize(
    "geometries",
    [
        np.array([], dtype=object),
        np.array([None, shapely.Polygon()], dtype=object),
        shapely.points([[np.nan, np.nan]]),
        shapely.points([[1e308, 1e308]]),
        shapely.points([[30.0, 119.0]]),
    ],
    ids=["none", "empty", "not a number", "huge", "latitude first"],
)
def test_where_nothing_fits_nothing_is_named(geometries, provinces):
    assert candidates(np.asarray(geometries), units=provinces) == ()


def test_the_cure_gives_the_line_to_add():
    one = Candidate(code="EPSG:4528", title=Text("三", "three"), score=1.0, reason=Text("好", "good"))
    assert cure([one]) == Text(
        '坐标符合 EPSG:4528：请在该图层写明 crs = "EPSG:4528"',
        'The coordinates fit EPSG:4528: add crs = "EPSG:4528" to the layer',
    )

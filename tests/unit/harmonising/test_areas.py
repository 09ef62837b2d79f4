import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.harmonising.areas import stored_areas
from planseam.loading.crs import working_crs
from planseam.loading.ground import projected

DEGREES = pyproj.CRS("EPSG:4490")
GAUSS_KRUEGER = pyproj.CRS("EPSG:4549")
SIDES = np.linspace(0.001, 0.02, 40)
#: Squares in degrees about 119.5° E, 30.5° N, of 1 to 370 ha.
SQUARES = np.array([shapely.box(119.5 + 0.03 * i, 30.5, 119.5 + 0.03 * i + s, 30.5 + s) for i, s in enumerate(SIDES)])
WORKING = projected(SQUARES, DEGREES, working_crs((119.0, 30.0, 121.0, 31.0)))
GEOD = pyproj.Geod(a=6378137, rf=298.257222101)
#: An engine of its own: geodesic areas, m². A parallel is no geodesic, so that edges are made short.
MEASURED = np.array([abs(GEOD.geometry_area_perimeter(shapely.segmentize(square, 0.001))[0]) for square in SQUARES])
FIDS = [f"f{number}" for number in range(len(SQUARES))]


def found(source=SQUARES, **columns):
    return stored_areas(gpd.GeoDataFrame(columns, geometry=source), WORKING, source, layer="x", fids=FIDS)


@pytest.mark.parametrize("column", ["MJ", "QYMJ", "mj", "面积", "TBMJ", "Shape_Area"])
@pytest.mark.parametrize(
    ("unit_m2", "decimals"),
    [(1, 2), (1, 0), (2000 / 3, 2), (1e4, 4), (1e4, 2), (1e6, 6), (1e4 * 2000 / 3, 8)],
    ids=["m2", "whole-m2", "mu", "ha", "rounded-ha", "km2", "10k-mu"],
)
def test_true_areas_in_any_unit_pass(column, unit_m2, decimals):
    assert found(**{column: np.round(MEASURED / unit_m2, decimals)}) == []


def test_areas_in_the_plane_of_the_own_crs_pass_where_the_software_keeps_them():
    metric = projected(SQUARES, DEGREES, GAUSS_KRUEGER)
    assert found(metric, Shape_Area=shapely.area(metric)) == []
    assert found(Shape_Area=shapely.area(SQUARES)) == []  # square degrees
    (finding,) = found(MJ=shapely.area(SQUARES))
    assert "in no unit" in finding.message.en


def test_a_scale_error_is_told_with_count_worst_and_total():
    stored = MEASURED / 1e4
    stored[:4] *= [1.02, 1.03, 1.01, 1.004]
    (finding,) = found(QYMJ=stored)
    assert (finding.rule, finding.severity, finding.kind) == ("DA103", "minor", "area-QYMJ")
    assert finding.feature == "f1;f0;f2"
    assert finding.share == pytest.approx(3 / 40)
    wrong, right = stored.sum(), MEASURED.sum() / 1e4
    share = (wrong - right) / right * 100
    assert finding.message.en.startswith(
        "areas in the column QYMJ (ha) differ from those on the ellipsoid by more than 0.5 % in 3 of 40 features; in"
        f" all {wrong:.2f} ha are stored, {right:.2f} ha measured, {share:.2f} % apart; the worst: f1 (stored"
        f" {stored[1]:.4f}, measured {MEASURED[1] / 1e4:.4f} ha)"
    )
    assert finding.message.zh.startswith(
        "列 QYMJ（公顷）所记面积与椭球面积不符：40 个要素中有 3 个相差超过 0.5%；合计所记"
    )


def test_one_wrong_area_of_many_is_no_finding_unless_it_moves_the_total():
    stored = MEASURED.copy()
    stored[0] *= 1.2  # the smallest of 40
    assert found(MJ=stored) == []
    stored[-1] *= 1.2  # the largest
    (finding,) = found(MJ=stored)
    assert "in 2 of 40 features" in finding.message.en


def test_a_small_error_everywhere_shows_in_the_total_alone():
    (finding,) = found(MJ=MEASURED * 1.002)
    assert "in 0 of 40 features" in finding.message.en
    assert "0.20 % apart" in finding.message.en
    assert "worst" not in finding.message.en
    assert found(MJ=MEASURED * 1.0008) == []


def test_a_plane_of_six_degrees_far_from_its_meridian_is_told():
    # 3° off the meridian the plane is about 0.2 % too large
    far = pyproj.CRS("EPSG:4509")  # CM 117
    plane = shapely.area(projected(SQUARES, DEGREES, far))
    assert (plane / MEASURED).mean() > 1.001
    assert len(found(MJ=plane)) == 1


def test_empty_zero_and_text_values():
    stored = [*(f"{area:,.2f}" for area in MEASURED[:-2]), "", None]
    assert found(MJ=stored) == []
    assert found(MJ=[0.0] * 39 + [None]) == []
    assert found(MJ=["unknown"] * 40) == []


def test_lines_and_missing_geometries_have_no_area_to_compare():
    mixed = WORKING.copy()
    mixed[0], mixed[1] = None, shapely.LineString([(0, 0), (1, 1)])
    frame = gpd.GeoDataFrame({"MJ": MEASURED}, geometry=SQUARES)
    assert stored_areas(frame, mixed, SQUARES, layer="x", fids=FIDS) == []


def test_other_columns_are_not_compared():
    assert found(YJJBNTMJ=MEASURED / 2, STBHHXMJ=MEASURED / 3, code=MEASURED) == []


def test_inputs_stay_as_they_are():
    frame = gpd.GeoDataFrame({"MJ": [f"{area}" for area in MEASURED]}, geometry=SQUARES)
    before = frame.copy(deep=True)
    stored_areas(frame, WORKING, SQUARES, layer="x", fids=FIDS)
    assert frame.equals(before)

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely import LineString, MultiLineString

from planseam.loading.datum import wgs84_to_gcj02
from planseam.mapping.seams import seam_charts
from planseam.model.palette import palette


@pytest.fixture(scope="module")
def charts(report):
    return seam_charts(report, palette("palette"), tolerance_m=5, digits=5)


def absolute(part):
    """Longitude, latitude and kilometre of each point of a part."""
    return np.cumsum(np.reshape(part, (-1, 3)), axis=0) / [1e5, 1e5, 1e4]


def test_a_border_has_its_length_sides_and_roles_in_the_order_of_the_report(charts):
    (border,) = charts["borders"]
    assert (border["id"], border["km"], border["length"]) == ("33-34", "110.00", 1_100_000)
    assert [side.en for side in border["sides"]] == ["Zhejiang", "Anhui"]
    assert [(role["id"], role["agreement"]) for role in border["roles"]] == [("redline", "66.7"), ("corridor", "0.0")]
    assert border["roles"][0]["colour"] == palette("palette").fill("redline")


def test_runs_tell_state_names_and_gaps_and_nothing_where_neither_side_has_the_role(charts):
    redline, corridor = charts["borders"][0]["roles"]
    assert redline["runs"] == [[0, 200_000, 3, 0, 1, 0, 125], [200_000, 300_000, 1, 0, -1, 0, -1]]
    assert corridor["runs"] == [[800_000, 805_000, 2, -1, 2, -1, 33]]
    assert charts["names"] == [["要素0", "feature 0"], ["要素1", "feature 1"], ["要素0", "feature 0"]]


def test_kilometres_along_the_course_are_those_of_the_check(charts):
    points = absolute(charts["borders"][0]["course"][0])
    assert points[0] == pytest.approx([119, 31, 0], abs=1e-5)
    assert points[-1] == pytest.approx([119, 30, 110], abs=1e-4)


def test_a_simplified_course_keeps_the_kilometres_of_the_exact_line(report):
    """A line that wobbles by 30 m about a meridian: half the length is half the course."""
    lat = np.linspace(31, 30, 401)
    wobble = 119 + 0.0003 * (np.arange(401) % 2)
    line = LineString(np.column_stack([wobble, lat]))
    length = pyproj.Geod(ellps="GRS80").geometry_length(line)
    wavy = report.borders.assign(length_m=length).set_geometry([MultiLineString([line])], crs=report.borders.crs)
    borders = replace(report, borders=gpd.GeoDataFrame(wavy))
    rough = absolute(seam_charts(borders, palette("palette"), tolerance_m=100, digits=5)["borders"][0]["course"][0])
    exact = absolute(seam_charts(borders, palette("palette"), tolerance_m=0.1, digits=5)["borders"][0]["course"][0])
    assert (len(rough), len(exact)) == (2, 401)
    assert rough[-1][2] == exact[-1][2] == pytest.approx(length / 1000, abs=1e-4)
    assert np.interp(30.5, exact[::-1, 1], exact[::-1, 2]) == pytest.approx(length / 2000, abs=0.02)


def test_parts_of_a_border_follow_each_other_without_a_gap(report):
    parts = MultiLineString([[(119, 31), (119, 30.75)], [(119, 30.25), (119, 30)]])
    broken = report.borders.set_geometry([parts], crs=report.borders.crs)
    charts = seam_charts(replace(report, borders=broken), palette("palette"), tolerance_m=5, digits=5)
    first, second = map(absolute, charts["borders"][0]["course"])
    assert first[-1][2] == second[0][2] == pytest.approx(55, abs=0.05)
    assert second[0][1] == pytest.approx(30.25, abs=1e-5)


def test_a_report_without_profiles_or_borders_has_an_empty_chart(report):
    bare = replace(report, seams=pd.DataFrame(), runs=pd.DataFrame())
    assert seam_charts(bare, palette("palette"), tolerance_m=5, digits=5)["borders"][0]["roles"] == []
    none = replace(bare, borders=report.borders.iloc[:0])
    assert seam_charts(none, palette("palette"), tolerance_m=5, digits=5) == {"names": [], "borders": []}


def test_a_role_and_a_feature_that_nobody_knows_are_shown_by_what_the_profile_says(report):
    strange = report.runs.assign(role="unheard-of", left="x9", right="").iloc[:2]
    charts = seam_charts(replace(report, runs=strange), palette("palette"), tolerance_m=5, digits=5)
    (role,) = charts["borders"][0]["roles"]
    assert role["title"] == ("unheard-of", "unheard-of")
    assert charts["names"] == ["x9"]


def test_the_report_is_not_changed(report):
    before = report.runs.copy(), report.borders.copy()
    seam_charts(report, palette("palette"), tolerance_m=5, digits=5)
    pd.testing.assert_frame_equal(report.runs, before[0])
    assert report.borders.equals(before[1])


def test_over_tiles_in_gcj_02_the_course_is_moved_and_its_kilometres_are_not(report, charts):
    moved = seam_charts(report, palette("palette"), tolerance_m=5, digits=5, datum="GCJ-02")
    plain, there = (absolute(each["borders"][0]["course"][0]) for each in (charts, moved))
    assert there[:, 2] == pytest.approx(plain[:, 2])
    assert there[:, :2] == pytest.approx(np.column_stack(wgs84_to_gcj02(*plain[:, :2].T)), abs=2e-5)
